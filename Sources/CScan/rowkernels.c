// memmem is not in the C standard.
#define _GNU_SOURCE
#include "rowkernels.h"

#include <stdio.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define WIDE __attribute__((target("avx2")))
#endif
#define INLINE static inline __attribute__((always_inline))

// MARK: plain versions, which the compiler turns into vectors of whatever width is allowed

#define RANGE(NAME, TYPE)                                                                         \
  INLINE void range_##NAME(const TYPE *x, size_t n, TYPE low, TYPE high, uint8_t *mask) {         \
    for (size_t i = 0; i < n; i++) mask[i] = (uint8_t)-((x[i] >= low) & (x[i] <= high));          \
  }                                                                                               \
  INLINE void add_range_##NAME(const TYPE *x, size_t n, TYPE low, TYPE high, int8_t k,            \
                               int8_t *sum) {                                                     \
    for (size_t i = 0; i < n; i++)                                                                \
      sum[i] = (int8_t)(sum[i] + (k & -((x[i] >= low) & (x[i] <= high))));                        \
  }
RANGE(i64, int64_t)
RANGE(i32, int32_t)
RANGE(f64, double)

INLINE void lookup_8(const uint16_t *codes, size_t n, const uint8_t *table, uint8_t *out) {
  for (size_t i = 0; i < n; i++) out[i] = table[codes[i]];
}
INLINE void add_lookup_8(const uint16_t *codes, size_t n, const uint8_t *table, uint8_t *sum) {
  for (size_t i = 0; i < n; i++) sum[i] = (uint8_t)(sum[i] + table[codes[i]]);
}

#define COMBINE(NAME, EXPRESSION)                                                                 \
  INLINE void do_##NAME(const uint8_t *a, const uint8_t *b, size_t n, uint8_t *out) {             \
    for (size_t i = 0; i < n; i++) out[i] = (uint8_t)(EXPRESSION);                                \
  }
COMBINE(and, a[i] & b[i])
COMBINE(or, a[i] | b[i])
COMBINE(and_not, ~a[i] & b[i])
COMBINE(or_not, ~a[i] | b[i])

INLINE void do_not(const uint8_t *a, size_t n, uint8_t *out) {
  for (size_t i = 0; i < n; i++) out[i] = (uint8_t)~a[i];
}
INLINE void choose_8(const uint8_t *c, const uint8_t *a, const uint8_t *b, size_t n, uint8_t *out) {
  for (size_t i = 0; i < n; i++) out[i] = (uint8_t)((c[i] & a[i]) | (~c[i] & b[i]));
}
INLINE void choose_64(const uint8_t *c, const uint64_t *a, const uint64_t *b, size_t n, uint64_t *out) {
  for (size_t i = 0; i < n; i++) {
    uint64_t m = (uint64_t)(int64_t)(int8_t)c[i];
    out[i] = (m & a[i]) | (~m & b[i]);
  }
}

#define ADD_MASK(BITS)                                                                            \
  INLINE void add_mask_##BITS(const uint8_t *mask, size_t n, int##BITS##_t k, int##BITS##_t *sum) { \
    for (size_t i = 0; i < n; i++) {                                                              \
      uint##BITS##_t m = (uint##BITS##_t)(int##BITS##_t)(int8_t)mask[i];                          \
      sum[i] = (int##BITS##_t)((uint##BITS##_t)sum[i] + (m & (uint##BITS##_t)k));                 \
    }                                                                                             \
  }
ADD_MASK(8)
ADD_MASK(16)
ADD_MASK(32)
ADD_MASK(64)

#define WIDEN(BITS)                                                                               \
  INLINE void widen_##BITS(const int##BITS##_t *x, size_t n, int64_t *out) {                      \
    for (size_t i = 0; i < n; i++) out[i] = x[i];                                                 \
  }
WIDEN(8)
WIDEN(16)
WIDEN(32)

