#include "subgroups.h"

#include <string.h>

// The words of a parent that stay in the first-level cache while all selectors pass by.
enum { TILE = 1024 };

#define COUNTS_BODY                                                                        \
  memset(shared, 0, count * sizeof *shared);                                               \
  memset(shared_won, 0, count * sizeof *shared_won);                                       \
  for (size_t start = 0; start < words; start += TILE) {                                   \
    size_t end = start + TILE < words ? start + TILE : words;                              \
    for (size_t s = 0; s < count; s++) {                                                   \
      const uint64_t *selector = selectors + s * words;                                    \
      uint32_t a0 = 0, a1 = 0, b0 = 0, b1 = 0;                                             \
      size_t w = start;                                                                    \
      for (; w + 2 <= end; w += 2) {                                                       \
        uint64_t x = selector[w], y = selector[w + 1];                                     \
        a0 += (uint32_t)__builtin_popcountll(x & parent[w]);                               \
        b0 += (uint32_t)__builtin_popcountll(x & won[w]);                                  \
        a1 += (uint32_t)__builtin_popcountll(y & parent[w + 1]);                           \
        b1 += (uint32_t)__builtin_popcountll(y & won[w + 1]);                              \
      }                                                                                    \
      for (; w < end; w++) {                                                               \
        a0 += (uint32_t)__builtin_popcountll(selector[w] & parent[w]);                     \
        b0 += (uint32_t)__builtin_popcountll(selector[w] & won[w]);                        \
      }                                                                                    \
      shared[s] += a0 + a1;                                                                \
      shared_won[s] += b0 + b1;                                                            \
    }                                                                                      \
  }

#define SHARED_BODY                                                                        \
  size_t total = 0;                                                                        \
  for (size_t w = 0; w < words; w++) total += (size_t)__builtin_popcountll(a[w] & b[w]);   \
  return total;

#if defined(__x86_64__)
int subgroup_has_popcount(void) {
  static int known = 0;  // 0: not asked yet; a race asks twice and gets the same answer
  int answer = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (answer == 0) {
    __builtin_cpu_init();
    answer = __builtin_cpu_supports("popcnt") ? 1 : 2;
    __atomic_store_n(&known, answer, __ATOMIC_RELAXED);
  }
  return answer == 1;
}

__attribute__((target("popcnt"))) static void counts_native(
  const uint64_t *parent, const uint64_t *won, const uint64_t *selectors, size_t count,
  size_t words, uint32_t *shared, uint32_t *shared_won) {
  COUNTS_BODY
}

__attribute__((target("popcnt"))) static size_t shared_native(
  const uint64_t *a, const uint64_t *b, size_t words) {
  SHARED_BODY
}
#else
int subgroup_has_popcount(void) { return 0; }
#define counts_native subgroup_counts_plain
#define shared_native shared_plain
#endif

void subgroup_counts_plain(const uint64_t *parent, const uint64_t *won, const uint64_t *selectors,
                           size_t count, size_t words, uint32_t *shared, uint32_t *shared_won) {
  COUNTS_BODY
}

static size_t shared_plain(const uint64_t *a, const uint64_t *b, size_t words) { SHARED_BODY }

void subgroup_counts(const uint64_t *parent, const uint64_t *won, const uint64_t *selectors,
                     size_t count, size_t words, uint32_t *shared, uint32_t *shared_won) {
  if (subgroup_has_popcount()) {
    counts_native(parent, won, selectors, count, words, shared, shared_won);
  } else {
    subgroup_counts_plain(parent, won, selectors, count, words, shared, shared_won);
  }
}

size_t subgroup_shared(const uint64_t *a, const uint64_t *b, size_t words) {
  return subgroup_has_popcount() ? shared_native(a, b, words) : shared_plain(a, b, words);
}

size_t subgroup_and(const uint64_t *a, const uint64_t *b, uint64_t *to, size_t words) {
  for (size_t w = 0; w < words; w++) to[w] = a[w] & b[w];
  return subgroup_shared(to, to, words);
}

void subgroup_sums(const uint64_t *parent, size_t words, const uint16_t *slots, size_t traits,
                   const double *values, uint32_t *counts, double *sums) {
  for (size_t w = 0; w < words; w++) {
    uint64_t word = parent[w];
    while (word != 0) {
      size_t row = w * 64 + (size_t)__builtin_ctzll(word);
      word &= word - 1;
      const uint16_t *own = slots + row * traits;
      double value = values[row];
      for (size_t t = 0; t < traits; t++) {
        counts[own[t]] += 1;
        sums[own[t]] += value;
      }
    }
  }
}
