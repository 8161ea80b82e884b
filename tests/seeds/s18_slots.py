"""__slots__: fixed attributes, less memory, no new attributes; a child must declare its own."""
import sys


class User:
    def __init__(self, name, age):
        self.name = name
        self.age = age


class SlotUser:
    __slots__ = ['name', 'age']

    def __init__(self, name, age):
        self.name = name
        self.age = age


u = SlotUser("Ann", 30)
assert (u.name, u.age) == ("Ann", 30)
try:
    u.email = "x"
except AttributeError as e:
    assert str(e) == "'SlotUser' object has no attribute 'email'", e
else:
    raise AssertionError("no new attributes")
assert not hasattr(u, "__dict__")


class Child(SlotUser):
    pass


class SlotChild(SlotUser):
    __slots__ = ['email']


c = Child("Bob", 40)
c.email = "x"  # the child has a __dict__ again
assert c.__dict__ == {"email": "x"}
s = SlotChild("Eve", 20)
s.email = "y"
try:
    s.phone = 1
except AttributeError:
    pass
else:
    raise AssertionError

plain = [User("n", i) for i in range(1000)]
slotted = [SlotUser("n", i) for i in range(1000)]
assert sys.getsizeof(slotted[-1]) <= 32
assert sys.getsizeof(plain[-1]) <= 32, "a plain instance is smaller than CPython's slotted one (48)"


def resident():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * 4096


low = resident()
users = [User("name", 5) for _ in range(100000)]
taken = resident() - low
assert taken < 8e6, taken  # the document: about 15 MB, with slots about 8 MB
