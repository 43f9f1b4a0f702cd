// Values crossing the boundary, and the one trampoline by which Lua calls Swift.
#include "internal.h"

// MARK: Lua to plain values

rl_value rl_describe(lua_State *L, int index) {
  rl_value value;
  memset(&value, 0, sizeof value);
  index = lua_absindex(L, index);  // what is pushed below must not move it
  switch (lua_type(L, index)) {
    case LUA_TNIL:
    case LUA_TNONE:
      value.tag = RL_NIL;
      break;
    case LUA_TBOOLEAN:
      value.tag = RL_BOOLEAN;
      value.integer = lua_toboolean(L, index);
      break;
    case LUA_TNUMBER:
      if (lua_isinteger(L, index)) {
        value.tag = RL_INTEGER;
        value.integer = lua_tointeger(L, index);
      } else {
        value.tag = RL_NUMBER;
        value.number = lua_tonumber(L, index);
      }
      break;
    case LUA_TSTRING:
      value.tag = RL_STRING;
      value.text = lua_tolstring(L, index, &value.length);
      break;
    case LUA_TLIGHTUSERDATA:
      value.tag = RL_MOMENT;
      value.integer = (int64_t)(intptr_t)lua_touserdata(L, index);
      break;
    case LUA_TTABLE:
      value.tag = RL_TABLE;
      value.integer = lua_absindex(L, index);
      break;
    case LUA_TFUNCTION:
      value.tag = RL_FUNCTION;
      value.integer = lua_absindex(L, index);
      break;
    case LUA_TUSERDATA: {
      rl_row *row = rl_test_row(L, index);
      if (row) {
        value.tag = RL_ROW;
        value.integer = row->open ? row->row : -1;
        value.row_owner = row->view->owner;
        break;
      }
      value.tag = RL_OTHER;
      if (lua_getmetatable(L, index)) {
        rl_state *state = rl_of(L);
        rl_object *object = lua_touserdata(L, index);
        if (lua_rawlen(L, index) == sizeof(rl_object) && object->type >= 0 && object->type < state->types) {
          lua_rawgeti(L, LUA_REGISTRYINDEX, state->type_metatable[object->type]);
          if (lua_rawequal(L, -1, -2) && object->handle) {
            value.tag = RL_OBJECT;
            value.extra = object->type;
            value.object = object->handle->object;
          }
          lua_pop(L, 1);
        }
        lua_pop(L, 1);
      }
      break;
    }
    default:
      value.tag = RL_OTHER;
  }
  return value;
}

// Texts of a tree or a result are copied: the Lua value may be collected before Swift reads it.
// While a tree is built the bytes may move, so a text is first an offset.
static bool keep_text(rl_bytes *bytes, rl_value *value) {
  size_t offset = bytes->count;
  if (!rl_bytes_append(bytes, value->text, value->length)) return false;
  bytes->count++;  // the final zero
  value->integer = (int64_t)offset;
  return true;
}

static void settle_texts(rl_nodes *nodes, const rl_bytes *bytes) {
  for (size_t i = 0; i < nodes->count; i++)
    if (nodes->data[i].tag == RL_STRING) nodes->data[i].text = bytes->data + nodes->data[i].integer;
}

int rl_compare_keys(const void *a, const void *b) {
  const rl_value *x = a, *y = b;
  bool x_number = x->tag == RL_INTEGER || x->tag == RL_NUMBER;
  bool y_number = y->tag == RL_INTEGER || y->tag == RL_NUMBER;
  if (x_number != y_number) return x_number ? -1 : 1;
  if (x_number) {
    if (x->tag == RL_INTEGER && y->tag == RL_INTEGER) return (x->integer > y->integer) - (x->integer < y->integer);
    double p = x->tag == RL_INTEGER ? (double)x->integer : x->number;
    double q = y->tag == RL_INTEGER ? (double)y->integer : y->number;
    return (p > q) - (p < q);
  }
  if (x->tag != y->tag) return x->tag - y->tag;
  if (x->tag == RL_STRING) {
    size_t shorter = x->length < y->length ? x->length : y->length;
    int order = shorter ? memcmp(x->text, y->text, shorter) : 0;
    return order ? order : (x->length > y->length) - (x->length < y->length);
  }
  return (x->integer > y->integer) - (x->integer < y->integer);
}

