import Basics
import Columns

/// The persona of each kind of contact, and the kind of each contact.
struct PersonaOutcomes: Sendable {
  struct Kind: Sendable {
    var persona: Int?
    var confidence: Double?
    var why: String?
    var department: Department?
    var seniority: Seniority?
    var title: TextView?
  }

  let kinds: [Kind]
  let kindOf: Buffer<UInt32>

  func map(_ contacts: Table, _ positions: Positions, _ names: [String]) throws -> PersonaMap {
    let confidence = kinds.map { $0.confidence.map { ($0 * 100).rounded() / 100 } }
    let columns: [(name: String, column: Column)] = [
      ("persona", dealt(kinds.map { $0.persona.map { names[$0] } })),
      ("persona_confidence", Column(numbers: confidence).take(kindOf)),
      ("persona_why", dealt(kinds.map(\.why))),
      ("department_found", dealt(kinds.map { $0.department?.rawValue })),
      ("seniority_found", dealt(kinds.map { $0.seniority?.rawValue })),
    ]
    let contactsOf = contactsOfKinds()
    let counts = counts(names, contactsOf)
    return PersonaMap(
      table: try contacts.with(columns), unmapped: try unmapped(contactsOf), counts: counts,
      isWithinICP: false, notes: notes(counts, positions, contacts), outcomes: self)
  }

  /// How many contacts each kind has.
  func contactsOfKinds() -> [Int] {
    var contacts = [Int](repeating: 0, count: kinds.count)
    for kind in kindOf.elements { contacts[Int(kind)] += 1 }
    return contacts
  }

  func counts(_ names: [String], _ contactsOf: [Int]) -> [(persona: String?, contacts: Int)] {
    var counts = names.map { (persona: Optional($0), contacts: 0) } + [(persona: nil, contacts: 0)]
    for (kind, number) in zip(kinds, contactsOf) {
      counts[kind.persona ?? names.count].contacts += number
    }
    return counts
  }

  private func dealt(_ texts: [String?]) -> Column { Column(texts: texts).take(kindOf) }

  /// One row a title, whatever other columns its contacts differ in.
  func unmapped(_ contactsOf: [Int]) throws -> Table {
    var order: [String?] = []
    var entries: [String?: (contacts: Int, kind: Kind)] = [:]
    for (kind, number) in zip(kinds, contactsOf) where kind.persona == nil && number > 0 {
      let title = kind.title?.string
      if entries[title] == nil { order.append(title) }
      entries[title, default: (0, kind)].contacts += number
    }
    let rows = order.map { (title: $0, entry: entries[$0]) }.sorted { a, b in
      let (left, right) = (a.entry?.contacts ?? 0, b.entry?.contacts ?? 0)
      return left != right ? left > right : (a.title ?? "") < (b.title ?? "")
    }
    return try Table(
      name: "unmapped titles",
      [
        ("title", Column(texts: rows.map(\.title))),
        ("contacts", Column(integers: rows.map { Int64($0.entry?.contacts ?? 0) })),
        ("department", Column(texts: rows.map { $0.entry?.kind.department?.rawValue })),
        ("seniority", Column(texts: rows.map { $0.entry?.kind.seniority?.rawValue })),
      ], rowCount: rows.count)
  }

  private func notes(
    _ counts: [(persona: String?, contacts: Int)], _ positions: Positions, _ contacts: Table
  ) -> [String] {
    var notes: [String] = []
    let none = counts.last?.contacts ?? 0
    if none > 0 {
      notes.append(
        "\(Wording.grouped(none)) of " + Wording.counted(contacts.rowCount, "contact", "contacts")
          + " are no persona; see the unmapped titles")
    }
    if positions.titles == nil {
      notes.append("\(contacts.name) has no column title: positions come from other columns alone")
    }
    for entry in counts.dropLast() where entry.contacts == 0 {
      notes.append("no contact is \(entry.persona ?? "")")
    }
    return notes
  }
}
