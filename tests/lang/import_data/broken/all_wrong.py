__all__ = ["there", 3]
there = 1
