#ifndef RETICLE_CSCAN_H
#define RETICLE_CSCAN_H
// Loops over the bytes of delimited text that Swift has no instructions for: movemasks,
// carry-less products, byte shuffles. Each comes twice, for AVX2 and in plain C, with the same
// results; `cscan_best` gives the ones this processor can run.
#include <stddef.h>
#include <stdint.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#pragma clang assume_nonnull begin

/// How many line breaks there are: LF, CRLF or CR. A CR at the very end is none yet.
static inline size_t cscan_line_breaks(const uint8_t *text, size_t length) {
  size_t total = 0;
  for (size_t i = 0; i < length; i++) total += text[i] == '\n';
  for (size_t i = 1; i < length; i++) total += (text[i - 1] == '\r') & (text[i] != '\n');
  return total;
}

/// Whether a cell must be quoted: it holds a delimiter, a quote or a line break.
static inline int cscan_needs_quotes(const uint8_t *text, size_t length, uint8_t delimiter) {
  size_t at = 0;
#if defined(__SSE2__)
  for (; at + 16 <= length; at += 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(text + at));
    __m128i found = _mm_or_si128(
      _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)delimiter)),
                   _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'))),
      _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')),
                   _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r'))));
    if (_mm_movemask_epi8(found) != 0) return 1;
  }
#endif
  for (; at < length; at++) {
    uint8_t byte = text[at];
    if (byte == delimiter || byte == '"' || byte == '\n' || byte == '\r') return 1;
  }
  return 0;
}

/// Sets bits of a word that other threads set bits of, too.
static inline void cscan_set_bits(uint64_t *word, uint64_t bits) {
  __atomic_fetch_or(word, bits, __ATOMIC_RELAXED);
}

/// What a piece of text is made of.
///
/// Of the fields that depend on whether the piece begins inside quotes, `[0]` holds if it begins
/// as `scan` was told, and `[1]` if it begins the other way.
typedef struct {
  uint64_t quotes;
  /// Line feeds, wherever they are.
  uint64_t line_feeds;
  /// Carriage returns that no line feed follows. The last byte is not looked at, the byte before
  /// the piece is.
  uint64_t lone_returns;
  /// Line feeds outside quotes.
  uint64_t rows[2];
  /// The offset just behind the last of them; 0 if there is none.
  size_t last_row[2];
  /// How many ends of cells were written.
  size_t cells;
  uint64_t nulls;
  /// There are carriage returns.
  uint8_t has_returns;
  /// There are lone returns outside quotes.
  uint8_t has_lone_return[2];
  /// It is not UTF-8, given the 32 bytes before it.
  uint8_t is_invalid;
} cscan_structure;

/// The cells of one column in a block of rows, by where they end.
///
/// The cell of row `r` is the text from behind `ends[r * stride - 1]` to `ends[r * stride]`.
typedef struct {
  const uint8_t *text;
  const uint32_t *ends;
  size_t stride;
  /// A cell may be quoted.
  uint8_t may_be_quoted;
  /// A carriage return at the end is not part of the cell.
  uint8_t strips_return;
} cscan_cells;

/// Which rows of a block a loop is to read, and what it tells about them beside the values.
typedef struct {
  size_t from, to;
  /// Row `r` has bit `r + shift`, counted over two words.
  size_t shift;
  /// Bits of rows whose cell has a value are set, the others left.
  uint64_t present[2];
  /// The quotes of the cells read are added.
  uint64_t quotes;
  /// 1 is added (by or) if there was an integer, or a date; 2 if a number, or a timestamp.
  uint8_t seen;
} cscan_block;

/// Distinct texts with a 16-bit code each: an open hash table over the first 32 bytes.
typedef struct {
  uint32_t *_Nullable slots;
  uint8_t *_Nullable keys;
  uint32_t *_Nullable lengths;
  uint16_t *_Nullable codes;
  const uint8_t *_Nullable *_Nullable texts;
  uint32_t mask;
  uint32_t count;
  uint32_t capacity;
} cscan_dictionary;

/// The code of cells without a value.
#define CSCAN_MISSING 0xffff

/// Where the bytes of long texts go.
typedef struct {
  uint8_t *_Nullable next;
  /// Bytes left; 64 more may be written past them.
  size_t left;
} cscan_arena;

/// Texts that mean missing: their first 8 bytes and their lengths.
typedef struct {
  size_t count;
  const uint64_t *words;
  const uint32_t *lengths;
  /// Bit n: there is a mark of n bytes; bit 63: of 63 bytes or more.
  uint64_t length_set;
} cscan_marks;

/// The loops. Each that reads cells returns the first row that it cannot read: `to` if there is
/// none, else one whose cell is something else, or needs more than a few instructions. That row
/// leaves no trace in the block. All may read 64 bytes before and behind the text.
typedef struct {
  /// Finds out what `length` bytes are made of, and writes to `ends` where its cells end: the
  /// offset of each delimiter and line feed outside quotes, plus `offset`. Up to 64 more
  /// elements may be written.
  ///
  /// `is_last`: nothing follows, so that a cut-off character is invalid.
  void (*scan)(
    const uint8_t *text, size_t length, uint8_t delimiter, int inside, int is_last,
    uint32_t offset, uint32_t *ends, cscan_structure *structure);
  /// Empty cells only.
  size_t (*empty)(const cscan_cells *cells, cscan_block *block);
  size_t (*booleans)(const cscan_cells *cells, cscan_block *block, uint8_t *out);
  /// Up to 16 digits.
  size_t (*integers)(const cscan_cells *cells, cscan_block *block, int64_t *out);
  /// Up to 19 digits, with or without a point.
  size_t (*numbers)(const cscan_cells *cells, cscan_block *block, double *out);
  size_t (*dates)(const cscan_cells *cells, cscan_block *block, int32_t *out);
  size_t (*timestamps)(const cscan_cells *cells, cscan_block *block, int64_t *out);
  /// The codes of texts that are in the dictionary.
  size_t (*codes)(
    const cscan_cells *cells, cscan_block *block, const cscan_dictionary *dictionary,
    uint16_t *out);
  /// Views of 16 bytes, as `TextView` lays them out.
  size_t (*views)(
    const cscan_cells *cells, cscan_block *block, const cscan_marks *marks, cscan_arena *arena,
    uint64_t *out);
  /// Adds a text that is not there yet. `text` must stay. 0 if there is no memory.
  int (*insert)(cscan_dictionary *dictionary, const uint8_t *text, size_t length, uint16_t code);
} cscan_loops;

/// The loops in plain C.
const cscan_loops *cscan_plain(void);
/// The fastest loops for this processor.
const cscan_loops *cscan_best(void);

/// Frees what a dictionary holds.
void cscan_dictionary_free(cscan_dictionary *dictionary);

#pragma clang assume_nonnull end

#endif
