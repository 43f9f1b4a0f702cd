/// Finding out which byte separates the cells.
enum Delimiters {
  /// The candidates; of two that fit equally well, the first is taken.
  static let candidates: [UInt8] = [0x2c, 0x3b, 0x09, 0x7c]

  /// How much of a file is looked at.
  static let window = 65_536
  private static let recordLimit = 200

  /// The candidate that cuts the most rows into as many cells as the first row, each row counted
  /// once for each cut; the comma if none cuts the first row at all. A row that has text behind a
  /// closing quote, where a delimiter should stand, counts one against the candidate instead.
  ///
  /// - Parameter head: The beginning of the text. Beyond ``window`` nothing is looked at.
  static func detect(_ head: UnsafeBufferPointer<UInt8>, start: Int) -> UInt8 {
    let text = UnsafeBufferPointer(rebasing: head[..<min(head.count, start + window)])
    var best: (score: Int, delimiter: UInt8)?
    for delimiter in candidates {
      guard let found = score(text, start: start, delimiter: delimiter) else { continue }
      if best.map({ found > $0.score }) ?? true { best = (found, delimiter) }
    }
    return best?.delimiter ?? candidates[0]
  }

  /// How well a candidate fits; nil if it does not cut the first row.
  private static func score(
    _ text: UnsafeBufferPointer<UInt8>, start: Int, delimiter: UInt8
  ) -> Int? {
    var scanner = RecordScanner(text, start: start, delimiter: delimiter)
    var cuts: Int?
    var score = 0
    var records = 0
    var misplaced = 0
    // The text may end inside quotes, because it is the file's head: what came before counts.
    while records < recordLimit, (try? scanner.next()) == true {
      if scanner.isBlank { continue }
      // A row that the window cuts off says nothing, unless it is all there is.
      if !scanner.isComplete, cuts != nil { break }
      let found = scanner.cellCount - 1
      if cuts == nil { cuts = found }
      if scanner.textAfterQuote > misplaced {
        misplaced = scanner.textAfterQuote
        score -= 1
      } else if found == cuts {
        score += found
      }
      records += 1
    }
    return (cuts ?? 0) > 0 ? score : nil
  }
}
