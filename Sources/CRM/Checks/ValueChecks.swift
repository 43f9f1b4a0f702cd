import Basics
import Columns

/// What looks odd in the tables, column by column.
struct Checks {
  let vocabulary: Vocabulary
  let asOf: Int32
  private(set) var findings: [Finding] = []
  /// Odd values by entity and column.
  private(set) var byColumn: [Entity: [String: [String]]] = [:]

  init(_ assembly: Assembly) {
    vocabulary = assembly.vocabulary
    asOf = assembly.asOf
  }

  mutating func odd(
    _ entity: Entity, _ column: String, rows: Int, _ text: String, weight: Finding.Weight = .odd
  ) {
    byColumn[entity, default: [:]][column, default: []].append(text)
    findings.append(
      Finding(weight, entity, column: column, rows: rows, "\(entity.name).\(column): \(text)"))
  }

  mutating func add(_ finding: Finding) { findings.append(finding) }

  /// Looks at every column of a table.
  mutating func check(_ records: Records) throws {
    for name in records.table.names {
      try Interruption.check()
      guard let column = records[name] else { continue }
      let field = records.columns[name]?.field
      if column.type == .text, let slots = TextSlots(column) {
        try checkTexts(records, name, slots, field)
      } else if column.type.isNumeric, let range = field?.range {
        checkRange(records.entity, name, column, range)
      } else if column.type.isTemporal, let field {
        checkDates(records.entity, name, column, field)
      }
    }
  }

  // MARK: Texts

  private mutating func checkTexts(
    _ records: Records, _ name: String, _ slots: TextSlots, _ field: Field?
  ) throws {
    if field?.kind == .email { return try checkEmails(records.entity, name, slots) }
    if field?.kind.isTemporal != true { try checkDamage(records.entity, name, slots) }
    guard field?.kind == .category || field == nil, let spelling = Spelling(slots) else { return }
    // A column nobody knows may hold anything; only one that repeats its values is a category.
    if field == nil {
      let present = slots.rowCount - (records[name]?.missingCount ?? 0)
      if spelling.values.count > 200 || spelling.values.count * 5 > present { return }
    }
    let shows = field?.kind.mayBeShown ?? !Self.mayNamePeople(name)
    checkVariants(records.entity, name, spelling, shows)
    checkSpelling(records.entity, name, spelling, shows)
    checkKeptMarks(records.entity, name, spelling)
  }

  /// `5-Jan` and `20.maj` were ranges, codes or versions before a spreadsheet opened the file.
  private mutating func checkDamage(_ entity: Entity, _ name: String, _ slots: TextSlots) throws {
    let (_, damaged) = try slots.map(UInt8(0)) { DateWords.isSpreadsheetDamage($0) ? 1 : nil }
    if damaged.countOfSet == 0 { return }
    let present = slots.rowCount - (0..<slots.rowCount).count { slots.isMissing($0) }
    let cells = present - slots.rows(notIn: damaged).count
    if cells == 0 { return }
    odd(
      entity, name, rows: cells,
      "\(Wording.cells(cells)) with a day and a month but no year look like damage done by a "
        + "spreadsheet; kept as text", weight: .warning)
  }

  private static func mayNamePeople(_ header: String) -> Bool {
    let personal: Set<String> = [
      "name", "names", "rep", "agent", "manager", "owner", "email", "mail", "phone", "address",
      "street",
      "user", "contact", "person", "customer", "client", "employee", "ceo", "founder", "by", "ip",
      "recipient",
      "from", "to", "cc", "bcc", "gender", "sex", "ssn", "iban",
    ]
    return FoldedText.words(header.map { $0 == "_" ? " " : String($0) }.joined())
      .contains { personal.contains($0) }
  }

  private mutating func checkVariants(
    _ entity: Entity, _ name: String, _ spelling: Spelling, _ shows: Bool
  ) {
    let groups = spelling.variants
    if groups.isEmpty { return }
    let rows = groups.reduce(0) { $0 + $1.dropFirst().reduce(0) { $0 + $1.rows } }
    guard shows else {
      odd(
        entity, name, rows: rows,
        "\(Wording.counted(groups.count, "value is", "values are")) written in several ways")
      return
    }
    for group in groups.prefix(Self.examples) {
      let forms = group.map { "\"\($0.text)\" \(Wording.number($0.rows))" }.joined(separator: ", ")
      odd(
        entity, name, rows: group.dropFirst().reduce(0) { $0 + $1.rows },
        "written in several ways: \(forms)")
    }
    if groups.count > Self.examples {
      odd(
        entity, name,
        rows: groups.dropFirst(Self.examples).reduce(0) {
          $0 + $1.dropFirst().reduce(0) { $0 + $1.rows }
        },
        "\(groups.count - Self.examples) more values are written in several ways")
    }
  }

  /// How many of a kind a report names.
  private static let examples = 5

