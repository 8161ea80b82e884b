# options: --lines 16-30
class Plain:
    def __init__(self, name):
        self.name = name


class Slotted:
    __slots__ = ("x", "y")


class Keeper(list):
    pass


# Everything above is not shown.
p = Plain("p")
p.extra = 1.5
s = Slotted()
s.x = p
k = Keeper([s])
k.note = "n"
p = None
s = None
k = None
