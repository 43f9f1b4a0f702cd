import Basics
import Foundation
import LuaHost
import Testing

@testable import ReticleLua

/// The pitfalls of embedding Lua, one by one.
@Suite(
  "The known pitfalls", .serialized,
  .enabled(
    if: getenv("RETICLE_ALL_TESTS") != nil,
    "takes minutes, and stops what runs beside it: scripts/test-all runs it"))
struct PitfallTests {
  /// A script that calls every bound function, method and metamethod with wrong arguments, and keeps on.
  static func abusing(_ values: [String], times: Int) throws -> String {
    let registry = try ReticleRegistry.make()
    var calls: [String] = []
    for function in registry.functions {
      // These end the run, or say much.
      if ["print", "help"].contains(function.name) && function.module == nil { continue }
      let receivers: [String]
      if function.receiver != nil {
        receivers = ["object"]
      } else {
        receivers = [function.module.map { "\($0).\(function.name)" } ?? function.name]
      }
      for receiver in receivers {
        if function.receiver != nil {
          calls.append(
            "for _, object in ipairs(objects) do attack(object, \"\(function.name)\") end")
        } else {
          calls.append("attack(\(receiver))")
        }
      }
    }
    return """
      local crm = open()
      local objects = { crm, crm.accounts, crm.accounts[1], crm.accounts:group_by("industry"), count(), today(), "text", 5 }
      local values = { \(values.joined(separator: ", ")) }
      local n, failed = 0, 0
      local function note(ok, message)
        n = n + 1
        if not ok then failed = failed + 1 assert(type(message) == "string") end
      end
      function attack(f, name) end
      """.replacing("function attack(f, name) end", with: "") + """
        local function attack(f, name)
          for round = 1, \(times) do
            for i = 0, #values do
              -- With one argument too: a function of one would only count them.
              if i > 0 then
                if name then
                  note(pcall(function() return f[name](f, values[i]) end))
                else
                  note(pcall(f, values[i]))
                end
              end
              for j = 0, i == 0 and 0 or 3 do
                local second = values[(i + j * 5) % #values + 1]
                if name then
                  note(pcall(function() return f[name](f, values[i], second) end))
                else
                  note(pcall(f, values[i], second))
                end
              end
            end
          end
        end
        \(calls.joined(separator: "\n"))
        print("survived", n > 1000, failed > 500)
        """
  }

  @Test("1: an error of any bound function crosses no Swift frame")
  func everyFunctionFails() throws {
    let script = try Self.abusing(["{}", "function() error('x') end", "{ {} }", "print"], times: 3)
    let outcome = try Attacked.script(script, ["--time-limit", "50"])
    #expect(outcome.output.hasSuffix("survived\ttrue\ttrue\n"), "\(outcome.errors)")
    #expect(outcome.code == 0)
  }

  @Test("20: extreme numbers end no bound function in a trap")
  func extremes() throws {
    let values = [
      "math.maxinteger", "math.mininteger", "0/0", "1/0", "-1/0", "2^53 + 1", "-1", "0", "1e308",
      "''",
      "'employees'", "('x'):rep(100000)", "'\\0'", "{ math.maxinteger, math.mininteger }",
      "{ n = 1/0 }",
      "crm.accounts", "crm",
    ]
    let outcome = try Attacked.script(
      try Self.abusing(values, times: 1), ["--time-limit", "50"])
    #expect(outcome.output.hasSuffix("survived\ttrue\ttrue\n"), "\(outcome.errors.suffix(600))")
    #expect(outcome.code == 0)
  }

  @Test("2: running out of memory anywhere leaves the engine whole", arguments: [0, 1, 2])
  func allocations(shift: Int) throws {
    // Every limit a few KiB apart meets another allocation.
    let folder = try attackedFolder()
    let text = """
      local crm = open()
      local big = crm.accounts:where(function(a) return a.employees > 100 and has(a.industry, "Software") end)
      local names = {}
      for row in big:rows() do names[#names + 1] = row.name:upper() .. row.employees end
      print(#big, #table.concat(names, ","))
      """
    for step in 0..<20 {
      let session = Session(
        {
          var options = Session.Options(asOf: 20000)
          options.dataFolder = folder + "/data"
          return options
        }(), output: Output())
      let engine = try ScriptRunner.engine(for: session)
      let function = try engine.compile(text, chunk: "@a.lua")
      engine.failAllocation(step * 17 + shift * 5 + 1)
      _ = try? engine.call(function)
      #expect(engine.stackHeight == 0)
      engine.failAllocation(0)
      #expect(try engine.call(function).isEmpty)
    }
  }

