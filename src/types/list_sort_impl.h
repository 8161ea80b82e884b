/* A stable merge sort that uses the order it finds, after Tim Peters' published description of
 * listsort, with the merge order of powersort (Munro and Wild). Included by list_sort.c once for
 * each kind of element:
 *
 *   SORT(name)      the function's name for this kind
 *   ELEM            the element, copied by assignment
 *   LESS(s, a, b)   whether a < b: 1, 0, or -1 if comparing failed (a, b: ELEM)
 *
 * Words: a *run* is a stretch in order. Runs lie one behind the other and wait on a stack; two
 * neighbours are merged with the shorter one copied to `temp`. *Galloping* looks for a position by
 * doubling steps, when one run wins many times in a row.
 *
 * Invariant: whenever a function returns, the elements are a permutation of what they were.
 */

typedef struct SORT(Run) {
    ELEM *base;
    size_t len;
    int power; /* of the boundary with the next run */
} SORT(Run);

typedef struct SORT(State) {
    VM *vm;
    ELEM *base;
    size_t len;
    ELEM *temp;
    size_t temp_cap;
    size_t min_gallop;
    size_t run_len;
    SORT(Run) runs[SORT_RUNS_MAX];
} SORT(State);

static bool SORT(need_temp)(SORT(State) * s, size_t need) {
    if (need <= s->temp_cap) {
        return true;
    }
    if (s->temp) {
        raw_free(s->vm, s->temp, s->temp_cap * sizeof(ELEM));
        s->temp_cap = 0;
    }
    s->temp = raw_alloc(s->vm, need * sizeof(ELEM));
    s->temp_cap = s->temp ? need : 0;
    return s->temp != NULL;
}

static void SORT(reverse)(ELEM *low, ELEM *high) {
    while (high - low > 1) {
        ELEM t = *low;
        *low++ = *--high;
        *high = t;
    }
}

/* Length of the run at low, made ascending; 0 on failure. Only strictly descending runs are turned
 * round, as equal elements must keep their order. */
static size_t SORT(count_run)(SORT(State) * s, ELEM *low, ELEM *high) {
    if (high - low < 2) {
        return (size_t)(high - low);
    }
    int descending = LESS(s, low[1], low[0]);
    if (descending < 0) {
        return 0;
    }
    ELEM *p = low + 2;
    for (; p < high; p++) {
        int less = LESS(s, p[0], p[-1]);
        if (less < 0) {
            return 0;
        }
        if (less != descending) {
            break;
        }
    }
    if (descending) {
        SORT(reverse)(low, p);
    }
    return (size_t)(p - low);
}

/* Sorts [low, high), of which [low, start) is in order. */
static bool SORT(insert_all)(SORT(State) * s, ELEM *low, ELEM *high, ELEM *start) {
    for (; start < high; start++) {
        ELEM pivot = *start, *left = low, *right = start;
        while (left < right) {
            ELEM *middle = left + (right - left) / 2;
            int less = LESS(s, pivot, *middle);
            if (less < 0) {
                return false;
            }
            if (less) {
                right = middle;
            } else {
                left = middle + 1;
            }
        }
        memmove(left + 1, left, (size_t)(start - left) * sizeof(ELEM));
        *left = pivot;
    }
    return true;
}

/* How many elements of a[0..n) come before key: those less than it (right false), or not greater
 * (right true). The search starts at hint. -1 on failure. */
