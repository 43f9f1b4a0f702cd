// The loops with AVX2, carry-less products and AES rounds (as a hash).
#include "loops.h"

#if defined(__x86_64__)
#include <float.h>
#include <immintrin.h>
#include <stdlib.h>
#include <string.h>

#pragma clang attribute push(                                                      \
  __attribute__((target("avx2,bmi,bmi2,popcnt,pclmul,aes,sse4.2"))), apply_to = function)

#define NAME(x) x##_avx2

// 32 bytes of ones, then zeros: a load from the middle is a mask of any length up to 32.
static const uint8_t ones_then_zeros[96] = {
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
};

// ---- Numbers and days -------------------------------------------------------------------------

static inline __attribute__((always_inline)) int decimal(
  const uint8_t *p, size_t length, uint64_t *mantissa, size_t *point) {
  const __m128i iota = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m128i nine = _mm_set1_epi8(9);
  __m128i digits = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)p), _mm_set1_epi8('0'));
  unsigned is_digit = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(digits, nine), nine));
  unsigned other = ~is_digit & ((1u << length) - 1);
  // Digits move to the right end; those before the point one place further, over it.
  __m128i from = _mm_add_epi8(iota, _mm_set1_epi8((char)(length - 16)));
  if (other == 0) {
    *point = length;
  } else {
    unsigned at = (unsigned)__builtin_ctz(other);
    if ((other & (other - 1)) != 0 || p[at] != '.') return 0;
    *point = at;
    __m128i before = _mm_cmpgt_epi8(_mm_set1_epi8((char)(at + 17 - length)), iota);
    from = _mm_add_epi8(from, before);
  }
  // A place that comes from before the text is negative, for which the shuffle gives zero.
  digits = _mm_shuffle_epi8(digits, from);
  const __m128i tens = _mm_set1_epi16(10 | 1 << 8);
  const __m128i hundreds = _mm_set1_epi32(100 | 1 << 16);
  const __m128i myriads = _mm_set1_epi32(10000 | 1 << 16);
  __m128i fours = _mm_madd_epi16(_mm_maddubs_epi16(digits, tens), hundreds);
  __m128i eights = _mm_madd_epi16(_mm_packus_epi32(fours, fours), myriads);
  uint64_t both = (uint64_t)_mm_cvtsi128_si64(eights);
  *mantissa = (both & 0xffffffff) * 100000000 + (both >> 32);
  return 1;
}

// Days before each month, in ordinary and in leap years, and days in it.
static const int16_t before_month[2][13] = {
  {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334},
  {0, 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335}};
static const uint8_t in_month[2][13] = {
  {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31},
  {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}};

static inline __attribute__((always_inline)) int day(const uint8_t *p, int32_t *days) {
  const __m128i zeros = _mm_setr_epi8(
    '0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 0, 0, 0, 0, 0, 0);
  const __m128i most = _mm_setr_epi8(9, 9, 9, 9, 0, 9, 9, 0, 9, 9, -1, -1, -1, -1, -1, -1);
  __m128i digits = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)p), zeros);
  __m128i over = _mm_subs_epu8(digits, most);
  if (!_mm_testz_si128(over, over)) return 0;
  const __m128i order = _mm_setr_epi8(0, 1, 2, 3, 5, 6, 8, 9, -1, -1, -1, -1, -1, -1, -1, -1);
  const __m128i tens = _mm_set1_epi16(10 | 1 << 8);
  uint64_t pairs =
    (uint64_t)_mm_cvtsi128_si64(_mm_maddubs_epi16(_mm_shuffle_epi8(digits, order), tens));
  unsigned century = pairs & 0xffff, in_century = pairs >> 16 & 0xffff;
  unsigned month = pairs >> 32 & 0xffff, date = (unsigned)(pairs >> 48);
  unsigned year = century * 100 + in_century;
  unsigned is_leap = in_century != 0 ? (year & 3) == 0 : (century & 3) == 0;
  if (month - 1 > 11 || date - 1 >= in_month[is_leap][month]) return 0;
  // Days before the year since year 0, which is a leap year.
  int32_t before = year == 0 ? 0
                             : (int32_t)(365 * year + (year - 1) / 4 - (year - 1) / 100 +
                                         (year - 1) / 400 + 1);
  *days = before + before_month[is_leap][month] + (int32_t)date - 1 - 719528;
  return 1;
}

