where = "two"
