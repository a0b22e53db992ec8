#ifndef WAYMARK_CPUBLICSUFFIX_H
#define WAYMARK_CPUBLICSUFFIX_H

// libpsl with the public suffix list that Debian compiled into it: no file is read.
#include <libpsl.h>

#endif