#include "values.h"

// ---- Texts ------------------------------------------------------------------------------------

#define KEY __m256i

INLINE KEY key_load(const uint8_t *p, size_t length) {
  size_t kept = length < 32 ? length : 32;
  __m256i mask = _mm256_loadu_si256((const __m256i *)(ones_then_zeros + 32 - kept));
  return _mm256_and_si256(_mm256_loadu_si256((const __m256i *)p), mask);
}

INLINE uint64_t key_hash(KEY key, size_t length) {
  __m128i low = _mm_xor_si128(_mm256_castsi256_si128(key), _mm_cvtsi64_si128((int64_t)length));
  __m128i high = _mm_xor_si128(
    _mm256_extracti128_si256(key, 1), _mm_set1_epi64x(0x243f6a8885a308d3));
  const __m128i round = _mm_set_epi64x(0x13198a2e03707344, (int64_t)0xa4093822299f31d0);
  __m128i both = _mm_xor_si128(_mm_aesenc_si128(low, round), _mm_aesenc_si128(high, round));
  return (uint64_t)_mm_cvtsi128_si64(_mm_aesenc_si128(_mm_aesenc_si128(both, round), round));
}

INLINE int key_equals(KEY key, const uint8_t *stored) {
  __m256i other = _mm256_loadu_si256((const __m256i *)stored);
  __m256i differs = _mm256_xor_si256(key, other);
  return _mm256_testz_si256(differs, differs);
}

INLINE void key_store(KEY key, uint8_t *stored) {
  _mm256_storeu_si256((__m256i *)stored, key);
}

INLINE int no_quotes(const uint8_t *p, size_t length) {
  const __m256i quote = _mm256_set1_epi8('"');
  for (size_t i = 0; i < length; i += 32) {
    uint32_t found = (uint32_t)_mm256_movemask_epi8(
      _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(p + i)), quote));
    if (length - i < 32) found &= (1u << (length - i)) - 1;
    if (found) return 0;
  }
  return 1;
}

INLINE void view_short(const uint8_t *p, size_t length, uint64_t *out) {
  __m128i mask = _mm_loadu_si128((const __m128i *)(ones_then_zeros + 32 - length));
  __m128i bytes = _mm_and_si128(_mm_loadu_si128((const __m128i *)p), mask);
  __m128i view = _mm_or_si128(_mm_slli_si128(bytes, 4), _mm_cvtsi32_si128((int)length));
  _mm_storeu_si128((__m128i *)out, view);
}

INLINE void copy(uint8_t *to, const uint8_t *p, size_t length) {
  for (size_t i = 0; i < length; i += 32) {
    _mm256_storeu_si256(
      (__m256i *)(to + i), _mm256_loadu_si256((const __m256i *)(p + i)));
  }
}

#include "texts.h"

// ---- Structure --------------------------------------------------------------------------------

typedef struct {
  __m256i low, high;
} sixty_four;

INLINE uint64_t equal(sixty_four bytes, uint8_t byte) {
  __m256i all = _mm256_set1_epi8((char)byte);
  uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes.low, all));
  uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes.high, all));
  return (uint64_t)high << 32 | low;
}

// Bit n: the parity of bits 0…n.
INLINE uint64_t prefix_xor(uint64_t bits) {
  __m128i product = _mm_clmulepi64_si128(
    _mm_cvtsi64_si128((int64_t)bits), _mm_set1_epi8((char)0xff), 0);
  return (uint64_t)_mm_cvtsi128_si64(product);
}

// The bytes `n` places before each byte of `now`.
#define BEFORE(now, last, n) \
  _mm256_alignr_epi8(now, _mm256_permute2x128_si256(last, now, 0x21), 16 - (n))

INLINE __m256i lookup(__m256i table, __m256i nibbles) {
  return _mm256_shuffle_epi8(table, nibbles);
}

