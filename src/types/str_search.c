/* Finding text in text, for all pairs of character widths; used by bytes too (width 1). */
#define _GNU_SOURCE /* memmem, memrchr */
#include <wchar.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "types/str_internal.h"

enum { SHORT_NEEDLE = 8 }; /* up to here trying every place is as good as linear */

STATIC_ASSERT(sizeof(wchar_t) == 4, "wmemchr searches characters of 4 bytes");

static int64_t find_char16(const uint16_t *p, size_t len, uint16_t c) {
    uint64_t pattern = c * UINT64_C(0x0001000100010001);
    size_t i = 0;
    for (; i + 4 <= len; i += 4) {
        uint64_t word;
        memcpy(&word, p + i, 8);
        word ^= pattern;
        if ((word - UINT64_C(0x0001000100010001)) & ~word & UINT64_C(0x8000800080008000)) {
            break;
        }
    }
    for (; i < len; i++) {
        if (p[i] == c) {
            return (int64_t)i;
        }
    }
    return -1;
}

int64_t chars_find_char(const void *hay, unsigned width, size_t len, uint32_t c, int direction) {
    if (width_of(c) > width || len == 0) {
        return -1;
    }
    if (width == 1) {
        const uint8_t *at = direction > 0 ? memchr(hay, (int)c, len) : memrchr(hay, (int)c, len);
        return at ? at - (const uint8_t *)hay : -1;
    }
    if (direction > 0) {
        if (width == 2) {
            return find_char16(hay, len, (uint16_t)c);
        }
        const wchar_t *at = wmemchr(hay, (wchar_t)c, len);
        return at ? at - (const wchar_t *)hay : -1;
    }
    while (len > 0) {
        if (chars_get(hay, width, --len) == c) {
            return (int64_t)len;
        }
    }
    return -1;
}

#if defined(__SSE2__)
/* Places where the first and the last byte of the needle are right, sixteen at a time. *start:
 * where to go on when the wrong ones are too many, or what is left is short; -1 then. */
static int64_t find_by_ends(const uint8_t *hay, size_t n, const uint8_t *needle, size_t m,
                            size_t *start) {
    enum { STEP = 16, WRONG_MOST = 64 };
    const __m128i first = _mm_set1_epi8((char)needle[0]), last = _mm_set1_epi8((char)needle[m - 1]);
    size_t at = 0, wrong = 0;
    for (; at + m - 1 + STEP <= n && wrong < WRONG_MOST + at / STEP; at += STEP) {
        __m128i a = _mm_loadu_si128((const __m128i *)(const void *)(hay + at));
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(hay + at + m - 1));
        unsigned hits = (unsigned)_mm_movemask_epi8(
            _mm_and_si128(_mm_cmpeq_epi8(a, first), _mm_cmpeq_epi8(b, last)));
        for (; hits; hits &= hits - 1, wrong++) {
            size_t place = at + (unsigned)__builtin_ctz(hits);
            if (m <= 2 || memcmp(hay + place + 1, needle + 1, m - 2) == 0) {
                return (int64_t)place;
            }
        }
    }
    *start = at;
    return -1;
}
#else
static int64_t find_by_ends(const uint8_t *hay, size_t n, const uint8_t *needle, size_t m,
                            size_t *start) {
    (void)hay, (void)n, (void)needle, (void)m;
    *start = 0;
    return -1;
}
#endif

/* The first byte is looked for by memchr as long as it is rare, then the whole needle by memmem. */
static int64_t find_bytes(const uint8_t *hay, size_t n, const uint8_t *needle, size_t m) {
    enum { FEW = 6, RARE = 48 };
    size_t start = 0;
    int64_t found = find_by_ends(hay, n, needle, m, &start);
    if (found >= 0) {
        return found;
    }
    const uint8_t *p = hay + start, *last = hay + (n - m);
    if (p > last) {
        return -1;
    }
    for (size_t hits = 0; hits < FEW || (size_t)(p - hay) > hits * RARE; hits++) {
        p = memchr(p, needle[0], (size_t)(last - p) + 1);
        if (!p) {
            return -1;
        }
        if (memcmp(p + 1, needle + 1, m - 1) == 0) {
            return p - hay;
        }
        if (p++ == last) {
            return -1;
        }
    }
    p = memmem(p, (size_t)(last - p) + m, needle, m);
    return p ? p - hay : -1;
}

