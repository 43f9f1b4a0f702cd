import Basics
import Columns

/// A plain search for subgroups: rules by weighted relative accuracy, without the questions that a
/// derivation asks of them. For comparison with other tools, and for looking around.
public struct SubgroupSearch: Sendable {
  public struct Options: Sendable {
    public var maxTerms = 3
    public var beam = 50
    /// How many rules, near copies left out.
    public var top = 10
    public var minRows = 1
    /// Intervals of about equal frequency that numbers are cut into.
    public var parts = 10
    /// Runs of several intervals beside single ones. Nil: where the rarer outcome has at least ten
    /// rows for each condition there is; else the search would only learn chance by heart, and
    /// numbers are cut into fifths.
    public var ranges: Bool?
    /// "Not this value" beside "this value".
    public var complements = false
    /// Rules whose rows have a higher Jaccard with a better one are left out; 1 keeps all.
    public var nearCopy = 0.8
    public var traits: [String]?

    public init() {}
  }

  public struct Rule: Sendable {
    public var conditions: [TraitCondition]
    public var n: Int
    /// Rows won, or the sum of the values.
    public var sum: Double
    /// Coverage × (mean inside - mean of the whole).
    public var accuracy: Double

    public var text: String { conditions.map(\.text).joined(separator: " and ") }
  }

  public var rules: [Rule]
  /// The mean, or rate, of all rows.
  public var mean: Double
  public var rows: Int
  public var tried: Int
  public var notes: [String]

  /// Rules over some columns.
  ///
  /// - Parameter won: Which rows were won.
  public init(
    _ columns: [(name: String, column: Column)], won: Bitmap, options: Options = Options()
  ) throws {
    try self.init(columns, SearchTarget(won: won), options, notes: [])
  }

  /// Rules of a table.
  ///
  /// - Parameter outcome: What to look for; rows where it is unknown are left out.
  public init(_ table: Table, outcome: any RowTest, options: Options = Options()) throws {
    let result = try outcome.evaluate(on: table)
    var read = Set(outcome.columnNames ?? [])
    if read.isEmpty { read = Derivation.mentioned(outcome.text, table.names) }
    let known = result.unknown.inverted()
    let isWhole = known.isFull
    let chosen = isWhole ? table : table.filter(known)
    let choice = try TraitChoice.choose(
      from: chosen, asked: options.traits, outcomes: read, isAccount: false)
    let rows = known.rows()
    let won =
      isWhole ? result.passed : Bitmap(count: rows.count) { result.passed[Int(rows.base[$0])] }
    try self.init(choice.columns, SearchTarget(won: won), options, notes: choice.notes)
  }

  private init(
    _ columns: [(name: String, column: Column)], _ target: SearchTarget, _ options: Options,
    notes: [String]
  ) throws {
    guard (1...5).contains(options.maxTerms), (1...10_000).contains(options.beam),
      (1...1000).contains(options.top), (2...100).contains(options.parts)
    else {
      throw Problem(
        .script,
        "search: max_terms must be from 1 to 5, beam to 10,000, top to 1,000, parts from 2 to 100")
    }
    let rare = min(target.mean, 1 - target.mean) * Double(target.count)
    var bits = try TraitBits(
      columns, rowCount: target.count, options: .init(parts: 5, mostLevels: 256))
    let ranges = options.ranges ?? (rare >= 10 * Double(bits.atoms.count))
    if options.ranges != nil || ranges, options.parts != 5 {
      bits = try TraitBits(
        columns, rowCount: target.count, options: .init(parts: options.parts, mostLevels: 256))
    }
    var settings = RuleSearch.Settings()
    settings.maxTerms = options.maxTerms
    settings.beam = options.beam
    settings.minRows = max(1, options.minRows)
    settings.byZ = false
    settings.ranges = ranges
    settings.complements = options.complements
    settings.keep = options.nearCopy < 1 ? max(options.top, 50) * 20 : options.top
    let result = try RuleSearch(bits, settings: settings, forMeans: false).run(target)
    var kept: [(rule: RuleSearch.Found, rows: Bitmap)] = []
    for found in result.byAccuracy {
      let rows = bits.rows(found.terms)
      if options.nearCopy < 1,
        kept.contains(where: { RulePruning.jaccard($0.rows, rows) > options.nearCopy })
      {
        continue
      }
      kept.append((found, rows))
      if kept.count == options.top { break }
    }
    rules = kept.map { kept in
      Rule(
        conditions: kept.rule.terms.map { bits.condition($0) }, n: kept.rule.n, sum: kept.rule.sum,
        accuracy: kept.rule.wracc)
    }
    mean = target.mean
    rows = target.count
    tried = result.triedCount
    self.notes = notes + bits.notes
  }
}