  static let stops = [
    Attack("3: pcall around a loop", "while true do pcall(function() while true do end end) end"),
    Attack("3: pcall in a loop", "while true do pcall(error, 'x') end"),
    Attack("4: a busy coroutine", "coroutine.wrap(function() while true do end end)()"),
    Attack(
      "4: one made before",
      "local c = coroutine.create(function() while true do coroutine.yield() end end) while true do coroutine.resume(c) end"
    ),
    Attack(
      "4: nested",
      "local function n(d) return coroutine.wrap(function() if d == 0 then while true do end end n(d - 1)() end) end n(30)()"
    ),
    Attack(
      "4: a busy __close",
      "local c = coroutine.create(function() local x <close> = setmetatable({}, { __close = function() while true do end end }) coroutine.yield() end) coroutine.resume(c) coroutine.close(c)"
    ),
    Attack(
      "5: a finalizer", "setmetatable({}, { __gc = function() while true do end end })", code: 2,
      says: "reticle: a.lua:1: a script cannot make a finalizer (__gc)\n"),
    Attack(
      "5: a finalizer added later",
      "local m = {} do local t = setmetatable({}, m) end m.__gc = function() while true do end end for i = 1, 1e6 do local t = {} end print 'fine'",
      ["--time-limit", "20"], code: 0, says: "fine\n"),
    Attack("6: a slow pattern", "string.find(('a'):rep(28), ('a-'):rep(28) .. 'b')"),
    Attack(
      "6: repeating nothing", "print(#string.rep('', 1e10))", code: 0, says: "0\n"),
    Attack("6: moving what is not there", "table.move({}, 1, 1e10, 2)"),
    Attack(
      "6: inserting at a length that lies",
      "table.insert(setmetatable({}, { __len = function() return 10000000000 end }), 1, 0)"),
    Attack(
      "16: an error that is a table", "error({})", [], code: 2,
      says: "reticle: a.lua:1: the script raised an error that is a table value\n"),
    Attack(
      "16: an error that is nil", "error(nil)", [], code: 2,
      says: "reticle: a.lua:1: the script raised an error that is a nil value\n"),
    Attack(
      "16: an error of the host", "open().accounts:wher(print)", [], code: 2,
      says: "reticle: a.lua:1: table: no member \"wher\" (did you mean \"where\"?)"),
    Attack(
      "9: compiled Lua by load", "load('\\27Lua')", [], code: 2, says: "there is no \"load\" here"),
  ]

  @Test("attacks on the limits and the libraries", arguments: stops)
  func limits(attack: Attack) throws { try attack.check() }

  @Test("7: an aborted run leaves no file")
  func abortedExport() throws {
    let folder = try attackedFolder()
    let outcome = try Attacked.script(
      """
      local t = open().accounts
      t:save "before.csv"
      while true do t:with{ x = function(a) return a.employees * 2 end }:save "during.csv" end
      """, ["--time-limit", "1"], in: folder)
    #expect(outcome.code == 6)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/out")
    #expect(names.contains("before.csv"))
    #expect(!names.contains { $0.hasSuffix(".part") })
    for name in names {
      let text = try String(contentsOfFile: folder + "/out/" + name, encoding: .utf8)
      #expect(text.split(separator: "\n").count == 201)
    }
  }

  @Test(
    "8: texts, libraries and globals keep their metatables",
    arguments: [
      "getmetatable('').__index = nil", "rawset(string, 'find', print)",
      "setmetatable(_ENV, {})", "string.dump(print)", "setmetatable(string, nil)",
      "string.upper = print", "getmetatable(string).__newindex = nil", "rawset(_ENV, 'x', 1)",
      "table.insert(math, 1)", "getmetatable(open()).__index = print",
      "getmetatable(open().accounts[1]).__gc()", "debug.setmetatable('', {})",
    ])
  func locked(script: String) throws {
    let outcome = try Attacked.script(script)
    #expect(outcome.code == 2, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("reticle: a.lua:1: "))
  }

