// Loops over the cells of one column, written once for both instruction sets.
//
// The file that includes this one defines:
//   decimal(p, length, &mantissa, &point)  1..16 digits, at most one point (point == length: none)
//   day(p, &days)                          ten bytes YYYY-MM-DD of a day that exists
// and the names of the loops through NAME(x).
//
// Each loop is made twice from one body: `general` cells may be quoted or end with a carriage
// return; in the other case, the usual one, neither is looked for.

#define INLINE static inline __attribute__((always_inline))

typedef struct {
  const uint8_t *p;
  size_t length;
  unsigned quotes;
} cell_text;

// The text of a cell; 0 if it is quoted in a way that takes more than cutting off two bytes.
// Quotes inside are not looked for: no loop for values accepts them.
INLINE int cell_at(const cscan_cells *cells, size_t row, int general, cell_text *cell) {
  const uint32_t *end = cells->ends + row * cells->stride;
  size_t start = (size_t)end[-1] + 1;
  cell->p = cells->text + start;
  cell->length = (size_t)end[0] - start;
  cell->quotes = 0;
  if (general) {
    if (cells->strips_return && cell->length > 0 && cell->p[cell->length - 1] == '\r') {
      cell->length--;
    }
    if (cells->may_be_quoted && cell->length > 0 && cell->p[0] == '"') {
      if (cell->length < 2 || cell->p[cell->length - 1] != '"') return 0;
      cell->p++;
      cell->length -= 2;
      cell->quotes = 2;
    }
  }
  return 1;
}

INLINE int is_general(const cscan_cells *cells) {
  return cells->may_be_quoted | cells->strips_return;
}

// Runs BODY for each row, word of `present` by word, so that the bits stay in a register. BODY
// sets `bit` to 1 for a cell with a value, and uses STOP for a cell it cannot read. AFTER runs
// once, wherever it ends.
#define STOP goto stopped
#define EACH_ROW(BODY, AFTER)                                   \
  size_t row = block->from;                                     \
  uint64_t quotes = 0, bits = 0;                                \
  while (row < block->to) {                                     \
    size_t word = (row + block->shift) >> 6;                    \
    size_t stop = ((word + 1) << 6) - block->shift;             \
    if (stop > block->to) stop = block->to;                     \
    for (; row < stop; row++) {                                 \
      cell_text cell;                                           \
      uint64_t bit;                                             \
      if (!cell_at(cells, row, general, &cell)) STOP;           \
      BODY                                                      \
      quotes += cell.quotes;                                    \
      bits |= bit << ((row + block->shift) & 63);               \
    }                                                           \
    block->present[word] |= bits;                               \
    bits = 0;                                                   \
  }                                                             \
stopped:                                                        \
  if (bits) block->present[(row + block->shift) >> 6] |= bits;  \
  block->quotes += quotes;                                      \
  AFTER                                                         \
  return row;

#define TWO_WAYS(NAME, ...) \
  return is_general(cells) ? NAME(__VA_ARGS__, 1) : NAME(__VA_ARGS__, 0)

INLINE uint64_t load64(const uint8_t *p) {
  uint64_t word;
  memcpy(&word, p, 8);
  return word;
}

INLINE size_t empty_body(const cscan_cells *cells, cscan_block *block, int general) {
  EACH_ROW({
    if (cell.length != 0) STOP;
    bit = 0;
  }, )
}

static size_t NAME(empty)(const cscan_cells *cells, cscan_block *block) {
  TWO_WAYS(empty_body, cells, block);
}

INLINE size_t booleans_body(
  const cscan_cells *cells, cscan_block *block, uint8_t *out, int general) {
  EACH_ROW({
    uint64_t word = load64(cell.p) | 0x2020202020202020ull;
    // "true" and "false", first letter in the lowest byte.
    int is_true = (uint32_t)word == 0x65757274u && cell.length == 4;
    int is_false = (word & 0xffffffffffull) == 0x65736c6166ull && cell.length == 5;
    if (!(is_true | is_false | (cell.length == 0))) STOP;
    out[row] = (uint8_t)is_true;
    bit = (uint64_t)(is_true | is_false);
  }, )
}

static size_t NAME(booleans)(const cscan_cells *cells, cscan_block *block, uint8_t *out) {
  TWO_WAYS(booleans_body, cells, block, out);
}

INLINE size_t integers_body(
  const cscan_cells *cells, cscan_block *block, int64_t *out, int general) {
  EACH_ROW({
    if (cell.length == 0) {
      out[row] = 0;
      bit = 0;
    } else {
      size_t negative = cell.p[0] == '-';
      const uint8_t *p = cell.p + negative;
      size_t length = cell.length - negative;
      uint64_t mantissa;
      size_t point;
      // A leading zero is part of an identifier.
      if (length - 1 > 15 || (p[0] == '0' && length > 1)) STOP;
      if (!decimal(p, length, &mantissa, &point) || point != length) STOP;
      out[row] = negative ? -(int64_t)mantissa : (int64_t)mantissa;
      bit = 1;
    }
  }, )
}

static size_t NAME(integers)(const cscan_cells *cells, cscan_block *block, int64_t *out) {
  TWO_WAYS(integers_body, cells, block, out);
}

// Exact powers: a quotient of two exact doubles is correctly rounded.
static const double powers[16] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

