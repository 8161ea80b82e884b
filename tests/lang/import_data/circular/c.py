import circular.d as d
value_c = 3
def ask():
    return d.value_d
