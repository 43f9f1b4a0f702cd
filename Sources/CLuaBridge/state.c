// The life of a state: memory with a budget, protected calls, errors, stopping.
#include <stdio.h>

#include "internal.h"

bool rl_bytes_reserve(rl_bytes *bytes, size_t more) {
  if (bytes->capacity - bytes->count >= more) return true;
  size_t capacity = bytes->capacity ? bytes->capacity : 256;
  while (capacity - bytes->count < more) {
    if (capacity > SIZE_MAX / 2) return false;
    capacity *= 2;
  }
  char *data = realloc(bytes->data, capacity);
  if (!data) return false;
  bytes->data = data;
  bytes->capacity = capacity;
  return true;
}

bool rl_bytes_append(rl_bytes *bytes, const void *data, size_t length) {
  if (!rl_bytes_reserve(bytes, length + 1)) return false;
  if (length) memcpy(bytes->data + bytes->count, data, length);
  bytes->count += length;
  bytes->data[bytes->count] = 0;
  return true;
}

rl_value *rl_nodes_append(rl_nodes *nodes, rl_value value) {
  if (nodes->count == nodes->capacity) {
    size_t capacity = nodes->capacity ? nodes->capacity * 2 : 64;
    rl_value *data = realloc(nodes->data, capacity * sizeof(rl_value));
    if (!data) return NULL;
    nodes->data = data;
    nodes->capacity = capacity;
  }
  nodes->data[nodes->count] = value;
  return &nodes->data[nodes->count++];
}

// Where the script is, kept for a message that can only be made when its frames are gone.
static void note_place(rl_state *state) {
  if (!state->current) return;
  lua_Debug ar;
  state->refused_at[0] = 0;
  for (int level = 0; lua_getstack(state->current, level, &ar); level++) {
    lua_getinfo(state->current, "Sl", &ar);
    if (ar.source[0] != '@' || ar.currentline <= 0) continue;
    snprintf(state->refused_at, sizeof state->refused_at, "%s:%d: ", ar.source + 1, ar.currentline);
    return;
  }
}

static bool is_within_budget(rl_state *state, size_t more) {
  size_t taken = state->used + state->host_bytes;
  size_t room = taken < state->limit ? state->limit - taken : 0;
  if (more <= room) return true;
  // Columns may have gone since they were last counted.
  if (!state->host_memory) return false;
  state->host_bytes = state->host_memory();
  taken = state->used + state->host_bytes;
  return taken < state->limit && more <= state->limit - taken;
}

static void *refuse(rl_state *state) {
  state->refused = true;
  note_place(state);
  return NULL;
}

// Growth is checked by subtraction (no overflow); shrinking and freeing never fail, as Lua
// demands of an allocator.
static void *allocate(void *context, void *block, size_t old_size, size_t new_size) {
  rl_state *state = context;
  size_t old = block ? old_size : 0;
  if (new_size == 0) {
    state->used -= old;
    rl_arena_free(&state->arena, block, old);
    return NULL;
  }
  if (new_size > old && state->budget_on) {
    if (state->limit && !is_within_budget(state, new_size - old)) return refuse(state);
    if (state->fail_after) {
      if (state->fail_after == 1) return refuse(state);
      state->fail_after--;
    }
    if (state->fail_every && ++state->allocations % state->fail_every == 0) return refuse(state);
  }
  void *result = rl_arena_resize(&state->arena, block, old, new_size);
  if (!result) {
    if (new_size > old) return refuse(state);
    result = block;
  }
  state->used += new_size - old;
  return result;
}

static int panic(lua_State *L) {
  (void)L;
  abort();  // Unreachable: every call that may raise is protected.
}

static int open_sandbox(lua_State *L) {
  rl_open_sandbox(L);
  rl_set_nil_metatable(L, true);  // made now, so that switching it never needs memory
  rl_set_nil_metatable(L, false);
  return 0;
}

rl_state *rl_open(rl_host host) {
  rl_state *state = calloc(1, sizeof(rl_state));
  if (!state) return NULL;
  state->host = host;
  rl_arena_open(&state->arena);
  lua_State *L = lua_newstate(allocate, state);
  if (!L) {
    rl_arena_close(&state->arena);
    free(state);
    return NULL;
  }
  lua_atpanic(L, panic);
  state->main = L;
  state->current = L;
  *(rl_state **)lua_getextraspace(L) = state;  // copied into every coroutine
  if (rl_protect(state, open_sandbox, NULL) != RL_OK) {
    rl_close(state);
    return NULL;
  }
  return state;
}

// A view may outlive the state: Swift lets go of it when it likes.
void rl_free_state(rl_state *state) {
  free(state->reply.data);
  free(state->reply_bytes.data);
  free(state->results.data);
  free(state->results_bytes.data);
  free(state->tree.data);
  free(state->tree_bytes.data);
  free(state->dump.data);
  free(state->message.data);
  free(state->traceback.data);
  free(state->released);
  free(state);
}

