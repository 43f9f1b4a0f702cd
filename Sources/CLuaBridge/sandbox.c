// What scripts have of Lua's own libraries: what is on these lists, and nothing else.
#include "internal.h"

static const char *const base_names[] = {
    "_VERSION", "assert", "error", "getmetatable", "ipairs", "next", "pairs", "rawequal", "rawget",
    "rawlen", "select", "tonumber", "tostring", "type", NULL,
};
static const char *const string_names[] = {
    "byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "pack", "packsize",
    "rep", "reverse", "sub", "unpack", "upper", NULL,
};
static const char *const table_names[] = {"concat", "insert", "move", "pack", "remove", "sort", "unpack", NULL};
static const char *const math_names[] = {
    "abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "huge", "log", "max",
    "maxinteger", "min", "mininteger", "modf", "pi", "rad", "random", "randomseed", "sin", "sqrt", "tan",
    "tointeger", "type", "ult", NULL,
};
static const char *const utf8_names[] = {"char", "charpattern", "codepoint", "codes", "len", "offset", NULL};
static const char *const coroutine_names[] = {"close", "create", "isyieldable", "running", "status", "yield", NULL};

static bool listed(const char *const *names, const char *name) {
  for (; *names; names++)
    if (!strcmp(*names, name)) return true;
  return false;
}

// Drops every field of the table on top that is not on the list, and gives functions an address in
// the state's memory, which tostring shows, instead of one in the program's.
static void keep_only(lua_State *L, const char *const *names) {
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    bool is_kept = lua_type(L, -2) == LUA_TSTRING && listed(names, lua_tostring(L, -2));
    if (is_kept && lua_iscfunction(L, -1)) {
      bool has_upvalue = lua_getupvalue(L, -1, 1) != NULL;
      if (has_upvalue) {
        lua_pop(L, 1);
      } else {
        lua_pushvalue(L, -2);
        lua_pushnil(L);
        lua_pushcclosure(L, lua_tocfunction(L, -3), 1);
        lua_rawset(L, -5);
      }
    }
    lua_pop(L, 1);
    if (is_kept) continue;
    // Assigning nil to a field is allowed while walking a table.
    lua_pushvalue(L, -1);
    lua_pushnil(L);
    lua_rawset(L, -4);
  }
}

// MARK: protected calls that cannot swallow a stop

static int finish_call(lua_State *L, int status, lua_KContext extra) {
  if (status != LUA_OK && status != LUA_YIELD) {
    if (rl_of(L)->stop) return lua_error(L);
    lua_pushboolean(L, 0);
    lua_pushvalue(L, -2);
    return 2;
  }
  return lua_gettop(L) - (int)extra;
}

static int protected_call(lua_State *L) {
  luaL_checkany(L, 1);
  lua_pushboolean(L, 1);
  lua_insert(L, 1);
  int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish_call);
  return finish_call(L, status, 0);
}

