import Basics
import CLuaBridge
import Columns
import LuaHost

/// Row functions lifted together over one table: one pool, one pass over the rows.
///
/// Captured values are constants in it, which they are only as long as no Lua code runs: a program
/// is made, run, and thrown away.
package struct RowProgram {
  /// The table, with the figures of related rows that the functions ask for.
  package private(set) var table: Table
  package private(set) var pool: ExpressionPool
  private var lifter: Lifter
  private let engine: LuaEngine
  private var functions: [(function: LuaFunction, isExpression: Bool)] = []
  /// The functions that were lifted, in the order they were added.
  package private(set) var results: [LiftedFunction] = []

  package init(_ table: Table, in engine: LuaEngine) throws {
    self.table = table
    self.engine = engine
    pool = ExpressionPool(table: table)
    lifter = Lifter(try LiftEnvironment(engine), pool)
  }

  /// Lifts one more function.
  ///
  /// - Throws: ``Refusal`` if it has to run row by row. ``isSpoilt`` says whether the functions
  ///   before it must be lifted anew.
  package mutating func add(_ function: LuaFunction, isExpression: Bool) throws {
    while true {
      do {
        results.append(try lift(function, isExpression))
        functions.append((function, isExpression))
        return
      } catch let wanted as RelatedColumnWanted {
        try add(wanted)
      }
    }
  }

  private func lift(_ function: LuaFunction, _ isExpression: Bool) throws -> LiftedFunction {
    guard let number = lifter.environment.number(of: function) else {
      throw Refusal(reason: "the function cannot be read")
    }
    return try lifter.lift(number, isExpression: isExpression)
  }

  /// Works out a figure of related rows, which may run Lua: so everything is lifted anew.
  private mutating func add(_ wanted: RelatedColumnWanted) throws {
    do {
      table = try table.with([(wanted.name, try wanted.column(table))])
    } catch let problem as Problem where problem.kind != .interrupted {
      // Whether a row ever asks for it is found out row by row, and the error is told there.
      throw Refusal(reason: problem.message)
    } catch is ScriptError {
      throw Refusal(reason: "a figure of related rows raises an error")
    }
    pool = ExpressionPool(table: table)
    lifter = Lifter(try LiftEnvironment(engine), pool)
    results = try functions.map { try lift($0.function, $0.isExpression) }
  }

  /// Whether there were too many conditions: what was lifted means nothing then.
  package var isSpoilt: Bool { pool.isFull }
}

/// Which way row functions are evaluated. Both give the same; tests ask for one or the other.
package enum RowMode {
  /// By columns where that is possible and worth it.
  case automatic
  /// By columns where that is possible.
  case lifted
  case interpreted

  /// Below this many rows, calling the function is quicker than looking at it.
  private static let fewRows = 64

  func tries(_ table: Table) -> Bool {
    switch self {
    case .automatic: table.rowCount >= Self.fewRows
    case .lifted: true
    case .interpreted: false
    }
  }
}