static void out_of_memory(lua_State *L) { luaL_error(L, "not enough memory"); }

// The pairs of a table follow one another in key order, so that what a script writes never
// depends on the order of a hash table. Nested tables come after the level that holds them.
static void read_level(lua_State *L, rl_state *state, int index, size_t node, int depth) {
  if (depth > RL_MAX_TABLE_DEPTH)
    luaL_error(L, "the table is nested more than %d levels deep, or contains itself", RL_MAX_TABLE_DEPTH);
  luaL_checkstack(L, 8, "nested tables");
  size_t pairs = 0;
  lua_pushnil(L);
  while (lua_next(L, index)) {
    pairs++;
    lua_pop(L, 1);
  }
  // Keys are sorted on Lua's own memory, so that an error cannot leak them.
  rl_value *keys = lua_newuserdatauv(L, (pairs ? pairs : 1) * sizeof(rl_value), 0);
  int anchor = lua_gettop(L);
  size_t n = 0;
  lua_pushnil(L);
  while (lua_next(L, index)) {
    rl_value key = rl_describe(L, -2);
    if (key.tag != RL_STRING && key.tag != RL_INTEGER && key.tag != RL_NUMBER && key.tag != RL_BOOLEAN && key.tag != RL_MOMENT)
      luaL_error(L, "a table with a %s as a key cannot be used here", luaL_typename(L, -2));
    keys[n++] = key;
    lua_pop(L, 1);
  }
  qsort(keys, n, sizeof(rl_value), rl_compare_keys);
  size_t first = state->tree.count;
  state->tree.data[node].count = n;
  state->tree.data[node].first = first;
  rl_value blank;
  memset(&blank, 0, sizeof blank);
  for (size_t i = 0; i < 2 * n; i++)
    if (!rl_nodes_append(&state->tree, blank)) out_of_memory(L);
  for (size_t i = 0; i < n; i++) {
    rl_value key = keys[i];
    switch (key.tag) {
      case RL_STRING: lua_pushlstring(L, key.text, key.length); break;
      case RL_INTEGER: lua_pushinteger(L, key.integer); break;
      case RL_NUMBER: lua_pushnumber(L, key.number); break;
      case RL_BOOLEAN: lua_pushboolean(L, (int)key.integer); break;
      default: lua_pushlightuserdata(L, (void *)(intptr_t)key.integer); break;
    }
    if (key.tag == RL_STRING && !keep_text(&state->tree_bytes, &key)) out_of_memory(L);
    state->tree.data[first + 2 * i] = key;
    lua_rawget(L, index);
    rl_value value = rl_describe(L, -1);
    size_t place = first + 2 * i + 1;
    if (value.tag == RL_STRING) {
      if (!keep_text(&state->tree_bytes, &value)) out_of_memory(L);
      state->tree.data[place] = value;
    } else if (value.tag == RL_FUNCTION) {
      lua_pushvalue(L, -1);
      value.integer = luaL_ref(L, LUA_REGISTRYINDEX);
      state->tree.data[place] = value;
    } else {
      state->tree.data[place] = value;
      if (value.tag == RL_TABLE) read_level(L, state, lua_gettop(L), place, depth + 1);
    }
    lua_pop(L, 1);
  }
  lua_settop(L, anchor - 1);
}

static int read_table(lua_State *L) {
  rl_state *state = rl_of(L);
  int64_t *index = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, (int)*index);
  rl_value root = rl_describe(L, -1);
  if (!rl_nodes_append(&state->tree, root)) out_of_memory(L);
  read_level(L, state, lua_gettop(L), 0, 0);
  return 0;
}

// Protected bodies have a stack of their own, so a stack index must become a reference first.
struct reference {
  int result;
};

