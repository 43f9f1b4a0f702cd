import Basics
import Columns

/// One step that narrows a market down.
public struct MarketRule {
  /// What the rule stands for.
  public enum Kind: Int, Sendable, Comparable {
    /// What can be served at all: together they leave the SAM.
    case serviceable
    /// What something keeps us from selling to (D15): part of what the SAM leaves out.
    case barred
    /// What should be pursued: together they leave the TRM.
    case relevant

    public static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }

  public let kind: Kind
  /// How the funnel calls it, or why an account is barred.
  public let name: String
  fileprivate let source: Source

  fileprivate enum Source {
    case test(any RowTest)
    case answer(RowTestResult)
  }

  public init(_ kind: Kind, _ name: String, test: any RowTest) {
    (self.kind, self.name, source) = (kind, name, .test(test))
  }

  init(_ kind: Kind, _ name: String, answer: RowTestResult) {
    (self.kind, self.name, source) = (kind, name, .answer(answer))
  }
}

/// How large a market is: all companies (TAM), those that can be served (SAM), those to pursue
/// (TRM), as a funnel that says how many each rule removes (D13).
public enum MarketFunnel {
  /// The size of each part of a market.
  public struct Sizes: Sendable, Equatable {
    /// Companies. Not whole where counts are estimates.
    public var tam, sam, trm: Double
  }

  /// The rules that an ICP puts on a market: its gates one by one, then the tiers to pursue.
  ///
  /// A company whose fit could reach the tiers once missing values are known counts as unknown,
  /// not as removed for certain.
  public static func rules(
    of icp: ICP, on market: Table, inside: [String]? = nil
  ) throws -> [MarketRule] {
    let tiers = inside ?? icp.tiers.map(\.name)
    for name in tiers where !icp.tierNames.contains(name) {
      throw Problem.unknown("tier", name, known: icp.tierNames).at("icp \"\(icp.name)\"")
    }
    let scored = try icp.score(market)
    let sides = try FitSides(scored, tiers: tiers)
    let high = try scored.column("fit_high").finiteDoubles()
    let out = try scored.mask("tier", equals: .text(Tier.out))
    let reachable = (0...100).map { tiers.contains(icp.tier(of: $0)) }
    let inside = sides.inside
    let unknown = Bitmap.parallel(market.rowCount) { row in
      !inside[row] && !out[row] && reachable[max(0, min(100, Int(high.base[row])))]
    }
    return icp.gates.map { MarketRule(.relevant, $0.name, test: $0.test) } + [
      MarketRule(
        .relevant, "\(icp.name): \(sides.text)",
        answer: RowTestResult(passed: inside, unknown: unknown))
    ]
  }

  /// One row a step: `part` (TAM, SAM or TRM), `rule`, what it `removed` (of which `unknown`: a
  /// missing value kept the rule from passing), the `accounts` left, their share of the TAM and
  /// their money.
  ///
  /// - Parameters:
  ///   - market: One row a company, or one row a kind of company with a column of counts.
  ///   - value: What an account is worth, in money a year; nil: no money.
  ///   - count: The column that says how many companies a row stands for.
  ///   - smallBelow: A TRM of fewer companies is said to be too small to build on (D16).
  /// - Throws: where a rule, the value or the count cannot be worked out, and for counts below 0.
  /// - Complexity: O(rows × rules), on all cores.
  public static func table(
    _ market: Table, rules: [MarketRule], value: (any RowValue)? = nil, count: String? = nil,
    smallBelow: Int = 30
  ) throws -> (table: FigureTable, sizes: Sizes) {
    // The order within a kind is the caller's.
    let ordered = rules.enumerated().sorted { a, b in
      (a.element.group, a.offset) < (b.element.group, b.offset)
    }.map(\.element)
    var notes: [String] = []
    let weights = try count.map { try counts(market, $0, &notes) }
    let money = try value.map { try self.money($0, on: market, &notes) }
    let answers = try ordered.map { rule -> RowTestResult in
      switch rule.source {
      case .test(let test): try test.evaluate(on: market)
      case .answer(let answer): answer
      }
    }
    var left = Bitmap(count: market.rowCount, filled: true)
    func size(_ rows: Bitmap) -> Double {
      guard let weights else { return Double(rows.countOfSet) }
      var sum = 0.0
      rows.forEachSet { sum += weights[$0] }
      return sum
    }
    func worth(_ rows: Bitmap) -> Double? {
      guard let money else { return nil }
      var sum = 0.0
      rows.forEachSet { row in
        if !money[row].isNaN { sum += money[row] * (weights?[row] ?? 1) }
      }
      return sum
    }
    let all = size(left)
    var steps = [
      Step(
        part: "TAM", rule: "all companies", removed: 0, unknown: 0, left: all, money: worth(left))
    ]
    for (rule, answer) in zip(ordered, answers) {
      let gone =
        rule.kind == .barred ? left.and(answer.passed) : left.subtracting(answer.passed)
      let unknown = gone.and(answer.unknown)
      left = left.subtracting(gone)
      steps.append(
        Step(
          part: rule.kind == .relevant ? "TRM" : "SAM",
          rule: rule.kind == .barred ? "barred: \(rule.name)" : rule.name, removed: size(gone),
          unknown: size(unknown), left: size(left), money: worth(left)))
    }
    let sam = steps.last { $0.part != "TRM" }?.left ?? all
    let sizes = Sizes(tam: all, sam: sam, trm: steps.last?.left ?? all)
    notes += specificity(sizes, smallBelow: smallBelow)
    return (try table(steps, all, hasMoney: money != nil, notes), sizes)
  }

