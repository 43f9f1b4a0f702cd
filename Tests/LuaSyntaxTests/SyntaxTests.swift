import CLua
import Foundation
import LuaSyntax
import Testing

/// Whether Lua itself takes a text, and what it says if not.
func luaVerdict(_ bytes: [UInt8]) -> String? {
  guard let state = luaL_newstate() else { return "no memory" }
  defer { lua_close(state) }
  let status = bytes.withUnsafeBytes {
    luaL_loadbufferx(state, $0.bindMemory(to: CChar.self).baseAddress, bytes.count, "@t.lua", "t")
  }
  if status == LUA_OK { return nil }
  return lua_tolstring(state, -1, nil).map { String(cString: $0) } ?? "?"
}

func ownVerdict(_ bytes: [UInt8]) -> SyntaxProblem? {
  do {
    _ = try Parser.parse(bytes)
    return nil
  } catch let problem as SyntaxProblem { return problem } catch { return nil }
}

@Suite("Syntax")
struct SyntaxTests {
  static let texts = [
    "", "return", "return 1, 2;", "local x <const> = 1", "local x <close>, y <const> = nil, 2",
    "local x <close>, y <close> = nil", "local x <foo> = 1", "local x <const> = 1 x = 2",
    "local x <const> = 1 function x() end", "local x = 1 return function() x = 2 end", "x = 1", "x",
    "x.y", "x:y()", "x()", "(x)()", "(x) = 1", "(x).y = 1", "x, y = 1", "x() = 1", "x, y() = 1, 2",
    "f{}", "f''", "f[[]]", "f:a{}", "f:a", "a.b.c:d 'x'", "goto a ::a::", "goto a", "::a:: ::a::",
    "::a:: do ::a:: end", "do ::a:: end ::a::", "do goto a local x ::a:: end",
    "do goto a local x ::a:: x() end", "goto a local x ::a:: x()", "goto a local x ::a:: ; ; ::b::",
    "break", "while true do break end", "while true do local function f() break end end",
    "repeat local x until x", "repeat goto a local x ::a:: until x",
    "for i = 1, 2 do end", "for i = 1 do end", "for i, j = 1, 2 do end", "for i in x do end",
    "for i, j in x, y, z do goto c ::c:: end", "for 1 in x do end",
    "function f(...) return ... end",
    "function f() return ... end", "return ...", "function f(a, ..., b) end", "function f(a,) end",
    "function a.b.c:d() return self end", "function a:b.c() end", "local function f() f() end",
    "local function a.b() end", "if x then elseif y then else end",
    "if x then else elseif y then end",
    "return 1 + ", "return (1", "return {1, 2; 3, [4] = 5, a = 6,}", "return {,}", "return {a = }",
    "return 0x", "return 0xg", "return 1e", "return 1e+", "return 0x1p4", "return 0x.8",
    "return 0x1p",
    "return 3x", "return 1..2", "return 1 .. 2", "return .5, 5., 5.e3, 0xA.8p-2", "return 1.2.3",
    "return 99999999999999999999, 0xffffffffffffffffff, 1e400", "return 'a", "return 'a\nb'",
    "return 'a\\\nb'", "return '\\z  \n x'", "return '\\x4'", "return '\\x41\\65\\300'",
    "return '\\u{48}\\u{7fffffff}'", "return '\\u{80000000}'", "return '\\u48'", "return '\\q'",
    "return '\\u{}'", "return '\\u{1'", "return [[a]]", "return [==[ ]] ]=] ]==]", "return [=[ ]]",
    "return [=x", "--[[ x", "--[==[ ]] ]==] return 1", "-- x", "--[ x", "return a.b['c'].d",
    "return not not x, - - 1, ~5, #x", "return 2^-3^2, a..b..c, a<b==c, 1//2%3<<4|5~6&7",
    "return a ~= b, a = b", "return a != b", "x = = 1", "local = 1", "local x, = 1",
    "return function() end",
    "return function(a) return function(b) return a + b end end", "end", "do",
    "local x = function end",
    "return 1 return 2", "return return", "x = 1;;; y = 2", ";", ";;", "f\n(x)", "a = b\n(c).d = 1",
    "local t = {} t.x, t[1] = 1, 2", "return a and b or c", "return and", "x.1 = 2", "x.and = 2",
    "\u{feff}x()",
    "return \"\\\"\", '\\''", "return 1 --[[ x ]] + 2",
    "goto continue while true do ::continue:: end",
    "while true do goto continue end ::continue::", "@", "return $",
    "x = {f = function() goto e ::e:: end}",
    "local a <const> = 1; local function f() return function() a = 2 end end", "return 'é', é",
    "local function f() goto x end ::x::", "do goto x end ::x::",
    "do local y goto x end local z ::x:: z()",
  ]

