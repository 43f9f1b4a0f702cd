import Basics
import Columns

/// The part somebody has in a purchase (F6).
public enum Authority: String, Sendable, CaseIterable {
  /// Can sign.
  case decides = "decision maker"
  /// Does not choose, but has to agree: purchasing, legal, finance.
  case approves = "approver"
  /// Leads those who will use it.
  case influences = "influencer"
  case uses = "user"
  /// Stands before those who decide.
  case guards = "gatekeeper"

  /// By position: who decides by level, who has to agree by department, then by level again.
  init?(_ position: Position, deciding: Set<Seniority>) {
    if position.reading.isFormer { return nil }
    if position.reading.isAssistant {
      self = .guards
    } else if let seniority = position.seniority, deciding.contains(seniority) {
      self = .decides
    } else if let department = position.department,
      [.procurement, .legal, .finance].contains(department)
    {
      self = .approves
    } else if let seniority = position.seniority, seniority >= .manager {
      self = .influences
    } else if position.department == .administration {
      self = .guards
    } else if position.seniority != nil {
      self = .uses
    } else {
      return nil
    }
  }

  /// What a CRM's own word for the buying role means; the first that is known of several.
  init?(written text: String) {
    let known: [(String, Authority)] = [
      ("decisionmaker", .decides), ("economicbuyer", .decides), ("budgetholder", .decides),
      ("executivesponsor", .decides), ("legal", .approves), ("procurement", .approves),
      ("approver", .approves), ("champion", .influences), ("influencer", .influences),
      ("blocker", .guards), ("gatekeeper", .guards), ("enduser", .uses), ("user", .uses),
    ]
    let folded = foldedName(text)
    guard let found = known.first(where: { folded.contains($0.0) }) else { return nil }
    self = found.1
  }
}

extension Committees {
  /// The contacts with the part each has in a purchase: `authority`, and `authority_why`, which is
  /// `column buying_role` where the CRM says it, else the level or department of the title.
  ///
  /// Both are missing for former positions, and where nothing tells.
  ///
  /// - Parameter deciding: The levels that can sign on their own.
  /// - Throws: where there is no column to tell positions by.
  public static func authority(
    _ contacts: Table, deciding: Set<Seniority> = Committee.decidingLevels,
    rules: TitleRules = .standard
  ) throws -> Table {
    let positions = try Positions(contacts, rules: rules)
    let kinds = try ContactKinds(positions, results: [], rows: contacts.rowCount)
    var texts: [(authority: String?, why: String?)] = (0..<kinds.count).map { kind in
      let position = positions.position(kinds.key(kind)).position
      guard let authority = Authority(position, deciding: deciding) else { return (nil, nil) }
      let why: String? =
        switch authority {
        case .approves: position.department.map { "department \($0.rawValue)" }
        case .guards: "department administration"
        default: position.seniority.map { "seniority \($0.rawValue)" }
        }
      return (authority.rawValue, why)
    }
    let rows = Buffer(kinds.kindOf.elements)
    if let column = contacts["buying_role"], column.type.isText {
      let said = try DistinctTexts(column)
      let first = texts.count
      let known = said.entries.map { Authority(written: $0.string) }
      texts += known.map { ($0?.rawValue, "column buying_role") }
      for row in 0..<rows.count where said.codes.base[row] != DistinctTexts.missing {
        let code = Int(said.codes.base[row])
        if known[code] != nil { rows.base[row] = UInt32(truncatingIfNeeded: first + code) }
      }
    }
    return try contacts.with([
      ("authority", Column(texts: texts.map(\.authority)).take(rows)),
      ("authority_why", Column(texts: texts.map(\.why)).take(rows)),
    ])
  }
}
