import Basics
import Columns

/// What a table's values are in one form: columns beside the ones they are made of.
public enum NormalisedColumns {
  /// What can be normalised, with the columns it needs and those it gives.
  public enum Part: String, Sendable, CaseIterable {
    case company, domain, email, phone, country, region, industry, size, revenue

    var needs: [String] {
      switch self {
      case .company: ["name", "account_name", "company"]
      case .domain: ["domain", "website", "email"]
      case .email: ["email"]
      case .phone: ["phone", "mobile"]
      case .country: ["country", "country_code"]
      case .region: ["country", "country_code", "state", "state_code"]
      case .industry: ["industry", "naics", "sic"]
      case .size: ["employees", "employee_range"]
      case .revenue: ["annual_revenue"]
      }
    }

    /// The columns that are added.
    public var gives: [String] {
      switch self {
      case .company: ["company_plain"]
      case .domain: ["domain_registered"]
      case .email: ["email_plain"]
      case .phone: ["phone_e164"]
      case .country: ["country_iso"]
      case .region: ["region", "world"]
      case .industry: ["sector", "industry_name"]
      case .size: ["size_band"]
      case .revenue: ["revenue_band"]
      }
    }
  }

  /// The table with the columns of the parts; those that it has nothing for are left out.
  ///
  /// - Parameters:
  ///   - parts: nil: all that the table has columns for.
  ///   - country: The country of phones whose row names none.
  /// - Throws: ``Problem`` for a part that the table has no column for.
  /// - Complexity: O(rows), one reading a distinct text where they are few.
  public static func add(
    _ table: Table, _ parts: [Part]? = nil, country: Country? = nil
  ) throws -> Table {
    var result = table
    for part in parts ?? Part.allCases {
      try Interruption.check()
      let present = part.needs.filter { table.position(of: $0) != nil }
      if present.isEmpty {
        if parts == nil { continue }
        throw Problem(
          .script,
          "normalise: \(table.name) has no column for \"\(part.rawValue)\"",
          hints: ["it is made of \(part.needs.joined(separator: ", "))"])
      }
      result = try result.with(
        zip(part.gives, try columns(part, table, present, country)).map { (name: $0, column: $1) })
    }
    return result
  }

  private static func columns(
    _ part: Part, _ table: Table, _ present: [String], _ country: Country?
  ) throws -> [Column] {
    switch part {
    case .company: return [try mapped(table, present) { PlainCompanyName.withoutLegalForm($0) }]
    case .domain:
      return [
        try mapped(table, present) { text in
          guard case .success(let host) = HostName.read(text), !host.isFreeMail else { return nil }
          return host.registrable
        }
      ]
    case .email:
      return [try mapped(table, present) { try? EmailAddress.read($0).get().text }]
    case .phone:
      return [try phones(table, present, country)]
    case .country:
      return [try mapped(table, present) { Country($0)?.code }]
    case .region: return try regions(table)
    case .industry: return try industries(table, present)
    case .size: return [try sizes(table)]
    case .revenue:
      let revenue = try table.column(present[0])
      return [Column(texts: (0..<revenue.count).map { revenue.double($0).map(SizeBand.revenue) })]
    }
  }

  /// The first of the columns in which a row has something that can be read.
  private static func mapped(
    _ table: Table, _ names: [String], _ body: (String) -> String?
  ) throws -> Column {
    let columns = try names.map { name -> Column in
      let column = try table.column(name)
      guard let slots = TextSlots(try column.converted(to: .text)) else {
        return .missing(type: .text, count: column.count)
      }
      return try slots.mapTexts(body)
    }
    return try firstOf(columns)
  }

  private static func firstOf(_ columns: [Column]) throws -> Column {
    guard columns.count > 1, columns[0].missingCount > 0 else { return columns[0] }
    let rows = Buffer<Int32>(repeating: -1, count: columns[0].count)
    for row in 0..<rows.count {
      guard let place = columns.firstIndex(where: { !$0.isMissing(row) }) else { continue }
      rows[row] = Int32(truncatingIfNeeded: place * rows.count + row)
    }
    return try Column.concatenate(columns).take(optional: rows)
  }

