import Basics
import Columns

extension Metrics {
  /// Deals with one date column a stage, from the history of their stages.
  ///
  /// - Parameters:
  ///   - history: `deal_id`, `stage`, `entered`.
  ///   - stages: The stages in the order of the funnel, as the history calls them. Each becomes a
  ///     column of that name: the day a deal first entered it.
  /// - Throws: a ``Problem`` for a stage that the history does not have.
  public static func stageDates(
    _ deals: Table, history: Table, stages: [String]
  ) throws -> Table {
    let entered = try SubscriptionFacts.dates(history, "entered").days()
    let texts = try StageTexts(history)
    let rows = try history.joinLookup(deals, on: [("deal_id", "deal_id")])
    let columns = try stages.map { stage -> (name: String, column: Column) in
      let code = try texts.code(of: stage)
      var first = [Int32?](repeating: nil, count: deals.rowCount)
      for row in 0..<history.rowCount where texts.codes[row] == code {
        let (deal, day) = (Int(rows.base[row]), entered.base[row])
        if deal >= 0, day != Column.noDay { first[deal] = min(first[deal] ?? day, day) }
      }
      return (stage, Column(days: first))
    }
    return try deals.with(columns)
  }

  /// Deals with `back_steps`: how often each went from a stage to an earlier one (part of B19).
  ///
  /// - Parameters:
  ///   - history: `deal_id`, `stage`, `entered`.
  ///   - stages: The stages in their order; steps to or from other stages are not counted.
  public static func withBackSteps(
    _ deals: Table, history: Table, stages: [String]
  ) throws -> Table {
    let entered = try SubscriptionFacts.dates(history, "entered").days()
    let texts = try StageTexts(history)
    var place = [Int](repeating: -1, count: texts.names.count)
    for (position, stage) in stages.enumerated() { place[try texts.code(of: stage)] = position }
    let rows = try history.joinLookup(deals, on: [("deal_id", "deal_id")])
    var events: [(deal: Int32, day: Int32, row: Int)] = []
    for row in 0..<history.rowCount where rows.base[row] >= 0 && entered.base[row] != Column.noDay {
      if texts.codes[row] >= 0, place[texts.codes[row]] >= 0 {
        events.append((rows.base[row], entered.base[row], row))
      }
    }
    // Two stages of one day keep the order of the file.
    events.sort { ($0.deal, $0.day, $0.row) < ($1.deal, $1.day, $1.row) }
    var steps = [Int64](repeating: 0, count: deals.rowCount)
    for (before, after) in zip(events, events.dropFirst()) where before.deal == after.deal {
      if place[texts.codes[after.row]] < place[texts.codes[before.row]] {
        steps[Int(after.deal)] += 1
      }
    }
    return try deals.with([("back_steps", Column(integers: steps))])
  }
}

/// The stages that a history names.
private struct StageTexts {
  var names: [String] = []
  /// The number of each row's stage, or -1.
  var codes: [Int] = []

  init(_ history: Table) throws {
    let column = try history.column("stage")
    var known: [String: Int] = [:]
    codes.reserveCapacity(history.rowCount)
    for row in 0..<history.rowCount {
      guard !column.isMissing(row) else {
        codes.append(-1)
        continue
      }
      let text = column[row].written
      if known[text] == nil {
        known[text] = names.count
        names.append(text)
      }
      codes.append(known[text] ?? -1)
    }
  }

  func code(of stage: String) throws -> Int {
    guard let code = names.firstIndex(of: stage) else {
      throw Problem.unknown("stage", stage, known: names).at("stage history")
    }
    return code
  }
}
