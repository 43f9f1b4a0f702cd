import Basics
import Columns
import Testing

@testable import CRM

@Suite("Explicit mappings")
struct MappingTests {
  private let files = [
    "a.csv": "Kd-Nr,Bezeichnung,Headcount,Segment\n1,A,5,X\n2,B,6,Y\n",
    "b.csv":
      "Nr,Kunde,Wert,Zustand,Ende\n1,A,10,Signed,2025-01-01\n2,B,20,Gone,2025-02-01\n3,A,30,Talks,\n",
  ]
  private var accounts: EntityMapping {
    EntityMapping(
      files: ["a.csv"],
      columns: [
        "account_id": "Kd-Nr", "name": "Bezeichnung", "employees": "Headcount",
        "industry": "Segment",
      ])
  }
  private var deals: EntityMapping {
    EntityMapping(
      files: ["b.csv"],
      columns: [
        "deal_id": "Nr", "account_name": "Kunde", "amount": "Wert", "stage": "Zustand",
        "closed": "Ende",
      ],
      stages: ["Signed": "won", "Gone": "lost"])
  }

  @Test("say what no header tells")
  func works() throws {
    let data = try openCRM(files, ["accounts": accounts, "deals": deals])
    #expect(try data.table("accounts").written("employees") == ["5", "6"])
    let table = try data.table("deals")
    #expect(try table.written("outcome") == ["won", "lost", "open"])
    #expect(try table.written("account_id") == ["1", "2", "1"])
    #expect(data.report.file("a.csv")?.certainty == 1)
    #expect(data.report.file("a.csv")?.why == "you said so")
    #expect(data.report.stages.map(\.because).contains("your mapping"))
    #expect(data.report.says("no rule knows (\"Talks\")"))
  }

  @Test("a star stands for every other stage, and for deals without any")
  func star() throws {
    var mapping = deals
    mapping.stages = ["Signed": "won", "*": "lost"]
    let data = try openCRM(files, ["accounts": accounts, "deals": mapping])
    #expect(try data.table("deals").written("outcome") == ["won", "lost", "lost"])
    let orders = try openCRM(
      ["orders.csv": "Order,Customer,Sales,Date\n1,A,5,2025-01-01\n"],
      [
        "deals": EntityMapping(
          files: ["orders.csv"],
          columns: [
            "deal_id": "Order", "account_name": "Customer", "amount": "Sales", "closed": "Date",
          ],
          stages: ["*": "won"])
      ])
    #expect(try orders.table("deals").written("outcome") == ["won"])
  }

  @Test("what the user says goes before what the headers say")
  func overrides() throws {
    let data = try openCRM(
      ["accounts.csv": "account_id,name,industry,employees,Staff 2025\n1,A,Retail,5,7\n"],
      ["accounts": EntityMapping(columns: ["employees": "Staff 2025"])])
    let table = try data.table("accounts")
    #expect(try table.written("employees") == ["7"])
    // The other column does not vanish.
    #expect(try table.written("employees (2)") == ["5"])
  }

  @Test("a mapping without a file finds the file that has its headers")
  func findsFile() throws {
    var mapping = accounts
    mapping.files = []
    let data = try openCRM(files, ["accounts": mapping, "deals": deals])
    #expect(data.report.file("a.csv")?.entity == .accounts)
    #expect(data.report.file("a.csv")?.why == "it has the columns you named")
  }

  @Test("files that were given with their folder may be named without it")
  func fileNames() throws {
    let folder = try TestFolder(files)
    let paths = ["a.csv", "b.csv"].map { Files.join(folder.path, $0) }
    let data = try CRMLoader.open(
      CRMSource(.files(paths), mapping: ["accounts": accounts, "deals": deals]), asOf: 0)
    #expect(data.entities == [.accounts, .deals])
  }

  @Test("a stage that no deal is at is fine, unless one is spelled nearly like it")
  func stages() throws {
    var mapping = deals
    mapping.stages = ["Signed": "won", "Never used": "lost"]
    _ = try openCRM(files, ["deals": mapping])
    mapping.stages = ["Sigmed": "won"]
    let found = try #require(problem { _ = try openCRM(files, ["deals": mapping]) })
    #expect(found.message.contains("did you mean \"Signed\""))
  }

  @Test("values are scaled and read as the user says")
  func formats() throws {
    let data = try openCRM(
      ["accounts.csv": "name,revenue,employees\nA,1.5,5\n"],
      ["accounts": EntityMapping(formats: ["annual_revenue": ValueFormat(scale: 1e6)])])
    #expect(try data.table("accounts").written("annual_revenue") == ["1500000.0"])
    let comma = try openCRM(
      ["deals.csv": "deal_id,stage,amount\n1,Won,\"1,200\"\n"],
      ["deals": EntityMapping(formats: ["amount": ValueFormat(decimalComma: true)])])
    #expect(try comma.table("deals").written("amount") == ["1.2"])
  }

  @Test("every name that does not exist is an error that names the nearest")
  func mistakes() throws {
    let cases: [([String: EntityMapping], String, String?)] = [
      (["acounts": accounts], "no table \"acounts\"", "accounts"),
      (["accounts": EntityMapping(files: ["A.cvs"])], "no file \"A.cvs\"", "a.csv"),
      (
        ["accounts": EntityMapping(files: ["a.csv"], columns: ["employes": "Headcount"])],
        "no column \"employes\"", "employees"
      ),
      (
        ["accounts": EntityMapping(files: ["a.csv"], columns: ["employees": "Headcont"])],
        "no column \"Headcont\"", "Headcount"
      ),
      (
        ["deals": EntityMapping(files: ["b.csv"], stages: ["Signed": "one"])],
        "no outcome \"one\"", nil
      ),
      (
        ["accounts": EntityMapping(files: ["a.csv"], stages: ["x": "won"])],
        "stages belong to deals", nil
      ),
      (
        [
          "deals": EntityMapping(
            files: ["b.csv"], columns: ["stage": "Zustand", "outcome": "Zustand"])
        ],
        "cannot be both", nil
      ),
      (
        ["deals": EntityMapping(formats: ["amout": ValueFormat(scale: 2)])], "no column \"amout\"",
        "amount"
      ),
      (
        ["accounts": EntityMapping(files: ["a.csv"]), "deals": EntityMapping(files: ["a.csv"])],
        "named for two tables", nil
      ),
      (
        ["deals": EntityMapping(columns: ["amount": "Nowhere"])],
        "no file looks like them", nil
      ),
    ]
    for (mapping, message, suggestion) in cases {
      let found = try #require(problem { _ = try openCRM(files, mapping) }, "\(message)")
      #expect(found.message.contains(message), "\(found)")
      if let suggestion {
        #expect(found.message.contains("did you mean \"\(suggestion)\""), "\(found)")
      }
    }
  }

  @Test("a header that is missing in a recognised file is named with the file")
  func headerOfRecognised() throws {
    let found = try #require(
      problem {
        _ = try openCRM(
          ["accounts.csv": "account_id,name,industry,employees\n1,A,Retail,5\n"],
          ["accounts": EntityMapping(columns: ["annual_revenue": "Employes"])])
      })
    #expect(found.message.contains("accounts.csv"))
    #expect(found.message.contains("did you mean \"employees\""))
  }
}