  private mutating func checkSpelling(
    _ entity: Entity, _ name: String, _ spelling: Spelling, _ shows: Bool
  ) {
    let isCountry = name.lowercased() == "country"
    let known = isCountry ? Country.all.map(\.name) : vocabulary.words[name] ?? []
    let exact = Set(known.map { FoldedText.of($0) })
    let isKnown = { (value: Spelling.Value) in
      exact.contains(value.folded) || isCountry && Country(value.text) != nil
    }
    var suspects = spelling.misspellings(unless: isKnown).map { ($0.rare, $0.meant) }
    for (value, meant) in spelling.unlike(known, unless: isKnown)
    where !suspects.contains(where: { $0.0.text == value.text }) {
      suspects.append((value, meant))
    }
    if suspects.isEmpty { return }
    guard shows else {
      odd(
        entity, name, rows: suspects.reduce(0) { $0 + $1.0.rows },
        "\(Wording.counted(suspects.count, "value looks", "values look")) misspelt")
      return
    }
    for (value, meant) in suspects.prefix(Self.examples) {
      odd(
        entity, name, rows: value.rows,
        "\"\(value.text)\" \(Wording.number(value.rows)): is it \"\(meant)\"?")
    }
    if suspects.count > Self.examples {
      odd(
        entity, name, rows: suspects.dropFirst(Self.examples).reduce(0) { $0 + $1.0.rows },
        "\(suspects.count - Self.examples) more values look misspelt")
    }
  }

  private mutating func checkKeptMarks(_ entity: Entity, _ name: String, _ spelling: Spelling) {
    let kept = Set(vocabulary.missing["kept"] ?? [])
    for value in spelling.values where kept.contains(value.text.lowercased()) {
      odd(
        entity, name, rows: value.rows,
        "\"\(value.text)\" \(Wording.number(value.rows)): may mean that there is no value; it was kept"
      )
    }
  }

  private mutating func checkEmails(_ entity: Entity, _ name: String, _ slots: TextSlots) throws {
    let (_, valid) = try slots.map(UInt8(0)) { Self.isAddress($0) ? 1 : nil }
    let (count, _) = slots.rows(notIn: valid)
    if count > 0 {
      odd(
        entity, name, rows: count,
        "\(Wording.cells(count)) \(count == 1 ? "is" : "are") no e-mail address")
    }
  }

  /// One `@` with something before it and a dot inside what follows, no blanks.
  private static func isAddress(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let at = cell.firstIndex(of: UInt8(ascii: "@")), at > 0,
      cell.lastIndex(of: UInt8(ascii: "@")) == at, !cell.contains(0x20)
    else { return false }
    let domain = cell[(at + 1)...]
    guard let dot = domain.lastIndex(of: UInt8(ascii: ".")) else { return false }
    return dot > at + 1 && dot < cell.count - 1
  }

  // MARK: Numbers and dates

  private mutating func checkRange(
    _ entity: Entity, _ name: String, _ column: Column, _ range: ClosedRange<Double>
  ) {
    guard let cells = NumberCells(column) else { return }
    let counts = RowCounts.sum(column.count, ThreeCounts.zero) { rows, counts in
      for row in rows {
        guard let value = cells[row] else { continue }
        if value < range.lowerBound {
          counts.first += 1
        } else if !(value <= range.upperBound) {
          counts.second += 1
        }
      }
    }
    let (below, above) = (counts.first, counts.second)
    if below > 0 {
      odd(
        entity, name, rows: below,
        "\(Wording.cells(below)) below \(Wording.number(range.lowerBound))")
    }
    if above > 0 {
      odd(
        entity, name, rows: above,
        "\(Wording.cells(above)) above \(Wording.number(range.upperBound))")
    }
  }

  /// Days on which nothing that is over can lie.
  private static let planned: Set<String> = ["closed", "end", "start"]

  private mutating func checkDates(
    _ entity: Entity, _ name: String, _ column: Column, _ field: Field
  ) {
    guard let days = DayCells(column) else { return }
    let first = Int32(Calendar.days(year: 1950, month: 1, day: 1))
    let isPlanned = Self.planned.contains(name)
    let last = isPlanned ? asOf &+ 36_525 : asOf
    let counts = RowCounts.sum(column.count, ThreeCounts.zero) { rows, counts in
      for row in rows {
        guard let day = days[row] else { continue }
        if day < first { counts.first += 1 } else if day > last { counts.second += 1 }
      }
    }
    let (early, late) = (counts.first, counts.second)
    if early > 0 { odd(entity, name, rows: early, "\(Wording.cells(early)) before 1950") }
    if late > 0 {
      let when =
        isPlanned
        ? "in a hundred years" : "the day the data is looked at (\(Calendar.text(days: asOf)))"
      odd(entity, name, rows: late, "\(Wording.cells(late)) after \(when)")
    }
  }
}