#define HAY uint8_t
#define NEEDLE uint8_t
#define NAME(x) x##_11
#include "types/str_search_impl.h"
#undef HAY
#undef NAME
#define HAY uint16_t
#define NAME(x) x##_21
#include "types/str_search_impl.h"
#undef HAY
#undef NAME
#define HAY uint32_t
#define NAME(x) x##_41
#include "types/str_search_impl.h"
#undef HAY
#undef NEEDLE
#undef NAME
#define HAY uint16_t
#define NEEDLE uint16_t
#define NAME(x) x##_22
#include "types/str_search_impl.h"
#undef HAY
#undef NAME
#define HAY uint32_t
#define NAME(x) x##_42
#include "types/str_search_impl.h"
#undef NEEDLE
#undef NAME
#define NEEDLE uint32_t
#define NAME(x) x##_44
#include "types/str_search_impl.h"

int64_t chars_find(const void *hay, unsigned hay_width, size_t hay_len, const void *needle,
                   unsigned needle_width, size_t needle_len, int direction) {
    if (needle_len > hay_len || needle_width > hay_width) {
        return -1;
    }
    if (needle_len == 1) {
        return chars_find_char(hay, hay_width, hay_len, chars_get(needle, needle_width, 0),
                               direction);
    }
    switch (hay_width << 4 | needle_width) {
    case 0x11:
        return find_11(hay, hay_len, needle, needle_len, direction);
    case 0x21:
        return find_21(hay, hay_len, needle, needle_len, direction);
    case 0x22:
        return find_22(hay, hay_len, needle, needle_len, direction);
    case 0x41:
        return find_41(hay, hay_len, needle, needle_len, direction);
    case 0x42:
        return find_42(hay, hay_len, needle, needle_len, direction);
    default:
        return find_44(hay, hay_len, needle, needle_len, direction);
    }
}

size_t chars_find_all(const void *hay, unsigned hay_width, size_t hay_len, const void *needle,
                      unsigned needle_width, size_t needle_len, size_t max, size_t *places,
                      size_t place_len) {
    size_t found = 0, start = 0;
    while (found < max) {
        int64_t at = chars_find(chars_at(hay, hay_width, start), hay_width, hay_len - start, needle,
                                needle_width, needle_len, 1);
        if (at < 0) {
            break;
        }
        start += (size_t)at;
        if (found < place_len) {
            places[found] = start;
        }
        found++;
        start += needle_len;
    }
    return found;
}

size_t chars_count(const void *hay, unsigned hay_width, size_t hay_len, const void *needle,
                   unsigned needle_width, size_t needle_len, size_t max) {
    if (needle_len == 1 && hay_width == 1 && needle_width == 1 && max >= hay_len) {
        const uint8_t *p = hay, c = *(const uint8_t *)needle;
        size_t found = 0;
        for (size_t i = 0; i < hay_len; i++) {
            found += p[i] == c;
        }
        return found;
    }
    return chars_find_all(hay, hay_width, hay_len, needle, needle_width, needle_len, max, NULL, 0);
}

int64_t str_find(Object *s, Object *sub, int64_t start, int64_t end, int direction) {
    clip_range(STR_LEN(s), &start, &end);
    if (end < start) {
        return -1;
    }
    if (STR_LEN(sub) == 0) {
        return direction > 0 ? start : end;
    }
    int64_t at = chars_find(str_at(s, (size_t)start), str_width(s), (size_t)(end - start),
                            str_data(sub), str_width(sub), STR_LEN(sub), direction);
    return at < 0 ? -1 : start + at;
}
