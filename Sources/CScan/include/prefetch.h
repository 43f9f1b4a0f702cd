#ifndef RETICLE_PREFETCH_H
#define RETICLE_PREFETCH_H
// Asking for a cache line before it is needed: Swift has no word for it.

/// Starts to bring the line that holds `address` into the cache. Any address is allowed.
static inline void cscan_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

#endif
