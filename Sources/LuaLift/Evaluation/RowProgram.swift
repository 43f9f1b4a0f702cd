import Basics
import CLuaBridge
import Columns
import LuaHost

/// Row functions lifted together over one table: one pool, one pass over the rows.
///
/// Captured values are constants in it, which they are only as long as no Lua code runs: a program
/// is made, run, and thrown away.
package struct RowProgram {
  package let table: Table
  package let pool: ExpressionPool
  private let lifter: Lifter
  /// The functions that were lifted, in the order they were added.
  package private(set) var results: [LiftedFunction] = []

  package init(_ table: Table, in engine: LuaEngine) throws {
    self.table = table
    pool = ExpressionPool(table: table)
    lifter = Lifter(try LiftEnvironment(engine), pool)
  }

  /// Lifts one more function.
  ///
  /// - Throws: ``Refusal`` if it has to run row by row. ``isSpoilt`` says whether the functions
  ///   before it must be lifted anew.
  package mutating func add(_ function: LuaFunction, isExpression: Bool) throws {
    guard let number = lifter.environment.number(of: function) else {
      throw Refusal(reason: "the function cannot be read")
    }
    results.append(try lifter.lift(number, isExpression: isExpression))
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
