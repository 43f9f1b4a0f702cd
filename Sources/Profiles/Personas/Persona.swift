import Basics
import Columns

/// A kind of person at the companies you sell to: who they are by position, and what moves them.
public struct Persona {
  public var name: String
  /// Departments of which any will do; empty: the department does not count.
  public var departments: Set<Department>
  /// Levels of which any will do; empty: the level does not count.
  public var seniorities: Set<Seniority>
  /// Phrases of titles that are this persona whatever the department and level:
  /// `head of platform*`. The syntax is that of ``TitleRules``.
  public var titles: [String]
  /// A further condition on the contact, which must hold.
  public var test: (any RowTest)?
  public var card: Card

  /// What is known about such people beyond their position. Nothing is worked out from it; it
  /// is what the persona is for.
  public struct Card: Sendable, Equatable {
    public var goals, fears, pains, kpis, objections, channels: [String]
    /// Further headings, in the order given: motivations, quotes, demographics.
    public var more: [(heading: String, entries: [String])]

    public init(
      goals: [String] = [], fears: [String] = [], pains: [String] = [], kpis: [String] = [],
      objections: [String] = [], channels: [String] = [],
      more: [(heading: String, entries: [String])] = []
    ) {
      (self.goals, self.fears, self.pains) = (goals, fears, pains)
      (self.kpis, self.objections, self.channels) = (kpis, objections, channels)
      self.more = more
    }

    /// All headings that have entries, in the order in which a persona is told.
    public var headings: [(heading: String, entries: [String])] {
      [
        ("goals", goals), ("fears", fears), ("pains", pains), ("KPIs", kpis),
        ("objections", objections), ("channels", channels),
      ].filter { !$0.1.isEmpty }.map { (heading: $0.0, entries: $0.1) } + more
    }

    public static func == (a: Card, b: Card) -> Bool {
      a.headings.map(\.heading) == b.headings.map(\.heading)
        && a.headings.map(\.entries) == b.headings.map(\.entries)
    }
  }

  /// - Throws: a ``Problem`` if nothing says who the persona is, or a title phrase is empty.
  public init(
    name: String, departments: Set<Department> = [], seniorities: Set<Seniority> = [],
    titles: [String] = [], test: (any RowTest)? = nil, card: Card = Card()
  ) throws {
    if name.isEmpty {
      throw Problem(.script, "a persona needs a name", hints: ["name = \"Engineering Eddy\""])
    }
    if departments.isEmpty && seniorities.isEmpty && titles.isEmpty && test == nil {
      throw Problem(
        .script, "persona \"\(name)\": nothing says who it is",
        hints: ["give a department, a seniority, titles, or a condition on the contact"])
    }
    for title in titles where !title.unicodeScalars.contains(where: { $0.properties.isAlphabetic })
    {
      throw Problem(
        .script, "persona \"\(name)\": \"\(title)\" is no title",
        hints: ["titles are phrases such as \"head of platform*\""])
    }
    self.name = name
    self.departments = departments
    self.seniorities = seniorities
    self.titles = titles
    self.test = test
    self.card = card
  }
}
