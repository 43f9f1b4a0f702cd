import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Metrics of real data", .enabled(if: SharedData.isThere, "RETICLE_DATA is not set"))
struct SharedMetricsTests {
  static func ravenstack() throws -> (subscriptions: Table, accounts: Table) {
    let subscriptions = try SharedData.read(
      "ravenstack_saas/ravenstack_subscriptions.csv", name: "subscriptions"
    ).rename([("start_date", "start"), ("end_date", "end"), ("mrr_amount", "mrr")])
    let accounts = try SharedData.read(
      "ravenstack_saas/ravenstack_accounts.csv", name: "accounts")
    return (subscriptions, accounts)
  }

  @Test("ravenstack: retention over 2024 and over half years")
  func retention() throws {
    let (subscriptions, accounts) = try Self.ravenstack()
    let year = try Metrics.retention(
      subscriptions: subscriptions, accounts: accounts, by: [.column("industry")],
      from: CohortTests.day("2024-01-01"), to: CohortTests.day("2024-12-31"))
    let total = try #require(year.total)
    #expect(total.number("customers") == 187 && total.number("start_mrr") == 1_283_540)
    #expect(total.number("end_mrr") == 10_159_608 && total.number("kept_mrr") == 3_727_263)
    #expect(total.number("new_mrr") == 6_432_345)
    #expect(near(total.number("nrr"), 2.9038931392866605, 1e-9))
    #expect(near(total.number("grr"), 0.995968181747355, 1e-9))
    #expect(total.number("logo_retention") == 1)
    #expect(year.table.rowCount == 5)
    // The flag of the accounts says 110 churned; all of them pay.
    #expect(
      year.notes.contains {
        $0.contains("accounts.churn_flag and subscriptions disagree: 110 flagged")
      })
    let events = try SharedData.read(
      "ravenstack_saas/ravenstack_churn_events.csv", name: "cancellations"
    ).rename([("churn_date", "date")])
    let told = try Metrics.retention(
      subscriptions: subscriptions, accounts: accounts, cancellations: events,
      from: CohortTests.day("2024-01-01"), to: CohortTests.day("2024-12-31"))
    #expect(told.notes.contains { $0.contains("352 of 352 accounts with a cancellation pay on") })
    let half = try #require(
      try Metrics.retention(
        subscriptions: subscriptions, from: CohortTests.day("2023-07-01"),
        to: CohortTests.day("2024-07-01")
      ).total)
    #expect(half.number("customers") == 64)
    #expect(near(half.number("nrr"), 3.433135401171201, 1e-9))
    #expect(near(half.number("grr"), 0.9411571860029587, 1e-9))
  }

  static func aws() throws -> Table {
    let sales = try SharedData.read(
      "aws_saas_sales/SaaS-Sales.csv", CSVOptions(allText: true), name: "revenue")
    let dates = (0..<sales.rowCount).map { row -> Int32? in
      let parts = (sales["Order Date"]?.text(row) ?? "").split(separator: "/").compactMap {
        Int($0)
      }
      guard parts.count == 3 else { return nil }
      return Int32(Calendar.days(year: parts[2], month: parts[0], day: parts[1]))
    }
    let numbers = { (name: String) in
      Column(numbers: (0..<sales.rowCount).map { sales[name]?.text($0).flatMap { Double($0) } })
    }
    return try Table(
      name: "revenue",
      [
        ("account_id", try sales.column("Customer")), ("segment", try sales.column("Segment")),
        ("date", Column(days: dates)), ("amount", numbers("Sales")), ("profit", numbers("Profit")),
      ])
  }

  @Test("aws: revenue retention year over year")
  func yearOverYear() throws {
    let revenue = try Self.aws()
    let year = { (year: Int) in
      Int32(
        Calendar.days(year: year, month: 1, day: 1))...Int32(
          Calendar.days(year: year, month: 12, day: 31))
    }
    for (first, nrr, grr) in [
      (2021, 0.9716777285297036, 0.6058089025777871),
      (2022, 1.2931600226584985, 0.7204579231315131),
      (2023, 1.2062113225148894, 0.7895992871213541),
    ] {
      let result = try Metrics.retention(
        revenue: revenue, before: year(first), after: year(first + 1))
      #expect(result.table.number("customers") == 99)
      #expect(near(result.table.number("nrr"), nrr, 1e-9))
      #expect(near(result.table.number("grr"), grr, 1e-9))
      #expect(result.table.number("logo_retention") == 1)
    }
  }

  @Test("aws: margin by segment of the order lines, and of all")
  func margin() throws {
    let revenue = try Self.aws()
    let total = try #require(try Metrics.margin(revenue: revenue).total)
    #expect(near(total.number("margin"), 286_397.02 / 2_297_200.86, 1e-6))
    #expect(total.number("rows") == 9994 && total.number("accounts") == 99)
    // A segment is a trait of the order line here: each its own revenue.
    for (segment, n, margin) in [
      ("Enterprise", 1785.0, 0.11728326233475142), ("SMB", 5561, 0.14265439367422925),
      ("Strategic", 2648, 0.08709851848297837),
    ] {
      let own = revenue.filter(try revenue.mask("segment", equals: .text(segment)))
      let result = try Metrics.margin(revenue: own).table
      #expect(result.number("rows") == n)
      #expect(near(result.number("margin"), margin, 1e-9))
    }
  }

  @Test("facebook: cost per customer by campaign")
  func facebook() throws {
    let ads = try SharedData.read(
      "facebook_ad_conversions/KAG_conversion_data.csv", name: "spend"
    ).rename([
      ("Spent", "amount"), ("Approved_Conversion", "customers"), ("Impressions", "impressions"),
      ("Clicks", "clicks"),
    ])
    let result = try Metrics.spend(ads, by: [.column("xyz_campaign_id")], customers: "customers")
    #expect(near(result.total?.number("cac"), 54.41, 0.005))
    #expect(result.total?.number("customers") == 1079)
    let known = [1178: 63.83274077822706, 916: 6.237916694041666, 936: 15.810765021497266]
    for row in 0..<result.table.rowCount {
      let campaign = Int(result.table["xyz_campaign_id"]?.double(row) ?? 0)
      #expect(near(result.table.number("cac", row), try #require(known[campaign]), 1e-9))
    }
  }
}
