partial = [1]
raise ValueError("on import")
