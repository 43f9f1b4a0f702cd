// The table library with a bound on the work. The library's own loops run in C over whatever length a
// table claims to have, where no hook can stop them; these do the same and ask now and then
// whether the script is to stop.
#include <limits.h>

#include "internal.h"

enum { READS = 1, WRITES = 2, MEASURES = 4 };

// Tables, and whatever has the metamethods to stand in for one.
static void check_table(lua_State *L, int index, int use) {
  if (lua_type(L, index) == LUA_TTABLE) return;
  static const struct {
    int use;
    const char *event;
  } needs[] = {{READS, "__index"}, {WRITES, "__newindex"}, {MEASURES, "__len"}};
  bool stands_in = lua_getmetatable(L, index);
  if (stands_in) {
    for (int i = 0; i < 3; i++) {
      if (!(use & needs[i].use)) continue;
      lua_pushstring(L, needs[i].event);
      stands_in = lua_rawget(L, -2) != LUA_TNIL && stands_in;
      lua_pop(L, 1);
    }
    lua_pop(L, 1);
  }
  if (!stands_in) luaL_checktype(L, index, LUA_TTABLE);
}

static lua_Integer length_of(lua_State *L, int index, int use) {
  check_table(L, index, use | MEASURES);
  return luaL_len(L, index);
}

// Asked once an element: a comparison, and a look at the flag every 256th time.
static inline void look_up(lua_State *L, lua_Unsigned step) {
  if ((step & 255) == 0 && rl_of(L)->stop) rl_raise_stop(L);
}

static int insert(lua_State *L) {
  lua_Integer end = (lua_Integer)((lua_Unsigned)length_of(L, 1, READS | WRITES) + 1);
  lua_Integer place = end;
  switch (lua_gettop(L)) {
    case 2: break;
    case 3:
      place = luaL_checkinteger(L, 2);
      luaL_argcheck(L, (lua_Unsigned)place - 1 < (lua_Unsigned)end, 2, "position out of bounds");
      for (lua_Integer i = end; i > place; i--) {
        look_up(L, (lua_Unsigned)i);
        lua_geti(L, 1, i - 1);
        lua_seti(L, 1, i);
      }
      break;
    default: return luaL_error(L, "wrong number of arguments to 'insert'");
  }
  lua_seti(L, 1, place);
  return 0;
}

static int remove_element(lua_State *L) {
  lua_Integer size = length_of(L, 1, READS | WRITES);
  lua_Integer place = luaL_optinteger(L, 2, size);
  if (place != size)
    luaL_argcheck(L, (lua_Unsigned)place - 1 <= (lua_Unsigned)size, 2, "position out of bounds");
  lua_geti(L, 1, place);
  for (; place < size; place++) {
    look_up(L, (lua_Unsigned)place);
    lua_geti(L, 1, place + 1);
    lua_seti(L, 1, place);
  }
  lua_pushnil(L);
  lua_seti(L, 1, place);
  return 1;
}

static int move(lua_State *L) {
  lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3), to = luaL_checkinteger(L, 4);
  int target = lua_isnoneornil(L, 5) ? 1 : 5;
  check_table(L, 1, READS);
  check_table(L, target, WRITES);
  if (last >= first) {
    luaL_argcheck(L, first > 0 || last < LUA_MAXINTEGER + first, 3, "too many elements to move");
    lua_Integer n = last - first + 1;
    luaL_argcheck(L, to <= LUA_MAXINTEGER - n + 1, 4, "destination wrap around");
    // Upwards within one table, elements that are still to be read must not be overwritten.
    bool forwards = to > last || to <= first || (target != 1 && !lua_compare(L, 1, target, LUA_OPEQ));
    for (lua_Integer i = 0; i < n; i++) {
      lua_Integer k = forwards ? i : n - 1 - i;
      look_up(L, (lua_Unsigned)i + 1);
      lua_geti(L, 1, first + k);
      lua_seti(L, target, to + k);
    }
  }
  lua_pushvalue(L, target);
  return 1;
}

static void add_element(lua_State *L, luaL_Buffer *b, lua_Integer i) {
  lua_geti(L, 1, i);
  if (!lua_isstring(L, -1))
    luaL_error(L, "invalid value (%s) at index %I in table for 'concat'", luaL_typename(L, -1), (LUAI_UACINT)i);
  luaL_addvalue(b);
}

static int concat(lua_State *L) {
  lua_Integer last = length_of(L, 1, READS);
  size_t separator_length;
  const char *separator = luaL_optlstring(L, 2, "", &separator_length);
  lua_Integer i = luaL_optinteger(L, 3, 1);
  last = luaL_optinteger(L, 4, last);
  rl_make_room(L);
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  for (; i < last; i++) {
    look_up(L, (lua_Unsigned)i);
    add_element(L, &b, i);
    luaL_addlstring(&b, separator, separator_length);
  }
  if (i == last) add_element(L, &b, i);
  luaL_pushresult(&b);
  return 1;
}

static int unpack(lua_State *L) {
  lua_Integer i = luaL_optinteger(L, 2, 1);
  lua_Integer last = luaL_opt(L, luaL_checkinteger, 3, luaL_len(L, 1));
  if (i > last) return 0;
  lua_Unsigned n = (lua_Unsigned)last - (lua_Unsigned)i;
  if (n >= (unsigned int)INT_MAX || !lua_checkstack(L, (int)++n))
    return luaL_error(L, "too many results to unpack");
  for (; i < last; i++) {
    look_up(L, (lua_Unsigned)i);
    lua_geti(L, 1, i);
  }
  lua_geti(L, 1, last);
  return (int)n;
}

// MARK: sorting

// A comparison that can be stopped. Upvalue 1: the script's comparator, or nil for `<`.
static int compare(lua_State *L) {
  if (rl_of(L)->stop) rl_raise_stop(L);
  lua_settop(L, 2);
  if (lua_isnil(L, lua_upvalueindex(1))) {
    lua_pushboolean(L, lua_compare(L, 1, 2, LUA_OPLT));
    return 1;
  }
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, 2, 1);
  return 1;
}

// The library's sort, whose comparisons are made stoppable unless they are few (a plain table
// is as long as it says) or run through a Lua function, which hooks reach.
static int sort(lua_State *L) {
  lua_CFunction original = (lua_CFunction)(intptr_t)lua_touserdata(L, lua_upvalueindex(1));
  bool has_metatable = lua_getmetatable(L, 1);
  if (has_metatable) lua_pop(L, 1);
  bool is_short = lua_type(L, 1) == LUA_TTABLE && !has_metatable && lua_rawlen(L, 1) < 100000;
  bool has_hooks = lua_type(L, 2) == LUA_TFUNCTION && !lua_iscfunction(L, 2);
  bool can_compare = lua_isnoneornil(L, 2) || lua_type(L, 2) == LUA_TFUNCTION;
  if (!lua_isnone(L, 1) && !is_short && !has_hooks && can_compare) {
    lua_settop(L, 2);
    lua_pushcclosure(L, compare, 1);
  }
  return original(L);
}

void rl_bound_tables(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"concat", concat}, {"insert", insert}, {"move", move}, {"remove", remove_element}, {"unpack", unpack}, {NULL, NULL},
  };
  lua_pushnil(L);
  luaL_setfuncs(L, functions, 1);
  lua_getfield(L, -1, "sort");
  lua_CFunction original = lua_tocfunction(L, -1);
  lua_pop(L, 1);
  lua_pushlightuserdata(L, (void *)(intptr_t)original);
  lua_pushcclosure(L, sort, 1);
  lua_setfield(L, -2, "sort");
}
