import Basics
import Columns
import Statistics

/// What customers ask for, weighted by what they are worth and by whether they fit (N13, J5).
public enum FeatureRequests {
  /// One row a request: who asks, inside and outside the profile, the value of those who ask, and
  /// whether those inside ask more often than the others (`lift`, with its interval and p corrected
  /// for all requests).
  ///
  /// - Parameters:
  ///   - requests: `account_id` and the column that names what is asked for; an account that asks
  ///     twice counts once.
  ///   - accounts: Scored customers: `account_id`, `tier`.
  ///   - value: What an account is worth, such as profit a year; nil: 1 each.
  /// - Complexity: O(requests + accounts) and O(*n* log *n*) in the distinct requests.
  public static func table(
    _ requests: Table, of column: String, accounts: Table, value: (any RowValue)? = nil,
    inside tiers: [String] = ["A", "B", "C"], level: Double = 0.95, smallBelow: Int = 5
  ) throws -> FigureTable {
    let sides = try FitSides(accounts, tiers: tiers)
    let asked = try requests.column(column)
    let accountOf = try requests.joinLookup(accounts, on: [("account_id", "account_id")])
    let worth = try value.map { value -> [Double] in
      let worked = try value.column(on: accounts)
      guard worked.type.isNumeric || worked.missingCount == worked.count else {
        throw Problem(
          .script, "requests: the value \(value.text) is \(worked.type.rawValue), not a number")
      }
      return worked.finiteDoubles().array
    }
    var names: [String] = []
    var numberOf: [String: Int] = [:]
    var askers: [Set<Int>] = []
    var unknown = 0
    for row in 0..<requests.rowCount where !asked.isMissing(row) {
      let account = Int(accountOf.base[row])
      if account < 0 {
        unknown += 1
        continue
      }
      let cell = asked[row].written
      // A set of requests is several of them.
      let texts = asked.type == .set ? cell.split(separator: ";").map(String.init) : [cell]
      for text in texts {
        let number = numberOf[text] ?? names.count
        if number == names.count {
          names.append(text)
          numberOf[text] = number
          askers.append([])
        }
        askers[number].insert(account)
      }
    }
    let insideCount = sides.inside.countOfSet
    let outsideCount = accounts.rowCount - insideCount
    let all = worth.map { $0.reduce(0) { $1.isNaN ? $0 : $0 + $1 } } ?? Double(accounts.rowCount)
    var lines: [Line] = []
    try statistics(for: "requests") {
      for (name, accounts) in zip(names, askers) {
        lines.append(
          try line(
            name, accounts, worth, sides.inside, counts: (insideCount, outsideCount), level))
      }
    }
    lines.sort { $0.comes(before: $1) }
    let q = try statistics(for: "requests") {
      try Multiplicity.benjaminiHochberg(lines.map(\.p))
    }
    var columns = FigureBuilder(level: level)
    columns.text("request", lines.map(\.name), "what is asked for")
    columns.count("accounts", lines.map { $0.inside + $0.outside }, "accounts that ask")
    columns.count("inside", lines.map(\.inside), "of which inside the profile")
    columns.number("value", lines.map(\.value), .money, "what those who ask are worth")
    columns.number("value_inside", lines.map(\.insideValue), .money, "of which inside the profile")
    columns.number(
      "value_share", lines.map { ratio($0.value, all) }, .share, "value / value of all accounts")
    columns.interval(
      "difference", lines.map(\.difference), .share,
      "share of accounts inside that ask - share of those outside", bounds: "Newcombe's interval")
    columns.number("q_value", q, .ratio, "p of the difference, corrected for all requests")
    columns.flag(
      "small", lines.map { $0.inside + $0.outside < smallBelow }, "fewer than \(smallBelow) ask")
    var notes = [
      "inside: \(sides.text), \(Wording.grouped(insideCount)) of "
        + Wording.counted(accounts.rowCount, "account", "accounts")
    ]
    if unknown > 0 {
      notes.append(
        Wording.counted(unknown, "request is", "requests are") + " of no known account: left out")
    }
    return FigureTable(
      table: try Table(name: "requests", columns.columns, rowCount: lines.count),
      definitions: columns.definitions, notes: notes)
  }

  private static func line(
    _ name: String, _ accounts: Set<Int>, _ worth: [Double]?, _ inside: Bitmap,
    counts: (inside: Int, outside: Int), _ level: Double
  ) throws -> Line {
    let fitting = accounts.count { inside[$0] }
    var line = Line(name: name, inside: fitting, outside: accounts.count - fitting)
    // In the order of the accounts: sums must not depend on how a set lies in memory.
    for account in accounts.sorted() {
      var own = worth?[account] ?? 1
      if own.isNaN { own = 0 }
      line.value += own
      if inside[account] { line.insideValue += own }
    }
    let difference = try TwoProportions.newcombe(
      wins1: line.inside, n1: counts.inside, wins2: line.outside, n2: counts.outside, level: level)
    line.difference = Bounded(
      estimate: difference.difference, low: difference.low, high: difference.high)
    line.p = try TwoProportions.zTest(
      wins1: line.inside, n1: counts.inside, wins2: line.outside, n2: counts.outside
    ).p
    return line
  }

  private struct Line {
    var name: String
    var inside, outside: Int
    var value = 0.0
    var insideValue = 0.0
    var difference = Bounded.none
    var p: Double?

    init(name: String, inside: Int, outside: Int) {
      (self.name, self.inside, self.outside) = (name, inside, outside)
    }

    /// The most worth inside first, then in all, then by name.
    func comes(before other: Line) -> Bool {
      if insideValue != other.insideValue { return insideValue > other.insideValue }
      if value != other.value { return value > other.value }
      return name < other.name
    }
  }
}
