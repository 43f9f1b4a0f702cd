import Basics
import Columns

/// A column of stage names, each name read once.
struct StageColumn {
  let slots: TextSlots
  private let readings: [OutcomeRules.Reading?]
  private let outcomes: [Outcome?]
  private let away: [Bool]

  /// - Parameter hasStates: The texts may be the numbers of Dynamics' `statecode`.
  init?(_ column: Column?, rules: OutcomeRules, hasStates: Bool = false) {
    guard let column, let slots = TextSlots(column), column.missingCount < column.count else {
      return nil
    }
    self.slots = slots
    readings = (0..<slots.count).map { slot in
      guard slots.isUsed(slot) else { return nil }
      let text = slots.views[slot].string
      return (hasStates ? OutcomeRules.state(text) : nil) ?? rules.read(text)
    }
    outcomes = readings.map { $0?.outcome }
    away = (0..<slots.count).map { slot in
      slots.isUsed(slot) && rules.isAway(slots.views[slot].string)
    }
  }

  func slot(_ row: Int) -> Int? { slots.isMissing(row) ? nil : slots.slot(row) }
  func text(_ slot: Int) -> String { slots.views[slot].string }
  func reading(_ slot: Int?) -> OutcomeRules.Reading? { slot.flatMap { readings[$0] } }

  @inline(__always)
  func outcome(_ slot: Int?) -> Outcome? { slot.flatMap { outcomes[$0] } }

  /// Whether a text says that the deal was deleted or archived: then it is not open.
  func isAway(_ slot: Int?) -> Bool { slot.map { away[$0] } ?? false }

  /// Distinct names.
  var names: [String] {
    var names: Set<String> = []
    for slot in 0..<slots.count where slots.isUsed(slot) { names.insert(text(slot)) }
    return names.sorted()
  }
}

/// What the user says of stages.
struct SaidStages {
  private var byStage: [Int: Outcome] = [:]
  private var byStatus: [Int: Outcome] = [:]
  /// Every stage that is not named: `*`.
  var others: Outcome?
  let hasTexts: Bool

  /// - Throws: for a stage that no deal is at, if one is spelled nearly like it.
  init(_ said: [String: String], stages: StageColumn?, statuses: StageColumn?) throws {
    hasTexts = stages != nil || statuses != nil
    others = said["*"].flatMap { Outcome($0) }
    let named = said.filter { $0.key != "*" }
    if named.isEmpty { return }
    var found: Set<String> = []
    for (column, isStage) in [(stages, true), (statuses, false)] {
      guard let column else { continue }
      for slot in 0..<column.slots.count where column.slots.isUsed(slot) {
        let text = column.text(slot)
        guard let outcome = named[text].flatMap({ Outcome($0) }) else { continue }
        found.insert(text)
        if isStage { byStage[slot] = outcome } else { byStatus[slot] = outcome }
      }
    }
    let names = (stages?.names ?? []) + (statuses?.names ?? [])
    for name in named.keys.sorted() where !found.contains(name) {
      let rest = names.filter { named[$0] == nil }
      if nearest(to: name, in: rest) != nil {
        throw Problem.unknown("stage", name, known: names).at("open: deals: stages")
      }
    }
  }

  func outcome(stage: Int?, status: Int?) -> Outcome? {
    if byStage.isEmpty, byStatus.isEmpty { return nil }
    return stage.flatMap { byStage[$0] } ?? status.flatMap { byStatus[$0] }
  }
}

/// The CRM's own yes and no about a deal's end.
struct OutcomeFlags {
  private struct Flag {
    let cells: Buffer<UInt8>
    let validity: Bitmap?

    init?(_ column: Column?) {
      guard let column, case .boolean(let cells) = column.storage else { return nil }
      self.cells = cells
      validity = column.validity
    }

    @inline(__always)
    func value(_ row: Int) -> Bool? { validity.map { $0[row] } ?? true ? cells[row] != 0 : nil }
  }

  private let won: Flag?
  private let closed: Flag?
  private let lost: Flag?
  let names: String

  init(_ deals: Records) {
    won = Flag(deals["is_won"])
    closed = Flag(deals["is_closed"])
    lost = Flag(deals["is_lost"])
    names = [("is_won", won), ("is_closed", closed), ("is_lost", lost)].filter { $0.1 != nil }
      .map(\.0).joined(separator: " and ")
  }

  /// Whether there is no flag at all.
  var isEmpty: Bool { won == nil && closed == nil && lost == nil }

  func outcome(_ row: Int) -> Outcome? {
    let (won, closed, lost) = (won?.value(row), closed?.value(row), lost?.value(row))
    if won == true { return .won }
    if lost == true { return .lost }
    switch (won, closed) {
    case (_, false): return .open
    case (false, true): return .lost
    // Closed, but nobody says how; not won and not lost is open.
    default: return won == false && lost == false ? .open : nil
    }
  }
}

/// The CRM's table of stages: what each stage id or label means.
struct StageTable {
  private var byName: [String: Outcome] = [:]

