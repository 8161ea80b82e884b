def broken(n):
    return 10 // n


x = broken(5)
x = broken(0)
x = "not reached"
