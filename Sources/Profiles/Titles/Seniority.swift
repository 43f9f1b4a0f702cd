import Basics

/// How high a position is, as its title says it.
public enum Seniority: String, Sendable, CaseIterable, Comparable {
  /// In training: interns, apprentices, working students.
  case intern
  /// One's own work: specialists, analysts, engineers, representatives.
  case staff
  /// Experienced, first among equals: senior, lead, principal.
  case senior
  /// Leads a team, a project or a product.
  case manager
  /// Leads a department or a country: director, head of, Leiter.
  case director
  case vp
  /// Leads or owns the company: chief officers, presidents, managing directors, founders,
  /// owners, partners, board members.
  case chief = "c-level"

  public static func < (a: Seniority, b: Seniority) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .intern: 0
    case .staff: 1
    case .senior: 2
    case .manager: 3
    case .director: 4
    case .vp: 5
    case .chief: 6
    }
  }

  /// Other words for a level that definitions may use.
  static let aliases: [String: Seniority] = [
    "clevel": .chief, "csuite": .chief, "cxo": .chief, "chief": .chief, "executive": .chief,
    "owner": .chief, "founder": .chief, "partner": .chief, "board": .chief,
    "vicepresident": .vp, "vp": .vp, "head": .director, "director": .director,
    "manager": .manager, "teamlead": .manager, "supervisor": .manager, "lead": .senior,
    "senior": .senior, "principal": .senior, "staff": .staff, "individual": .staff,
    "individualcontributor": .staff, "ic": .staff, "entry": .staff, "junior": .staff,
    "specialist": .staff, "intern": .intern, "trainee": .intern, "training": .intern,
  ]

  /// - Throws: a ``Problem`` that names the nearest level.
  public init(named name: String) throws {
    guard let level = Seniority.aliases[foldedName(name)] else {
      throw Problem.unknown(
        "seniority", name, known: Seniority.allCases.reversed().map(\.rawValue),
        plural: "seniorities")
    }
    self = level
  }
}

/// A name without case, spaces and hyphens.
func foldedName(_ name: String) -> String {
  String(name.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic })
}
