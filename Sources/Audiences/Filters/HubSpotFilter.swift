/// Conditions on companies as a HubSpot list: the `filterBranch` of the Lists API, an OR of ANDs.
///
/// The form is from memory of the Lists API v3 and unconfirmed: compare it with a list that HubSpot
/// itself exports before relying on it.
struct HubSpotFilter {
  private let fields: [String: String]

  /// Internal names of HubSpot's default company properties.
  private static let standard = [
    "account_id": "hs_object_id", "name": "name", "domain": "domain", "website": "website",
    "industry": "industry", "employees": "numberofemployees", "annual_revenue": "annualrevenue",
    "country": "country", "state": "state", "city": "city", "zip": "zip", "phone": "phone",
    "type": "type", "lifecycle_stage": "lifecyclestage", "tier": "hs_ideal_customer_profile",
    "year_founded": "founded_year", "linkedin_url": "linkedin_company_page",
    "tech_stack": "web_technologies", "source": "hs_analytics_source",
  ]
  /// Select properties: their values are chosen, not typed.
  private static let selects: Set<String> = [
    "industry", "type", "lifecyclestage", "hs_ideal_customer_profile", "hs_analytics_source",
    "web_technologies",
  ]
  /// More branches than this are a list nobody could check.
  private static let branchLimit = 60

  init(fields: [String: String]) { self.fields = Self.standard.merging(fields) { _, own in own } }

  func filter(_ condition: FilterExpression) -> PlatformFilter {
    let (expression, left) = condition.widened { Self.isSingle($0) && test($0) != nil }
    var unsaid = left.map { "\($0.text): \(reason($0))" }
    var branches = expression.map { Self.branches($0) } ?? [[]]
    if branches.count > Self.branchLimit {
      unsaid.append(
        "\(branches.count) combinations are too many for one list: nothing is filtered by them")
      branches = [[]]
    }
    let ands = branches.map { tests -> JSONText in
      branch("AND", [], tests.compactMap { test($0) })
    }
    let root = JSONText.object([
      ("name", .text("ICP")), ("objectTypeId", .text("0-2")), ("processingType", .text("DYNAMIC")),
      ("filterBranch", branch("OR", ands, [])),
    ])
    return PlatformFilter(
      title: "HubSpot (list of companies)", text: root.written(), coarser: [], unsaid: unsaid)
  }

  private func branch(_ kind: String, _ branches: [JSONText], _ filters: [JSONText]) -> JSONText {
    .object([
      ("filterBranchType", .text(kind)), ("filterBranches", .list(branches)),
      ("filters", .list(filters)),
    ])
  }

  private func reason(_ expression: FilterExpression) -> String {
    if let field = expression.field, fields[field] == nil {
      return "companies have no default property for \(field); name yours in fields"
    }
    return "lists have no such test"
  }

  /// An `any` over values of one property is one filter.
  private static func isSingle(_ expression: FilterExpression) -> Bool {
    switch expression {
    case .all: false
    case .any(let parts): SalesforceFilter.oneOf(parts) != nil
    default: true
    }
  }

  /// The condition as an OR of ANDs.
  private static func branches(_ expression: FilterExpression) -> [[FilterExpression]] {
    switch expression {
    case .any(let parts) where SalesforceFilter.oneOf(parts) == nil: return parts.flatMap(branches)
    case .all(let parts):
      return parts.reduce([[]]) { sofar, part in
        if sofar.count > branchLimit { return sofar }
        let next = branches(part)
        return sofar.flatMap { head in next.map { head + $0 } }
      }
    default: return [[expression]]
    }
  }

  private func test(_ expression: FilterExpression) -> JSONText? {
    switch expression {
    case .any(let parts):
      guard let list = SalesforceFilter.oneOf(parts) else { return nil }
      return texts(list.field, "IS_ANY_OF", "IS_EQUAL_TO", list.values, orMissing: false)
    case .compare(let field, .equal, .text(let value)):
      return texts(field, "IS_ANY_OF", "IS_EQUAL_TO", [value], orMissing: false)
    case .compare(let field, .different, .text(let value)):
      return texts(field, "IS_NONE_OF", "IS_NOT_EQUAL_TO", [value], orMissing: true)
    case .compare(let field, let comparison, .number(let number)):
      return filter(
        field,
        [
          ("operationType", .text("NUMBER")),
          ("operator", .text(Self.numeric[comparison] ?? "IS_EQUAL_TO")),
          (
            "value",
            number == number.rounded() && number.magnitude < 1e15
              ? .integer(Int(number)) : .fraction(number)
          ),
        ], orMissing: comparison == .different)
    case .compare(let field, .equal, .truth(let truth)): return boolean(field, truth)
    case .isTrue(let field): return boolean(field, true)
    case .has(let field, let member):
      return texts(field, "IS_ANY_OF", "CONTAINS", [member], orMissing: false)
    case .not(.has(let field, let member)):
      return texts(field, "IS_NONE_OF", "DOES_NOT_CONTAIN", [member], orMissing: true)
    case .contains(let field, let part):
      return filter(field, Self.multi("CONTAINS", [part]), orMissing: false)
    case .startsWith(let field, let part):
      return filter(field, Self.multi("STARTS_WITH", [part]), orMissing: false)
    case .isMissing(let field): return presence(field, "IS_UNKNOWN")
    case .not(.isMissing(let field)): return presence(field, "IS_KNOWN")
    default: return nil
    }
  }

  private static let numeric: [FilterComparison: String] = [
    .equal: "IS_EQUAL_TO", .different: "IS_NOT_EQUAL_TO", .below: "IS_LESS_THAN",
    .atMost: "IS_LESS_THAN_OR_EQUAL_TO", .above: "IS_GREATER_THAN",
    .atLeast: "IS_GREATER_THAN_OR_EQUAL_TO",
  ]

  private static func multi(_ name: String, _ values: [String]) -> [(String, JSONText)] {
    [
      ("operationType", .text("MULTISTRING")), ("operator", .text(name)),
      ("values", .list(values.map { .text($0) })),
    ]
  }

  private func texts(
    _ field: String, _ select: String, _ free: String, _ values: [String], orMissing: Bool
  ) -> JSONText? {
    guard let name = fields[field] else { return nil }
    if Self.selects.contains(name) {
      return filter(
        field,
        [
          ("operationType", .text("ENUMERATION")), ("operator", .text(select)),
          ("values", .list(values.map { .text($0) })),
        ], orMissing: orMissing)
    }
    return filter(field, Self.multi(free, values), orMissing: orMissing)
  }

  private func boolean(_ field: String, _ truth: Bool) -> JSONText? {
    filter(
      field,
      [
        ("operationType", .text("BOOL")), ("operator", .text("IS_EQUAL_TO")),
        ("value", .text(truth ? "true" : "false")),
      ],
      orMissing: false)
  }

  private func presence(_ field: String, _ name: String) -> JSONText? {
    filter(
      field, [("operationType", .text("ALL_PROPERTY")), ("operator", .text(name))], orMissing: false
    )
  }

  private func filter(
    _ field: String, _ operation: [(String, JSONText)], orMissing: Bool
  ) -> JSONText? {
    guard let name = fields[field] else { return nil }
    var members = operation
    members.append(("includeObjectsWithNoValueSet", .text(orMissing ? "true" : "false")))
    return .object([
      ("filterType", .text("PROPERTY")), ("property", .text(name)), ("operation", .object(members)),
    ])
  }
}
