#include "cscan.h"

#include <stdlib.h>

#include "loops.h"

void cscan_dictionary_free(cscan_dictionary *dictionary) {
  free(dictionary->slots);
  free(dictionary->keys);
  free(dictionary->lengths);
  free(dictionary->codes);
  free(dictionary->texts);
  *dictionary = (cscan_dictionary){0};
}

const cscan_loops *cscan_best(void) {
#if defined(__x86_64__)
  static int known = 0;  // 0: not asked yet; a race asks twice and gets the same answer
  int answer = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (answer == 0) {
    __builtin_cpu_init();
    answer = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                     __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") &&
                     __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("aes")
                 ? 1
                 : 2;
    __atomic_store_n(&known, answer, __ATOMIC_RELAXED);
  }
  if (answer == 1) return &cscan_loops_avx2;
#endif
  return &cscan_loops_plain;
}

const cscan_loops *cscan_plain(void) { return &cscan_loops_plain; }
