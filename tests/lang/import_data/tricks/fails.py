x = 1
raise ValueError("not today")
