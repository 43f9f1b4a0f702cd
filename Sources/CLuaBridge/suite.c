// For the project's own checks only: Lua's own test suite on the host's allocator, protected calls and
// replaced library functions. Never part of what scripts run in.
#include "internal.h"

static int open_everything(lua_State *L) {
  lua_pushnil(L);  // the sandbox has opened some of them, and kept a part
  lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  luaL_openlibs(L);
  lua_getglobal(L, "string");
  rl_bound_texts(L);
  lua_pop(L, 1);
  lua_getglobal(L, "table");
  rl_bound_tables(L);
  lua_pop(L, 1);
  lua_getglobal(L, "coroutine");
  rl_replace_coroutines(L);
  lua_pop(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  rl_replace_calls(L);
  lua_pop(L, 1);
  return 0;
}

int rl_open_everything(rl_state *state) { return rl_protect(state, open_everything, NULL); }

void rl_fail_every(rl_state *state, size_t n) {
  state->fail_every = n;
  state->allocations = 0;
}
