import circular.c as c
value_d = 4
def ask():
    return c.value_c
