#ifndef RETICLE_BRIDGE_INTERNAL_H
#define RETICLE_BRIDGE_INTERNAL_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "include/CLuaBridge.h"

#define RL_MAX_ARGUMENTS 64
#define RL_MAX_TABLE_DEPTH 64
#define RL_MAX_TYPES 64
#define RL_MAX_CLOSING 100

typedef struct rl_bytes {
  char *data;
  size_t count, capacity;
} rl_bytes;

typedef struct rl_nodes {
  rl_value *data;
  size_t count, capacity;
} rl_nodes;

// What a script holds of a host object. The handle is not in Lua's memory: when a finalizer cannot
// run for want of memory, Lua frees the userdata all the same, and the object is given back when
// the state closes.
typedef struct rl_handle {
  void *object;
  struct rl_handle *previous, *next;
} rl_handle;

struct rl_state {
  lua_State *main;
  lua_State *volatile current;  // the coroutine that runs: what a signal must stop
  rl_host host;

  // Memory: the budget holds only while script code runs.
  rl_arena arena;
  size_t used, limit;
  bool budget_on;
  size_t fail_after;
  size_t fail_every, allocations;  // for tests
  bool refused;              // an allocation was, since the last protected call began
  char refused_at[256];      // where the script was then: "file:line: "
  size_t (*host_memory)(void);
  size_t host_bytes;         // what host_memory said last
  size_t weigh_at;           // host bytes from which garbage is collected on their account
  size_t room_at;            // Lua bytes from which rl_make_room collects

  volatile sig_atomic_t stop;
  int depth;
  int closing;  // coroutine.close within coroutine.close
  int row_depth;  // row functions under way: nil has its metatable while this is above zero

  rl_nodes reply;
  rl_bytes reply_bytes;
  rl_nodes results;
  rl_bytes results_bytes;
  rl_nodes tree;
  rl_bytes tree_bytes;
  rl_bytes dump;
  rl_bytes message, traceback;
  bool incomplete, memory_error;

  int *released;  // references to give back at the next protected call
  size_t released_count, released_capacity;

  rl_handle *handles;
  int views;  // not yet let go of
  int types;
  int type_metatable[RL_MAX_TYPES];
  int type_methods[RL_MAX_TYPES];
  int unknown_function;
  bool globals_allowed, sealed;
};

typedef struct rl_object {
  rl_handle *handle;
  int32_t type;
} rl_object;

typedef struct rl_name {
  const void *address;
  int position;
} rl_name;

struct rl_view {
  rl_state *state;
  int holds;  // the host's hold, and one for each row userdata
  void *owner;
  char *table_name;
  rl_column *columns;
  int *caches;  // per coded column: reference to a table of its strings, by code + 1
  int column_count;
  int64_t row_count;
  int unknown_column;
  int metatable, expression_metatable;  // references, 0 until first needed
  int names;
  // Columns by the address of their name: Lua keeps one copy of each short string, and the table of
  // names keeps those of columns. NULL if there was no memory for it.
  rl_name *by_address;
  size_t address_mask;
  bool *has_texts;  // which upvalues of index_row hold their column's strings
};

typedef struct rl_row {
  rl_view *view;
  int64_t row;
  bool open;
  bool missing_read;
} rl_row;

static inline rl_state *rl_of(lua_State *L) { return *(rl_state **)lua_getextraspace(L); }

bool rl_bytes_reserve(rl_bytes *bytes, size_t more);
bool rl_bytes_append(rl_bytes *bytes, const void *data, size_t length);
rl_value *rl_nodes_append(rl_nodes *nodes, rl_value value);

/// Runs `body` inside lua_pcall with `data`, the budget off. Returns RL_OK or RL_FAILED.
int rl_protect(rl_state *state, lua_CFunction body, void *data);
/// The same with the budget on: for script code.
int rl_protect_script(rl_state *state, lua_CFunction body, void *data);
void rl_take_error(rl_state *state, lua_State *L, int status);
int rl_message_handler(lua_State *L);

void rl_push_value(lua_State *L, const rl_value *nodes, size_t *next);
void rl_push_reply(lua_State *L, int *count);
/// Describes the value at `index`; texts point into Lua's memory.
rl_value rl_describe(lua_State *L, int index);
/// Calls host function `function` with everything on the stack as arguments.
int rl_call_host(lua_State *L, int function);
/// Pushes "file:line: " of the innermost script code.
void rl_where(lua_State *L);
int rl_trampoline(lua_State *L);
void rl_raise_stop(lua_State *L);
/// Makes the hook fire at every instruction of this coroutine. Safe in a signal handler.
void rl_arm(lua_State *L);
/// Collects garbage when objects of the host hold much more than at the last collection, and
/// raises an error when that does not bring it below the limit.
void rl_weigh(lua_State *L);
/// Collects garbage if the budget is nearly used up, before a buffer grows without a collection.
void rl_make_room(lua_State *L);
int rl_compare_keys(const void *a, const void *b);
extern const luaL_Reg rl_pattern_functions[];
void rl_bound_tables(lua_State *L);
void rl_bound_texts(lua_State *L);
void rl_order_pairs(lua_State *L);
/// Each puts its functions into the library on top of the stack.
void rl_replace_coroutines(lua_State *L);
void rl_replace_calls(lua_State *L);
rl_row *rl_test_row(lua_State *L, int index);
void rl_push_row(lua_State *L, rl_view *view, int64_t row);
void rl_open_sandbox(lua_State *L);
void rl_open_moments(lua_State *L);
lua_CFunction rl_find_builtin(const char *name);
void rl_hook(lua_State *L, lua_Debug *ar);
void rl_set_nil_metatable(lua_State *L, bool on);
void rl_view_release(rl_view *view);
void rl_free_state(rl_state *state);
void rl_give_back(rl_state *state, rl_handle *handle);

#endif