// A handler runs where the error was raised: inside the hook, if that raised it, where no hook can stop
// the handler. So a stop does not reach the script's handler at all.
static int guarded_handler(lua_State *L) {
  if (rl_of(L)->stop) return 1;
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

static int protected_call_with_handler(lua_State *L) {
  int n = lua_gettop(L);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_pushvalue(L, 2);
  lua_pushcclosure(L, guarded_handler, 1);
  lua_replace(L, 2);
  lua_pushboolean(L, 1);
  lua_pushvalue(L, 1);
  lua_rotate(L, 3, 2);
  int status = lua_pcallk(L, n - 2, LUA_MULTRET, 2, 2, finish_call);
  return finish_call(L, status, 2);
}

// MARK: coroutines that a stop can reach

static int resume(lua_State *L, lua_State *thread, int count) {
  rl_state *state = rl_of(L);
  if (!lua_checkstack(thread, count)) {
    lua_pushliteral(L, "too many arguments to resume");
    return -1;
  }
  lua_xmove(L, thread, count);
  int results;
  lua_State *previous = state->current;
  state->current = thread;
  if (state->stop) rl_arm(thread);
  int status = lua_resume(thread, L, count, &results);
  state->current = previous;
  // The signal armed the coroutine that ran then and the main one, not those in between.
  if (state->stop) rl_arm(L);
  if (status == LUA_OK || status == LUA_YIELD) {
    if (!lua_checkstack(L, results + 1)) {
      lua_pop(thread, results);
      lua_pushliteral(L, "too many results to resume");
      return -1;
    }
    lua_xmove(thread, L, results);
    return results;
  }
  lua_xmove(thread, L, 1);
  return -1;
}

// Runs what is to be closed in a coroutine. After a stop nothing is closed: the coroutine died in the
// hook, and what runs on it then meets no hook.
static int close_thread(lua_State *L, lua_State *thread) {
  rl_state *state = rl_of(L);
  if (state->stop) return LUA_OK;
  // Lua 5.4.4 does not count these towards the depth of the C stack.
  if (state->closing >= RL_MAX_CLOSING) return luaL_error(L, "C stack overflow");
  lua_State *previous = state->current;
  state->closing++;
  state->current = thread;
  int status = lua_resetthread(thread);
  state->current = previous;
  state->closing--;
  if (state->stop) {
    rl_arm(L);
    rl_raise_stop(L);
  }
  return status;
}

static int coroutine_close(lua_State *L) {
  lua_State *thread = lua_tothread(L, 1);
  luaL_argexpected(L, thread, 1, "thread");
  lua_Debug ar;
  bool is_normal = thread != L && lua_status(thread) == LUA_OK && lua_getstack(thread, 0, &ar);
  if (thread == L || is_normal)
    return luaL_error(L, "cannot close a %s coroutine", thread == L ? "running" : "normal");
  if (close_thread(L, thread) == LUA_OK) {
    lua_pushboolean(L, 1);
    return 1;
  }
  lua_pushboolean(L, 0);
  lua_xmove(thread, L, 1);
  return 2;
}

static int coroutine_resume(lua_State *L) {
  lua_State *thread = lua_tothread(L, 1);
  luaL_argexpected(L, thread, 1, "thread");
  int results = resume(L, thread, lua_gettop(L) - 1);
  if (results < 0) {
    if (rl_of(L)->stop) return lua_error(L);
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
  }
  lua_pushboolean(L, 1);
  lua_insert(L, -(results + 1));
  return results + 1;
}

static int wrapped(lua_State *L) {
  lua_State *thread = lua_tothread(L, lua_upvalueindex(1));
  int results = resume(L, thread, lua_gettop(L));
  if (results < 0) {
    int status = lua_status(thread);
    if (status != LUA_OK && status != LUA_YIELD && close_thread(L, thread) != LUA_OK) {
      lua_pop(L, 1);
      lua_xmove(thread, L, 1);
    }
    return lua_error(L);
  }
  return results;
}

static int coroutine_wrap(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_State *thread = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, thread, 1);
  lua_pushcclosure(L, wrapped, 1);
  return 1;
}

// MARK: guarded basics

static bool is_locked(lua_State *L, int index) {
  if (!luaL_getmetafield(L, index, "__metatable")) return false;
  lua_pop(L, 1);
  return true;
}

static int set_metatable(lua_State *L) {
  int type = lua_type(L, 2);
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  if (is_locked(L, 1)) return luaL_error(L, "cannot change a protected metatable");
  if (type == LUA_TTABLE) {
    lua_pushliteral(L, "__gc");
    if (lua_rawget(L, 2) != LUA_TNIL)
      return luaL_error(L, "a script cannot make a finalizer (__gc)\n  use a local with <close> instead");
  }
  lua_settop(L, 2);
  lua_setmetatable(L, 1);
  return 1;
}

static int raw_set(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checkany(L, 2);
  luaL_checkany(L, 3);
  if (is_locked(L, 1)) return luaL_error(L, "this table is locked");
  lua_settop(L, 3);
  lua_rawset(L, 1);
  return 1;
}

// Without a seed the library takes one from the clock.
static int random_seed(lua_State *L) {
  lua_CFunction original = (lua_CFunction)(intptr_t)lua_touserdata(L, lua_upvalueindex(2));
  if (lua_isnone(L, 1)) lua_pushinteger(L, 1);
  return original(L);
}

static int collect_garbage(lua_State *L) {
  const char *option = luaL_optstring(L, 1, "count");
  if (strcmp(option, "count") != 0) return luaL_error(L, "collectgarbage only knows \"count\" here");
  lua_pushnumber(L, (double)rl_of(L)->used / 1024);
  return 1;
}

// MARK: small pure functions, here because row functions call them once a row

static bool same_ignoring_case(const char *a, const char *b, size_t n) {
  for (size_t i = 0; i < n; i++) {
    unsigned char x = a[i], y = b[i];
    if (x >= 'A' && x <= 'Z') x |= 0x20;
    if (y >= 'A' && y <= 'Z') y |= 0x20;
    if (x != y) return false;
  }
  return true;
}

static bool missing_first(lua_State *L) { return lua_isnil(L, 1) && lua_gettop(L) > 0; }

