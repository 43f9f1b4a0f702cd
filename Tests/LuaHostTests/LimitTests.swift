import Basics
import CLuaBridge
import Glibc
import Testing

@testable import LuaHost

@Suite(
  "Limits", .serialized,
  .enabled(
    if: getenv("RETICLE_ALL_TESTS") != nil,
    "takes minutes, and stops what runs beside it: scripts/test-all runs it"))
struct LimitTests {
  @Test(
    "a stop reaches every loop there is",
    arguments: [
      "xpcall(function() while true do end end, function() while true do end end)",
      "local c = coroutine.wrap(function() local x <close> = setmetatable({}, { __close = function() while true do end end }) while true do end end) while true do pcall(c) end",
      "local c = coroutine.create(function() local x <close> = setmetatable({}, { __close = function() while true do end end }) coroutine.yield() end) coroutine.resume(c) coroutine.close(c)",
      "local x <close> = setmetatable({}, { __close = function() while true do end end }) while true do end",
      "local function n(d) return coroutine.wrap(function() if d == 0 then while true do end end while true do pcall(n(d - 1)) end end) end n(20)()",
      "while true do pcall(error, setmetatable({}, { __tostring = function() while true do end end })) end",
      "error(setmetatable({}, { __tostring = function() while true do end end }))",
      "string.find(('a'):rep(28), ('a-'):rep(28) .. 'b')",
      "while true do pcall(string.find, ('a'):rep(30), ('a?'):rep(30) .. ('a'):rep(30) .. 'b') end",
      "for i = 1, 1e9 do string.rep('', 1e10) end",
      "table.move({}, 1, 1e10, 2)",
      "table.insert(setmetatable({}, { __len = function() return 10000000000 end }), 1, 0)",
      "table.remove(setmetatable({}, { __len = function() return 10000000000 end }), 1)",
      "table.concat(setmetatable({}, { __len = function() return 10000000000 end, __index = function() return '' end }))",
      "table.sort(setmetatable({}, { __len = function() return 2 ^ 31 - 2 | 0 end, __index = rawlen, __newindex = rawlen }))",
      "table.sort(setmetatable({}, { __len = function() return 2 ^ 31 - 2 | 0 end, __index = rawlen, __newindex = rawlen }), rawequal)",
      "goto a ::a:: goto a",
      "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k + 1] end while true do pcall(function() return t[1] end) end",
      "while true do string.gsub('aaa', 'a', function() end) end",
      "local t = {} for i = 1, 1e5 do t[i] = 'k' .. i end for _ in pairs(t) do for _ in pairs(t) do end end while true do end",
    ])
  func stops(script: String) throws {
    let engine = try LuaEngine(Registry())
    let function = try engine.compile(script, chunk: "@t.lua")
    stopLater(engine, milliseconds: 30)
    let clock = ContinuousClock()
    let start = clock.now
    do {
      _ = try engine.call(function)
      Issue.record("it ended by itself")
    } catch let error as ScriptError {
      #expect(error.problem.kind == .interrupted)
      #expect(error.problem.message == "t.lua:1: stopped by Ctrl-C")
    }
    #expect(clock.now - start < .seconds(2))
    // The engine is as good as before.
    rl_clear_stop(engine.state)
    #expect(try engine.call(try engine.compile("return 1 + 1", chunk: "=t"))[0].int == 2)
    #expect(engine.stackHeight == 0)
  }

  @Test("without a limit on time a pattern gives up after so many steps")
  func patternSteps() throws {
    let engine = try LuaEngine(Registry())
    let script = "return pcall(string.find, ('a'):rep(40), ('a-'):rep(40) .. 'b')"
    let values = try engine.call(try engine.compile(script, chunk: "@t.lua"))
    #expect(values[0].bool == false)
    #expect(values[1].text?.contains("the pattern takes too many steps") == true)
    // What only looks expensive is not refused.
    let honest = """
      local text = ("name,12;"):rep(200000)
      local n = 0
      for word, digits in text:gmatch "(%a+),(%d+);" do n = n + #digits end
      return n, #text:gsub(",", "."), text:find("zzz"), (text:find("[^%w,;]"))
      """
    #expect(try engine.call(try engine.compile(honest, chunk: "@t.lua"))[0].int == 400_000)
  }

