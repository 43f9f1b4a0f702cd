import Basics
import Columns
import LuaHost

/// Conditions that were lifted together, evaluated in one pass.
struct LiftedTests {
  private let results: [RowTestResult]
  /// For each condition the first row that Lua has to decide about, if there is one.
  private let bails: [Int?]

  /// - Returns: nil if the conditions cannot be evaluated by columns after all.
  init?(_ program: RowProgram) throws {
    let pool = program.pool
    var outputs: [ExpressionOutput] = []
    for result in program.results {
      let value = result.value
      let isFalse = pool.or(value.missing, pool.subtract(value.boolean, value.truth))
      outputs.append(.bits(pool.not(isFalse)))
      outputs.append(.bits(pool.and(isFalse, result.missingRead)))
      outputs.append(.firstRow(result.bail))
    }
    if program.isSpoilt { return nil }
    guard let all = try ExpressionPlan(pool, outputs).run() else { return nil }
    var results: [RowTestResult] = []
    var bails: [Int?] = []
    for index in program.results.indices {
      guard case .bits(let passed) = all[3 * index], case .bits(let unknown) = all[3 * index + 1],
        case .firstRow(let bail) = all[3 * index + 2]
      else { return nil }
      results.append(RowTestResult(passed: passed, unknown: unknown))
      bails.append(bail)
    }
    self.results = results
    self.bails = bails
  }

  /// What a condition gave, or the row that Lua has to decide about first.
  subscript(index: Int) -> (result: RowTestResult, bail: Int?) { (results[index], bails[index]) }
}
