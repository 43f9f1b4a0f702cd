import Basics
import Columns
import Testing

@testable import CRM

@Suite("What another source knows")
struct EnrichmentTests {
  private var own: Table {
    get throws {
      try Table(
        name: "accounts",
        [
          ("account_id", Column(texts: ["1", "2", "3", "4"])),
          ("domain", Column(texts: ["a.com", "b.com", "c.com", nil])),
          ("employees", Column(integers: [10, nil, 30, 40])),
          ("city", Column(texts: ["New York", "Rome", nil, nil])),
          ("last_modified", Column(days: [100, 100, 300, 100])),
        ])
    }
  }
  private var other: Table {
    get throws {
      try Table(
        name: "vendor",
        [
          ("domain", Column(texts: ["c.com", "a.com", "b.com", "zz.com"])),
          ("employees", Column(integers: [33, 10, 20, 1])),
          ("city", Column(texts: ["Oslo", "new-york", "Milan", "x"])),
          ("funding", Column(numbers: [1.5, nil, 2, 3])),
          ("seen", Column(days: [200, 200, 200, 200])),
        ])
    }
  }
  private var options: EnrichmentOptions {
    var options = EnrichmentOptions(source: "vendor")
    options.keys = [("domain", "domain")]
    options.dateColumn = "seen"
    options.ownDateColumn = "last_modified"
    return options
  }

  @Test("by rule: own values stay, others win, or the newest does")
  func rules() throws {
    var options = options
    let cells = { (made: Enrichment, name: String) in
      (0..<4).map { made.table[name]?[$0].written ?? "?" }
    }
    let own = try Enrichment(try self.own, from: try other, options)
    #expect(cells(own, "employees") == ["10", "20", "30", "40"])
    #expect(cells(own, "employees_source") == ["own", "vendor", "own", "own"])
    #expect(cells(own, "city") == ["New York", "Rome", "Oslo", ""])
    #expect(cells(own, "funding") == ["", "2.0", "1.5", ""])
    #expect(own.matched == 3 && own.unused == 1 && own.matchRate == 0.75)
    let employees = own.fields[0]
    #expect(employees.before == 3 && employees.after == 4 && employees.agreeing == 1)
    #expect(employees.conflicting == 1 && employees.taken == 1)
    // Case and punctuation are no conflict.
    #expect(own.fields[1].agreeing == 1 && own.fields[1].conflicting == 1)
    #expect(own.conflicts.rowCount == 2)
    #expect(own.conflicts["kept"]?.text(0) == "own")

    options.rule = .other
    let others = try Enrichment(try self.own, from: try other, options)
    #expect(cells(others, "employees") == ["10", "20", "33", "40"])
    options.rule = .newest
    let newest = try Enrichment(try self.own, from: try other, options)
    // c.com was changed on day 300, after the vendor saw it; b.com before.
    #expect(cells(newest, "employees") == ["10", "20", "30", "40"])
    #expect(cells(newest, "city") == ["New York", "Milan", "Oslo", ""])
    #expect((0..<4).map { newest.table["city_date"]?.day($0) } == [100, 200, 200, nil])
  }

  @Test("sources one after the other keep where each value is from")
  func chained() throws {
    let first = try Enrichment(try own, from: try other, options)
    var second = EnrichmentOptions(source: "second")
    second.keys = [("account_id", "id")]
    second.date = 250
    second.rule = .newest
    second.columns = [("staff", "employees")]
    let more = try Table(
      name: "more",
      [("id", Column(texts: ["1", "2", "3"])), ("staff", Column(integers: [11, 21, 31]))])
    let made = try Enrichment(first.table, from: more, second)
    #expect((0..<4).map { made.table["employees"]?[$0].written } == ["11", "21", "30", "40"])
    #expect(
      (0..<4).map { made.table["employees_source"]?.text($0) }
        == ["second", "second", "own", "own"])
  }

  @Test("without keys, rows are found by who they are")
  func identity() throws {
    var options = options
    options.keys = []
    let made = try Enrichment(try own, from: try other, options)
    #expect(made.matched == 3)
    #expect(made.table["funding"]?[2] == .number(1.5))
  }

  @Test("types that cannot be brought together are an error that names the field")
  func types() throws {
    let odd = try Table(
      name: "odd",
      [("domain", Column(texts: ["a.com"])), ("employees", Column(texts: ["many"]))])
    #expect {
      try Enrichment(try own, from: odd, options2)
    } throws: {
      "\($0)".contains("field \"employees\"")
    }
  }
  private var options2: EnrichmentOptions {
    var options = EnrichmentOptions(source: "odd")
    options.keys = [("domain", "domain")]
    return options
  }
}

