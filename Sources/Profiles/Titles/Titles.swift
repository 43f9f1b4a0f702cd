import Basics
import Columns

/// Job titles of a table of people.
public enum Titles {
  /// The people with what their titles say after their own columns: `title_department`,
  /// `title_seniority`, `title_department_group`, `title_seniority_group` and `title_confidence`
  /// (0 to 1). Missing where there is no title, or it does not tell.
  ///
  /// - Throws: where there is no column `title`, or it is not text.
  /// - Complexity: each distinct title is read once, on all cores.
  public static func classify(_ people: Table, rules: TitleRules = .standard) throws -> Table {
    let column = try people.column("title")
    guard column.type.isText || column.missingCount == column.count else {
      throw Problem(.data, "\(people.name): title is \(column.type.rawValue), not text")
    }
    guard column.type.isText else {
      return try people.with(
        names.map { ($0, .missing(type: .text, count: column.count)) } + [
          ("title_confidence", .missing(type: .number, count: column.count))
        ])
    }
    let texts = try DistinctTexts(column)
    let readings = try Positions.read(texts.entries, rules)
    // One more entry than titles, for rows without one.
    let rows = Buffer<UInt32>(count: column.count)
    let absent = UInt32(truncatingIfNeeded: readings.count)
    let ranges = Parallel.ranges(column.count)
    Parallel.forEach(ranges.count) { piece in
      let (from, to) = (texts.codes.base, rows.base)
      for row in ranges[piece] { to[row] = from[row] == DistinctTexts.missing ? absent : from[row] }
    }
    func dealt<Value: RawRepresentable<String>>(_ value: (TitleReading) -> Value?) -> Column {
      Column(texts: readings.map { value($0)?.rawValue } + [nil]).take(rows)
    }
    let confidence = Column(numbers: readings.map { Optional($0.confidence) } + [nil])
    let found = [
      dealt(\.department), dealt(\.seniority), dealt(\.departmentGroup), dealt(\.seniorityGroup),
    ]
    return try people.with(
      zip(names, found).map { ($0, $1) } + [("title_confidence", confidence.take(rows))])
  }

  private static let names = [
    "title_department", "title_seniority", "title_department_group", "title_seniority_group",
  ]
}
