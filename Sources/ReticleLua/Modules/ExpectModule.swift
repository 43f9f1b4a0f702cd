import Basics
import Columns
import LuaHost
import LuaLift
import Profiles

/// Something that is about to be judged.
final class ExpectObject: HostObject {
  static var luaType: String { "expectation" }
  let value: LuaValue

  init(_ value: LuaValue) { self.value = value }
}

/// `expect`: unit tests for profiles, lists and figures.
enum ExpectModule {
  private static let expectation = LuaType.object(ExpectObject.luaType)
  private static let itself = [Returned(expectation, "the same, for further expectations")]
  private static let condition = Parameter("condition", .rowFunction, "a condition on the row")

  static var functions: [HostFunction] { [expect, test] }

  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        ExpectObject.self, "What was given to expect, and what can be expected of it",
        describe: { object, engine in "expectation of \(try engine.describe(object.value))" }),
      [all, none, exactly, atLeast, atMost, share, agrees, equals, between])
  }

  private static var expect: HostFunction {
    HostFunction(
      "expect", "Begins an expectation: expect(x):all(condition), expect(x):equals(y)",
      details: """
        What does not hold is an error that names the accounts and the reasons, and ends reticle run
        with the exit code 1. Under reticle test all expectations of a file are looked at, and every
        one that does not hold is shown.
        """,
      [Parameter("x", .any, "a table, or any value")], returns: itself,
      example: """
        local crm = open()
        local ideal = icp.define{ name = "Any size", criteria = { { "has people", 1, "firmographic", "employees >= 1" } } }
        expect(ideal:score(last(10, crm.deals:where "outcome == 'won'"))):all "tier == 'A'"
        expect(#crm.accounts):at_least(100)
        """,
      body: .swift { [.object(ExpectObject($0["x"]))] })
  }

  private static var test: HostFunction {
    HostFunction(
      "test", "A named part of a test script: an error in it does not end the others",
      [
        Parameter("name", .text, "what it shows, as a sentence"),
        Parameter("body", .function, "the expectations"),
      ],
      errors: ["outside reticle test: whatever the body raises"],
      example: """
        test("there are accounts", function() expect(#open().accounts):at_least(1) end)
        """,
      body: .swift { arguments in
        let session = try Session.of(arguments.engine)
        guard case .function(let body) = arguments["body"] else { return [] }
        guard let recorder = session.recorder else {
          _ = try body.call()
          return []
        }
        try recorder.group(arguments.text("name") ?? "") { _ = try body.call() }
        return []
      })
  }

  // MARK: of tables

  private static var all: HostFunction {
    HostFunction(
      "all", "Expects every row to meet a condition; of no rows nothing can be expected",
      [condition], returns: itself,
      example: "expect(open().accounts:where \"employees > 10\"):all \"employees > 5\"",
      body: .swift { arguments in try judge(arguments) { try $0.all($1) } })
  }

  private static var none: HostFunction {
    HostFunction(
      "none", "Expects no row to meet a condition", [condition], returns: itself,
      example: "expect(open().accounts):none \"employees < 0\"",
      body: .swift { arguments in try judge(arguments) { try $0.none($1) } })
  }

  private static var exactly: HostFunction {
    HostFunction(
      "count", "Expects so many rows to meet a condition, no more and no less",
      [Parameter("n", .integer, "how many"), condition], returns: itself,
      example: """
        local crm = open()
        expect(crm.accounts):count(#crm.accounts, "account_id ~= nil")
        """,
      body: .swift { arguments in
        let n = arguments.int("n") ?? 0
        return try judge(arguments) { try $0.count(n, $1) }
      })
  }

  private static func limit(
    _ name: String, _ summary: String, holds: @escaping @Sendable (Double, Double) -> Bool,
    words: String,
    rows: @escaping @Sendable (Expect, Int, any RowTest) throws -> Expectation
  ) -> HostFunction {
    HostFunction(
      name, summary,
      [
        Parameter("n", .number, "how many rows; of a number, the limit"),
        Parameter(
          "condition", .rowFunction, "a condition on the row", standard: "none: x is a number"),
      ], returns: itself, errors: ["a table without a condition"],
      example: """
        local crm = open()
        expect(crm.deals):\(name)(\(name == "at_least" ? "1" : "1000000"), "outcome == 'won'")
        expect(cohorts(crm).win_rate):\(name)(\(name == "at_least" ? "0.01" : "0.99"))
        """,
      body: .swift { arguments in
        let object = try arguments.this(ExpectObject.self)
        let limit = arguments.double("n") ?? 0
        if !arguments["condition"].isNil {
          guard let count = arguments.int("n") else {
            throw arguments.problem("'n' counts rows: it must be a whole number")
          }
          return try judge(arguments) { try rows($0, count, $1) }
        }
        guard let number = object.value.double else { throw unsuited(arguments, "a number") }
        return try report(
          Expectation(
            holds(number, limit),
            "expected \(words) \(written(.number(limit))): it is \(written(object.value))"),
          arguments)
      })
  }

  private static var atLeast: HostFunction {
    limit(
      "at_least", "Expects at least so many rows to meet a condition, or a number to be that large",
      holds: { $0 >= $1 }, words: "at least", rows: { try $0.atLeast($1, $2) })
  }

  private static var atMost: HostFunction {
    limit(
      "at_most", "Expects at most so many rows to meet a condition, or a number to be no larger",
      holds: { $0 <= $1 }, words: "at most", rows: { try $0.atMost($1, $2) })
  }

  private static var share: HostFunction {
    HostFunction(
      "share", "Expects at least this share of the rows to meet a condition",
      [Parameter("least", .number, "0 to 1: 0.8 means 80 %"), condition], returns: itself,
      example: "expect(open().accounts):share(0.5, \"employees ~= nil\")",
      body: .swift { arguments in
        let least = arguments.double("least") ?? 0
        return try judge(arguments) { try $0.share(atLeast: least, $1) }
      })
  }

  private static var agrees: HostFunction {
    HostFunction(
      "agrees", "Expects two scorings of the same accounts to put them in the same tier",
      [
        Parameter(
          "other", .object(TableObject.luaType), "the same accounts as scored by somebody else"),
        Parameter("column", .text, "what must agree", standard: "\"tier\""),
      ], returns: itself, errors: ["an account that is in one of the two only"],
      example: """
        local crm = open()
        local ideal = icp.define{ name = "Large", criteria = { { "large", 1, "firmographic", "employees >= 1000" } } }
        local twenty = crm.accounts:head(20)
        expect(ideal:score(twenty)):agrees(ideal:score(twenty))
        """,
      body: .swift { arguments in
        let other = try arguments.object("other", as: TableObject.self)
        return try report(
          Expect(try table(arguments)).agrees(
            with: other.table, on: arguments.text("column") ?? "tier"), arguments)
      })
  }

  // MARK: of values

  private static var equals: HostFunction {
    HostFunction(
      "equals", "Expects a value to be equal to another, or two tables to hold the same",
      [
        Parameter("value", .any, "the other value"),
        Parameter(
          "tolerance", .number, "how far numbers may be apart", standard: "0: equal to the bit"),
      ],
      returns: itself,
      example: """
        expect(1 + 1):equals(2)
        expect(0.1 + 0.2):equals(0.3, 1e-9)
        expect(open().accounts:head(3)):equals(open().accounts:head(3))
        """,
      body: .swift { arguments in
        let object = try arguments.this(ExpectObject.self)
        let other = arguments["value"]
        if let mine = object.value.object as? TableObject {
          guard let theirs = other.object as? TableObject else {
            throw arguments.problem(
              "a table is not equal to \(other.kind)",
              hints: ["expect(#t):equals(n) counts rows"])
          }
          return try report(Expect(mine.table).equals(theirs.table), arguments)
        }
        return try report(
          Expectation(
            isEqual(object.value, other, within: arguments.double("tolerance") ?? 0),
            "expected \(written(other)): it is \(written(object.value))"), arguments)
      })
  }

  private static var between: HostFunction {
    HostFunction(
      "between", "Expects a number to lie between two others, these included",
      [Parameter("low", .number, "the least"), Parameter("high", .number, "the most")],
      returns: itself, example: "expect(cohorts(open()).win_rate):between(0, 1)",
      body: .swift { arguments in
        let object = try arguments.this(ExpectObject.self)
        guard let number = object.value.double else { throw unsuited(arguments, "a number") }
        let (low, high) = (arguments["low"], arguments["high"])
        return try report(
          Expectation(
            (low.double ?? 0) <= number && number <= (high.double ?? 0),
            "expected between \(written(low)) and \(written(high)): it is \(written(object.value))"
          ), arguments)
      })
  }

  // MARK: judging

  private static func unsuited(_ arguments: Arguments, _ wanted: String) -> Problem {
    let kind = (try? arguments.this(ExpectObject.self).value.kind) ?? "nothing"
    return arguments.problem("what was given to expect must be \(wanted), not \(kind)")
  }

  private static func table(_ arguments: Arguments) throws -> Table {
    guard let object = try arguments.this(ExpectObject.self).value.object as? TableObject else {
      throw unsuited(arguments, "a table")
    }
    return object.table
  }

  private static func judge(
    _ arguments: Arguments, _ body: (Expect, any RowTest) throws -> Expectation
  ) throws -> [LuaValue] {
    let table = try table(arguments)
    let test = try RowFunction(
      arguments["condition"], what: arguments.function.qualifiedName, in: arguments.engine)
    return try report(try body(Expect(table), test), arguments)
  }

  /// Under `reticle test` it is noted; elsewhere what does not hold is an error.
  private static func report(
    _ expectation: Expectation, _ arguments: Arguments
  ) throws -> [LuaValue] {
    let session = try Session.of(arguments.engine)
    if let recorder = session.recorder {
      recorder.note(expectation, at: arguments.engine.scriptPosition)
    } else {
      try expectation.check()
    }
    return [.object(try arguments.this(ExpectObject.self))]
  }

  private static func isEqual(_ a: LuaValue, _ b: LuaValue, within tolerance: Double) -> Bool {
    if let x = a.double, let y = b.double {
      if tolerance > 0 { return (x - y).magnitude <= tolerance }
      if case .integer(let i) = a, case .integer(let j) = b { return i == j }
      return x == y
    }
    switch (a, b) {
    case (.nil, .nil): return true
    case (.boolean(let x), .boolean(let y)): return x == y
    case (.text(let x), .text(let y)): return x.utf8.elementsEqual(y.utf8)
    case (.moment(let x), .moment(let y)): return x == y
    case (.object(let x), .object(let y)): return x === y
    default: return false
    }
  }

  /// Figures and words that a script works with; a text may be a cell, and is not shown.
  private static func written(_ value: LuaValue) -> String {
    switch value {
    case .nil: "nil"
    case .boolean(let flag): "\(flag)"
    case .integer(let integer): "\(integer)"
    case .number(let number): Value.number(number).written
    case .moment(let moment):
      (moment.isTimestamp
        ? Value.timestamp(moment.value) : Value.date(Int32(clamping: moment.value))).written
    default: value.kind
    }
  }
}
