import Basics
import Columns
import Statistics

extension Personas {
  /// Which kinds of people turn up where deals are won (F1): departments and levels of the people at
  /// the accounts given, whether or not a persona has been defined for them.
  ///
  /// One row a role: `department`, `seniority`, `title` (the commonest), `persona` (the commonest,
  /// where contacts were mapped), `contacts`, `accounts`; of the closed deals of these accounts
  /// `share_won`, the share of won ones at whose start such a person was known, with Wilson's
  /// interval, and `share_lost`; `difference` with Newcombe's interval; `p` and `q` (Benjamini and
  /// Hochberg over all roles) of won against lost; `verdict`. Ranked by the lower bound of the
  /// difference.
  ///
  /// - Parameters:
  ///   - accounts: Those of the ICP: people elsewhere do not count.
  ///   - least: Roles with fewer contacts are left out.
  public static func emerging(
    _ contacts: Table, _ deals: Table, accounts: Table, asOf: Int32, least: Int = 5,
    level: Double = 0.95, rules: TitleRules = .standard
  ) throws -> FigureTable {
    let known = try DealPeople(contacts, deals, accounts, asOf: asOf)
    let roles = try RoleLabels(contacts, known.accountOfContact, rules: rules)
    var with = [Tally](repeating: Tally(), count: roles.names.count)
    var all = Tally()
    known.forEachClosed(labels: roles.labels, count: roles.names.count) { isWon, _, found in
      all.add(isWon)
      for role in found { with[role].add(isWon) }
    }
    let kept = roles.names.indices.filter { roles.contacts[$0] >= least }
    let confidence = try Confidence(level)
    let p = try kept.map { try Tally.p(with[$0], all) }
    let q = try Multiplicity.benjaminiHochberg(p)
    let differences = try kept.map { role in
      let tally = with[role]
      let difference = try TwoProportions.newcombe(
        wins1: tally.won, n1: all.won, wins2: tally.lost, n2: all.lost, level: level)
      return Bounded(estimate: difference.difference, low: difference.low, high: difference.high)
    }
    var columns = FigureBuilder(level: level)
    columns.text("department", kept.map { roles.names[$0].department?.rawValue }, "as titles say")
    columns.text("seniority", kept.map { roles.names[$0].seniority?.rawValue }, "as titles say")
    columns.text("title", kept.map { roles.title[$0] }, "the commonest title of the role")
    columns.text("persona", kept.map { roles.persona[$0] }, "the persona most of them are")
    columns.count("contacts", kept.map { roles.contacts[$0] }, "contacts at these accounts")
    columns.count("accounts", kept.map { roles.accounts[$0] }, "accounts with such a contact")
    columns.count("won", kept.map { with[$0].won }, "won deals at whose start one was known")
    columns.interval(
      "share_won",
      try kept.map {
        Bounded(try Proportion.wilson(wins: with[$0].won, n: all.won, at: confidence))
      }, .share, "won / all won deals of these accounts", bounds: "Wilson's score interval")
    columns.number(
      "share_lost", kept.map { ratio(Double(with[$0].lost), Double(all.lost)) }, .share,
      "the same of lost deals")
    columns.interval(
      "difference", differences, .share, "share_won less share_lost", bounds: "Newcombe's interval")
    columns.number("p", p, .ratio, "chance of such a difference without a cause")
    columns.number("q", q, .ratio, "p corrected for all roles (Benjamini and Hochberg)")
    columns.text(
      "verdict",
      q.enumerated().map { index, q in
        guard let q, q <= 0.1 else { return "not distinguishable from chance" }
        return (differences[index].estimate ?? 0) > 0
          ? "more often where deals are won"
          : "more often where deals are lost"
      }, "what q says at a false discovery rate of 10 %")
    let table = try Table(name: "emerging roles", columns.columns, rowCount: kept.count)
    var notes = known.notes
    if !accounts.names.contains(where: { $0.hasSuffix("fit") || $0.hasSuffix("tier") }) {
      notes.append("\(accounts.name) were not scored by an ICP: these are roles of any company")
    }
    return FigureTable(
      table: try table.sorted(by: [
        SortKey(column: "difference.low", descending: true),
        SortKey(column: "contacts", descending: true), SortKey(column: "department"),
        SortKey(column: "seniority"),
      ]), definitions: columns.definitions, notes: notes)
  }

