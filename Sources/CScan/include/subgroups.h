#ifndef RETICLE_SUBGROUPS_H
#define RETICLE_SUBGROUPS_H
// Counting the rows that two conditions share, for many conditions at once: one bit a row, whole
// words. The processor's own bit count is used where it has one.
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// For each of `count` selectors (`words` words each, one after the other): how many rows it
/// shares with `parent`, and how many with `won`, the rows of the parent that were won.
void subgroup_counts(const uint64_t *parent, const uint64_t *won, const uint64_t *selectors,
                     size_t count, size_t words, uint32_t *shared, uint32_t *shared_won);

/// For the rows whose bit is set: adds 1 and the row's value to the slots the row has, one for
/// each trait. `slots` holds `traits` numbers a row.
void subgroup_sums(const uint64_t *parent, size_t words, const uint16_t *slots, size_t traits,
                   const double *values, uint32_t *counts, double *sums);

/// `to` = `a` and `b`; gives the number of bits set.
size_t subgroup_and(const uint64_t *a, const uint64_t *b, uint64_t *to, size_t words);

/// How many bits `a` and `b` share.
size_t subgroup_shared(const uint64_t *a, const uint64_t *b, size_t words);

/// Whether the processor counts bits itself.
int subgroup_has_popcount(void);

/// The same as `subgroup_counts` without special instructions, for tests.
void subgroup_counts_plain(const uint64_t *parent, const uint64_t *won, const uint64_t *selectors,
                           size_t count, size_t words, uint32_t *shared, uint32_t *shared_won);

#pragma clang assume_nonnull end
#endif
