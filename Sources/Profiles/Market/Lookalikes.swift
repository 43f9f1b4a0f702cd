import Basics
import Columns
import Synchronization

/// Accounts that resemble examples: "are there more like them?" (D9).
///
/// Two accounts are compared field by field (Gower's similarity for mixed types): texts and flags
/// are alike or not, numbers and dates as near as their ranks among all accounts are, sets by the
/// share of members they have in common (Jaccard). The similarity is the weighted mean over the
/// fields, 0 to 1. A value missing on either side is alike with nothing: an account does not come
/// first because little is known of it.
///
/// Source: J. C. Gower, "A general coefficient of similarity and some of its properties", 1971.
public struct Lookalikes {
  /// A field to compare and how much it counts.
  public struct Field: Sendable, Equatable {
    public var name: String
    public var weight: Double

    public init(_ name: String, weight: Double = 1) {
      self.name = name
      self.weight = weight
    }
  }

  let examples, market: Table
  let fields: [(field: Field, likeness: FieldLikeness)]

  /// - Parameters:
  ///   - examples: The accounts to find more of, with the same columns as the market.
  ///   - fields: What to compare; nil: every column of few values, number, date or set that both
  ///     have, but no names, identifiers, or results of scoring.
  /// - Throws: where there is no example or no field, a field is not there on both sides, of
  ///   different types or no trait, or weights are below 0 or all 0.
  /// - Complexity: O(rows × fields) to prepare.
  public init(examples: Table, market: Table, fields chosen: [Field]? = nil) throws {
    if examples.rowCount == 0 {
      throw Problem(
        .script, "lookalikes: there is no example account",
        hints: ["give at least one: crm.customers:where(\"arr >= 50000\")"])
    }
    let names = chosen ?? Self.usual(examples, market)
    if names.isEmpty {
      throw Problem(
        .script, "lookalikes: examples and market have no trait in common",
        hints: ["name columns that both have: fields = { \"industry\", \"employees\" }"])
    }
    let total = names.reduce(0) { $0 + $1.weight }
    for field in names where !(field.weight >= 0 && field.weight.isFinite) {
      throw Problem(
        .script, "lookalikes: the weight of \(field.name) is \(field.weight.written)",
        hints: ["a weight is a number from 0"])
    }
    if !(total > 0) { throw Problem(.script, "lookalikes: all weights are 0") }
    (self.examples, self.market) = (examples, market)
    fields = try names.map { field in
      let own = try examples.column(field.name)
      let others = try market.column(field.name)
      let share = Field(field.name, weight: field.weight / total)
      return (share, try FieldLikeness(field.name, examples: own, market: others))
    }
  }

  /// The accounts most alike, the best first: all columns of the market, and `similarity`, `like`
  /// (the example it resembles most), `because` (the fields that match) and `but` (those that do
  /// not).
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - excluded: Accounts that are no answer, such as customers. Accounts whose `account_id` is
  ///     that of an example never are.
  /// - Complexity: O(accounts × fields × examples / 16) on all cores, then O(count).
  public func table(_ count: Int, excluding excluded: Bitmap? = nil) throws -> FigureTable {
    if count < 1 { throw Problem(.script, "lookalikes: ask for at least one") }
    var barred = excluded ?? Bitmap(count: market.rowCount)
    var known = 0
    if examples["account_id"] != nil, market["account_id"] != nil {
      let match = try market.joinLookup(examples, on: [("account_id", "account_id")])
      let same = Bitmap.parallel(market.rowCount) { match.base[$0] >= 0 }
      known = same.subtracting(barred).countOfSet
      barred = barred.or(same)
    }
    let best = try nearest(count, barred)
    let scored = best.map { row in exact(row) }
    let order = scored.indices.sorted { a, b in
      scored[a].similarity != scored[b].similarity
        ? scored[a].similarity > scored[b].similarity : best[a] < best[b]
    }.prefix(count)
    let labels = label(examples)
    var columns = FigureBuilder(level: 0.95)
    columns.number(
      "similarity", order.map { scored[$0].similarity }, .ratio,
      "weighted mean over the fields of how alike they are, 0 to 1")
    columns.text("like", order.map { labels(scored[$0].example) }, "the example it is most like")
    columns.text("because", order.map { scored[$0].because }, "fields that match, and how well")
    columns.text(
      "but", order.map { scored[$0].but.isEmpty ? nil : scored[$0].but }, "fields that differ")
    let rows = Buffer(order.map { UInt32(truncatingIfNeeded: best[$0]) })
    let kept = try market.take(rows).drop(
      ["similarity", "like", "because", "but"].filter { market[$0] != nil })
    let table = try Table(
      name: "lookalikes", zip(kept.names, kept.columns).map { ($0, $1) } + columns.columns,
      rowCount: order.count)
    let compared = fields.map { "\($0.field.name) \(Wording.percent($0.field.weight))" }
    var notes = ["compared by " + compared.joined(separator: ", ")]
    if known > 0 {
      notes.append(
        Wording.counted(known, "account is an example itself", "accounts are examples themselves")
          + ": left out")
    }
    return FigureTable(table: table, definitions: columns.definitions, notes: notes)
  }

  // MARK: Search

