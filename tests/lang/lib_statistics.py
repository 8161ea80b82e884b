# statistics: quantiles of normal distributions, and what else needs the C half; names as IDNA.
import statistics
import _statistics

d = statistics.NormalDist(100, 15)
print([d.inv_cdf(p) for p in (1e-300, 1e-20, 0.001, 0.07, 0.075, 0.5, 0.6, 0.925, 0.93, 0.999, 1 - 1e-12)])
print(_statistics._normal_dist_inv_cdf(0.3, 1, 2), statistics._normal_dist_inv_cdf is _statistics._normal_dist_inv_cdf)
for args in (0.5, 0, "a"), (0.5, 0):
    try:
        _statistics._normal_dist_inv_cdf(*args)
    except TypeError as e:
        print(e)
print(d.quantiles(5), statistics.median([3, 1, 2]), statistics.pstdev([1, 2, 3, 4]))
print("b\u00fccher.example".encode("idna"), b"xn--bcher-kva.example".decode("idna"), "plain".encode("idna"))