static int reference(lua_State *L) {
  struct reference *job = lua_touserdata(L, 1);
  job->result = luaL_ref(L, LUA_REGISTRYINDEX);
  return 0;
}

int rl_reference(rl_state *state, int64_t index) {
  // Copying a value up the stack cannot raise; the reference is made inside a protected call.
  lua_State *L = state->current;
  if (!lua_checkstack(L, 6)) return 0;
  int height = lua_gettop(L);
  bool budget = state->budget_on;
  state->budget_on = false;
  struct reference job = {0};
  lua_pushcfunction(L, reference);
  lua_pushlightuserdata(L, &job);
  lua_pushvalue(L, (int)index);
  int status = lua_pcall(L, 2, 0, 0);
  lua_settop(L, height);
  state->budget_on = budget;
  return status == LUA_OK ? job.result : 0;
}

int rl_read_table(rl_state *state, int reference, const rl_value **nodes, size_t *count) {
  state->tree.count = 0;
  state->tree_bytes.count = 0;
  int64_t argument = reference;
  int status = rl_protect(state, read_table, &argument);
  if (status != RL_OK) {
    for (size_t i = 0; i < state->tree.count; i++)
      if (state->tree.data[i].tag == RL_FUNCTION) rl_release(state, (int)state->tree.data[i].integer);
    return status;
  }
  settle_texts(&state->tree, &state->tree_bytes);
  *nodes = state->tree.data;
  *count = state->tree.count;
  return RL_OK;
}

// MARK: the reply

void rl_reply_reset(rl_state *state) {
  for (size_t i = 0; i < state->reply.count; i++) {
    rl_value *value = &state->reply.data[i];
    if (value->tag == RL_OBJECT && value->object) state->host.release(state->host.context, value->object);
    if (value->tag == RL_ROW && value->row_owner) rl_view_release((rl_view *)value->row_owner);
  }
  state->reply.count = 0;
  state->reply_bytes.count = 0;
}

static void reply(rl_state *state, rl_value value) {
  if (!rl_nodes_append(&state->reply, value)) abort();  // A few bytes of the host's own memory.
}

static rl_value blank(int tag) {
  rl_value value;
  memset(&value, 0, sizeof value);
  value.tag = tag;
  return value;
}

void rl_reply_nil(rl_state *state) { reply(state, blank(RL_NIL)); }

void rl_reply_boolean(rl_state *state, bool flag) {
  rl_value value = blank(RL_BOOLEAN);
  value.integer = flag;
  reply(state, value);
}

void rl_reply_integer(rl_state *state, int64_t integer) {
  rl_value value = blank(RL_INTEGER);
  value.integer = integer;
  reply(state, value);
}

void rl_reply_number(rl_state *state, double number) {
  rl_value value = blank(RL_NUMBER);
  value.number = number;
  reply(state, value);
}

void rl_reply_text(rl_state *state, const char *bytes, size_t length) {
  rl_value value = blank(RL_STRING);
  value.text = bytes;
  value.length = length;
  if (!keep_text(&state->reply_bytes, &value)) abort();
  reply(state, value);
}

void rl_reply_moment(rl_state *state, int64_t moment) {
  rl_value value = blank(RL_MOMENT);
  value.integer = moment;
  reply(state, value);
}

void rl_reply_object(rl_state *state, void *object, int type) {
  rl_value value = blank(RL_OBJECT);
  value.object = object;
  value.extra = type;
  reply(state, value);
}

void rl_reply_reference(rl_state *state, int reference) {
  rl_value value = blank(RL_FUNCTION);
  value.integer = reference;
  reply(state, value);
}

void rl_reply_table(rl_state *state, size_t pairs) {
  rl_value value = blank(RL_TABLE);
  value.count = pairs;
  reply(state, value);
}

void rl_reply_row(rl_state *state, rl_view *view, int64_t row) {
  rl_value value = blank(RL_ROW);
  value.integer = row;
  value.row_owner = view;
  view->holds++;
  reply(state, value);
}

