// Rows as scripts see them: a cursor over columns, and row functions called once a row.
#include <math.h>

#include "internal.h"

static const char row_mark = 0;

// MARK: views

rl_view *rl_make_view(rl_state *state, const char *table_name, const rl_column *columns,
                      int column_count, int64_t row_count, void *owner, int unknown_column) {
  rl_view *view = calloc(1, sizeof(rl_view));
  if (!view) return NULL;
  view->state = state;
  state->views++;
  view->holds = 1;
  view->owner = owner;
  view->row_count = row_count;
  view->column_count = column_count;
  view->unknown_column = unknown_column;
  view->table_name = strdup(table_name);
  view->columns = calloc(column_count ? column_count : 1, sizeof(rl_column));
  view->caches = calloc(column_count ? column_count : 1, sizeof(int));
  bool whole = view->table_name && view->columns && view->caches;
  for (int i = 0; whole && i < column_count; i++) {
    view->columns[i] = columns[i];
    char *name = malloc(columns[i].name_length + 1);
    whole = name != NULL;
    if (name) {
      memcpy(name, columns[i].name, columns[i].name_length);
      name[columns[i].name_length] = 0;
    }
    view->columns[i].name = name;
  }
  if (whole) return view;
  view->owner = NULL;
  rl_view_release(view);
  return NULL;
}

void rl_view_release(rl_view *view) {
  if (--view->holds > 0) return;
  rl_state *state = view->state;
  rl_release(state, view->metatable);
  rl_release(state, view->expression_metatable);
  rl_release(state, view->names);
  for (int i = 0; i < view->column_count; i++) {
    if (view->caches) rl_release(state, view->caches[i]);
    if (view->columns) free((char *)view->columns[i].name);
  }
  void *owner = view->owner;
  free(view->by_address);
  free(view->has_texts);
  free(view->columns);
  free(view->caches);
  free(view->table_name);
  free(view);
  if (owner) state->host.release(state->host.context, owner);
  state->views--;
  if (!state->main && state->views == 0) rl_free_state(state);
}

void rl_drop_view(rl_view *view) { rl_view_release(view); }

rl_row *rl_test_row(lua_State *L, int index) {
  if (lua_type(L, index) != LUA_TUSERDATA || lua_rawlen(L, index) != sizeof(rl_row)) return NULL;
  if (!lua_getmetatable(L, index)) return NULL;
  lua_rawgetp(L, -1, &row_mark);
  bool is_row = lua_toboolean(L, -1);
  lua_pop(L, 2);
  return is_row ? lua_touserdata(L, index) : NULL;
}

// MARK: cells

static inline bool is_missing(const rl_column *column, int64_t row) {
  return column->validity && !(column->validity[row >> 6] >> (row & 63) & 1);
}

static void push_text(lua_State *L, const char *view) {
  uint32_t length;
  memcpy(&length, view, 4);
  if (length <= 12) {
    lua_pushlstring(L, view + 4, length);
  } else {
    const char *bytes;
    memcpy(&bytes, view + 8, sizeof bytes);
    lua_pushlstring(L, bytes, length);
  }
}

// The texts of a dictionary become Lua strings once, not once a row.
static void push_coded(lua_State *L, rl_view *view, int position, const rl_column *column, int64_t row) {
  int code = ((const uint16_t *)column->data)[row];
  if (!view->caches[position]) {
    int size = column->entry_count < 4096 ? column->entry_count : 4096;
    lua_createtable(L, size, 0);
    view->caches[position] = luaL_ref(L, LUA_REGISTRYINDEX);
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, view->caches[position]);
  if (lua_rawgeti(L, -1, code + 1) == LUA_TNIL) {
    lua_pop(L, 1);
    push_text(L, (const char *)column->entries + 16 * (size_t)code);
    lua_pushvalue(L, -1);
    lua_rawseti(L, -3, code + 1);
  }
  lua_remove(L, -2);
}

static void push_cell(lua_State *L, rl_row *cursor, int position) {
  rl_view *view = cursor->view;
  const rl_column *column = &view->columns[position];
  int64_t row = cursor->row;
  if (is_missing(column, row)) {
    cursor->missing_read = true;
    lua_pushnil(L);
    return;
  }
  switch (column->kind) {
    case RL_COLUMN_BOOLEAN: lua_pushboolean(L, ((const uint8_t *)column->data)[row]); break;
    case RL_COLUMN_INTEGER: lua_pushinteger(L, ((const int64_t *)column->data)[row]); break;
    case RL_COLUMN_NUMBER: lua_pushnumber(L, ((const double *)column->data)[row]); break;
    case RL_COLUMN_DATE:
      lua_pushlightuserdata(L, (void *)(intptr_t)rl_date(((const int32_t *)column->data)[row]));
      break;
    case RL_COLUMN_TIMESTAMP:
      lua_pushlightuserdata(L, (void *)(intptr_t)rl_timestamp(((const int64_t *)column->data)[row]));
      break;
    case RL_COLUMN_CODED: push_coded(L, view, position, column, row); break;
    default: push_text(L, (const char *)column->data + 16 * (size_t)row);
  }
}

