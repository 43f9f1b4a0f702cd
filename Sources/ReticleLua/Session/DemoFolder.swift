import Basics
import CRM
import Columns
import Reports

/// `reticle demo`: a CRM to try things on.
public enum DemoFolder {
  /// - Returns: lines that say what was written.
  public static func write(_ folder: String, accounts: Int, seed: UInt64, shuffled: Bool) throws
    -> [String]
  {
    guard (0...DemoCRM.maximumAccounts).contains(accounts) else {
      throw Problem(
        .usage, "--accounts must be from 0 to \(Figures.count(DemoCRM.maximumAccounts))")
    }
    let demo = DemoCRM(accounts: accounts, seed: seed, shuffledOutcomes: shuffled)
    let progress = Progress()
    let summary = try demo.write(to: folder) { progress.report("writing \(folder)", $0) }
    progress.end()
    try AtomicFile.write(
      "\(Calendar.text(days: Int32(clamping: demo.asOf)))\nThe day that counts as today for this data.\n"
        .utf8,
      to: Files.join(folder, AsOfDate.fileName))
    let width = summary.files.map(\.name.count).max() ?? 0
    return summary.files.map { file in
      let name = file.name + String(repeating: " ", count: width - file.name.count)
      return "\(folder)/\(name)  \(file.rows.map { Figures.count($0) + " rows" } ?? "")"
    }
      + summary.segments.map { segment in
        let rate = segment.winRate.map { Figures.percent($0) } ?? "-"
        return "\(segment.name): \(Figures.count(segment.accounts)) accounts, win rate \(rate)"
          + (segment.rule.map { " (\($0))" } ?? "")
      }
  }
}
