#ifndef CPHONENUMBER_H
#define CPHONENUMBER_H

#include <stddef.h>

// libphonenumber behind a plain C interface: one number in, its E.164 spelling out.

#ifdef __cplusplus
extern "C" {
#endif

/// Enough for `+`, 15 digits (ITU-T E.164) and what libphonenumber lets through beyond that.
#define CPHONENUMBER_CAPACITY 24

/// Writes the E.164 spelling of a valid number, without a terminating zero, and gives its length; 0 when the text is no
/// number that anybody can have. Safe to call from several threads.
///
/// - text: UTF-8, as people write numbers; an extension is dropped, since E.164 has none.
/// - region: two upper-case letters (ISO 3166-1) whose rules a number without a country code follows, or `ZZ`: then only
///   numbers that begin with their country code are understood.
/// - target: room for CPHONENUMBER_CAPACITY bytes.
size_t cphonenumber_e164(const char *text, size_t length, const char *region, char *target);

/// Whether libphonenumber knows numbers of this region.
int cphonenumber_knows_region(const char *region);

#ifdef __cplusplus
}
#endif

#endif
