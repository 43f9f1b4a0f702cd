#ifndef RETICLE_CDIGEST_H
#define RETICLE_CDIGEST_H
// Digests of short texts, and their digits: SHA-256 by the processor's own instructions.
//
// An e-mail address fits one block of SHA-256, whose work takes some 60 ns; a library's call around it
// takes more than that again. The caller checks this against a library before it is used.
#include <stddef.h>
#include <stdint.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// The longest text, in bytes, that fits one block.
#define CDIGEST_SHORT 55

/// Whether this processor has the instructions.
int cdigest_has_sha256(void);

/// Writes the SHA-256 of `length` bytes of `text`, at most `CDIGEST_SHORT`, to `digest` (32 bytes).
/// Only where `cdigest_has_sha256()`.
void cdigest_sha256_short(const uint8_t *text, size_t length, uint8_t *digest);

/// Writes the 32 lower-case hexadecimal digits of 16 bytes.
static inline void cdigest_hex16(const uint8_t *bytes, uint8_t *digits) {
#if defined(__SSE2__)
  const __m128i in = _mm_loadu_si128((const __m128i *)bytes);
  const __m128i mask = _mm_set1_epi8(15);
  const __m128i high = _mm_and_si128(_mm_srli_epi16(in, 4), mask);
  const __m128i low = _mm_and_si128(in, mask);
  for (int half = 0; half < 2; half++) {
    const __m128i nibbles =
      half ? _mm_unpackhi_epi8(high, low) : _mm_unpacklo_epi8(high, low);
    const __m128i letters = _mm_cmpgt_epi8(nibbles, _mm_set1_epi8(9));
    const __m128i text = _mm_add_epi8(
      _mm_add_epi8(nibbles, _mm_set1_epi8('0')),
      _mm_and_si128(letters, _mm_set1_epi8('a' - '0' - 10)));
    _mm_storeu_si128((__m128i *)digits + half, text);
  }
#else
  for (int i = 0; i < 16; i++) {
    digits[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
    digits[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
  }
#endif
}

#endif
