"""A package."""
from . import inner
from .inner import thing as renamed, other

__all__ = ["inner", "renamed"]


def __getattr__(name):
    if name == "dynamic":
        return [1]
    raise AttributeError(name)