void rl_close(rl_state *state) {
  if (!state) return;
  state->budget_on = false;
  lua_close(state->main);
  state->main = NULL;
  rl_arena_close(&state->arena);
  while (state->handles) rl_give_back(state, state->handles);
  rl_reply_reset(state);
  if (state->views == 0) rl_free_state(state);
}

// MARK: memory of the host

void rl_count_host_memory(rl_state *state, size_t (*held)(void)) {
  state->host_memory = held;
  state->host_bytes = held();
  state->weigh_at = 0;
}

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

// How much garbage may gather before it is worth a collection: a quarter of what is in use, with a
// limit no more than a sixteenth of it once half is taken.
static size_t slack(const rl_state *state, size_t in_use) {
  const size_t least = (size_t)64 << 20;
  size_t slack = in_use / 4 > least ? in_use / 4 : least;
  if (!state->limit) return slack;
  size_t room = in_use < state->limit ? state->limit - in_use : 0;
  size_t share = state->limit / 16 > room / 4 ? state->limit / 16 : room / 4;
  return smaller(slack, share);
}

void rl_weigh(lua_State *L) {
  rl_state *state = rl_of(L);
  state->host_bytes = state->host_memory();
  bool is_over = state->limit && state->budget_on && state->host_bytes + state->used > state->limit;
  if (!is_over && state->host_bytes < state->weigh_at) return;
  if (!is_over && state->weigh_at == 0) {  // the first look only sets the mark
    state->weigh_at = state->host_bytes + slack(state, state->host_bytes);
    return;
  }
  lua_gc(L, LUA_GCCOLLECT);
  state->host_bytes = state->host_memory();
  state->weigh_at = state->host_bytes + slack(state, state->host_bytes);
  if (state->limit && state->budget_on && state->host_bytes + state->used > state->limit) {
    state->refused = true;
    rl_reply_reset(state);
    rl_where(L);
    lua_pushliteral(L, "the memory limit is reached");
    lua_concat(L, 2);
    lua_error(L);
  }
}

// Buffers of the auxiliary library grow without the collection that Lua tries before it gives up.
void rl_make_room(lua_State *L) {
  rl_state *state = rl_of(L);
  if (!state->limit || !state->budget_on) return;
  size_t taken = state->used + state->host_bytes;
  if (taken < state->limit / 2 || taken < state->room_at) return;
  lua_gc(L, LUA_GCCOLLECT);
  state->room_at = state->used + state->host_bytes + state->limit / 16;
}

void rl_set_memory_limit(rl_state *state, size_t bytes) {
  state->limit = bytes;
  state->room_at = 0;
}
size_t rl_memory_used(const rl_state *state) { return state->used; }
void rl_fail_allocation(rl_state *state, size_t n) { state->fail_after = n; }
int rl_depth(const rl_state *state) { return state->depth; }
int rl_stack_height(const rl_state *state) { return lua_gettop(state->main); }

// MARK: stopping

static const char *stop_text(const rl_state *state) {
  return state->stop == RL_STOP_TIME ? "the time limit is reached" : "stopped by Ctrl-C";
}

void rl_raise_stop(lua_State *L) {
  rl_where(L);
  lua_pushstring(L, stop_text(rl_of(L)));
  lua_concat(L, 2);
  lua_error(L);
}

// Once armed it fires at every instruction: a pcall that catches the error meets it again.
void rl_hook(lua_State *L, lua_Debug *ar) {
  (void)ar;
  if (rl_of(L)->stop) rl_raise_stop(L);
  lua_sethook(L, NULL, 0, 0);  // left over from a run that was stopped
}

