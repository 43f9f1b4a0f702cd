// Types of host objects, host functions, libraries, and the seal over them.
#include "internal.h"

struct setup {
  const char *library, *name;
  int type, function;
  lua_CFunction builtin;
  int result;
};

// MARK: types

void rl_give_back(rl_state *state, rl_handle *handle) {
  if (handle->previous) handle->previous->next = handle->next;
  else state->handles = handle->next;
  if (handle->next) handle->next->previous = handle->previous;
  void *object = handle->object;
  free(handle);
  state->host.release(state->host.context, object);
}

static int collect_object(lua_State *L) {
  rl_object *object = lua_touserdata(L, 1);
  if (object && object->handle) {
    rl_handle *handle = object->handle;
    object->handle = NULL;
    rl_give_back(rl_of(L), handle);
  }
  return 0;
}

static int same_object(lua_State *L) {
  rl_value a = rl_describe(L, 1), b = rl_describe(L, 2);
  lua_pushboolean(L, a.tag == RL_OBJECT && b.tag == RL_OBJECT && a.object == b.object);
  return 1;
}

// Methods are found here without asking Swift; only what is no method goes to the host.
static int index_object(lua_State *L) {
  lua_settop(L, 2);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL) return 1;
  lua_settop(L, 2);
  int function = (int)lua_tointeger(L, lua_upvalueindex(1));
  return rl_call_host(L, function);
}

static int add_type(lua_State *L) {
  rl_state *state = rl_of(L);
  struct setup *job = lua_touserdata(L, 1);
  if (state->types == RL_MAX_TYPES) return luaL_error(L, "too many types");
  lua_createtable(L, 0, 8);
  lua_pushstring(L, job->name);
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pushcfunction(L, collect_object);
  lua_setfield(L, -2, "__gc");
  lua_pushcfunction(L, same_object);
  lua_setfield(L, -2, "__eq");
  int metatable = luaL_ref(L, LUA_REGISTRYINDEX);
  lua_createtable(L, 0, 32);
  int methods = luaL_ref(L, LUA_REGISTRYINDEX);
  state->type_metatable[state->types] = metatable;
  state->type_methods[state->types] = methods;
  job->result = state->types++;
  return 0;
}

int rl_add_type(rl_state *state, const char *name) {
  struct setup job = {.name = name, .result = -1};
  rl_protect(state, add_type, &job);
  return job.result;
}

static void push_function(lua_State *L, struct setup *job) {
  if (job->builtin) {
    lua_pushnil(L);  // an upvalue, so that the function's address is in the state's memory
    lua_pushcclosure(L, job->builtin, 1);
  } else {
    lua_pushinteger(L, job->function);
    lua_pushcclosure(L, rl_trampoline, 1);
  }
}

static int add_method(lua_State *L) {
  struct setup *job = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, rl_of(L)->type_methods[job->type]);
  push_function(L, job);
  lua_setfield(L, -2, job->name);
  return 0;
}

int rl_add_method(rl_state *state, int type, const char *name, int function) {
  struct setup job = {.type = type, .name = name, .function = function};
  return rl_protect(state, add_method, &job);
}

static int add_metamethod(lua_State *L) {
  rl_state *state = rl_of(L);
  struct setup *job = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->type_metatable[job->type]);
  if (strcmp(job->name, "__index") == 0) {
    lua_pushinteger(L, job->function);
    lua_rawgeti(L, LUA_REGISTRYINDEX, state->type_methods[job->type]);
    lua_pushcclosure(L, index_object, 2);
  } else {
    push_function(L, job);
  }
  lua_setfield(L, -2, job->name);
  return 0;
}

int rl_add_metamethod(rl_state *state, int type, const char *event, int function) {
  struct setup job = {.type = type, .name = event, .function = function};
  return rl_protect(state, add_metamethod, &job);
}

// MARK: functions

static int add_function(lua_State *L) {
  struct setup *job = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  if (job->library) {
    lua_pushstring(L, job->library);
    if (lua_rawget(L, -2) != LUA_TTABLE) {
      lua_pop(L, 1);
      lua_createtable(L, 0, 16);
      lua_pushstring(L, job->library);
      lua_pushvalue(L, -2);
      lua_rawset(L, -4);
    }
  }
  lua_pushstring(L, job->name);
  push_function(L, job);
  lua_rawset(L, -3);
  return 0;
}