  /// Rows that may be among the `count` best, by similarity in steps of 1/65535.
  ///
  /// The steps are coarser than the truth by at most one for each field, so that many more than
  /// wanted are kept and compared exactly.
  private func nearest(_ count: Int, _ barred: Bitmap) throws -> [Int] {
    let width = (examples.rowCount + 15) / 16
    let tables = fields.map { $0.likeness.steps(weight: $0.field.weight, width: width) }
    let codes = fields.map(\.likeness.codes)
    let ranges = Parallel.ranges(market.rowCount)
    let slack = UInt16(clamping: 2 * fields.count)
    let found = Mutex<[[(step: UInt16, row: Int)]]>(Array(repeating: [], count: ranges.count))
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      let range = ranges[piece]
      let steps = Buffer<UInt16>(count: range.count)
      Self.steps(range, tables, codes, width, into: steps)
      // How many rows there are of each step tells where the best end.
      var histogram = [Int](repeating: 0, count: 65_536)
      for row in range where !barred[row] {
        histogram[Int(steps.base[row - range.lowerBound])] += 1
      }
      let floor = Self.floor(histogram, count, slack)
      var chosen: [(step: UInt16, row: Int)] = []
      for row in range where !barred[row] {
        let step = steps.base[row - range.lowerBound]
        if step >= floor { chosen.append((step, row)) }
      }
      found.withLock { $0[piece] = chosen }
    }
    let all = found.withLock { $0 }.flatMap { $0 }
    var histogram = [Int](repeating: 0, count: 65_536)
    for candidate in all { histogram[Int(candidate.step)] += 1 }
    let floor = Self.floor(histogram, count, slack)
    let near = all.filter { $0.step >= floor }
    // Equals beyond number (few fields, many accounts): the first rows stand for them.
    let limit = count + 100_000
    if near.count <= limit { return near.map(\.row) }
    return near.sorted { $0.step != $1.step ? $0.step > $1.step : $0.row < $1.row }
      .prefix(limit).map(\.row)
  }

  /// The lowest step that can hold one of the `count` best.
  private static func floor(_ histogram: [Int], _ count: Int, _ slack: UInt16) -> UInt16 {
    var seen = 0
    var step = histogram.count - 1
    while step > 0 {
      seen += histogram[step]
      if seen >= count { break }
      step -= 1
    }
    return UInt16(clamping: step - Int(slack))
  }

  /// The greatest similarity to any example, for each row of a range.
  private static func steps(
    _ range: Range<Int>, _ tables: [Buffer<SIMD16<UInt16>>], _ codes: [Buffer<UInt32>],
    _ width: Int, into steps: Buffer<UInt16>
  ) {
    let bases = tables.map { UnsafePointer($0.base) }
    let codeBases = codes.map { UnsafePointer($0.base) }
    let fieldCount = bases.count
    let to = steps.base
    bases.withUnsafeBufferPointer { bases in
      codeBases.withUnsafeBufferPointer { codes in
        for row in range {
          var top = SIMD16<UInt16>()
          for block in 0..<width {
            var sum = SIMD16<UInt16>()
            for field in 0..<fieldCount {
              sum &+= bases[field][Int(codes[field][row]) &* width &+ block]
            }
            top = pointwiseMax(top, sum)
          }
          to[row - range.lowerBound] = top.max()
        }
      }
    }
  }

  // MARK: The answer, exactly

  private struct Likeness {
    var similarity: Double
    var example: Int
    var because, but: String
  }

  private func exact(_ row: Int) -> Likeness {
    var (best, example) = (-1.0, 0)
    for candidate in 0..<examples.rowCount {
      var sum = 0.0
      for (field, likeness) in fields {
        sum += field.weight * likeness.likeness(row: row, example: candidate)
      }
      if sum > best { (best, example) = (sum, candidate) }
    }
    var because: [(text: String, weight: Double)] = []
    var but: [String] = []
    for (field, likeness) in fields {
      let alike = likeness.likeness(row: row, example: example)
      if alike >= 0.5 {
        let shown = alike >= 0.995 ? field.name : "\(field.name) \(Wording.percent(alike))"
        because.append((shown, alike * field.weight))
      } else {
        but.append(likeness.isMissing(row: row) ? "\(field.name) unknown" : field.name)
      }
    }
    // The sort is stable for equal weights: the order of the fields.
    let sorted = because.enumerated().sorted { a, b in
      (-a.element.weight, a.offset) < (-b.element.weight, b.offset)
    }
    return Likeness(
      similarity: min(1, max(0, best)), example: example,
      because: sorted.map(\.element.text).joined(separator: ", "),
      but: but.joined(separator: ", "))
  }

  private func label(_ examples: Table) -> (Int) -> String {
    let column = examples["name"] ?? examples["domain"] ?? examples["account_id"]
    return { row in
      guard let column, !column.isMissing(row) else { return "example \(row + 1)" }
      return column[row].written
    }
  }

  // MARK: Fields

  /// Columns of examples and market that can tell kinds of companies apart.
  private static func usual(_ examples: Table, _ market: Table) -> [Field] {
    market.names.compactMap { name in
      guard let other = market[name], let own = examples[name], !notTraits.contains(name),
        !OutcomeColumns.names.contains(name), !name.hasSuffix("_id"),
        own.type == other.type || own.type.isNumeric && other.type.isNumeric
      else { return nil }
      if case .text = other.storage { return nil }
      // What nearly every account has to itself is a name, not a trait.
      if case .coded(_, let dictionary) = other.storage, dictionary.count > max(50, other.count / 5)
      {
        return nil
      }
      if other.missingCount == other.count { return nil }
      return Field(name)
    }
  }

  private static let notTraits: Set<String> = [
    "name", "domain", "website", "linkedin_url", "phone", "email", "owner", "fit", "fit_low",
    "fit_high", "tier", "reasons", "is_customer", "last_activity", "created",
  ]
}
