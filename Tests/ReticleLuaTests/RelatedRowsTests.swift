import Basics
import Columns
import Foundation
import LuaHost
import LuaLift
import Testing

@testable import ReticleLua

/// Three companies with people, deals and touches: every figure can be counted by hand.
private let relatedCRM: String = {
  let folder = Workbench.temporary("related")
  func write(_ name: String, _ text: String) {
    try! text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
  }
  write(
    "accounts.csv",
    """
    account_id,name,employees,created
    1,Acme,120,2024-01-01
    2,Beta,80,2024-06-01
    3,Gamma,2500,2025-01-01
    4,Delta,15,2025-02-01

    """)
  write(
    "contacts.csv",
    """
    contact_id,account_id,email,title,seniority,department
    c1,1,a@acme.com,VP Sales,vp,sales
    c2,1,b@acme.com,Buyer,staff,procurement
    c3,2,c@beta.com,CEO,c-level,executive
    c4,3,d@gamma.com,VP IT,vp,it
    c5,,e@nowhere.com,VP IT,vp,it
    c6,3,f@gamma.com,,,

    """)
  write(
    "deals.csv",
    """
    deal_id,account_id,contact_id,stage,amount,created,closed
    d1,1,c1,Closed Won,100,2025-01-01,2025-01-31
    d2,1,c2,Closed Lost,50,2025-02-01,2025-02-11
    d3,3,c4,Closed Won,300,2025-04-01,2025-06-30
    d4,3,,Negotiation,,2025-07-01,

    """)
  write(
    "touches.csv",
    """
    touch_id,account_id,contact_id,kind,date,weight
    t1,1,c1,visit,2025-12-01,1
    t2,1,c1,demo,2025-12-15,5
    t3,1,,visit,2025-01-01,2
    t4,3,c4,visit,2025-12-31,3
    t5,2,c3,email,2024-12-31,1

    """)
  write("AS_OF", "2026-01-01\n")
  return folder
}()

@Suite("Figures of related rows in row functions")
struct RelatedRowsTests {
  func ids(_ table: String, _ condition: String) throws -> String {
    try Workbench.run(
      """
      local crm = open()
      local ids = {}
      for r in crm.\(table):where(\(condition)):rows() do ids[#ids + 1] = r[1 == 1 and "\(table.dropLast())_id"] end
      print(table.concat(ids, " "))
      """, data: relatedCRM
    ).trimmingCharacters(in: .newlines)
  }

