// Lua patterns with a bound on the work. The library's own matcher cannot be interrupted and takes
// exponential time on patterns such as ("a-"):rep(28) .. "b"; this one gives the same answers and the same
// messages, counts its steps, asks now and then whether the script is to stop, and gives up with an
// error when one call has taken more steps than any honest pattern needs.
#define _GNU_SOURCE
#include <ctype.h>
#include <limits.h>

#include "internal.h"

#define MAX_CAPTURES 32
#define MAX_NESTING 200
// About a second of work; a call on a long text may take more, in proportion to its length.
#define STEPS_PER_CALL ((int64_t)1 << 28)
#define STEPS_PER_BYTE 256
#define STEPS_BETWEEN_LOOKS 16384

enum { OPEN_CAPTURE = -1, POSITION_CAPTURE = -2 };

typedef struct matcher {
  lua_State *L;
  const char *text, *text_end, *pattern_end;
  int64_t until_look;  // steps before the next look at the stop flag
  int64_t left;        // steps before giving up, those until the next look not counted
  int nesting;
  int captures;
  struct {
    const char *start;
    ptrdiff_t length;
  } capture[MAX_CAPTURES];
} matcher;

static const char *match_here(matcher *m, const char *s, const char *p);

static void start_counting(matcher *m) {
  m->until_look = STEPS_BETWEEN_LOOKS;
  m->left = STEPS_PER_CALL + STEPS_PER_BYTE * (int64_t)(m->text_end - m->text);
}

static void look_up(matcher *m) {
  if (rl_of(m->L)->stop) rl_raise_stop(m->L);
  m->left -= STEPS_BETWEEN_LOOKS - m->until_look;
  if (m->left < 0)
    luaL_error(m->L, "the pattern takes too many steps on this text\n"
                     "  use fewer of  *  -  +  in a row, or text.contains for plain text");
  m->until_look = STEPS_BETWEEN_LOOKS;
}

static inline void count(matcher *m, int64_t steps) {
  if ((m->until_look -= steps) < 0) look_up(m);
}

// MARK: single characters

static bool in_class(int c, int letter) {
  bool is;
  switch (tolower(letter)) {
    case 'a': is = isalpha(c); break;
    case 'c': is = iscntrl(c); break;
    case 'd': is = isdigit(c); break;
    case 'g': is = isgraph(c); break;
    case 'l': is = islower(c); break;
    case 'p': is = ispunct(c); break;
    case 's': is = isspace(c); break;
    case 'u': is = isupper(c); break;
    case 'w': is = isalnum(c); break;
    case 'x': is = isxdigit(c); break;
    default: return letter == c;
  }
  return isupper(letter) ? !is : is;
}

// The end of the single-character item that begins at `p`.
static const char *item_end(matcher *m, const char *p) {
  const char first = *p++;
  if (first == '%') {
    if (p == m->pattern_end) luaL_error(m->L, "malformed pattern (ends with '%%')");
    return p + 1;
  }
  if (first != '[') return p;
  const char *start = p;
  if (*p == '^') p++;
  // A ']' in the first place stands for itself.
  do {
    if (p == m->pattern_end) luaL_error(m->L, "malformed pattern (missing ']')");
    if (*p++ == '%' && p < m->pattern_end) p++;
  } while (*p != ']');
  count(m, p - start);
  return p + 1;
}

// Whether `c` is in the set from `p` ('[') to `last` (its ']').
static bool in_set(int c, const char *p, const char *last) {
  bool wanted = true;
  p++;
  if (*p == '^') {
    wanted = false;
    p++;
  }
  for (; p < last; p++) {
    if (*p == '%') {
      p++;
      if (in_class(c, (unsigned char)*p)) return wanted;
    } else if (p[1] == '-' && p + 2 < last) {
      if ((unsigned char)p[0] <= c && c <= (unsigned char)p[2]) return wanted;
      p += 2;
    } else if ((unsigned char)*p == c) {
      return wanted;
    }
  }
  return !wanted;
}

static inline bool matches_item(matcher *m, const char *s, const char *p, const char *end) {
  if (s >= m->text_end) return false;
  int c = (unsigned char)*s;
  switch (*p) {
    case '.': return true;
    case '%': return in_class(c, (unsigned char)p[1]);
    case '[':
      count(m, (end - p) >> 2);
      return in_set(c, p, end - 1);
    default: return (unsigned char)*p == c;
  }
}

