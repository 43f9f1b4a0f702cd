#ifndef RETICLE_CLUABRIDGE_H
#define RETICLE_CLUABRIDGE_H
// The only code that calls Lua functions which may raise an error.
//
// A Lua error is a longjmp. It must never pass over a Swift frame, and every Lua call that may
// allocate can raise one. So:
//  - Swift calls rl_… functions, each of which does its work inside lua_pcall and returns a
//    status; the message of a failed one is rl_error_…(state).
//  - Lua calls Swift through one trampoline: C reads the arguments into plain rl_values, Swift
//    returns a status and leaves its results in the reply, and only when the Swift frame is gone
//    does C push them, or raise.
//  - No function here keeps a pointer into Lua's memory beyond the call it was given for.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rl_state rl_state;

// MARK: values

enum {
  RL_NIL = 0,
  RL_BOOLEAN,   // integer: 0 or 1
  RL_INTEGER,   // integer
  RL_NUMBER,    // number
  RL_STRING,    // text, length
  RL_MOMENT,    // integer: a date or timestamp, as rl_date and rl_timestamp encode it
  RL_TABLE,     // integer: stack index (arguments) or reference; in a tree: count, first
  RL_FUNCTION,  // integer: stack index (arguments) or reference
  RL_OBJECT,    // object, extra: type
  RL_ROW,       // integer: row number, object: the owner of its view
  RL_OTHER,     // a thread, or a userdata that is not ours
};

typedef struct rl_value {
  int32_t tag;
  int32_t extra;
  union {
    int64_t integer;
    double number;
    const char *text;
    void *object;
  };
  union {
    size_t length;      // of a text
    size_t count;       // pairs of a table in a tree
    void *row_owner;
  };
  size_t first;         // of a table in a tree: where its pairs begin (key, value, key, …)
} rl_value;

/// Dates and timestamps are light userdata: no allocation, compared by one shared metatable.
static inline int64_t rl_date(int64_t days) { return (int64_t)((uint64_t)days << 1); }
static inline int64_t rl_timestamp(int64_t micros) { return (int64_t)((uint64_t)micros << 1 | 1); }
static inline bool rl_is_timestamp(int64_t moment) { return moment & 1; }
static inline int64_t rl_moment_value(int64_t moment) { return moment >> 1; }

// MARK: the host's side

enum { RL_OK = 0, RL_FAILED = 1, RL_FAILED_HERE = 2 };

/// What Swift gives the bridge. None of these may raise a Lua error; all run on the script's thread.
typedef struct rl_host {
  void *context;
  /// Runs host function `function`. Results or the error message are left in the reply.
  /// RL_OK, RL_FAILED (raise the message as it is) or RL_FAILED_HERE (with the caller's position).
  int (*call)(void *context, int function, const rl_value *arguments, int count);
  /// Takes back an object that Lua no longer needs.
  void (*release)(void *context, void *object);
} rl_host;

/// A new state with nothing in it but the sandbox. NULL if there is no memory.
rl_state *rl_open(rl_host host);
void rl_close(rl_state *state);

/// Bytes Lua may hold while script code runs; 0 means no limit. Host code never meets it half-way.
void rl_set_memory_limit(rl_state *state, size_t bytes);
/// `held` says how many bytes the host's objects hold now (columns); they count as the script's.
void rl_count_host_memory(rl_state *state, size_t (*held)(void));
size_t rl_memory_used(const rl_state *state);
/// Makes the n-th allocation from now on fail, and all after it: for tests. 0 turns it off.
void rl_fail_allocation(rl_state *state, size_t n);
/// How deep host functions and row functions are nested; zero between calls.
int rl_depth(const rl_state *state);
/// Values on the main stack; unchanged by every call here.
int rl_stack_height(const rl_state *state);

enum { RL_STOP_NONE = 0, RL_STOP_INTERRUPT, RL_STOP_TIME };
/// Stops the running script at its next instruction. Safe in a signal handler on the script's
/// thread; costs nothing until called.
void rl_stop(rl_state *state, int reason);
int rl_stop_reason(const rl_state *state);
void rl_clear_stop(rl_state *state);
/// From now on Ctrl-C, and a timer after `seconds` (0: none), stop the script that runs on this
/// thread. `notify` is told the reason, in the signal handler: for long work in the host. Ctrl-C
/// pressed twice, or `grace` seconds after the timer without an end, end the process; then `last` is
/// called first. One state at a time.
void rl_watch(rl_state *state, double seconds, double grace, void (*notify)(int reason), void (*last)(void));
void rl_unwatch(rl_state *state);

// MARK: set-up

/// Makes `library[name]` (a global if `library` is NULL) call host function `function`.
int rl_add_function(rl_state *state, const char *library, const char *name, int function);
/// Makes `library[name]` one of the functions written in C in this target (rl_builtin_names).
int rl_add_builtin(rl_state *state, const char *library, const char *name, const char *builtin);
/// A type of host objects; returns its number, or -1.
int rl_add_type(rl_state *state, const char *name);
int rl_add_method(rl_state *state, int type, const char *name, int function);
/// `event` is a metamethod such as `__len`; `__index` is asked for what is no method.
int rl_add_metamethod(rl_state *state, int type, const char *event, int function);
/// Locks libraries and globals; unknown names go to host function `unknown` (what, name).
int rl_seal(rl_state *state, int unknown);
/// Whether scripts may make globals by assignment (the REPL may).
void rl_allow_globals(rl_state *state, bool allowed);
/// A string value in a global, such as `arg`.
int rl_set_global(rl_state *state, const char *name);  // takes the first value of the reply

