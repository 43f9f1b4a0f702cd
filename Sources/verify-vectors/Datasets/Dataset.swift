import Columns
import Statistics

/// One dataset vector: files, and a sentence that says what to compute of them.
///
/// The sentences are read by their turns of phrase - columns are found by name, an outcome by a
/// column followed by one of its values - so that the same question about another column of the
/// same kind is understood too. All figures come from the catalogue.
struct Dataset {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let spec: String
  let tables: [Rows]

  init(_ inputs: StatValue, _ data: DataFolder) throws {
    guard let spec = inputs["spec"]?.text, let files = inputs["files"]?.elements else {
      throw Failure(description: "spec or files are missing")
    }
    self.spec = spec
    tables = try files.compactMap(\.text).map { try data.table($0) }
  }

  /// The result, in the shape of what is expected.
  func result(like expected: StatValue) throws -> StatValue {
    guard let names = expected.entries?.names else {
      throw Failure(description: "the expected result is no object")
    }
    if expected["groups"]?.entries != nil { return try groupRates() }
    if names.contains("groups") { return try spread() }
    if names.contains("adjusted") { return try adjustedTraits() }
    if names.contains("mann_whitney") { return try twoDurations() }
    if names.contains("start_mrr") { return try retention() }
    if names.contains("psi") { return try stability() }
    if names.contains("coef") { return try logistic() }
    if names.contains("log_rank") { return try survival() }
    if names.contains("auc") { return try ranking(flat: expected["auc"]?.double != nil) }
    if names.contains("q25") { return try .object(summary(summarised())) }
    let first = expected.entries?.values.first
    if first?["nrr"] != nil { return try yearOverYear() }
    if first?["margin"] != nil { return try margins() }
    if first?["cac"] != nil { return try acquisitionCosts() }
    throw Failure(description: "the sentence is not understood: \(spec)")
  }

  // MARK: - Reading the sentence

  /// Where a column is named: the first place, as a word of its own, quoted or not.
  func position(of column: String) -> String.Index? {
    var from = spec.startIndex
    while let range = spec[from...].firstRange(of: column) {
      let before =
        range.lowerBound > spec.startIndex
        ? spec[spec.index(before: range.lowerBound)] : " "
      let after = range.upperBound < spec.endIndex ? spec[range.upperBound] : " "
      if !Self.isWord(before), !Self.isWord(after) { return range.lowerBound }
      from = range.upperBound
    }
    return nil
  }

  static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  /// The longest name out of `names` that stands at an index, after an opening quote if there is
  /// one.
  func name(at index: String.Index, of names: [String]) -> String? {
    var rest = spec[index...]
    if rest.first == "\"" { rest.removeFirst() }
    return names.filter { name in
      guard !name.isEmpty, rest.hasPrefix(name) else { return false }
      return rest.dropFirst(name.count).first.map { !Self.isWord($0) } ?? true
    }.max { $0.count < $1.count }
  }

  /// All columns of all tables.
  var columns: [String] { tables.flatMap(\.names) }

  /// The first column that is named right after a phrase.
  func column(after phrase: String) -> String? {
    var from = spec.startIndex
    while let range = spec[from...].firstRange(of: phrase) {
      if let name = name(at: range.upperBound, of: columns) { return name }
      from = range.upperBound
    }
    return nil
  }

  /// The columns named between two phrases, in order.
  func columns(from start: String, to end: String) throws -> [String] {
    guard let opening = spec.firstRange(of: start),
      let closing = spec[opening.upperBound...].firstRange(of: end)
    else { throw Failure(description: "the sentence names no columns: \(spec)") }
    return spec[opening.upperBound..<closing.lowerBound].split(separator: ",").map {
      String($0).trimmed
    }
  }

  func table(with column: String) throws -> Rows {
    guard let table = tables.first(where: { $0.has(column) }) else {
      throw Failure(description: "no file has a column \"\(column)\"")
    }
    return table
  }

  /// Rows with an outcome.
  struct Outcomes {
    var rows: Rows
    var won: [Bool]
  }

  /// The outcome that the sentence speaks of: a column followed by one of its few values (`Churn
  /// Yes`, `y = yes`), closed deals, or a column of 0 and 1.
  func outcomes() throws -> Outcomes {
    if spec.hasPrefix("Closed deals") || spec.hasPrefix("Chi-square p of win rate") {
      let deals = try table(with: "deal_stage")
      let closed = deals.filtered(try deals.texts("deal_stage").map { $0 == "Won" || $0 == "Lost" })
      return Outcomes(rows: closed, won: try closed.texts("deal_stage").map { $0 == "Won" })
    }
    for table in tables {
      for column in table.names {
        guard let start = position(of: column) else { continue }
        let cells = try table.texts(column)
        let values = Set(cells)
        guard values.count <= 4 else { continue }
        for separator in [" = ", " "] {
          let rest = spec[start...].dropFirst(column.count)
          guard rest.hasPrefix(separator) else { continue }
          let place = spec.index(start, offsetBy: column.count + separator.count)
          if let value = name(at: place, of: values.sorted()) {
            return Outcomes(rows: table, won: cells.map { $0 == value })
          }
        }
      }
    }
    let named = columns.filter { position(of: $0) != nil }
    for column in named + ["Converted"] where columns.contains(column) {
      let table = try table(with: column)
      let cells = try table.texts(column)
      if Set(cells).isSubset(of: ["0", "1"]) {
        return Outcomes(rows: table, won: cells.map { $0 == "1" })
      }
    }
    throw Failure(description: "the sentence names no outcome: \(spec)")
  }

  /// A column for the rows of an outcome, looked up in another table by the column that both share
  /// when it is not in the same one.
  func texts(_ column: String, for rows: Rows) throws -> [String] {
    if rows.has(column) { return try rows.texts(column) }
    let other = try table(with: column)
    guard let key = other.names.first(where: { rows.has($0) }) else {
      throw Failure(description: "no column joins the tables")
    }
    let found = Dictionary(
      zip(try other.texts(key), try other.texts(column)), uniquingKeysWith: { first, _ in first })
    return try rows.texts(key).map { found[$0] ?? "" }
  }

  // MARK: - Common figures

  static func call(_ function: String, _ inputs: StatObject) throws -> StatValue {
    try Catalogue.call(function, .object(inputs))
  }

  static func labels(_ won: [Bool]) -> StatValue { .array(won.map { .integer($0 ? 1 : 0) }) }

  static func numbers(_ values: [Double?]) -> StatValue {
    .array(values.map { $0.map { .number($0) } ?? .null })
  }

  /// Wins and rows of each group, the groups sorted by name.
  static func counts(_ groups: [String], _ won: [Bool]) -> [(name: String, wins: Int, n: Int)] {
    var counts: [String: (wins: Int, n: Int)] = [:]
    for (group, won) in zip(groups, won) {
      counts[group, default: (0, 0)].n += 1
      if won { counts[group, default: (0, 0)].wins += 1 }
    }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value.wins, $0.value.n) }
  }
}