  @Test("9: a file of compiled Lua is refused, as a script and as a module")
  func bytecode() throws {
    let folder = try attackedFolder(["compiled.lua": "\u{1b}Lua"])
    let run = try Attacked.run(["run", "compiled.lua", "--data", "data"], in: folder)
    #expect(run.code == 2)
    #expect(run.errors == "reticle: compiled.lua is compiled Lua; only text is run\n")
    let required = try Attacked.script("require 'compiled'", in: folder)
    #expect(required.code == 2)
    #expect(required.errors.contains("compiled.lua is compiled Lua; only text is run"))
  }

  @Test("10: require stays in its folder")
  func require() throws {
    let folder = try attackedFolder([
      "outside/secret.lua": "return 'secret'", "in/x.lua": "return 1",
    ])
    try FileManager.default.createDirectory(
      atPath: folder + "/own/isfolder.lua", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/own/linked.lua", withDestinationPath: folder + "/outside/secret.lua")
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/own/device.lua", withDestinationPath: "/dev/zero")
    mkfifo(folder + "/own/pipe.lua", 0o600)
    for name in [
      "../outside/secret", "a..b", "..outside.secret", "linked", "isfolder", "device", "pipe", "",
      "/etc/passwd", "outside/secret", "x\\0y",
    ] {
      try "require '\(name)'".write(
        toFile: folder + "/own/a.lua", atomically: true, encoding: .utf8)
      let outcome = try Attacked.run(["run", "own/a.lua", "--data", "data"], in: folder)
      #expect(outcome.code == 2 || outcome.code == 3, "\(name): \(outcome.errors)")
      #expect(outcome.errors.hasPrefix("reticle: own/a.lua:1: require: "), "\(outcome.errors)")
      #expect(outcome.seconds < 10)
    }
    let reassigned = try Attacked.script("package.path = '/etc/?'", in: folder)
    #expect(reassigned.code == 2)
  }

  @Test("11: methods on the wrong object are errors")
  func wrongReceivers() throws {
    let outcome = try Attacked.script(
      """
      local crm = open()
      local t = crm.accounts
      assert(not getmetatable(t) and not getmetatable(crm) and not getmetatable(t[1]))
      local kept
      t:where(function(a) kept = a return true end)
      for _, f in ipairs{
        function() return t.where(crm, "true") end, function() return t.where() end, function() return t.where(5) end,
        function() return t.where("text", "true") end, function() return kept.name end, function() return kept() end,
        function() for k in pairs(kept) do end end, function() kept.name = 1 end, function() t.x = 1 end,
        function() t[1] = 2 end, function() return #crm end, function() return t + t end, function() return t < t end,
        function() return t.where(setmetatable({}, { __index = t }), "true") end,
      } do
        local ok, message = pcall(f)
        assert(not ok and type(message) == "string" and message:find("a.lua:", 1, true), tostring(message))
      end
      print "fine"
      """)
    #expect(outcome.output == "fine\n", "\(outcome.errors)")
  }

  @Test("12: a callback may use the table it is called for")
  func reentry() throws {
    let outcome = try Attacked.script(
      """
      local t = open().accounts
      local n = 0
      local u = t:where(function(a)
        n = n + #t:where(function(b) return b.employees > a.employees end)
        t:with{ y = function(b) return b.name end }
        t:sort "-employees"
        return a.employees > 700
      end)
      local depth = 0
      local function deeper() depth = depth + 1 return t:where(function(a) deeper() return true end) end
      print(#u, n, pcall(deeper))
      """, ["--time-limit", "30"])
    #expect(outcome.output.hasPrefix("100\t19900\tfalse\t"), "\(outcome.output) \(outcome.errors)")
    #expect(outcome.code == 0)
  }

  @Test("13: deep and cyclic tables")
  func deepTables() throws {
    let outcome = try Attacked.script(
      """
      local cyclic = {} cyclic.x = cyclic cyclic[1] = cyclic
      local deep = {} do local t = deep for i = 1, 100000 do t.x = {} t[1] = t.x t = t.x end end
      local t = open().accounts
      for _, value in ipairs{ cyclic, deep, { [1.5] = 1 }, { [2^53 + 1] = 1 }, { [{}] = 1 }, { [print] = 1 } } do
        for _, f in ipairs{ icp.define, personas.define, open, function(v) return t:select(v) end, function(v) return t:with(v) end,
          function(v) return t:summarize(v) end, function(v) return cohorts(open(), v) end, function(v) return print(stats, v) end } do
          local ok, message = pcall(f, value)
          assert(ok or type(message) == "string")
        end
      end
      assert(not pcall(function() return ({})[nil] == nil and rawset({}, 0/0, 1) end))
      print "fine"
      """)
    #expect(outcome.output.hasSuffix("fine\n"), "\(outcome.errors)")
  }

  @Test("14: numbers and texts go through a column and back as they are")
  func roundTrip() throws {
    let outcome = try Attacked.script(
      """
      local t = open "values.csv"
      for row in t:rows() do print(math.type(row.i), row.i, row.n, row.s == nil, row.s == "") end
      local u = t:with{ big = function(r) return r.i + 1 end, zero = function() return -0.0 end, inf = function() return 1/0 end }
      print(u[1].big == 9007199254740994, 1 / u[1].zero < 0, u[1].inf == 1/0)
      """,
      in: try attackedFolder(["data/values.csv": "i,n,s\n9007199254740993,0.1,x\n-5,1e300,\n"]))
    #expect(
      outcome.output == """
        integer\t9007199254740993\t0.1\tfalse\tfalse
        integer\t-5\t1e+300\ttrue\tfalse
        true\ttrue\ttrue

        """, "\(outcome.errors)")
  }

