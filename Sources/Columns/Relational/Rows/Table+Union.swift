import Basics

extension Table {
  /// The rows of this table, then those of `other`, by column name.
  ///
  /// Columns keep the order of this table; those only `other` has come after. A column that only
  /// one side has is missing on the other. Integer and number together are number, date and
  /// timestamp timestamp.
  ///
  /// - Throws: when columns of one name have types that do not go together.
  public func union(_ other: Table) throws -> Table {
    let added = other.names.filter { position(of: $0) == nil }
    let columns = try (names + added).map { name in
      do {
        let upper = self[name]
        let lower = other[name]
        let type = upper?.type ?? lower?.type ?? .text
        return (
          name: name,
          column: try Column.concatenate([
            upper ?? .missing(type: type, count: rowCount),
            lower ?? .missing(type: type, count: other.rowCount),
          ])
        )
      } catch let problem as Problem {
        throw problem.at("union of \(self.name) and \(other.name), column \"\(name)\"")
      }
    }
    return try Table(name: name, columns, rowCount: rowCount + other.rowCount)
  }
}
