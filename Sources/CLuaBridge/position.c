#include "internal.h"

// Looking at the stack raises no error and takes no memory.
bool rl_script_position(rl_state *state, char *file, size_t capacity, int *line) {
  lua_State *L = state->current;
  lua_Debug ar;
  *line = 0;
  if (capacity == 0) return false;
  file[0] = 0;
  for (int level = 0; lua_getstack(L, level, &ar); level++) {
    if (!lua_getinfo(L, "Sl", &ar) || ar.source[0] != '@' || ar.currentline <= 0) continue;
    strncpy(file, ar.source + 1, capacity - 1);
    file[capacity - 1] = 0;
    *line = ar.currentline;
    return true;
  }
  return false;
}