  /// Won and lost deals.
  struct Tally {
    var won = 0, lost = 0
    var deals: Int { won + lost }

    mutating func add(_ isWon: Bool) { if isWon { won += 1 } else { lost += 1 } }

    /// Of won against lost, with the trait and without: Fisher's exact test where a cell is
    /// expected to be below 5, else the z-test of two proportions.
    static func p(_ with: Tally, _ all: Tally) throws -> Double? {
      let without = Tally(won: all.won - with.won, lost: all.lost - with.lost)
      guard all.won > 0, all.lost > 0, with.deals > 0, without.deals > 0 else { return nil }
      let smallest =
        Double(min(all.won, all.lost)) * Double(min(with.deals, without.deals)) / Double(all.deals)
      if smallest < 5 {
        return try FisherExact.p(with.won, with.lost, without.won, without.lost)
      }
      return try TwoProportions.zTest(
        wins1: with.won, n1: all.won, wins2: with.lost, n2: all.lost
      ).p
    }
  }
}

/// Contacts by department and level, as their titles say.
struct RoleLabels {
  struct Name: Hashable {
    var department: Department?
    var seniority: Seniority?
  }

  let names: [Name]
  /// Of contacts at the accounts; -1 for others, and where the title tells neither.
  let labels: Buffer<Int32>
  let contacts, accounts: [Int]
  let title, persona: [String?]

  init(_ contacts: Table, _ accountOf: Buffer<Int32>, rules: TitleRules) throws {
    let positions = try Positions(contacts, rules: rules)
    let kinds = try ContactKinds(positions, results: [], rows: contacts.rowCount)
    var (names, numberOf) = ([Name](), [Name: Int32]())
    let kindLabels = (0..<kinds.count).map { kind -> Int32 in
      let position = positions.position(kinds.key(kind)).position
      let name = Name(department: position.department, seniority: position.seniority)
      if name.department == nil && name.seniority == nil { return -1 }
      if let number = numberOf[name] { return number }
      numberOf[name] = Int32(truncatingIfNeeded: names.count)
      names.append(name)
      return Int32(truncatingIfNeeded: names.count - 1)
    }
    labels = Buffer(count: contacts.rowCount)
    var counts = [Int](repeating: 0, count: names.count)
    var kindCounts = [Int](repeating: 0, count: kinds.count)
    var pairs: Set<UInt64> = []
    for row in 0..<contacts.rowCount {
      let kind = Int(kinds.kindOf.base[row])
      let label = accountOf.base[row] < 0 ? -1 : kindLabels[kind]
      labels.base[row] = label
      if label < 0 { continue }
      counts[Int(label)] += 1
      kindCounts[kind] += 1
      pairs.insert(UInt64(UInt32(bitPattern: label)) << 32 | UInt64(accountOf.base[row]))
    }
    var accountCounts = [Int](repeating: 0, count: names.count)
    for pair in pairs { accountCounts[Int(pair >> 32)] += 1 }
    var best = [(count: Int, title: String?)](repeating: (0, nil), count: names.count)
    for kind in 0..<kinds.count where kindLabels[kind] >= 0 {
      let title = positions.position(kinds.key(kind)).title?.string
      if title != nil, kindCounts[kind] > best[Int(kindLabels[kind])].count {
        best[Int(kindLabels[kind])] = (kindCounts[kind], title)
      }
    }
    self.names = names
    self.contacts = counts
    accounts = accountCounts
    title = best.map(\.title)
    if let column = contacts["persona"] {
      persona = try Self.commonest(column, labels, names.count)
    } else {
      persona = [String?](repeating: nil, count: names.count)
    }
  }

  private static func commonest(
    _ column: Column, _ labels: Buffer<Int32>, _ count: Int
  ) throws -> [String?] {
    let (texts, names) = try DealPeople.labels(column)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: names.count + 1), count: count)
    for row in 0..<column.count where labels.base[row] >= 0 {
      let text = texts.base[row] < 0 ? names.count : Int(texts.base[row])
      counts[Int(labels.base[row])][text] += 1
    }
    return counts.map { counts in
      guard let most = counts.max(), most > 0, let place = counts.firstIndex(of: most),
        place < names.count
      else { return nil }
      return names[place]
    }
  }
}
