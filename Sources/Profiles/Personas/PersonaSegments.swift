import Basics
import Columns
import Statistics

extension Personas {
  /// How common each persona is in each segment of accounts, and how often deals are won where it
  /// was known at their start (F7).
  ///
  /// One row a segment and persona: the keys, `persona`, `contacts`, `share` of the segment's
  /// mapped contacts, `accounts` with such a contact, closed `deals`, `won`, `win_rate` with
  /// Wilson's interval. `accounts` is only of accounts given.
  ///
  /// - Parameters:
  ///   - people: With `persona`, as ``map(_:_:rules:)`` gives them.
  ///   - keys: What divides the accounts; none: all of them together.
  public static func prevalence(
    _ people: Table, _ deals: Table, accounts: Table, by keys: [CohortKey], asOf: Int32,
    level: Double = 0.95
  ) throws -> FigureTable {
    let cells = try PersonaSegments(people, deals, accounts, keys, asOf: asOf)
    let confidence = try Confidence(level)
    let rows = cells.order
    var columns = FigureBuilder(level: level)
    columns.text("persona", rows.map { cells.personas[$0.persona] }, "the persona")
    columns.count("contacts", rows.map { cells[$0].contacts }, "contacts of the persona")
    columns.interval(
      "share",
      try rows.map {
        Bounded(
          try Proportion.wilson(
            wins: cells[$0].contacts, n: cells.mapped[$0.segment], at: confidence))
      }, .share, "contacts / contacts of the segment that are a persona",
      bounds: "Wilson's score interval")
    columns.count("accounts", rows.map { cells[$0].accounts }, "accounts with such a contact")
    columns.count(
      "deals", rows.map { cells[$0].tally.deals }, "closed deals at whose start one was known")
    columns.count("won", rows.map { cells[$0].tally.won }, "won ones of them")
    columns.interval(
      "win_rate",
      try rows.map {
        Bounded(
          try Proportion.wilson(
            wins: cells[$0].tally.won, n: cells[$0].tally.deals, at: confidence))
      }, .share, "won / deals", bounds: "Wilson's score interval")
    let segments = Buffer(rows.map { UInt32(truncatingIfNeeded: $0.segment) })
    let keyed = cells.keys.map { (name: $0.name, column: $0.column.take(segments)) }
    return FigureTable(
      table: try Table(name: "personas", keyed + columns.columns, rowCount: rows.count),
      definitions: columns.definitions, notes: cells.notes)
  }

  /// Whether one persona buys alike in all segments of companies (F11). Where it does not, the
  /// persona alone says little: the company does.
  ///
  /// One row a persona: closed `deals` at whose start one was known, `win_rate` with Wilson's
  /// interval, `segments` with such deals, the segments of the `lowest` and `highest` rate among
  /// those with at least `least` deals, with their rates, `spread` between them, `p` (chi-square of
  /// won and lost by segment), `q` and `verdict`.
  public static func spread(
    _ people: Table, _ deals: Table, accounts: Table, by keys: [CohortKey], asOf: Int32,
    least: Int = 10, level: Double = 0.95
  ) throws -> FigureTable {
    let cells = try PersonaSegments(people, deals, accounts, keys, asOf: asOf)
    let confidence = try Confidence(level)
    let spreads = try cells.personas.indices.map { try PersonaSpread($0, cells, least: least) }
    let q = try Multiplicity.benjaminiHochberg(spreads.map(\.p))
    var columns = FigureBuilder(level: level)
    columns.text("persona", cells.personas, "the persona")
    columns.count("deals", spreads.map(\.all.deals), "closed deals at whose start one was known")
    columns.interval(
      "win_rate",
      try spreads.map {
        Bounded(try Proportion.wilson(wins: $0.all.won, n: $0.all.deals, at: confidence))
      }, .share, "won / deals", bounds: "Wilson's score interval")
    columns.count("segments", spreads.map(\.segments), "segments with such deals")
    for (name, choose) in [
      ("lowest", { (spread: PersonaSpread) in spread.lowest }), ("highest", { $0.highest }),
    ] as [(String, (PersonaSpread) -> (name: String, rate: Double)?)] {
      columns.text(name, spreads.map { choose($0)?.name }, "segment of the \(name) win rate")
      columns.number("\(name)_rate", spreads.map { choose($0)?.rate }, .share, "its win rate")
    }
    columns.number("spread", spreads.map(\.spread), .share, "highest_rate less lowest_rate")
    columns.number("p", spreads.map(\.p), .ratio, "chi-square test of won and lost by segment")
    columns.number("q", q, .ratio, "p corrected for all personas (Benjamini and Hochberg)")
    columns.text(
      "verdict",
      q.map {
        guard let q = $0 else { return "too few deals to tell" }
        return q <= 0.1
          ? "buys differently by segment: the persona alone says little" : "no difference shown"
      }, "what q says at a false discovery rate of 10 %")
    return FigureTable(
      table: try Table(name: "spread", columns.columns, rowCount: spreads.count),
      definitions: columns.definitions, notes: cells.notes)
  }
}

