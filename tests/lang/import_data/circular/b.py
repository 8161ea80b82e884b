from circular.a import value_a
value_b = 2
