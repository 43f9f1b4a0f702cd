import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Buying committees")
struct CommitteeTests {
  static let day = Int32(20_000)

  static let accounts = try! Table(
    name: "accounts",
    [
      ("account_id", Column(texts: ["a", "b", "c", "d"])),
      ("tier", Column(texts: ["A", "A", "B", "B"])),
    ])

  // a: CFO, IT manager, buyer (former); b: VP engineering alone; c: nobody that counts; d: nobody.
  static let contacts = try! Table(
    name: "contacts",
    [
      ("contact_id", Column(texts: ["1", "2", "3", "4", "5", "6"])),
      ("account_id", Column(texts: ["a", "a", "a", "b", "c", "z"])),
      (
        "title",
        Column(texts: [
          "CFO", "IT Manager", "Former Buyer", "VP Engineering", "Receptionist", "CEO",
        ])
      ),
      ("created", Column(days: [100, 300, 100, 200, 100, 100])),
    ])

  static func committee() throws -> Committee {
    try Committee(
      roles: [
        .init("money", who: .position(try Persona(name: "money", departments: [.finance]))),
        .init(
          "technology",
          who: .position(
            try Persona(name: "technology", departments: [.it, .engineering]))),
        .init(
          "buying", who: .position(try Persona(name: "buying", departments: [.procurement])),
          isRequired: false),
      ])
  }