// MARK: captures

static const char *match_capture(matcher *m, const char *s, const char *p, bool is_position) {
  if (m->captures >= MAX_CAPTURES) luaL_error(m->L, "too many captures");
  m->capture[m->captures].start = s;
  m->capture[m->captures].length = is_position ? POSITION_CAPTURE : OPEN_CAPTURE;
  m->captures++;
  const char *end = match_here(m, s, p);
  if (!end) m->captures--;
  return end;
}

static const char *close_capture(matcher *m, const char *s, const char *p) {
  int open = m->captures - 1;
  while (open >= 0 && m->capture[open].length != OPEN_CAPTURE) open--;
  if (open < 0) luaL_error(m->L, "invalid pattern capture");
  m->capture[open].length = s - m->capture[open].start;
  const char *end = match_here(m, s, p);
  if (!end) m->capture[open].length = OPEN_CAPTURE;
  return end;
}

static const char *match_again(matcher *m, const char *s, int digit) {
  int n = digit - '1';
  if (n < 0 || n >= m->captures || m->capture[n].length == OPEN_CAPTURE)
    luaL_error(m->L, "invalid capture index %%%d", n + 1);
  // A position has no text: as many bytes as its mark says, taken without a sign, never fit.
  size_t length = (size_t)m->capture[n].length;
  if ((size_t)(m->text_end - s) < length) return NULL;
  count(m, (int64_t)(length >> 4));
  return memcmp(m->capture[n].start, s, length) == 0 ? s + length : NULL;
}

static const char *match_balanced(matcher *m, const char *s, const char *p) {
  if (p >= m->pattern_end - 1) luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
  if (s >= m->text_end || *s != p[0]) return NULL;
  const char open = p[0], close = p[1];
  int64_t depth = 1;
  while (++s < m->text_end) {
    count(m, 1);
    if (*s == close) {
      if (--depth == 0) return s + 1;
    } else if (*s == open) {
      depth++;
    }
  }
  return NULL;
}

// MARK: repetition

static const char *match_most(matcher *m, const char *s, const char *p, const char *end) {
  ptrdiff_t n = 0;
  while (matches_item(m, s + n, p, end)) {
    n++;
    count(m, 1);
  }
  for (; n >= 0; n--) {
    const char *found = match_here(m, s + n, end + 1);
    if (found) return found;
  }
  return NULL;
}

static const char *match_fewest(matcher *m, const char *s, const char *p, const char *end) {
  for (;; s++) {
    const char *found = match_here(m, s, end + 1);
    if (found) return found;
    if (!matches_item(m, s, p, end)) return NULL;
  }
}

// Where a match of the pattern from `p` on, beginning at `s`, ends; NULL if there is none.
static const char *match_here(matcher *m, const char *s, const char *p) {
  if (m->nesting-- == 0) luaL_error(m->L, "pattern too complex");
  const char *result = NULL;
  for (;;) {
    count(m, 1);
    if (p == m->pattern_end) {
      result = s;
      break;
    }
    if (*p == '(') {
      bool is_position = p[1] == ')';
      result = match_capture(m, s, is_position ? p + 2 : p + 1, is_position);
      break;
    }
    if (*p == ')') {
      result = close_capture(m, s, p + 1);
      break;
    }
    if (*p == '$' && p + 1 == m->pattern_end) {
      result = s == m->text_end ? s : NULL;
      break;
    }
    if (*p == '%' && p[1] == 'b') {
      s = match_balanced(m, s, p + 2);
      if (!s) break;
      p += 4;
      continue;
    }
    if (*p == '%' && p[1] == 'f') {
      p += 2;
      if (*p != '[') luaL_error(m->L, "missing '[' after '%%f' in pattern");
      const char *end = item_end(m, p);
      int before = s == m->text ? 0 : (unsigned char)s[-1];
      if (in_set(before, p, end - 1) || !in_set((unsigned char)*s, p, end - 1)) break;
      p = end;
      continue;
    }
    if (*p == '%' && isdigit((unsigned char)p[1])) {
      s = match_again(m, s, (unsigned char)p[1]);
      if (!s) break;
      p += 2;
      continue;
    }
    const char *end = item_end(m, p);
    if (*end == '*') {
      result = match_most(m, s, p, end);
      break;
    }
    if (*end == '-') {
      result = match_fewest(m, s, p, end);
      break;
    }
    bool matches = matches_item(m, s, p, end);
    if (*end == '+') {
      result = matches ? match_most(m, s + 1, p, end) : NULL;
      break;
    }
    if (*end == '?') {
      if (matches && (result = match_here(m, s + 1, end + 1))) break;
      p = end + 1;
      continue;
    }
    if (!matches) break;
    s++;
    p = end;
  }
  m->nesting++;
  return result;
}

