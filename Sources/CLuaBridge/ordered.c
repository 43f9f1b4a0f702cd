// pairs in an order that is the same in every run. Lua mixes the clock and addresses into the hash of
// texts, so that its own order differs from run to run, and with it what scripts write.
#include "internal.h"

typedef struct key {
  rl_value value;
  const void *address;  // of tables, functions and the like
  int type;
  int place;  // on Lua's side
} key;

static int rank(const key *k) {
  switch (k->type) {
    case LUA_TNUMBER: return 0;
    case LUA_TSTRING: return 1;
    case LUA_TBOOLEAN: return 2;
    case LUA_TLIGHTUSERDATA: return 3;
    default: return 4 + k->type;
  }
}

static int compare(const void *a, const void *b) {
  const key *x = a, *y = b;
  int order = rank(x) - rank(y);
  if (order) return order;
  // Objects come in the order of their addresses, which the state's own memory makes the same.
  if (rank(x) > 3) return (x->address > y->address) - (x->address < y->address);
  return rl_compare_keys(&x->value, &y->value);
}

// Upvalues: the keys in order (a userdata with their places, a table with the values), the
// position, their number.
static int next_pair(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  lua_Integer count = lua_tointeger(L, lua_upvalueindex(3));
  lua_Integer place = lua_tointeger(L, lua_upvalueindex(2));
  const int *order = lua_touserdata(L, lua_upvalueindex(4));
  // A caller that goes on from another key than the one it was given last is served too.
  if (lua_isnil(L, 2)) {
    place = 0;
  } else {
    bool follows = false;
    if (place > 0) {
      lua_rawgeti(L, lua_upvalueindex(1), order[place - 1]);
      follows = lua_rawequal(L, -1, 2);
      lua_pop(L, 1);
    }
    for (lua_Integer i = 0; !follows && i < count; i++) {
      lua_rawgeti(L, lua_upvalueindex(1), order[i]);
      follows = lua_rawequal(L, -1, 2);
      lua_pop(L, 1);
      if (follows) place = i + 1;
    }
  }
  while (place < count) {
    lua_settop(L, 2);
    lua_rawgeti(L, lua_upvalueindex(1), order[place++]);
    lua_pushvalue(L, -1);
    if (lua_rawget(L, 1) == LUA_TNIL) continue;  // cleared since
    lua_pushinteger(L, place);
    lua_replace(L, lua_upvalueindex(2));
    return 2;
  }
  lua_pushinteger(L, place);
  lua_replace(L, lua_upvalueindex(2));
  lua_pushnil(L);
  return 1;
}

// Upvalue 1: Lua's own next.
static int ordered_pairs(lua_State *L) {
  luaL_checkany(L, 1);
  if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
    lua_pushvalue(L, 1);
    lua_call(L, 1, 3);
    return 3;
  }
  lua_settop(L, 1);
  size_t count = 0;
  bool in_order = true;
  if (lua_type(L, 1) == LUA_TTABLE) {
    lua_pushnil(L);
    while (lua_next(L, 1)) {
      lua_pop(L, 1);
      count++;
      // Numbers and booleans stand where their value says, in every run.
      if (lua_type(L, -1) != LUA_TNUMBER && lua_type(L, -1) != LUA_TBOOLEAN) in_order = false;
      if ((count & 1023) == 0 && rl_of(L)->stop) rl_raise_stop(L);
    }
  }
  if (in_order || count < 2 || count > INT32_MAX) {
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
  }
  lua_createtable(L, (int)count, 0);                         // 2: the keys as they come
  key *keys = lua_newuserdatauv(L, count * sizeof(key), 0);  // 3
  size_t n = 0;
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    lua_pop(L, 1);
    keys[n].value = rl_describe(L, -1);
    keys[n].type = lua_type(L, -1);
    keys[n].address = lua_topointer(L, -1);
    keys[n].place = (int)n + 1;
    lua_pushvalue(L, -1);
    lua_rawseti(L, 2, (lua_Integer)++n);
  }
  qsort(keys, n, sizeof(key), compare);
  int *order = lua_newuserdatauv(L, n * sizeof(int), 0);  // 4
  for (size_t i = 0; i < n; i++) order[i] = keys[i].place;
  lua_pushvalue(L, 2);
  lua_pushinteger(L, 0);
  lua_pushinteger(L, (lua_Integer)n);
  lua_pushvalue(L, 4);
  lua_pushcclosure(L, next_pair, 4);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

void rl_order_pairs(lua_State *L) {
  lua_getfield(L, -1, "next");
  lua_pushcclosure(L, ordered_pairs, 1);
  lua_setfield(L, -2, "pairs");
}
