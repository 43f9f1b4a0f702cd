import Basics
import Columns

/// Puts the comparison of two definitions into tables.
struct DiffTables {
  let pairs: AccountPairs
  let sides: DiffSides
  let money: AccountMoney?
  private let old, new: [Int?]
  private let changes: [ICPDiff.Change]

  init(_ pairs: AccountPairs, _ sides: DiffSides, _ money: AccountMoney?) {
    (self.pairs, self.sides, self.money) = (pairs, sides, money)
    old = pairs.beforeRow.map { sides.before.pattern($0) }
    new = pairs.afterRow.map { sides.after.pattern($0) }
    var known: [Pair: ICPDiff.Change] = [:]
    changes = zip(old, new).map { old, new in
      let pair = Pair(old: old, new: new)
      if let change = known[pair] { return change }
      let change = sides.change(old, new)
      known[pair] = change
      return change
    }
  }

  private struct Pair: Hashable {
    var old, new: Int?
  }

  func diff() throws -> ICPDiff {
    var counts: [ICPDiff.Change: Int] = [:]
    for change in changes { counts[change, default: 0] += 1 }
    let same = counts[.same] ?? 0
    return ICPDiff(
      table: try changed(), summary: try summary(), transitions: try transitions(),
      notes: same > 0
        ? [
          "\(Wording.grouped(same)) of " + Wording.counted(changes.count, "account", "accounts")
            + " keep their tier"
        ] : [],
      counts: counts)
  }

  private func changed() throws -> Table {
    var rows = changes.indices.filter { changes[$0] != .same }
    if let money {
      rows.sort { a, b in
        let left = money.pipeline[a] + money.revenue[a]
        let right = money.pipeline[b] + money.revenue[b]
        return left != right ? left > right : a < b
      }
    }
    var reasons: [Pair: String] = [:]
    let why = rows.map { row -> String in
      guard let old = old[row], let new = new[row] else {
        return old[row] == nil ? "not in the earlier accounts" : "not in the later accounts"
      }
      let pair = Pair(old: old, new: new)
      if let reason = reasons[pair] { return reason }
      let reason = sides.why(old, new)
      reasons[pair] = reason
      return reason
    }
    let places = Buffer(rows.map { UInt32(truncatingIfNeeded: $0) })
    var columns: [(name: String, column: Column)] = []
    for name in ["account_id", "name"] {
      if let cells = try pairs.cells(name) { columns.append((name, cells.take(places))) }
    }
    let before = sides.before
    let after = sides.after
    columns += [
      ("change", Column(texts: rows.map { changes[$0].rawValue })),
      ("tier_before", Column(texts: rows.map { old[$0].map { before.tiers[$0] } })),
      ("tier_after", Column(texts: rows.map { new[$0].map { after.tiers[$0] } })),
      ("fit_before", Column(integers: rows.map { old[$0].map { Int64(before.ranges[$0].fit) } })),
      ("fit_after", Column(integers: rows.map { new[$0].map { Int64(after.ranges[$0].fit) } })),
      ("why", Column(texts: why)),
    ]
    if let money {
      columns.append(("pipeline", Column(numbers: rows.map { money.pipeline[$0] })))
      columns.append(("revenue", Column(numbers: rows.map { money.revenue[$0] })))
    }
    return try Table(name: "icp diff", columns, rowCount: rows.count)
  }

  private func summary() throws -> Table {
    let kinds = ICPDiff.Change.allCases.filter { changes.contains($0) }
    return try totals(
      "icp diff summary", [("change", kinds.map(\.rawValue))],
      groupOf: changes.map { kinds.firstIndex(of: $0) ?? 0 }, groups: kinds.count)
  }

  private func transitions() throws -> Table {
    let thens = sides.before.rule.tierNames
    let nows = sides.after.rule.tierNames
    var numbers: [Int] = []
    var numberOf: [Int: Int] = [:]
    let cells = zip(old, new).map { old, new -> Int in
      let then = old.map { sides.before.rank($0) } ?? thens.count
      let now = new.map { sides.after.rank($0) } ?? nows.count
      return then * (nows.count + 1) + now
    }
    for cell in Set(cells).sorted() {
      numberOf[cell] = numbers.count
      numbers.append(cell)
    }
    let name = { (names: [String], index: Int) in index < names.count ? names[index] : nil }
    return try totals(
      "icp diff transitions",
      [
        ("tier_before", numbers.map { name(thens, $0 / (nows.count + 1)) }),
        ("tier_after", numbers.map { name(nows, $0 % (nows.count + 1)) }),
      ], groupOf: cells.map { numberOf[$0] ?? 0 }, groups: numbers.count)
  }

  private func totals(
    _ name: String, _ keys: [(name: String, texts: [String?])], groupOf: [Int], groups: Int
  ) throws -> Table {
    var accounts = [Int64](repeating: 0, count: groups)
    var pipeline = [Double](repeating: 0, count: groups)
    var revenue = pipeline
    for (row, group) in groupOf.enumerated() {
      accounts[group] += 1
      if let money {
        pipeline[group] += money.pipeline[row]
        revenue[group] += money.revenue[row]
      }
    }
    var columns = keys.map { (name: $0.name, column: Column(texts: $0.texts)) }
    columns.append(("accounts", Column(integers: accounts)))
    if money != nil {
      columns.append(("pipeline", Column(numbers: pipeline)))
      columns.append(("revenue", Column(numbers: revenue)))
    }
    return try Table(name: name, columns, rowCount: groups)
  }
}
