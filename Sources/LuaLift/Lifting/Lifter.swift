import Columns

/// Turns the bytecode of row functions into expressions over the columns of one table.
///
/// Walks the code forward once. What a function does under conditions is kept as the condition:
/// the *path* is the set of rows for which the current instruction is executed, and where paths
/// meet, registers become selections between what they held on each. Several functions may be
/// lifted into one pool; they share whatever they have in common.
final class Lifter {
  let environment: LiftEnvironment
  let pool: ExpressionPool
  let table: Table

  /// The rows for which the current instruction is executed.
  var path = Condition.always
  /// Rows for which Lua would raise an error, or that must be left to the interpreter.
  var bail = Condition.never
  /// Rows for which the cell that was read had no value.
  var missingRead = Condition.never
  /// Positions of the columns that were read, in order of first use.
  private(set) var columnsRead: [Int] = []

  /// Instructions that may still be walked, and calls that may still be entered.
  var steps = 20_000
  var depth = 0

  private var columns: [Int: Lifted] = [:]
  private var usedCodes: [Int: [Bool]?] = [:]
  var folds: [FoldKey: Fold] = [:]

  init(_ environment: LiftEnvironment, _ pool: ExpressionPool) {
    self.environment = environment
    self.pool = pool
    table = pool.table
  }

  /// Lifts one row function.
  ///
  /// - Throws: ``Refusal`` if it has to run row by row.
  func lift(_ function: Int32, isExpression: Bool) throws -> LiftedFunction {
    path = .always
    bail = .never
    missingRead = .never
    columnsRead = []
    steps = 20_000
    depth = 0
    let frame = try Frame(self, function, isExpression: isExpression)
    let results = try frame.run([.row])
    path = .always
    let value = results.first ?? .constant(.missing)
    var column: Int?
    for position in columnsRead where isColumn(value, position) { column = position }
    let alternatives = try alternatives(value)
    if pool.isFull { throw Refusal(reason: "it has too many conditions") }
    return LiftedFunction(
      value: alternatives, column: column, bail: bail, missingRead: missingRead,
      columnsRead: columnsRead)
  }

  private func isColumn(_ value: Lifted, _ position: Int) -> Bool {
    switch (value, columns[position]) {
    case (.coded(let a), .coded(let b)?): a === b
    case (.mixed(let a), .mixed(let b)?): a == b
    default: false
    }
  }

  // MARK: Paths

  /// Whether a row on the current path can be in `condition`.
  func isPossible(_ condition: Condition) -> Bool { pool.overlaps(condition, path) }

  /// Rows of the current path in `condition` are left to the interpreter.
  func leave(_ condition: Condition) { bail = pool.or(bail, pool.and(path, condition)) }

  // MARK: Columns

  /// The cells of a column; remembers where a missing one was read.
  func read(column: Int) -> Lifted {
    if !columnsRead.contains(column) { columnsRead.append(column) }
    let absent = pool.not(pool.present(column: column))
    missingRead = pool.or(missingRead, pool.and(path, absent))
    if let known = columns[column] { return known }
    let value = cells(column)
    columns[column] = value
    return value
  }

  /// The same without remembering what is missing.
  func readAdded(column: Int) -> Lifted {
    if !columnsRead.contains(column) { columnsRead.append(column) }
    if let known = columns[column] { return known }
    let value = cells(column)
    columns[column] = value
    return value
  }

  private func cells(_ index: Int) -> Lifted {
    let column = table.columns[index]
    let present = pool.present(column: index)
    var value = Alternatives(missing: pool.not(present))
    switch column.storage {
    case .boolean:
      value.boolean = present
      value.truth = pool.isTrue(column: index)
    case .integer:
      value.integer = present
      value.integers = pool.integers(column: index)
    case .number:
      value.number = present
      value.numbers = pool.numbers(column: index)
    case .date:
      value.date = present
      value.days = pool.integers(column: index)
    case .timestamp:
      value.timestamp = present
      value.micros = pool.integers(column: index)
    case .text:
      value.text = present
      value.texts = pool.texts(column: index)
    case .coded(_, let dictionary):
      return .coded(
        CodedValues(column: index, values: dictionary.entries.map { .text($0) } + [.missing]))
    }
    return .mixed(value)
  }

  /// Which codes occur at all, where the dictionary is large for the rows; else nil.
  func codesInUse(_ index: Int) -> [Bool]? {
    if let known = usedCodes[index] { return known }
    var used: [Bool]?
    if case .coded(let codes, let dictionary) = table.columns[index].storage,
      dictionary.count >= 64, table.rowCount <= dictionary.count * 4
    {
      var seen = [Bool](repeating: false, count: dictionary.count + 1)
      for code in codes.elements { seen[Int(code)] = true }
      used = seen
    }
    usedCodes[index] = used
    return used
  }
}

/// What a function gives for each row.
package struct LiftedFunction {
  package let value: Alternatives
  /// The column, if the value is just that.
  package let column: Int?
  /// Rows that Lua has to decide about: it raises an error there, or may.
  package let bail: Condition
  /// Rows for which a missing value was read.
  package let missingRead: Condition
  /// Positions of the columns that are read, in order of first use.
  package let columnsRead: [Int]
}

/// The state of a function where a jump leads.
struct Edge {
  var path: Condition
  var registers: [Lifted]
}