INLINE void truth(const uint8_t *x, size_t n, uint8_t *mask) {
  for (size_t i = 0; i < n; i++) mask[i] = (uint8_t)-(x[i] != 0);
}

// Bits and bytes, eight rows at a time: the multiplication gathers the low bit of each byte.
INLINE uint64_t bits_of_eight(uint64_t bytes) {
  return ((bytes & 0x0101010101010101u) * 0x0102040810204080u) >> 56;
}

INLINE void bits(const uint8_t *mask, size_t n, uint64_t *out) {
  for (size_t word = 0; word * 64 < n; word++) {
    uint64_t value = 0;
    size_t rest = n - word * 64 < 64 ? n - word * 64 : 64;
    size_t i = 0;
    for (; i + 8 <= rest; i += 8) {
      uint64_t eight;
      memcpy(&eight, mask + word * 64 + i, 8);
      value |= bits_of_eight(eight) << i;
    }
    for (; i < rest; i++) value |= (uint64_t)(mask[word * 64 + i] & 1) << i;
    out[word] = value;
  }
}

INLINE void masks(const uint64_t *in, size_t n, uint8_t *mask) {
  for (size_t i = 0; i < n; i++) mask[i] = (uint8_t)-(in[i >> 6] >> (i & 63) & 1);
}

// MARK: AVX2

#if defined(__x86_64__)

static int has_avx2(void) {
  static int known;  // 0: not asked yet; the answer is the same for every thread
  int answer = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (!answer) {
    __builtin_cpu_init();
    answer = __builtin_cpu_supports("avx2") ? 1 : -1;
    __atomic_store_n(&known, answer, __ATOMIC_RELAXED);
  }
  return answer > 0;
}

// Four masks of 64-bit lanes, eight of 32, or sixteen of 16 bits become bytes by packing with
// signed saturation, which keeps 0 and -1; packing works within halves, so lanes are put in
// order at the end.
WIDE INLINE __m256i pack_64(__m256i a, __m256i b, __m256i c, __m256i d, __m256i e, __m256i f,
                            __m256i g, __m256i h) {
  __m256i ab = _mm256_packs_epi32(a, b), cd = _mm256_packs_epi32(c, d);
  __m256i ef = _mm256_packs_epi32(e, f), gh = _mm256_packs_epi32(g, h);
  // Each is eight 32-bit lanes saturated to 16-bit pairs: two equal halves of a 64-bit mask.
  __m256i abcd = _mm256_packs_epi16(ab, cd), efgh = _mm256_packs_epi16(ef, gh);
  // Bytes are now doubled: keep every second by packing once more.
  const __m256i low = _mm256_set1_epi16(0x00ff);
  __m256i all = _mm256_packus_epi16(_mm256_and_si256(abcd, low), _mm256_and_si256(efgh, low));
  // Pairs of rows, half by half: a0 b0 c0 d0 e0 f0 g0 h0 | a1 b1 … h1.
  __m128i left = _mm256_castsi256_si128(all), right = _mm256_extracti128_si256(all, 1);
  return _mm256_set_m128i(_mm_unpackhi_epi16(left, right), _mm_unpacklo_epi16(left, right));
}

WIDE INLINE __m256i within_i64(const int64_t *x, __m256i low, __m256i high) {
  __m256i v = _mm256_loadu_si256((const __m256i *)x);
  __m256i outside = _mm256_or_si256(_mm256_cmpgt_epi64(low, v), _mm256_cmpgt_epi64(v, high));
  return _mm256_xor_si256(outside, _mm256_set1_epi8(-1));
}

WIDE INLINE __m256i within_f64(const double *x, __m256d low, __m256d high) {
  __m256d v = _mm256_loadu_pd(x);
  return _mm256_castpd_si256(_mm256_and_pd(_mm256_cmp_pd(v, low, _CMP_GE_OQ), _mm256_cmp_pd(v, high, _CMP_LE_OQ)));
}