static void push_object(lua_State *L, rl_value *value) {
  rl_state *state = rl_of(L);
  // The shell first: if there is no memory for it, the reply still owns the object.
  rl_object *object = lua_newuserdatauv(L, sizeof(rl_object), 0);
  object->handle = NULL;
  object->type = value->extra;
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->type_metatable[value->extra]);
  lua_setmetatable(L, -2);
  rl_handle *handle = malloc(sizeof(rl_handle));
  if (!handle) luaL_error(L, "not enough memory");
  handle->object = value->object;
  handle->previous = NULL;
  handle->next = state->handles;
  if (state->handles) state->handles->previous = handle;
  state->handles = handle;
  object->handle = handle;
  value->object = NULL;
}

static void push_next(lua_State *L, rl_state *state, size_t *next) {
  luaL_checkstack(L, 4, "nested tables");
  size_t place = (*next)++;
  rl_value value = state->reply.data[place];
  switch (value.tag) {
    case RL_BOOLEAN: lua_pushboolean(L, value.integer != 0); break;
    case RL_INTEGER: lua_pushinteger(L, value.integer); break;
    case RL_NUMBER: lua_pushnumber(L, value.number); break;
    case RL_STRING: lua_pushlstring(L, state->reply_bytes.data + value.integer, value.length); break;
    case RL_MOMENT: lua_pushlightuserdata(L, (void *)(intptr_t)value.integer); break;
    case RL_FUNCTION: lua_rawgeti(L, LUA_REGISTRYINDEX, (int)value.integer); break;
    case RL_OBJECT: push_object(L, &state->reply.data[place]); break;
    case RL_ROW: {
      rl_view *view = (rl_view *)value.row_owner;
      rl_push_row(L, view, value.integer);
      state->reply.data[place].row_owner = NULL;
      rl_view_release(view);
      break;
    }
    case RL_TABLE:
      lua_createtable(L, 0, 0);
      for (size_t i = 0; i < value.count; i++) {
        push_next(L, state, next);
        push_next(L, state, next);
        lua_rawset(L, -3);
      }
      break;
    default: lua_pushnil(L);
  }
}

void rl_push_reply(lua_State *L, int *count) {
  rl_state *state = rl_of(L);
  size_t next = 0;
  *count = 0;
  while (next < state->reply.count) {
    push_next(L, state, &next);
    ++*count;
  }
  rl_reply_reset(state);
}

// MARK: Lua calls Swift

int rl_call_host(lua_State *L, int function) {
  rl_state *state = rl_of(L);
  int count = lua_gettop(L);
  if (count > RL_MAX_ARGUMENTS) return luaL_error(L, "too many arguments (%d; at most %d)", count, RL_MAX_ARGUMENTS);
  luaL_checkstack(L, 8, NULL);
  rl_value arguments[RL_MAX_ARGUMENTS];
  for (int i = 0; i < count; i++) arguments[i] = rl_describe(L, i + 1);
  bool budget = state->budget_on;
  int rows = state->row_depth;
  state->current = L;
  state->budget_on = false;
  // Host code is not part of a row function: nil has no methods there.
  int status = state->host.call(state->host.context, function, arguments, count);
  state->row_depth = rows;
  state->budget_on = budget;
  state->current = L;
  if (status == RL_OK && state->host_memory) rl_weigh(L);
  if (state->stop && status == RL_OK) {
    rl_reply_reset(state);
    rl_raise_stop(L);
  }
  if (status == RL_OK) {
    lua_settop(L, count);
    int results;
    rl_push_reply(L, &results);
    return results;
  }
  if (status == RL_FAILED_HERE) rl_where(L);
  else lua_pushliteral(L, "");
  int results;
  rl_push_reply(L, &results);
  if (results == 0) lua_pushliteral(L, "an error without a message");
  lua_concat(L, 2);
  return lua_error(L);
}

int rl_trampoline(lua_State *L) { return rl_call_host(L, (int)lua_tointeger(L, lua_upvalueindex(1))); }

// MARK: Swift calls Lua

struct compile {
  const char *text, *name;
  size_t length;
  int result;
};

