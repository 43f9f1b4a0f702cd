import CRM
import Columns

/// The columns of a table as text and as phone numbers, each worked out once.
final class ColumnCache {
  let table: Table
  /// The country of each row, 0 if it is not known.
  let countries: Buffer<UInt16>
  private var texts: [String: TextCells] = [:]
  private var numbers: [String: PhoneCells] = [:]

  init(_ table: Table, defaultCountry: Country?) throws {
    self.table = table
    countries = Buffer(repeating: defaultCountry?.raw ?? 0, count: table.rowCount)
    guard let column = table["country"] else { return }
    let cells = try TextCells(column).distinct(nil)
    let codes = cells.map { Self.code($0, defaultCountry) }
    for row in 0..<table.rowCount { countries.base[row] = codes.base[cells.slot(row)] }
    texts["country"] = cells
  }

  /// A country that is written but not understood is not the default one.
  private static func code(_ view: TextView, _ defaultCountry: Country?) -> UInt16 {
    let known = defaultCountry?.raw ?? 0
    if view.isEmpty { return known }
    let text = view.string
    return Country(text)?.raw ?? (MissingWords.contains(text) ? known : 0)
  }

  /// Columns of the table that a source of a destination means: `email*` is `email`, `email_2` and so
  /// on, in that order.
  func names(matching source: String) -> [String] {
    guard source.hasSuffix("*") else { return table.position(of: source) == nil ? [] : [source] }
    let stem = String(source.dropLast())
    let numbered = table.names.compactMap { name -> (order: Int, name: String)? in
      guard name.hasPrefix(stem + "_"), let number = Int(name.dropFirst(stem.utf8.count + 1)) else {
        return nil
      }
      return (number, name)
    }
    let own = table.position(of: stem) == nil ? [] : [stem]
    return own + numbered.sorted { ($0.order, $0.name) < ($1.order, $1.name) }.map(\.name)
  }

  func cells(_ name: String) -> TextCells? {
    if let known = texts[name] { return known }
    guard let column = table[name] else { return nil }
    let cells = TextCells(column)
    texts[name] = cells
    return cells
  }

  func phones(_ name: String) throws -> PhoneCells? {
    if let known = numbers[name] { return known }
    guard let cells = cells(name) else { return nil }
    let phones = try PhoneCells(cells, countries: countries)
    numbers[name] = phones
    return phones
  }
}
