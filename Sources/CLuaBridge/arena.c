// Memory of one Lua state. Small blocks come from one stretch of address space that begins at the same
// address in every run, so that addresses that scripts see (tostring of a table), and orders
// that depend on them, are the same too; it is also quicker than a general allocator.
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "arena.h"

#define RESERVED ((size_t)1 << 36)
#define FIRST_PLACE ((uintptr_t)1 << 44)
#define PLACES 64

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ARENA 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ARENA 0
#endif
#endif
#ifndef HAS_ARENA
#define HAS_ARENA 1  // the sanitizer must see each block
#endif

void rl_arena_open(rl_arena *arena) {
  memset(arena, 0, sizeof *arena);
  if (!HAS_ARENA) return;
  for (int i = 0; i < PLACES; i++) {
    void *place = (void *)(FIRST_PLACE + (uintptr_t)i * 2 * RESERVED);
    void *base = mmap(place, RESERVED, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (base == MAP_FAILED) continue;
    // An old kernel takes the address as a wish only: then any place will do.
    arena->base = arena->next = base;
    arena->end = arena->base + RESERVED;
    return;
  }
}

void rl_arena_close(rl_arena *arena) {
  if (arena->base) munmap(arena->base, RESERVED);
  memset(arena, 0, sizeof *arena);
}

static size_t class_of(size_t size) { return (size + 15) / 16; }

static void *take(rl_arena *arena, size_t size) {
  size_t class = class_of(size);
  void *block = arena->unused[class];
  if (block) {
    memcpy(&arena->unused[class], block, sizeof(void *));
    return block;
  }
  if ((size_t)(arena->end - arena->next) < class * 16) return NULL;
  block = arena->next;
  arena->next += class * 16;
  return block;
}

static void give(rl_arena *arena, void *block, size_t size) {
  size_t class = class_of(size);
  memcpy(block, &arena->unused[class], sizeof(void *));
  arena->unused[class] = block;
}

static bool is_mine(const rl_arena *arena, const void *block) {
  return (const char *)block >= arena->base && (const char *)block < arena->end;
}

void rl_arena_free(rl_arena *arena, void *block, size_t size) {
  if (!block) return;
  if (is_mine(arena, block)) give(arena, block, size);
  else free(block);
}

void *rl_arena_resize(rl_arena *arena, void *block, size_t old_size, size_t new_size) {
  bool is_small = block ? is_mine(arena, block) : false;
  if (block && !is_small) return realloc(block, new_size);
  if (is_small && new_size <= RL_ARENA_LARGEST && class_of(old_size) == class_of(new_size)) return block;
  void *result = new_size <= RL_ARENA_LARGEST ? take(arena, new_size) : NULL;
  if (!result) result = malloc(new_size);
  if (!result || !block) return result;
  memcpy(result, block, old_size < new_size ? old_size : new_size);
  give(arena, block, old_size);
  return result;
}
