import Basics
import Testing

@testable import LuaHost

/// A host object that counts how many of its kind are alive.
final class Counted: HostObject {
  static var luaType: String { "counted" }
  nonisolated(unsafe) static var alive = 0
  init() { Self.alive += 1 }
  deinit { Self.alive -= 1 }
}

/// A registry with functions that fail in every way there is.
func testRegistry() -> Registry {
  var registry = Registry()
  registry.add([
    HostFunction(
      "fail", "Fails with a message", [Parameter("text", .text, "what to say")], example: "",
      body: .swift { arguments in
        let held = Counted()
        defer { withExtendedLifetime(held) {} }
        throw Problem(.data, "failed: \(arguments.text("text")!)", hints: ["try again"])
      }),
    HostFunction(
      "make", "Makes an object", example: "", body: .swift { _ in [.object(Counted())] }),
    HostFunction(
      "echo", "Gives its arguments back", [.repeated("values", .any, "anything")], example: "",
      body: .swift { $0.rest }),
    HostFunction(
      "call", "Calls a function", [Parameter("f", .function, "to call")],
      returns: [Returned(.any, "its results")], example: "",
      body: .swift { arguments in
        let held = Counted()
        defer { withExtendedLifetime(held) {} }
        return try arguments["f"].function!.call([.integer(1)])
      }),
    HostFunction(
      "keys", "The keys of a table in order", [Parameter("table", .any, "a table")],
      example: "",
      body: .swift { arguments in
        let content = try arguments["table"].tableContent()!
        return [.list(content.pairs.map(\.key))]
      }),
    HostFunction(
      "configure", "Takes options",
      [
        Parameter(
          "options",
          .options([
            Parameter("size", .integer, "how large"),
            Parameter("mode", .choice(["fast", "exact"]), "how", standard: "exact"),
          ]), "how to do it")
      ], example: "", body: .swift { [.integer(Int64(try $0.options("options")["size"].int!))] }),
  ])
  registry.add(
    ObjectType(
      Counted.self, "An object for tests", fields: [FieldDescription("size", .integer, "always 7")],
      index: { _, key, _ in key.text == "size" ? .integer(7) : nil }),
    [HostFunction("touch", "Does nothing", example: "", body: .swift { _ in [.text("touched")] })])
  return registry
}

func run(_ script: String, limit: Int = 0) throws -> [LuaValue] {
  let engine = try LuaEngine(testRegistry())
  engine.limitMemory(bytes: limit)
  return try engine.call(try engine.compile(script, chunk: "@test.lua"))
}

func message(_ script: String) -> String {
  do {
    _ = try run(script)
    return "no error"
  } catch { return "\(error)" }
}

@Suite("The Lua boundary", .serialized)
struct BoundaryTests {
  @Test("a failing host function leaves no Swift object behind")
  func noLeaks() throws {
    let before = Counted.alive
    _ = try run(
      """
      for i = 1, 1000 do
        pcall(fail, "x")
        pcall(fail)
        pcall(call, function() error("inner") end)
        pcall(call, function() error({}) end)
        local o = make()
        pcall(function() return o.nothing end)
        pcall(function() o:touch(1, 2, 3) end)
        pcall(function() o.touch() end)
      end
      """)
    #expect(Counted.alive == before)
  }

  @Test("running out of memory anywhere leaves no Swift object and no value on the stack")
  func allocationFailures() throws {
    let before = Counted.alive
    for n in 1...400 {
      let engine = try LuaEngine(testRegistry())
      let chunk = try engine.compile(
        """
        local t = {}
        for i = 1, 20 do
          t[i] = make()
          t[i]:touch()
          echo("a text that is long enough to be allocated " .. i, t[i], {1, 2, {3}})
          keys{ a = 1, b = { c = 2 } }
          pcall(fail, "text " .. i)
          call(function(x) return t[i], x .. "!" end)
        end
        """, chunk: "@test.lua")
      rlFailAllocation(engine, n)
      _ = try? engine.call(chunk)
      #expect(engine.stackHeight == 0)
      #expect(engine.depth == 0)
    }
    #expect(Counted.alive == before)
  }

