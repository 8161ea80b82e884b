import sys
print(__name__, __package__, __spec__, sys.argv[1:])