  @Test("functions and expressions count, sum and look across the CRM")
  func byHand() throws {
    let cases: [(table: String, function: String, expression: String, answer: String)] = [
      (
        "accounts", "count(a.contacts, \"seniority == 'vp'\") > 0",
        "count(contacts, \"seniority == 'vp'\") > 0", "1 3"
      ),
      ("accounts", "count(a.contacts) == 0", "count(contacts) == 0", "4"),
      (
        "accounts", "sum(a.deals, 'amount', \"outcome == 'won'\") >= 100",
        "sum(deals, 'amount', \"outcome == 'won'\") >= 100", "1 3"
      ),
      ("accounts", "mean(a.deals, 'amount') == 75", "mean(deals, 'amount') == 75", "1"),
      (
        "accounts", "max(a.touches, 'date') > days_ago(30)", "max(touches, 'date') > days_ago(30)",
        "1 3"
      ),
      (
        "accounts", "share(a.deals, \"outcome == 'won'\") == 0.5",
        "share(deals, \"outcome == 'won'\") == 0.5", "1 3"
      ),
      (
        "accounts", "quantile(a.touches, 'weight', 0.5) == 2",
        "quantile(touches, 'weight', 0.5) == 2", "1"
      ),
      (
        "accounts", "distinct_count(a.touches, 'kind') == 2",
        "distinct_count(touches, 'kind') == 2", "1"
      ),
      ("contacts", "a.account.employees > 100", "account.employees > 100", "c1 c2 c4 c6"),
      ("contacts", "count(a.touches) > 1", "count(touches) > 1", "c1"),
      (
        "contacts", "a.account.name == nil and count(a.deals) == 0",
        "account.name == nil and count(deals) == 0", "c5"
      ),
      (
        "deals", "a.contact.department == 'sales' or a.account.employees > 1000",
        "contact.department == 'sales' or account.employees > 1000", "d1 d3 d4"
      ),
      (
        "accounts",
        "count(a.contacts, \"count(touches, 'kind == \\\\'demo\\\\'') > 0\") > 0",
        "count(contacts, [[count(touches, \"kind == 'demo'\") > 0]]) > 0", "1"
      ),
    ]
    for item in cases {
      #expect(
        try ids(item.table, "function(a) return \(item.function) end") == item.answer,
        "\(item.function)")
      #expect(
        try ids(item.table, "[==[\(item.expression)]==]") == item.answer, "\(item.expression)")
    }
  }

  @Test("a filter can be a function that looks at the row too")
  func correlated() throws {
    let answer = try ids(
      "accounts",
      """
      function(a) return count(a.touches, function(t) return t.date > a.created + 400 end) > 0 end
      """)
    #expect(answer == "1")
  }

  @Test("a row outside a row function has figures as well")
  func oneRow() throws {
    let text = try Workbench.run(
      """
      local crm = open()
      local acme = crm.accounts[1]
      print(count(acme.contacts), sum(acme.touches, "weight"), acme.contacts)
      print(crm.contacts[1].account.name, crm.contacts[5].account)
      """, data: relatedCRM)
    #expect(text == "2\t8\tthe contacts of row 1 of accounts\nAcme\tnil\n")
  }

  @Test("mistakes are told where they are")
  func mistakes() throws {
    func failure(_ condition: String) -> String {
      Workbench.failure("print(open().accounts:where(\(condition)))", data: relatedCRM)
    }
    #expect(failure("'count(contact) > 0'").contains("no column \"contact\""))
    #expect(failure("[[count(contacts, \"senority == 'vp'\") > 0]]").contains("senority"))
    #expect(failure("'mean(deals) > 0'").contains("of which column?"))
    #expect(failure("'contacts.title == 1'").contains("related rows: no member \"title\""))
    #expect(failure("'sum(contacts, \"title\") > 0'").contains("no sum of texts"))
  }

  @Test("a profile's criteria may look at people and touches, not at deals")
  func criteria() throws {
    let text = try Workbench.run(
      """
      local crm = open()
      local ideal = icp.define{ name = "x", criteria = {
        { "leader known", 1, "buying", "count(contacts, [[seniority == 'vp']]) > 0" } } }
      print(table.concat(ideal:score(crm.accounts):column "fit", " "))
      """, data: relatedCRM)
    #expect(text == "100 0 100 0\n")
    let failure = Workbench.failure(
      """
      local crm = open()
      local ideal = icp.define{ name = "x", criteria = { { "won", 1, "buying", "count(deals) > 0" } } }
      ideal:score(crm.accounts)
      """, data: relatedCRM)
    #expect(failure.contains("deals"))
  }

  // MARK: Lifted against interpreted

  static func table(_ engine: LuaEngine, rows: Int) throws -> Table {
    func column<T>(_ values: [T], _ step: Int) -> [T] {
      (0..<rows).map { values[($0 * step + $0 / 5) % values.count] }
    }
    let accounts = try Table(
      name: "accounts",
      [
        ("account_id", Column(texts: (0..<rows).map { $0 % 17 == 3 ? nil : "a\($0 % 61)" })),
        ("employees", Column(integers: column([5, nil, 100, 2500], 3))),
      ])
    let contacts = try Table(
      name: "contacts",
      [
        ("contact_id", Column(texts: (0..<rows * 2).map { "c\($0)" })),
        (
          "account_id",
          Column(texts: (0..<rows * 2).map { $0 % 11 == 0 ? nil : "a\($0 * 7 % 70)" })
        ),
        ("seniority", Column(texts: (0..<rows * 2).map { ["vp", nil, "staff"][$0 % 3] })),
        ("score", Column(numbers: (0..<rows * 2).map { $0 % 5 == 0 ? nil : Double($0) / 3 })),
        ("joined", Column(days: (0..<rows * 2).map { $0 % 7 == 0 ? nil : Int32(19_000 + $0) })),
        ("flag", Column(booleans: (0..<rows * 2).map { [true, false, nil][$0 / 2 % 3] })),
      ])
    let many = RelatedTables.Relation(
      "contacts", target: "contacts", own: "account_id", other: "account_id")
    let one = RelatedTables.Relation(
      "account", target: "accounts", own: "account_id", other: "account_id", isOne: true)
    let related = RelatedTables(
      ["accounts": accounts, "contacts": contacts],
      relations: ["accounts": [many, one], "contacts": [one]], start: "accounts")
    return accounts.relating(to: related)
  }

  static let programs = [
    "count(contacts)", "count(contacts, \"seniority == 'vp'\")", "count(contacts, 'score > 10')",
    "sum(contacts, 'score')", "sum(contacts, 'score', 'flag')", "mean(contacts, 'score')",
    "mean(contacts, 'flag')", "median(contacts, 'score')", "quantile(contacts, 'score', 0.9)",
    "quantile(contacts, 'score', 1, 'flag')", "min(contacts, 'joined')",
    "max(contacts, 'seniority')",
    "first(contacts, 'joined', 'flag')", "distinct_count(contacts, 'seniority')",
    "share(contacts, \"seniority == 'vp'\")", "sum(contacts, 'score * 2 + 1')",
    "account.employees", "account.employees > 50 and count(contacts) or 'none'",
    "count(contacts) > 3 and mean(contacts, 'score') > 20",
    "max(contacts, 'joined').year", "employees + count(contacts)",
    "count(contacts, 'count(contacts) > 0')", "count(contacts, 'account.employees > 50')",
    "sum(contacts, 'flag')", "min(contacts, 'joined') or account.employees",
    "not (mean(contacts, 'score') < 30)", "#contacts", "contacts == nil",
    "count(contacts, 'nope == 1')",
    "sum(contacts, 'seniority')", "account == nil", "count(account)",
    "quantile(contacts, 'score', 2)",
  ]

  @Test("by columns and row by row give the same", arguments: [1, 63, 64, 65, 300])
  func differential(rows: Int) throws {
    let engine = try LuaEngine(try ReticleRegistry.make())
    let table = try Self.table(engine, rows: rows)
    for program in Self.programs {
      let function = try RowFunction(.text(program), what: "test", in: engine)
      func result(_ mode: RowMode) -> [String] {
        do {
          let column = try function.column(on: table, mode: mode)
          return ["\(column.type)"] + (0..<rows).map { "\(column[$0])" }
        } catch let error as ScriptError {
          return [error.problem.message]
        } catch {
          return ["\(error)"]
        }
      }
      #expect(result(.lifted) == result(.interpreted), "\(program)")
    }
  }

  @Test("text filters are lifted, and explain says what is read")
  func explained() throws {
    let engine = try LuaEngine(try ReticleRegistry.make())
    let table = try Self.table(engine, rows: 100)
    let function = try RowFunction(
      .text("count(contacts, \"seniority == 'vp'\") > 0 and account.employees > 5"), what: "test",
      in: engine)
    let explanation = try function.explanation(on: table)
    #expect(explanation.isLifted)
    #expect(
      explanation.columns == ["count(contacts, \"seniority == 'vp'\")", "account.employees"])
    #expect(table.names == ["account_id", "employees"])
  }
}