// Numbers of up to 19 digits. A quotient of 64 bits is rounded once more, to 53, which is wrong
// only if the first rounding made it look exactly half-way between two doubles.
static int wide_number(const uint8_t *p, size_t length, double *value) {
#if LDBL_MANT_DIG == 64
  static const long double wide_powers[20] = {1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,
                                              1e7L,  1e8L,  1e9L,  1e10L, 1e11L, 1e12L, 1e13L,
                                              1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L};
  uint64_t mantissa = 0;
  size_t point = length;
  for (size_t i = 0; i < length; i++) {
    unsigned digit = (unsigned)p[i] - '0';
    if (digit <= 9) {
      mantissa = mantissa * 10 + digit;
    } else if (p[i] == '.' && point == length) {
      point = i;
    } else {
      return 0;
    }
  }
  // Without a point it is an integer, and those have a rule of their own.
  if (point + 1 >= length) return 0;
  long double quotient = (long double)mantissa / wide_powers[length - 1 - point];
  uint64_t bits;
  memcpy(&bits, &quotient, 8);
  if ((bits & 0x7ff) == 0x400) return 0;
  *value = (double)quotient;
  return 1;
#else
  (void)p, (void)length, (void)value;
  return 0;
#endif
}

// 1: an integer; 2: another number; 0: neither, or not for this loop. The sign is cut off.
INLINE uint8_t number(const uint8_t *p, size_t length, double *value) {
  uint64_t mantissa;
  size_t point;
  if (length - 1 > 19 || (p[0] == '0' && length > 1 && p[1] != '.')) return 0;
  if (length > 16) return wide_number(p, length, value) ? 2 : 0;
  if (!decimal(p, length, &mantissa, &point) || point == length - 1) return 0;
  if (mantissa > (1ull << 53)) return wide_number(p, length, value) ? 2 : 0;
  if (point == length) {
    *value = (double)mantissa;
    return 1;
  }
  *value = (double)mantissa / powers[length - 1 - point];
  return 2;
}

INLINE size_t numbers_body(
  const cscan_cells *cells, cscan_block *block, double *out, int general) {
  EACH_ROW({
    if (cell.length == 0) {
      out[row] = 0;
      bit = 0;
    } else {
      size_t negative = cell.p[0] == '-';
      double value;
      uint8_t what = number(cell.p + negative, cell.length - negative, &value);
      if (what == 0) STOP;
      // An integer among numbers: -0 is 0, as it is among integers.
      out[row] = !negative ? value : what == 1 ? 0.0 - value : -value;
      block->seen |= what;
      bit = 1;
    }
  }, )
}

static size_t NAME(numbers)(const cscan_cells *cells, cscan_block *block, double *out) {
  TWO_WAYS(numbers_body, cells, block, out);
}

INLINE size_t dates_body(
  const cscan_cells *cells, cscan_block *block, int32_t *out, int general) {
  EACH_ROW({
    if (cell.length == 0) {
      out[row] = 0;
      bit = 0;
    } else {
      if (cell.length != 10 || !day(cell.p, &out[row])) STOP;
      bit = 1;
    }
  }, )
}

static size_t NAME(dates)(const cscan_cells *cells, cscan_block *block, int32_t *out) {
  TWO_WAYS(dates_body, cells, block, out);
}

// Two digits below `limit`; 99 if they are not.
INLINE unsigned two_digits(const uint8_t *p, unsigned limit) {
  unsigned tens = (unsigned)p[0] - '0', ones = (unsigned)p[1] - '0';
  unsigned value = tens * 10 + ones;
  return tens <= 9 && ones <= 9 && value < limit ? value : 99;
}

// HH:MM, HH:MM:SS or HH:MM:SS.f (up to six digits), perhaps with Z: microseconds, or -1.
INLINE int64_t time_of_day(const uint8_t *p, size_t length) {
  if (length > 0 && p[length - 1] == 'Z') length--;
  if (length < 5 || p[2] != ':') return -1;
  unsigned hour = two_digits(p, 24), minute = two_digits(p + 3, 60), second = 0;
  int64_t fraction = 0;
  if (length > 5) {
    if (length < 8 || p[5] != ':') return -1;
    second = two_digits(p + 6, 60);
    if (length > 8) {
      if (p[8] != '.' || length < 10 || length > 15) return -1;
      int64_t unit = 100000;
      for (size_t i = 9; i < length; i++) {
        unsigned digit = (unsigned)p[i] - '0';
        if (digit > 9) return -1;
        fraction += digit * unit;
        unit /= 10;
      }
    }
  }
  if (hour == 99 || minute == 99 || second == 99) return -1;
  return ((int64_t)(hour * 60 + minute) * 60 + second) * 1000000 + fraction;
}

INLINE size_t timestamps_body(
  const cscan_cells *cells, cscan_block *block, int64_t *out, int general) {
  EACH_ROW({
    if (cell.length == 0) {
      out[row] = 0;
      bit = 0;
    } else {
      int32_t days;
      int64_t time = 0;
      if (cell.length < 10 || !day(cell.p, &days)) STOP;
      if (cell.length > 10) {
        if (cell.p[10] != 'T' && cell.p[10] != ' ') STOP;
        time = time_of_day(cell.p + 11, cell.length - 11);
        if (time < 0) STOP;
        block->seen |= 2;
      } else {
        block->seen |= 1;
      }
      out[row] = (int64_t)days * 86400000000ll + time;
      bit = 1;
    }
  }, )
}

static size_t NAME(timestamps)(const cscan_cells *cells, cscan_block *block, int64_t *out) {
  TWO_WAYS(timestamps_body, cells, block, out);
}
