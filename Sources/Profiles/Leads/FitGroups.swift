import Basics
import Columns

extension ICP {
  /// The categories of each group of a lead score. What people do (behavioural) and what came of
  /// it is no fit.
  static let technographic: Set<Criterion.Category> = [.technographic]
  static let firmographic = Set(Criterion.Category.allCases).subtracting([
    .technographic, .behavioural, .outcome,
  ])

  /// The fit of a table by the criteria of some categories alone, 0 to 100; nil where no such
  /// criterion earns points. Gates are left out: they are about the whole account.
  func fit(of table: Table, by categories: Set<Criterion.Category>) throws -> Column? {
    let chosen = criteria.filter { categories.contains($0.category) }
    guard chosen.contains(where: { $0.weight > 0 }) else { return nil }
    return try ICP(name: name, criteria: chosen, tiers: tiers).score(table).column("fit")
  }
}