  @Test("15: every UTF-8 text goes through unchanged, and bytes that are none do no harm")
  func bytes() throws {
    let folder = try attackedFolder()
    var all: [UInt8] = Array("text\n\"".utf8)
    for byte in UInt8(1)...127 where byte != UInt8(ascii: "\"") { all.append(byte) }
    all += Array("zoë 日本 🎯\"\n".utf8)
    try Data(all).write(to: URL(fileURLWithPath: folder + "/data/bytes.csv"))
    let outcome = try Attacked.script(
      "local t = open 'bytes.csv' t:save 'same.csv' print(#t[1].text)", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let written = try Data(contentsOf: URL(fileURLWithPath: folder + "/out/same.csv"))
    // Line breaks inside a cell stay as they are too.
    #expect(Array(written) == all)
    try Data([0x61, 0x0a] + (0x80...0xff).map { UInt8($0) } + [0x0a]).write(
      to: URL(fileURLWithPath: folder + "/data/latin.csv"))
    #expect(try Attacked.script("print(#open('latin.csv'))", in: folder).output == "1\n")
  }

  @Test("17: columns of a loop are collected")
  func temporaryColumns() throws {
    let folder = try attackedFolder()
    var text = "n\n"
    for row in 1...100_000 { text += "\(row)\n" }
    try text.write(toFile: folder + "/data/n.csv", atomically: true, encoding: .utf8)
    let script = """
      local t = open "n.csv"
      for i = 1, 400 do local u = t:with{ x = "n * 2.5" } end
      print "fine"
      """
    // The program itself takes some of it.
    let bare = try Attacked.script("print(#open 'n.csv')", in: folder).memory
    let outcome = try Attacked.script(
      script, ["--memory-limit", "128", "--time-limit", "50"], in: folder)
    #expect(outcome.output == "fine\n", "\(outcome.errors)")
    #expect(outcome.memory < bare + 128 + 40, "\(bare)")
    let kept = try Attacked.script(
      "local t = open 'n.csv' local kept = {} for i = 1, 4000 do kept[i] = t:with{ x = 'n * 2.5' } end",
      ["--memory-limit", "128", "--time-limit", "50"], in: folder)
    #expect(kept.code == 6)
    #expect(kept.errors.hasPrefix("reticle: a.lua:1: the memory limit is reached\n"))
    #expect(kept.memory < bare + 128 + 40)
  }

  @Test("18: the engine goes with its last user")
  func noCycle() throws {
    weak var gone: LuaEngine?
    do {
      let session = Session(Session.Options(asOf: 20000), output: Output())
      let engine = try ScriptRunner.engine(for: session)
      gone = engine
      _ = try engine.call(
        try engine.compile(
          "local c = count() local p = icp.define{ name = 'x', criteria = { { 'a', 5, 'firmographic', function(a) return p end } } }",
          chunk: "=t"))
    }
    #expect(gone == nil)
  }

  @Test("19: calls leave the stack as it was")
  func stack() throws {
    let session = Session(Session.Options(asOf: 20000), output: Output())
    let engine = try ScriptRunner.engine(for: session)
    for script in ["return 1, 2, 3", "error('x')", "local x <const> = 1", "return pcall(open, {})"]
    {
      _ = try? engine.call(try engine.compile(script, chunk: "=t"))
      #expect(engine.stackHeight == 0)
    }
  }

  @Test("21: the locale of the machine changes nothing")
  func locale() throws {
    let script = "print(tonumber '1,5', tonumber '1.5', 1.5, ('ä'):find '%a', ('%.2f'):format(2.5))"
    for locale in ["de_DE.UTF-8", "C", "tr_TR.UTF-8"] {
      let outcome = try Attacked.script(script, environment: ["LC_ALL": locale])
      #expect(outcome.output == "nil\t1.5\t1.5\tnil\t2.50\n")
    }
  }

  @Test("22: the order of pairs is the same in every run, and so is what is printed of addresses")
  func order() throws {
    let script = """
      local t = {}
      for i = 1, 50 do t["key" .. i] = i t[{}] = i t[function() end] = i end
      for k, v in pairs(t) do print(k, v) end
      print(math.random(1000000)) math.randomseed() print(math.random(1000000), print, t)
      """
    let folder = try attackedFolder()
    let first = try Attacked.script(script, in: folder).output
    #expect(first.split(separator: "\n").count == 152)
    for _ in 0..<3 { #expect(try Attacked.script(script, in: folder).output == first) }
  }

  @Test("23: hostile cells stay cells")
  func hostileCells() throws {
    let folder = try attackedFolder()
    try "name,note\n\"a,b\",\"say \"\"hi\"\"\"\n\"line\nbreak\",=cmd()\n;x,\"@SUM(1)\"\n".write(
      toFile: folder + "/data/hostile.csv", atomically: true, encoding: .utf8)
    let outcome = try Attacked.script("open('hostile.csv'):save 'same.csv'", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let again = try Attacked.script(
      "local t = open '../out/same.csv' for r in t:rows() do print(r.name, r.note) end",
      ["--allow-read", "out"], in: folder)
    #expect(
      again.output == "a,b\tsay \"hi\"\nline\nbreak\t=cmd()\n;x\t@SUM(1)\n", "\(again.errors)")
  }

  static let faults = [
    Attack(
      "24: closing within closing",
      "local function deep(n) local c = coroutine.create(function() local x <close> = setmetatable({}, { __close = function() deep(n + 1) end }) coroutine.yield() end) coroutine.resume(c) coroutine.close(c) end print(pcall(deep, 1)) print 'fine'",
      ["--time-limit", "20"], code: 0, says: "fine\n"),
    Attack(
      "24: long concatenations",
      "local s = ('x'):rep(1 << 20) local t = {} for i = 1, 200 do t[i] = 's' end print(pcall(function() local r = '' for i = 1, 3000 do r = r .. s .. s .. s .. s end end)) print 'fine'",
      ["--memory-limit", "200", "--time-limit", "20"], code: 0, says: "fine\n"),
    Attack(
      "24: an error in an error handler",
      "print(xpcall(error, function(e) error(e) end)) print 'fine'", code: 0, says: "fine\n"),
    Attack(
      "24: recursion without an end", "local function f() return 1 + f() end f()", code: 2,
      says: "stack overflow"),
    Attack(
      "24: recursion in C",
      "local s = 'x' local function f() return (s:gsub('x', f)) end print(pcall(f)) print 'fine'",
      code: 0, says: "fine\n"),
    Attack(
      "24: assigning through a chain of tables",
      "local t = {} for i = 1, 3000 do t = setmetatable({}, { __newindex = t, __index = t }) end print(pcall(function() t.x = 1 return t.x end)) print 'fine'",
      code: 0, says: "fine\n"),
  ]

  @Test("24: what Lua 5.4.4 is known to do badly", arguments: faults)
  func knownFaults(attack: Attack) throws { try attack.check() }
}
