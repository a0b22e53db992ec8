#ifndef CSIMDJSON_SCAN_H
#define CSIMDJSON_SCAN_H

#include "CSimdJSON.h"

#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Scalars, checked against RFC 8259 to the last byte. On-Demand's own accessors are not used for them: they refuse
// integers of 2^64 and more and lone surrogates, and do not say where a string ends.
// Every function stops at `end` and may read up to CSIMDJSON_PADDING bytes beyond it.
namespace scan {

/// What may follow a scalar. A zero byte may not: only the page's end ends a root scalar otherwise.
inline bool is_delimiter(const uint8_t *p, const uint8_t *end) {
    if (p >= end) { return p == end; }
    switch (*p) {
    case ' ': case '\t': case '\n': case '\r': case ',': case ']': case '}': return true;
    default: return false;
    }
}

inline const uint8_t *skip_whitespace(const uint8_t *p, const uint8_t *end) {
    while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) { p++; }
    return p;
}

/// The first quote or backslash at or after `p`. Control characters need no look: simdjson's first stage has
/// refused pages that have one inside a string.
inline const uint8_t *find_quote_or_backslash(const uint8_t *p, const uint8_t *end) {
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    while (p < end) {
        const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p));
        const __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(chunk, quote), _mm_cmpeq_epi8(chunk, backslash));
        const int mask = _mm_movemask_epi8(hit);
        if (mask != 0) { return p + __builtin_ctz(static_cast<unsigned>(mask)); }
        p += 16;
    }
    return end;
#else
    while (p < end && *p != '"' && *p != '\\') { p++; }
    return p;
#endif
}

/// The value of four hex digits, or -1.
inline int32_t hex4(const uint8_t *p) {
    int32_t value = 0;
    for (int i = 0; i < 4; i++) {
        const uint8_t c = p[i];
        int32_t digit;
        if (c >= '0' && c <= '9') { digit = c - '0'; }
        else if (c >= 'a' && c <= 'f') { digit = c - 'a' + 10; }
        else if (c >= 'A' && c <= 'F') { digit = c - 'A' + 10; }
        else { return -1; }
        value = value * 16 + digit;
    }
    return value;
}

/// Checks the escape whose backslash is at `p` and returns the byte after it, or null.
inline const uint8_t *escape(const uint8_t *p, uint32_t &flags) {
    flags |= CSIMDJSON_HAS_ESCAPES;
    switch (p[1]) {
    case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't': return p + 2;
    case 'u': break;
    default: return nullptr;
    }
    const int32_t unit = hex4(p + 2);
    if (unit < 0) { return nullptr; }
    p += 6;
    if (unit < 0xD800 || unit > 0xDFFF) { return p; }
    if (unit <= 0xDBFF && p[0] == '\\' && p[1] == 'u') {
        const int32_t low = hex4(p + 2);
        if (low >= 0xDC00 && low <= 0xDFFF) { return p + 6; }
    }
    flags |= CSIMDJSON_HAS_LONE_SURROGATE;
    return p;
}

/// Checks the string whose content starts at `p` and returns its closing quote, or null.
inline const uint8_t *string(const uint8_t *p, const uint8_t *end, uint32_t &flags) {
    for (;;) {
        p = find_quote_or_backslash(p, end);
        if (p >= end) { return nullptr; }
        if (*p == '"') { return p; }
        p = escape(p, flags);
        if (p == nullptr) { return nullptr; }
    }
}

inline const uint8_t *digits(const uint8_t *p, const uint8_t *end) {
    while (p < end && *p >= '0' && *p <= '9') { p++; }
    return p;
}

/// Checks the number at `p` and returns the byte after it, or null.
inline const uint8_t *number(const uint8_t *p, const uint8_t *end) {
    if (*p == '-') { p++; }
    const uint8_t *start = p;
    p = digits(p, end);
    if (p == start || (*start == '0' && p != start + 1)) { return nullptr; }
    if (p < end && *p == '.') {
        start = p + 1;
        p = digits(start, end);
        if (p == start) { return nullptr; }
    }
    if (p < end && (*p | 0x20) == 'e') {
        p++;
        if (p < end && (*p == '+' || *p == '-')) { p++; }
        start = p;
        p = digits(start, end);
        if (p == start) { return nullptr; }
    }
    return is_delimiter(p, end) ? p : nullptr;
}

/// Checks the word at `p` and returns the byte after it, or null.
inline const uint8_t *literal(const uint8_t *p, const uint8_t *end, const char *word, size_t length) {
    if (std::memcmp(p, word, length) != 0 || !is_delimiter(p + length, end)) { return nullptr; }
    return p + length;
}

} // namespace scan

#endif
