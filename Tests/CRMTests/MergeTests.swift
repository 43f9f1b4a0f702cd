import Basics
import Columns
import Testing

@testable import CRM

@Suite("Duplicates become one record")
struct MergeTests {
  private var table: Table {
    get throws {
      try Table(
        name: "accounts",
        [
          ("account_id", Column(texts: ["a", "b", "c", "d", "e"])),
          ("name", Column(texts: ["Acme", "ACME Inc", nil, "Beta", "Acme"])),
          ("employees", Column(integers: [10, nil, 30, 5, 10])),
          ("revenue", Column(numbers: [1, 2, 4, 8, nil])),
          ("city", Column(texts: [nil, "Rome", "Oslo", nil, nil])),
          ("last_modified", Column(days: [3, 9, 5, 1, 2])),
        ])
    }
  }
  private let groups = DuplicateGroups([0, 0, 0, -1, 0])

  @Test("rows of a group, in their order; rows that are alone in none")
  func grouping() {
    #expect(groups.members == [[0, 1, 2, 4]])
    #expect(groups.groups == [1, 1, 1, 0, 1])
    let chained = DuplicateGroups(
      rowCount: 5,
      pairs: [(3, 4), (1, 3), (0, 2)].map {
        IdentityPair(left: $0.0, right: $0.1, probability: 0.9, reasons: [])
      })
    #expect(chained.members == [[0, 2], [1, 3, 4]])
  }

  @Test("each rule takes its value, and the log says whose it is and why")
  func rules() throws {
    var options = MergeOptions()
    options.id = "account_id"
    options.changed = "last_modified"
    options.rules = ["employees": .largest, "name": .common, "city": .newest, "revenue": .sum]
    let merged = try RecordMerge(try table, groups, options)
    // a, b and c have five cells each, a is the first.
    #expect(merged.table["account_id"]?.text(0) == "a")
    #expect(merged.table.rowCount == 2)
    #expect(merged.table["employees"]?[0] == .integer(30))
    #expect(merged.table["name"]?[0] == .text("Acme"))
    #expect(merged.table["city"]?[0] == .text("Rome"))
    #expect(merged.table["revenue"]?[0] == .number(7))
    #expect(merged.table["account_id"]?[1] == .text("d"))
    let log = merged.log
    let rows = (0..<log.rowCount).map { row in
      ["field", "from", "why"].map { log[$0]?[row].written ?? "" }.joined(separator: " ")
    }
    #expect(rows.contains("employees c largest"))
    #expect(rows.contains("city b changed last"))
    #expect(rows.contains("revenue  sum of all"))
    #expect(merged.map.rowCount == 3)
    #expect(Set((0..<3).map { merged.map["kept_id"]?.text($0) }).count == 1)
  }

  @Test("the record that stays is the preferred one, and fills its gaps from the others")
  func prefer() throws {
    var options = MergeOptions()
    options.id = "account_id"
    options.prefer = "last_modified"
    options.prefersLeast = true
    let merged = try RecordMerge(try table, groups, options)
    #expect(merged.table["account_id"]?.text(0) == "d")
    #expect(merged.table["account_id"]?.text(1) == "e")
    // e has no revenue and no city: the next records in rank have.
    #expect(merged.table["revenue"]?[1] == .number(1))
    #expect(merged.table["city"]?[1] == .text("Oslo"))
    #expect(merged.table["name"]?[1] == .text("Acme"))
  }

  @Test("other tables name the records that stayed")
  func redirected() throws {
    var options = MergeOptions()
    options.id = "account_id"
    options.prefer = "last_modified"
    let map = try RecordMerge(try table, groups, options).map
    let deals = try Table(
      name: "deals", [("account_id", Column(texts: ["a", "d", nil, "c", "b", "zz"]))])
    let (changed, count) = try RecordMerge.redirect(deals, "account_id", by: map)
    #expect(count == 2)
    #expect((0..<6).map { changed["account_id"]?.text($0) } == ["b", "d", nil, "b", "b", "zz"])
  }

  @Test("rules that do not fit are refused")
  func refused() throws {
    func message(_ rules: [String: MergeRule]) throws -> String {
      var options = MergeOptions()
      options.rules = rules
      do {
        _ = try RecordMerge(try table, groups, options)
        return ""
      } catch { return "\(error)" }
    }
    #expect(try message(["name": .sum]).contains("it has no sum"))
    #expect(try message(["nme": .lead]).contains("did you mean \"name\""))
    #expect(try message(["name": .newest]).contains("changed = \"last_modified\""))
  }
}

@Suite("Parents and children")
struct FamilyTests {
  @Test("given parents lead to the top, circles are broken, suggestions fill what is missing")
  func families() throws {
    let accounts = try Table(
      name: "accounts",
      [
        ("account_id", Column(texts: ["1", "2", "3", "4", "5", "6", "7"])),
        (
          "name",
          Column(texts: [
            "Siemens", "Siemens Healthineers", "Varian", "X", "Y", "Acme US", "Acme Europe",
          ])
        ),
        (
          "domain",
          Column(texts: [
            "siemens.com", "siemens-healthineers.com", nil, nil, nil, "acme.com", "acme.com",
          ])
        ),
        ("employees", Column(integers: [300_000, 70_000, 10_000, 1, 1, 500, 90])),
        ("parent_id", Column(texts: [nil, nil, "2", "5", "4", nil, nil])),
      ])
    let given = try AccountFamilies(accounts)
    #expect(given.parents == [-1, -1, 1, 4, -1, -1, -1])
    #expect(given.cycles == 1)
    #expect(given.levels == [0, 0, 1, 1, 0, 0, 0])
    let all = try AccountFamilies(accounts, suggestions: [.domain, .name])
    #expect(all.tops == [0, 0, 0, 4, 4, 5, 5])
    #expect(all.levels == [0, 1, 2, 1, 0, 0, 1])
    #expect(all.ways == [nil, .name, .given, .given, nil, nil, .domain])
    #expect(all.sizes == [3, 3, 3, 2, 2, 2, 2])
  }
}
