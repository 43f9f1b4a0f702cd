import Basics
import Columns
import LiftFuzzing
import LuaHost
import Testing

@testable import LuaLift

/// Functions that must be lifted, and give the same as Lua does.
private let liftable: [String] = [
  "return function(a) return a.employees >= 100 end",
  "return function(a) return a.employees >= 100 and a.employees <= 1000 end",
  "return function(a) return not (a.employees > 5) end",
  "return function(a) local s = 0 if a.industry == 'Software' then s = s + 20 end if a.visits > 3 then s = s + 5 end return s end",
  "local good = { Software = true, Retail = 3 } return function(a) return good[a.industry] end",
  "local w = { Software = 2.5 } return function(a) return (w[a.industry] or 0) + a.visits end",
  "return function(a) return a.revenue > 1e8 and 'big' or a.revenue and 'small' or nil end",
  "return function(a) return a.industry:lower() end",
  "return function(a) return #a.industry + a.visits end",
  "return function(a) return a.employees + a.revenue end",
  "return function(a) return a.employees // a.visits, a.visits end",
  "return function(a) return a.visits % 3 == 1 end",
  "return function(a) return -a.employees end",
  "return function(a) return a.rate ^ 2 end",
  "return function(a) return a.visits / 0 end",
  "return function(a) return a.employees // (a.visits - 3) end",
  "return function(a) return a.country .. '-' .. a.visits end",
  "return function(a) return a.name == 'Company 5, Inc.' or a.name:find('7', 1, true) end",
  "return function(a) return a.name:upper():sub(1, 7) .. a.country end",
  "return function(a) return has(a.tech, 'sap') end",
  "return function(a) return text.contains(a.name, '9') and text.starts_with(a.country, 'U') end",
  "return function(a) return a.created.year end",
  "return function(a) return a.created and a.created.quarter * 10 + a.created.weekday end",
  "return function(a) return a.seen.hour, a.seen end",
  "return function(a) return a.seen.minute end",
  "return function(a) return a.created > days_ago(5000) end",
  "return function(a) return days_ago(10) - a.created end",
  "return function(a) return a.created + 30 end",
  "return function(a) return a.seen - a.created end",
  "return function(a) return a.customer end",
  "return function(a) return a.customer == a.active end",
  "return function(a) if a.customer then return a.name else return a.employees end end",
  "return function(a) if a.visits > 5 then return 1 elseif a.visits > 3 then return 2.5 elseif a.active then return 'x' end end",
  "local function band(x) if x < 100 then return 'S' elseif x < 1000 then return 'M' end return 'L' end return function(a) return band(a.employees) end",
  "local function twice(x) return x * 2, x end return function(a) local p, q = twice(a.visits) return p - q end",
  "return function(a) return math.max(a.visits, 3, a.rate) end",
  "return function(a) return math.floor(a.rate) + math.abs(a.visits - 4) end",
  "return function(a) return tostring(a.visits) .. tostring(a.customer) end",
  "return function(a) return string.find(a.tech, 'sap', 1, true) end",
  "return function(a) return a.tech:match('^(%a+);') end",
  "return function(a) local n = 0 for i = 1, 4 do if a.visits > i then n = n + i end end return n end",
  "local wanted = { 'sap', 'aws' } return function(a) local n = 0 for _, t in ipairs(wanted) do if has(a.tech, t) then n = n + 1 end end return n end",
  "return function(a) return a.industry == nil end",
  "return function(a) return a.industry ~= 'Software' end",
  "return function(a) return a.employees == 100.0 end",
  "return function(a) return a.revenue == 0 end",
  "return function(a) return a.rate - 0 end",
  "return function(a) return a.industry < 'S' end",
  "return function(a) return a.name < 'Company 5' end",
  "return function(a) return a.industry and #a.industry > 3 and a.visits or false end",
  "return function(a) local x = a.industry x = x or 'none' return x end",
  "return function(a) local t = a.visits >= 6 and 'A' or a.visits >= 4 and 'B' or 'C' if t == 'A' then return 3 elseif t == 'B' then return 2 end return 1 end",
  "local points = { A = 10, B = 5 } return function(a) local t = a.visits >= 6 and 'A' or a.visits >= 4 and 'B' or 'C' return points[t] end",
  "return function(a) return type(a.employees) end",
  "return function(a) return a.visits | 8 ~ 3 end",
  "return function(a) return a.visits << 62 end",
  "return function(a) return ~a.visits & 0xff end",
  "return function(a) return math.type(a.visits / 1) end",
  "return function(a) return (a.visits + 2^53) == 2^53 end",
  "return function(a) return a.employees < a.revenue end",
  "return function(a) return a.employees <= a.rate end",
  "return function(a) local w = { US = 1000, DE = 500 } return a.visits * 100 >= (w[a.country] or 250) end",
  "return function(a) local n = 0 for i, c in ipairs { 'US', 'CA' } do if a.country == c then n = n + i end end return n end",
  "return function(a) local t = {} t.x = 5 t[1] = 'a' t[2.0] = 'b' return t.x + #t, t[2] end",
  "return function(a) local t = { 'p', 'q', 'r', 's', 't', 'u', 'v' } return t[a.visits > 3 and 1 or 2] end",
  "return function(a) return nil end",
  "return function(a) return 1 end",
  "return function() return 'x' end",
]

