import Basics
import Columns

extension Assembly {
  /// Works out `outcome` of every deal: `won`, `lost` or `open`, missing where nothing tells.
  ///
  /// In this order: what the user says of the stage; the flags `is_won`, `is_closed`, `is_lost`;
  /// the table of stages; a status column; the stage's name by the list in the vocabulary. A
  /// stage that no rule knows counts as open, and the report says so; but not where the status says
  /// that the deal was deleted or archived.
  mutating func deriveOutcomes(_ mapping: EntityMapping?) throws {
    guard let deals = records[.deals] else { return }
    let raw = deals["outcome"]
    let stages = StageColumn(deals["stage"], rules: OutcomeRules(vocabulary))
    let isState = deals.columns["outcome"]?.headers.contains { HeaderVariant.isState($0) } ?? false
    let statuses = StageColumn(raw, rules: OutcomeRules(vocabulary), hasStates: isState)
    let said = try SaidStages(mapping?.stages ?? [:], stages: stages, statuses: statuses)
    let flags = OutcomeFlags(deals)
    let table = stages.flatMap { StageTable(records[.stages])?.outcomes($0) }

    let count = deals.table.rowCount
    let codes = Buffer<UInt16>(repeating: 3, count: count)
    var tally = StageTally(stages ?? statuses)
    var (conflicts, archived) = (0, 0)
    func decide(_ stage: Int?, _ status: Int?, flag: Outcome?) -> (outcome: Outcome, by: Witness)? {
      if let outcome = said.outcome(stage: stage, status: status) { return (outcome, .user) }
      if let flag { return (flag, .flags) }
      if let outcome = stage.flatMap({ table?[$0] }) { return (outcome, .table) }
      if let outcome = statuses?.outcome(status) { return (outcome, .status) }
      let isAway = statuses?.isAway(status) ?? false
      if let outcome = stages?.outcome(stage), outcome != .open || !isAway {
        return (outcome, .stage)
      }
      if let outcome = said.others, stage != nil || status != nil || !said.hasTexts {
        return (outcome, .user)
      }
      return (stage != nil || status != nil) && !isAway ? (.open, .nobody) : nil
    }
    if flags.isEmpty, stages == nil || statuses == nil, let only = stages ?? statuses,
      let slotOf = only.slots.codes
    {
      // What decides is the same for all deals at a stage: each stage is decided once. The slot
      // after the last stands for deals without one.
      let slots = only.slots.count
      var rows = only.slots.rowsBySlot()
      rows.append(count - rows.reduce(0, +))
      let decided = Buffer<UInt16>(repeating: 3, count: slots + 1)
      for (slot, rows) in rows.enumerated() where rows > 0 {
        let known = slot < slots ? slot : nil
        let decision =
          stages == nil ? decide(nil, known, flag: nil) : decide(known, nil, flag: nil)
        if let decision { decided[slot] = UInt16(decision.outcome.rawValue) }
        if decision == nil, statuses?.isAway(known) == true { archived += rows }
        tally.add(known, decision?.outcome, by: decision?.by, deals: rows)
      }
      let pieces = Parallel.ranges(count)
      Parallel.forEach(pieces.count) { piece in
        for row in pieces[piece] {
          let slot = only.slots.isMissing(row) ? slots : Int(slotOf.base[row])
          codes.base[row] = decided.base[slot]
        }
      }
    } else {
      for row in 0..<count {
        if row & 0xffff == 0 { try Interruption.check() }
        let (stage, status) = (stages?.slot(row), statuses?.slot(row))
        let decided = decide(stage, status, flag: flags.outcome(row))
        if let decided {
          codes[row] = UInt16(decided.outcome.rawValue)
          if decided.by == .flags, let named = stages?.outcome(stage), named != .open,
            decided.outcome != .open, named != decided.outcome
          {
            conflicts += 1
          }
        } else if statuses?.isAway(status) == true {
          archived += 1
        }
        tally.add(stages == nil ? status : stage, decided?.outcome, by: decided?.by, deals: 1)
      }
    }
    let dictionary = TextDictionary(Outcome.allCases.map(\.text))
    let missing = RowCounts.count(count) { codes.base[$0] >= 3 }
    let validity = missing == 0 ? nil : Bitmap(count: count) { codes[$0] < 3 }
    try keepRaw(raw, deals)
    try set(
      .deals, "outcome", Column(type: .text, storage: .coded(codes, dictionary), validity: validity)
    )
    self.stages = tally.reports(stages ?? statuses, flags)
    outcomeSource = Witness.allCases.filter { tally.witnesses & $0.bit != 0 }
      .map { $0.text(flags) }.joined(separator: ", then ")
    let unknown = validity.map { count - $0.countOfSet } ?? 0
    explainOutcomes(missing: unknown - archived, archived: archived, conflicts: conflicts)
  }

  /// The status column that `outcome` was made of keeps its own name, if that is another.
  private mutating func keepRaw(_ raw: Column?, _ deals: Records) throws {
    guard let raw, let header = deals.columns["outcome"]?.headers.first, header != "outcome",
      deals[header] == nil
    else { return }
    try records[.deals]?.set(header, raw)
    records[.deals]?.columns[header]?.headers = [header]
  }

  private mutating func explainOutcomes(missing: Int, archived: Int, conflicts: Int) {
    if archived > 0 {
      note(
        .warning, .deals, column: "outcome", rows: archived,
        "\(Wording.number(archived)) \(Wording.noun(.deals, archived)) "
          + "\(archived == 1 ? "was" : "were") deleted or archived, and nothing says how "
          + "\(archived == 1 ? "it" : "they") ended: the outcome is missing")
    }
    if missing > 0 {
      note(
        .warning, .deals, column: "outcome", rows: missing,
        "\(Wording.number(missing)) \(Wording.noun(.deals, missing)) "
          + "\(missing == 1 ? "has" : "have") neither stage nor flag: their outcome is missing")
    }
    if conflicts > 0 {
      note(
        .odd, .deals, column: "outcome", rows: conflicts,
        "\(Wording.number(conflicts)) \(Wording.noun(.deals, conflicts)) "
          + "\(conflicts == 1 ? "is" : "are") won by flag and lost by the stage's name, or the other "
          + "way round; the flag was taken")
    }
    let unknown = stages.filter { $0.because == Witness.unknownStage }
    if unknown.isEmpty { return }
    let deals = unknown.reduce(0) { $0 + $1.deals }
    let names = unknown.prefix(5).compactMap(\.stage).map { "\"\($0)\"" }.joined(separator: ", ")
    let more = unknown.count > 5 ? " and \(unknown.count - 5) more" : ""
    note(
      .warning, .deals, column: "outcome", rows: deals,
      "\(Wording.number(deals)) \(Wording.noun(.deals, deals)) at stages no rule knows (\(names)\(more)) "
        + "count as open; say what they are: deals = { stages = { [\(unknown[0].stage.map { "\"\($0)\"" } ?? "…")] = \"won\" } }"
    )
  }
}