@Suite("Industries, regions, sizes")
struct NormalisedTests {
  @Test(
    "an industry by whatever name or code",
    arguments: [
      ("Computer Software", "Technology", "Computer Software"),
      ("COMPUTER_SOFTWARE", "Technology", "Computer Software"),
      ("software", "Technology", "Computer Software"),
      ("Hospital & Health Care", "Health", "Hospital & Health Care"),
      ("HOSPITAL_HEALTH_CARE", "Health", "Hospital & Health Care"),
      ("Hospitals and Health Care", "Health", "Hospital & Health Care"),
      ("Oil & Gas", "Energy & Mining", "Oil & Energy"),
      ("511210", "Technology", "Computer Software"),
      ("5111", "Media & Entertainment", "Publishing"),
      ("541511 Custom Computer Programming Services", "Technology", "Computer Software"),
      ("31-33", "Manufacturing", "Industrial Manufacturing"),
      ("334413", "Technology", "Semiconductors"), ("Maschinenbau", "Manufacturing", "Machinery"),
    ])
  func industry(text: String, sector: String, industry: String) {
    let found = IndustryTree.standard.industry(text)
    #expect(
      found?.sector == sector && found?.industry == industry,
      "\(text): \(String(describing: found))")
  }

  @Test("what is not known is not guessed")
  func unknown() {
    for text in ["", "Soft", "wares", "999999", "1", "Underwater basket weaving"] {
      #expect(IndustryTree.standard.industry(text) == nil, "\(text)")
    }
    #expect(IndustryTree.standard.industry("7372", sic: true)?.industry == "Computer Software")
    #expect(IndustryTree.standard.industry("3711", sic: true)?.industry == "Automotive")
  }

  @Test("every industry of the tree is found by its own name and has a sector")
  func tree() {
    for industry in IndustryTree.standard.all {
      #expect(
        IndustryTree.standard.industry(industry.industry ?? "")?.industry == industry.industry)
    }
    #expect(IndustryTree.standard.all.count > 140)
    #expect(Set(IndustryTree.standard.all.map(\.sector)).count >= 14)
  }

  @Test("regions by country and state")
  func regions() throws {
    let regions = Regions.standard
    #expect(regions.region(country: "US", state: "Ohio") == "Midwest")
    #expect(regions.region(country: "United States", state: "TX") == "South")
    #expect(regions.region(country: nil, state: "California") == "West")
    #expect(regions.region(country: "Schweiz", state: nil) == "DACH")
    #expect(regions.region(country: "FR", state: "CA") == "France & Monaco")
    #expect(regions.region(country: "US", state: nil) == nil)
    #expect(regions.world(country: "Japan") == "APAC")
    #expect(regions.world(country: "Kenya") == "EMEA")
    #expect(regions.world(country: "Atlantis") == nil)
    #expect(try regions.contains("mid west", country: "US", state: "IL") == true)
    #expect(try regions.contains("New England", country: "US", state: "NY") == false)
    #expect(try regions.contains("EU", country: "CH", state: nil) == false)
    #expect(try regions.contains("Midwest", country: "US", state: nil) == nil)
    #expect(throws: Problem.self) { try regions.contains("Mittelerde", country: "US", state: nil) }
    // Each of the 50 states and the district is in exactly one of the four.
    let four = ["Midwest", "Northeast", "South", "West"]
    let states =
      "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY"
    for state in states.split(separator: " ").map(String.init) {
      let inside = try four.filter { try regions.contains($0, country: "US", state: state) == true }
      #expect(inside.count == 1, "\(state)")
    }
    // Every country has a part of the world.
    for country in Country.all { #expect(regions.world(country: country.code) != nil) }
  }

  @Test("columns are added for what the table has")
  func columns() throws {
    let table = try Table(
      name: "accounts",
      [
        ("name", Column(texts: ["Acme, Inc.", "n/a"])),
        ("website", Column(texts: ["https://www.acme.co.uk/x", "gmail.com"])),
        ("phone", Column(texts: ["030 901820", "+1 212 555 2368"])),
        ("country", Column(texts: ["Germany", "USA"])), ("state", Column(texts: [nil, "Iowa"])),
        ("industry", Column(texts: ["SaaS", "Moon mining"])),
        ("employees", Column(integers: [nil, 5000])),
        ("employee_range", Column(texts: ["51-200", nil])),
      ])
    let made = try NormalisedColumns.add(table)
    func row(_ index: Int) -> [String] {
      NormalisedColumns.Part.allCases.flatMap(\.gives)
        .compactMap { made[$0]?[index].written }
    }
    #expect(
      row(0) == [
        "Acme", "acme.co.uk", "+4930901820", "DE", "DACH", "EMEA", "Technology",
        "Computer Software", "small",
      ])
    #expect(row(1) == ["", "", "+12125552368", "US", "Midwest", "NA", "", "", "enterprise"])
    #expect(throws: Problem.self) { try NormalisedColumns.add(table, [.email]) }
  }
}
