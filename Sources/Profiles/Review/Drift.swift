import Basics
import Columns
import Statistics

/// What moved between two sets of rows, trait by trait (I4, I8, F10): winners then and now,
/// answers of two survey waves, scores of two dates.
public enum Drift {
  /// One row a trait: the stability index (PSI) of its values, with what moved most, and whether the
  /// two differ more than chance would have them.
  ///
  /// PSI below 0.1 is called stable, to 0.25 moved, above shifted: the usual rule of scorecards
  /// (Siddiqi, "Credit Risk Scorecards", 2006). With few rows chance alone gives a large PSI; so
  /// `verdict` calls a trait moved only where the chi-square test, corrected for all traits
  /// looked at, agrees.
  ///
  /// Numbers and dates are cut at the tenths of `then`; texts of few rows go together as "(other)";
  /// missing is a value of its own; each member of a set is a yes or no of its own.
  ///
  /// - Parameter traits: Columns that both tables have; nil: all that can be compared.
  /// - Throws: where a trait is not there, or the types differ, or there is nothing to compare.
  public static func table(
    then: Table, now: Table, traits: [String]? = nil, falseDiscoveryRate: Double = 0.05
  ) throws -> FigureTable {
    let names = try traits ?? usual(then, now)
    if names.isEmpty {
      throw Problem(
        .script, "drift: the two tables have no trait in common",
        hints: ["name columns that both have: traits = { \"industry\" }"])
    }
    var lines: [Line] = []
    for name in names {
      lines += try Self.lines(name, then.column(name), now.column(name))
    }
    let q = try statistics(for: "drift") { try Multiplicity.benjaminiHochberg(lines.map(\.p)) }
    let order = lines.indices.sorted { a, b in
      let (x, y) = (lines[a].psi ?? -1, lines[b].psi ?? -1)
      return x != y ? x > y : a < b
    }
    let verdicts = lines.indices.map { index -> String in
      guard let psi = lines[index].psi else { return "nothing to compare" }
      guard let q = q[index], q <= falseDiscoveryRate else { return "not distinguishable" }
      return psi < 0.1 ? "differs a little" : psi < 0.25 ? "moved" : "shifted"
    }
    var columns = FigureBuilder(level: 0.95)
    columns.text("trait", order.map { lines[$0].name }, "the column, or the member of a set")
    columns.number(
      "psi", order.map { lines[$0].psi }, .ratio,
      "stability index: sum of (now - then) × ln(now / then) over the values' shares")
    columns.text("most", order.map { lines[$0].most }, "the value whose share moved most")
    columns.number("then", order.map { lines[$0].then }, .share, "its share then")
    columns.number("now", order.map { lines[$0].now }, .share, "its share now")
    columns.number("q_value", order.map { q[$0] }, .ratio, "chi-square p, corrected for all traits")
    columns.text("verdict", order.map { verdicts[$0] }, "what the two together say")
    return FigureTable(
      table: try Table(name: "drift", columns.columns, rowCount: lines.count),
      definitions: columns.definitions,
      notes: [
        "then \(Wording.counted(then.rowCount, "row", "rows")), now \(Wording.counted(now.rowCount, "row", "rows"))"
      ])
  }

  private struct Line {
    var name: String
    var psi: Double?
    var most: String?
    var then, now: Double?
    var p: Double?
  }

  /// Columns worth comparing: no identifiers and no texts that nearly every row has to itself.
  private static func usual(_ then: Table, _ now: Table) throws -> [String] {
    try then.names.filter { name in
      guard let a = then[name], let b = now[name], a.type == b.type, !name.hasSuffix("_id") else {
        return false
      }
      if a.missingCount == a.count && b.missingCount == b.count { return false }
      if a.type == .text {
        return try levels(a).count <= 50
      }
      return true
    }
  }