WIDE INLINE __m256i within_i32(const int32_t *x, __m256i low, __m256i high) {
  __m256i v = _mm256_loadu_si256((const __m256i *)x);
  __m256i outside = _mm256_or_si256(_mm256_cmpgt_epi32(low, v), _mm256_cmpgt_epi32(v, high));
  return _mm256_xor_si256(outside, _mm256_set1_epi8(-1));
}

#define WITHIN_32_ROWS_64(F, X, LOW, HIGH)                                                        \
  pack_64(F(X, LOW, HIGH), F(X + 4, LOW, HIGH), F(X + 8, LOW, HIGH), F(X + 12, LOW, HIGH),        \
          F(X + 16, LOW, HIGH), F(X + 20, LOW, HIGH), F(X + 24, LOW, HIGH), F(X + 28, LOW, HIGH))

WIDE INLINE __m256i within_32_rows_i32(const int32_t *x, __m256i low, __m256i high) {
  __m256i ab = _mm256_packs_epi32(within_i32(x, low, high), within_i32(x + 8, low, high));
  __m256i cd = _mm256_packs_epi32(within_i32(x + 16, low, high), within_i32(x + 24, low, high));
  return _mm256_permutevar8x32_epi32(_mm256_packs_epi16(ab, cd), _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

#define WIDE_RANGE(NAME, TYPE, VECTOR, SET, ROWS)                                                 \
  WIDE static void wide_range_##NAME(const TYPE *x, size_t n, TYPE low, TYPE high, uint8_t *mask) { \
    VECTOR l = SET(low), h = SET(high);                                                           \
    size_t i = 0;                                                                                 \
    for (; i + 32 <= n; i += 32) _mm256_storeu_si256((__m256i *)(mask + i), ROWS(x + i, l, h));   \
    range_##NAME(x + i, n - i, low, high, mask + i);                                              \
  }                                                                                               \
  WIDE static void wide_add_range_##NAME(const TYPE *x, size_t n, TYPE low, TYPE high, int8_t k,  \
                                         int8_t *sum) {                                           \
    VECTOR l = SET(low), h = SET(high);                                                           \
    __m256i points = _mm256_set1_epi8(k);                                                         \
    size_t i = 0;                                                                                 \
    for (; i + 32 <= n; i += 32) {                                                                \
      __m256i *place = (__m256i *)(sum + i);                                                      \
      __m256i added = _mm256_and_si256(ROWS(x + i, l, h), points);                                \
      _mm256_storeu_si256(place, _mm256_add_epi8(_mm256_loadu_si256(place), added));              \
    }                                                                                             \
    add_range_##NAME(x + i, n - i, low, high, k, sum + i);                                        \
  }
#define ROWS_I64(X, L, H) WITHIN_32_ROWS_64(within_i64, X, L, H)
#define ROWS_F64(X, L, H) WITHIN_32_ROWS_64(within_f64, X, L, H)
WIDE_RANGE(i64, int64_t, __m256i, _mm256_set1_epi64x, ROWS_I64)
WIDE_RANGE(f64, double, __m256d, _mm256_set1_pd, ROWS_F64)
WIDE_RANGE(i32, int32_t, __m256i, _mm256_set1_epi32, within_32_rows_i32)

// Tables of up to 32 entries fit two registers; codes are below 256 then, so their low bytes do.
#define SMALL_TABLE 32

WIDE INLINE __m256i shuffle_32_rows(const uint16_t *codes, __m256i first, __m256i second) {
  const __m256i byte = _mm256_set1_epi16(0x00ff);
  __m256i a = _mm256_and_si256(_mm256_loadu_si256((const __m256i *)codes), byte);
  __m256i b = _mm256_and_si256(_mm256_loadu_si256((const __m256i *)(codes + 16)), byte);
  __m256i code = _mm256_permute4x64_epi64(_mm256_packus_epi16(a, b), 0xd8);
  // Shuffles look at the low four bits; bit 4, moved to the top, chooses the table.
  __m256i in_first = _mm256_shuffle_epi8(first, _mm256_and_si256(code, _mm256_set1_epi8(15)));
  __m256i in_second = _mm256_shuffle_epi8(second, _mm256_and_si256(code, _mm256_set1_epi8(15)));
  return _mm256_blendv_epi8(in_first, in_second, _mm256_slli_epi16(code, 3));
}

