#ifndef RETICLE_CLUA_SHIM_H
#define RETICLE_CLUA_SHIM_H

#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>

#if LUA_VERSION_NUM != 504
#error "Reticle needs Lua 5.4 (Debian: liblua5.4-dev)"
#endif

#endif
