#ifndef WAYMARK_CZSTD_H
#define WAYMARK_CZSTD_H

// Zstandard: payloads in the journey store.
#include <zstd.h>

#endif
