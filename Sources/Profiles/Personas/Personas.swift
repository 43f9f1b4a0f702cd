import Basics
import Columns

/// Contacts mapped to personas.
public struct PersonaMap: Sendable {
  /// The contacts with `persona`, `persona_confidence` (0 to 1), `persona_why`,
  /// `department_found` and `seniority_found` after their own columns. All five are missing
  /// where nothing was found.
  public let table: Table
  /// The titles of contacts that are no persona: `title`, `contacts`, `department`, `seniority`;
  /// most contacts first. Contacts without a title are one row with a missing title.
  public let unmapped: Table
  /// Contacts by persona, in the order of definition, with those that are none last.
  public let counts: [(persona: String?, contacts: Int)]
  /// Whether the contacts are only those at accounts of an ICP.
  public let isWithinICP: Bool
  public let notes: [String]
  let outcomes: PersonaOutcomes

  /// What to say when a map is used that is not within an ICP.
  public static let withoutICP =
    "these personas are not limited to an ICP: most people with such titles work at companies "
    + "that do not fit; use :within(scored accounts)"
}

public enum Personas {
  /// Maps contacts to personas.
  ///
  /// A contact is the persona that fits it best: a title phrase of the persona (confidence 1), or
  /// its department and level. These are read from `title`; where the title does not tell
  /// clearly, from the columns `department` and `seniority`. The confidence is the product of how
  /// well each was told: 1 by a word of its own, 0.8 by a column, 0.6 by a general word or where
  /// no rank was named; times 0.9 for interim positions. Of equal ones the persona that asks for
  /// more wins, then the one defined first. Former positions are no persona.
  ///
  /// - Throws: if two personas have one name, or there is no column to tell positions by.
  /// - Complexity: each distinct title is read once; O(contacts) for the rest, on all cores.
  public static func map(
    _ contacts: Table, _ personas: [Persona], rules: TitleRules = .standard
  ) throws -> PersonaMap {
    try check(personas)
    let positions = try Positions(contacts, rules: rules)
    let tests = personas.compactMap(\.test)
    let results = try tests.first?.evaluate(together: tests, on: contacts) ?? []
    let kinds = try ContactKinds(positions, results: results, rows: contacts.rowCount)
    let outcomes = try kinds.outcomes(for: personas, positions)
    return try outcomes.map(contacts, positions, personas.map(\.name))
  }

  private static func check(_ personas: [Persona]) throws {
    if personas.isEmpty {
      throw Problem(.script, "personas: there is none to map to", hints: ["define at least one"])
    }
    var seen: Set<String> = []
    for persona in personas where !seen.insert(persona.name).inserted {
      throw Problem(
        .script, "personas: two are named \"\(persona.name)\"",
        hints: ["the name is how their contacts are told apart"])
    }
  }
}