  @Test(
    "the memory limit names the line and ends what grows",
    arguments: [
      "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end",
      "local s = 'x' while true do s = s .. s end",
      "local s = ('x'):rep(1e9)",
      "local t = {} for i = 1, 1e9 do t[i] = coroutine.create(function() end) end",
      "local s = string.pack('c200000000', '')",
      "local t = {} while true do t = { t } end",
      "local t = setmetatable({}, { __len = function() return 1e10 // 1 | 0 end, __index = function() return ('x'):rep(1000) end }) table.concat(t)",
      "local s = ('x'):rep(1e6) string.gsub(s, '.', s)",
      "local t = {} for i = 1, 1e9 do t['k' .. i] = i end",
      "local f f = function(...) return f(1, ...) end f()",
    ])
  func memory(script: String) throws {
    let engine = try LuaEngine(Registry())
    engine.limitMemory(bytes: 16 << 20)
    do {
      _ = try engine.call(
        try engine.compile(script, chunk: "@t.lua"))
      Issue.record("no error")
    } catch let error as ScriptError {
      let isLimit = error.problem.kind == .limit
      // Arguments run into the limit of Lua's stack first.
      let isStack = error.problem.message.contains("overflow")
      #expect(isLimit || isStack)
      #expect(error.problem.message.hasPrefix("t.lua:1: "))
    }
    #expect(try engine.call(try engine.compile("return 1 + 1", chunk: "=t"))[0].int == 2)
  }

  @Test("garbage does not count, however much of it a script makes")
  func garbage() throws {
    let engine = try LuaEngine(Registry())
    engine.limitMemory(bytes: 24 << 20)
    let script = """
      local n = 0
      for i = 1, 300 do
        local s = ("x"):rep(1000000)
        local parts = { s, s, s }
        n = n + #table.concat(parts) + #(s:gsub("x", "y"))
      end
      return n
      """
    #expect(try engine.call(try engine.compile(script, chunk: "@t.lua"))[0].int == 1_200_000_000)
  }

  @Test("what host objects hold counts, and goes when they go")
  func hostMemory() throws {
    HeldBytes.total = 0
    var registry = Registry()
    registry.add([
      HostFunction(
        "make", "Makes an object that holds memory", example: "",
        body: .swift { _ in [.object(HeldBytes())] })
    ])
    registry.add(ObjectType(HeldBytes.self, "An object that holds memory"))
    let engine = try LuaEngine(registry)
    engine.countHostMemory { HeldBytes.total }
    engine.limitMemory(bytes: 64 << 20)
    _ = try engine.call(
      try engine.compile("for i = 1, 10000 do local o = make() end", chunk: "@t.lua"))
    #expect(HeldBytes.most <= 66 << 20)
    do {
      _ = try engine.call(
        try engine.compile("local t = {} for i = 1, 100 do t[i] = make() end", chunk: "@t.lua"))
      Issue.record("no error")
    } catch let error as ScriptError {
      #expect(error.problem.kind == .limit)
      #expect(error.problem.message == "t.lua:1: the memory limit is reached")
    }
    // Caught, the objects go, and the script goes on.
    let values = try engine.call(
      try engine.compile(
        "local ok = pcall(function() local t = {} for i = 1, 100 do t[i] = make() end end) make() return ok",
        chunk: "@t.lua"))
    #expect(values[0].bool == false)
  }

  @Test("addresses and orders are the same in every run")
  func addresses() throws {
    let script = """
      local t = { a = 1, [tostring] = 2, [{}] = 3, [{}] = 4, [string.rep] = 5, [coroutine.create(tostring)] = 6 }
      local texts = { tostring(t), tostring(tostring), tostring(string.format), tostring(pcall), string.format("%p", t) }
      for k, v in pairs(t) do texts[#texts + 1] = v end
      return table.concat(texts, " ")
      """
    func once() throws -> String {
      let engine = try LuaEngine(Registry())
      return try engine.call(try engine.compile(script, chunk: "@t.lua"))[0].text ?? ""
    }
    #expect(try once().split(separator: " ").count == 15)
    // Within one process the place of the memory may differ, so only the order is compared here;
    // that two processes print the same is a test of the command.
    #expect(try once().split(separator: " ").suffix(6) == once().split(separator: " ").suffix(6))
  }
}

final class HeldBytes: HostObject {
  static var luaType: String { "held bytes" }
  nonisolated(unsafe) static var total = 0
  nonisolated(unsafe) static var most = 0
  init() {
    Self.total += 1 << 20
    Self.most = max(Self.most, Self.total)
  }
  deinit { Self.total -= 1 << 20 }
}