// MARK: rows

static rl_row *open_row(lua_State *L) {
  rl_row *cursor = lua_touserdata(L, 1);
  if (!cursor->open) {
    // pairs may stand between this and the script's line.
    rl_where(L);
    lua_pushliteral(L, "this row is over: a row is only there while its row function runs\n"
                       "  keep the values you need instead: local name = a.name");
    lua_concat(L, 2);
    lua_error(L);
  }
  return cursor;
}

// An expression is told by a third value: in it any word looks like a column.
static int unknown_column(lua_State *L, int function, bool is_expression) {
  lua_settop(L, 2);
  if (is_expression) lua_pushboolean(L, 1);
  return rl_call_host(L, function);
}

// So many columns have their strings in an upvalue of index_row: a read is then one call of Lua.
#define RL_QUICK_COLUMNS 200

static void push_quick(lua_State *L, rl_row *cursor, int position) {
  rl_view *view = cursor->view;
  const rl_column *column = &view->columns[position];
  if (column->kind != RL_COLUMN_CODED || position >= RL_QUICK_COLUMNS || !view->has_texts ||
      is_missing(column, cursor->row)) {
    push_cell(L, cursor, position);
    return;
  }
  int texts = lua_upvalueindex(2 + position);
  int code = ((const uint16_t *)column->data)[cursor->row];
  if (!view->has_texts[position]) {
    lua_createtable(L, column->entry_count < 4096 ? column->entry_count : 4096, 0);
    lua_replace(L, texts);
    view->has_texts[position] = true;
  }
  if (lua_rawgeti(L, texts, code + 1) != LUA_TNIL) return;
  lua_pop(L, 1);
  push_text(L, (const char *)column->entries + 16 * (size_t)code);
  lua_pushvalue(L, -1);
  lua_rawseti(L, texts, code + 1);
}

static size_t address_slot(const rl_view *view, const void *address) {
  return (size_t)(((uint64_t)(uintptr_t)address * 0x9E3779B97F4A7C15u) >> 40) & view->address_mask;
}

// Upvalues: the positions of the columns by name, then for each column nothing or its strings by
// code + 1. Only rows reach this: metatables are hidden.
static int index_row(lua_State *L) {
  rl_row *cursor = open_row(L);
  rl_view *view = cursor->view;
  if (view->by_address && lua_type(L, 2) == LUA_TSTRING) {
    const void *address = lua_tostring(L, 2);
    size_t slot = address_slot(view, address);
    for (; view->by_address[slot].address; slot = (slot + 1) & view->address_mask) {
      if (view->by_address[slot].address == address) {
        push_quick(L, cursor, view->by_address[slot].position);
        return 1;
      }
    }
  }
  // A long name, of which there may be several copies, or no column.
  lua_settop(L, 2);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNUMBER) {
    lua_settop(L, 2);
    return unknown_column(L, cursor->view->unknown_column, false);
  }
  push_cell(L, cursor, (int)lua_tointeger(L, -1));
  return 1;
}

static int change_row(lua_State *L) {
  return luaL_error(L, "a row cannot be changed\n  make a new column instead: t:with{ name = function(a) return … end }");
}

static int row_text(lua_State *L) {
  rl_row *cursor = lua_touserdata(L, 1);
  lua_pushfstring(L, "row %I of %s", (lua_Integer)cursor->row + 1, cursor->view->table_name);
  return 1;
}

static int next_cell(lua_State *L) {
  rl_row *cursor = open_row(L);
  lua_Integer position = lua_tointeger(L, lua_upvalueindex(1));
  // Cells without a value are skipped, as pairs skips what is nil.
  while (position < cursor->view->column_count && is_missing(&cursor->view->columns[position], cursor->row)) position++;
  if (position >= cursor->view->column_count) return 0;
  lua_pushinteger(L, position + 1);
  lua_replace(L, lua_upvalueindex(1));
  const rl_column *column = &cursor->view->columns[position];
  lua_pushlstring(L, column->name, column->name_length);
  push_cell(L, cursor, (int)position);
  return 2;
}

static int row_pairs(lua_State *L) {
  open_row(L);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, next_cell, 1);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

static int same_row(lua_State *L) {
  rl_row *a = rl_test_row(L, 1), *b = rl_test_row(L, 2);
  lua_pushboolean(L, a && b && a->view == b->view && a->row == b->row);
  return 1;
}