  private static func lines(_ name: String, _ then: Column, _ now: Column) throws -> [Line] {
    guard
      then.type == now.type || then.type.isNumeric && now.type.isNumeric
        || then.type.isTemporal && now.type.isTemporal
        || then.missingCount == then.count || now.missingCount == now.count
    else {
      throw Problem(
        .data, "drift: \(name) is \(then.type.rawValue) then and \(now.type.rawValue) now")
    }
    switch then.type {
    case .set:
      let (a, b) = (try members(then), try members(now))
      return try Set(a.keys).union(b.keys).sorted().compactMap { member in
        let (x, y) = (a[member] ?? 0, b[member] ?? 0)
        // Members that hardly anybody has say nothing.
        if x + y < 10 { return nil }
        return try line(
          "\(name): \(member)", ["yes", "no"], [x, then.count - x], [y, now.count - y])
      }
    case .text, .boolean:
      let (a, b) = (try levels(then), try levels(now))
      var names = Set(a.keys).union(b.keys).sorted()
      let rare = names.filter {
        (a[$0] ?? 0) + (b[$0] ?? 0) < max(5, (then.count + now.count) / 200)
      }
      if rare.count > 1 { names.removeAll { rare.contains($0) } }
      var (first, second) = (names.map { a[$0] ?? 0 }, names.map { b[$0] ?? 0 })
      if rare.count > 1 {
        names.append("(other)")
        first.append(rare.reduce(0) { $0 + (a[$1] ?? 0) })
        second.append(rare.reduce(0) { $0 + (b[$1] ?? 0) })
      }
      return [try line(name, names, first, second)]
    default:
      return [try numeric(name, then, now)]
    }
  }

  private static func numeric(_ name: String, _ then: Column, _ now: Column) throws -> Line {
    let (a, b) = (numbers(then), numbers(now))
    let sorted = a.filter { !$0.isNaN }.sorted()
    var cuts: [Double] = []
    for tenth in 1..<10 where !sorted.isEmpty {
      let cut = sorted[tenth * sorted.count / 10]
      if cut > sorted[0], cut != cuts.last { cuts.append(cut) }
    }
    let isTime = then.type.isTemporal
    let shown = { (value: Double) -> String in
      isTime ? Calendar.text(days: Int32(clamping: Int(value))) : value.written
    }
    var names = cuts.indices.map { index in
      index == 0 ? "below \(shown(cuts[0]))" : "\(shown(cuts[index - 1])) to \(shown(cuts[index]))"
    }
    names.append(cuts.isEmpty ? "all" : "from \(shown(cuts[cuts.count - 1]))")
    names.append("(missing)")
    func counts(_ values: [Double]) -> [Int] {
      var counts = [Int](repeating: 0, count: names.count)
      for value in values {
        let place = value.isNaN ? names.count - 1 : cuts.firstIndex { value < $0 } ?? cuts.count
        counts[place] += 1
      }
      return counts
    }
    return try line(name, names, counts(a), counts(b))
  }

  private static func line(
    _ name: String, _ names: [String], _ then: [Int], _ now: [Int]
  ) throws -> Line {
    try statistics(for: "drift") {
      let used = names.indices.filter { then[$0] + now[$0] > 0 }
      let (a, b) = (used.map { Double(then[$0]) }, used.map { Double(now[$0]) })
      let (sumA, sumB) = (a.reduce(0, +), b.reduce(0, +))
      guard sumA > 0, sumB > 0 else { return Line(name: name) }
      let most = used.indices.max { x, y in
        (b[x] / sumB - a[x] / sumA).magnitude < (b[y] / sumB - a[y] / sumA).magnitude
      }
      return Line(
        name: name, psi: try StabilityIndex.psi(expected: a, actual: b),
        most: most.map { names[used[$0]] }, then: most.map { a[$0] / sumA },
        now: most.map { b[$0] / sumB },
        p: used.count > 1 ? try ChiSquareTest(table: [a, b]).p : nil)
    }
  }

  private static func numbers(_ column: Column) -> [Double] {
    guard column.type.isTemporal else { return column.finiteDoubles().array }
    return column.days().array.map { $0 == Column.noDay ? .nan : Double($0) }
  }

  private static func levels(_ column: Column) throws -> [String: Int] {
    guard column.type.isText else {
      var counts: [String: Int] = [:]
      for row in 0..<column.count {
        counts[column.isMissing(row) ? "(missing)" : column[row].written, default: 0] += 1
      }
      return counts
    }
    let texts = try DistinctTexts(column)
    var counts = [Int](repeating: 0, count: texts.entries.count)
    var missing = 0
    for code in texts.codes.elements {
      if code == DistinctTexts.missing { missing += 1 } else { counts[Int(code)] += 1 }
    }
    var levels: [String: Int] = [:]
    for (code, count) in counts.enumerated() where count > 0 {
      levels[texts.entries[code].string, default: 0] += count
    }
    if missing > 0 { levels["(missing)", default: 0] += missing }
    return levels
  }

  private static func members(_ column: Column) throws -> [String: Int] {
    guard column.type.isText else { return [:] }
    var counts: [String: Int] = [:]
    for (text, count) in try levels(column) where text != "(missing)" {
      for member in text.split(separator: ";") { counts[String(member), default: 0] += count }
    }
    return counts
  }
}
