import Basics
import Columns

/// The people that have to agree before an account buys: the roles wanted there.
public struct Committee {
  /// What notes call it, such as the name of the ICP it is for.
  public var name: String?
  public var roles: [Role]
  /// The levels that can sign on their own.
  public var deciding: Set<Seniority>

  /// Levels that decide where nothing else is said.
  public static let decidingLevels: Set<Seniority> = [.chief, .vp]
  /// More roles than this do not fit the word that says which ones a person fills.
  public static let roleLimit = 64

  /// One role: who fills it, and whether a deal needs it.
  public struct Role {
    public var name: String
    public var who: Who
    /// Counted in the coverage; a role that is not required is only reported.
    public var isRequired: Bool

    public init(_ name: String, who: Who, isRequired: Bool = true) {
      (self.name, self.who, self.isRequired) = (name, who, isRequired)
    }
  }

  /// Who fills a role.
  public enum Who {
    /// People with a position, as a persona describes it.
    case position(Persona)
    /// People that were mapped to the persona of that name: the column `persona`.
    case persona(String)
  }

  /// - Throws: a ``Problem`` without a required role, for two roles of one name, or for more than
  ///   ``roleLimit``.
  public init(
    name: String? = nil, roles: [Role], deciding: Set<Seniority> = Committee.decidingLevels
  ) throws {
    let place = name.map { "committee \"\($0)\"" } ?? "committee"
    if !roles.contains(where: \.isRequired) {
      throw Problem(
        .script, "\(place): no role is required",
        hints: ["coverage is the share of required roles that somebody fills; name at least one"])
    }
    if roles.count > Self.roleLimit {
      throw Problem(.limit, "\(place): \(roles.count) roles are more than \(Self.roleLimit)")
    }
    var seen: Set<String> = []
    for role in roles {
      if role.name.isEmpty { throw Problem(.script, "\(place): a role needs a name") }
      if !seen.insert(role.name).inserted {
        throw Problem(.script, "\(place): two roles are named \"\(role.name)\"")
      }
    }
    (self.name, self.roles, self.deciding) = (name, roles, deciding)
  }

  /// One bit for each required role.
  var requiredRoles: UInt64 {
    roles.enumerated().reduce(0) { $1.element.isRequired ? $0 | 1 << UInt64($1.offset) : $0 }
  }
}