  init?(_ stages: Records?) {
    guard let stages else { return nil }
    for row in 0..<stages.table.rowCount {
      let won = Self.flag(stages["is_won"], row)
      let closed = Self.flag(stages["is_closed"], row)
      let probability = stages["probability"]?.double(row)
      let outcome: Outcome
      switch (won, closed) {
      case (true?, _): outcome = .won
      case (false?, true?): outcome = .lost
      case (nil, true?): outcome = (probability ?? 0) > 0 ? .won : .lost
      case (_, false?): outcome = .open
      // HubSpot has no flag for a lost stage: its probability is nought.
      case (false?, nil), (nil, nil): outcome = probability == 0 ? .lost : .open
      }
      for name in ["stage_id", "stage"] {
        guard let text = stages[name].map({ $0[row].written }), !text.isEmpty else { continue }
        if byName[text] == nil { byName[text] = outcome }
      }
    }
    if byName.isEmpty { return nil }
  }

  /// What each distinct stage of the deals means.
  func outcomes(_ stages: StageColumn) -> [Outcome?] {
    (0..<stages.slots.count).map { stages.slots.isUsed($0) ? byName[stages.text($0)] : nil }
  }

  private static func flag(_ column: Column?, _ row: Int) -> Bool? {
    guard let column, case .boolean(let value) = column[row] else { return nil }
    return value
  }
}

/// Who said how a deal ended, in the order in which they are asked.
enum Witness: UInt8, CaseIterable {
  case user, flags, table, status, stage, nobody

  static let unknownStage = "no rule knows it"

  var bit: UInt8 { 1 << rawValue }

  func text(_ flags: OutcomeFlags) -> String {
    switch self {
    case .user: "your mapping"
    case .flags: flags.names
    case .table: "the table of stages"
    case .status: "the status"
    case .stage: "the stage's name"
    case .nobody: "open where no rule knows the stage"
    }
  }
}

/// Counts deals by stage and outcome.
struct StageTally {
  private struct Counts {
    /// lost, open, won, none.
    var byOutcome = [0, 0, 0, 0]
    var witnesses: UInt8 = 0

    mutating func add(_ other: Counts) {
      for index in byOutcome.indices { byOutcome[index] += other.byOutcome[index] }
      witnesses |= other.witnesses
    }
  }

  /// Four counts a slot, then those of deals without a stage.
  private var counts: [Int]
  private var bySlot: [UInt8]
  /// Bits of all who were ever heard.
  private(set) var witnesses: UInt8 = 0

  init(_ stages: StageColumn?) {
    let slots = (stages?.slots.count ?? 0) + 1
    counts = Array(repeating: 0, count: slots * 4)
    bySlot = Array(repeating: 0, count: slots)
  }

  @inline(__always)
  mutating func add(_ slot: Int?, _ outcome: Outcome?, by: Witness?, deals: Int) {
    let place = slot ?? bySlot.count - 1
    counts[place * 4 + (outcome.map { Int($0.rawValue) } ?? 3)] += deals
    let bit = by?.bit ?? 0
    bySlot[place] |= bit
    witnesses |= bit
  }

  /// Every distinct stage, the most frequent first; deals without one last.
  func reports(_ stages: StageColumn?, _ flags: OutcomeFlags) -> [StageReport] {
    var byName: [String: (counts: Counts, slot: Int)] = [:]
    func counts(_ place: Int) -> Counts {
      Counts(byOutcome: Array(self.counts[place * 4..<place * 4 + 4]), witnesses: bySlot[place])
    }
    for slot in 0..<(bySlot.count - 1) {
      let counts = counts(slot)
      guard let stages, counts.byOutcome.contains(where: { $0 > 0 }) else { continue }
      byName[stages.text(slot), default: (Counts(), slot)].counts.add(counts)
    }
    var reports = byName.map { name, entry in
      Self.report(name, entry.counts, stages?.reading(entry.slot), flags)
    }
    reports.sort { ($1.deals, $0.stage ?? "") < ($0.deals, $1.stage ?? "") }
    let without = counts(bySlot.count - 1)
    if without.byOutcome.contains(where: { $0 > 0 }) {
      reports.append(Self.report(nil, without, nil, flags))
    }
    return reports
  }

  private static func report(
    _ name: String?, _ counts: Counts, _ reading: OutcomeRules.Reading?, _ flags: OutcomeFlags
  ) -> StageReport {
    let present = Outcome.allCases.filter { counts.byOutcome[Int($0.rawValue)] > 0 }
    let witnesses = Witness.allCases.filter { counts.witnesses & $0.bit != 0 }
    let because: String
    switch witnesses {
    case []: because = "nothing tells"
    case [.nobody]: because = Witness.unknownStage
    case [.stage], [.status]: because = reading?.because ?? witnesses[0].text(flags)
    default: because = witnesses.map { $0.text(flags) }.joined(separator: ", then ")
    }
    return StageReport(
      stage: name, outcome: present.count == 1 && counts.byOutcome[3] == 0 ? present[0].text : nil,
      deals: counts.byOutcome.reduce(0, +), because: because)
  }
}
