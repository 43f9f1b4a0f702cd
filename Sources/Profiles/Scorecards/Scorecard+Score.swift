import Basics
import Columns

/// What a card says about the rows of a table, in whole points.
struct ScorecardRows {
  /// The traits that give points, the most first, and the bin of each row in each of them.
  let traits: [Scorecard.Trait]
  let places: [[UInt16]]
  let fit: [Int]
  /// What the fit could become once missing values are known.
  let low, high: [Int]

  init(_ card: Scorecard, _ table: Table) throws {
    traits = card.scoring
    places = try card.scoring.map { try $0.places(table) }
    let constant = card.isEstablished ? 0 : Scorecard.neutralFit
    var fit = [Int](repeating: constant, count: table.rowCount)
    var (low, high) = (fit, fit)
    for (trait, places) in zip(traits, places) {
      try Interruption.check()
      let points = trait.bins.map(\.points)
      var (worst, best) = (points, points)
      let last = points.count - 1
      worst[last] = min(points[last], trait.reach.lowerBound)
      best[last] = max(points[last], trait.reach.upperBound)
      for row in fit.indices {
        let place = Int(places[row])
        fit[row] += points[place]
        low[row] += worst[place]
        high[row] += best[place]
      }
    }
    (self.fit, self.low, self.high) = (fit, low, high)
  }
}

extension Scorecard {
  /// The table with the columns `fit`, `fit_low`, `fit_high` (whole points, never missing), `tier`,
  /// `probability` (of winning, 0 to 1) and `reasons` after its own. Columns that had these names
  /// are replaced.
  ///
  /// A reason reads `industry +22, employees +18; unknown: tech_stack has sap`: the points of all
  /// traits that give any add up exactly to `fit`. `fit_low` and `fit_high` say what the fit could
  /// become once missing values are known. Without a signal all rows have the same fit.
  ///
  /// - Parameter prefix: Put before the names, to score one table by several cards.
  /// - Throws: a ``Problem`` where a column is not there or is of another type.
  /// - Complexity: O(rows × traits).
  public func score(_ table: Table, prefix: String = "") throws -> Table {
    let rows = try located { try ScorecardRows(self, table) }
    let names = TextDictionary(tierNames)
    let tierOfFit = (0...Self.allFit).map { names.code(of: tier(of: $0)) ?? 0 }
    let chances = (0...Self.allFit).map { chance($0) }
    let (tiers, probability) = (
      Buffer<UInt16>(count: table.rowCount), Buffer<Double>(count: table.rowCount)
    )
    for row in rows.fit.indices {
      tiers.base[row] = tierOfFit[rows.fit[row]]
      probability.base[row] = chances[rows.fit[row]]
    }
    return try table.with([
      (prefix + "fit", Self.integers(rows.fit)), (prefix + "fit_low", Self.integers(rows.low)),
      (prefix + "fit_high", Self.integers(rows.high)),
      (
        prefix + "tier",
        Column(type: .text, storage: .coded(tiers, names), validity: nil)
      ),
      (
        prefix + "probability",
        Column(type: .number, storage: .number(probability), validity: nil)
      ),
      (prefix + "reasons", try reasons(rows, count: table.rowCount)),
    ])
  }

  /// A problem with the name of the card in front.
  func located<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let problem as Problem where problem.kind != .interrupted {
      throw problem.at("scorecard \"\(name)\"")
    }
  }

  private static func integers(_ values: [Int]) -> Column {
    let buffer = Buffer<Int64>(count: values.count)
    for row in values.indices { buffer.base[row] = Int64(values[row]) }
    return Column(type: .integer, storage: .integer(buffer), validity: nil)
  }

  private func reasons(_ rows: ScorecardRows, count: Int) throws -> Column {
    guard isEstablished else {
      return Column(texts: [String?](repeating: "no reliable signal", count: count))
    }
    let given = rows.traits.map { trait in
      trait.bins.map { Array("\(trait.name) +\($0.points)".utf8) }
    }
    let unknown = rows.traits.map { Array($0.name.utf8) }
    let views = Buffer<TextView>(count: count)
    let ranges = Parallel.ranges(count)
    let arenas = ranges.map { _ in TextArena() }
    let places = rows.places
    let points = rows.traits.map { $0.bins.map(\.points) }
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      var text: [UInt8] = []
      var order: [Int] = []
      for row in ranges[piece] {
        text.removeAll(keepingCapacity: true)
        order.removeAll(keepingCapacity: true)
        for trait in given.indices where points[trait][Int(places[trait][row])] > 0 {
          order.append(trait)
        }
        order.sort {
          let (a, b) = (points[$0][Int(places[$0][row])], points[$1][Int(places[$1][row])])
          return a != b ? a > b : $0 < $1
        }
        for trait in order {
          if !text.isEmpty { text += ", ".utf8 }
          text += given[trait][Int(places[trait][row])]
        }
        var first = true
        for trait in given.indices where Int(places[trait][row]) == points[trait].count - 1 {
          text += (first ? text.isEmpty ? "unknown: " : "; unknown: " : ", ").utf8
          text += unknown[trait]
          first = false
        }
        views.base[row] = text.withUnsafeBufferPointer { arenas[piece].view($0) }
      }
    }
    let storage =
      TextCoding.code(views, arenas: arenas, validity: nil, cap: TextDictionary.limit - 1)
      ?? .text(views, arenas)
    return Column(type: .text, storage: storage, validity: nil)
  }
}
