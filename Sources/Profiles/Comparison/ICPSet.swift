import Basics
import Columns

/// Several ideal customer profiles over the same accounts, such as one a product.
public struct ICPSet {
  public let icps: [ICP]

  /// - Throws: a ``Problem`` if there is none, or two have one name.
  public init(_ icps: [ICP]) throws {
    if icps.isEmpty { throw Problem(.script, "several ICPs: there is none") }
    var seen: Set<String> = []
    for icp in icps where !seen.insert(icp.name).inserted {
      throw Problem(
        .script, "several ICPs: two are named \"\(icp.name)\"",
        hints: ["the name says which one an account fits best"])
    }
    self.icps = icps
  }

  /// Accounts scored by every ICP.
  public struct Scores: Sendable {
    /// The accounts with `icp` (the best one), its `fit`, `fit_low`, `fit_high`, `tier` and
    /// `reasons`, and a column `fit: NAME` for each ICP. Where no ICP gives a point, `icp` is
    /// missing and the tier that of the first.
    public let table: Table
    /// One row a pair of ICPs (and one for each alone): `icp`, `other`, `accounts` inside both,
    /// `share` of those inside the smaller one.
    public let overlap: Table
    /// Accounts by how many ICPs they are inside of: `icps`, `accounts`.
    public let fitting: Table
  }

  /// Scores accounts by all profiles. The best is the one of the highest fit, the first defined
  /// of equal ones. Inside an ICP is who is in a tier with a threshold.
  ///
  /// - Complexity: that of each ICP's score.
  public func score(_ accounts: Table) throws -> Scores {
    let scores = try icps.map {
      try PatternScores($0.rule, $0.answers(on: accounts, knockouts: $0.gates.count))
    }
    let best = try bestOf(scores, rows: accounts.rowCount)
    let inside = zip(icps, scores).map { icp, scores in insideOf(icp, scores) }
    return Scores(
      table: try table(accounts, scores, best), overlap: try overlap(inside),
      fitting: try fitting(inside, rows: accounts.rowCount))
  }

  /// The number of the best ICP of each row; -1 where none gives a point.
  private func bestOf(_ scores: [PatternScores], rows: Int) throws -> Buffer<Int32> {
    let best = Buffer<Int32>(count: rows)
    let ranges = Parallel.ranges(rows)
    Parallel.forEach(ranges.count) { piece in
      let to = best.base
      for row in ranges[piece] {
        var (winner, top): (Int32, Int64) = (-1, 0)
        for (index, score) in scores.enumerated() {
          let fit = score.fit.base[Int(score.patterns.patternOf.base[row])]
          if fit > top { (winner, top) = (Int32(index), fit) }
        }
        to[row] = winner
      }
    }
    return best
  }

  private func table(
    _ accounts: Table, _ scores: [PatternScores], _ best: Buffer<Int32>
  ) throws -> Table {
    let each = scores.map { $0.columns(prefix: "") }
    let rows = accounts.rowCount
    // All ICPs' cells below each other: the best one's row is found by its number.
    let places = Buffer<UInt32>(count: rows)
    for row in 0..<rows {
      places.base[row] = UInt32(truncatingIfNeeded: Int(max(0, best.base[row])) * rows + row)
    }
    guard scores.count * rows < Int(UInt32.max) else {
      throw Problem(.limit, "several ICPs: \(scores.count) × \(rows) scores are too many at once")
    }
    let names = Column(texts: icps.map(\.name))
    var columns: [(name: String, column: Column)] = [("icp", names.take(optional: best))]
    for index in 0..<5 {
      let stacked = try Column.concatenate(each.map { $0[index].column })
      columns.append((each[0][index].name, stacked.take(places)))
    }
    for (icp, own) in zip(icps, each) { columns.append(("fit: \(icp.name)", own[0].column)) }
    return try accounts.with(columns)
  }

  private func insideOf(_ icp: ICP, _ scores: PatternScores) -> Bitmap {
    let codes = Set(icp.tiers.compactMap { scores.tierNames.code(of: $0.name) })
    let patterns = (0..<scores.patterns.count).map { codes.contains(scores.tier.base[$0]) }
    let patternOf = scores.patterns.patternOf
    return Bitmap(count: patternOf.count) { patterns[Int(patternOf.base[$0])] }
  }

  private func overlap(_ inside: [Bitmap]) throws -> Table {
    var rows: [(icp: String, other: String?, accounts: Int, share: Double?)] = []
    let sizes = inside.map(\.countOfSet)
    for a in icps.indices {
      rows.append((icps[a].name, nil, sizes[a], nil))
      for b in icps.indices where b > a {
        let both = inside[a].and(inside[b]).countOfSet
        rows.append(
          (icps[a].name, icps[b].name, both, ratio(Double(both), Double(min(sizes[a], sizes[b])))))
      }
    }
    return try Table(
      name: "icp overlap",
      [
        ("icp", Column(texts: rows.map(\.icp))), ("other", Column(texts: rows.map(\.other))),
        ("accounts", Column(integers: rows.map { Int64($0.accounts) })),
        ("share", Column(numbers: rows.map(\.share))),
      ], rowCount: rows.count)
  }

  private func fitting(_ inside: [Bitmap], rows: Int) throws -> Table {
    var counts = [Int64](repeating: 0, count: inside.count + 1)
    for row in 0..<rows { counts[inside.reduce(0) { $0 + ($1[row] ? 1 : 0) }] += 1 }
    return try Table(
      name: "icps an account fits",
      [
        ("icps", Column(integers: counts.indices.map { Int64($0) })),
        ("accounts", Column(integers: counts)),
      ])
  }
}
