import Basics
import Columns

extension Destination {
  /// Reads a destination from its text.
  ///
  /// A line is empty, a comment (`# …`), or `key: value`:
  ///
  ///     name: my_platform
  ///     title: My platform's list
  ///     rows: people                       (people, companies or any)
  ///     platform: plain                    (whose rules the columns follow)
  ///     checked: 2026-11-21
  ///     source: where the rules are written (repeatable, like unconfirmed and note)
  ///     limit rows: 100000                 (also limit bytes, least rows, least matched, advised rows)
  ///     below: warn                        (or refuse: what happens under least rows)
  ///     header: yes                        (or no)
  ///     needs: Email or First Name + Zip
  ///     same: Email                        (what makes two rows one; match: what makes one matchable)
  ///     each: Email                        (further values become further lines)
  ///     consent: ads                       (none, opt_out, ads or google)
  ///     column: Email | from email* | as email | hash
  ///     column: Zip | from zip | as zip | optional
  ///     column: Type | constant contact
  ///
  /// A column's parts after its header: `from` columns of the table in order of preference, `as` a
  /// field (of another platform: `as meta.fn`), `hash`, `optional`, `advised`, `max` characters,
  /// `constant` text.
  ///
  /// - Parameter place: What messages call the text, such as its file name.
  /// - Throws: ``Problem`` with the line and what would have been understood.
  public static func parse(_ text: String, place: String = "destination") throws -> Destination {
    var parser = DestinationParser(place: place)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      try parser.read(trimmed(line), line: index + 1)
    }
    return try parser.finish()
  }
}

private func trimmed(_ text: Substring) -> String {
  var text = text
  while let first = text.first, first.isWhitespace { text.removeFirst() }
  while let last = text.last, last.isWhitespace { text.removeLast() }
  return String(text)
}

private struct DestinationParser {
  let place: String
  var destination = Destination(
    name: "", title: "", subject: .any, platform: .plain, checked: "")
  var line = 0
  var columnLines: [(line: Int, text: String)] = []
  var given: Set<String> = []

  static let once = [
    "name", "title", "rows", "platform", "checked", "header", "limit rows", "limit bytes",
    "least rows", "least matched", "advised rows", "below", "file name", "needs", "match", "same",
    "each", "consent", "columns",
  ]
  static let repeated = ["source", "unconfirmed", "note", "line", "column"]

  init(place: String) { self.place = place }

  func failed(_ message: String, _ hints: [String] = []) -> Problem {
    Problem(.data, "\(place):\(line): \(message)", hints: hints)
  }

  mutating func read(_ text: String, line: Int) throws {
    self.line = line
    if text.isEmpty || text.hasPrefix("#") { return }
    guard let colon = text.firstIndex(of: ":") else {
      throw failed(
        "no \"key: value\"", ["keys: " + (Self.once + Self.repeated).joined(separator: ", ")])
    }
    let key = trimmed(text[..<colon])
    let value = trimmed(text[text.index(after: colon)...])
    guard Self.once.contains(key) || Self.repeated.contains(key) else {
      throw Problem.unknown("key", key, known: Self.once + Self.repeated, kind: .data)
        .at("\(place):\(line)")
    }
    if value.isEmpty { throw failed("\"\(key)\" has no value") }
    if Self.once.contains(key), !given.insert(key).inserted {
      throw failed("\"\(key)\" is given twice")
    }
    try set(key, value)
  }

  private mutating func set(_ key: String, _ value: String) throws {
    switch key {
    case "name":
      guard value.utf8.allSatisfy({ ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 95 })
      else { throw failed("a name has small letters, digits and _ only") }
      destination.name = value
    case "title": destination.title = value
    case "rows":
      destination.subject = try choice(
        value, Destination.Subject.init, ["people", "companies", "any"])
    case "platform":
      destination.platform = try choice(value, Platform.init, Platform.allCases.map(\.rawValue))
    case "checked":
      guard isDay(value) else { throw failed("\"checked\" is no day such as 2026-11-21") }
      destination.checked = value
    case "header": destination.hasHeader = try choice(value, Self.yesNo, ["yes", "no"])
    case "limit rows": destination.rowLimit = try number(value)
    case "limit bytes": destination.byteLimit = try number(value)
    case "least rows": destination.leastRows = try number(value)
    case "least matched": destination.leastMatched = try number(value)
    case "advised rows": destination.advisedRows = try number(value)
    case "below":
      destination.refusesBelow = try choice(
        value, { $0 == "refuse" ? true : $0 == "warn" ? false : nil }, ["warn", "refuse"])
    case "file name":
      destination.fileNameWithoutSpaces = try choice(
        value, { $0 == "no spaces" ? true : nil }, ["no spaces"])
    case "needs": destination.needs = alternatives(value)
    case "match": destination.match = alternatives(value)
    case "same": destination.same = alternatives(value)
    case "each": destination.each = value
    case "consent":
      destination.consent = try choice(
        value, Destination.ConsentRule.init, ["none", "opt_out", "ads", "google"])
    case "columns":
      destination.takesAllColumns = try choice(value, { $0 == "all" ? true : nil }, ["all"])
    case "source": destination.sources.append(value)
    case "unconfirmed": destination.unconfirmed.append(value)
    case "note": destination.notes.append(value)
    case "line": destination.preamble.append(value)
    default: columnLines.append((line, value))
    }
  }

