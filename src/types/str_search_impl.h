/* Search for one pair of character types. Included by str_search.c with HAY, NEEDLE and NAME(x)
 * defined; the needle's type is never the wider one.
 *
 * Long needles: the two-way algorithm (Crochemore and Perrin), linear and without memory. `step` is
 * 1 or -1: with -1 both texts are read from their ends, which finds the last place. */

/* Start of the maximal suffix of the needle in the order `<` (or `>` if inverted), and its period.
 */
static size_t NAME(maximal_suffix)(const NEEDLE *x, ptrdiff_t step, size_t m, bool inverted,
                                   size_t *period) {
    size_t start = SIZE_MAX, j = 0, k = 1, p = 1;
    while (j + k < m) {
        NEEDLE a = x[(ptrdiff_t)(j + k) * step], b = x[(ptrdiff_t)(start + k) * step];
        if (a == b) {
            if (k != p) {
                k++;
            } else {
                j += p;
                k = 1;
            }
        } else if ((a < b) != inverted) {
            j += k;
            k = 1;
            p = j - start;
        } else {
            start = j++;
            k = p = 1;
        }
    }
    *period = p;
    return start + 1;
}

#define X(i) x[(ptrdiff_t)(i)*step]
#define H(i) h[(ptrdiff_t)(i)*step]

static bool NAME(is_periodic)(const NEEDLE *x, ptrdiff_t step, size_t cut, size_t period) {
    for (size_t i = 0; i < cut; i++) {
        if (X(i) != X(i + period)) {
            return false;
        }
    }
    return true;
}

static int64_t NAME(two_way)(const HAY *h, size_t n, const NEEDLE *x, size_t m, ptrdiff_t step) {
    size_t period, other_period, memory = 0, j = 0;
    size_t cut = NAME(maximal_suffix)(x, step, m, false, &period);
    size_t other = NAME(maximal_suffix)(x, step, m, true, &other_period);
    if (other > cut) {
        cut = other;
        period = other_period;
    }
    bool periodic = NAME(is_periodic)(x, step, cut, period);
    if (!periodic) {
        period = (cut > m - cut ? cut : m - cut) + 1;
    }
    while (j <= n - m) {
        size_t i = cut > memory ? cut : memory;
        while (i < m && X(i) == H(i + j)) {
            i++;
        }
        if (i < m) {
            j += i - cut + 1;
            memory = 0;
            continue;
        }
        i = cut;
        while (i > memory && X(i - 1) == H(i - 1 + j)) {
            i--;
        }
        if (i <= memory) {
            return (int64_t)j;
        }
        j += period;
        memory = periodic ? m - period : 0;
    }
    return -1;
}

#undef X
#undef H

static bool NAME(matches)(const HAY *h, const NEEDLE *x, size_t m) {
    if (sizeof(HAY) == sizeof(NEEDLE)) {
        return memcmp(h, x, m * sizeof(HAY)) == 0;
    }
    for (size_t i = 0; i < m; i++) {
        if (h[i] != x[i]) {
            return false;
        }
    }
    return true;
}

static int64_t NAME(find_short)(const HAY *h, size_t n, const NEEDLE *x, size_t m, int direction) {
    size_t places = n - m + 1, base = 0;
    while (places > 0) {
        int64_t at = chars_find_char(h + base, sizeof(HAY), places, x[0], direction);
        if (at < 0) {
            return -1;
        }
        if (NAME(matches)(h + base + at, x, m)) {
            return (int64_t)base + at;
        }
        if (direction > 0) {
            base += (size_t)at + 1;
            places -= (size_t)at + 1;
        } else {
            places = (size_t)at;
        }
    }
    return -1;
}

static int64_t NAME(find)(const void *hay, size_t n, const void *needle, size_t m, int direction) {
    const HAY *h = hay;
    const NEEDLE *x = needle;
    if (sizeof(HAY) == 1 && direction > 0) {
        return find_bytes((const uint8_t *)hay, n, (const uint8_t *)needle, m);
    }
    if (m <= SHORT_NEEDLE) {
        return NAME(find_short)(h, n, x, m, direction);
    }
    if (direction > 0) {
        return NAME(two_way)(h, n, x, m, 1);
    }
    int64_t at = NAME(two_way)(h + n - 1, n, x + m - 1, m, -1);
    return at < 0 ? -1 : (int64_t)(n - m) - at;
}