// MARK: running

/// Compiles text (never bytecode) and returns a reference to the function, or 0.
int rl_compile(rl_state *state, const char *text, size_t length, const char *chunk_name);
/// Calls a function with the values in the reply; results come back in rl_results.
int rl_call(rl_state *state, int function);
const rl_value *rl_results(rl_state *state, int *count);
/// The error of the last failed call: its message (always text), the traceback, and whether the
/// text was unfinished (compile only).
const char *rl_error_message(const rl_state *state, size_t *length);
const char *rl_error_traceback(const rl_state *state, size_t *length);
bool rl_error_is_incomplete(const rl_state *state);
bool rl_error_is_memory(const rl_state *state);

// MARK: the reply: what Swift hands to Lua

void rl_reply_reset(rl_state *state);
void rl_reply_nil(rl_state *state);
void rl_reply_boolean(rl_state *state, bool value);
void rl_reply_integer(rl_state *state, int64_t value);
void rl_reply_number(rl_state *state, double value);
void rl_reply_text(rl_state *state, const char *bytes, size_t length);
void rl_reply_moment(rl_state *state, int64_t moment);
/// Takes over one reference to the object (given back by `release`).
void rl_reply_object(rl_state *state, void *object, int type);
/// The value behind a reference, which stays the caller's: a function, or a table as it is.
void rl_reply_reference(rl_state *state, int reference);
void rl_reply_table(rl_state *state, size_t pairs);  // followed by its keys and values
struct rl_view;
void rl_reply_row(rl_state *state, struct rl_view *view, int64_t row);

// MARK: looking into Lua values

/// The whole of a table, nested tables included, as a flat tree; nodes[0] is the table itself.
/// Functions inside become references that the caller must release. Fails on cycles.
int rl_read_table(rl_state *state, int reference, const rl_value **nodes, size_t *count);
/// References keep a value alive in Lua until they are released.
int rl_reference(rl_state *state, int64_t index);
void rl_release(rl_state *state, int reference);
/// Bytecode of a Lua function (with line numbers): 0 and `bytes`, which stay until the next dump.
int rl_dump(rl_state *state, int reference, const uint8_t **bytes, size_t *length);
/// Upvalue `n` (from 1) of a Lua function; tables and functions as new references.
int rl_upvalue(rl_state *state, int reference, int n, rl_value *value);
/// A global, or a member of one of the locked libraries (`library` may be NULL).
int rl_lookup(rl_state *state, const char *library, const char *name, rl_value *value);
/// `table[key]` without metamethods.
int rl_raw_get(rl_state *state, int reference, rl_value key, rl_value *value);
bool rl_has_metatable(rl_state *state, int reference);
/// Something that is the same for the same function or table only.
const void *rl_identity(rl_state *state, int reference);
/// The global table of scripts: the identity of what `_ENV` normally is.
const void *rl_globals_identity(rl_state *state);
/// Where a function was defined: `line` is 0 for one that is not in Lua.
int rl_function_source(rl_state *state, int reference, char *file, size_t capacity, int *line);

// MARK: rows

enum {
  RL_COLUMN_BOOLEAN = 0,  // uint8_t
  RL_COLUMN_INTEGER,      // int64_t
  RL_COLUMN_NUMBER,       // double
  RL_COLUMN_DATE,         // int32_t days
  RL_COLUMN_TIMESTAMP,    // int64_t microseconds
  RL_COLUMN_CODED,        // uint16_t codes into `entries`
  RL_COLUMN_TEXT,         // 16-byte text views
};

/// A column as the row cursor reads it. Text views: 4 bytes length, then up to 12 bytes, or 4
/// bytes and the address of all of them.
typedef struct rl_column {
  const char *name;
  size_t name_length;
  int32_t kind;
  int32_t entry_count;
  const void *data;
  const uint64_t *validity;  // NULL: nothing missing
  const void *entries;
} rl_column;

typedef struct rl_view rl_view;
/// A view of a table for scripts. `owner` keeps the columns alive and is released with the view.
rl_view *rl_make_view(rl_state *state, const char *table_name, const rl_column *columns,
                      int column_count, int64_t row_count, void *owner, int unknown_column);
/// Lets go of the caller's hold; rows that scripts still hold keep the view alive.
/// May come after the state is closed.
void rl_drop_view(rl_view *view);

/// Results of a row function over a block of rows.
typedef struct rl_block {
  uint8_t *tags;        // RL_NIL … RL_MOMENT, or RL_OTHER
  int64_t *payloads;    // the integer, the number's bits, or a text's offset in `bytes`
  uint32_t *lengths;    // of texts
  uint8_t *missing;     // 1 where a missing value was read
  char *bytes;          // grown by the bridge, freed with rl_free_block
  size_t byte_count, byte_capacity;
  int64_t failed_row;   // where an error happened
} rl_block;

/// Calls the function once for each row start..<end, in order. `is_expression`: the chunk's
/// variables are the row's columns.
int rl_evaluate(rl_state *state, rl_view *view, int function, bool is_expression,
                int64_t start, int64_t end, rl_block *block);
void rl_free_block(rl_block *block);
/// The same results for a function of plain values instead of a row: calls `function` with the
/// reply's values while missing values behave as in a row function.
int rl_call_as_row_function(rl_state *state, int function);

/// Names of the functions that are written in C here, separated by spaces.
const char *rl_builtin_names(void);

#endif
