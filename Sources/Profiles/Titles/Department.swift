import Basics

/// The function in a company that a title belongs to.
public enum Department: String, Sendable, CaseIterable {
  /// General management: those who run the whole company, or a part of it with all functions.
  case executive
  case engineering
  case it
  case data
  case product
  case design
  case research
  case marketing
  case sales
  /// New markets and partners; a part of sales, where that is asked for.
  case businessDevelopment = "business development"
  /// Customer success, support, service.
  case success = "customer success"
  case finance
  case hr
  case legal
  case operations
  /// Projects and programmes whatever they are about; a part of operations, where that is asked
  /// for.
  case projects = "project management"
  case procurement
  case consulting
  case administration
  case education
  case health
  /// A function that is none of these: pilots, police officers, actors.
  case other

  /// The department that this one is a part of: who asks for that means this one too.
  public var whole: Department? {
    switch self {
    case .businessDevelopment: .sales
    case .projects: .operations
    default: nil
    }
  }

  /// Whether somebody of this department is meant by a choice of departments.
  public func isAmong(_ departments: Set<Department>) -> Bool {
    departments.contains(self) || whole.map(departments.contains) ?? false
  }

  /// Other words for a department that definitions may use.
  static let aliases: [String: Department] = {
    var aliases = Dictionary(uniqueKeysWithValues: allCases.map { (foldedName($0.rawValue), $0) })
    let more: [(Department, [String])] = [
      (.executive, ["generalmanagement", "management", "leadership"]),
      (.engineering, ["development", "softwareengineering", "rd"]),
      (.it, ["informationtechnology", "security", "informationsecurity"]),
      (.data, ["analytics", "datascience"]),
      (.product, ["productmanagement"]),
      (.design, ["ux", "creative"]),
      (.marketing, ["communications", "pr", "media"]),
      (.sales, ["revenue"]), (.businessDevelopment, ["bizdev", "partnerships"]),
      (.success, ["support", "service", "customerservice", "customersupport"]),
      (.finance, ["accounting"]),
      (.hr, ["humanresources", "people", "personnel", "talent"]),
      (.legal, ["compliance", "law"]),
      (.operations, ["logistics", "supplychain", "manufacturing", "production", "quality"]),
      (.projects, ["projects", "programmanagement", "pmo"]),
      (.procurement, ["purchasing", "buying"]),
      (.administration, ["admin", "office"]),
      (.health, ["healthcare", "medical"]),
    ]
    for (department, names) in more { for name in names { aliases[name] = department } }
    return aliases
  }()

  /// - Throws: a ``Problem`` that names the nearest department.
  public init(named name: String) throws {
    guard let department = Department.aliases[foldedName(name)] else {
      throw Problem.unknown("department", name, known: Department.allCases.map(\.rawValue))
    }
    self = department
  }
}
