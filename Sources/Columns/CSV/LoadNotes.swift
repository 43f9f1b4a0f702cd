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

  static func cells(_ count: Int, insteadOf width: Int) -> String {
    "\(count) cell\(count == 1 ? "" : "s") instead of \(width)"
  }
}