static const char *match_from(matcher *m, const char *s, const char *p) {
  m->captures = 0;
  m->nesting = MAX_NESTING;
  return match_here(m, s, p);
}

// MARK: results

// Pushes capture `n`; capture 0 of a pattern without captures is the whole match.
static void push_capture(matcher *m, int n, const char *s, const char *end) {
  if (n >= m->captures) {
    if (n != 0) luaL_error(m->L, "invalid capture index %%%d", n + 1);
    lua_pushlstring(m->L, s, (size_t)(end - s));
    return;
  }
  ptrdiff_t length = m->capture[n].length;
  if (length == OPEN_CAPTURE) luaL_error(m->L, "unfinished capture");
  if (length == POSITION_CAPTURE) lua_pushinteger(m->L, m->capture[n].start - m->text + 1);
  else lua_pushlstring(m->L, m->capture[n].start, (size_t)length);
}

static int push_captures(matcher *m, const char *s, const char *end) {
  int n = m->captures == 0 && s ? 1 : m->captures;
  luaL_checkstack(m->L, n, "too many captures");
  for (int i = 0; i < n; i++) push_capture(m, i, s, end);
  return n;
}

// MARK: the functions

static size_t first_place(lua_Integer place, size_t length) {
  if (place > 0) return (size_t)place;
  if (place == 0 || place < -(lua_Integer)length) return 1;
  return length + (size_t)place + 1;
}

static bool passes_missing(lua_State *L) {
  if (!lua_isnil(L, 1) || lua_gettop(L) == 0 || rl_of(L)->row_depth == 0) return false;
  lua_pushnil(L);
  return true;
}

static bool is_plain(const char *pattern, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (memchr("^$*+?.([%-", pattern[i], 10)) return false;
  return true;
}

static int find_or_match(lua_State *L, bool is_find) {
  if (passes_missing(L)) return 1;
  size_t length, pattern_length;
  const char *text = luaL_checklstring(L, 1, &length);
  const char *pattern = luaL_checklstring(L, 2, &pattern_length);
  size_t start = first_place(luaL_optinteger(L, 3, 1), length) - 1;
  if (start > length) {
    lua_pushnil(L);
    return 1;
  }
  if (is_find && (lua_toboolean(L, 4) || is_plain(pattern, pattern_length))) {
    const char *at =
        pattern_length == 0 ? text + start : memmem(text + start, length - start, pattern, pattern_length);
    if (!at) {
      lua_pushnil(L);
      return 1;
    }
    lua_pushinteger(L, at - text + 1);
    lua_pushinteger(L, at - text + (ptrdiff_t)pattern_length);
    return 2;
  }
  matcher m = {.L = L, .text = text, .text_end = text + length, .pattern_end = pattern + pattern_length};
  start_counting(&m);
  bool is_anchored = *pattern == '^' && pattern_length > 0;
  if (is_anchored) pattern++;
  for (const char *s = text + start; s <= m.text_end; s++) {
    const char *end = match_from(&m, s, pattern);
    if (end && !is_find) return push_captures(&m, s, end);
    if (end) {
      lua_pushinteger(L, s - text + 1);
      lua_pushinteger(L, end - text);
      return 2 + push_captures(&m, NULL, NULL);
    }
    if (is_anchored) break;
  }
  lua_pushnil(L);
  return 1;
}

static int find(lua_State *L) { return find_or_match(L, true); }
static int match(lua_State *L) { return find_or_match(L, false); }

// The state of a gmatch: the text and the pattern are kept alive as upvalues 2 and 3.
typedef struct search {
  matcher m;
  const char *next, *pattern, *last_end;
} search;

static int next_match(lua_State *L) {
  search *g = lua_touserdata(L, lua_upvalueindex(1));
  g->m.L = L;
  start_counting(&g->m);
  for (const char *s = g->next; s <= g->m.text_end; s++) {
    const char *end = match_from(&g->m, s, g->pattern);
    if (end && end != g->last_end) {
      g->next = g->last_end = end;
      return push_captures(&g->m, s, end);
    }
  }
  return 0;
}