  private static func yesNo(_ value: String) -> Bool? {
    value == "yes" ? true : value == "no" ? false : nil
  }

  private func choice<Choice>(
    _ value: String, _ make: (String) -> Choice?, _ known: [String]
  ) throws -> Choice {
    guard let choice = make(value) else {
      throw Problem.unknown("choice", value, known: known, kind: .data).at("\(place):\(line)")
    }
    return choice
  }

  private func number(_ value: String) throws -> Int {
    guard let number = Int(value), number > 0 else { throw failed("not a whole number above 0") }
    return number
  }

  private func isDay(_ value: String) -> Bool {
    let parts = value.split(separator: "-").compactMap { Int($0) }
    guard value.utf8.count == 10, parts.count == 3, parts[1] >= 1, parts[1] <= 12 else {
      return false
    }
    return parts[2] >= 1 && parts[2] <= Calendar.daysIn(month: parts[1], year: parts[0])
  }

  private func alternatives(_ value: String) -> Destination.Alternatives {
    split(value, " or ").map { split($0, " + ") }
  }

  private func split(_ text: String, _ separator: String) -> [String] {
    text.split(separator: separator).map { trimmed($0) }.filter { !$0.isEmpty }
  }

  mutating func finish() throws -> Destination {
    // Columns come last: their rules follow the platform, wherever it was named.
    for (line, text) in columnLines {
      self.line = line
      destination.columns.append(try column(text))
    }
    for (key, value) in [
      ("name", destination.name), ("title", destination.title), ("checked", destination.checked),
    ]
    where value.isEmpty { throw Problem(.data, "\(place): no \"\(key)\"") }
    if destination.columns.isEmpty != destination.takesAllColumns {
      throw Problem(
        .data, "\(place): give either \"column\" lines or \"columns: all\"")
    }
    if destination.match.isEmpty { destination.match = destination.needs }
    for (key, wanted) in [
      ("needs", destination.needs), ("match", destination.match), ("same", destination.same),
      ("each", destination.each.map { [[$0]] } ?? []),
    ] {
      for header in wanted.joined() where !destination.headers.contains(header) {
        throw Problem.unknown("column", header, known: destination.headers, kind: .data)
          .at("\(place): \(key)")
      }
    }
    return destination
  }

  private func column(_ text: String) throws -> Destination.Column {
    var parts = text.split(separator: "|").map { trimmed($0) }
    guard !parts.isEmpty, !parts[0].isEmpty else { throw failed("a column without a header") }
    // Without a field of a platform a column is plain text.
    var column = Destination.Column(header: parts.removeFirst(), platform: .plain)
    for part in parts {
      let space = part.firstIndex(of: " ") ?? part.endIndex
      let rest = trimmed(part[space...])
      switch String(part[..<space]) {
      case "from" where !rest.isEmpty: column.sources = split(rest, ",")
      case "as" where !rest.isEmpty: try setField(&column, rest)
      case "hash" where rest.isEmpty: column.isHashed = true
      case "optional" where rest.isEmpty: column.isOptional = true
      case "advised" where rest.isEmpty: column.isAdvised = true
      case "max" where !rest.isEmpty: column.limit = try number(rest)
      case "constant" where !rest.isEmpty: column.constant = rest
      default:
        throw failed(
          "column \"\(column.header)\": cannot read \"\(part)\"",
          ["parts: from COLUMN, …; as FIELD; hash; optional; advised; max N; constant TEXT"])
      }
    }
    if column.isHashed && column.platform == .plain {
      throw failed("column \"\(column.header)\": the platform \"plain\" has no rules for hashing")
    }
    if column.isHashed && !Normaliser.isHashed(column.platform, column.field) {
      throw failed(
        "column \"\(column.header)\": \(column.platform.rawValue) does not hash this field")
    }
    if column.constant != nil && !column.sources.isEmpty {
      throw failed("column \"\(column.header)\": \"constant\" and \"from\" exclude each other")
    }
    return column
  }

  private func setField(_ column: inout Destination.Column, _ text: String) throws {
    let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
    column.platform = destination.platform
    if parts.count == 2 {
      column.platform = try choice(parts[0], Platform.init, Platform.allCases.map(\.rawValue))
    }
    column.field = try choice(parts[parts.count - 1], Field.init, Field.allCases.map(\.rawValue))
    guard Normaliser.isUsed(column.platform, column.field) else {
      throw failed(
        "column \"\(column.header)\": \(column.platform.rawValue) has no rule for \"\(column.field.rawValue)\""
      )
    }
  }
}
