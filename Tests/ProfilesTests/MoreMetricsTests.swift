import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Metrics of stages, parts and curves")
struct MoreMetricsTests {
  static let days = MetricsTests.days
  static let day = MetricsTests.day

  static func history() throws -> (deals: Table, history: Table) {
    let deals = try Table(
      name: "deals",
      [
        ("deal_id", Column(texts: ["1", "2", "3"])),
        ("outcome", Column(texts: ["won", "lost", "open"])),
        ("created", days(["2024-01-01", "2024-01-01", "2024-01-01"])),
      ])
    let history = try Table(
      name: "stage_history",
      [
        ("deal_id", Column(texts: ["1", "1", "1", "2", "2", "2", "9"])),
        ("stage", Column(texts: ["Demo", "Offer", "Demo", "Offer", "Demo", nil, "Demo"])),
        (
          "entered",
          days([
            "2024-01-05", "2024-01-09", "2024-01-07", "2024-02-01", "2024-02-03", "2024-02-04",
            "2024-01-01",
          ])
        ),
      ])
    return (deals, history)
  }

  @Test("stage dates are the first day a deal entered each stage")
  func stageDates() throws {
    let (deals, history) = try Self.history()
    let dated = try Metrics.stageDates(deals, history: history, stages: ["Demo", "Offer"])
    #expect(
      (0..<3).map { dated["Demo"]?.day($0) } == [
        Self.day("2024-01-05"), Self.day("2024-02-03"), nil,
      ])
    #expect(
      (0..<3).map { dated["Offer"]?.day($0) } == [
        Self.day("2024-01-09"), Self.day("2024-02-01"), nil,
      ])
    #expect(throws: Problem.self) {
      try Metrics.stageDates(deals, history: history, stages: ["Demmo"])
    }
  }

  @Test("a step back is a later entry into an earlier stage")
  func backSteps() throws {
    let (deals, history) = try Self.history()
    // Deal 1 went Demo, Demo, Offer in time; deal 2 Offer, then Demo.
    let counted = try Metrics.withBackSteps(deals, history: history, stages: ["Demo", "Offer"])
    #expect((0..<3).map { counted["back_steps"]?.double($0) } == [0, 1, 0])
  }

  @Test("the survival curve starts with everybody and falls where somebody is lost")
  func curve() throws {
    let table = try Table(
      name: "subscriptions",
      [
        ("account_id", Column(texts: ["a", "b", "c"])),
        ("mrr", Column(numbers: [1, 1, 1])),
        ("plan", Column(texts: ["x", "x", "y"])),
        ("start", Self.days(["2024-01-01", "2024-01-01", "2024-10-01"])),
        ("end", Self.days(["2024-07-01", nil, nil])),
      ])
    let asOf = Self.day("2025-01-01")
    let result = try Metrics.survivalCurve(subscriptions: table, asOf: asOf, step: 3).table
    #expect((0..<result.rowCount).map { result.number("month", $0) } == [0, 3, 6, 9, 12])
    #expect((0..<5).map { result.number("at_risk", $0) } == [3, 3, 1, 1, 1])
    #expect((0..<5).map { result.number("lost", $0) } == [0, 0, 1, 1, 1])
    // Lost after 182 days (5.98 months), when two were at risk.
    #expect((0..<5).map { result.number("left", $0) } == [1, 1, 0.5, 0.5, 0.5])
    let parts = try Metrics.survivalCurve(
      subscriptions: table, by: [.column("plan")], asOf: asOf, step: 6
    ).table
    #expect((0..<parts.rowCount).map { parts["plan"]?.text($0) } == ["x", "x", "x", "y"])
    #expect(parts.number("left", 3) == 1)
    let triangle = try Metrics.triangle(
      subscriptions: table, by: [.column("plan")], period: .quarter, asOf: asOf
    ).table
    // x: ages 0 to 3 of 2024-Q1; y: age 0 of 2024-Q4.
    #expect((0..<triangle.rowCount).map { triangle.number("retained", $0) } == [2, 2, 1, 1, 1])
  }

  @Test("the first deal of an account is its first won one, else the earliest")
  func firstDeal() throws {
    let accounts = try Table(name: "accounts", [("account_id", Column(texts: ["a", "b", "c"]))])
    let deals = try Table(
      name: "deals",
      [
        ("account_id", Column(texts: ["a", "a", "a", "b", "b"])),
        ("outcome", Column(texts: ["lost", "won", "won", "lost", "open"])),
        ("created", Self.days(["2023-01-01", "2024-01-01", "2023-06-01", nil, "2024-01-01"])),
        ("closed", Self.days(["2023-02-01", "2024-03-01", "2024-02-01", "2024-01-05", nil])),
        ("source", Column(texts: ["ads", "web", "event", "mail", "call"])),
      ])
    let result = try Cohorts.withFirstDeal(accounts, deals: deals, columns: ["source"])
    #expect((0..<3).map { result["source"]?.text($0) } == ["event", "call", nil])
  }

  @Test("parts of rows are what the metric says of each alone; traits are left to the metric")
  func parts() throws {
    let accounts = try MetricsTests.accounts()
    let subscriptions = try MetricsTests.subscriptions().with([
      ("plan", Column(texts: ["p", "q", "p", "q", "p", "p", "q", "p", "q"]))
    ])
    let metric = { (rows: Table, keys: [CohortKey]) in
      try Metrics.retention(
        subscriptions: rows, accounts: accounts, by: keys, from: Self.day("2024-02-01"),
        to: Self.day("2025-01-01"))
    }
    let whole = try Metrics.parts(of: subscriptions, accounts: accounts, by: [], metric)
    let byPlan = try Metrics.parts(
      of: subscriptions, accounts: accounts, by: [.column("plan")], metric)
    #expect(byPlan.total?.number("customers") == whole.total?.number("customers"))
    for row in 0..<byPlan.table.rowCount {
      let plan = try #require(byPlan.table["plan"]?.text(row))
      let alone = try metric(
        subscriptions.filter(try subscriptions.mask("plan", equals: .text(plan))), [])
      for name in ["customers", "start_mrr", "kept_mrr", "churned"] {
        #expect(byPlan.table.number(name, row) == alone.total?.number(name), "\(plan) \(name)")
      }
    }
    let both = try Metrics.parts(
      of: subscriptions, accounts: accounts, by: [.column("plan"), .column("size")], metric)
    #expect(both.table.names.prefix(2) == ["plan", "size"])
    #expect(throws: Problem.self) {
      try Metrics.parts(of: subscriptions, accounts: accounts, by: [.column("paln")], metric)
    }
  }
}
