import Basics
import Columns

/// Which scored accounts are inside a profile: those in a tier that counts as fitting.
public struct FitSides: Sendable {
  /// Tiers that count as fitting, the best first.
  public let tiers: [String]
  /// One bit an account.
  public let inside: Bitmap

  /// - Parameters:
  ///   - accounts: Scored: with the column `tier`.
  ///   - tiers: The tiers that count as inside.
  /// - Throws: a ``Problem`` where there is no `tier` or it is not text, and where a tier asked
  ///   for is none of a score.
  public init(_ accounts: Table, tiers: [String] = ["A", "B", "C"]) throws {
    guard let tier = accounts["tier"] else {
      throw Problem(
        .script, "\(accounts.name) has no column tier: it was not scored",
        hints: ["score it first: local scored = ideal:score(crm.accounts)"])
    }
    guard tier.type.isText || tier.missingCount == tier.count else {
      throw Problem(.data, "\(accounts.name): tier is \(tier.type.rawValue), not text")
    }
    if tiers.isEmpty {
      throw Problem(.script, "no tier counts as inside", hints: ["inside = { \"A\", \"B\" }"])
    }
    self.tiers = tiers
    guard tier.type.isText else {
      inside = Bitmap(count: accounts.rowCount)
      return
    }
    let texts = try DistinctTexts(tier)
    let known = texts.entries.map(\.string)
    try Self.check(tiers, known)
    let fits = known.map { tiers.contains($0) }
    let codes = texts.codes
    inside = Bitmap.parallel(accounts.rowCount) { row in
      let code = codes.base[row]
      return code != DistinctTexts.missing && fits[Int(code)]
    }
  }

  /// Tiers that no row has may be those of a score without such rows; a name that is one but for its
  /// spelling, or any name where no row has one of the usual ones, is a mistake.
  private static func check(_ tiers: [String], _ known: [String]) throws {
    let plain = { (name: String) in
      name.lowercased().replacing("tier", with: "").filter { $0 != " " }
    }
    let usual: Set<String> = ["A", "B", "C", "D"]
    for tier in tiers where !known.contains(tier) {
      let meant = known.first { plain($0) == plain(tier) }
      guard meant != nil || !usual.contains(tier), !known.isEmpty else { continue }
      throw Problem(
        .script, "there is no tier \(tier)",
        hints: [
          meant.map { "did you mean \"\($0)\"?" }
            ?? "the rows have " + known.sorted().prefix(8).joined(separator: ", ")
        ])
    }
  }

  /// `tier A, B or C`.
  public var text: String {
    let names = tiers.count > 1 ? tiers.dropLast().joined(separator: ", ") + " or " : ""
    return "tier \(names)\(tiers.last ?? "")"
  }
}