  @Test("the engine goes when its last user goes, callbacks or not")
  func noCycle() throws {
    weak var engine: LuaEngine?
    var kept: LuaFunction?
    do {
      let made = try LuaEngine(testRegistry())
      engine = made
      kept = try made.call(try made.compile("return function() return 1 end", chunk: "=t"))[0]
        .function
    }
    #expect(engine == nil)
    #expect(throws: Problem.self) { try kept!.call() }
  }

  @Test("values cross unchanged")
  func roundTrip() throws {
    let values = try run(
      """
      local a, b, c, d, e, f, g, h = echo(1, 2.0, -0.0, math.mininteger, "zoë\\0x", true, nil, 2^53 + 1)
      return math.type(a), math.type(b), 1 / c < 0, d == math.mininteger, e == "zoë\\0x", f, g, h == 2^53 + 1
      """)
    #expect(
      values.map { $0.text ?? $0.bool.map { "\($0)" } ?? "nil" } == [
        "integer", "float", "true", "true", "true", "true", "nil", "true",
      ])
  }

  @Test("tables are read in the order of their keys")
  func tableOrder() throws {
    for _ in 0..<5 {
      let values = try run(
        "return table.concat(keys{ 10, 20, z = 1, a = 2, m = 3, [1.5] = 0 }, ' ')")
      #expect(values[0].text == "1 1.5 2 a m z")
    }
  }

  @Test("a table that contains itself is an error, not a crash")
  func cycles() {
    #expect(message("local t = {} t.t = t keys(t)").contains("contains itself"))
    #expect(
      message("local t = {} local u = t for i = 1, 100000 do u.x = {} u = u.x end keys(t)")
        .contains("nested"))
    #expect(message("keys{ [{}] = 1 }").contains("table as a key"))
  }

  @Test("errors carry the script's line, the cause and the next step")
  func positions() {
    #expect(message("\nfail('x')") == "test.lua:2: failed: x\n  try again")
    #expect(
      message("\n\nlocal x = industy").hasPrefix("test.lua:3: no variable or function \"industy\""))
    #expect(message("x = 1").hasPrefix("test.lua:1: \"x\" is not declared"))
    #expect(message("error({})") == "test.lua:1: the script raised an error that is a table value")
    #expect(message("local f = nil; f()").hasPrefix("test.lua:1: attempt to call a nil value"))
    #expect(message("return 1 +").contains("test.lua:1:"))
    #expect(message("ecko(1)").contains("did you mean \"echo\"?"))
    #expect(message("string.uper('x')").contains("did you mean \"string.upper\"?"))
    #expect(message("make():tuch()").contains("did you mean \"touch\"?"))
  }

  @Test("arguments are checked by name")
  func arguments() {
    #expect(message("fail()").contains("fail: 'text' is missing: it must be a text"))
    #expect(message("fail(12)").contains("fail: 'text' must be a text, not a number"))
    #expect(message("fail('a', 'b')").contains("takes at most 1 argument"))
    #expect(message("configure{}").contains("'size' is missing"))
    #expect(
      message("configure{ size = 1, moed = 'fast' }").contains(
        "no option \"moed\" (did you mean \"mode\"?)"))
    #expect(message("configure{ size = 'x' }").contains("'size' must be a whole number"))
    #expect(message("configure{ size = 1, mode = 'fsat' }").contains("did you mean \"fast\"?"))
    #expect(message("make().touch()").contains("write a colon"))
    #expect(message("configure{ size = 2^60 * 2^10 }").contains("must be a whole number"))
  }

  @Test("the kind of a host error survives its way through Lua")
  func kinds() throws {
    do {
      _ = try run("call(function() fail('deep') end)")
      Issue.record("no error")
    } catch let error as ScriptError {
      #expect(error.problem.kind == .data)
      #expect(error.problem.message == "test.lua:1: failed: deep")
    }
  }
}

