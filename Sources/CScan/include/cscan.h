#ifndef RETICLE_CSCAN_H
#define RETICLE_CSCAN_H
// Byte scanning that Swift has no instruction for: movemasks and carry-less products.
#include <stddef.h>
#include <stdint.h>

/// How many bytes of `text` equal `byte`.
static inline size_t cscan_count(const uint8_t *text, size_t length, uint8_t byte) {
  size_t total = 0;
  for (size_t i = 0; i < length; i++) total += text[i] == byte;
  return total;
}

#endif
