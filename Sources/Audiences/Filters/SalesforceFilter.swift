/// Conditions on accounts in SOQL, for reports, list views made by tools, and Data Loader.
///
/// Field names: Salesforce's standard schema of Account. Date literals (`N_DAYS_AGO:n`) and `INCLUDES`
/// for multi-select picklists: the SOQL reference.
struct SalesforceFilter {
  private let fields: [String: String]

  private static let standard = [
    "account_id": "Id", "name": "Name", "industry": "Industry", "employees": "NumberOfEmployees",
    "annual_revenue": "AnnualRevenue", "country": "BillingCountry", "state": "BillingState",
    "city": "BillingCity", "zip": "BillingPostalCode", "website": "Website", "phone": "Phone",
    "type": "Type", "rating": "Rating", "ownership": "Ownership", "owner_id": "OwnerId",
    "source": "AccountSource", "created": "CreatedDate", "last_activity": "LastActivityDate",
    "year_founded": "YearStarted", "ticker": "TickerSymbol",
  ]
  /// Fields with a time of day, against which a bare date cannot be compared.
  private static let timestamps: Set<String> = ["CreatedDate", "LastModifiedDate"]

  init(fields: [String: String]) {
    // A name that is no field name could change the query: it is not taken.
    let own = fields.filter { Self.isFieldName($0.value) }
    self.fields = Self.standard.merging(own) { _, own in own }
  }

  func filter(_ condition: FilterExpression) -> PlatformFilter {
    let (expression, left) = condition.widened { written($0) != nil }
    var text = "SELECT Id, Name FROM Account"
    if let expression, let clause = written(expression) { text += "\nWHERE \(clause)" }
    return PlatformFilter(
      title: "Salesforce (SOQL)", text: text, coarser: [],
      unsaid: left.map { "\($0.text): \(reason($0))" })
  }

  private func reason(_ expression: FilterExpression) -> String {
    if let field = expression.field, fields[field] == nil {
      return "Account has no standard field for \(field); name yours in fields"
    }
    if case .any = expression { return "a part of it cannot be said" }
    return "SOQL has no such test"
  }

  /// The SOQL of a condition, nil if it cannot be said.
  private func written(_ expression: FilterExpression, inside: Bool = false) -> String? {
    switch expression {
    case .all(let parts): return joined(parts, " AND ", inside)
    case .any(let parts):
      if let list = Self.oneOf(parts), let name = fields[list.field] {
        return "\(name) IN (\(list.values.map(Self.quoted).joined(separator: ", ")))"
      }
      return joined(parts, " OR ", inside)
    case .not(.has(let field, let member)):
      return fields[field].map { "\($0) EXCLUDES (\(Self.quoted(member)))" }
    case .not(.isMissing(let field)): return fields[field].map { "\($0) != null" }
    case .not(let inner): return written(inner, inside: true).map { "(NOT \($0))" }
    case .compare(let field, let comparison, let value):
      guard let name = fields[field], let text = Self.literal(value, name) else { return nil }
      let sign = comparison == .equal ? "=" : comparison == .different ? "!=" : comparison.rawValue
      return "\(name) \(sign) \(text)"
    case .has(let field, let member):
      return fields[field].map { "\($0) INCLUDES (\(Self.quoted(member)))" }
    case .contains(let field, let part):
      return fields[field].map { "\($0) LIKE \(Self.pattern("%", part))" }
    case .startsWith(let field, let part):
      return fields[field].map { "\($0) LIKE \(Self.pattern("", part))" }
    case .isTrue(let field): return fields[field].map { "\($0) = TRUE" }
    case .isMissing(let field): return fields[field].map { "\($0) = null" }
    case .opaque: return nil
    }
  }

  private func joined(_ parts: [FilterExpression], _ word: String, _ inside: Bool) -> String? {
    // SOQL wants brackets wherever AND and OR meet.
    let texts = parts.compactMap { written($0, inside: true) }
    guard texts.count == parts.count else { return nil }
    let text = texts.joined(separator: word)
    return inside ? "(\(text))" : text
  }

  /// The values of an `any` that compares one field with several texts.
  static func oneOf(_ parts: [FilterExpression]) -> (field: String, values: [String])? {
    var field: String?
    var values: [String] = []
    for part in parts {
      guard case .compare(let name, .equal, .text(let value)) = part, field == nil || field == name
      else { return nil }
      field = name
      values.append(value)
    }
    return field.map { ($0, values) }
  }

  private static func literal(_ value: FilterValue, _ name: String) -> String? {
    switch value {
    case .text(let text): quoted(text)
    case .number(let number): number.isFinite ? FilterValue.digits(number) : nil
    case .truth(let truth): truth ? "TRUE" : "FALSE"
    case .day(let day): timestamps.contains(name) ? "\(day)T00:00:00Z" : day
    case .daysAgo(let days): "N_DAYS_AGO:\(days)"
    }
  }

  private static func quoted(_ text: String) -> String {
    "'" + escaped(text) + "'"
  }

  private static func pattern(_ before: String, _ text: String) -> String {
    var part = ""
    for character in escaped(text) {
      if character == "%" || character == "_" { part.append("\\") }
      part.append(character)
    }
    return "'\(before)\(part)%'"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "'": result += "\\'"
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isFieldName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 80
      && name.utf8.allSatisfy {
        ($0 | 0x20 >= 97 && $0 | 0x20 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 0x5F || $0 == 0x2E
      }
  }
}
