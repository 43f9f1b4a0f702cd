// Functions that make long texts, with a bound on the work and the size.
#include "internal.h"

#define LONGEST_FIXED_FIELD ((size_t)1 << 28)

static bool is_missing_in_row(lua_State *L) {
  if (!lua_isnil(L, 1) || lua_gettop(L) == 0 || rl_of(L)->row_depth == 0) return false;
  lua_pushnil(L);
  return true;
}

// In a row function string.lower(a.name) of a missing name is missing, as a.name:lower() is.
static int pass_missing(lua_State *L) {
  if (is_missing_in_row(L)) return 1;
  lua_CFunction original = (lua_CFunction)(intptr_t)lua_touserdata(L, lua_upvalueindex(1));
  return original(L);
}

// Copies what is there, in ever larger blocks of whole units, so that a stop is seen in between.
static void fill(lua_State *L, char *out, size_t done, size_t size) {
  size_t block = done;
  while (done < size) {
    if (rl_of(L)->stop) rl_raise_stop(L);
    size_t n = block < size - done ? block : size - done;
    memcpy(out + done, out, n);
    done += n;
    if (block < (size_t)1 << 22) block = done;
  }
}

static int repeat(lua_State *L) {
  if (is_missing_in_row(L)) return 1;
  size_t length, separator_length;
  const char *text = luaL_checklstring(L, 1, &length);
  lua_Integer n = luaL_checkinteger(L, 2);
  const char *separator = luaL_optlstring(L, 3, "", &separator_length);
  size_t unit = length + separator_length;
  // Repeating nothing is nothing; the library would loop over it.
  if (n <= 0 || unit == 0) {
    lua_pushliteral(L, "");
    return 1;
  }
  if (unit < length || unit > (size_t)PTRDIFF_MAX / (size_t)n)
    return luaL_error(L, "resulting string too large");
  size_t size = (size_t)n * unit - separator_length;
  rl_make_room(L);
  luaL_Buffer b;
  char *out = luaL_buffinitsize(L, &b, size);
  memcpy(out, text, length);
  if (n > 1) {
    memcpy(out + length, separator, separator_length);
    fill(L, out, unit, size);
  }
  luaL_pushresultsize(&b, size);
  return 1;
}

// Fields of fixed size ("c2000000000") pad with zeros byte by byte, whatever there is to pack.
static int pack(lua_State *L) {
  lua_CFunction original = (lua_CFunction)(intptr_t)lua_touserdata(L, lua_upvalueindex(1));
  size_t total = 0;
  for (const char *format = luaL_checkstring(L, 1); *format; format++) {
    if (*format != 'c') continue;
    size_t size = 0;
    while (format[1] >= '0' && format[1] <= '9' && size < LONGEST_FIXED_FIELD) size = size * 10 + (size_t)(*++format - '0');
    total += size;
    if (total >= LONGEST_FIXED_FIELD) return luaL_error(L, "resulting string too large");
  }
  return original(L);
}

static void wrap(lua_State *L, const char *name, lua_CFunction wrapper) {
  lua_getfield(L, -1, name);
  lua_CFunction original = lua_tocfunction(L, -1);
  lua_pop(L, 1);
  lua_pushlightuserdata(L, (void *)(intptr_t)original);
  lua_pushcclosure(L, wrapper, 1);
  lua_setfield(L, -2, name);
}

void rl_bound_texts(lua_State *L) {
  static const char *const missing[] = {"byte", "len", "lower", "reverse", "sub", "upper", NULL};
  for (int i = 0; missing[i]; i++) wrap(L, missing[i], pass_missing);
  wrap(L, "pack", pack);
  lua_pushnil(L);
  lua_pushcclosure(L, repeat, 1);
  lua_setfield(L, -2, "rep");
  lua_pushnil(L);
  luaL_setfuncs(L, rl_pattern_functions, 1);
}