int rl_add_function(rl_state *state, const char *library, const char *name, int function) {
  struct setup job = {.library = library, .name = name, .function = function};
  return rl_protect(state, add_function, &job);
}

int rl_add_builtin(rl_state *state, const char *library, const char *name, const char *builtin) {
  struct setup job = {.library = library, .name = name, .builtin = rl_find_builtin(builtin)};
  if (!job.builtin) return RL_FAILED;
  return rl_protect(state, add_function, &job);
}

static int set_global(lua_State *L) {
  struct setup *job = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  lua_pushstring(L, job->name);
  int count;
  rl_push_reply(L, &count);
  lua_settop(L, 4);
  lua_rawset(L, 2);
  return 0;
}

int rl_set_global(rl_state *state, const char *name) {
  struct setup job = {.name = name};
  return rl_protect(state, set_global, &job);
}

// MARK: the seal

// Asks the host what to say about a name that does not exist. Upvalue 1: in which library.
static int unknown_name(lua_State *L) {
  lua_settop(L, 2);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_replace(L, 1);
  return rl_call_host(L, rl_of(L)->unknown_function);
}

static int refuse_change(lua_State *L) {
  rl_where(L);
  const char *library = lua_tostring(L, lua_upvalueindex(1));
  const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
  lua_pushfstring(L, "%s.%s cannot be changed: libraries are locked\n  write a function of your own instead", library, key);
  lua_concat(L, 2);
  return lua_error(L);
}

static int refuse_global(lua_State *L) {
  rl_state *state = rl_of(L);
  if (state->globals_allowed) {
    lua_rawset(L, 1);
    return 0;
  }
  rl_where(L);
  const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
  lua_pushfstring(L, "\"%s\" is not declared\n  write  local %s = …  the first time", key, key);
  lua_concat(L, 2);
  return lua_error(L);
}

static int library_pairs(lua_State *L) {
  lua_settop(L, 0);
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  lua_getfield(L, -1, "next");
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushnil(L);
  return 3;
}

// `library` becomes an empty table before the real one, so that assignment always meets
// __newindex and the functions stay what the host made them.
static void lock(lua_State *L, const char *name) {
  int real = lua_gettop(L);
  lua_createtable(L, 0, 2);
  lua_pushstring(L, name);
  lua_pushcclosure(L, unknown_name, 1);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, real);
  lua_createtable(L, 0, 0);
  lua_createtable(L, 0, 4);
  lua_pushvalue(L, real);
  lua_setfield(L, -2, "__index");
  lua_pushstring(L, name);
  lua_pushcclosure(L, refuse_change, 1);
  lua_setfield(L, -2, "__newindex");
  lua_pushvalue(L, real);
  lua_pushcclosure(L, library_pairs, 1);
  lua_setfield(L, -2, "__pairs");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
}

static int seal(lua_State *L) {
  rl_state *state = rl_of(L);
  struct setup *job = lua_touserdata(L, 1);
  state->unknown_function = job->function;
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  int globals = lua_gettop(L);
  // Names first: the table must not change while it is walked.
  lua_createtable(L, 16, 0);
  int names = lua_gettop(L), count = 0;
  lua_pushnil(L);
  while (lua_next(L, globals)) {
    if (lua_type(L, -1) == LUA_TTABLE && lua_type(L, -2) == LUA_TSTRING && !lua_rawequal(L, -1, globals)) {
      lua_pushvalue(L, -2);
      lua_rawseti(L, names, ++count);
    }
    lua_pop(L, 1);
  }
  for (int i = 1; i <= count; i++) {
    lua_rawgeti(L, names, i);
    lua_pushvalue(L, -1);
    lua_rawget(L, globals);
    lock(L, lua_tostring(L, -2));
    lua_remove(L, -2);
    lua_rawset(L, globals);
  }
  // Methods of texts: ("x"):upper() goes straight to the real library.
  lua_pushliteral(L, "");
  if (lua_getmetatable(L, -1)) {
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  lua_createtable(L, 0, 4);
  lua_pushliteral(L, "");
  lua_pushcclosure(L, unknown_name, 1);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, refuse_global);
  lua_setfield(L, -2, "__newindex");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, globals);
  state->sealed = true;
  return 0;
}

int rl_seal(rl_state *state, int unknown) {
  struct setup job = {.function = unknown};
  return rl_protect(state, seal, &job);
}

void rl_allow_globals(rl_state *state, bool allowed) { state->globals_allowed = allowed; }
