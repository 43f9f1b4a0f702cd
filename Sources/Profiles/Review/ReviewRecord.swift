import Basics
import Columns
import Statistics

/// What holds at a date, as plain text that a version control system compares line by line (I2,
/// I5): the profile, the figures of each tier, the accounts inside.
///
/// Files have the same names each time; a folder of them under version control is the history, and
/// its differences are the review. No names of people or companies are in them: identifiers only.
public struct ReviewRecord: Sendable {
  /// Names below the folder, and their text.
  public let files: [(name: String, text: String)]

  /// - Parameters:
  ///   - scored: Accounts as the profile scored them: `account_id`, `tier`, `fit`.
  ///   - rules: The profile as lines, one rule a line.
  ///   - deals: For the figures of each tier.
  public init(
    _ icp: ICP, rules: [String], scored: Table, deals: Table?, asOf: Int32,
    inside tiers: [String]? = nil
  ) throws {
    let inside = tiers ?? icp.tiers.map(\.name)
    let sides = try FitSides(scored, tiers: inside)
    files = [
      ("profile.txt", rules.joined(separator: "\n") + "\n"),
      ("figures.txt", try Self.figures(icp, scored, deals, sides, asOf)),
      ("accounts.txt", try Self.accounts(scored, sides)),
    ]
  }

  private static func figures(
    _ icp: ICP, _ scored: Table, _ deals: Table?, _ sides: FitSides, _ asOf: Int32
  ) throws -> String {
    var lines = [
      "as of: \(Calendar.text(days: asOf))", "profile: \(icp.name)",
      "accounts: \(scored.rowCount)", "inside (\(sides.text)): \(sides.inside.countOfSet)",
    ]
    let tier = try scored.column("tier")
    let names = icp.tierNames
    var number: [String: Int] = [:]
    for (index, name) in names.enumerated() { number[name] = index }
    let tierOf = (0..<scored.rowCount).map { tier.text($0).flatMap { number[$0] } }
    var sizes = [Int](repeating: 0, count: names.count)
    for place in tierOf { if let place { sizes[place] += 1 } }
    for (name, size) in zip(names, sizes) { lines.append("tier \(name), accounts: \(size)") }
    if let deals {
      let facts = try DealFacts(deals, asOf: asOf)
      let rows = try AccountRows(deals, scored)
      let won = rows.counts(facts.won)
      let closed = rows.counts(facts.closed)
      let open = rows.counts(facts.open)
      let revenue = facts.amount.map { rows.sums($0, facts.won) }
      let pipeline = facts.amount.map { rows.sums($0, facts.open) }
      for (index, name) in names.enumerated() {
        var (w, n, o, r, p) = (0, 0, 0, 0.0, 0.0)
        for account in tierOf.indices where tierOf[account] == index {
          w += won[account]
          n += closed[account]
          o += open[account]
          r += revenue?[account] ?? 0
          p += pipeline?[account] ?? 0
        }
        let rate = try statistics(for: "review") { try Proportion.wilson(wins: w, n: n) }
        let shown = { (share: Double) in Wording.percent(share) }
        lines.append("tier \(name), closed deals: \(n)")
        lines.append(
          "tier \(name), win rate: "
            + (rate.estimate.map { "\(shown($0)) [\(shown(rate.low)), \(shown(rate.high))]" } ?? "-")
        )
        lines.append("tier \(name), open deals: \(o)")
        if revenue != nil {
          lines.append("tier \(name), revenue: \(r.written)")
          lines.append("tier \(name), pipeline: \(p.written)")
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line an account inside, in the order of identifiers: who enters or leaves is one line.
  private static func accounts(_ scored: Table, _ sides: FitSides) throws -> String {
    let ids = try scored.column("account_id")
    let tier = try scored.column("tier")
    let fit = scored["fit"]
    var lines: [String] = []
    sides.inside.forEachSet { row in
      guard !ids.isMissing(row) else { return }
      let points = fit.map { $0.isMissing(row) ? "" : " " + $0[row].written } ?? ""
      lines.append("\(ids[row].written) \(tier.text(row) ?? "")\(points)")
    }
    return lines.sorted().map { $0 + "\n" }.joined()
  }
}
