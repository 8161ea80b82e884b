def fact(n):
    if n < 2:
        return 1
    rest = fact(n - 1)
    return n * rest


answer = fact(3)


def counter():
    n = 0

    def step():
        nonlocal n
        n += 1
        return n
    return step


c = counter()
c()
