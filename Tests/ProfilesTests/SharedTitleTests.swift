import Columns
import Testing

@testable import Profiles

@Suite("Job titles of real data", .enabled(if: SharedData.isThere, "RETICLE_DATA is not set"))
struct SharedTitleTests {
  static func labelled(_ file: String) throws -> [(title: String, label: String)] {
    var options = CSVOptions()
    options.delimiter = UInt8(ascii: "\t")
    options.allText = true
    let table = try SharedData.read("job_titles_rootstrap/\(file)", options, name: "titles")
    return (0..<table.rowCount).compactMap { row in
      guard let title = table["Position"]?.text(row), let label = table["Classification"]?.text(row)
      else { return nil }
      return (title, label)
    }
  }

  /// Their labels know no levels below manager, and call a lead a manager.
  static func level(_ seniority: Seniority?) -> String {
    switch seniority {
    case .chief: "C-Suite"
    case .vp: "VP"
    case .director: "Director"
    case .manager: "Manager"
    default: "Other"
    }
  }

  @Test("levels agree with Rootstrap's labels in 85 of 100 titles, conventions apart")
  func levels() throws {
    let titles = try Self.labelled("titles_level.tsv")
    #expect(titles.count == 1000)
    var reader = TitleReader(.standard)
    let right = titles.count { Self.level(reader.read($0.title).seniority) == $0.label }
    #expect(Double(right) / Double(titles.count) >= 0.85)
    let pairs = titles.map {
      (wanted: $0.label, found: Self.level(reader.read($0.title).seniority))
    }
    #expect(macroF1(pairs) >= 0.84)
    // They call presidents of divisions, managing directors and partners directors; here these
    // lead a company. Without titles that name one, the agreement is that of the rules.
    let plain = titles.filter { entry in
      let phrase = reader.read(entry.title).seniorityPhrase ?? ""
      return ![
        "president", "managing director", "partner", "board", "general manager", "lead", "gm",
      ]
      .contains { phrase.contains($0) }
        && !entry.title.lowercased().contains("president")
    }
    let agreeing = plain.count { Self.level(reader.read($0.title).seniority) == $0.label }
    #expect(plain.count > 600)
    #expect(Double(agreeing) / Double(plain.count) >= 0.9)
  }

  @Test("departments agree with Rootstrap's areas where these name one")
  func areas() throws {
    let technical: Set<Department> = [.engineering, .it, .data, .design, .research, .product]
    let selling: Set<Department> = [.sales, .marketing, .businessDevelopment]
    var reader = TitleReader(.standard)
    var (right, all) = (0, 0)
    for entry in try Self.labelled("titles_area.tsv") {
      let wanted: Set<Department>
      switch entry.label {
      case "Technical": wanted = technical
      case "Sales-Marketing": wanted = selling
      default: continue
      }
      all += 1
      if let found = reader.read(entry.title).department, wanted.contains(found) { right += 1 }
    }
    #expect(all == 291)
    #expect(Double(right) / Double(all) >= 0.82)
  }

  @Test("departments agree with the occupation groups of O*NET in 80 of 100 titles")
  func occupations() throws {
    // The group of an occupation, and the departments its titles may be read as.
    let groups: [(code: String, departments: Set<Department>)] = [
      ("11-2021", [.marketing]), ("11-2022", [.sales]), ("11-3031", [.finance]),
      ("11-3121", [.hr]), ("11-3021", [.it, .engineering, .data]), ("13-1071", [.hr]),
      ("13-2", [.finance]), ("15-12", [.it, .engineering, .data, .design, .product]),
      ("17-2", [.engineering, .it, .operations]), ("23-1", [.legal]), ("25-1", [.education]),
      ("25-2", [.education]), ("29-1", [.health]), ("41-", [.sales, .marketing, .procurement]),
      ("43-3", [.finance]), ("43-6", [.administration, .legal, .health]),
      ("11-3051", [.operations]), ("11-3071", [.operations]),
    ]
    var options = CSVOptions()
    options.allText = true
    let table = try SharedData.read(
      "job_titles_onet/sample_of_reported_titles.csv", options, name: "titles")
    let codes = try table.column("O*NET-SOC Code")
    let titles = try table.column("Reported Job Title")
    var reader = TitleReader(.standard)
    var (right, all, silent) = (0, 0, 0)
    var pairs: [(wanted: String, found: String)] = []
    for row in 0..<table.rowCount {
      guard let code = codes.text(row), let title = titles.text(row),
        let group = groups.first(where: { code.hasPrefix($0.code) })
      else { continue }
      all += 1
      // The first department of a group stands for it.
      let wanted =
        group.code.hasPrefix("15-") || group.code == "11-3021"
        ? Department.it
        : group.code.hasPrefix("17-")
          ? .engineering
          : group.code == "41-"
            ? .sales
            : group.code == "43-6" ? .administration : group.departments.first ?? .other
      guard let found = reader.read(title).department else {
        silent += 1
        pairs.append((wanted.rawValue, "none"))
        continue
      }
      pairs.append(
        (
          wanted.rawValue,
          found.isAmong(group.departments) ? wanted.rawValue : found.rawValue
        ))
      if found.isAmong(group.departments) { right += 1 }
    }
    #expect(all > 1900)
    #expect(Double(right) / Double(all) >= 0.8)
    #expect(Double(silent) / Double(all) <= 0.08)
    #expect(macroF1(pairs) >= 0.78)
  }
}