@Suite("The sandbox", .serialized)
struct SandboxTests {
  @Test("scripts reach exactly these names")
  func reachable() throws {
    let engine = try LuaEngine(Registry())
    let script = """
      local names = {}
      for _, library in ipairs{ "coroutine", "math", "string", "table", "utf8" } do
        local l = ({ coroutine = coroutine, math = math, string = string, table = table, utf8 = utf8 })[library]
        for name in pairs(l) do names[#names + 1] = library .. "." .. name end
      end
      table.sort(names)
      return table.concat(names, " ")
      """
    let text = try engine.call(try engine.compile(script, chunk: "=t"))[0].text!
    // Written out, so that a change is seen in review.
    #expect(
      text == """
        coroutine.close coroutine.create coroutine.isyieldable coroutine.resume coroutine.running \
        coroutine.status coroutine.wrap coroutine.yield math.abs math.acos math.asin math.atan math.ceil \
        math.cos math.deg math.exp math.floor math.fmod math.huge math.log math.max math.maxinteger \
        math.min math.mininteger math.modf math.pi math.rad math.random math.randomseed math.sin \
        math.sqrt math.tan math.tointeger math.type math.ult string.byte string.char string.find \
        string.format string.gmatch string.gsub string.len string.lower string.match string.pack \
        string.packsize string.rep string.reverse string.sub string.unpack string.upper table.concat \
        table.insert table.move table.pack table.remove table.sort table.unpack utf8.char \
        utf8.charpattern utf8.codepoint utf8.codes utf8.len utf8.offset
        """)
    for name in [
      "io", "os", "debug", "package", "load", "dofile", "loadfile", "_G", "warn", "require",
    ] {
      #expect(throws: ScriptError.self) {
        try engine.call(try engine.compile("return \(name)", chunk: "=t"))
      }
    }
  }

  @Test(
    "libraries, texts and metatables cannot be changed",
    arguments: [
      "string.find = nil", "rawset(string, 'find', print)", "setmetatable(string, {})",
      "getmetatable('').__index = nil", "setmetatable({}, { __gc = function() end })",
      "table.insert(string, 1)", "math.pi = 3",
    ])
  func locked(attack: String) throws {
    let engine = try LuaEngine(Registry())
    #expect(throws: ScriptError.self) { try engine.call(try engine.compile(attack, chunk: "=t")) }
    #expect(try engine.call(try engine.compile("return ('x'):upper()", chunk: "=t"))[0].text == "X")
  }

  @Test("bytecode is refused")
  func bytecode() throws {
    let engine = try LuaEngine(Registry())
    #expect(throws: Problem.self) { try engine.compile("\u{1b}Lua", chunk: "=t") }
  }

  @Test("random numbers are the same in every run")
  func random() throws {
    func draw() throws -> [Double] {
      let engine = try LuaEngine(Registry())
      return try engine.call(
        try engine.compile("return math.random(), math.random(100)", chunk: "=t")
      ).map { $0.double! }
    }
    #expect(try draw() == draw())
  }

  @Test(
    "stopping ends loops, protected calls and coroutines",
    arguments: [
      "while true do end",
      "while true do pcall(function() while true do end end) end",
      "local c = coroutine.wrap(function() while true do end end) c()",
      "local c = coroutine.create(function() while true do pcall(error) end end) while true do coroutine.resume(c) end",
    ])
  func stops(script: String) throws {
    let engine = try LuaEngine(Registry())
    let function = try engine.compile(script, chunk: "@t.lua")
    stopLater(engine, milliseconds: 50)
    do {
      _ = try engine.call(function)
      Issue.record("it ended by itself")
    } catch let error as ScriptError {
      #expect(error.problem.kind == .interrupted)
    }
  }

  @Test("a memory limit ends in an ordinary error")
  func memory() {
    do {
      _ = try run("local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end", limit: 32 << 20)
      Issue.record("no error")
    } catch {
      #expect((error as? ScriptError)?.problem.kind == .limit)
    }
  }
}