  @Test("takes and refuses what Lua takes and refuses", arguments: texts)
  func verdicts(text: String) {
    let lua = luaVerdict(Array(text.utf8))
    let own = ownVerdict(Array(text.utf8))
    #expect((lua == nil) == (own == nil), "Lua: \(lua ?? "fine"); here: \(own?.message ?? "fine")")
  }

  @Test("limits are Lua's: nesting, local variables, upvalues")
  func limits() {
    func locals(_ n: Int) -> String { (0..<n).map { "local a\($0) = \($0)\n" }.joined() }
    let upvalues = { (n: Int) -> String in
      let groups = (0..<2).map { g in
        (0..<n / 2).map { "local b\(g)_\($0) = \($0)\n" }.joined()
          + (g == 0 ? "local function outer()\n" : "")
      }
      let uses = (0..<n / 2).flatMap { ["b0_\($0)", "b1_\($0)"] }.joined(separator: ",")
      return groups.joined() + "return function() local t = {\(uses)} end end"
    }
    let cases: [String] = [
      locals(200), locals(201), upvalues(254), upvalues(258),
      "return " + String(repeating: "(", count: 150) + "1" + String(repeating: ")", count: 150),
      "return " + String(repeating: "(", count: 300) + "1" + String(repeating: ")", count: 300),
      String(repeating: "do ", count: 150) + String(repeating: "end ", count: 150),
      String(repeating: "do ", count: 300) + String(repeating: "end ", count: 300),
      "return " + String(repeating: "{", count: 100_000),
      "return " + String(repeating: "-", count: 100_000) + "1",
      "return " + String(repeating: "1 .. ", count: 100_000) + "1",
    ]
    for text in cases {
      let (lua, own) = (luaVerdict(Array(text.utf8)), ownVerdict(Array(text.utf8)))
      #expect(
        (lua == nil) == (own == nil),
        "\(text.prefix(40)): Lua: \(lua ?? "fine"); here: \(own?.message ?? "fine")")
    }
    // Lua takes these, whoever walks a tree does not.
    for text in [
      "return 1" + String(repeating: "+1", count: 5000),
      "return a" + String(repeating: ".b", count: 5000),
    ] {
      #expect(luaVerdict(Array(text.utf8)) == nil)
      #expect(ownVerdict(Array(text.utf8))?.isOwnLimit == true)
    }
  }

  @Test("the line of a problem is the one Lua names")
  func lines() {
    var compared = 0
    for text in Self.texts {
      let spread = "\n\n" + text.replacing(" ", with: "\n")
      guard let lua = luaVerdict(Array(spread.utf8)), let own = ownVerdict(Array(spread.utf8))
      else { continue }
      // A jump without a label is reported where it is, by Lua where the function ends.
      if own.message.contains("goto") || own.message.contains("break") { continue }
      compared += 1
      let parts = lua.split(separator: ":")
      let difference = abs((Int(parts[1]) ?? 0) - own.at.line)
      #expect(difference <= 1, "\(lua) / \(own.at.line): \(own.message)")
    }
    #expect(compared > 30)
  }

  /// Programs to mutate: the starter scripts of this repository.
  static let programs: [[UInt8]] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("scripts")
    var programs: [[UInt8]] = []
    let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    for case let file as URL in walk?.allObjects ?? [] where file.pathExtension == "lua" {
      if let data = try? Data(contentsOf: file) { programs.append(Array(data)) }
    }
    return programs
  }()

  @Test("mutated programs get the same verdict", arguments: 0..<8)
  func mutated(shard: Int) {
    var seed = UInt64(shard + 1)
    func draw(_ n: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % max(n, 1)
    }
    let pieces = [
      " end ", " do ", "(", ")", "{", "}", " local ", "=", ",", "::x::", " goto x ", " break ", "'",
      "\"",
      "[[", "]]", "--", " return ", " function ", " if ", " then ", " until ", " repeat ", "...",
      " <const> ", "0x", "\\",
      " and ", "not ", ".", ":", "\n", "x", "1e5", " for i = 1, 2 do ", ";", "#", "~=",
    ].map { Array($0.utf8) }
    let programs = Self.programs + Self.texts.map { Array($0.utf8) }
    #expect(programs.count > 100)
    var refused = 0
    for _ in 0..<1500 {
      var text = programs[draw(programs.count)]
      for _ in 0...draw(3) {
        let place = draw(text.count + 1)
        switch draw(3) {
        case 0: text.insert(contentsOf: pieces[draw(pieces.count)], at: place)
        case 1:
          let end = min(text.count, place + 1 + draw(12))
          if place < end { text.removeSubrange(place..<end) }
        default:
          let other = programs[draw(programs.count)]
          let start = draw(other.count)
          text.insert(contentsOf: other[start..<min(other.count, start + draw(40))], at: place)
        }
      }
      let (lua, own) = (luaVerdict(text), ownVerdict(text))
      if lua != nil { refused += 1 }
      if (lua == nil) != (own == nil) {
        Issue.record(
          "Lua: \(lua ?? "fine"); here: \(own.map { "\($0.at.line): \($0.message)" } ?? "fine")\n\(String(decoding: text, as: UTF8.self))"
        )
        return
      }
    }
    #expect(refused > 300)
  }

  static let suite = ProcessInfo.processInfo.environment["RETICLE_LUA_TESTS"]

  @Test("the files of Lua's own test suite are read", .enabled(if: suite != nil))
  func officialFiles() throws {
    let folder = Self.suite ?? ""
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      $0.hasSuffix(".lua")
    }
    #expect(names.count > 20)
    for name in names.sorted() {
      var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
      if bytes.first == UInt8(ascii: "#") { bytes = Array("--".utf8) + bytes }
      let (lua, own) = (luaVerdict(bytes), ownVerdict(bytes))
      #expect(
        (lua == nil) == (own == nil || own?.isOwnLimit == true),
        "\(name): \(own?.message ?? "fine")")
    }
  }

  @Test("positions are those of the words")
  func positions() throws {
    let text = "local t = f(1)\n  t:wher 'x'\nreturn t.a.b + 2"
    let body = try Parser.parse(Array(text.utf8))
    guard case .expression(.method(let receiver, "wher", let at, let arguments)) = body.block[1],
      case .local(let variable, let use) = receiver, case .text(let literal) = arguments[0],
      case .giveBack(let values) = body.block[2],
      case .binary(.add, let left, _, let plus) = values[0]
    else {
      Issue.record("another tree")
      return
    }
    #expect(at == Position(line: 2, column: 5))
    #expect(variable.at == Position(line: 1, column: 7))
    #expect(use == Position(line: 2, column: 3))
    #expect(literal.content == Position(line: 2, column: 11))
    #expect(left.start == Position(line: 3, column: 8))
    #expect(plus == Position(line: 3, column: 14))
  }
}
