import Columns
import Testing

@testable import Profiles

@Suite("ICP scores, for any weights and answers")
struct ICPPropertyTests {
  /// A random ICP over 0/1/missing columns, and a table for it.
  static func random(_ seed: Int, rows: Int) throws -> (icp: ICP, table: Table) {
    var dice = Dice(seed)
    let gates = Int.random(in: 0...2, using: &dice)
    let criteria = Int.random(in: 1...7, using: &dice)
    let columns = (0..<gates + criteria).map { index in
      (
        name: "c\(index)",
        column: Column(
          integers: (0..<rows).map { _ in
            switch Int.random(in: 0..<(index < gates ? 9 : 4), using: &dice) {
            case 0: nil
            case 1: 0
            default: 1
            }
          })
      )
    }
    let weights = (0..<criteria).map { index -> Double in
      let weight =
        seed % 2 == 0
        ? Double(Int.random(in: 1...30, using: &dice)) : Double.random(in: 0.001...9, using: &dice)
      return index > 0 && Int.random(in: 0..<5, using: &dice) == 0 ? -weight : weight
    }
    let icp = try ICP(
      name: "random",
      gates: (0..<gates).map { Gate("gate \($0)", test: Condition.flag("c\($0)")) },
      criteria: weights.enumerated().map { index, weight in
        Criterion(
          "criterion \(index)", weight: weight, category: .firmographic,
          test: Condition.flag("c\(gates + index)"))
      })
    return (icp, try Table(columns, rowCount: rows))
  }

  @Test("points in the reasons add up exactly to the fit", arguments: 0..<60)
  func pointsAddUp(seed: Int) throws {
    let (icp, table) = try Self.random(seed, rows: 80)
    let scored = try icp.score(table)
    for row in 0..<80 {
      let reasons = scored.texts("reasons")[row] ?? ""
      let fit = Int(scored.numbers("fit")[row] ?? -1)
      if reasons.hasPrefix("out: ") {
        #expect(fit == 0)
        continue
      }
      let points = reasons.split(separator: ";")[0].split(separator: ",").compactMap { part in
        Int(part.split(separator: " ").last ?? "")
      }
      #expect(points.reduce(0, +) == fit, "\(reasons)")
      let explained = try icp.explain(table, row: row)
      #expect(explained.criteria.reduce(0) { $0 + $1.points } + explained.lift == fit)
      #expect(explained.fit == fit)
    }
  }

  @Test("the range is what the unknown answers can make of it, tried one by one", arguments: 0..<60)
  func rangeByBruteForce(seed: Int) throws {
    let (icp, table) = try Self.random(seed, rows: 40)
    let scored = try icp.score(table)
    let names = table.names
    for row in 0..<40 {
      let answers = names.map { table[$0]!.double(row).map { $0 != 0 } }
      let unknown = answers.indices.filter { answers[$0] == nil }
      var (low, high) = (Int.max, Int.min)
      for assignment in 0..<(1 << unknown.count) {
        var settled = answers
        for (bit, index) in unknown.enumerated() { settled[index] = assignment >> bit & 1 == 1 }
        let fit = Self.reference(icp, settled.map { $0! })
        (low, high) = (min(low, fit), max(high, fit))
      }
      #expect(Int(scored.numbers("fit_low")[row] ?? -1) == low)
      #expect(Int(scored.numbers("fit_high")[row] ?? -1) == high)
      let fit = Int(scored.numbers("fit")[row] ?? -1)
      #expect(low <= fit && fit <= high)
      // Unknown criteria count as not met; unknown gates as passed.
      let gates = icp.gates.count
      #expect(
        fit
          == Self.reference(
            icp, answers.enumerated().map { $0.element ?? ($0.offset < gates) }))
    }
  }

  /// The definition of the fit, written down once more.
  static func reference(_ icp: ICP, _ holds: [Bool]) -> Int {
    for gate in icp.gates.indices where !holds[gate] { return 0 }
    var (sum, full) = (0.0, 0.0)
    for (index, criterion) in icp.criteria.enumerated() {
      if criterion.weight > 0 { full += criterion.weight }
      if holds[icp.gates.count + index] { sum += criterion.weight }
    }
    return Int((max(0, 100 * sum / full) + 0.5).rounded(.down))
  }

  @Test("more conditions than one word of answers holds")
  func manyConditions() throws {
    let count = 70
    let rows = 300
    var dice = Dice(5)
    let cells = (0..<count).map { _ in
      (0..<rows).map { _ -> Int64? in [0, 1, 1, nil].randomElement(using: &dice)! }
    }
    let table = try Table(
      cells.enumerated().map { ("c\($0)", Column(integers: $1)) }, rowCount: rows)
    let icp = try ICP(
      name: "wide",
      criteria: (0..<count).map {
        Criterion("c\($0)", weight: Double($0 + 1), category: .pain, test: Condition.flag("c\($0)"))
      })
    let scored = try icp.score(table)
    for row in 0..<rows {
      let holds = (0..<count).map { cells[$0][row] == 1 }
      #expect(Int(scored.numbers("fit")[row]!) == Self.reference(icp, holds))
    }
  }

  @Test("blocks of rows worked on apart give the same columns as one row at a time")
  func manyRows() throws {
    let rows = 150_000
    let (icp, table) = try Self.random(2, rows: rows)
    let scored = try icp.score(table)
    for row in stride(from: 0, to: rows, by: 977) {
      let single = try icp.score(table.slice(row..<row + 1))
      for name in ["fit", "fit_low", "fit_high", "tier", "reasons"] {
        #expect(single[name]![0] == scored[name]![row])
      }
    }
  }
}
