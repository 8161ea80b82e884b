#include <utf8proc.h>

#include "base/assert.h"
#include "lang/lexer_internal.h"

typedef struct Range {
    uint32_t first, last;
} Range;

/* Other_ID_Start */
static const Range more_starts[] = {{0x1885, 0x1886}, {0x2118, 0x2118}, {0x212E, 0x212E}};

/* Other_ID_Continue */
static const Range more_rests[] = {
    {0xB7, 0xB7}, {0x387, 0x387}, {0x1369, 0x1371}, {0x19DA, 0x19DA}};

/* Letters whose compatibility form does not begin as a name does (ID_Start but not XID_Start). */
static const Range not_starts[] = {
    {0x37A, 0x37A},   {0xE33, 0xE33},   {0xEB3, 0xEB3},   {0xFC5E, 0xFC63}, {0xFDFA, 0xFDFB},
    {0xFE70, 0xFE70}, {0xFE72, 0xFE72}, {0xFE74, 0xFE74}, {0xFE76, 0xFE76}, {0xFE78, 0xFE78},
    {0xFE7A, 0xFE7A}, {0xFE7C, 0xFE7C}, {0xFE7E, 0xFE7E}, {0xFF9E, 0xFF9F}};

/* ID_Continue but not XID_Continue. */
static const Range not_rests[] = {{0x37A, 0x37A},   {0xFC5E, 0xFC63}, {0xFDFA, 0xFDFB},
                                  {0xFE70, 0xFE70}, {0xFE72, 0xFE72}, {0xFE74, 0xFE74},
                                  {0xFE76, 0xFE76}, {0xFE78, 0xFE78}, {0xFE7A, 0xFE7A},
                                  {0xFE7C, 0xFE7C}, {0xFE7E, 0xFE7E}};

static bool in_ranges(uint32_t c, const Range *ranges, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (c >= ranges[i].first && c <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

bool lexer_unicode_is_name_start(uint32_t c) {
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
        return !in_ranges(c, not_starts, COUNT_OF(not_starts));
    default:
        return c == '_' || in_ranges(c, more_starts, COUNT_OF(more_starts));
    }
}

bool lexer_unicode_is_name_char(uint32_t c) {
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_PC:
        return !in_ranges(c, not_rests, COUNT_OF(not_rests));
    default:
        return in_ranges(c, more_starts, COUNT_OF(more_starts)) ||
               in_ranges(c, more_rests, COUNT_OF(more_rests));
    }
}

bool lexer_unicode_is_printable(uint32_t c) {
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return false;
    case UTF8PROC_CATEGORY_ZS:
        return c == ' ';
    default:
        return true;
    }
}
