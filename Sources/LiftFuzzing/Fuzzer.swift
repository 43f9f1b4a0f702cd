import Basics
import Columns
import LuaHost
import LuaLift

/// Runs random programs by columns and row by row, and looks for differences.
public final class Fuzzer {
  public struct Report {
    public var programs = 0
    public var lifted = 0
    /// Lifted programs with rows for which Lua raised an error.
    public var raising = 0
    /// Rows that were compared, and rows that were left to Lua.
    public var rows = 0
    public var leftRows = 0
    public var refusals: [String: Int] = [:]
    public var failures: [String] = []
    public init() {}
  }

  public private(set) var report = Report()
  private let engine: LuaEngine
  private var tables: [FuzzTable] = []
  private let seed: UInt64

  /// - Parameters:
  ///   - count: Small tables of all sizes around words.
  ///   - rows: Rows of a last, large table, to cross the seams between batches and pieces. It is
  ///     used seldom if there are others: a program takes a hundred times as long there.
  public init(seed: UInt64, tables count: Int = 24, rows: Int) throws {
    self.seed = seed
    engine = try liftEngine()
    var random = FuzzRandom(seed: seed)
    for _ in 0..<count { tables.append(try FuzzTables.make(&random)) }
    tables.append(try FuzzTables.make(&random, rows: rows))
  }

  /// Runs programs with these numbers. The same number is the same program on the same table.
  public func run(_ programs: Range<Int>) throws {
    for number in programs { try run(number) }
  }

  private func run(_ number: Int) throws {
    var random = FuzzRandom(seed: seed &* 1_000_003 &+ UInt64(number))
    let isLarge = tables.count == 1 || random.chance(1)
    let table = isLarge ? tables[tables.count - 1] : tables[random.below(tables.count - 1)]
    let (source, isExpression) = FuzzProgram.write(seed: random.next(), columns: table.columns)
    report.programs += 1
    do {
      if let text = try check(source, isExpression, table.table, random.next()) {
        report.failures.append(
          "program \(number) on \(table.table.rowCount) rows\n\(source)\n\(text)")
      }
    } catch let error as ScriptError where error.problem.kind == .script {
      report.failures.append("program \(number) does not compile\n\(source)\n\(error)")
    }
  }

  private func check(
    _ source: String, _ isExpression: Bool, _ table: Table, _ dice: UInt64
  ) throws -> String? {
    let chunk = try engine.compile(source, chunk: "=fuzz")
    var function = chunk
    if !isExpression {
      guard case .function(let inner)? = try engine.call(chunk).first else { return "no function" }
      function = inner
    }
    let byColumns: Outcomes
    do {
      byColumns = try lifted(function, isExpression: isExpression, on: table, in: engine)
    } catch let refusal as Refusal {
      report.refusals[refusal.reason, default: 0] += 1
      return nil
    }
    let right = try interpreted(function, isExpression: isExpression, on: table, in: engine)
    report.lifted += 1
    report.rows += table.rowCount
    report.leftRows += byColumns.values.reduce(0) { $0 + ($1 == .left ? 1 : 0) }
    if right.error != nil { report.raising += 1 }
    if let text = difference(right, byColumns, rowCount: table.rowCount) { return text }
    return dice % 4 == 0 ? try whole(function, isExpression, source, table) : nil
  }

  /// The same through the door that everybody uses: columns, conditions, errors.
  private func whole(
    _ function: LuaFunction, _ isExpression: Bool, _ source: String, _ table: Table
  ) throws -> String? {
    let row = RowFunction(function, isExpression: isExpression, text: "fuzz")
    let columns = (result { try row.column(on: table, mode: .lifted) },
      result { try row.column(on: table, mode: .interpreted) })
    switch columns {
    case (.success(let a), .success(let b)):
      if a.type != b.type { return "a column of \(a.type) by columns, of \(b.type) by Lua" }
      for row in 0..<table.rowCount where !same(a, b, row) { return "column, row \(row): \(a[row]) and \(b[row])" }
    case (.failure(let a), .failure(let b)):
      if a != b { return "errors differ:\n\(a)\nand\n\(b)" }
    case (.success, .failure(let error)): return "only Lua raises an error: \(error)"
    case (.failure(let error), .success): return "an error only by columns: \(error)"
    }
    let tests = (result { try RowFunction.evaluate([row, row], on: table, mode: .lifted) },
      result { try RowFunction.evaluate([row, row], on: table, mode: .interpreted) })
    switch tests {
    case (.success(let a), .success(let b)):
      for (x, y) in zip(a, b) {
        for row in 0..<table.rowCount where x.passed[row] != y.passed[row] || x.unknown[row] != y.unknown[row] {
          return "condition, row \(row)"
        }
      }
    case (.failure(let a), .failure(let b)): if a != b { return "errors of conditions differ" }
    default: return "an error of a condition on one side only"
    }
    return nil
  }

  private enum Either<Value> {
    case success(Value)
    case failure(String)
  }

  private func result<Value>(_ body: () throws -> Value) -> Either<Value> {
    do { return .success(try body()) } catch { return .failure("\(error)") }
  }

  private func same(_ a: Column, _ b: Column, _ row: Int) -> Bool {
    if a.isMissing(row) != b.isMissing(row) { return false }
    if let x = a.textView(row), let y = b.textView(row) { return x.equals(y) }
    if case .number(let x) = a[row], case .number(let y) = b[row] {
      return x.bitPattern == y.bitPattern || x.isNaN && y.isNaN
    }
    return a[row] == b[row]
  }
}
