import Basics
import Columns
import Statistics

extension Derivation {
  /// Derives whom to sell to from deals and what became of them.
  ///
  /// Traits are columns of accounts (and, if asked for by name, of deals), and what accounts did in
  /// the 90 days before a deal was created (`touches_90d`). Columns that tell the outcome, or are
  /// only learnt about customers, are left out.
  ///
  /// - Throws: a ``Problem`` where tables or columns are not there, or there are too few rows.
  public static func derive(
    _ history: CustomerHistory, goal: DerivationGoal = .winRate,
    options: DerivationOptions = DerivationOptions(), progress: Progress? = nil
  ) throws -> DerivedProfile {
    let evidence: Evidence
    switch goal {
    case .lifetimeValue, .retention: evidence = try customers(history, goal, options)
    default: evidence = try deals(history, goal, options)
    }
    return try derive(evidence, options, progress: progress)
  }

  /// Derives from one table, whose rows are customers, leads or accounts.
  ///
  /// - Parameters:
  ///   - outcome: What is good to have, or what to look for: the rows it holds for. Rows where it is
  ///     unknown are left out.
  ///   - value: Instead of the outcome: a value of each row, true/false as a rate, a number as a mean.
  ///   - date: The column of days by which rows are held out; nil for folds.
  public static func derive(
    _ table: Table, outcome: (any RowTest)?, value: (any RowValue)? = nil, date: String? = nil,
    options: DerivationOptions = DerivationOptions(), progress: Progress? = nil
  ) throws -> DerivedProfile {
    var rows: Bitmap
    var values = Buffer<Double>(count: table.rowCount)
    var isRate = true
    var read: Set<String> = []
    if let outcome {
      let result = try outcome.evaluate(on: table)
      rows = result.unknown.inverted()
      result.passed.forEachSet { values.base[$0] = 1 }
      for row in 0..<table.rowCount where !result.passed[row] { values.base[row] = 0 }
      read = Set(outcome.columnNames ?? [])
      if read.isEmpty { read = mentioned(outcome.text, table.names) }
    } else if let value {
      let column = try value.column(on: table)
      isRate = column.type == .boolean
      values = try numbers(column, what: value.text)
      rows = Bitmap(count: table.rowCount) { !values.base[$0].isNaN }
      read = mentioned(value.text, table.names)
    } else {
      throw Problem(
        .script, "derive: say what is good: outcome = \"churn == 'Yes'\", or goal = a row function")
    }
    if let date { read.insert(date) }
    let choice = try TraitChoice.choose(
      from: table, asked: options.traits, outcomes: read, isAccount: false)
    var evidence = Evidence(
      noun: "rows", goal: outcome?.text ?? value?.text ?? "", columns: choice.columns,
      target: SearchTarget(won: rows), values: values, groups: nil, days: nil, deals: nil,
      population: table, notes: choice.notes)
    if let date {
      let column = try table.column(date)
      guard column.type.isTemporal else {
        throw Problem(.data, "derive: \(date) is \(column.type.rawValue), not a date")
      }
      evidence.days = column.days()
    }
    let left = table.rowCount - rows.countOfSet
    if left > 0 {
      evidence.notes.append(
        Wording.counted(left, "row has", "rows have") + " no outcome: left out")
    }
    return try derive(
      kept(evidence, rows, values, isRate: isRate), options, progress: progress)
  }

  /// The evidence of some rows, with the target made from their values.
  static func kept(
    _ evidence: Evidence, _ rows: Bitmap, _ values: Buffer<Double>, isRate: Bool
  ) -> Evidence {
    var all = evidence
    // A rate's target is made of rows; filtering takes both along.
    all.values = values
    all.target = SearchTarget(won: Bitmap(count: rows.count))
    var result = all.filtered(rows)
    if isRate {
      result.target = SearchTarget(
        won: Bitmap(count: result.values.count) { result.values.base[$0] == 1 })
    } else {
      result.target = SearchTarget(values: Evidence.capped(result.values))
    }
    return result
  }

  /// Columns whose names an expression holds as words: they may tell the outcome.
  static func mentioned(_ text: String, _ names: [String]) -> Set<String> {
    let isPart = { (byte: UInt8) in
      byte == 0x5f || (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
    }
    let bytes = Array(text.utf8)
    return Set(
      names.filter { name in
        let wanted = Array(name.utf8)
        guard !wanted.isEmpty, wanted.count <= bytes.count else { return false }
        for start in 0...bytes.count - wanted.count
        where Array(bytes[start..<start + wanted.count]) == wanted {
          let before = start > 0 ? bytes[start - 1] : 0x20
          let end = start + wanted.count
          let after = end < bytes.count ? bytes[end] : 0x20
          if !isPart(before) && !isPart(after) { return true }
        }
        return false
      })
  }

  static func numbers(_ column: Column, what: String) throws -> Buffer<Double> {
    if case .boolean(let flags) = column.storage {
      let result = Buffer<Double>(count: column.count)
      for row in 0..<column.count {
        result.base[row] = column.isMissing(row) ? .nan : Double(flags.base[row])
      }
      return result
    }
    guard column.type.isNumeric || column.missingCount == column.count else {
      throw Problem(
        .script,
        "derive: the goal \(what) gives \(column.type.rawValue), not a number or true/false")
    }
    return column.finiteDoubles()
  }
}
