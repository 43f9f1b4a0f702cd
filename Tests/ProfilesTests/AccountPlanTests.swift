import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Account plans")
struct AccountPlanTests {
  private static let asOf = Int32(Calendar.days(year: 2026, month: 1, day: 31))

  /// Three accounts: one that fits with half a committee, one whose size is not known, one that is out.
  private static func sources() throws -> AccountPlanner.Sources {
    var sources = AccountPlanner.Sources(
      accounts: try Table(
        name: "accounts",
        [
          ("account_id", Column(texts: ["A1", "A2", "A3"])),
          ("name", Column(texts: ["Public Office", "Acme\nWorks", "Brightly"])),
          ("industry", Column(texts: ["Government", "Makers", "Makers"])),
          ("employees", Column(integers: [5000, 1200, nil])),
        ]))
    sources.contacts = try Table(
      name: "contacts",
      [
        ("contact_id", Column(texts: ["C1", "C2", "C3"])),
        ("account_id", Column(texts: ["A2", "A2", "A9"])),
        ("first_name", Column(texts: ["Ana", nil, "Bo"])),
        ("last_name", Column(texts: ["Ruiz", nil, "Ek"])),
        ("title", Column(texts: ["VP Engineering", "Recruiter", "CFO"])),
      ])
    sources.deals = try Table(
      name: "deals",
      [
        ("account_id", Column(texts: ["A2", "A2", "A2", "A3"])),
        ("outcome", Column(texts: ["won", "open", "lost", "open"])),
        ("amount", Column(numbers: [1000, 20_500, 30, nil])),
      ])
    sources.touches = try Table(
      name: "touches",
      [
        ("account_id", Column(texts: ["A2", "A2", "A2"])),
        ("contact_id", Column(texts: ["C1", "C1", "C1"])),
        // The last is after the day that is looked at.
        ("date", Column(days: [asOf - 300, asOf - 120, asOf + 3])),
      ])
    return sources
  }

  private static func planner() throws -> AccountPlanner {
    let engineer = try Persona(
      name: "Engineering Eddy", departments: [.engineering],
      card: Persona.Card(goals: ["ship faster"], pains: ["manual releases"]))
    var planner = AccountPlanner()
    planner.personas = [engineer]
    planner.committee = try Committee(roles: [
      .init("technology", who: .position(engineer)),
      .init(
        "budget",
        who: .position(try Persona(name: "budget", departments: [.finance], seniorities: [.chief]))),
    ])
    planner.plays = [
      .init("send the case", test: Condition.atLeast("open_amount", 20_000)),
      .init("call", test: Condition.atLeast("coverage", 1)),
    ]
    return planner
  }

  private static func ideal() throws -> ICP {
    try ICP(
      name: "Makers",
      gates: [
        Gate(
          "not government",
          test: Condition("not government", columns: ["industry"]) { table, row in
            table["industry"]?.text(row).map { $0 != "Government" }
          })
      ],
      criteria: [
        Criterion(
          "large", weight: 60, category: .firmographic, test: Condition.atLeast("employees", 1000)),
        Criterion(
          "makes things", weight: 40, category: .firmographic,
          test: Condition.equals("industry", "Makers")),
      ])
  }

  @Test("the best accounts come first, each with what is known and what follows from it")
  func plans() throws {
    let result = try Self.planner().plans(Self.ideal(), Self.sources(), asOf: Self.asOf)
    #expect(result.plans.map(\.accountID) == ["A2", "A3", "A1"])
    let acme = result.plans[0]
    #expect(acme.facts == ["Makers", "1,200 employees"])
    #expect(
      acme.money
        == AccountPlan.Money(
          open: 1, won: 1, lost: 1, openAmount: 20_500, wonAmount: 1000, quietDays: 120))
    #expect(acme.roles?.map(\.filledBy) == [[0], []])
    #expect(
      acme.people.map(\.text) == ["Ana Ruiz, VP Engineering (Engineering Eddy)", "C2, Recruiter"])
    #expect(acme.personas.map(\.people) == [1])
    #expect(
      acme.plays == [
        .init("send the case"),
        .init("find who fills the role budget", why: "finance; c-level"),
        .init("reach a second person", why: "all hangs on one"),
        .init("get in touch again", why: "the last touch was 120 days ago"),
      ])
    let bright = result.plans[1]
    #expect(
      bright.plays.map(\.what) == ["look up employees", "find people"], "\(bright.plays)")
    #expect(result.plans[2].plays == [.init("leave it alone", why: "it fails not government")])
    #expect(try result.accounts.column("next_step").text(0) == "send the case")
    #expect(try result.accounts.column("coverage").double(0) == 0.5)
  }

  @Test("the sheet is whole, and no name of the data breaks it")
  func sheet() throws {
    let result = try Self.planner().plans(Self.ideal(), Self.sources(), asOf: Self.asOf)
    #expect(
      result.plans[0].text == """
        # Acme Works (A2)

        Makers · 1,200 employees

        ## Fit

            Makers: fit 100, tier A
              gate not government: passes
              large         +60
              makes things  +40

        ## Deals

        1 open deal, 20,500 · 1 won deal, 1,000 · 1 lost deal · last touch 120 days ago

        ## Committee: 1 of 2 required roles

        - technology: Ana Ruiz, VP Engineering (Engineering Eddy)
        - budget: MISSING
        - others: C2, Recruiter

        ## What moves them

        - Engineering Eddy, 1 person
          - goals: ship faster
          - pains: manual releases

        ## Next steps

        1. send the case
        2. find who fills the role budget: finance; c-level
        3. reach a second person: all hangs on one
        4. get in touch again: the last touch was 120 days ago

        """)
  }

  @Test("only so many accounts; without contacts, deals and touches there is still a plan")
  func little() throws {
    var planner = AccountPlanner()
    planner.top = 1
    let result = try planner.plans(
      Self.ideal(), .init(accounts: Self.sources().accounts), asOf: Self.asOf)
    #expect(result.plans.map(\.accountID) == ["A2"])
    #expect(result.plans[0].plays.map(\.what) == ["find people"])
    #expect(result.notes == ["1 of 3 accounts, those of the highest fit"])
  }
}
