import sys

thing = [1, 2]
other = {"module": sys.modules[__name__]}


class Held:
    me = thing
