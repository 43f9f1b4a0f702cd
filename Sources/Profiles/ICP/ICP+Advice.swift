import Basics
import Columns

extension ICP {
  /// The table with `look_up_next` and `step_up`: for each account the unknown value to find out
  /// next, and the smallest change that moves it up a tier; missing where there is nothing to say.
  ///
  /// They read `employees, which decides the tier (C to A)` and `in market gives fit 75, tier A`;
  /// ``explain(_:row:)`` says the same of one account.
  ///
  /// - Complexity: once for each combination of answers and missing columns, then O(rows).
  public func withAdvice(_ table: Table) throws -> Table {
    let patterns = try answers(on: table, knockouts: gates.count)
    let rule = rule
    let reads = (gates.map(\.test) + criteria.map(\.test)).map { $0.columnNames ?? [] }
    // One bit a column that conditions name; those beyond 64 are not told apart.
    var names: [String] = []
    for name in reads.flatMap({ $0 })
    where !names.contains(name) && table[name] != nil && names.count < 64 {
      names.append(name)
    }
    let columns = names.compactMap { table[$0] }
    var answersOf = [Answer](repeating: .no, count: rule.conditionCount)
    var steps = [String??](repeating: nil, count: patterns.count)
    var hasUnknown = [Bool?](repeating: nil, count: patterns.count)
    var known: [Situation: String?] = [:]
    var lookUps: [String?] = []
    var stepTexts: [String?] = []
    lookUps.reserveCapacity(table.rowCount)
    stepTexts.reserveCapacity(table.rowCount)
    for row in 0..<table.rowCount {
      if row & 0xFFFF == 0 { try Interruption.check() }
      let pattern = Int(patterns.patternOf.base[row])
      if steps[pattern] == nil {
        patterns.read(pattern, into: &answersOf)
        let isOut = rule.gates.indices.contains { answersOf[$0] == .no }
        steps[pattern] = .some(isOut ? nil : rule.step(answersOf).map(Self.text))
        hasUnknown[pattern] = !isOut && answersOf.contains(.unknown)
      }
      stepTexts.append(steps[pattern] ?? nil)
      guard hasUnknown[pattern] == true else {
        lookUps.append(nil)
        continue
      }
      var mask: UInt64 = 0
      for (bit, column) in columns.enumerated() where column.isMissing(row) { mask |= 1 << bit }
      let situation = Situation(pattern: pattern, missing: mask)
      if known[situation] == nil {
        patterns.read(pattern, into: &answersOf)
        let missing = reads.map { columns in
          columns.filter { name in
            names.firstIndex(of: name).map { mask >> UInt64($0) & 1 == 1 } ?? false
          }
        }
        known[situation] = .some(rule.lookUp(answersOf, missing: missing).map(Self.text))
      }
      lookUps.append(known[situation] ?? nil)
    }
    return try table.with([
      ("look_up_next", Column(texts: lookUps)), ("step_up", Column(texts: stepTexts)),
    ])
  }

  private struct Situation: Hashable {
    var pattern: Int
    var missing: UInt64
  }

  private static func text(_ lookUp: Explanation.LookUp) -> String {
    let what = (lookUp.columns.isEmpty ? lookUp.settles : lookUp.columns).joined(separator: ", ")
    return lookUp.decidesTier
      ? "\(what), which decides the tier (\(lookUp.worst) to \(lookUp.best))" : what
  }

  private static func text(_ step: Explanation.Step) -> String {
    var parts: [String] = []
    if !step.gained.isEmpty { parts.append(step.gained.joined(separator: " and ")) }
    if !step.shed.isEmpty { parts.append("no longer " + step.shed.joined(separator: " and ")) }
    return "\(parts.joined(separator: ", ")) gives fit \(step.fit), tier \(step.tier)"
  }
}