// has(set, member): the members of a set are its parts between semicolons.
static int has(lua_State *L) {
  size_t length, wanted;
  const char *member = luaL_checklstring(L, 2, &wanted);
  if (missing_first(L)) {
    lua_pushboolean(L, 0);
    return 1;
  }
  const char *set = luaL_checklstring(L, 1, &length), *end = set + length;
  bool found = false;
  while (set <= end && !found) {
    const char *stop = memchr(set, ';', end - set);
    if (!stop) stop = end;
    const char *a = set, *b = stop;
    while (a < b && (*a == ' ' || *a == '\t')) a++;
    while (b > a && (b[-1] == ' ' || b[-1] == '\t')) b--;
    found = b > a && (size_t)(b - a) == wanted && same_ignoring_case(a, member, wanted);
    set = stop + 1;
  }
  lua_pushboolean(L, found);
  return 1;
}

static int two_texts(lua_State *L, const char **text, size_t *length, const char **part, size_t *n) {
  *part = luaL_checklstring(L, 2, n);
  if (missing_first(L)) return 0;
  *text = luaL_checklstring(L, 1, length);
  return 1;
}

static int text_contains(lua_State *L) {
  const char *text, *part;
  size_t length, n;
  bool found = false;
  if (two_texts(L, &text, &length, &part, &n)) {
    found = n == 0;
    while (!found && length >= n) {
      const char *at = memchr(text, part[0], length - n + 1);
      if (!at) break;
      found = memcmp(at, part, n) == 0;
      length -= (size_t)(at - text) + 1;
      text = at + 1;
    }
  }
  lua_pushboolean(L, found);
  return 1;
}

static int text_starts_with(lua_State *L) {
  const char *text, *part;
  size_t length, n;
  lua_pushboolean(L, two_texts(L, &text, &length, &part, &n) && length >= n && memcmp(text, part, n) == 0);
  return 1;
}

static int text_ends_with(lua_State *L) {
  const char *text, *part;
  size_t length, n;
  lua_pushboolean(L, two_texts(L, &text, &length, &part, &n) && length >= n && memcmp(text + length - n, part, n) == 0);
  return 1;
}

static const luaL_Reg builtins[] = {
    {"has", has},
    {"text.contains", text_contains},
    {"text.starts_with", text_starts_with},
    {"text.ends_with", text_ends_with},
    {NULL, NULL},
};

lua_CFunction rl_find_builtin(const char *name) {
  for (const luaL_Reg *entry = builtins; entry->name; entry++)
    if (!strcmp(entry->name, name)) return entry->func;
  return NULL;
}

const char *rl_builtin_names(void) { return "has text.contains text.starts_with text.ends_with"; }

// MARK: opening

static void open_library(lua_State *L, const char *name, lua_CFunction open, const char *const *names) {
  luaL_requiref(L, name, open, 1);
  keep_only(L, names);
}

void rl_replace_coroutines(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"resume", coroutine_resume}, {"wrap", coroutine_wrap}, {"close", coroutine_close}, {NULL, NULL},
  };
  lua_pushnil(L);  // a function with an upvalue has its address in the state's memory
  luaL_setfuncs(L, functions, 1);
}

void rl_replace_calls(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"pcall", protected_call}, {"xpcall", protected_call_with_handler}, {NULL, NULL},
  };
  lua_pushnil(L);
  luaL_setfuncs(L, functions, 1);
  rl_order_pairs(L);
}

void rl_open_sandbox(lua_State *L) {
  static const luaL_Reg base[] = {
      {"setmetatable", set_metatable}, {"rawset", raw_set}, {"collectgarbage", collect_garbage}, {NULL, NULL},
  };
  open_library(L, "_G", luaopen_base, base_names);
  lua_pushnil(L);
  luaL_setfuncs(L, base, 1);
  rl_replace_calls(L);
  lua_pop(L, 1);
  open_library(L, "string", luaopen_string, string_names);
  rl_bound_texts(L);
  lua_pop(L, 1);
  open_library(L, "table", luaopen_table, table_names);
  rl_bound_tables(L);
  lua_pop(L, 1);
  open_library(L, "math", luaopen_math, math_names);
  // Random numbers are the same in every run, unless the script seeds them otherwise.
  lua_getfield(L, -1, "randomseed");
  lua_CFunction original = lua_tocfunction(L, -1);
  lua_getupvalue(L, -1, 1);  // the generator's state
  lua_pushlightuserdata(L, (void *)(intptr_t)original);
  lua_pushcclosure(L, random_seed, 2);
  lua_setfield(L, -3, "randomseed");
  lua_pushinteger(L, 1);
  lua_call(L, 1, 0);
  lua_pop(L, 1);
  open_library(L, "utf8", luaopen_utf8, utf8_names);
  lua_pop(L, 1);
  open_library(L, "coroutine", luaopen_coroutine, coroutine_names);
  rl_replace_coroutines(L);
  lua_pop(L, 1);
  rl_open_moments(L);
}
