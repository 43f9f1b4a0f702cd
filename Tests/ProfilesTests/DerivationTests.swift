import Basics
import CRM
import Columns
import Statistics
import Testing

@testable import Profiles

#if canImport(Glibc)
  import Glibc
#endif

@Suite("Derivation")
struct DerivationTests {
  /// Customers of which those in one industry with 50 to 200 people stay far more often.
  static func planted(_ count: Int, seed: Int, isShuffled: Bool = false) -> Table {
    var dice = Dice(seed)
    let industries = ["Makers", "Shops", "Banks", "Clinics"]
    let industry = (0..<count).map { _ in industries[Int.random(in: 0..<4, using: &dice)] }
    let size = (0..<count).map { _ in Int64.random(in: 1...400, using: &dice) }
    let noise = (0..<count).map { _ in Double.random(in: 0..<1, using: &dice) }
    let stayed = (0..<count).map { row -> String in
      let fits = industry[row] == "Makers" && (50...200).contains(size[row])
      let rate = isShuffled ? 0.3 : fits ? 0.8 : 0.25
      return Double.random(in: 0..<1, using: &dice) < rate ? "Yes" : "No"
    }
    return try! Table(
      name: "customers",
      [
        ("customer_id", Column(texts: (0..<count).map { "c\($0)" })),
        ("industry", Column(texts: industry)), ("size", Column(integers: size)),
        ("noise", Column(numbers: noise)), ("stayed", Column(texts: stayed)),
      ])
  }

  static var outcome: Condition { Condition.equals("stayed", "Yes") }

  static func options(shuffles: Int = 20) -> DerivationOptions {
    var options = DerivationOptions()
    options.shuffles = shuffles
    return options
  }

  @Test("a planted rule is found with its cut points, established, and reads as a script")
  func planted() throws {
    let table = Self.planted(3000, seed: 2)
    let profile = try Derivation.derive(
      table, outcome: Self.outcome, options: Self.options(shuffles: 40))
    let rule = try #require(profile.rules.first)
    #expect(rule.text == "industry == 'Makers' and size >= 50 and size <= 200")
    #expect(rule.status == .established, "\(rule.because)")
    #expect(profile.verdict.isSignal)
    #expect(profile.rules.count == 1)
    #expect(rule.foundInFolds == 5)
    // The figures are those of the rows.
    let rows = try rule.rows(of: table)
    let won = try Self.outcome.evaluate(on: table).passed
    #expect(rule.inside.n == rows.countOfSet)
    #expect(near(rule.inside.value, Double(rows.and(won).countOfSet) / Double(rows.countOfSet)))
    let wilson = try Proportion.wilson(wins: rows.and(won).countOfSet, n: rows.countOfSet)
    #expect(near(rule.inside.low, wilson.low) && near(rule.inside.high, wilson.high))
    #expect(profile.notes.contains { $0.contains("it names one row: customer_id") })
    #expect(profile.notes.contains { $0.contains("it tells the outcome: stayed") })
  }

  @Test("where there is nothing, nothing is called established", arguments: 0..<3)
  func nothing(seed: Int) throws {
    let table = Self.planted(800, seed: 30 + seed, isShuffled: true)
    let profile = try Derivation.derive(
      table, outcome: Self.outcome, options: Self.options(shuffles: 40))
    #expect(profile.established.isEmpty)
    #expect(!profile.verdict.isSignal)
    let gap = try #require(profile.power)
    #expect(gap.single > 0 && gap.corrected > gap.single)
  }

  @Test("the same input gives the same result")
  func repeatable() throws {
    let table = Self.planted(700, seed: 8)
    let a = try Derivation.derive(table, outcome: Self.outcome, options: Self.options(shuffles: 10))
    let b = try Derivation.derive(table, outcome: Self.outcome, options: Self.options(shuffles: 10))
    #expect(a.rules.map(\.text) == b.rules.map(\.text))
    #expect(a.verdict.accuracyLimit == b.verdict.accuracyLimit)
    #expect(a.avoid.map(\.z) == b.avoid.map(\.z))
  }

  @Test("a mean is searched too, and its figures are those of the values as they are")
  func mean() throws {
    let table = Self.planted(1500, seed: 12)
    let value = Computed("worth") { table in
      let makers = table["industry"]
      return Column(
        numbers: (0..<table.rowCount).map { row in
          (makers?.text(row) == "Banks" ? 40 : 10) + (table["noise"]?.double(row) ?? 0) * 20
        })
    }
    let profile = try Derivation.derive(
      table, outcome: nil, value: value, options: Self.options(shuffles: 20))
    #expect(profile.rules.first?.text.contains("industry == 'Banks'") == true)
    #expect(profile.rules.first?.status == .established)
    #expect(!profile.isRate)
  }

