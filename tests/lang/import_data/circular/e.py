import circular.f
value_e = 5