#define LOAD_TABLES                                                                               \
  __m256i first = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));           \
  __m256i second = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(table + 16)));

WIDE static void wide_lookup_8(const uint16_t *codes, size_t n, const uint8_t *table, uint8_t *out) {
  LOAD_TABLES
  size_t i = 0;
  for (; i + 32 <= n; i += 32) _mm256_storeu_si256((__m256i *)(out + i), shuffle_32_rows(codes + i, first, second));
  lookup_8(codes + i, n - i, table, out + i);
}

WIDE static void wide_add_lookup_8(const uint16_t *codes, size_t n, const uint8_t *table, uint8_t *sum) {
  LOAD_TABLES
  size_t i = 0;
  for (; i + 32 <= n; i += 32) {
    __m256i *place = (__m256i *)(sum + i);
    _mm256_storeu_si256(place, _mm256_add_epi8(_mm256_loadu_si256(place), shuffle_32_rows(codes + i, first, second)));
  }
  add_lookup_8(codes + i, n - i, table, sum + i);
}

WIDE static void wide_bits(const uint8_t *mask, size_t n, uint64_t *out) {
  size_t word = 0;
  for (; word * 64 + 64 <= n; word++) {
    const uint8_t *at = mask + word * 64;
    uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_loadu_si256((const __m256i *)at));
    uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_loadu_si256((const __m256i *)(at + 32)));
    out[word] = (uint64_t)high << 32 | low;
  }
  bits(mask + word * 64, n - word * 64, out + word);
}

WIDE static void wide_mask(const uint64_t *in, size_t n, uint8_t *mask) {
  const __m256i spread = _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3,
                                          3, 3, 3, 3, 3, 3);
  const __m256i bit = _mm256_set1_epi64x((long long)0x8040201008040201u);
  size_t i = 0;
  for (; i + 32 <= n; i += 32) {
    uint32_t some;
    memcpy(&some, (const uint8_t *)in + i / 8, 4);
    __m256i bytes = _mm256_shuffle_epi8(_mm256_set1_epi32((int)some), spread);
    _mm256_storeu_si256((__m256i *)(mask + i), _mm256_cmpeq_epi8(_mm256_and_si256(bytes, bit), bit));
  }
  for (; i < n; i++) mask[i] = (uint8_t)-(in[i >> 6] >> (i & 63) & 1);
}

#define CHOOSE(WIDE_CALL, PLAIN_CALL) if (has_avx2()) WIDE_CALL; else PLAIN_CALL
#else
#define CHOOSE(WIDE_CALL, PLAIN_CALL) PLAIN_CALL
#endif

// MARK: entry points

#define RANGE_ENTRY(NAME, TYPE)                                                                   \
  void row_range_##NAME(const TYPE *x, size_t n, TYPE low, TYPE high, uint8_t *mask) {            \
    CHOOSE(wide_range_##NAME(x, n, low, high, mask), range_##NAME(x, n, low, high, mask));        \
  }                                                                                               \
  void row_add_range_##NAME(const TYPE *x, size_t n, TYPE low, TYPE high, int8_t k, int8_t *sum) { \
    CHOOSE(wide_add_range_##NAME(x, n, low, high, k, sum), add_range_##NAME(x, n, low, high, k, sum)); \
  }
RANGE_ENTRY(i64, int64_t)
RANGE_ENTRY(i32, int32_t)
RANGE_ENTRY(f64, double)

void row_lookup_8(const uint16_t *codes, size_t n, const uint8_t *table, size_t count, uint8_t *out) {
#if defined(__x86_64__)
  if (count <= SMALL_TABLE && has_avx2()) {
    wide_lookup_8(codes, n, table, out);
    return;
  }
#endif
  lookup_8(codes, n, table, out);
}

