// Dates and timestamps in Lua: light userdata that share one metatable, so that reading one from
// a column allocates nothing.
#include <math.h>
#include <stdio.h>

#include "internal.h"

#define MICROS_PER_DAY INT64_C(86400000000)
// About 13,700 years either way: far beyond any calendar, far from overflow.
#define MAX_DAYS INT64_C(5000000)

static bool is_moment(lua_State *L, int index) { return lua_type(L, index) == LUA_TLIGHTUSERDATA; }

static int64_t moment_at(lua_State *L, int index) { return (int64_t)(intptr_t)lua_touserdata(L, index); }

static int64_t micros_of(int64_t moment) {
  int64_t value = rl_moment_value(moment);
  return rl_is_timestamp(moment) ? value : value * MICROS_PER_DAY;
}

static int64_t days_of(int64_t moment) {
  int64_t value = rl_moment_value(moment);
  if (!rl_is_timestamp(moment)) return value;
  int64_t days = value / MICROS_PER_DAY;
  return value % MICROS_PER_DAY < 0 ? days - 1 : days;
}

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
static void civil(int64_t days, int64_t *year, int *month, int *day) {
  int64_t shifted = days + 719468;
  int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  int64_t doe = shifted - era * 146097;
  int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  int64_t mp = (5 * doy + 2) / 153;
  *month = (int)(mp < 10 ? mp + 3 : mp - 9);
  *day = (int)(doy - (153 * mp + 2) / 5 + 1);
  *year = yoe + era * 400 + (*month <= 2);
}