  private static func texts(_ table: Table, _ names: [String]) throws -> Column? {
    guard let name = names.first(where: { table.position(of: $0) != nil }) else { return nil }
    return try table.column(name).converted(to: .text)
  }

  private static func phones(
    _ table: Table, _ names: [String], _ country: Country?
  ) throws -> Column {
    let countries = try texts(table, ["country", "country_code"])
    var known: [String: Country?] = [:]
    let columns = try names.map { name -> Column in
      let cells = try table.column(name).converted(to: .text)
      return Column(
        texts: (0..<cells.count).map { row in
          guard let cell = cells.text(row) else { return nil }
          var own = country
          if let text = countries?.text(row) {
            if let found = known[text] {
              own = found ?? country
            } else {
              let found = Country(text)
              known[text] = .some(found)
              own = found ?? country
            }
          }
          return try? PhoneNumber.read(cell, country: own).get().e164
        })
    }
    return try firstOf(columns)
  }

  private static func regions(_ table: Table) throws -> [Column] {
    let countries = try texts(table, ["country", "country_code"])
    let states = try texts(table, ["state", "state_code"])
    var known: [String: (String?, String?)] = [:]
    var (regions, worlds): ([String?], [String?]) = ([], [])
    for row in 0..<table.rowCount {
      let (country, state) = (countries?.text(row), states?.text(row))
      let key = (country ?? "") + "\u{1F}" + (state ?? "")
      let found =
        known[key]
        ?? (
          Regions.standard.region(country: country, state: state),
          Regions.standard.world(country: country, state: state)
        )
      known[key] = found
      regions.append(found.0)
      worlds.append(found.1)
    }
    return [Column(texts: regions), Column(texts: worlds)]
  }

  private static func industries(_ table: Table, _ names: [String]) throws -> [Column] {
    var found: [[Column]] = []
    for name in names {
      guard let slots = TextSlots(try table.column(name).converted(to: .text)) else { continue }
      let isSIC = name == "sic"
      found.append([
        try slots.mapTexts { IndustryTree.standard.industry($0, sic: isSIC)?.sector },
        try slots.mapTexts { IndustryTree.standard.industry($0, sic: isSIC)?.industry },
      ])
    }
    return [try firstOf(found.map { $0[0] }), try firstOf(found.map { $0[1] })]
  }

  private static func sizes(_ table: Table) throws -> Column {
    let exact = table["employees"]
    let ranges = try texts(table, ["employee_range"])
    return Column(
      texts: (0..<table.rowCount).map { row in
        if let employees = exact?.double(row) { return SizeBand.employees(employees) }
        return ranges?.text(row).flatMap(SizeBand.lowest).map(SizeBand.employees)
      })
  }
}

/// Companies by size, as Gartner divides them (gartner.com, glossary, "SMB"): small below 100
/// employees or 50 million dollars a year, mid-market below 1,000 or 1 billion, enterprise above.
public enum SizeBand {
  public static func employees(_ count: Double) -> String {
    count < 100 ? "small" : count < 1000 ? "mid-market" : "enterprise"
  }

  public static func revenue(_ amount: Double) -> String {
    amount < 50e6 ? "small" : amount < 1e9 ? "mid-market" : "enterprise"
  }

  /// The lower end of `51-200`, `1,001 to 5,000`, `10K+`; nil where there is no number.
  static func lowest(_ text: String) -> Double? {
    var digits = ""
    var rest = text.drop { !$0.isASCII || !$0.isNumber }
    while let next = rest.first, next.isNumber || next == "," || next == "." || next == "'" {
      if next.isASCII, next.isNumber { digits.append(next) }
      rest.removeFirst()
    }
    guard let number = Double(digits) else { return nil }
    return rest.first.map { $0 == "k" || $0 == "K" } == true ? number * 1000 : number
  }
}