void row_add_lookup_8(const uint16_t *codes, size_t n, const uint8_t *table, size_t count, uint8_t *sum) {
#if defined(__x86_64__)
  if (count <= SMALL_TABLE && has_avx2()) {
    wide_add_lookup_8(codes, n, table, sum);
    return;
  }
#endif
  add_lookup_8(codes, n, table, sum);
}

void row_bits(const uint8_t *mask, size_t n, uint64_t *out) { CHOOSE(wide_bits(mask, n, out), bits(mask, n, out)); }
void row_mask(const uint64_t *in, size_t n, uint8_t *mask) { CHOOSE(wide_mask(in, n, mask), masks(in, n, mask)); }

// The same loop compiled twice.
#if defined(__x86_64__)
#define TWICE(NAME, INNER, PARAMETERS, ARGUMENTS)                                                 \
  WIDE static void wide_##INNER PARAMETERS { INNER ARGUMENTS; }                                   \
  void NAME PARAMETERS { CHOOSE(wide_##INNER ARGUMENTS, INNER ARGUMENTS); }
#else
#define TWICE(NAME, INNER, PARAMETERS, ARGUMENTS)                                                 \
  void NAME PARAMETERS { INNER ARGUMENTS; }
#endif
#define TWO_MASKS (const uint8_t *a, const uint8_t *b, size_t n, uint8_t *out)
TWICE(row_and, do_and, TWO_MASKS, (a, b, n, out))
TWICE(row_or, do_or, TWO_MASKS, (a, b, n, out))
TWICE(row_and_not, do_and_not, TWO_MASKS, (a, b, n, out))
TWICE(row_or_not, do_or_not, TWO_MASKS, (a, b, n, out))
TWICE(row_not, do_not, (const uint8_t *a, size_t n, uint8_t *out), (a, n, out))
TWICE(row_choose_8, choose_8, (const uint8_t *c, const uint8_t *a, const uint8_t *b, size_t n, uint8_t *out),
      (c, a, b, n, out))
TWICE(row_choose_64, choose_64, (const uint8_t *c, const uint64_t *a, const uint64_t *b, size_t n, uint64_t *out),
      (c, a, b, n, out))
TWICE(row_add_mask_8, add_mask_8, (const uint8_t *mask, size_t n, int8_t k, int8_t *sum), (mask, n, k, sum))
TWICE(row_add_mask_16, add_mask_16, (const uint8_t *mask, size_t n, int16_t k, int16_t *sum), (mask, n, k, sum))
TWICE(row_add_mask_32, add_mask_32, (const uint8_t *mask, size_t n, int32_t k, int32_t *sum), (mask, n, k, sum))
TWICE(row_add_mask_64, add_mask_64, (const uint8_t *mask, size_t n, int64_t k, int64_t *sum), (mask, n, k, sum))
TWICE(row_widen_8, widen_8, (const int8_t *x, size_t n, int64_t *out), (x, n, out))
TWICE(row_widen_16, widen_16, (const int16_t *x, size_t n, int64_t *out), (x, n, out))
TWICE(row_widen_32, widen_32, (const int32_t *x, size_t n, int64_t *out), (x, n, out))
TWICE(row_truth, truth, (const uint8_t *x, size_t n, uint8_t *mask), (x, n, mask))

size_t row_first(const uint8_t *mask, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    uint64_t eight;
    memcpy(&eight, mask + i, 8);
    if (eight) break;
  }
  while (i < n && !mask[i]) i++;
  return i;
}

int row_number_text(double number, char *out) {
  int length = snprintf(out, 32, "%.14g", number);
  if (out[strspn(out, "-0123456789")] == 0) {
    memcpy(out + length, ".0", 2);
    length += 2;
  }
  return length;
}

ptrdiff_t row_find(const uint8_t *text, size_t length, const uint8_t *part, size_t count) {
  const uint8_t *found = memmem(text, length, part, count);
  return found ? found - text : -1;
}