// Where a byte shows that the characters up to it are not UTF-8, by three tables over the high
// and low half of the byte before and the high half of the byte itself (Keiser and Lemire,
// "Validating UTF-8 In Less Than One Instruction Per Byte", 2021).
INLINE __m256i utf8_errors(__m256i now, __m256i last) {
  enum {
    short_ = 1, long_ = 2, overlong3 = 4, large = 8, surrogate = 16, overlong2 = 32,
    large1000 = 64, overlong4 = 64, continuations = 128, carried = 1 | 2 | 128
  };
#define TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)
  const __m256i first_high = TWICE(
    long_, long_, long_, long_, long_, long_, long_, long_, (char)continuations,
    (char)continuations, (char)continuations, (char)continuations, short_ | overlong2, short_,
    short_ | overlong3 | surrogate, short_ | large | large1000 | overlong4);
  const __m256i first_low = TWICE(
    (char)(carried | overlong3 | overlong2 | overlong4), (char)(carried | overlong2),
    (char)carried, (char)carried, (char)(carried | large), (char)(carried | large | large1000),
    (char)(carried | large | large1000), (char)(carried | large | large1000),
    (char)(carried | large | large1000), (char)(carried | large | large1000),
    (char)(carried | large | large1000), (char)(carried | large | large1000),
    (char)(carried | large | large1000), (char)(carried | large | large1000 | surrogate),
    (char)(carried | large | large1000), (char)(carried | large | large1000));
  const __m256i second_high = TWICE(
    short_, short_, short_, short_, short_, short_, short_, short_,
    (char)(long_ | overlong2 | continuations | overlong3 | large1000 | overlong4),
    (char)(long_ | overlong2 | continuations | overlong3 | large),
    (char)(long_ | overlong2 | continuations | surrogate | large),
    (char)(long_ | overlong2 | continuations | surrogate | large), short_, short_, short_,
    short_);
#undef TWICE
  const __m256i nibble = _mm256_set1_epi8(15);
  __m256i one = BEFORE(now, last, 1);
  __m256i special = _mm256_and_si256(
    _mm256_and_si256(
      lookup(first_high, _mm256_and_si256(_mm256_srli_epi16(one, 4), nibble)),
      lookup(first_low, _mm256_and_si256(one, nibble))),
    lookup(second_high, _mm256_and_si256(_mm256_srli_epi16(now, 4), nibble)));
  // The third byte of three, the third and fourth of four must be continuations.
  __m256i third = _mm256_subs_epu8(BEFORE(now, last, 2), _mm256_set1_epi8(0xe0 - 0x80));
  __m256i fourth = _mm256_subs_epu8(BEFORE(now, last, 3), _mm256_set1_epi8(0xf0 - 0x80));
  __m256i must = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
  return _mm256_xor_si256(must, special);
}

// Writes the offsets of the bits that are set. Writes in fours, so up to three too many.
INLINE uint32_t *write_bits(uint64_t bits, uint32_t offset, uint32_t *out) {
  uint32_t *end = out + __builtin_popcountll(bits);
  while (out < end) {
    for (int i = 0; i < 4; i++) {
      out[i] = offset + (uint32_t)_tzcnt_u64(bits);
      bits &= bits - 1;
    }
    out += 4;
  }
  return end;
}

