// The two sets of loops; not for Swift.
#ifndef RETICLE_CSCAN_LOOPS_H
#define RETICLE_CSCAN_LOOPS_H
#include "cscan.h"

extern const cscan_loops cscan_loops_plain;
#if defined(__x86_64__)
extern const cscan_loops cscan_loops_avx2;
#endif

#endif
