import Basics
import Columns
import Statistics

/// Rows that a score is learnt from or judged by: one for each outcome, with what was known of it.
public struct LearningRows: Sendable {
  /// One row for each outcome, all columns.
  public let table: Table
  /// Columns to learn from.
  public let traits: [String]
  /// 1 for won, 0 for lost.
  public let outcomes: [Int8]
  /// Outcomes of one account bear the same number; nil where each row stands alone.
  public let groups: [Int]?
  /// The day each outcome was known, where there is one.
  public let days: [Int32?]?
  /// Columns that are not learnt from, with the reason.
  public let left: [(column: String, reason: String)]
  /// Columns that hold today's value, not that of the day of the outcome.
  public let snapshots: Set<String>
  public let notes: [String]

  public var count: Int { outcomes.count }

  /// Won and lost deals with the columns of their accounts.
  ///
  /// - Parameters:
  ///   - asked: Columns to learn from, of accounts or (where accounts have none of that name) of
  ///     deals; nil for the columns of accounts that neither name it nor follow from the outcome.
  ///   - static: Columns of accounts that do not change, beyond those known not to.
  /// - Throws: a ``Problem`` where a column is not there, or tells the outcome.
  public static func deals(
    _ deals: Table, accounts: Table, traits asked: [String]? = nil, except: Set<String> = [],
    static declared: Set<String> = []
  ) throws -> LearningRows {
    let facts = try DealFacts(deals)
    let accountOf = try deals.joinLookup(accounts, on: [("account_id", "account_id")])
    var (dealRows, accountRows): ([UInt32], [UInt32]) = ([], [])
    var unknown = 0
    facts.closed.forEachSet { deal in
      let account = accountOf.base[deal]
      if account < 0 {
        unknown += 1
      } else {
        dealRows.append(UInt32(deal))
        accountRows.append(UInt32(account))
      }
    }
    var table = accounts.take(Buffer(accountRows)).named("deals with their accounts")
    let closed = deals.take(Buffer(dealRows))
    for name in asked ?? [] where table.position(of: name) == nil {
      guard closed.position(of: name) != nil else {
        throw Problem.unknown("column", name, known: accounts.names + deals.names)
      }
      table = try table.with([(name, try closed.column(name))])
    }
    let choice = try ScorecardTraits.columns(of: table, asked: asked, except: except, outcome: [])
    let day = closed["closed"].flatMap { $0.type.isTemporal ? $0 : nil }
    let notes =
      unknown > 0
      ? [
        Wording.counted(unknown, "closed deal has", "closed deals have")
          + " no known account: left out"
      ] : []
    let known = AsOf.staticColumns.union(declared)
    return LearningRows(
      table: table, traits: choice.chosen,
      outcomes: dealRows.map { facts.won[Int($0)] ? 1 : 0 }, groups: accountRows.map { Int($0) },
      days: day.map { day in dealRows.indices.map { day.day($0) } }, left: choice.left,
      snapshots: Set(choice.chosen.filter { !known.contains($0) && accounts[$0] != nil }),
      notes: facts.notes.filter { !$0.contains("money") } + notes)
  }

  /// The rows of any table for which a condition is known to hold or not.
  ///
  /// - Parameters:
  ///   - outcome: Holds where the row was won. Rows where it read a missing value are left out.
  ///   - date: The column of the day the outcome was known, or nil.
  public static func rows(
    of table: Table, outcome: any RowTest, date: String? = nil, traits asked: [String]? = nil,
    except: Set<String> = []
  ) throws -> LearningRows {
    let result = try outcome.evaluate(on: table)
    let known = Bitmap(count: table.rowCount, filled: true).subtracting(
      result.unknown.subtracting(result.passed))
    let part = table.filter(known)
    var outcomes: [Int8] = []
    known.forEachSet { outcomes.append(result.passed[$0] ? 1 : 0) }
    var read = Set(outcome.columnNames ?? [])
    if let date { read.insert(date) }
    let choice = try ScorecardTraits.columns(of: part, asked: asked, except: except, outcome: read)
    var days: [Int32?]?
    if let date {
      let column = try part.column(date)
      guard column.type.isTemporal else {
        throw Problem(.script, "\(table.name): \(date) is \(column.type.rawValue), not a date")
      }
      days = (0..<part.rowCount).map { column.day($0) }
    }
    let missing = table.rowCount - part.rowCount
    return LearningRows(
      table: part, traits: choice.chosen, outcomes: outcomes, groups: nil, days: days,
      left: choice.left, snapshots: [],
      notes: missing > 0
        ? [Wording.counted(missing, "row has", "rows have") + " no known outcome: left out"] : [])
  }

