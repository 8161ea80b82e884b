print("running", __name__, __package__)
kind = "rye"