/// Personas by segment of accounts, with what became of deals.
struct PersonaSegments {
  struct Place: Hashable { var segment, persona: Int }
  struct Cell {
    var contacts = 0, accounts = 0
    var tally = Personas.Tally()
  }

  let personas: [String]
  /// One row a segment.
  let keys: [(name: String, column: Column)]
  private(set) var cells: [Place: Cell] = [:]
  /// Contacts that are a persona, by segment.
  private(set) var mapped: [Int]
  /// Segments in the order of their keys, personas in that of their names.
  private(set) var order: [Place] = []
  let segmentOrder: [Int]
  let notes: [String]

  subscript(place: Place) -> Cell { cells[place] ?? Cell() }

  init(
    _ people: Table, _ deals: Table, _ accounts: Table, _ keys: [CohortKey], asOf: Int32
  ) throws {
    guard let column = people["persona"] else {
      throw Problem(
        .script, "\(people.name) has no column persona",
        hints: ["map the people first: personas.map(crm.contacts, { … })"])
    }
    let keyed = try AccountedRows(accounts, accounts: nil).columns(keys)
    let grouping = try accounts.grouping(by: keyed.map(\.column))
    self.keys = zip(keyed, grouping.keyColumns()).map { (name: $0.name, column: $1) }
    let (labels, names) = try DealPeople.labels(column)
    let known = try DealPeople(people, deals, accounts, asOf: asOf)
    let groupOf = grouping.groupOf
    mapped = [Int](repeating: 0, count: grouping.groupCount)
    var seen: Set<UInt64> = []
    for row in 0..<people.rowCount where labels.base[row] >= 0 {
      let account = known.accountOfContact.base[row]
      if account < 0 { continue }
      let place = Place(
        segment: Int(groupOf.base[Int(account)]), persona: Int(labels.base[row]))
      cells[place, default: Cell()].contacts += 1
      mapped[place.segment] += 1
      if seen.insert(UInt64(place.persona) << 32 | UInt64(account)).inserted {
        cells[place, default: Cell()].accounts += 1
      }
    }
    var cells = cells
    known.forEachClosed(labels: labels, count: names.count) { isWon, account, found in
      let segment = Int(groupOf.base[account])
      for persona in found {
        cells[Place(segment: segment, persona: persona), default: Cell()].tally.add(isWon)
      }
    }
    self.cells = cells
    personas = names
    let table = try Table(
      self.keys + [
        ("number", Column(integers: (0..<grouping.groupCount).map { Int64($0) }))
      ], rowCount: grouping.groupCount)
    let sorted = try table.sorted(by: self.keys.map { SortKey(column: $0.name) })
    segmentOrder = (0..<sorted.rowCount).compactMap {
      sorted["number"]?.double($0).map { Int($0) }
    }
    for segment in segmentOrder {
      for persona in names.indices {
        let place = Place(segment: segment, persona: persona)
        if cells[place] != nil { order.append(place) }
      }
    }
    var notes = known.notes
    if !accounts.names.contains(where: { $0.hasSuffix("fit") || $0.hasSuffix("tier") }) {
      notes.append(PersonaMap.withoutICP)
    }
    self.notes = notes
  }

  /// How a segment is called: its keys.
  func name(_ segment: Int) -> String {
    keys.map { key -> String in
      switch key.column[segment] {
      case .missing: "unknown"
      case .text(let text): text
      case .integer(let number): "\(number)"
      case .number(let number): "\(number)"
      case .boolean(let flag): "\(flag)"
      case .date(let days): Calendar.text(days: days)
      case .timestamp(let micros): Calendar.text(days: Int32(clamping: Calendar.split(micros).days))
      }
    }.joined(separator: ", ")
  }
}

/// How differently one persona buys in different segments.
struct PersonaSpread {
  private(set) var all = Personas.Tally()
  private(set) var segments = 0
  private(set) var lowest, highest: (name: String, rate: Double)?
  private(set) var p: Double?

  var spread: Double? {
    guard let lowest, let highest else { return nil }
    return highest.rate - lowest.rate
  }

  init(_ persona: Int, _ cells: PersonaSegments, least: Int) throws {
    var counts: [[Double]] = []
    for segment in cells.segmentOrder {
      let tally = cells[PersonaSegments.Place(segment: segment, persona: persona)].tally
      guard tally.deals > 0 else { continue }
      segments += 1
      all.won += tally.won
      all.lost += tally.lost
      counts.append([Double(tally.won), Double(tally.lost)])
      guard tally.deals >= least else { continue }
      let rate = Double(tally.won) / Double(tally.deals)
      if lowest.map({ rate < $0.rate }) ?? true { lowest = (cells.name(segment), rate) }
      if highest.map({ rate > $0.rate }) ?? true { highest = (cells.name(segment), rate) }
    }
    p = try ChiSquareTest(table: counts).p
  }
}
