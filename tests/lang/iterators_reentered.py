"""Iterators whose inner iterator calls them again."""


class Walk:
    def __init__(self, get, n=6):
        self.get, self.n, self.times = get, n, 3

    def __iter__(self):
        return self

    def __next__(self):
        if self.times:
            self.times -= 1
            try:
                next(self.get())
            except StopIteration:
                pass
        self.n -= 1
        if self.n < 0:
            raise StopIteration
        return self.n


for make in (enumerate, lambda w: zip(w, "abcdef"), lambda w: map(str, w), lambda w: filter(None, w)):
    for keep in True, False:
        x = make(Walk(lambda: x))
        if keep:
            print(list(x))
        else:
            for item in x:
                print(item, end=" ")
            print()
