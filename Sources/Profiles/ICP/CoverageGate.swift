import Basics
import Columns

/// Refuses to score on fields that too few rows have: such a score says who filled in the form, not
/// who fits.
public enum CoverageGate {
  /// How many rows have a value in a column that a score reads.
  public struct Field: Sendable, Equatable {
    public var column: String
    public var filled: Int
    public var rows: Int
    /// 1 for a table without rows.
    public var share: Double { rows == 0 ? 1 : Double(filled) / Double(rows) }
  }

  /// The coverage of each of the named columns that the table has, in the order of its columns.
  public static func fields(_ table: Table, _ names: some Collection<String>) -> [Field] {
    let wanted = Set(names)
    return table.names.filter { wanted.contains($0) }.compactMap { name in
      table[name].map {
        Field(column: name, filled: $0.count - $0.missingCount, rows: table.rowCount)
      }
    }
  }

  /// - Parameter least: The share, 0 to 1, of rows that must have a value.
  /// - Throws: a ``Problem`` that names every field below it, with its share.
  public static func check(
    _ table: Table, _ names: some Collection<String>, least: Double
  ) throws {
    let thin = fields(table, names).filter { $0.share < least }
    guard !thin.isEmpty else { return }
    func percent(_ share: Double) -> String {
      // Rounded down, so that what is below never reads as if it were enough.
      let tenths = Int((share * 1000).rounded(.down))
      return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
    let list = thin.map { "\($0.column) (filled in \(percent($0.share)) of \($0.rows) rows)" }
    throw Problem(
      .data,
      "\(table.name): not scored, because fields are filled in fewer than \(percent(least)) of rows: "
        + list.joined(separator: ", "),
      hints: [
        "fill them (enrich.join), take their criteria out, or lower coverage",
        "crm:quality() shows the coverage of every field",
      ])
  }
}

extension ICP {
  /// The columns that its gates and criteria name, as far as that can be told.
  public var columnNames: [String] {
    var names: [String] = []
    for name in (gates.map(\.test) + criteria.map(\.test)).flatMap({ $0.columnNames ?? [] })
    where !names.contains(name) {
      names.append(name)
    }
    return names
  }
}