@Suite("Lifting")
struct LiftingTests {
  @Test("what is lifted gives what Lua gives", arguments: liftable)
  func same(_ source: String) throws {
    let engine = try liftEngine()
    let table = try mixedTable()
    let function = try function(source, in: engine)
    let right = try interpreted(function, on: table, in: engine)
    let other = try lifted(function, on: table, in: engine)
    if let difference = difference(right, other, rowCount: table.rowCount) {
      Issue.record("\(source)\n\(difference)")
    }
    #expect(other.values.contains { $0 != .left })
  }

  @Test("what is not lifted says why, and where", arguments: refusals)
  func refused(_ refusal: Refused) throws {
    let engine = try liftEngine()
    engine.allowGlobals(true)
    let function = try self.function(refusal.source, in: engine)
    let row = RowFunction(function, isExpression: false, text: "test")
    let explanation = try row.explanation(on: try mixedTable())
    #expect(!explanation.isLifted)
    #expect(explanation.reason == refusal.reason)
    #expect(explanation.line == refusal.line)
    // Row by row it works all the same.
    if refusal.runs { _ = try row.evaluate(on: try mixedTable()) }
  }

  @Test("expressions have columns and functions as variables")
  func expressions() throws {
    let engine = try liftEngine()
    let table = try mixedTable()
    for source in [
      "employees >= 100 and country == 'US'", "has(tech, 'sap') or industry == nil",
      "row[\"visits\"] * 2", "created > days_ago(5000)", "name:lower():find('1', 1, true)",
      "math.max(visits, rate)", "text.starts_with(country, 'U')",
    ] {
      let row = try RowFunction(.text(source), what: "where", in: engine)
      let function = try engine.compile(
        "local row = ...; return (\(source)\n)", chunk: "=expression")
      let right = try interpreted(function, isExpression: true, on: table, in: engine)
      let other = try lifted(function, isExpression: true, on: table, in: engine)
      #expect(difference(right, other, rowCount: table.rowCount) == nil)
      #expect(try row.explanation(on: table).isLifted)
    }
    let wrong = try RowFunction(.text("emplyees > 5"), what: "where", in: engine)
    #expect(throws: ScriptError.self) { try wrong.evaluate(on: table) }
  }

