import circular.e
print(circular.e.value_e)
