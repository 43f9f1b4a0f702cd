import Basics
import Columns
import LiftFuzzing
import Testing

/// A table with a column of each type, with and without missing values, and awkward values.
func mixedTable(rows: Int = 200) throws -> Table {
  func cycle<T>(_ values: [T]) -> [T] { (0..<rows).map { values[$0 % values.count] } }
  func shifted<T>(_ values: [T], _ by: Int) -> [T] {
    (0..<rows).map { values[($0 * by + $0 / 7) % values.count] }
  }
  return try Table(
    name: "accounts",
    [
      ("industry", Column(texts: shifted(["Software", "Retail", nil, "", "Government"], 3))),
      ("country", Column(texts: cycle(["US", "CA", "GB", "DE"]))),
      (
        "employees", Column(integers: shifted([5, 100, 1000, nil, 0, -1, .max, .min, 999, 101], 7))
      ),
      ("visits", Column(integers: cycle([1, 2, 3, 4, 5, 6, 7]))),
      ("revenue", Column(numbers: shifted([1e8, nil, 5e8, -0.0, 0, .nan, .infinity, 2.5, -3], 5))),
      ("rate", Column(numbers: cycle([0.5, 2, -1.5, 3]))),
      ("customer", Column(booleans: shifted([true, false, nil], 2))),
      ("active", Column(booleans: cycle([true, false]))),
      ("created", Column(days: shifted([0, 19_000, nil, -1, 20_089, 11_016], 5))),
      ("seen", try timestamps(shifted([0, 1_700_000_000_000_000, nil, -1, 86_400_000_000], 3))),
      ("name", try views((0..<rows).map { $0 % 11 == 0 ? nil : "Company \($0 % 97), Inc." })),
      ("tech", try set(shifted(["sap;oracle", "aws", nil, "", "SAP ;x"], 2))),
    ])
}

private func timestamps(_ values: [Int64?]) throws -> Column {
  let builder = ColumnBuilder(type: .timestamp)
  for value in values { builder.append(value.map { .timestamp($0) } ?? .missing) }
  return builder.finish()
}

private func set(_ values: [String?]) throws -> Column {
  let builder = ColumnBuilder(type: .set)
  for value in values { builder.append(value.map { .text($0) } ?? .missing) }
  return builder.finish()
}

/// A text column that is not dictionary-coded.
func views(_ values: [String?]) throws -> Column {
  let arena = TextArena()
  let views = Buffer(values.map { arena.view($0 ?? "") })
  let validity = Bitmap(values.map { $0 != nil })
  return Column(type: .text, storage: .text(views, [arena]), validity: validity)
}
