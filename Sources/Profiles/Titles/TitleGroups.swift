import Basics

/// Eleven groups of departments, as contact data of B2B vendors names them: coarser than
/// ``Department``, and every title has one.
public enum DepartmentGroup: String, Sendable, CaseIterable {
  case administrative
  case businessDevelopment = "business development"
  case consulting
  case support = "customer support"
  case hr = "human resources"
  case it = "information technology"
  case marketing
  case other
  case projects = "project management"
  case purchasing
  case sales

  /// - Parameter part: The part of the department that the rules name, such as `software`.
  init(_ department: Department?, part: String?) {
    self =
      switch department {
      case .administration: .administrative
      case .businessDevelopment: .businessDevelopment
      case .consulting: .consulting
      case .success: .support
      case .hr: .hr
      case .it, .data: .it
      // Software is made by IT people; machines and buildings are not.
      case .engineering: part == "software" ? .it : .other
      case .marketing: .marketing
      case .projects: .projects
      case .procurement: .purchasing
      case .sales: .sales
      default: .other
      }
  }
}

/// Six steps of a career, as contact data names them: every title has one.
///
/// They differ from ``Seniority`` in what is told apart: whoever leads people without being a
/// director is a `lead` ("Head of", "Teamleiter"), a manager of a subject a `professional`
/// ("Product Manager"), and those who run a company or a division `management`.
public enum SeniorityGroup: String, Sendable, CaseIterable, Comparable {
  case junior, professional, senior, lead, director, management

  init(_ level: Seniority) {
    self =
      switch level {
      case .intern: .junior
      case .staff, .manager: .professional
      case .senior: .senior
      case .director: .director
      case .vp, .chief: .management
      }
  }

  /// - Throws: a ``Problem`` that names the nearest one.
  init(named name: String) throws {
    let known: [String: SeniorityGroup] = ["head": .lead]
    guard let group = SeniorityGroup(rawValue: name) ?? known[name] else {
      throw Problem.unknown("rank", name, known: Self.allCases.map(\.rawValue))
    }
    self = group
  }

  /// Which one a title means that names several: the more telling one.
  private var weight: Int {
    switch self {
    case .professional: 0
    case .junior: 1
    case .senior: 2
    case .lead: 3
    case .director: 4
    case .management: 5
    }
  }

  public static func < (a: SeniorityGroup, b: SeniorityGroup) -> Bool { a.weight < b.weight }
}
