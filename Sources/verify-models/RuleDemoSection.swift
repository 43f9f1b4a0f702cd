import Basics
import CRM
import Columns
import Glibc
import Profiles

/// Rules planted in demo CRMs: found as the first ones, and none where outcomes are shuffled.
struct RuleDemoSection {
  /// How many seeds, from 1 on.
  var seeds = 20
  var accounts = 10_000

  private static let asOf = Int32(Calendar.days(year: 2026, month: 1, day: 1))

  func run(into report: inout Report) throws {
    report.heading("demo CRM: \(accounts) accounts, \(seeds) seeds")
    var (ideal, negative, quiet) = (0, 0, 0)
    for seed in 1...max(1, seeds) {
      let found = try derived(seed: UInt64(seed), isShuffled: false)
      let first = isPlanted(
        found.rules.first, industry: "Industrial Automation", member: "sap", low: 100, high: 1000)
      let last = isPlanted(
        found.avoid.first, industry: "Retail", member: "shopify", low: nil, high: 20)
      if first { ideal += 1 }
      if last { negative += 1 }
      let shuffled = try derived(seed: UInt64(seed), isShuffled: true)
      if shuffled.established.isEmpty { quiet += 1 }
      defer { fflush(nil) }
      report.note(
        "seed \(seed): \(written(found.rules.first)); avoid \(written(found.avoid.first)); "
          + "shuffled: \(shuffled.established.count) established")
    }
    let least = seeds - max(0, seeds / 20)
    report.check("planted profile first", ideal >= least, "\(ideal) of \(seeds) seeds")
    report.check("planted negative first", negative >= least, "\(negative) of \(seeds) seeds")
    report.check("nothing of shuffled outcomes", quiet >= least, "\(quiet) of \(seeds) seeds")
  }

  private func written(_ rule: DerivedRule?) -> String {
    rule.map { "\($0.text) [\($0.status.rawValue)]" } ?? "nothing"
  }

  /// The rule names the three columns of the planted one and no other, with its industry, its
  /// technology, and bounds within a fifth of the planted ones.
  private func isPlanted(
    _ rule: DerivedRule?, industry: String, member: String, low: Double?, high: Double
  ) -> Bool {
    guard let rule, rule.status != .hypothesis, rule.conditions.count == 3 else { return false }
    return rule.conditions.allSatisfy { condition in
      switch (condition.column, condition.test) {
      case ("industry", .equals(let text)): text == industry && !condition.isNegated
      case ("tech_stack", .has(let text)): text == member && !condition.isNegated
      case ("employees", .range(let from, let to, _, _)):
        near(from, low) && near(to, high) && !condition.isNegated
      default: false
      }
    }
  }

  private func near(_ found: Double?, _ planted: Double?) -> Bool {
    guard let planted else { return found.map { $0 <= 1 } ?? true }
    return found.map { ($0 - planted).magnitude <= planted / 5 } ?? false
  }

  private func derived(seed: UInt64, isShuffled: Bool) throws -> DerivedProfile {
    let folder = Files.join(
      getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp", "verify-models-\(getpid())")
    defer {
      for name in DemoCRM.fileNames { unlink(Files.join(folder, name)) }
      rmdir(folder)
    }
    try DemoCRM(accounts: accounts, seed: seed, shuffledOutcomes: isShuffled).write(to: folder)
    let data = try CRMLoader.open(CRMSource(folder: folder), asOf: Self.asOf)
    guard let accounts = data.accounts else { throw Problem(.fault, "a demo without accounts") }
    var options = DerivationOptions()
    options.asOf = Self.asOf
    return try Derivation.derive(
      CustomerHistory(
        accounts: accounts, deals: data.deals, subscriptions: data.subscriptions,
        touches: data.touches), options: options)
  }
}
