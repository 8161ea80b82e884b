# A number that dies may become the next one, also from and to the small ones that are shared.


def loops():
    seen = []
    for i in range(-8, 5):
        seen.append(i)
    for i in range(250, 262):
        x = i
        y = i - 1
        seen.append((x is i, y == i - 1))
    i = 250
    while i < 262:
        i += 1
        seen.append(i)
    while i > 250:
        i -= 2
        seen.append(i)
    return seen


print(loops())


def alive():
    a = 7
    kept = [a]
    for i in range(5, 10):
        if i == 7:
            print(i is kept[0], i is a)
    b = 6
    b += 1
    print(b is a, b is kept[0])
    b += 250
    print(b, a, kept)
    b -= 250
    print(b is a)
    del a, kept
    c = b
    b += 1
    print(b, c, b - 1 == c)
    c += 1
    print(b is c)
    return b + c


print(alive())


def identities():
    ids = set()
    for i in range(10):
        ids.add(id(i))
        if i == 3:
            three, at = i, id(i)
    print(three, id(three) == at, id(3) == at)
    n = 5
    at = id(n)
    n += 1
    m = 5
    print(n, m)
    keep = n
    n += 1
    print(n, keep)


identities()


def nested():
    total = 0
    for i in range(20):
        for j in range(i):
            total += i * j
            k = j - i
            k = -k
            total -= k
    return total


print(nested())
numbers = [i for i in range(300)]
print(sum(numbers), all(a is b for a, b in zip(numbers[:257], [i for i in range(257)])))
del numbers
print([x for x in range(3)], {x: x + 254 for x in range(4)})


def generated():
    i = 253
    while i < 260:
        yield i
        i += 1


print(list(generated()), sum(generated()))