static int gmatch(lua_State *L) {
  if (passes_missing(L)) return 1;
  size_t length, pattern_length;
  const char *text = luaL_checklstring(L, 1, &length);
  const char *pattern = luaL_checklstring(L, 2, &pattern_length);
  size_t start = first_place(luaL_optinteger(L, 3, 1), length) - 1;
  if (start > length) start = length + 1;
  lua_settop(L, 2);
  search *g = lua_newuserdatauv(L, sizeof(search), 0);
  memset(g, 0, sizeof *g);
  g->m.text = text;
  g->m.text_end = text + length;
  g->m.pattern_end = pattern + pattern_length;
  g->pattern = pattern;
  g->next = text + start;
  lua_insert(L, 1);
  lua_pushcclosure(L, next_match, 3);
  return 1;
}

static void add_replacement_text(matcher *m, luaL_Buffer *b, const char *s, const char *end) {
  lua_State *L = m->L;
  size_t length;
  const char *text = lua_tolstring(L, 3, &length);
  const char *stop = text + length;
  for (;;) {
    const char *mark = memchr(text, '%', (size_t)(stop - text));
    if (!mark) break;
    luaL_addlstring(b, text, (size_t)(mark - text));
    text = mark + 1;
    // The zero after the last byte is no digit: a '%' at the end is an error.
    if (*text == '%') {
      luaL_addchar(b, '%');
    } else if (*text == '0') {
      luaL_addlstring(b, s, (size_t)(end - s));
    } else if (isdigit((unsigned char)*text)) {
      int n = *text - '1';
      push_capture(m, n, s, end);
      luaL_addvalue(b);
    } else {
      luaL_error(L, "invalid use of '%c' in replacement string", '%');
    }
    text++;
  }
  luaL_addlstring(b, text, (size_t)(stop - text));
}

// Adds what stands for the match; false if that is the match itself.
static bool add_replacement(matcher *m, luaL_Buffer *b, const char *s, const char *end, int type) {
  lua_State *L = m->L;
  if (type == LUA_TFUNCTION) {
    lua_pushvalue(L, 3);
    int n = push_captures(m, s, end);
    lua_call(L, n, 1);
  } else if (type == LUA_TTABLE) {
    push_capture(m, 0, s, end);
    lua_gettable(L, 3);
  } else {
    add_replacement_text(m, b, s, end);
    return true;
  }
  if (!lua_toboolean(L, -1)) {
    lua_pop(L, 1);
    luaL_addlstring(b, s, (size_t)(end - s));
    return false;
  }
  if (!lua_isstring(L, -1)) luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
  luaL_addvalue(b);
  return true;
}

static int gsub(lua_State *L) {
  if (passes_missing(L)) return 1;
  size_t length, pattern_length;
  const char *text = luaL_checklstring(L, 1, &length);
  const char *pattern = luaL_checklstring(L, 2, &pattern_length);
  int type = lua_type(L, 3);
  lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)length + 1), n = 0;
  luaL_argexpected(L, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE, 3,
                   "string/function/table");
  matcher m = {.L = L, .text = text, .text_end = text + length, .pattern_end = pattern + pattern_length};
  start_counting(&m);
  bool is_anchored = *pattern == '^' && pattern_length > 0;
  if (is_anchored) pattern++;
  const char *s = text, *last_end = NULL;
  bool changed = false;
  rl_make_room(L);
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  while (n < most) {
    const char *end = match_from(&m, s, pattern);
    if (end && end != last_end) {
      n++;
      changed = add_replacement(&m, &b, s, end, type) || changed;
      s = last_end = end;
    } else if (s < m.text_end) {
      luaL_addchar(&b, *s++);
    } else {
      break;
    }
    if (is_anchored) break;
  }
  if (changed) {
    luaL_addlstring(&b, s, (size_t)(m.text_end - s));
    luaL_pushresult(&b);
  } else {
    lua_pushvalue(L, 1);
  }
  lua_pushinteger(L, n);
  return 2;
}

const luaL_Reg rl_pattern_functions[] = {
    {"find", find}, {"gmatch", gmatch}, {"gsub", gsub}, {"match", match}, {NULL, NULL},
};
