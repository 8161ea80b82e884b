def squares(n):
    for i in range(n):
        yield i * i


g = squares(2)
first = next(g)
rest = list(g)
del g
