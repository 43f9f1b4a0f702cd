import Basics
import Glibc
import Testing

@testable import LuaHost

/// The functions that the host replaces give what Lua's own give, messages included.
@Suite(
  "Replaced library functions", .serialized,
  .enabled(
    if: getenv("RETICLE_ALL_TESTS") != nil,
    "takes minutes, and stops what runs beside it: scripts/test-all runs it"))
struct LibraryTests {
  /// Runs the same script in both, and names the first line that differs.
  func compare(_ script: String) throws {
    let plain = plainLua(script).split(separator: "\n", omittingEmptySubsequences: false)
    let engine = try LuaEngine(Registry())
    let own = try engine.call(try engine.compile(script, chunk: "@test.lua"))[0].text ?? "no text"
    let lines = own.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == plain.count)
    #expect(plain.count > 100)
    for (mine, theirs) in zip(lines, plain) where mine != theirs {
      Issue.record("Lua: \(theirs)\nhost: \(mine)")
      return
    }
  }

  static let prelude = """
    local seed = SEED
    local function draw(n)
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed // 65536 % n + 1
    end
    local lines = {}
    local function show(...)
      local texts = {}
      for i = 1, select("#", ...) do
        local value = select(i, ...)
        local kind = type(value)
        texts[i] = (kind == "table" or kind == "function") and kind or tostring(value)
      end
      lines[#lines + 1] = (table.concat(texts, "|"):gsub("[%c\\128-\\255]", "?"))
    end

    """

  @Test("patterns", arguments: 1...6)
  func patterns(seed: Int) throws {
    try compare(
      Self.prelude.replacing("SEED", with: "\(seed)") + """
        local parts = { "a", "b", "A", "1", " ", ".", "%a", "%A", "%d", "%s", "%w", "%p", "%x", "%u", "%l", "%c", "%g", "%z",
          "[ab]", "[^ab]", "[a-c1]", "[%a_]", "[]]", "[^]a]", "[a-]", "[%-a]", "*", "+", "-", "?", "(", ")", "()", "(a)", "(.)",
          "(.-)", "%1", "%2", "%b()", "%bab", "%f[%w]", "%f[^a]", "^", "$", "%", "[", "%b", "%f", "\\0", "[\\0a]", "ab", ".-", ".*" }
        local chars = { "a", "b", "c", "A", "1", " ", "(", ")", "_", "]", "\\0", "ab", "aa", "-", "\\200" }
        local replacements = { "x", "%0", "%1", "%2", "<%0%1>", "%", "%%", "%x", "" }
        for case = 1, 6000 do
          local p, s = {}, {}
          for i = 1, draw(5) do p[i] = parts[draw(#parts)] end
          for i = 1, draw(10) - 1 do s[i] = chars[draw(#chars)] end
          local pattern, text = table.concat(p), table.concat(s)
          local init = draw(16) - 8
          show(case, "find", pattern, text, init, pcall(string.find, text, pattern, init))
          show(case, "match", pattern, text, pcall(string.match, text, pattern))
          show(case, "plain", pcall(string.find, text, pattern, init, true))
          show(case, "gsub", pcall(string.gsub, text, pattern, replacements[draw(#replacements)], draw(5) > 1 and draw(4) or nil))
          show(case, "gsub function", pcall(string.gsub, text, pattern, function(a, b)
            return draw(3) == 1 and "<" .. tostring(a) .. tostring(b) .. ">" or nil end))
          show(case, "gsub table", pcall(string.gsub, text, pattern, { a = "1", ab = 2, b = false }))
          show(case, "gmatch", pcall(function()
            local found = {}
            for a, b in string.gmatch(text, pattern, init) do found[#found + 1] = tostring(a) .. "," .. tostring(b) end
            return table.concat(found, ";")
          end))
        end
        return table.concat(lines, "\\n")
        """)
  }

  @Test("wrong arguments of text functions")
  func textArguments() throws {
    try compare(
      Self.prelude.replacing("SEED", with: "7") + """
        local values = { nil, 1, 1.5, -1, 0, "a", "%", "(", true, {}, rawequal, math.maxinteger, math.mininteger, 2^53, 0/0 }
        for _, name in ipairs{ "find", "match", "gmatch", "gsub", "rep", "byte", "sub", "upper", "len", "reverse", "lower" } do
          for case = 1, 400 do
            local arguments, n = {}, draw(5) - 1
            for i = 1, n do arguments[i] = values[draw(15)] end
            if name == "rep" and math.type(arguments[2]) == "integer" and arguments[2] > 100 then arguments[2] = 3 end
            if type(arguments[2]) == "number" and arguments[2] > 1e9 then arguments[2] = 3 end
            show(name, case, pcall(string[name], table.unpack(arguments, 1, n)))
          end
        end
        for case = 1, 300 do
          local text, separator = ("ab"):sub(1, draw(3) - 1), (",;"):sub(1, draw(3) - 1)
          show("rep", pcall(string.rep, text, draw(6) - 2, separator))
        end
        show(#("abc"):rep(100000, "--"), ("abc"):rep(100000, "--"):sub(-20), ("x"):rep(10000001):find("[^x]"))
        show(pcall(string.rep, "x", 1 << 62), pcall(string.rep, "xx", math.maxinteger))
        show(pcall(string.pack, "i4c3z", 1, "ab", "x"), pcall(string.pack, "c", "x"), string.pack("c5", "ab"))
        for i = 1, 150 do show(i) end
        return table.concat(lines, "\\n")
        """)
  }

  @Test("table functions, with tables that lie about their length", arguments: 1...4)
  func tables(seed: Int) throws {
    try compare(
      Self.prelude.replacing("SEED", with: "\(seed)") + """
        local function make()
          local t = {}
          for i = 1, draw(8) - 1 do t[i] = draw(9) end
          if draw(3) > 1 then return t end
          -- Below 0, Lua's own table.remove moves entries from the least number there is.
          local n = draw(7) - 1
          local log = {}
          return setmetatable({}, { __len = function() return n end,
            __index = function(_, k) return t[k] end,
            __newindex = function(_, k, v) log[#log + 1] = tostring(k) .. "=" .. tostring(v) t[k] = v end,
            __eq = function() return true end }), log, t
        end
        local function state(t, log, inner)
          local texts = {}
          for i = -2, 12 do texts[#texts + 1] = tostring(rawget(inner or t, i)) end
          return table.concat(texts, ",") .. (log and "/" .. table.concat(log, ";") or "")
        end
        local places = { nil, 1, 2, 3, 0, -1, 5, 9, 2.0, 1.5, "2", "x", math.maxinteger, math.mininteger }
        for case = 1, 1500 do
          local t, log, inner = make()
          show("insert", case, pcall(table.insert, t, places[draw(14)], case), state(t, log, inner))
          show("insert2", case, pcall(table.insert, t, case), state(t, log, inner))
          show("remove", case, pcall(table.remove, t, places[draw(14)]), state(t, log, inner))
          local a, b, c = draw(9) - 3, draw(9) - 3, draw(12) - 3
          local to, tolog, toinner = make()
          show("move", case, pcall(table.move, t, a, b, c), state(t, log, inner))
          show("move2", case, pcall(table.move, t, a, b, c, to), state(to, tolog, toinner))
          show("concat", case, pcall(table.concat, t, draw(2) == 1 and "," or nil, places[draw(11)], places[draw(8)]))
          show("unpack", case, pcall(table.unpack, t, places[draw(8)], places[draw(8)]))
          show("sort", case, pcall(table.sort, t), state(t, log, inner))
          show("sort by", case, pcall(table.sort, t, function(x, y) return x > y end), state(t, log, inner))
          show("sort bad", case, pcall(table.sort, t, draw(2) == 1 and 5 or rawequal))
        end
        show(pcall(table.insert), pcall(table.insert, {}), pcall(table.insert, {}, 1, 2, 3), pcall(table.concat, { 1, {}, 3 }))
        show(pcall(table.unpack, {}, 1, 1e8), pcall(table.unpack, {}, math.mininteger, math.maxinteger))
        show(pcall(table.move, {}, 1, math.maxinteger, 2), pcall(table.move, {}, -1, math.maxinteger, 2))
        show(pcall(table.insert, "x", 1), pcall(table.concat, nil), pcall(table.remove, 5), pcall(table.sort, nil), pcall(table.sort))
        local big = {}
        for i = 1, 120000 do big[i] = draw(32768) end
        table.sort(big)
        local ordered = true
        for i = 2, #big do ordered = ordered and big[i - 1] <= big[i] end
        show(ordered, pcall(table.sort, { 3, "x", 1 }))
        return table.concat(lines, "\\n")
        """)
  }

  @Test("pairs gives each pair once, in the order of the keys, and lets pairs go on the way")
  func pairsOrder() throws {
    let script = """
      local t = { 10, 20, z = 1, a = 2, m = 3, [1.5] = 0, [true] = 4, [-3] = 5 }
      local seen = {}
      for k, v in pairs(t) do seen[#seen + 1] = tostring(k) .. "=" .. tostring(v) t[k] = nil end
      assert(next(t) == nil)
      local few = {}
      for k in pairs{ x = 1 } do few[#few + 1] = k end
      for k in pairs{} do few[#few + 1] = k end
      for k, v in pairs(setmetatable({}, { __pairs = function() return function(_, k) if not k then return "own", 1 end end end })) do few[#few + 1] = k end
      local u = { a = 1, b = 2, c = 3 }
      local step, state, first = pairs(u)
      assert(step(state, "b") == "c" and step(state, nil) == "a" and step(state, "a") == "b" and step(state, "c") == nil)
      for k in pairs(u) do u[k] = k == "a" and 7 or nil end
      assert(u.a == 7 and u.b == nil)
      return table.concat(seen, " ") .. " " .. table.concat(few, " ")
      """
    for _ in 0..<3 {
      let engine = try LuaEngine(Registry())
      #expect(
        try engine.call(try engine.compile(script, chunk: "@t.lua"))[0].text
          == "-3=5 1=10 1.5=0 2=20 a=2 m=3 z=1 true=4 x own")
    }
  }

  @Test("coroutines close as Lua's do")
  func closing() throws {
    try compare(
      Self.prelude.replacing("SEED", with: "1") + """
        local function closing(log, fails)
          return setmetatable({}, { __close = function(_, e) log[#log + 1] = tostring(e) if fails then error("closing", 0) end end })
        end
        for case = 1, 60 do
          local log = {}
          local co = coroutine.create(function()
            local a <close> = closing(log, case % 2 == 0)
            if case % 3 == 0 then error("body", 0) end
            coroutine.yield(1)
          end)
          show(coroutine.resume(co))
          show(coroutine.close(co))
          show(coroutine.status(co), table.concat(log, ";"), pcall(coroutine.close, co))
          show(pcall(coroutine.wrap(function() local a <close> = closing(log, case % 2 == 0) error({}) end)))
        end
        show(pcall(coroutine.close, coroutine.running()))
        show(pcall(coroutine.close), pcall(coroutine.close, 5), pcall(coroutine.resume, nil))
        local outer
        outer = coroutine.create(function() return pcall(coroutine.close, outer) end)
        show(coroutine.resume(outer))
        outer = coroutine.create(function()
          return coroutine.resume(coroutine.create(function() return pcall(coroutine.close, outer) end))
        end)
        show(coroutine.resume(outer))
        show(xpcall(function(...) error(select("#", ...), 0) end, function(e) return e .. "!" end, 1, 2, 3))
        show(xpcall(error, function(e) error(e) end, "x"))
        show(pcall(xpcall), pcall(xpcall, rawequal), pcall(pcall))
        return table.concat(lines, "\\n")
        """)
  }
}
