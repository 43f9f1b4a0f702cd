/// The sentences of load reports, in one place because every reader must say the same.
enum LoadNotes {
  static let empty = "the file is empty: no header, no rows"

  static func nulls(_ count: Int) -> String {
    count == 1 ? "1 NUL byte was kept as it is" : "\(count) NUL bytes were kept as they are"
  }

  static func textAfterQuote(_ count: Int, line: Int) -> String {
    let cells = count == 1 ? "1 cell has" : "\(count) cells have"
    return "\(cells) text after the closing quote, first in the row of line \(line); "
      + "it was appended to the cell"
  }

  /// A quote that is not closed ends at the next one, which may be rows further down.
  static func swallowed(_ count: Int, lines: ClosedRange<Int>) -> String {
    let place = "lines \(lines.lowerBound) to \(lines.upperBound)"
    let cells =
      count == 1
      ? "the quoted cell on \(place) has text after its closing quote"
      : "\(count) quoted cells of several lines have text after the closing quote, "
        + "the first on \(place)"
    return "\(cells): a quote that is not closed may have swallowed rows there"
  }

  static func padded(_ rows: Int, cells: Int) -> String {
    let (have, were) = rows == 1 ? ("row has", "it was") : ("rows have", "they were")
    return "\(rows) \(have) \(cells) empty cell\(cells == 1 ? "" : "s") more than the header, as "
      + "the first row has; \(were) kept without"
  }

  static func marks(_ count: Int) -> String {
    count == 1
      ? "a byte order mark right before the first row was left out"
      : "\(count) byte order marks right before the first row were left out"
  }

  static func separator(_ delimiter: UInt8, line: Int) -> String {
    let name = delimiter == 0x09 ? "a tab" : "\"\(Character(Unicode.Scalar(delimiter)))\""
    return "line \(line) is no row: it says that \(name) separates the cells (sep=)"
  }

  static func cells(_ count: Int, insteadOf width: Int) -> String {
    "\(count) cell\(count == 1 ? "" : "s") instead of \(width)"
  }
}