static int compile(lua_State *L) {
  struct compile *job = lua_touserdata(L, 1);
  if (luaL_loadbufferx(L, job->text, job->length, job->name, "t") != LUA_OK) return lua_error(L);
  job->result = luaL_ref(L, LUA_REGISTRYINDEX);
  return 0;
}

int rl_compile(rl_state *state, const char *text, size_t length, const char *name) {
  struct compile job = {text, name, length, 0};
  state->incomplete = false;
  if (rl_protect(state, compile, &job) == RL_OK) return job.result;
  static const char mark[] = "near <eof>";
  size_t n = sizeof mark - 1;
  if (state->message.count >= n) state->incomplete = memcmp(state->message.data + state->message.count - n, mark, n) == 0;
  return 0;
}

struct call {
  int function;
  bool as_row_function;
};

static int call(lua_State *L) {
  rl_state *state = rl_of(L);
  struct call *job = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, job->function);
  int arguments;
  rl_push_reply(L, &arguments);
  if (job->as_row_function && state->row_depth++ == 0) rl_set_nil_metatable(L, true);
  lua_call(L, arguments, LUA_MULTRET);
  if (job->as_row_function && --state->row_depth == 0) rl_set_nil_metatable(L, false);
  // Results become plain values; tables and functions become references.
  state->budget_on = false;
  state->results.count = 0;
  state->results_bytes.count = 0;
  int top = lua_gettop(L);
  luaL_checkstack(L, 4, NULL);
  for (int i = 2; i <= top; i++) {
    rl_value value = rl_describe(L, i);
    if (value.tag == RL_STRING && !keep_text(&state->results_bytes, &value)) out_of_memory(L);
    if (value.tag == RL_TABLE || value.tag == RL_FUNCTION) {
      lua_pushvalue(L, i);
      value.integer = luaL_ref(L, LUA_REGISTRYINDEX);
    }
    if (!rl_nodes_append(&state->results, value)) out_of_memory(L);
  }
  settle_texts(&state->results, &state->results_bytes);
  return 0;
}

static int run(rl_state *state, int function, bool as_row_function) {
  struct call job = {function, as_row_function};
  int status = rl_protect_script(state, call, &job);
  if (status != RL_OK) {
    // The message may be the reply's: copy is in state->message already.
    state->results.count = 0;
    rl_reply_reset(state);
  }
  return status;
}

int rl_call(rl_state *state, int function) { return run(state, function, false); }
int rl_call_as_row_function(rl_state *state, int function) { return run(state, function, true); }

const rl_value *rl_results(rl_state *state, int *count) {
  *count = (int)state->results.count;
  return state->results.data;
}

// MARK: looking into values

struct look {
  int reference, n;
  const char *library, *name;
  rl_value key;
  rl_value *value;
  const void *identity;
  bool flag;
};

static void hand_over(lua_State *L, rl_value *out) {
  rl_state *state = rl_of(L);
  rl_value value = rl_describe(L, -1);
  if (value.tag == RL_TABLE || value.tag == RL_FUNCTION) {
    lua_pushvalue(L, -1);
    value.integer = luaL_ref(L, LUA_REGISTRYINDEX);
  } else if (value.tag == RL_STRING) {
    state->results_bytes.count = 0;
    if (!keep_text(&state->results_bytes, &value)) out_of_memory(L);
    value.text = state->results_bytes.data + value.integer;
  }
  *out = value;
}

static int upvalue(lua_State *L) {
  struct look *job = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, job->reference);
  if (!lua_getupvalue(L, -1, job->n)) return luaL_error(L, "no such upvalue");
  hand_over(L, job->value);
  return 0;
}

int rl_upvalue(rl_state *state, int reference, int n, rl_value *value) {
  struct look job = {.reference = reference, .n = n, .value = value};
  return rl_protect(state, upvalue, &job);
}

