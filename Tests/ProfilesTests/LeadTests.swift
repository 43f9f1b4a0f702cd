import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Lead scores")
struct LeadTests {
  static let day = Int32(20_000)

  static let accounts = try! Table(
    name: "accounts",
    [
      ("account_id", Column(texts: ["a", "b", "c", "d", "e", "f"])),
      ("size", Column(integers: [500, 500, 500, 5, 500, 500])),
      ("stack", Column(texts: ["sap", "sap", nil, "sap", "none", "sap"])),
      ("country", Column(texts: ["US", "US", "US", "US", "US", "XX"])),
    ])

  static func icp() throws -> ICP {
    try ICP(
      name: "test",
      gates: [
        Gate(
          "not XX",
          test: Condition("country ~= 'XX'", columns: ["country"]) { table, row in
            table["country"]?.text(row) != "XX"
          })
      ],
      criteria: [
        Criterion(
          "size", weight: 60, category: .firmographic,
          test: Condition("size >= 100", columns: ["size"]) { table, row in
            (table["size"]?.double(row)).map { $0 >= 100 }
          }),
        Criterion(
          "sap", weight: 40, category: .technographic,
          test: Condition("stack == 'sap'", columns: ["stack"]) { table, row in
            table["stack"]?.text(row).map { $0 == "sap" }
          }),
      ], tiers: [Tier("A", from: 90), Tier("B", from: 60), Tier("C", from: 50)])
  }

  static let contacts = try! Table(
    name: "contacts",
    [
      ("contact_id", Column(texts: ["1", "2", "3"])),
      ("account_id", Column(texts: ["a", "a", "b"])),
      ("opt_out", Column(booleans: [false, true, false])),
    ])

  /// a: 12 touches in the last 30 days, 2 before; b: one a month, as ever; c: one long ago.
  static let touches: Table = {
    var rows: [(String, String?, Int32, String)] = []
    for index in 0..<12 { rows.append(("a", "1", day - Int32(index), "visit")) }
    rows += [("a", "2", day - 60, "demo"), ("a", nil, day - 200, "visit")]
    for index in 0..<7 { rows.append(("b", "3", day - 5 - 30 * Int32(index), "visit")) }
    rows += [
      ("c", nil, day - 150, "visit"), ("d", nil, day + 1, "visit"), ("z", nil, day, "visit"),
      ("f", nil, day - 300, "visit"),
    ]
    return try! Table(
      name: "touches",
      [
        ("account_id", Column(texts: rows.map(\.0))), ("contact_id", Column(texts: rows.map(\.1))),
        ("date", Column(days: rows.map(\.2))), ("kind", Column(texts: rows.map(\.3))),
      ])
  }()

  static func sources() throws -> LeadSources {
    LeadSources(
      accounts: accounts, contacts: contacts, touches: touches,
      deals: try Table(
        name: "deals",
        [
          ("account_id", Column(texts: ["e", "b"])), ("outcome", Column(texts: ["open", "lost"])),
          ("created", Column(days: [day - 20, day - 100])),
          ("closed", Column(days: [nil, day - 50])),
        ]))
  }

