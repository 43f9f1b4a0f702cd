import Basics

extension CSV {
  /// The lines on which rows of a loaded file begin, for those who find something odd in a table
  /// and want to say where it stands.
  ///
  /// The file is read once more, up to the last of the rows.
  ///
  /// - Parameters:
  ///   - rows: Rows of the table, from 0, in ascending order.
  ///   - report: What was said when the file was read with a header.
  /// - Returns: one line for each row, or nil if the file cannot be read again as it was: it was
  ///   a pipe, has changed, or has an unclosed quote.
  /// - Complexity: O(bytes up to the last row).
  public static func lines(ofRows rows: [Int], in report: LoadReport) -> [Int]? {
    guard let last = rows.last else { return [] }
    guard report.format == nil, report.file != "-", Files.entry(report.file) == .file,
      let bytes = try? Files.bytes(of: report.file)
    else { return nil }
    let text = TextDecoding.decode(bytes, forced: report.encoding)
    return text.bytes.withUnsafeBufferPointer { bytes -> [Int]? in
      let opening = Opening(bytes, start: text.start, delimiter: report.delimiter)
      var scanner = RecordScanner(
        bytes, start: opening.start, delimiter: opening.delimiter, line: opening.line)
      var width: Int?
      var surplus = 0
      var row = -1
      var lines: [Int] = []
      while lines.count < rows.count, row < last {
        guard (try? scanner.next()) == true else { return nil }
        if scanner.isBlank { continue }
        guard let width else {
          width = scanner.cellCount
          surplus = (try? scanner.surplus(beyond: scanner.cellCount)) ?? 0
          continue
        }
        if !scanner.fits(width, surplus: surplus) { continue }
        row += 1
        while lines.count < rows.count, rows[lines.count] == row { lines.append(scanner.line) }
      }
      return lines.count == rows.count ? lines : nil
    }
  }
}