static int raw_get(lua_State *L) {
  struct look *job = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, job->reference);
  luaL_checktype(L, -1, LUA_TTABLE);
  switch (job->key.tag) {
    case RL_STRING: lua_pushlstring(L, job->key.text, job->key.length); break;
    case RL_INTEGER: lua_pushinteger(L, job->key.integer); break;
    case RL_NUMBER: lua_pushnumber(L, job->key.number); break;
    case RL_BOOLEAN: lua_pushboolean(L, job->key.integer != 0); break;
    case RL_MOMENT: lua_pushlightuserdata(L, (void *)(intptr_t)job->key.integer); break;
    default: lua_pushnil(L);
  }
  lua_rawget(L, -2);
  hand_over(L, job->value);
  return 0;
}

int rl_raw_get(rl_state *state, int reference, rl_value key, rl_value *value) {
  struct look job = {.reference = reference, .key = key, .value = value};
  return rl_protect(state, raw_get, &job);
}

static int lookup(lua_State *L) {
  struct look *job = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  if (job->library) {
    lua_pushstring(L, job->library);
    lua_rawget(L, -2);
    // A locked library is an empty table before the real one.
    if (lua_istable(L, -1) && lua_getmetatable(L, -1)) {
      lua_pushliteral(L, "__index");
      lua_rawget(L, -2);
      if (!lua_istable(L, -1)) lua_pop(L, 2);
    }
    if (!lua_istable(L, -1)) {
      lua_pushnil(L);
      hand_over(L, job->value);
      return 0;
    }
  }
  lua_pushstring(L, job->name);
  lua_rawget(L, -2);
  hand_over(L, job->value);
  return 0;
}

int rl_lookup(rl_state *state, const char *library, const char *name, rl_value *value) {
  struct look job = {.library = library, .name = name, .value = value};
  return rl_protect(state, lookup, &job);
}

static int identity(lua_State *L) {
  struct look *job = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, job->reference);
  job->identity = lua_topointer(L, -1);
  job->flag = lua_getmetatable(L, -1);
  return 0;
}

const void *rl_identity(rl_state *state, int reference) {
  struct look job = {.reference = reference};
  return rl_protect(state, identity, &job) == RL_OK ? job.identity : NULL;
}

bool rl_has_metatable(rl_state *state, int reference) {
  struct look job = {.reference = reference};
  return rl_protect(state, identity, &job) != RL_OK || job.flag;
}

const void *rl_globals_identity(rl_state *state) { return rl_identity(state, LUA_RIDX_GLOBALS); }

static int write_dump(lua_State *L, const void *data, size_t length, void *context) {
  (void)L;
  return rl_bytes_append(context, data, length) ? 0 : 1;
}

static int dump(lua_State *L) {
  struct look *job = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, job->reference);
  if (lua_iscfunction(L, -1)) return luaL_error(L, "not a Lua function");
  if (lua_dump(L, write_dump, &rl_of(L)->dump, 0) != 0) return luaL_error(L, "unable to dump the function");
  return 0;
}

int rl_dump(rl_state *state, int reference, const uint8_t **bytes, size_t *length) {
  struct look job = {.reference = reference};
  state->dump.count = 0;
  int status = rl_protect(state, dump, &job);
  *bytes = (const uint8_t *)state->dump.data;
  *length = state->dump.count;
  return status;
}

struct source {
  int reference, line;
  char *file;
  size_t capacity;
};

static int function_source(lua_State *L) {
  struct source *job = lua_touserdata(L, 1);
  lua_Debug ar;
  lua_rawgeti(L, LUA_REGISTRYINDEX, job->reference);
  lua_getinfo(L, ">S", &ar);
  job->line = ar.linedefined > 0 ? ar.linedefined : 0;
  const char *from = ar.source[0] == '@' || ar.source[0] == '=' ? ar.source + 1 : ar.short_src;
  strncpy(job->file, from, job->capacity - 1);
  job->file[job->capacity - 1] = 0;
  return 0;
}

int rl_function_source(rl_state *state, int reference, char *file, size_t capacity, int *line) {
  struct source job = {reference, 0, file, capacity};
  int status = rl_protect(state, function_source, &job);
  *line = job.line;
  return status;
}
