#ifndef RETICLE_BRIDGE_ARENA_H
#define RETICLE_BRIDGE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Blocks up to this size come from the arena, by classes of 16 bytes; larger ones from malloc.
#define RL_ARENA_LARGEST 512

typedef struct rl_arena {
  char *base, *next, *end;
  void *unused[RL_ARENA_LARGEST / 16 + 1];
} rl_arena;

/// Without address space to be had, everything comes from malloc.
void rl_arena_open(rl_arena *arena);
void rl_arena_close(rl_arena *arena);
void *rl_arena_resize(rl_arena *arena, void *block, size_t old_size, size_t new_size);
void rl_arena_free(rl_arena *arena, void *block, size_t size);

#endif
