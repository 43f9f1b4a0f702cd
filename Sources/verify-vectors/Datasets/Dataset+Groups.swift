import Statistics

extension Dataset {
  /// Win rates by a column: for each group and over the groups.
  func groupRates() throws -> StatValue {
    let outcomes = try outcomes()
    guard let column = column(after: " by ") else {
      throw Failure(description: "the sentence names no column to group by: \(spec)")
    }
    let counts = Self.counts(try texts(column, for: outcomes.rows), outcomes.won)
    let shrunk = try Self.shrinkage(counts)
    var groups = StatObject()
    for (index, group) in counts.enumerated() {
      let interval = try Self.call(
        "wilson_interval", ["wins": .integer(group.wins), "n": .integer(group.n), "level": 0.95])
      groups[group.name] = .object([
        "wins": .integer(group.wins), "n": .integer(group.n),
        "rate": interval["estimate"] ?? .null, "low": interval["low"] ?? .null,
        "high": interval["high"] ?? .null,
        "shrunk": shrunk["shrunk"]?.elements?[index] ?? .null,
      ])
    }
    var result = try Self.association(counts)
    result["groups"] = .object(groups)
    result["eb_mean"] = shrunk["mean"]
    result["eb_rho"] = shrunk["rho"]
    let bins = counts.map { group in
      StatValue.object(["won": .integer(group.wins), "lost": .integer(group.n - group.wins)])
    }
    result["iv_smoothed_half"] = try Self.call("woe_iv", ["bins": .array(bins), "smoothing": 0.5])[
      "iv"]
    return .object(result)
  }

  /// How much groups differ, without the groups.
  func spread() throws -> StatValue {
    let outcomes = try outcomes()
    guard let column = column(after: " by ") else {
      throw Failure(description: "the sentence names no column to group by: \(spec)")
    }
    let counts = Self.counts(try texts(column, for: outcomes.rows), outcomes.won)
    var result = try Self.association(counts)
    let shrunk = try Self.shrinkage(counts)
    result["groups"] = .integer(counts.count)
    result["eb_mean"] = shrunk["mean"]
    result["eb_rho"] = shrunk["rho"]
    return .object(result)
  }

  /// p-values of several columns, and corrected for their number.
  func adjustedTraits() throws -> StatValue {
    let outcomes = try outcomes()
    let traits = try columns(from: "win rate for ", to: ", then")
    let p = try traits.map { trait in
      try Self.association(Self.counts(try texts(trait, for: outcomes.rows), outcomes.won))["p"]
        ?? .null
    }
    let adjusted = try Self.call("benjamini_hochberg", ["p": .array(p)])["adjusted"]?.elements ?? []
    return .object([
      "p": .object(StatObject(Array(zip(traits, p)))),
      "adjusted": .object(StatObject(Array(zip(traits, adjusted)))),
    ])
  }

  /// The stability of a column between two parts of the rows.
  func stability() throws -> StatValue {
    guard let column = column(after: "PSI of "), let by = self.column(after: "expected = "),
      let limit = number(after: "expected = \(by) <= "), let floor = number(after: "floor ")
    else { throw Failure(description: "the sentence is not understood: \(spec)") }
    let rows = try table(with: column)
    let early = try rows.numbers(by).map { ($0 ?? .infinity) <= limit }
    let levels = try rows.texts(column)
    let names = Set(levels).sorted()
    func counts(_ part: Bool) -> StatValue {
      let here = zip(levels, early).filter { $0.1 == part }.map(\.0)
      return .array(names.map { name in .integer(here.count { $0 == name }) })
    }
    return try Self.call(
      "psi", ["expected": counts(true), "actual": counts(false), "floor": .number(floor)])
  }

  /// The number written right after a phrase.
  func number(after phrase: String) -> Double? {
    guard let range = spec.firstRange(of: phrase) else { return nil }
    var digits = ""
    for character in spec[range.upperBound...] {
      guard character.isNumber || "+-.eE".contains(character) else { break }
      digits.append(character)
    }
    while digits.hasSuffix(".") { digits.removeLast() }
    return Double(digits)
  }

  private static func association(
    _ counts: [(name: String, wins: Int, n: Int)]
  ) throws -> StatObject {
    let table = counts.map { StatValue.array([.integer($0.wins), .integer($0.n - $0.wins)]) }
    let test = try call("chi_square", ["table": .array(table), "yates": false])
    return test.entries ?? [:]
  }

  private static func shrinkage(
    _ counts: [(name: String, wins: Int, n: Int)]
  ) throws -> StatValue {
    let groups = counts.map { group in
      StatValue.object(["wins": .integer(group.wins), "n": .integer(group.n)])
    }
    return try call("beta_binomial_shrinkage", ["groups": .array(groups)])
  }
}
