import Basics
import Columns

extension Assembly {
  /// Works out `outcome` of every deal: `won`, `lost` or `open`, missing where nothing tells.
  ///
  /// In this order: what the user says of the stage; the flags `is_won`, `is_closed`, `is_lost`;
  /// the table of stages; a status column; the stage's name by the list in the vocabulary. A
  /// stage that no rule knows counts as open, and the report says so.
  mutating func deriveOutcomes(_ mapping: EntityMapping?) throws {
    guard let deals = records[.deals] else { return }
    let raw = deals["outcome"]
    let stages = StageColumn(deals["stage"], rules: OutcomeRules(vocabulary))
    let statuses = StageColumn(raw, rules: OutcomeRules(vocabulary))
    let said = try SaidStages(mapping?.stages ?? [:], stages: stages, statuses: statuses)
    let flags = OutcomeFlags(deals)
    let table = stages.flatMap { StageTable(records[.stages])?.outcomes($0) }

    let count = deals.table.rowCount
    let codes = Buffer<UInt16>(repeating: 3, count: count)
    var tally = StageTally(stages ?? statuses)
    var conflicts = 0
    for row in 0..<count {
      if row & 0xffff == 0 { try Interruption.check() }
      let stage = stages?.slot(row)
      let status = statuses?.slot(row)
      let decided: (outcome: Outcome, by: Witness)?
      if let outcome = said.outcome(stage: stage, status: status) {
        decided = (outcome, .user)
      } else if let outcome = flags.outcome(row) {
        decided = (outcome, .flags)
        if let named = stages?.outcome(stage), named != .open, outcome != .open, named != outcome {
          conflicts += 1
        }
      } else if let outcome = stage.flatMap({ table?[$0] }) {
        decided = (outcome, .table)
      } else if let outcome = statuses?.outcome(status) {
        decided = (outcome, .status)
      } else if let outcome = stages?.outcome(stage) {
        decided = (outcome, .stage)
      } else if let outcome = said.others, stage != nil || status != nil || !said.hasTexts {
        decided = (outcome, .user)
      } else if stage != nil || status != nil {
        decided = (.open, .nobody)
      } else {
        decided = nil
      }
      if let decided { codes[row] = UInt16(decided.outcome.rawValue) }
      tally.add(stages == nil ? status : stage, decided?.outcome, by: decided?.by)
    }
    let dictionary = TextDictionary(Outcome.allCases.map(\.text))
    let validity = Bitmap(count: count) { codes[$0] < 3 }.orNil
    try keepRaw(raw, deals)
    try set(
      .deals, "outcome", Column(type: .text, storage: .coded(codes, dictionary), validity: validity)
    )
    self.stages = tally.reports(stages ?? statuses, flags)
    outcomeSource = Witness.allCases.filter { tally.witnesses & $0.bit != 0 }
      .map { $0.text(flags) }.joined(separator: ", then ")
    explainOutcomes(missing: validity.map { count - $0.countOfSet } ?? 0, conflicts: conflicts)
  }

  /// The status column that `outcome` was made of keeps its own name, if that is another.
  private mutating func keepRaw(_ raw: Column?, _ deals: Records) throws {
    guard let raw, let header = deals.columns["outcome"]?.headers.first, header != "outcome",
      deals[header] == nil
    else { return }
    try records[.deals]?.set(header, raw)
    records[.deals]?.columns[header]?.headers = [header]
  }

  private mutating func explainOutcomes(missing: Int, conflicts: Int) {
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
