import Basics
import Columns
import Statistics

/// Traits that are over-represented among lost deals (feature D7), reason by reason.
public enum LostPatterns {
  /// Reasons given for fewer deals than this are not looked at by themselves.
  static let leastDeals = 20

  /// One row for each level of a trait and each reason, and for losing at all, where lost deals for
  /// that reason are more frequent than elsewhere; the surest first.
  ///
  /// The share is of closed deals, won and lost, so that a kind of account that is simply contacted
  /// more does not stand out.
  ///
  /// - Throws: a ``Problem`` where there are no deals, or too few that closed.
  public static func table(
    _ history: CustomerHistory, options: DerivationOptions = DerivationOptions()
  ) throws -> FigureTable {
    guard let deals = history.deals else {
      throw Problem(.data, "lost patterns: there are no deals")
    }
    var notes: [String] = []
    var questions: [(reason: String, value: any RowValue)] = [
      ("any reason", LostFor(reason: nil))
    ]
    let column = deals["lost_reason"] ?? deals["closed_lost_reason"]
    if let column, column.type.isText {
      let lost = try DealFacts(deals, asOf: options.asOf).lost
      let texts = try DistinctTexts(column)
      var counts = [Int](repeating: 0, count: texts.entries.count)
      lost.forEachSet { row in
        let code = texts.codes.base[row]
        if code != DistinctTexts.missing { counts[Int(code)] += 1 }
      }
      let names = texts.entries.map(\.string)
      let reasons = counts.indices.filter { counts[$0] >= leastDeals }
        .sorted { (-counts[$0], names[$0]) < (-counts[$1], names[$1]) }
      for reason in reasons.prefix(20) {
        questions.append((names[reason], LostFor(reason: names[reason])))
      }
      let rare = counts.count { $0 > 0 } - reasons.count
      if rare > 0 {
        notes.append(
          Wording.counted(rare, "reason was", "reasons were")
            + " given for fewer than \(leastDeals) deals")
      }
    } else {
      notes.append("deals have no column lost_reason: losing at all is looked at")
    }
    var found: [(reason: String, level: TraitLifts.Level, trait: String)] = []
    for (reason, value) in questions {
      try Interruption.check()
      let evidence = try Derivation.deals(history, .value(value, name: reason), options)
      guard evidence.count >= 2 * leastDeals, evidence.target.deviation > 0 else { continue }
      let bits = try TraitBits(
        evidence.columns, rowCount: evidence.count,
        options: .init(parts: 5, leastCount: max(10, options.minRows)))
      let lifts = try TraitLifts(bits, evidence.target, groups: evidence.groups)
      found += lifts.levels.filter { $0.inside.n > 0 }.map {
        (reason, $0, bits.traits[$0.trait].name)
      }
    }
    // Corrected for all reasons and all levels together.
    let q = try statistics(for: "lost patterns") {
      try Multiplicity.benjaminiHochberg(found.map(\.level.p))
    }
    let order = found.indices.filter {
      (found[$0].level.inside.value ?? 0) > (found[$0].level.outside.value ?? 0)
    }.sorted { a, b in
      let (x, y) = (q[a] ?? 1, q[b] ?? 1)
      return x != y ? x < y : (found[a].level.p ?? 1, a) < (found[b].level.p ?? 1, b)
    }
    var builder = FigureBuilder(level: 0.95)
    let rows = order.map { found[$0] }
    builder.text("reason", rows.map(\.reason), "why the deals were lost")
    builder.text("trait", rows.map(\.trait), "the trait")
    builder.text("level", rows.map { $0.level.condition.text }, "the level, as a condition")
    builder.count("n", rows.map(\.level.inside.n), "closed deals with it")
    builder.interval(
      "lost",
      rows.map {
        Bounded(
          estimate: $0.level.inside.value, low: $0.level.inside.low, high: $0.level.inside.high)
      }, .share, "share of them that was lost for the reason", bounds: "Wilson")
    builder.number(
      "outside", rows.map(\.level.outside.value), .share, "the same share of other closed deals")
    builder.number(
      "lift",
      rows.map { row in
        guard let a = row.level.inside.value, let b = row.level.outside.value, b > 0 else {
          return nil
        }
        return a / b
      }, .ratio, "lost / outside")
    builder.number(
      "q", order.map { q[$0] }, .ratio,
      "p corrected for all reasons and levels (Benjamini and Hochberg)")
    builder.text(
      "verdict",
      order.map { (q[$0] ?? 1) < 0.05 ? "lost more often" : "not distinguishable" },
      "whether q is below 0.05")
    return FigureTable(
      table: try Table(name: "lost_patterns", builder.columns, rowCount: rows.count),
      definitions: builder.definitions, notes: notes)
  }

  /// Whether a deal was lost for a reason; nil is any.
  private struct LostFor: RowValue {
    let reason: String?
    var text: String { reason ?? "lost" }

    func column(on table: Table) throws -> Column {
      let outcomes = try DealOutcomes(table)
      guard let reason, let column = table["lost_reason"] ?? table["closed_lost_reason"] else {
        return Column(booleans: (0..<table.rowCount).map { outcomes.lost[$0] })
      }
      let rows = try TraitCondition("lost_reason", .equals(reason)).rows(in: column)
      return Column(booleans: (0..<table.rowCount).map { outcomes.lost[$0] && rows[$0] })
    }
  }
}