  private struct Step {
    var part, rule: String
    var removed, unknown, left: Double
    var money: Double?
  }

  private static func table(
    _ steps: [Step], _ all: Double, hasMoney: Bool, _ notes: [String]
  ) throws -> FigureTable {
    var columns = FigureBuilder(level: 0.95)
    columns.text("part", steps.map(\.part), "TAM: all; SAM: who can be served; TRM: who to pursue")
    columns.text("rule", steps.map(\.rule), "what narrows the market at this step")
    let whole = { (values: [Double]) in values.allSatisfy { $0 == $0.rounded() && $0 < 1e15 } }
    func add(_ name: String, _ values: [Double], _ text: String) {
      if whole(values) {
        columns.count(name, values.map { Int($0) }, text)
      } else {
        columns.number(name, values, .count, text)
      }
    }
    add("removed", steps.map(\.removed), "companies this rule removes from what is left")
    add("unknown", steps.map(\.unknown), "of which only because a value is missing")
    add("accounts", steps.map(\.left), "companies left after it")
    columns.number(
      "share", steps.map { ratio($0.left, all) }, .share, "companies left / all companies")
    if hasMoney {
      columns.number("money", steps.map(\.money), .money, "sum of the value of what is left")
    }
    return FigureTable(
      table: try Table(name: "market", columns.columns, rowCount: steps.count),
      definitions: columns.definitions, notes: notes)
  }

  /// Whether a profile is so wide, or so narrow, that it says little (D16).
  private static func specificity(_ sizes: Sizes, smallBelow: Int) -> [String] {
    guard sizes.tam > 0 else { return ["the market is empty"] }
    let share = sizes.trm / sizes.tam
    let shown = Wording.percent(share)
    if share > 0.5 {
      return ["too broad? \(shown) of all companies are relevant: it hardly chooses"]
    }
    if sizes.trm < Double(smallBelow) {
      return [
        "too small? \(Wording.grouped(Int(sizes.trm))) relevant companies are fewer than \(smallBelow)"
      ]
    }
    return []
  }

  private static func counts(
    _ market: Table, _ name: String, _ notes: inout [String]
  ) throws -> [Double] {
    let column = try market.column(name)
    guard column.type.isNumeric || column.missingCount == column.count else {
      throw Problem(.data, "\(market.name): \(name) is \(column.type.rawValue), not a number")
    }
    let cells = column.finiteDoubles()
    var missing = 0
    let values = try cells.elements.enumerated().map { row, value -> Double in
      if value.isNaN {
        missing += 1
        return 0
      }
      if value < 0 {
        throw Problem(
          .data, "\(market.name), row \(row + 1): \(name) is below 0, and it counts companies")
      }
      return value
    }
    if missing > 0 {
      notes.append(
        Wording.counted(missing, "row has", "rows have") + " no \(name): counted as 0 companies")
    }
    return values
  }

  private static func money(
    _ value: any RowValue, on market: Table, _ notes: inout [String]
  ) throws -> [Double] {
    let column = try value.column(on: market)
    guard column.type.isNumeric || column.missingCount == column.count else {
      throw Problem(
        .script, "market: the value \(value.text) is \(column.type.rawValue), not a number")
    }
    let cells = column.finiteDoubles().array
    let missing = cells.count { $0.isNaN }
    if missing > 0 {
      notes.append(
        Wording.counted(missing, "row has", "rows have") + " no value \(value.text): not in money")
    }
    return cells
  }
}

extension MarketRule {
  /// SAM rules come before TRM rules, whatever their order among themselves.
  fileprivate var group: Int { kind == .relevant ? 1 : 0 }
}