  /// Some of the rows.
  public func part(_ rows: [Int]) -> LearningRows {
    LearningRows(
      table: table.take(Buffer(rows.map { UInt32($0) })), traits: traits,
      outcomes: rows.map { outcomes[$0] }, groups: groups.map { groups in rows.map { groups[$0] } },
      days: days.map { days in rows.map { days[$0] } }, left: left, snapshots: snapshots,
      notes: notes)
  }

  /// Rows to learn from, and those that come later.
  ///
  /// - Parameter window: Outcomes known within this time up to `day` are later; rows without a day
  ///   are learnt from.
  /// - Throws: a ``Problem`` where outcomes have no days.
  public func split(
    _ window: Window, before day: Int32
  ) throws -> (train: LearningRows, later: LearningRows) {
    guard let days else {
      throw Problem(
        .script, "outcomes have no date to hold out the last \(window.text) by",
        hints: ["say which column it is: date = \"closed\"; or hold out a share: holdout = 0.25"])
    }
    let start = window.start(before: day)
    let isLater = days.map { $0.map { $0 >= start } ?? false }
    return split(isLater)
  }

  /// - Parameter share: 0 to below 1: the last of them by their days, or without days a random
  ///   part, groups kept together.
  public func split(share: Double, seed: UInt64) -> (train: LearningRows, later: LearningRows) {
    guard share > 0 else { return (self, part([])) }
    let wanted = Int((share * Double(count)).rounded())
    if let days {
      let sorted = days.compactMap { $0 }.sorted()
      guard sorted.count > wanted, wanted > 0 else { return (self, part([])) }
      let first = sorted[sorted.count - wanted]
      return split(days.map { $0.map { $0 >= first } ?? false })
    }
    var dice = RandomStream(seed: seed, stream: 2)
    var key: [Int: UInt64] = [:]
    let limit = UInt64(min(0.999, share) * 0x1p64)
    let isLater = (0..<count).map { row -> Bool in
      let group = groups?[row] ?? row
      if let known = key[group] { return known < limit }
      let drawn = dice.next()
      key[group] = drawn
      return drawn < limit
    }
    return split(isLater)
  }

  private func split(_ isLater: [Bool]) -> (train: LearningRows, later: LearningRows) {
    (
      part(isLater.indices.filter { !isLater[$0] }), part(isLater.indices.filter { isLater[$0] })
    )
  }
}

extension Scorecard {
  /// Learns a card from rows, and says what is known of them.
  public static func learn(_ rows: LearningRows, _ options: ScorecardOptions = .init()) throws
    -> Scorecard
  {
    let data = try LearningData(
      rows.table, columns: rows.traits, outcomes: rows.outcomes, groups: rows.groups)
    var card = try learn(data, options)
    let snapshots = card.scoring.map(\.column).filter { rows.snapshots.contains($0) }
    if !snapshots.isEmpty {
      var seen: Set<String> = []
      let names = snapshots.filter { seen.insert($0).inserted }.joined(separator: ", ")
      card.notes.append(
        "\(names): today's values, not those of the time of the deal; what changed because of the "
          + "deal makes a score look better than it is")
    }
    card.notes += rows.notes
    card.unfit += rows.left
    return card
  }
}
