#ifndef RETICLE_ROWKERNELS_H
#define RETICLE_ROWKERNELS_H
// Kernels over a batch of rows that Swift cannot express at full speed: packing comparisons of
// wide values into bytes, table look-ups by shuffles, and bits from bytes. A mask has one byte a
// row, 0 or 255. Each has one version for AVX2 and one for any processor, chosen when first used;
// both give the same bytes.
#include <stddef.h>
#include <stdint.h>

/// mask[i] = low <= x[i] && x[i] <= high
void row_range_i64(const int64_t *x, size_t n, int64_t low, int64_t high, uint8_t *mask);
void row_range_i32(const int32_t *x, size_t n, int32_t low, int32_t high, uint8_t *mask);
void row_range_f64(const double *x, size_t n, double low, double high, uint8_t *mask);

/// sum[i] += k where low <= x[i] && x[i] <= high, modulo 256
void row_add_range_i64(const int64_t *x, size_t n, int64_t low, int64_t high, int8_t k, int8_t *sum);
void row_add_range_i32(const int32_t *x, size_t n, int32_t low, int32_t high, int8_t k, int8_t *sum);
void row_add_range_f64(const double *x, size_t n, double low, double high, int8_t k, int8_t *sum);

/// out[i] = table[codes[i]]. `count` entries, followed by at least 32 readable bytes.
void row_lookup_8(const uint16_t *codes, size_t n, const uint8_t *table, size_t count, uint8_t *out);
/// sum[i] += table[codes[i]]
void row_add_lookup_8(const uint16_t *codes, size_t n, const uint8_t *table, size_t count, uint8_t *sum);

/// Bytes of masks, combined.
void row_and(const uint8_t *a, const uint8_t *b, size_t n, uint8_t *out);
void row_or(const uint8_t *a, const uint8_t *b, size_t n, uint8_t *out);
/// out = ~a & b
void row_and_not(const uint8_t *a, const uint8_t *b, size_t n, uint8_t *out);
/// out = ~a | b
void row_or_not(const uint8_t *a, const uint8_t *b, size_t n, uint8_t *out);
void row_not(const uint8_t *a, size_t n, uint8_t *out);
/// out = c ? a : b
void row_choose_8(const uint8_t *c, const uint8_t *a, const uint8_t *b, size_t n, uint8_t *out);
void row_choose_64(const uint8_t *c, const uint64_t *a, const uint64_t *b, size_t n, uint64_t *out);

/// sum[i] += mask[i] & k, in 8, 16, 32 or 64 bits
void row_add_mask_8(const uint8_t *mask, size_t n, int8_t k, int8_t *sum);
void row_add_mask_16(const uint8_t *mask, size_t n, int16_t k, int16_t *sum);
void row_add_mask_32(const uint8_t *mask, size_t n, int32_t k, int32_t *sum);
void row_add_mask_64(const uint8_t *mask, size_t n, int64_t k, int64_t *sum);

void row_widen_8(const int8_t *x, size_t n, int64_t *out);
void row_widen_16(const int16_t *x, size_t n, int64_t *out);
void row_widen_32(const int32_t *x, size_t n, int64_t *out);

/// One bit a row, the first in the lowest; bits past n are zero. n/64 words, rounded up.
void row_bits(const uint8_t *mask, size_t n, uint64_t *bits);
/// The reverse.
void row_mask(const uint64_t *bits, size_t n, uint8_t *mask);
/// 255 where a byte is not zero.
void row_truth(const uint8_t *x, size_t n, uint8_t *mask);
/// The first row whose byte is not zero, or n.
size_t row_first(const uint8_t *mask, size_t n);
/// Where `part`, which is not empty, begins in `text`, or -1.
ptrdiff_t row_find(const uint8_t *text, size_t length, const uint8_t *part, size_t count);

/// A number as C's "%.14g", with ".0" if it would read as an integer. At most 40 bytes; returns
/// how many.
int row_number_text(double number, char *out);

#endif
