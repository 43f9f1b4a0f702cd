import Basics
import Columns

extension Assembly {
  /// Columns that everything above relies on, worked out from others where a CRM lacks them:
  /// `domain` from `website`, `first_name` and `last_name` from `full_name`.
  mutating func deriveColumns() throws {
    for entity in [Entity.accounts, .market] { try deriveDomain(entity) }
    for entity in [Entity.contacts, .leads] { try deriveNames(entity) }
  }

  private mutating func deriveDomain(_ entity: Entity) throws {
    guard let records = records[entity], records["domain"] == nil, let website = records["website"],
      let slots = TextSlots(website)
    else { return }
    let domains = try slots.mapTexts { cell in
      try? HostName.read(cell).get().registrable
    }
    try set(entity, "domain", domains, note: "from website")
    note(
      .change, entity, column: "domain", rows: domains.count - domains.missingCount,
      "there is no domain column: it was taken from website, as the name that was registered")
  }

  private mutating func deriveNames(_ entity: Entity) throws {
    guard let records = records[entity], records["first_name"] == nil, records["last_name"] == nil,
      let full = records["full_name"], let slots = TextSlots(full)
    else { return }
    try set(
      entity, "first_name", try slots.mapTexts { PersonName($0).first }, note: "from full_name")
    try set(entity, "last_name", try slots.mapTexts { PersonName($0).last }, note: "from full_name")
    note(
      .change, entity, column: "first_name", rows: full.count - full.missingCount,
      "there are no columns for first and last name: the last word of the full name is the last "
        + "name, or what stands before a comma")
  }
}

/// A full name in its two parts.
struct PersonName {
  let first: String?
  let last: String?

  init(_ full: String) {
    let halves = full.split(separator: ",", maxSplits: 1).map { Self.words($0) }
    if halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty {
      last = halves[0].joined(separator: " ")
      first = halves[1].joined(separator: " ")
      return
    }
    let words = Self.words(full[...])
    last = words.last
    first = words.count > 1 ? words.dropLast().joined(separator: " ") : nil
  }

  private static func words(_ text: Substring) -> [String] {
    text.split(separator: " ").map(String.init)
  }
}

extension TextSlots {
  /// A text column of what `body` makes of each text; nil makes the cell missing.
  func mapTexts(_ body: (String) -> String?) throws -> Column {
    let arena = TextArena()
    let views = Buffer(repeating: TextView(), count: count)
    let valid = Bitmap(count: count)
    for slot in 0..<count where isUsed(slot) {
      if slot & 0xffff == 0 { try Interruption.check() }
      guard let text = body(self.views[slot].string), !text.isEmpty else { continue }
      views.base[slot] = arena.view(text)
      valid[slot] = true
    }
    return column(views, valid, arenas: [arena])
  }
}