static int drop_row(lua_State *L) {
  rl_row *cursor = lua_touserdata(L, 1);
  if (cursor->view) {
    rl_view *view = cursor->view;
    cursor->view = NULL;
    cursor->open = false;
    rl_view_release(view);
  }
  return 0;
}

static void push_names(lua_State *L, rl_view *view) {
  if (!view->names) {
    lua_createtable(L, 0, view->column_count);
    size_t size = 16;
    while (size < 2 * (size_t)view->column_count) size *= 2;
    if (!view->by_address) view->by_address = malloc(size * sizeof(rl_name));
    view->address_mask = size - 1;
    for (size_t i = 0; view->by_address && i < size; i++) view->by_address[i].address = NULL;
    for (int i = 0; i < view->column_count; i++) {
      lua_pushlstring(L, view->columns[i].name, view->columns[i].name_length);
      // Strings of more than 40 bytes are not kept once.
      if (view->by_address && view->columns[i].name_length <= 40) {
        const void *address = lua_tostring(L, -1);
        size_t slot = address_slot(view, address);
        while (view->by_address[slot].address) slot = (slot + 1) & view->address_mask;
        view->by_address[slot] = (rl_name){address, i};
      }
      lua_pushinteger(L, i);
      lua_rawset(L, -3);
    }
    view->names = luaL_ref(L, LUA_REGISTRYINDEX);
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, view->names);
}

static void push_row_metatable(lua_State *L, rl_view *view) {
  if (!view->metatable) {
    static const luaL_Reg events[] = {
        {"__newindex", change_row}, {"__tostring", row_text}, {"__pairs", row_pairs},
        {"__eq", same_row},         {"__gc", drop_row},       {NULL, NULL},
    };
    lua_createtable(L, 0, 10);
    luaL_setfuncs(L, events, 0);
    push_names(L, view);
    int quick = view->column_count < RL_QUICK_COLUMNS ? view->column_count : RL_QUICK_COLUMNS;
    luaL_checkstack(L, quick + 8, NULL);
    if (!view->has_texts) view->has_texts = calloc(quick ? quick : 1, sizeof(bool));
    for (int i = 0; i < quick; i++) {
      if (view->has_texts) view->has_texts[i] = false;
      lua_pushnil(L);
    }
    lua_pushcclosure(L, index_row, 1 + quick);
    lua_setfield(L, -2, "__index");
    lua_pushliteral(L, "row");
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushboolean(L, 1);
    lua_rawsetp(L, -2, &row_mark);
    view->metatable = luaL_ref(L, LUA_REGISTRYINDEX);
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, view->metatable);
}

void rl_push_row(lua_State *L, rl_view *view, int64_t row) {
  rl_row *cursor = lua_newuserdatauv(L, sizeof(rl_row), 0);
  cursor->view = NULL;
  cursor->row = row;
  cursor->open = false;
  cursor->missing_read = false;
  push_row_metatable(L, view);
  cursor->view = view;
  cursor->open = true;
  view->holds++;
  lua_setmetatable(L, -2);
}

// MARK: string expressions

// The variables of an expression are the row's columns, then the globals. Upvalues: positions by
// name, the globals. The row is the environment's own user value.
static int index_expression(lua_State *L) {
  lua_settop(L, 2);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) == LUA_TNUMBER) {
    int position = (int)lua_tointeger(L, -1);
    lua_getiuservalue(L, 1, 1);
    rl_row *cursor = lua_touserdata(L, -1);
    push_cell(L, cursor, position);
    return 1;
  }
  lua_settop(L, 2);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL) return 1;
  lua_settop(L, 2);
  lua_getiuservalue(L, 1, 1);
  lua_replace(L, 1);
  rl_row *cursor = lua_touserdata(L, 1);
  return unknown_column(L, cursor->view->unknown_column, true);
}

static int change_expression(lua_State *L) {
  return luaL_error(L, "an expression cannot assign to a variable");
}

static void push_environment(lua_State *L, rl_view *view, int row_index) {
  lua_newuserdatauv(L, 1, 1);
  if (!view->expression_metatable) {
    lua_createtable(L, 0, 4);
    push_names(L, view);
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_pushcclosure(L, index_expression, 2);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, change_expression);
    lua_setfield(L, -2, "__newindex");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    view->expression_metatable = luaL_ref(L, LUA_REGISTRYINDEX);
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, view->expression_metatable);
  lua_setmetatable(L, -2);
  lua_pushvalue(L, row_index);
  lua_setiuservalue(L, -2, 1);
}

// MARK: evaluation

struct evaluation {
  rl_view *view;
  int function;
  bool is_expression;
  int64_t start, end;
  rl_block *block;
  rl_row *cursor;
};