  @Test("the four groups are kept apart, and each is what it says")
  func groups() throws {
    let result = try Leads.score(Self.sources(), icp: Self.icp(), asOf: Self.day)
    let table = result.table
    #expect(table.numbers("fit") == [100, 100, 60, 40, 60, 0])
    #expect(table.numbers("firmographic_fit") == [100, 100, 100, 0, 100, 100])
    #expect(table.numbers("technographic_fit") == [100, 100, 0, 100, 0, 100])
    #expect(
      table.texts("buying_stage") == [
        "engaged", "aware", "aware", "unaware", "evaluating", "unaware",
      ])
    // 12 of 14 touches in 30 of 210 days.
    #expect(table["in_market"]![0] == .boolean(true))
    #expect(near(table.number("surge", 0), 12.0 / 30 / (2.0 / 180), 1e-9))
    #expect(table["in_market"]![1] == .boolean(false))
    #expect(near(table.number("surge", 1), 1.0 / 30 / (6.0 / 180), 1e-9))
  }

  @Test("a touch counts half after a half-life")
  func halfLife() throws {
    var options = LeadOptions()
    options.halfLife = 30
    options.weights = [("demo", 8)]
    let table = try Leads.score(
      Self.sources(), icp: nil, asOf: Self.day, options: options
    ).table
    // b: ages 5, 35, …, 185: 2^(-5/30) × (1 + 1/2 + … + 1/64).
    #expect(near(table.number("behaviour", 1), 0.8908987181403393 * 127 / 64, 1e-9))
    // a: visits of ages 0 to 11 and 200, a demo of age 60 that counts 8 / 4.
    let q = 0.9771599684342459
    var visits = 0.0
    for age in 0..<12 { visits += (0..<age).reduce(1.0) { sum, _ in sum * q } }
    #expect(near(table.number("behaviour", 0), visits + 2 + 0.009843133202303695, 1e-6))
    #expect(table.number("behaviour", 3) == 0, "a touch after the day is not seen")
    #expect(table["last_touch"]![1] == .date(Self.day - 5))
    options.weights = [("dema", 8)]
    #expect(throws: Problem.self) {
      try Leads.score(Self.sources(), icp: nil, asOf: Self.day, options: options)
    }
  }

  @Test("routes follow fit first, then signs of buying")
  func routes() throws {
    let table = try Leads.score(Self.sources(), icp: Self.icp(), asOf: Self.day).table
    #expect(
      table.texts("route") == [
        "fast-track", "nurture", "nurture", "disqualify", "fast-track", "disqualify",
      ])
    #expect(table.texts("route_reason")[0] == "tier A and in the market")
    #expect(table.texts("route_reason")[5] == "failed a gate of the ICP")
    #expect(!table.texts("next_action").contains(nil))
    var options = LeadOptions()
    options.routes = [
      .init(
        .disqualify, where: Condition("country == 'US'", columns: []) { _, row in row == 0 },
        action: "leave alone")
    ]
    let own = try Leads.score(Self.sources(), icp: Self.icp(), asOf: Self.day, options: options)
      .table
    #expect(own.texts("route")[0] == "disqualify" && own.texts("next_action")[0] == "leave alone")
    #expect(own.texts("route_reason")[0] == "country == 'US'")
    let blind = try Leads.score(Self.sources(), icp: nil, asOf: Self.day)
    #expect(blind.table.texts("route").allSatisfy { $0 == "nurture" })
    #expect(blind.notes.contains { $0.contains("no ICP") })
  }

  @Test("a deal lost lately keeps an account out of the fast track")
  func lostLately() throws {
    var sources = try Self.sources()
    sources.deals = try sources.deals?.with([("account_id", Column(texts: ["e", "a"]))])
    let table = try Leads.score(sources, icp: Self.icp(), asOf: Self.day).table
    #expect(table.texts("route")[0] == "nurture")
    #expect(table.numbers("lost_days_ago")[0] == 50)
    var options = LeadOptions()
    options.restDays = 50
    #expect(
      try Leads.score(sources, icp: Self.icp(), asOf: Self.day, options: options).table
        .texts("route")[0] == "fast-track")
  }

  @Test("people have their own behaviour and their account's fit")
  func people() throws {
    let table = try Leads.score(Self.sources(), icp: Self.icp(), people: true, asOf: Self.day)
      .table
    #expect(table.texts("contact_id") == ["1", "2", "3"])
    #expect(table.texts("tier") == ["A", "A", "A"])
    #expect(table.texts("buying_stage") == ["engaged", "engaged", "aware"])
    #expect(table.texts("route") == ["fast-track", "disqualify", "nurture"])
    #expect(table.texts("route_reason")[1] == "opted out")
    #expect(near(table.number("behaviour", 1), 0.05127095975047737, 1e-9), "one touch 60 days ago")
  }

  @Test("customers by deals and subscriptions, as they stood on the day")
  func stages() throws {
    var sources = try Self.sources()
    sources.deals = try Table(
      name: "deals",
      [
        ("account_id", Column(texts: ["a", "b", "c"])),
        ("outcome", Column(texts: ["won", "won", "won"])),
        ("created", Column(days: [100, 100, Self.day - 9])),
        ("closed", Column(days: [110, 110, Self.day + 9])),
      ])
    sources.subscriptions = try Table(
      name: "subscriptions",
      [
        ("account_id", Column(texts: ["b", "d", "e"])),
        ("start", Column(days: [110, 110, Self.day + 1])),
        ("end", Column(days: [Self.day, nil, nil])),
      ])
    let table = try Leads.score(sources, icp: Self.icp(), asOf: Self.day).table
    #expect(
      table.texts("buying_stage") == [
        "customer", "former customer", "evaluating", "customer", "unaware", "unaware",
      ])
    #expect(table.texts("route")[0] == "disqualify")
  }

  @Test("without a past nobody is in the market, and a note says so")
  func shortHistory() throws {
    var sources = try Self.sources()
    sources.touches = try Table(
      name: "touches",
      [("account_id", Column(texts: ["a"])), ("date", Column(days: [Self.day - 3]))])
    let result = try Leads.score(sources, icp: Self.icp(), asOf: Self.day)
    #expect(result.table["in_market"]!.missingCount == 6)
    #expect(result.notes.contains { $0.contains("do not reach back") })
    sources.touches = nil
    #expect(try Leads.score(sources, icp: Self.icp(), asOf: Self.day).table["behaviour"] == nil)
    var options = LeadOptions()
    options.halfLife = 0
    #expect(throws: Problem.self) {
      try Leads.score(sources, icp: nil, asOf: 0, options: options)
    }
  }
}
