def __getattr__(name):
    if name == "made":
        return "made on demand"
    raise AttributeError(f"no {name} here")
def __dir__():
    return ["zebra", "made", "ant"]
ant = 1