  @Test("a column that tells the outcome is left out, and said; asking for one is refused")
  func leaks() throws {
    let table = Self.planted(600, seed: 3)
    let leak = Column(texts: (0..<600).map { table["stayed"]?.text($0) == "Yes" ? "up" : "down" })
    let with = try table.with([("standing", leak), ("churned", leak)])
    let profile = try Derivation.derive(
      with, outcome: Self.outcome, options: Self.options(shuffles: 5))
    #expect(profile.warnings.contains { $0.contains("standing was left out") })
    #expect(!(profile.rules + profile.avoid).contains { $0.text.contains("standing") })
    var options = Self.options()
    options.traits = ["industry", "churned"]
    #expect {
      try Derivation.derive(with, outcome: Self.outcome, options: options)
    } throws: { ($0 as? Problem)?.message == "churned cannot be a trait: it tells the outcome" }
    options.traits = ["industri"]
    #expect {
      try Derivation.derive(with, outcome: Self.outcome, options: options)
    } throws: { ($0 as? Problem)?.message.contains("did you mean \"industry\"") == true }
  }

  @Test("too few rows, or one outcome only, is said")
  func tooFew() throws {
    #expect(throws: Problem.self) {
      try Derivation.derive(
        Self.planted(30, seed: 1), outcome: Self.outcome, options: Self.options())
    }
    #expect {
      try Derivation.derive(
        Self.planted(300, seed: 1), outcome: Condition.equals("stayed", "Never"),
        options: Self.options())
    } throws: { ($0 as? Problem)?.message.contains("nothing to tell apart") == true }
  }

  @Test("q-values of a search are Benjamini and Hochberg's of everything tried")
  func discovery() throws {
    var dice = Dice(6)
    let z = (0..<400).map { _ in Float.random(in: -3...5, using: &dice) }
    let q = try Multiplicity.benjaminiHochberg(z.map { Normal.twoSided(Double($0)) })
    let own = FalseDiscovery(z, effect: 1)
    for (index, value) in z.enumerated() where value > 0.1 {
      // Ranked by z, not by |z|: never smaller than the two-sided correction.
      #expect(own.q(Double(value)) >= (q[index] ?? 0) - 1e-9)
    }
    #expect(FalseDiscovery([], effect: 1).q(5) == 1)
  }

  @Test("a trait that is only known of some, and calendar columns, are warned of")
  func traps() throws {
    var dice = Dice(77)
    let count = 2000
    let filled = (0..<count).map { _ in Bool.random(using: &dice) }
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug"]
    let month = (0..<count).map { _ in months[Int.random(in: 0..<8, using: &dice)] }
    let won = (0..<count).map { row in
      Double.random(in: 0..<1, using: &dice)
        < (filled[row] ? 0.6 : 0.2) + (month[row] == "mar" ? 0.2 : 0) ? "Yes" : "No"
    }
    let table = try Table(
      name: "leads",
      [
        (
          "matters",
          Column(
            texts: (0..<count).map { row in
              filled[row] ? (row % 3 == 0 ? "price" : "career") : nil
            })
        ), ("month", Column(texts: month)), ("stayed", Column(texts: won)),
      ])
    let profile = try Derivation.derive(
      table, outcome: Self.outcome, options: Self.options(shuffles: 10))
    #expect(profile.warnings.contains { $0.hasPrefix("matters matters mainly by being filled in") })
    #expect(profile.warnings.contains { $0.hasPrefix("month is a matter of the calendar") })
  }
}

@Suite("Derivation from the demo CRM")
struct DerivationDemoTests {
  static func history(accounts: Int, seed: UInt64, shuffled: Bool) throws -> CustomerHistory {
    let folder = "/tmp/reticle-derive-\(getpid())-\(seed)-\(shuffled)"
    defer {
      for name in DemoCRM.fileNames { unlink(folder + "/" + name) }
      rmdir(folder)
    }
    try DemoCRM(accounts: accounts, seed: seed, shuffledOutcomes: shuffled).write(to: folder)
    let data = try CRMLoader.open(CRMSource(folder: folder), asOf: Self.asOf)
    return CustomerHistory(
      accounts: try #require(data.accounts), deals: data.deals,
      subscriptions: data.subscriptions, touches: data.touches)
  }

  static let asOf = Int32(Calendar.days(year: 2026, month: 1, day: 1))

  @Test("the planted profile and the planted negative come first")
  func planted() throws {
    var options = DerivationOptions()
    options.shuffles = 20
    options.asOf = Self.asOf
    let profile = try Derivation.derive(
      Self.history(accounts: 4000, seed: 11, shuffled: false), options: options)
    let ideal = try #require(profile.rules.first)
    #expect(ideal.status != .hypothesis)
    #expect(Set(ideal.conditions.map(\.column)) == ["industry", "employees", "tech_stack"])
    #expect(ideal.text.contains("industry == 'Industrial Automation'"))
    #expect(ideal.text.contains("has(tech_stack, 'sap')"))
    let avoid = try #require(profile.avoid.first)
    // With so few accounts the third condition is not always told from chance; that it is with 10,000
    // is what `scripts/verify-models demo` shows.
    let columns = Set(avoid.conditions.map(\.column))
    #expect(columns.isSuperset(of: ["industry", "employees"]))
    #expect(columns.isSubset(of: ["industry", "employees", "tech_stack"]))
    #expect(avoid.text.contains("industry == 'Retail'"))
    #expect(avoid.status == .established)
  }

  @Test("of shuffled outcomes nothing is established")
  func shuffled() throws {
    var options = DerivationOptions()
    options.shuffles = 20
    options.asOf = Self.asOf
    let profile = try Derivation.derive(
      Self.history(accounts: 2000, seed: 12, shuffled: true), options: options)
    #expect(profile.established.isEmpty)
  }
}

@Suite(
  "Derivation from third-party data",
  .enabled(if: SharedData.isThere, "RETICLE_DATA is not set"))
struct DerivationSharedTests {
  @Test("no sector of Maven's is called a finding, and what could have been seen is said")
  func maven() throws {
    let (deals, accounts) = try SharedData.maven()
    var options = DerivationOptions()
    options.shuffles = 20
    let profile = try Derivation.derive(
      CustomerHistory(accounts: accounts, deals: deals), options: options)
    #expect(!profile.verdict.isSignal)
    #expect(profile.established.isEmpty)
    #expect(profile.warnings.contains { $0.contains("month of closing") })
    #expect(profile.warnings.contains { $0.contains("lost deals take 14 days") })
    let gap = try #require(profile.power)
    #expect(gap.single > 0.02 && gap.single < 0.09)
  }
}
