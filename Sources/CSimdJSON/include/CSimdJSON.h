#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

// simdjson (On-Demand) behind a plain C interface: a page of JSON becomes a tape of fixed-size entries.
// Nothing of the page is copied: entries say where each value stands in it.

#ifdef __cplusplus
extern "C" {
#endif

/// Readable zero bytes that must follow the page: simdjson and the string scan read ahead.
#define CSIMDJSON_PADDING 64

/// The deepest nesting that can be asked for, whatever the limits say: the walk is recursive. That deep it fits into a
/// stack of 512 KiB, even unoptimised.
#define CSIMDJSON_MAX_DEPTH 512

/// A page must be shorter than this: offsets are 32 bits wide.
#define CSIMDJSON_MAX_LENGTH 0xFFFFFF00u

/// Kinds, in the low three bits of `CSimdJSONEntry.meta`.
#define CSIMDJSON_NULL 0u
#define CSIMDJSON_BOOL 1u
#define CSIMDJSON_NUMBER 2u
#define CSIMDJSON_STRING 3u
#define CSIMDJSON_ARRAY 4u
#define CSIMDJSON_OBJECT 5u
#define CSIMDJSON_KIND_MASK 7u

/// A string holds at least one backslash escape; without this flag its bytes are its content.
#define CSIMDJSON_HAS_ESCAPES 8u
/// A string holds half of a surrogate pair as \uXXXX.
#define CSIMDJSON_HAS_LONE_SURROGATE 16u
/// A bool is `true`.
#define CSIMDJSON_TRUE 32u

/// Bits 8…31 of `meta`: elements of an array or members of an object; this value means "count them".
#define CSIMDJSON_COUNT_SHIFT 8u
#define CSIMDJSON_COUNT_UNKNOWN 0xFFFFFFu

/// One value or one member name. An object's entry is followed by name, value, name, value …
typedef struct {
    /// First byte of the value in the page; of a string, the byte after its opening quote.
    uint32_t offset;
    /// Bytes the value takes in the page; of a string, without its quotes.
    uint32_t length;
    /// Index of the entry after this value and everything inside it.
    uint32_t next;
    uint32_t meta;
} CSimdJSONEntry;

typedef enum {
    CSIMDJSON_OK = 0,
    /// Not a valid JSON text, or nested too deeply. Which of them, and where, the caller finds out.
    CSIMDJSON_REFUSED = 1,
    CSIMDJSON_OUT_OF_MEMORY = 2,
} CSimdJSONResult;

/// Parses `page[0 ..< length]`, which `CSIMDJSON_PADDING` zero bytes must follow.
///
/// On success `*entries` and `*count` are the tape, root first. It belongs to this thread and is overwritten by the
/// thread's next call. Memory: at most 16 bytes per entry, and never more than `length / 2 + 2` entries.
/// A byte order mark at the start is passed over.
CSimdJSONResult csimdjson_parse(const uint8_t *page, size_t length, uint32_t max_depth, const CSimdJSONEntry **entries,
                                size_t *count);

/// Gives back this thread's buffers if together they hold more than 8 MiB. Call it once the tape has been copied.
void csimdjson_release_large_buffers(void);

/// Bytes of buffers that this thread keeps for its next page.
size_t csimdjson_retained_bytes(void);

#ifdef __cplusplus
}
#endif

#endif