static void NAME(scan)(
  const uint8_t *text, size_t length, uint8_t delimiter, int inside, int is_last,
  uint32_t offset, uint32_t *ends, cscan_structure *structure) {
  uint32_t *out = ends;
  uint64_t quoted = inside ? ~0ull : 0;
  uint64_t quotes = 0, line_feeds = 0, rows = 0, nulls = 0, returns = 0, lone = 0;
  uint64_t lone_outside[2] = {0, 0};
  uint64_t return_before = text[-1] == '\r';
  size_t last_row[2] = {0, 0};
  __m256i last = _mm256_loadu_si256((const __m256i *)(text - 32));
  // What comes before matters only if a character may reach over from it.
  int is_ascii = _mm256_movemask_epi8(last) == 0;
  __m256i errors = _mm256_setzero_si256();
  uint8_t tail[64] = {0};

  for (size_t at = 0; at < length; at += 64) {
    const uint8_t *p = text + at;
    uint64_t valid = ~0ull;
    if (length - at < 64) {
      memcpy(tail, p, length - at);
      p = tail;
      valid = (1ull << (length - at)) - 1;
    }
    sixty_four bytes = {
      _mm256_loadu_si256((const __m256i *)p), _mm256_loadu_si256((const __m256i *)(p + 32))};

    uint64_t quote = equal(bytes, '"');
    uint64_t inner = prefix_xor(quote) ^ quoted;
    uint64_t inner_before = inner << 1 | (quoted & 1);
    quoted = (uint64_t)((int64_t)inner >> 63);
    quotes += (uint64_t)__builtin_popcountll(quote);

    uint64_t line_feed = equal(bytes, '\n');
    uint64_t row = line_feed & ~inner, no_row = line_feed & inner;
    line_feeds += (uint64_t)__builtin_popcountll(line_feed);
    rows += (uint64_t)__builtin_popcountll(row);
    if (row) last_row[0] = at + 64 - (size_t)__builtin_clzll(row);
    if (no_row) last_row[1] = at + 64 - (size_t)__builtin_clzll(no_row);

    uint64_t carriage = equal(bytes, '\r');
    returns |= carriage;
    uint64_t no_feed = (carriage << 1 | return_before) & ~line_feed & valid;
    lone += (uint64_t)__builtin_popcountll(no_feed);
    lone_outside[0] |= no_feed & ~inner_before;
    lone_outside[1] |= no_feed & inner_before;
    return_before = carriage >> 63;
    nulls += (uint64_t)__builtin_popcountll(equal(bytes, 0) & valid);

    uint64_t ends_here = (row | (equal(bytes, delimiter) & ~inner)) & valid;
    out = write_bits(ends_here, offset + (uint32_t)at, out);

    if (_mm256_movemask_epi8(_mm256_or_si256(bytes.low, bytes.high)) != 0 || !is_ascii) {
      __m256i low = utf8_errors(bytes.low, last), high = utf8_errors(bytes.high, bytes.low);
      if (valid != ~0ull && !is_last) {
        // A character that the piece cuts off is judged with the next piece.
        size_t count = length - at;
        size_t in_low = count < 32 ? count : 32, in_high = count - in_low;
        low = _mm256_and_si256(
          low, _mm256_loadu_si256((const __m256i *)(ones_then_zeros + 32 - in_low)));
        high = _mm256_and_si256(
          high, _mm256_loadu_si256((const __m256i *)(ones_then_zeros + 32 - in_high)));
      }
      errors = _mm256_or_si256(errors, _mm256_or_si256(low, high));
      is_ascii = _mm256_movemask_epi8(bytes.high) == 0;
    }
    last = bytes.high;
  }
  if (is_last && length % 64 == 0 && !is_ascii) {
    // The zeros after a text that fills its last block show whether it is cut off.
    errors = _mm256_or_si256(errors, utf8_errors(_mm256_setzero_si256(), last));
  }

  structure->quotes = quotes;
  structure->line_feeds = line_feeds;
  structure->rows[0] = rows;
  structure->rows[1] = line_feeds - rows;
  structure->last_row[0] = last_row[0];
  structure->last_row[1] = last_row[1];
  structure->cells = (size_t)(out - ends);
  structure->nulls = nulls;
  structure->has_returns = returns != 0;
  structure->lone_returns = lone;
  structure->has_lone_return[0] = lone_outside[0] != 0;
  structure->has_lone_return[1] = lone_outside[1] != 0;
  structure->is_invalid = !_mm256_testz_si256(errors, errors);
}

const cscan_loops cscan_loops_avx2 = {
  .scan = NAME(scan),
  .empty = NAME(empty),
  .booleans = NAME(booleans),
  .integers = NAME(integers),
  .numbers = NAME(numbers),
  .dates = NAME(dates),
  .timestamps = NAME(timestamps),
  .codes = NAME(codes),
  .views = NAME(views),
  .insert = NAME(insert),
};

#pragma clang attribute pop
#endif
