import Foundation
import Testing

/// More of the same kind, beyond the list of pitfalls.
@Suite(
  "Further attacks", .serialized,
  .enabled(
    if: getenv("RETICLE_ALL_TESTS") != nil,
    "takes minutes, and stops what runs beside it: scripts/test-all runs it"))
struct FurtherAttackTests {
  static let attacks = [
    Attack(
      "a busy error handler",
      "xpcall(function() while true do end end, function() while true do end end)"),
    Attack(
      "a coroutine that closes slowly after the limit",
      "local c = coroutine.wrap(function() local x <close> = setmetatable({}, { __close = function() while true do end end }) while true do end end) while true do pcall(c) end"
    ),
    Attack(
      "sorting what is not there",
      "table.sort(setmetatable({}, { __len = function() return 2 ^ 31 - 2 | 0 end, __index = rawlen, __newindex = rawlen }))"
    ),
    Attack(
      "sorting by a contradiction",
      "local t = {} for i = 1, 2000 do t[i] = i end print(pcall(table.sort, t, function() return true end)) print 'fine'",
      code: 0, says: "fine\n"),
    Attack(
      "an error whose text never comes",
      "error(setmetatable({}, { __tostring = function() while true do end end }))"),
    Attack("a row function that loops", "open().accounts:where(function(a) while true do end end)"),
    Attack(
      "a row function that catches",
      "open().accounts:where(function(a) while true do pcall(error) end end)"),
    Attack(
      "a criterion that loops",
      "icp.define{ name = 'x', criteria = { { 'a', 5, 'firmographic', function(a) while true do end end } } }:score(open().accounts)"
    ),
    Attack("a module that loops", "open() local f = function() while true do end end return f()"),
    Attack("printing without an end", "while true do print(('x'):rep(1000)) end"),
    Attack(
      "a name that is asked for without an end",
      "local t = setmetatable({}, { __index = function(t, k) return t[k .. 'x'] end }) while true do pcall(function() return t.a end) end"
    ),
    Attack(
      "patterns in a callback",
      "('a'):rep(100000):gsub('a', function() return (('a'):rep(30):find(('a-'):rep(30) .. 'b')) end)"
    ),
    Attack(
      "a table of coroutines",
      "local t = {} while true do t[#t + 1] = coroutine.create(function() end) end",
      ["--memory-limit", "64", "--time-limit", "20"],
      says: "reticle: a.lua:1: the memory limit is reached\n"),
    Attack(
      "doubling a text", "local s = 'x' while true do s = s .. s end",
      ["--memory-limit", "64", "--time-limit", "20"],
      says: "reticle: a.lua:1: the memory limit is reached\n"),
    Attack(
      "doubling a text in a row function",
      "open().accounts:where(function(a) local s = a.name while true do s = s .. s end end)",
      ["--memory-limit", "64", "--time-limit", "20"], says: "the memory limit is reached\n"),
    Attack(
      "a huge text at once", "local s = ('x'):rep(1e9)", ["--memory-limit", "64"],
      says: "reticle: a.lua:1: the memory limit is reached\n"),
    Attack(
      "a huge field", "local s = string.pack('c2000000000', '')", ["--memory-limit", "64"], code: 2,
      says: "reticle: a.lua:1: resulting string too large\n"),
    Attack(
      "a wide format", "string.format('%1000d', 1)", code: 2, says: "reticle: a.lua:1: "),
    Attack(
      "unpacking a hundred million", "table.unpack({}, 1, 1e8)", code: 2,
      says: "reticle: a.lua:1: too many results to unpack\n"),
    Attack("a step of nothing", "for i = 1, 10, 0 do end", code: 2, says: "'for' step is zero"),
    Attack(
      "a script of brackets", "local x = " + String(repeating: "(", count: 100_000), code: 2,
      says: "reticle: a.lua: the script is nested too deep\n"),
    Attack(
      "a script of blocks", String(repeating: "do ", count: 100_000), code: 2,
      says: "reticle: a.lua: the script is nested too deep\n"),
    Attack(
      "pcall within pcall",
      "local f = print for i = 1, 500 do local g = f f = function() return pcall(g) end end f() print 'fine'",
      code: 0, says: "fine\n"),
    Attack(
      "the environment of the process", "print(open '/proc/self/environ')", code: 3,
      says: "may not read /proc/self/environ"),
    Attack("a device", "print(open '/dev/zero')", code: 3, says: "may not read /dev/zero"),
    Attack(
      "out by dots", "print(open '../../../../../../../../etc/passwd')", code: 3,
      says: "may not read"),
    Attack(
      "out by a mapping",
      "print(open('.', { accounts = { file = '../../../../../../../../../etc/passwd' } }))",
      code: 3,
      says: "reticle: a.lua:1: "),
    Attack(
      "out by a zero byte", "print(open 'accounts.csv\\0/etc/passwd')", code: 3,
      says: "a path cannot contain a zero byte"),
    Attack(
      "writing above", "open().accounts:save '../x.csv'", code: 3,
      says: "is no file below the output folder"),
    Attack(
      "writing anywhere", "open().accounts:save '/tmp/reticle-x.csv'", code: 3,
      says: "is no file below the output folder"),
    Attack("the clock", "print(os.time())", code: 2, says: "there is no \"os\" here"),
    Attack("a program", "os.execute 'true'", code: 2, says: "there is no \"os\" here"),
    Attack("a file handle", "io.open '/etc/passwd'", code: 2, says: "there is no \"io\" here"),
    Attack(
      "a library of C", "package.loadlib('libc.so.6', 'system')", code: 2,
      says: "there is no \"package\" here"),
    Attack("the debugger", "debug.getinfo(1)", code: 2, says: "there is no \"debug\" here"),
    Attack(
      "collecting", "collectgarbage 'stop'", code: 2,
      says: "collectgarbage only knows \"count\" here"),
  ]

