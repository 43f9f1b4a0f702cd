import CLua

/// Lua as the system has it, with its own libraries: what the host's replacements are compared with.
func plainLua(_ script: String) -> String {
  guard let state = luaL_newstate() else { return "no memory" }
  defer { lua_close(state) }
  luaL_openlibs(state)
  var length = 0
  guard luaL_loadbufferx(state, script, script.utf8.count, "@test.lua", "t") == LUA_OK,
    lua_pcallk(state, 0, 1, 0, 0, nil) == LUA_OK
  else {
    return lua_tolstring(state, -1, &length).map { String(cString: $0) } ?? "an error"
  }
  guard let text = lua_tolstring(state, -1, &length) else { return "no text" }
  return String(
    decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
}