static int64_t SORT(gallop)(SORT(State) * s, ELEM key, const ELEM *a, int64_t n, int64_t hint,
                            bool right) {
/* Whether element i belongs before the key. */
#define BEFORE(result, i)                                                                          \
    do {                                                                                           \
        if (right) {                                                                               \
            result = LESS(s, key, a[i]);                                                           \
            result = result < 0 ? -1 : !result;                                                    \
        } else {                                                                                   \
            result = LESS(s, a[i], key);                                                           \
        }                                                                                          \
        if (result < 0) {                                                                          \
            return -1;                                                                             \
        }                                                                                          \
    } while (0)
    int64_t last = 0, offset = 1, low, high; /* a[low] is before, a[high] is not */
    int before;
    BEFORE(before, hint);
    if (before) {
        int64_t max = n - hint;
        while (offset < max) {
            BEFORE(before, hint + offset);
            if (!before) {
                break;
            }
            last = offset;
            offset = offset * 2 + 1;
        }
        low = hint + last;
        high = hint + (offset > max ? max : offset);
    } else {
        int64_t max = hint + 1;
        while (offset < max) {
            BEFORE(before, hint - offset);
            if (before) {
                break;
            }
            last = offset;
            offset = offset * 2 + 1;
        }
        low = hint - (offset > max ? max : offset);
        high = hint - last;
    }
    for (low++; low < high;) {
        int64_t middle = low + (high - low) / 2;
        BEFORE(before, middle);
        if (before) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return high;
#undef BEFORE
}

/* Merges neighbours a (na, the shorter) and b from the left. a[na-1] is the largest, b[0] less than
 * a[0]. */
static bool SORT(merge_low)(SORT(State) * s, ELEM *a, size_t na, ELEM *b, size_t nb) {
    size_t min_gallop = s->min_gallop;
    bool done = false;
    if (!SORT(need_temp)(s, na)) {
        return false;
    }
    memcpy(s->temp, a, na * sizeof(ELEM));
    ELEM *to = a;
    a = s->temp;
    *to++ = *b++;
    if (--nb == 0) {
        goto succeed;
    }
    if (na == 1) {
        goto rest_of_b;
    }
    for (;;) {
        size_t a_wins = 0, b_wins = 0;
        do { /* one at a time, until one run wins often */
            int less = LESS(s, *b, *a);
            if (less < 0) {
                goto fail;
            }
            if (less) {
                *to++ = *b++;
                b_wins++;
                a_wins = 0;
                if (--nb == 0) {
                    goto succeed;
                }
            } else {
                *to++ = *a++;
                a_wins++;
                b_wins = 0;
                if (--na == 1) {
                    goto rest_of_b;
                }
            }
        } while (a_wins < min_gallop && b_wins < min_gallop);
        min_gallop++;
        do { /* galloping, as long as it pays */
            min_gallop -= min_gallop > 1;
            s->min_gallop = min_gallop;
            int64_t k = SORT(gallop)(s, *b, a, (int64_t)na, 0, true);
            if (k < 0) {
                goto fail;
            }
            a_wins = (size_t)k;
            if (k) {
                memcpy(to, a, a_wins * sizeof(ELEM));
                to += k;
                a += k;
                na -= a_wins;
                if (na == 1) {
                    goto rest_of_b;
                }
                if (na == 0) { /* only if comparing is inconsistent */
                    goto succeed;
                }
            }
            *to++ = *b++;
            if (--nb == 0) {
                goto succeed;
            }
            k = SORT(gallop)(s, *a, b, (int64_t)nb, 0, false);
            if (k < 0) {
                goto fail;
            }
            b_wins = (size_t)k;
            if (k) {
                memmove(to, b, b_wins * sizeof(ELEM));
                to += k;
                b += k;
                nb -= b_wins;
                if (nb == 0) {
                    goto succeed;
                }
            }
            *to++ = *a++;
            if (--na == 1) {
                goto rest_of_b;
            }
        } while (a_wins >= SORT_MIN_GALLOP || b_wins >= SORT_MIN_GALLOP);
        min_gallop++;
        s->min_gallop = min_gallop;
    }
succeed:
    done = true;
fail:
    memcpy(to, a, na * sizeof(ELEM));
    return done;
rest_of_b: /* the last of a goes behind all of b */
    memmove(to, b, nb * sizeof(ELEM));
    to[nb] = *a;
    return true;
}

/* The same from the right, with b (nb) the shorter. */
static bool SORT(merge_high)(SORT(State) * s, ELEM *a, size_t na, ELEM *b, size_t nb) {
    size_t min_gallop = s->min_gallop;
    bool done = false;
    if (!SORT(need_temp)(s, nb)) {
        return false;
    }
    memcpy(s->temp, b, nb * sizeof(ELEM));
    ELEM *to = b + nb - 1, *base_a = a, *base_b = s->temp;
    b = s->temp + nb - 1;
    a += na - 1;
    *to-- = *a--;
    if (--na == 0) {
        goto succeed;
    }
    if (nb == 1) {
        goto rest_of_a;
    }
    for (;;) {
        size_t a_wins = 0, b_wins = 0;
        do {
            int less = LESS(s, *b, *a);
            if (less < 0) {
                goto fail;
            }
            if (less) {
                *to-- = *a--;
                a_wins++;
                b_wins = 0;
                if (--na == 0) {
                    goto succeed;
                }
            } else {
                *to-- = *b--;
                b_wins++;
                a_wins = 0;
                if (--nb == 1) {
                    goto rest_of_a;
                }
            }
        } while (a_wins < min_gallop && b_wins < min_gallop);
        min_gallop++;
        do {
            min_gallop -= min_gallop > 1;
            s->min_gallop = min_gallop;
            int64_t k = SORT(gallop)(s, *b, base_a, (int64_t)na, (int64_t)na - 1, true);
            if (k < 0) {
                goto fail;
            }
            a_wins = na - (size_t)k;
            if (a_wins) {
                to -= a_wins;
                a -= a_wins;
                memmove(to + 1, a + 1, a_wins * sizeof(ELEM));
                na -= a_wins;
                if (na == 0) {
                    goto succeed;
                }
            }
            *to-- = *b--;
            if (--nb == 1) {
                goto rest_of_a;
            }
            k = SORT(gallop)(s, *a, base_b, (int64_t)nb, (int64_t)nb - 1, false);
            if (k < 0) {
                goto fail;
            }
            b_wins = nb - (size_t)k;
            if (b_wins) {
                to -= b_wins;
                b -= b_wins;
                memcpy(to + 1, b + 1, b_wins * sizeof(ELEM));
                nb -= b_wins;
                if (nb == 1) {
                    goto rest_of_a;
                }
                if (nb == 0) { /* only if comparing is inconsistent */
                    goto succeed;
                }
            }
            *to-- = *a--;
            if (--na == 0) {
                goto succeed;
            }
        } while (a_wins >= SORT_MIN_GALLOP || b_wins >= SORT_MIN_GALLOP);
        min_gallop++;
        s->min_gallop = min_gallop;
    }
succeed:
    done = true;
fail:
    if (nb) {
        memcpy(to - (nb - 1), base_b, nb * sizeof(ELEM));
    }
    return done;
rest_of_a: /* the first of b goes before what is left of a */
    to -= na;
    a -= na;
    memmove(to + 1, a + 1, na * sizeof(ELEM));
    *to = *b;
    return true;
}

/* Merges the runs i and i + 1 of the stack. */
static bool SORT(merge_at)(SORT(State) * s, size_t i) {
    ELEM *a = s->runs[i].base, *b = s->runs[i + 1].base;
    size_t na = s->runs[i].len, nb = s->runs[i + 1].len;
    s->runs[i].len = na + nb;
    if (i + 3 == s->run_len) {
        s->runs[i + 1] = s->runs[i + 2];
    }
    s->run_len--;
    /* What is in place already: the first of a, and the last of b. */
    int64_t k = SORT(gallop)(s, *b, a, (int64_t)na, 0, true);
    if (k < 0) {
        return false;
    }
    a += k;
    na -= (size_t)k;
    if (na == 0) {
        return true;
    }
    k = SORT(gallop)(s, a[na - 1], b, (int64_t)nb, (int64_t)nb - 1, false);
    if (k <= 0) {
        return k == 0;
    }
    nb = (size_t)k;
    return na <= nb ? SORT(merge_low)(s, a, na, b, nb) : SORT(merge_high)(s, a, na, b, nb);
}

/* A run of len n has been found behind the last one: merges those that come before it in the tree
 * of merges. */
static bool SORT(found_run)(SORT(State) * s, size_t n) {
    if (s->run_len == 0) {
        return true;
    }
    SORT(Run) *last = &s->runs[s->run_len - 1];
    int power = sort_power((size_t)(last->base - s->base), last->len, n, s->len);
    while (s->run_len > 1 && s->runs[s->run_len - 2].power > power) {
        if (!SORT(merge_at)(s, s->run_len - 2)) {
            return false;
        }
    }
    s->runs[s->run_len - 1].power = power;
    return true;
}

static bool SORT(merge_all)(SORT(State) * s) {
    while (s->run_len > 1) {
        size_t i = s->run_len - 2;
        if (i > 0 && s->runs[i - 1].len < s->runs[i + 1].len) {
            i--;
        }
        if (!SORT(merge_at)(s, i)) {
            return false;
        }
    }
    return true;
}

static bool SORT(sort)(VM *vm, ELEM *base, size_t len) {
    SORT(State) s;
    s.vm = vm;
    s.base = base;
    s.len = len;
    s.temp = NULL;
    s.temp_cap = 0;
    s.min_gallop = SORT_MIN_GALLOP;
    s.run_len = 0;
    ELEM *low = base, *high = base + len;
    size_t min_run = sort_min_run(len);
    bool done = true;
    while (done && low < high) {
        size_t n = SORT(count_run)(&s, low, high), left = (size_t)(high - low);
        if (n == 0) {
            done = false;
            break;
        }
        if (n < min_run) {
            size_t forced = left < min_run ? left : min_run;
            done = SORT(insert_all)(&s, low, low + forced, low + n);
            n = forced;
        }
        done = done && SORT(found_run)(&s, n);
        if (done) {
            s.runs[s.run_len].base = low;
            s.runs[s.run_len].len = n;
            s.run_len++;
            low += n;
        }
    }
    done = done && SORT(merge_all)(&s);
    if (s.temp) {
        raw_free(vm, s.temp, s.temp_cap * sizeof(ELEM));
    }
    return done;
}

#undef SORT
#undef ELEM
#undef LESS