void rl_arm(lua_State *L) {
  lua_sethook(L, rl_hook, LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
}

void rl_stop(rl_state *state, int reason) {
  state->stop = reason;
  rl_arm(state->current);
  if (state->current != state->main) rl_arm(state->main);
}

int rl_stop_reason(const rl_state *state) { return state->stop; }

void rl_clear_stop(rl_state *state) {
  state->stop = RL_STOP_NONE;
  lua_sethook(state->main, NULL, 0, 0);
}

// MARK: errors

void rl_where(lua_State *L) {
  lua_Debug ar;
  for (int level = 0; lua_getstack(L, level, &ar); level++) {
    lua_getinfo(L, "Sl", &ar);
    if (ar.source[0] == '@' && ar.currentline > 0) {
      lua_pushfstring(L, "%s:%d: ", ar.source + 1, ar.currentline);
      return;
    }
  }
  lua_pushliteral(L, "");
}

// Runs where the error was raised, so that the position is still known for errors that are no
// text (error{…}), which Lua itself leaves without one.
int rl_message_handler(lua_State *L) {
  rl_state *state = rl_of(L);
  if (lua_type(L, 1) != LUA_TSTRING) {
    const char *kind = luaL_typename(L, 1);
    if (luaL_getmetafield(L, 1, "__tostring") != LUA_TNIL) {
      lua_pop(L, 1);
      luaL_tolstring(L, 1, NULL);
    } else {
      rl_where(L);
      lua_pushfstring(L, "the script raised an error that is a %s value", kind);
      lua_concat(L, 2);
    }
    lua_replace(L, 1);
  }
  luaL_traceback(L, L, NULL, 1);
  size_t length;
  const char *text = lua_tolstring(L, -1, &length);
  state->traceback.count = 0;
  rl_bytes_append(&state->traceback, text, length);
  lua_settop(L, 1);
  return 1;
}

void rl_take_error(rl_state *state, lua_State *L, int status) {
  state->message.count = 0;
  size_t length = 0;
  const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &length) : NULL;
  // Buffers of the auxiliary library say it as an ordinary error.
  static const char buffer[] = "not enough memory", limit[] = "the memory limit is reached";
  bool is_limit = text && length >= sizeof limit - 1 && !strcmp(text + length - (sizeof limit - 1), limit);
  bool is_buffer = text && !strcmp(text, buffer);
  state->memory_error = status == LUA_ERRMEM || (state->refused && (is_limit || is_buffer));
  if (state->memory_error && !is_limit) {
    rl_bytes_append(&state->message, state->refused_at, strlen(state->refused_at));
    text = state->stop ? stop_text(state)
           : state->limit || state->fail_after ? limit
                                               : "there is no memory left";
    length = strlen(text);
  } else if (!text) {
    text = "an error without a message";
    length = strlen(text);
  }
  rl_bytes_append(&state->message, text, length);
}

static void give_back_references(rl_state *state, lua_State *L) {
  for (size_t i = 0; i < state->released_count; i++)
    luaL_unref(L, LUA_REGISTRYINDEX, state->released[i]);
  state->released_count = 0;
}

static int protect(rl_state *state, lua_CFunction body, void *data, bool script) {
  lua_State *L = state->current;
  if (!lua_checkstack(L, 8)) {
    state->message.count = 0;
    rl_bytes_append(&state->message, "the script is nested too deep", 29);
    state->memory_error = false;
    return RL_FAILED;
  }
  bool budget = state->budget_on;
  int height = lua_gettop(L);
  int rows = state->row_depth;
  if (script) state->traceback.count = 0;
  state->refused = false;
  state->refused_at[0] = 0;
  state->budget_on = false;
  lua_pushcfunction(L, rl_message_handler);
  lua_pushcfunction(L, body);
  lua_pushlightuserdata(L, data);
  state->budget_on = script;
  state->depth++;
  int status = lua_pcall(L, 1, 0, height + 1);
  state->depth--;
  state->budget_on = false;
  state->current = L;
  if (status != LUA_OK) {
    rl_take_error(state, L, status);
    if (state->row_depth != rows) {
      state->row_depth = rows;
      rl_set_nil_metatable(L, rows > 0);
    }
  }
  lua_settop(L, height);
  state->budget_on = budget;
  return status == LUA_OK ? RL_OK : RL_FAILED;
}

static int drain(lua_State *L) {
  give_back_references(rl_of(L), L);
  return 0;
}

int rl_protect(rl_state *state, lua_CFunction body, void *data) {
  if (state->released_count > 64) {
    if (protect(state, drain, NULL, false) != RL_OK) return RL_FAILED;
  }
  return protect(state, body, data, false);
}

int rl_protect_script(rl_state *state, lua_CFunction body, void *data) {
  return protect(state, body, data, true);
}

const char *rl_error_message(const rl_state *state, size_t *length) {
  *length = state->message.count;
  return state->message.data ? state->message.data : "";
}

const char *rl_error_traceback(const rl_state *state, size_t *length) {
  *length = state->traceback.count;
  return state->traceback.data ? state->traceback.data : "";
}

bool rl_error_is_incomplete(const rl_state *state) { return state->incomplete; }
bool rl_error_is_memory(const rl_state *state) { return state->memory_error; }

void rl_release(rl_state *state, int reference) {
  if (reference <= 0 || !state->main) return;
  if (state->released_count == state->released_capacity) {
    size_t capacity = state->released_capacity ? state->released_capacity * 2 : 128;
    int *released = realloc(state->released, capacity * sizeof(int));
    if (!released) return;  // The value stays referenced: a leak is better than a crash.
    state->released = released;
    state->released_capacity = capacity;
  }
  state->released[state->released_count++] = reference;
}