  @Test("the columns a function names are known without a table")
  func names() throws {
    let engine = try liftEngine()
    func names(_ source: String) throws -> [String]? {
      RowFunction(try function(source, in: engine), isExpression: false, text: "").columnNames
    }
    #expect(
      try names("return function(a) return a.x > 5 and has(a.y, 'z') or a[\"x y\"] end")
        == ["x", "y", "x y"])
    #expect(try names("local f = tostring return function(a) return f(a) end") == nil)
    #expect(try names("return function() return 1 end") == [])
    let expression = try RowFunction(
      .text("employees >= 100 and has(tech, 'x') and row[\"a b\"]"), what: "where", in: engine)
    #expect(expression.columnNames == ["employees", "tech", "a b"])
  }

  @Test("an explanation says what is read and worked out")
  func explanation() throws {
    let engine = try liftEngine()
    let source = """
      return function(a)
        local s = 0
        if a.industry == "Software" then s = s + 20 end
        if a.employees >= 100 and a.employees <= 1000 then s = s + 15 end
        if a.revenue > 5 then s = s + 5 end
        return s
      end
      """
    let row = RowFunction(try function(source, in: engine), isExpression: false, text: "fit.lua:1")
    let explanation = try row.explanation(on: try mixedTable())
    #expect(explanation.isLifted && !explanation.mayRaise)
    #expect(explanation.columns == ["industry", "employees", "revenue"])
    #expect(
      explanation.expression == [
        "integer: a number looked up by industry + 15·[100 <= employees <= 1000] + 5·[revenue > 5.0]"
      ])
    #expect(explanation.description.hasPrefix("fit.lua:1: by columns, "))
  }

  @Test("a row that raises an error gives that error, with its row")
  func errors() throws {
    let engine = try liftEngine()
    let table = try Table([
      ("x", Column(integers: (0..<300).map { Int64($0) })),
      ("t", Column(texts: (0..<300).map { _ in "a" })),
    ])
    let row = RowFunction(
      try function(
        "return function(a)\n return a.x == 200 and a.x + a.t or a.x // (a.x - 250) end", in: engine
      ),
      isExpression: false, text: "test")
    for mode in [RowMode.lifted, .interpreted] {
      do {
        _ = try row.column(on: table, mode: mode)
        Issue.record("no error")
      } catch let error as ScriptError {
        #expect(
          error.problem.message.hasPrefix("test:2: attempt to add"))
        #expect(error.problem.hints.last == "in row 201 of table")
      }
    }
  }

  @Test("a column of several types of values says where the first of each is")
  func mixedTypes() throws {
    let engine = try liftEngine()
    let table = try mixedTable()
    func message(_ source: String, _ mode: RowMode) throws -> String {
      let row = RowFunction(try function(source, in: engine), isExpression: false, text: "test")
      do {
        return "\(try row.column(on: table, mode: mode).type)"
      } catch let problem as Problem {
        return problem.description
      }
    }
    for source in [
      "return function(a) return a.visits > 2 and 'x' or a.visits end",
      "return function(a) return a.visits > 2 and 2.5 or a.visits end",
      "return function(a) return a.visits > 2 and a.created or a.seen end",
      "return function(a) return a.visits > 2 and a or nil end",
      "return function(a) return a.customer end", "return function(a) return a.tech end",
      "return function(a) return nil end",
      "return function(a) return a.visits > 100 and 'x' or 1 end",
    ] {
      #expect(try message(source, .lifted) == message(source, .interpreted), "\(source)")
    }
  }

  @Test("a condition that runs row by row is over before later ones are lifted")
  func order() throws {
    let engine = try liftEngine()
    let table = try Table([("x", Column(integers: (0..<100).map { Int64($0) }))])
    let sources = """
      local limit = 10
      return function(a) return a.x < limit end,
        function(a) if a.x == 50 then limit = 20 end return a.x < limit end,
        function(a) return a.x < limit end
      """
    let functions = try engine.call(try engine.compile(sources, chunk: "=test"))
      .compactMap { $0.function.map { RowFunction($0, isExpression: false, text: "test") } }
    let results = try functions[0].evaluate(together: functions, on: table)
    #expect(results.map { $0.passed.countOfSet } == [10, 10, 20])
  }

  private func function(_ source: String, in engine: LuaEngine) throws -> LuaFunction {
    let results = try engine.call(try engine.compile(source, chunk: "=test"))
    return try #require(results.first?.function)
  }
}

/// A function that is not lifted.
struct Refused: Sendable, CustomTestStringConvertible {
  var source: String
  var reason: String
  var line: Int
  var runs = true
  var testDescription: String { reason }
}

private let refusals: [Refused] = [
  Refused(
    source: "n = 0 return function(a)\n n = n + 1 return n end",
    reason: "it changes a variable outside of itself", line: 2),
  Refused(
    source: "local n = 0 return function(a)\n n = n + 1 return n end",
    reason: "it changes a variable outside of itself", line: 2),
  Refused(
    source: "local t = {} return function(a)\n t[1] = a.visits return 1 end",
    reason: "it changes a table", line: 2),
  Refused(
    source: "return function(a)\n local t = {}\n if a.visits > 2 then\n t.x = 1 end return t.x end",
    reason: "it makes a table whose content depends on the row", line: 4),
  Refused(
    source: "return function(a) return math.random() end",
    reason: "it calls math.random, which is not worked out by columns", line: 1),
  Refused(
    source: "return function(a)\n local n = 0\n while n < a.visits do n = n + 1 end return n end",
    reason: "it has a loop without a fixed number of turns", line: 3),
  Refused(
    source: "return function(a) for i = 1, a.visits do end return 1 end",
    reason: "the number of turns of a loop depends on the row", line: 1),
  Refused(
    source: "return function(a) local f = function() return a.visits end return f() end",
    reason: "it makes a function", line: 1),
  Refused(
    source: """
      local t = setmetatable({}, { __index = function() return 1 end })
      return function(a) return t[a.country] end
      """,
    reason: "it looks up in a table with a metatable", line: 2),
  Refused(
    source: """
      local function f(n) return n < 1 and 1 or n * f(n - 1) end
      return function(a) return f(a.visits) end
      """,
    reason: "it calls itself, or calls too deeply", line: 1),
  Refused(
    source: "return function(a) return a.name:match('%d+') end",
    reason: "it calls string.match with values that are many different ones", line: 1),
  Refused(
    source: "local t = { x = 1 } return function(a) return t[a.name] end",
    reason: "it looks up texts that are many different ones", line: 1),
  Refused(
    source: "return function(a) return a[a.country] end",
    reason: "the name of a column is worked out row by row", line: 1, runs: false),
]
