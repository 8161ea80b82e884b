"""A package."""
print("running", __name__, __package__, [p.rpartition("/")[2] for p in __path__])
from . import bread
from .fruit import apple as fruit_apple

version = 3
