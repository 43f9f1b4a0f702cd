import Basics
import Columns
import Statistics

extension Personas {
  /// What moved between two lists of people that were mapped to personas (F10).
  ///
  /// - Returns: `personas`: one row a persona (and one for none): contacts and shares `before` and
  ///   `after`, `change` of the share with Newcombe's interval; the stability index of the whole is
  ///   in the notes. `titles`: the titles whose share moved most, with the persona they are now.
  /// - Throws: where a table has no column `persona`.
  public static func drift(
    from before: Table, to after: Table, level: Double = 0.95, titles most: Int = 50
  ) throws -> (personas: FigureTable, titles: Table) {
    let (old, new) = (try counts(before, "persona"), try counts(after, "persona"))
    let names = old.order + new.order.filter { old.counts[$0] == nil }
    let rows = names.filter { $0 != nil } + (names.contains(nil) ? [nil] : [])
    func count(_ side: Counts, _ name: String?) -> Int { side.counts[name] ?? 0 }
    var columns = FigureBuilder(level: level)
    columns.text("persona", rows, "the persona; missing for people who are none")
    for (name, side, total) in [
      ("before", old, before.rowCount), ("after", new, after.rowCount),
    ] {
      columns.count(name, rows.map { count(side, $0) }, "contacts \(name)")
      columns.number(
        "share_\(name)", rows.map { ratio(Double(count(side, $0)), Double(total)) }, .share,
        "contacts / all contacts \(name)")
    }
    columns.interval(
      "change",
      try rows.map { name in
        let change = try TwoProportions.newcombe(
          wins1: count(new, name), n1: after.rowCount, wins2: count(old, name),
          n2: before.rowCount, level: level)
        return Bounded(estimate: change.difference, low: change.low, high: change.high)
      }, .share, "share_after less share_before", bounds: "Newcombe's interval")
    let index = try StabilityIndex.psi(
      expected: rows.map { Double(count(old, $0)) }, actual: rows.map { Double(count(new, $0)) })
    let said = index.map {
      "stability index \(($0 * 1000).rounded() / 1000): "
        + ($0 < 0.1 ? "hardly moved" : $0 < 0.25 ? "moved somewhat" : "moved a lot")
    }
    return (
      FigureTable(
        table: try Table(name: "persona drift", columns.columns, rowCount: rows.count),
        definitions: columns.definitions, notes: said.map { [$0] } ?? []),
      try titles(before, after, most)
    )
  }

  private struct Counts {
    var order: [String?] = []
    var counts: [String?: Int] = [:]
  }

  private static func counts(_ table: Table, _ name: String) throws -> Counts {
    let (labels, names) = try DealPeople.labels(try table.column(name))
    var numbers = [Int](repeating: 0, count: names.count + 1)
    for label in labels.elements { numbers[label < 0 ? names.count : Int(label)] += 1 }
    var counts = Counts()
    for (place, number) in numbers.enumerated() where number > 0 {
      let text = place < names.count ? names[place] : nil
      counts.order.append(text)
      counts.counts[text] = number
    }
    return counts
  }

  private static func titles(_ before: Table, _ after: Table, _ most: Int) throws -> Table {
    guard before["title"] != nil, after["title"] != nil else {
      return try Table(name: "titles", [("title", Column(texts: []))], rowCount: 0)
    }
    let (old, new) = (try counts(before, "title"), try counts(after, "title"))
    let names = (old.order + new.order.filter { old.counts[$0] == nil }).compactMap { $0 }
    func share(_ side: Counts, _ name: String, _ total: Int) -> Double {
      total == 0 ? 0 : Double(side.counts[name] ?? 0) / Double(total)
    }
    var all: [(name: String, change: Double)] = []
    for name in names {
      let change = share(new, name, after.rowCount) - share(old, name, before.rowCount)
      if change != 0 { all.append((name, change)) }
    }
    all.sort { a, b in
      let (left, right) = (a.change.magnitude, b.change.magnitude)
      return left != right ? left > right : a.name < b.name
    }
    let moved = Array(all.prefix(most))
    return try Table(
      name: "titles",
      [
        ("title", Column(texts: moved.map(\.name))),
        ("before", Column(integers: moved.map { Int64(old.counts[$0.name] ?? 0) })),
        ("after", Column(integers: moved.map { Int64(new.counts[$0.name] ?? 0) })),
        ("change", Column(numbers: moved.map(\.change))),
      ], rowCount: moved.count)
  }

  /// What changed in the definitions of personas: one row for each persona or entry of its card
  /// that came or went. Personas are told apart by their names.
  public static func changes(from old: [Persona], to new: [Persona]) throws -> Table {
    var rows: [(persona: String, heading: String, change: String, entry: String)] = []
    for persona in old where !new.contains(where: { $0.name == persona.name }) {
      rows.append((persona.name, "persona", "removed", persona.name))
    }
    for persona in new {
      guard let before = old.first(where: { $0.name == persona.name }) else {
        rows.append((persona.name, "persona", "added", persona.name))
        continue
      }
      let (then, now) = (before.entries, persona.entries)
      for (heading, entry) in then where !now.contains(where: { $0 == (heading, entry) }) {
        rows.append((persona.name, heading, "removed", entry))
      }
      for (heading, entry) in now where !then.contains(where: { $0 == (heading, entry) }) {
        rows.append((persona.name, heading, "added", entry))
      }
    }
    return try Table(
      name: "persona changes",
      [
        ("persona", Column(texts: rows.map(\.persona))),
        ("heading", Column(texts: rows.map(\.heading))),
        ("change", Column(texts: rows.map(\.change))),
        ("entry", Column(texts: rows.map(\.entry))),
      ], rowCount: rows.count)
  }
}

extension Persona {
  /// All that the definition says, entry by entry.
  fileprivate var entries: [(String, String)] {
    departments.map(\.rawValue).sorted().map { ("department", $0) }
      + seniorities.sorted().map { ("seniority", $0.rawValue) } + titles.map { ("titles", $0) }
      + (test.map { [("where", $0.text)] } ?? [])
      + card.headings.flatMap { heading in heading.entries.map { (heading.heading, $0) } }
  }
}