static int evaluate(lua_State *L) {
  rl_state *state = rl_of(L);
  struct evaluation *job = lua_touserdata(L, 1);
  rl_block *block = job->block;
  luaL_checkstack(L, 8, NULL);
  rl_push_row(L, job->view, job->start);  // 2
  rl_row *cursor = lua_touserdata(L, 2);
  lua_rawgeti(L, LUA_REGISTRYINDEX, job->function);  // 3
  if (job->is_expression) {
    push_environment(L, job->view, 2);
    lua_setupvalue(L, 3, 1);
  }
  job->cursor = cursor;
  if (state->row_depth++ == 0) rl_set_nil_metatable(L, true);
  for (int64_t row = job->start; row < job->end; row++) {
    int64_t at = row - job->start;
    cursor->row = row;
    cursor->missing_read = false;
    block->failed_row = row;
    lua_pushvalue(L, 3);
    lua_pushvalue(L, 2);
    lua_call(L, 1, 1);
    uint8_t tag = RL_NIL;
    int64_t payload = 0;
    switch (lua_type(L, -1)) {
      case LUA_TNIL: break;
      case LUA_TBOOLEAN:
        tag = RL_BOOLEAN;
        payload = lua_toboolean(L, -1);
        break;
      case LUA_TNUMBER:
        if (lua_isinteger(L, -1)) {
          tag = RL_INTEGER;
          payload = lua_tointeger(L, -1);
        } else {
          tag = RL_NUMBER;
          double number = lua_tonumber(L, -1);
          memcpy(&payload, &number, sizeof number);
        }
        break;
      case LUA_TLIGHTUSERDATA:
        tag = RL_MOMENT;
        payload = (int64_t)(intptr_t)lua_touserdata(L, -1);
        break;
      case LUA_TSTRING: {
        size_t length;
        const char *text = lua_tolstring(L, -1, &length);
        if (length > UINT32_MAX) luaL_error(L, "a row function gave a text of more than 4 GB");
        rl_bytes bytes = {block->bytes, block->byte_count, block->byte_capacity};
        bool kept = rl_bytes_append(&bytes, text, length);
        block->bytes = bytes.data;
        block->byte_capacity = bytes.capacity;
        if (!kept) luaL_error(L, "not enough memory");
        tag = RL_STRING;
        payload = (int64_t)block->byte_count;
        block->lengths[at] = (uint32_t)length;
        block->byte_count = bytes.count;
        break;
      }
      default: tag = RL_OTHER;
    }
    block->tags[at] = tag;
    block->payloads[at] = payload;
    block->missing[at] = cursor->missing_read;
    lua_pop(L, 1);
  }
  if (--state->row_depth == 0) rl_set_nil_metatable(L, false);
  return 0;
}

int rl_evaluate(rl_state *state, rl_view *view, int function, bool is_expression, int64_t start,
                int64_t end, rl_block *block) {
  struct evaluation job = {view, function, is_expression, start, end, block, NULL};
  view->holds++;  // the script may drop the table it came from while we walk it
  int status = rl_protect_script(state, evaluate, &job);
  // The cursor is still on Lua's heap: nothing has been allocated since it left the stack.
  if (job.cursor) job.cursor->open = false;
  rl_view_release(view);
  return status;
}

void rl_free_block(rl_block *block) {
  free(block->bytes);
  block->bytes = NULL;
  block->byte_count = block->byte_capacity = 0;
}

// MARK: missing values

static int nil_result(lua_State *L) {
  lua_pushnil(L);
  return 1;
}

static int false_result(lua_State *L) {
  lua_pushboolean(L, 0);
  return 1;
}

static const char nil_metatable = 0;

// Missing values are nil, and nil has these only while a row function runs.
void rl_set_nil_metatable(lua_State *L, bool on) {
  lua_pushnil(L);
  if (on) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &nil_metatable) != LUA_TTABLE) {
      static const char *const nil_events[] = {
          "__add", "__sub",  "__mul", "__div", "__mod", "__pow",    "__unm", "__idiv", "__band",  "__bor",
          "__bxor", "__shl", "__shr", "__bnot", "__concat", "__len", "__index", "__call", NULL,
      };
      lua_pop(L, 1);
      lua_createtable(L, 0, 32);
      for (int i = 0; nil_events[i]; i++) {
        lua_pushcfunction(L, nil_result);
        lua_setfield(L, -2, nil_events[i]);
      }
      lua_pushcfunction(L, false_result);
      lua_setfield(L, -2, "__lt");
      lua_pushcfunction(L, false_result);
      lua_setfield(L, -2, "__le");
      lua_pushboolean(L, 0);
      lua_setfield(L, -2, "__metatable");
      lua_pushvalue(L, -1);
      lua_rawsetp(L, LUA_REGISTRYINDEX, &nil_metatable);
    }
  } else {
    lua_pushnil(L);
  }
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}
