#include "CDigest.h"

#include <string.h>

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

int cdigest_has_sha256(void) {
  unsigned a, b, c, d;
  // SSSE3 and SSE4.1 for the byte shuffles, then the SHA extensions (leaf 7, EBX bit 29).
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 9)) || !(c & (1u << 19))) return 0;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
  return (b >> 29) & 1;
}

// FIPS 180-4, section 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first
// 64 primes.
static const uint32_t K[64] __attribute__((aligned(16))) = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

__attribute__((target("sha,ssse3,sse4.1"))) void cdigest_sha256_short(
  const uint8_t *text, size_t length, uint8_t *digest) {
  // The block: the text, a 1 bit, zeros, and the length in bits (section 5.1.1).
  uint8_t block[64] __attribute__((aligned(16))) = {0};
  if (length > CDIGEST_SHORT) length = CDIGEST_SHORT;
  if (length > 0) memcpy(block, text, length);
  block[length] = 0x80;
  block[62] = (uint8_t)(length >> 5);
  block[63] = (uint8_t)(length << 3);

  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  __m128i w[4];
  for (int i = 0; i < 4; i++)
    w[i] = _mm_shuffle_epi8(_mm_load_si128((const __m128i *)block + i), swap);

  // The instructions want the state as ABEF and CDGH, highest word first (section 5.3.3 for the
  // values).
  const __m128i abef0 = _mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c);
  const __m128i cdgh0 = _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19);
  __m128i abef = abef0, cdgh = cdgh0;

  // Unrolled whole, the schedule stays in registers; a loop would keep it in memory and wait for it.
#pragma GCC unroll 16
  for (int group = 0; group < 16; group++) {
    __m128i words = w[group & 3];
    __m128i sum = _mm_add_epi32(words, _mm_load_si128((const __m128i *)K + group));
    cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
    abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
    if (group < 12) {
      // The next four words of the schedule in the place of these four.
      __m128i next = _mm_sha256msg1_epu32(words, w[(group + 1) & 3]);
      next = _mm_add_epi32(next, _mm_alignr_epi8(w[(group + 3) & 3], w[(group + 2) & 3], 4));
      w[group & 3] = _mm_sha256msg2_epu32(next, w[(group + 3) & 3]);
    }
  }
  abef = _mm_add_epi32(abef, abef0);
  cdgh = _mm_add_epi32(cdgh, cdgh0);

  // Back to ABCD and EFGH, each word with its highest byte first.
  const __m128i abcd = _mm_unpackhi_epi64(cdgh, abef);
  const __m128i efgh = _mm_unpacklo_epi64(cdgh, abef);
  const __m128i reverse = _mm_set_epi64x(0x0001020304050607LL, 0x08090a0b0c0d0e0fLL);
  _mm_storeu_si128((__m128i *)digest, _mm_shuffle_epi8(abcd, reverse));
  _mm_storeu_si128((__m128i *)digest + 1, _mm_shuffle_epi8(efgh, reverse));
}

#else

int cdigest_has_sha256(void) { return 0; }

void cdigest_sha256_short(const uint8_t *text, size_t length, uint8_t *digest) {
  (void)text;
  (void)length;
  memset(digest, 0, 32);
}

#endif
