// The loops in plain C, for processors without AVX2.
#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "loops.h"

#define NAME(x) x##_plain

// ---- Numbers and days -------------------------------------------------------------------------

static inline int decimal(
  const uint8_t *p, size_t length, uint64_t *mantissa, size_t *point) {
  *point = length;
  *mantissa = 0;
  for (size_t i = 0; i < length; i++) {
    unsigned digit = (unsigned)p[i] - '0';
    if (digit <= 9) {
      *mantissa = *mantissa * 10 + digit;
    } else if (p[i] == '.' && *point == length) {
      *point = i;
    } else {
      return 0;
    }
  }
  return 1;
}

static inline int day(const uint8_t *p, int32_t *days) {
  static const uint8_t in_month[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  unsigned number[8];
  if (p[4] != '-' || p[7] != '-') return 0;
  static const uint8_t at[8] = {0, 1, 2, 3, 5, 6, 8, 9};
  for (int i = 0; i < 8; i++) {
    number[i] = (unsigned)p[at[i]] - '0';
    if (number[i] > 9) return 0;
  }
  int year = (int)(number[0] * 1000 + number[1] * 100 + number[2] * 10 + number[3]);
  unsigned month = number[4] * 10 + number[5], date = number[6] * 10 + number[7];
  int is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (month < 1 || month > 12 || date < 1) return 0;
  if (date > in_month[month] + (unsigned)(month == 2 && is_leap)) return 0;
  // Years that begin in March, counted from 0000-03-01.
  int shifted = month > 2 ? year : year - 1;
  int era = (shifted >= 0 ? shifted : shifted - 399) / 400;
  int in_era = shifted - era * 400;
  int in_year = (153 * (int)(month > 2 ? month - 3 : month + 9) + 2) / 5 + (int)date - 1;
  *days = era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
  return 1;
}

#include "values.h"

// ---- Texts ------------------------------------------------------------------------------------

typedef struct {
  uint64_t words[4];
} key32;
#define KEY key32

INLINE KEY key_load(const uint8_t *p, size_t length) {
  KEY key = {{0}};
  memcpy(key.words, p, length < 32 ? length : 32);
  return key;
}

INLINE uint64_t key_hash(KEY key, size_t length) {
  uint64_t hash = length * 0x9e3779b97f4a7c15ull;
  for (int i = 0; i < 4; i++) {
    hash = (hash ^ key.words[i]) * 0xd6e8feb86659fd93ull;
    hash ^= hash >> 32;
  }
  return hash * 0x9e3779b97f4a7c15ull;
}

INLINE int key_equals(KEY key, const uint8_t *stored) {
  return memcmp(key.words, stored, 32) == 0;
}

INLINE void key_store(KEY key, uint8_t *stored) { memcpy(stored, key.words, 32); }

INLINE int no_quotes(const uint8_t *p, size_t length) {
  return length == 0 || memchr(p, '"', length) == NULL;
}

INLINE void view_short(const uint8_t *p, size_t length, uint64_t *out) {
  uint8_t bytes[16] = {0};
  uint32_t size = (uint32_t)length;
  memcpy(bytes, &size, 4);
  memcpy(bytes + 4, p, length);
  memcpy(out, bytes, 16);
}

INLINE void copy(uint8_t *to, const uint8_t *p, size_t length) { memcpy(to, p, length); }

#include "texts.h"

// ---- Structure --------------------------------------------------------------------------------

// The length of the well-formed character of UTF-8 that begins at `p`, 0 if there is none, -1 if
// the bytes that are there begin one but end too soon (Unicode 15, table 3-7).
static int character(const uint8_t *p, const uint8_t *end) {
  uint8_t first = p[0], low = 0x80, high = 0xbf;
  int length;
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) {
    length = 2;
  } else if (first >= 0xe0 && first <= 0xef) {
    length = 3;
    if (first == 0xe0) low = 0xa0;
    if (first == 0xed) high = 0x9f;
  } else if (first >= 0xf0 && first <= 0xf4) {
    length = 4;
    if (first == 0xf0) low = 0x90;
    if (first == 0xf4) high = 0x8f;
  } else {
    return 0;
  }
  for (int i = 1; i < length; i++) {
    if (p + i == end) return -1;
    if (p[i] < low || p[i] > high) return 0;
    low = 0x80;
    high = 0xbf;
  }
  return length;
}

// Whether the piece is not UTF-8. A character that the piece before cuts off belongs to this one.
static int is_invalid(const uint8_t *text, size_t length, int is_last) {
  const uint8_t *p = text, *end = text + length;
  // Back to the beginning of a character that reaches over from before: its first byte is at
  // most three bytes back, with nothing but continuations behind it.
  for (int back = 1; back <= 3; back++) {
    if (text[-back] < 0x80) break;
    if (text[-back] >= 0xc0) {
      if (character(text - back, text) == -1) p = text - back;
      break;
    }
  }
  while (p < end) {
    int step = character(p, end);
    if (step == 0) return 1;
    if (step < 0) return is_last;
    p += step;
  }
  return 0;
}

static void NAME(scan)(
  const uint8_t *text, size_t length, uint8_t delimiter, int inside, int is_last,
  uint32_t offset, uint32_t *ends, cscan_structure *structure) {
  *structure = (cscan_structure){0};
  int quoted = inside;
  uint8_t before = text[-1];
  for (size_t i = 0; i < length; i++) {
    uint8_t byte = text[i];
    if (before == '\r' && byte != '\n') {
      structure->lone_returns++;
      structure->has_lone_return[quoted] = 1;
    }
    if (byte == '"') {
      quoted = !quoted;
      structure->quotes++;
    } else if (byte == '\n') {
      structure->line_feeds++;
      structure->last_row[quoted] = i + 1;
      if (!quoted) {
        structure->rows[0]++;
        ends[structure->cells++] = offset + (uint32_t)i;
      }
    } else if (byte == delimiter) {
      if (!quoted) ends[structure->cells++] = offset + (uint32_t)i;
    } else if (byte == '\r') {
      structure->has_returns = 1;
    } else if (byte == 0) {
      structure->nulls++;
    }
    before = byte;
  }
  structure->rows[1] = structure->line_feeds - structure->rows[0];
  structure->is_invalid = (uint8_t)is_invalid(text, length, is_last);
}

const cscan_loops cscan_loops_plain = {
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
