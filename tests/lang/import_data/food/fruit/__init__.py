print("running", __name__)
__all__ = ["apple", "pear", "colour"]
colour = "green"
hidden = 1
