print("running", __name__)
_private = 1
public = 2
