"""The Mandelbrot set on a small grid: float loops with an early way out."""
import sys


def rows(size, limit):
    for y in range(size):
        ci = 2.0 * y / size - 1.0
        inside = 0
        for x in range(size):
            cr = 2.0 * x / size - 1.5
            zr = zi = 0.0
            for i in range(limit):
                zr2 = zr * zr
                zi2 = zi * zi
                if zr2 + zi2 > 4.0:
                    break
                zi = 2.0 * zr * zi + ci
                zr = zr2 - zi2 + cr
            else:
                inside += 1
        yield inside


counts = list(rows(int(sys.argv[1]) if len(sys.argv) > 1 else 450, 50))
print(sum(counts), max(counts))