  @Test("coverage counts required roles that somebody fills")
  func coverage() throws {
    let result = try Committees.coverage(Self.accounts, Self.contacts, Self.committee())
    let table = result.accounts
    #expect(table.numbers("contacts_known") == [3, 1, 1, 0])
    #expect(table.numbers("committee") == [2, 1, 0, 0])
    #expect(table.numbers("coverage") == [1, 0.5, 0, 0])
    #expect(table.texts("roles_filled") == ["money; technology", "technology", nil, nil])
    #expect(
      table.texts("roles_missing") == [nil, "money", "money; technology", "money; technology"])
    #expect(table.numbers("decision_makers") == [1, 1, 0, 0])
    #expect(
      (0..<4).map { table["single_threaded"]![$0] } == [
        .boolean(false), .boolean(true), .boolean(true), .boolean(false),
      ])
    #expect(result.roles.table.numbers("accounts") == [1, 2, 0])
    #expect(near(result.roles.table.numbers("filled")[1], 0.5))
    #expect(result.notes == ["1 contact belongs to none of these accounts"])
  }

  @Test("who was in touch lately decides whether an account hangs on one person")
  func engaged() throws {
    let touches = try Table(
      name: "touches",
      [
        ("contact_id", Column(texts: ["1", "2", "2", "4", "5"])),
        ("date", Column(days: [Self.day, Self.day - 90, Self.day - 10, Self.day + 1, Self.day])),
      ])
    let table = try Committees.coverage(
      Self.accounts, Self.contacts, Self.committee(), touches: touches, asOf: Self.day, days: 90
    ).accounts
    #expect(table.numbers("engaged") == [2, 0, 0, 0])
    let narrow = try Committees.coverage(
      Self.accounts, Self.contacts, Self.committee(), touches: touches, asOf: Self.day, days: 10
    ).accounts
    #expect(narrow.numbers("engaged") == [1, 0, 0, 0])
    #expect(narrow["single_threaded"]![0] == .boolean(true))
  }

  @Test("only people known when a deal began count for it")
  func winRate() throws {
    let deals = try Table(
      name: "deals",
      [
        ("account_id", Column(texts: ["a", "a", "b", "c", "d", "a", "y"])),
        ("outcome", Column(texts: ["lost", "won", "won", "lost", "lost", "open", "won"])),
        ("created", Column(days: [150, 300, 250, 250, 250, 400, 100])),
        ("closed", Column(days: [160, 310, 260, 260, 260, nil, 110])),
      ])
    let rates = try Committees.winRate(
      Self.accounts, Self.contacts, deals, Self.committee(), asOf: Self.day)
    // a at 150: money alone; a at 300: both; b: technology; c and d: none.
    #expect(rates.table.numbers("roles") == [0, 1, 2])
    #expect(rates.table.numbers("deals") == [2, 2, 1])
    #expect(rates.table.numbers("won") == [0, 1, 1])
    #expect(rates.table.numbers("accounts") == [2, 2, 1])
    #expect(near(rates.table.numbers("win_rate")[1], 0.5))
    // Wilson for 1 of 2 at 95 %: 0.0945 to 0.9055.
    #expect(near(rates.table.numbers("win_rate.low")[1], 0.0945, 1e-4))
    let roles = try Committees.winRateByRole(
      Self.accounts, Self.contacts, deals, Self.committee(), asOf: Self.day)
    #expect(roles.table.numbers("deals_with") == [2, 2, 0])
    #expect(roles.table.numbers("win_rate_with")[0] == 0.5)
    #expect(near(roles.table.numbers("win_rate_without")[0], 1.0 / 3))
    #expect(near(roles.table.numbers("difference")[0], 1.0 / 6))
    let undated = try Committees.winRate(
      Self.accounts, Self.contacts.drop(["created"]), deals, Self.committee(), asOf: Self.day)
    #expect(undated.table.numbers("deals") == [2, 1, 2])
    #expect(undated.notes.contains { $0.contains("no date created") })
  }

  @Test("a role can be a persona that people were mapped to, and the CRM's own word counts")
  func personas() throws {
    let people = try Self.contacts.with([
      ("persona", Column(texts: ["Finn", nil, nil, "Eddy", nil, nil])),
      ("buying_role", Column(texts: ["END_USER", "DECISION_MAKER;CHAMPION", nil, nil, nil, nil])),
    ])
    let committee = try Committee(roles: [.init("eddy", who: .persona("Eddy"))])
    let table = try Committees.coverage(Self.accounts, people, committee).accounts
    #expect(table.numbers("coverage") == [0, 1, 0, 0])
    #expect(table.numbers("decision_makers") == [1, 1, 0, 0])
    #expect(throws: Problem.self) {
      try Committees.coverage(Self.accounts, Self.contacts, committee)
    }
  }

  @Test("authority goes by the CRM's word, then level, then department")
  func authority() throws {
    let people = try Table(
      name: "contacts",
      [
        (
          "title",
          Column(texts: [
            "CFO", "Buyer", "IT Manager", "Software Engineer", "Assistant to the CEO", "Former CEO",
            "Receptionist", nil, "Software Engineer", "CEO",
          ])
        ),
        (
          "buying_role",
          Column(texts: [nil, nil, nil, nil, nil, nil, nil, nil, "BUDGET_HOLDER", "OTHER"])
        ),
      ])
    let table = try Committees.authority(people)
    #expect(
      table.texts("authority") == [
        "decision maker", "approver", "influencer", "user", "gatekeeper", nil, "gatekeeper", nil,
        "decision maker", "decision maker",
      ])
    #expect(table.texts("authority_why")[1] == "department procurement")
    #expect(table.texts("authority_why")[8] == "column buying_role")
    #expect(
      try Committees.authority(people, deciding: [.manager]).texts("authority")[2]
        == "decision maker")
  }

  @Test("many contacts agree with the obvious way of counting")
  func manyRows() throws {
    var dice = Dice(11)
    let titles = ["CFO", "Buyer", "IT Manager", "VP Sales", "Former CFO", nil, "Receptionist"]
    let rows = 70_001
    let accounts = try Table(
      name: "accounts", [("account_id", Column(integers: (0..<900).map { Int64($0) }))])
    var (ids, cells) = ([Int64?](), [String?]())
    for _ in 0..<rows {
      ids.append(
        Int.random(in: 0..<50, using: &dice) == 0 ? nil : Int64.random(in: 0..<1000, using: &dice))
      cells.append(titles[Int.random(in: 0..<titles.count, using: &dice)])
    }
    let contacts = try Table(
      name: "contacts", [("account_id", Column(integers: ids)), ("title", Column(texts: cells))])
    let table = try Committees.coverage(accounts, contacts, Self.committee()).accounts
    var (known, money, technology) = (
      [Double](repeating: 0, count: 900), [Bool](repeating: false, count: 900),
      [Bool](repeating: false, count: 900)
    )
    for (id, title) in zip(ids, cells) {
      guard let id, id < 900 else { continue }
      known[Int(id)] += 1
      if title == "CFO" { money[Int(id)] = true }
      if title == "IT Manager" { technology[Int(id)] = true }
    }
    #expect(table.numbers("contacts_known") == known.map { Optional($0) })
    let coverage = zip(money, technology).map { Optional(($0 ? 0.5 : 0.0) + ($1 ? 0.5 : 0.0)) }
    #expect(table.numbers("coverage") == coverage)
  }

  @Test("mistakes are told")
  func mistakes() throws {
    let role = Committee.Role("x", who: .persona("X"))
    #expect(throws: Problem.self) { try Committee(roles: []) }
    #expect(throws: Problem.self) { try Committee(roles: [role, role]) }
    #expect(throws: Problem.self) {
      try Committee(roles: [.init("x", who: .persona("X"), isRequired: false)])
    }
    #expect(throws: Problem.self) {
      try Committee(roles: (0...64).map { .init("role \($0)", who: .persona("X")) })
    }
  }
}