static void push_moment_text(lua_State *L, int64_t moment) {
  int64_t year;
  int month, day;
  char text[64];
  civil(days_of(moment), &year, &month, &day);
  int n = snprintf(text, sizeof text, "%s%04lld-%02d-%02d", year < 0 ? "-" : "", (long long)(year < 0 ? -year : year), month, day);
  if (rl_is_timestamp(moment)) {
    int64_t rest = micros_of(moment) - days_of(moment) * MICROS_PER_DAY;
    int64_t seconds = rest / 1000000, fraction = rest % 1000000;
    n += snprintf(text + n, sizeof text - n, "T%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
    if (fraction) {
      n += snprintf(text + n, sizeof text - n, ".%06d", (int)fraction);
      while (text[n - 1] == '0') n--;
    }
    text[n++] = 'Z';
  }
  lua_pushlstring(L, text, n);
}

static int moment_text(lua_State *L) {
  push_moment_text(L, moment_at(L, 1));
  return 1;
}

static const char *kind_of(lua_State *L, int index) {
  if (is_moment(L, index)) return rl_is_timestamp(moment_at(L, index)) ? "timestamp" : "date";
  // The name stays on the stack: only messages ask for it.
  if (lua_type(L, index) == LUA_TUSERDATA && luaL_getmetafield(L, index, "__name") == LUA_TSTRING) return lua_tostring(L, -1);
  return lua_type(L, index) == LUA_TSTRING ? "text" : luaL_typename(L, index);
}

static int compare(lua_State *L, bool or_equal) {
  if (is_moment(L, 1) && is_moment(L, 2)) {
    int64_t a = micros_of(moment_at(L, 1)), b = micros_of(moment_at(L, 2));
    lua_pushboolean(L, or_equal ? a <= b : a < b);
    return 1;
  }
  if (rl_of(L)->row_depth > 0 && (lua_isnil(L, 1) || lua_isnil(L, 2))) {
    lua_pushboolean(L, 0);
    return 1;
  }
  return luaL_error(L, "attempt to compare a %s with a %s\n  write a date as  date \"2025-01-31\"  or  days_ago(90)", kind_of(L, 1), kind_of(L, 2));
}

static int less(lua_State *L) { return compare(L, false); }
static int less_or_equal(lua_State *L) { return compare(L, true); }

static int push_days(lua_State *L, int64_t days) {
  if (days > MAX_DAYS || days < -MAX_DAYS) return luaL_error(L, "the date is out of range");
  lua_pushlightuserdata(L, (void *)(intptr_t)rl_date(days));
  return 1;
}

// A moment and a number of days.
static int shift(lua_State *L, int64_t moment, int index, int sign) {
  if (!rl_is_timestamp(moment)) {
    int whole;
    lua_Integer days = lua_tointegerx(L, index, &whole);
    if (!whole || lua_type(L, index) != LUA_TNUMBER)
      return luaL_error(L, "a date moves by a whole number of days");
    if (days > 2 * MAX_DAYS || days < -2 * MAX_DAYS) return luaL_error(L, "the date is out of range");
    return push_days(L, days_of(moment) + sign * days);
  }
  double micros = round(lua_tonumber(L, index) * (double)MICROS_PER_DAY);
  if (!(fabs(micros) < (double)MAX_DAYS * 2 * MICROS_PER_DAY)) return luaL_error(L, "the date is out of range");
  int64_t result = micros_of(moment) + sign * (int64_t)micros;
  if (result > MAX_DAYS * MICROS_PER_DAY || result < -MAX_DAYS * MICROS_PER_DAY) return luaL_error(L, "the date is out of range");
  lua_pushlightuserdata(L, (void *)(intptr_t)rl_timestamp(result));
  return 1;
}

static int arithmetic(lua_State *L, bool subtract) {
  if (is_moment(L, 1) && lua_type(L, 2) == LUA_TNUMBER) return shift(L, moment_at(L, 1), 2, subtract ? -1 : 1);
  if (!subtract && lua_type(L, 1) == LUA_TNUMBER && is_moment(L, 2)) return shift(L, moment_at(L, 2), 1, 1);
  if (subtract && is_moment(L, 1) && is_moment(L, 2)) {
    int64_t a = moment_at(L, 1), b = moment_at(L, 2);
    if (!rl_is_timestamp(a) && !rl_is_timestamp(b)) {
      lua_pushinteger(L, rl_moment_value(a) - rl_moment_value(b));
    } else {
      lua_pushnumber(L, (double)(micros_of(a) - micros_of(b)) / (double)MICROS_PER_DAY);
    }
    return 1;
  }
  if (rl_of(L)->row_depth > 0 && (lua_isnil(L, 1) || lua_isnil(L, 2))) {
    lua_pushnil(L);
    return 1;
  }
  // A length of time knows how it moves a date.
  int other = is_moment(L, 1) ? 2 : 1;
  if (lua_type(L, other) == LUA_TUSERDATA && luaL_getmetafield(L, other, subtract ? "__sub" : "__add") == LUA_TFUNCTION) {
    lua_insert(L, 1);
    lua_settop(L, 3);
    lua_call(L, 2, 1);
    return 1;
  }
  return luaL_error(L, "attempt to %s a %s and a %s\n  a date minus a date gives days; a date plus or minus days gives a date",
                    subtract ? "subtract" : "add", kind_of(L, 1), kind_of(L, 2));
}

static int add(lua_State *L) { return arithmetic(L, false); }
static int subtract(lua_State *L) { return arithmetic(L, true); }

static int join(lua_State *L) {
  if (rl_of(L)->row_depth > 0 && (lua_isnil(L, 1) || lua_isnil(L, 2))) {
    lua_pushnil(L);
    return 1;
  }
  for (int i = 1; i <= 2; i++)
    if (!is_moment(L, i) && !lua_isstring(L, i)) return luaL_error(L, "attempt to join a %s and a %s as text", kind_of(L, 1), kind_of(L, 2));
  luaL_tolstring(L, 1, NULL);
  luaL_tolstring(L, 2, NULL);
  lua_concat(L, 2);
  return 1;
}

static int field(lua_State *L) {
  int64_t moment = moment_at(L, 1), year;
  int month, day;
  const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  int64_t days = days_of(moment);
  civil(days, &year, &month, &day);
  if (!strcmp(key, "year")) lua_pushinteger(L, year);
  else if (!strcmp(key, "month")) lua_pushinteger(L, month);
  else if (!strcmp(key, "quarter")) lua_pushinteger(L, (month + 2) / 3);
  else if (!strcmp(key, "day")) lua_pushinteger(L, day);
  else if (!strcmp(key, "weekday")) lua_pushinteger(L, ((days + 3) % 7 + 7) % 7 + 1);
  else if (!strcmp(key, "date")) return push_days(L, days);
  else if (rl_is_timestamp(moment) && !strcmp(key, "hour"))
    lua_pushinteger(L, (micros_of(moment) - days * MICROS_PER_DAY) / INT64_C(3600000000));
  else if (rl_is_timestamp(moment) && !strcmp(key, "minute"))
    lua_pushinteger(L, (micros_of(moment) - days * MICROS_PER_DAY) / INT64_C(60000000) % 60);
  else
    return luaL_error(L, "a %s has no field \"%s\"\n  fields: year, quarter, month, day, weekday, date%s", kind_of(L, 1), key,
                      rl_is_timestamp(moment) ? ", hour, minute" : "");
  return 1;
}

void rl_open_moments(lua_State *L) {
  static const luaL_Reg events[] = {
      {"__lt", less}, {"__le", less_or_equal}, {"__add", add},   {"__sub", subtract},
      {"__concat", join}, {"__index", field},  {"__tostring", moment_text}, {NULL, NULL},
  };
  lua_pushlightuserdata(L, NULL);
  lua_createtable(L, 0, 12);
  luaL_setfuncs(L, events, 0);
  lua_pushliteral(L, "date");
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}
