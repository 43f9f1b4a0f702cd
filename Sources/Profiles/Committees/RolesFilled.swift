import Basics
import Columns
import Synchronization

/// Which roles of a committee each contact fills, and who can decide.
///
/// Worked out once for each kind of contact, as personas are.
struct RolesFilled: Sendable {
  /// One bit a role, by contact.
  let masks: Buffer<UInt64>
  /// Contacts whose level decides, or whom the CRM calls a decision maker.
  let deciders: Bitmap

  /// - Throws: where there is no column to tell positions by, or a role asks for a persona and the
  ///   contacts were not mapped.
  init(_ committee: Committee, _ contacts: Table, rules: TitleRules) throws {
    let positions = try Positions(contacts, rules: rules)
    let personas: [Persona?] = committee.roles.map {
      if case .position(let persona) = $0.who { persona } else { nil }
    }
    let tests = personas.compactMap { $0?.test }
    let results = try tests.first?.evaluate(together: tests, on: contacts) ?? []
    let kinds = try ContactKinds(positions, results: results, rows: contacts.rowCount)
    let filled = try kinds.roles(personas, positions, deciding: committee.deciding)
    let byPersona = try Self.personaRoles(committee, contacts)

    let masks = Buffer<UInt64>(count: contacts.rowCount)
    let ranges = Parallel.ranges(contacts.rowCount)
    Parallel.forEach(ranges.count) { piece in
      let (from, to) = (kinds.kindOf.base, masks.base)
      for row in ranges[piece] { to[row] = filled[Int(from[row])].roles }
      if let (codes, roles) = byPersona {
        for row in ranges[piece] where codes.base[row] != DistinctTexts.missing {
          to[row] |= roles[Int(codes.base[row])]
        }
      }
    }
    self.masks = masks
    let said = try BuyingRoles(contacts)
    deciders = Bitmap.parallel(contacts.rowCount) { row in
      switch said?.decides(row) {
      case .some(let decides): decides
      case nil: filled[Int(kinds.kindOf.base[row])].decides
      }
    }
  }

  /// For each distinct persona of the contacts the roles that ask for it.
  private static func personaRoles(
    _ committee: Committee, _ contacts: Table
  ) throws -> (codes: Buffer<UInt32>, roles: [UInt64])? {
    let asked = committee.roles.enumerated().compactMap { number, role -> (Int, String)? in
      if case .persona(let name) = role.who { (number, name) } else { nil }
    }
    guard !asked.isEmpty else { return nil }
    guard let column = contacts["persona"],
      column.type.isText || column.missingCount == column.count
    else {
      throw Problem(
        .script,
        "committee: the role \"\(committee.roles[asked[0].0].name)\" is a persona, but "
          + "\(contacts.name) has no column persona",
        hints: ["map the people first: personas.map(crm.contacts, { … })"])
    }
    guard column.type.isText else { return nil }
    let texts = try DistinctTexts(column)
    let roles = texts.entries.map { entry in
      asked.reduce(UInt64(0)) { entry.string == $1.1 ? $0 | 1 << UInt64($1.0) : $0 }
    }
    return (texts.codes, roles)
  }
}

extension ContactKinds {
  /// The roles that each kind of contact fills, and whether its level decides.
  ///
  /// - Parameter personas: By role; nil for roles that are filled otherwise.
  func roles(
    _ personas: [Persona?], _ positions: Positions, deciding: Set<Seniority>
  ) throws -> [(roles: UInt64, decides: Bool)] {
    let rules = try personas.map { try $0.map { try PersonaRule($0) } }
    var next = 0
    let tests: [Int?] = personas.map { persona in
      guard persona?.test != nil else { return nil }
      next += 1
      return next - 1
    }
    let usesTitles = rules.contains { $0?.titles != nil }
    let ranges = Parallel.ranges(count, size: 1024)
    let found = Mutex<[[(roles: UInt64, decides: Bool)]]>(
      Array(repeating: [], count: ranges.count))
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      let kinds = ranges[piece].map { kind -> (roles: UInt64, decides: Bool) in
        let (position, title) = positions.position(key(kind))
        let tokens = usesTitles ? title?.withBytes { TitleTokens($0) } : nil
        var mask: UInt64 = 0
        for (role, rule) in rules.enumerated() {
          guard let rule, tests[role].map({ holds(kind, test: $0) }) ?? true,
            rule.match(position, tokens ?? TitleTokens("")) != nil
          else { continue }
          mask |= 1 << UInt64(role)
        }
        let decides =
          !position.reading.isFormer && (position.seniority.map { deciding.contains($0) } ?? false)
        return (mask, decides)
      }
      found.withLock { $0[piece] = kinds }
    }
    return found.withLock { $0.flatMap { $0 } }
  }
}

/// What the CRM itself says about a contact's part in buying: the column `buying_role`, as HubSpot
/// keeps it.
struct BuyingRoles: Sendable {
  private let codes: Buffer<UInt32>
  private let decides: [Bool]

  /// Nil where there is no such column.
  init?(_ contacts: Table) throws {
    guard let column = contacts["buying_role"], column.type.isText else { return nil }
    let texts = try DistinctTexts(column)
    codes = texts.codes
    decides = texts.entries.map { view in
      let text = foldedName(view.string)
      return ["decisionmaker", "economicbuyer", "budgetholder", "executivesponsor"].contains {
        text.contains($0)
      }
    }
  }

  /// Nil where the CRM does not say.
  func decides(_ row: Int) -> Bool? {
    let code = codes.base[row]
    return code == DistinctTexts.missing ? nil : decides[Int(code)]
  }
}