  @Test("attacks", arguments: attacks)
  func further(attack: Attack) throws { try attack.check() }

  @Test("links out of the data folder, pipes and devices in it are not read")
  func files() throws {
    // A script may read its own folder: the secret is not in it.
    let folder = try attackedFolder()
    let secret = try attackedFolder(["secret/passwords.csv": "name\nx\n"])
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/data/linked.csv", withDestinationPath: secret + "/secret/passwords.csv")
    let one = try Attacked.script("print(open 'linked.csv')", in: folder)
    #expect(one.code == 3)
    #expect(one.errors.contains("the script may not read linked.csv"))
    let all = try Attacked.script("print(open().accounts)", in: folder)
    #expect(all.code == 3)
    #expect(all.errors.contains("data/linked.csv is a link that leads out of the folders"))
    let granted = try Attacked.script(
      "print(#open 'linked.csv', #open().accounts)", ["--allow-read", secret + "/secret"],
      in: folder)
    #expect(granted.output == "1\t200\n", "\(granted.errors)")

    try FileManager.default.removeItem(atPath: folder + "/data/linked.csv")
    mkfifo(folder + "/data/pipe.csv", 0o600)
    let pipe = try Attacked.script("print(open 'pipe.csv')", in: folder)
    #expect(pipe.code == 3)
    #expect(pipe.errors.contains("data/pipe.csv is neither a file nor a folder"))
    #expect(try Attacked.script("print(#open().accounts)", in: folder).output == "200\n")
  }

  @Test("links in the output folder do not lead out of it, and nothing is made outside")
  func outputLinks() throws {
    let folder = try attackedFolder(["elsewhere/keep.csv": "old\n", "out/x.csv": "x\n"])
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/out/away", withDestinationPath: folder + "/elsewhere")
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/out/direct.csv", withDestinationPath: folder + "/elsewhere/keep.csv")
    for path in ["away/new.csv", "away/deep/new.csv"] {
      let outcome = try Attacked.script("open().accounts:save '\(path)'", in: folder)
      #expect(outcome.code == 3, "\(outcome.errors)")
      #expect(outcome.errors.contains("leads out of the output folder out"))
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder + "/elsewhere") == ["keep.csv"])
    // A link at the name itself is replaced, not followed.
    #expect(try Attacked.script("open().accounts:save 'direct.csv'", in: folder).code == 0)
    #expect(try String(contentsOfFile: folder + "/elsewhere/keep.csv", encoding: .utf8) == "old\n")
    let granted = try Attacked.script(
      "open().accounts:save '\(folder)/elsewhere/new.csv'", ["--allow-write", "elsewhere"],
      in: folder)
    #expect(granted.code == 0, "\(granted.errors)")
    #expect(FileManager.default.fileExists(atPath: folder + "/elsewhere/new.csv"))
    let beyond = try Attacked.script(
      "open().accounts:save '\(folder)/new.csv'", ["--allow-write", "elsewhere"], in: folder)
    #expect(beyond.code == 3)
  }

  @Test("a script that is no file, or no script, is refused")
  func strangeScripts() throws {
    let folder = try attackedFolder()
    #expect(try Attacked.run(["run", "/dev/zero", "--data", "data"], in: folder).code == 3)
    #expect(try Attacked.run(["run", "data", "--data", "data"], in: folder).code == 3)
    let file = FileHandle(forWritingAtPath: folder + "/data/accounts.csv")
    try file?.truncate(atOffset: 20 << 20)
    let long = try Attacked.run(["run", "data/accounts.csv", "--data", "data"], in: folder)
    #expect(long.code == 3)
    #expect(long.errors.contains("longer than 16 MiB"))
  }

  @Test("a script with a line for the shell and a byte order mark runs")
  func shebang() throws {
    let outcome = try Attacked.script("\u{feff}#!/usr/bin/env reticle\nprint(1)\nerror 'x'")
    #expect(outcome.output == "1\n")
    #expect(outcome.errors.hasPrefix("reticle: a.lua:3: x\n"))
  }

  @Test("a limit that was caught once ends the run all the same")
  func caught() throws {
    let outcome = try Attacked.script(
      "for i = 1, 1e9 do if not pcall(function() for j = 1, 1e9 do end end) then print 'caught' end end",
      ["--time-limit", "0.5"])
    #expect(outcome.code == 6)
    #expect(!outcome.output.contains("caught"))
  }
}
