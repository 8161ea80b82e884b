# options: --ascii
x = 100
y = 100
z = [100, 100]
del z
y = 7
x = 2
