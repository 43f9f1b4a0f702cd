/// What stands in front of the first row: further byte order marks, and the line `sep=;` by which
/// spreadsheets name the delimiter.
struct Opening {
  /// Where the first row (or a blank line before it) begins, and on which line.
  let start: Int
  let line: Int
  /// Blank lines before `start`.
  let blankLines: Int
  /// The delimiter that was given, or that the line names, or that fits best.
  let delimiter: UInt8
  /// What was unusual.
  let notes: [String]

  /// - Parameters:
  ///   - bytes: The text, or the beginning of it.
  ///   - start: Where it begins, behind its byte order mark.
  ///   - delimiter: What the user says; a line that names another one is an ordinary row.
  init(_ bytes: UnsafeBufferPointer<UInt8>, start: Int, delimiter: UInt8?) {
    var place = start
    var blankLines = 0
    var marks = 0
    while true {
      let (next, breaks) = Self.behindBlankLines(bytes, place)
      guard bytes[next...].starts(with: TextDecoding.utf8Mark) else { break }
      place = next + TextDecoding.utf8Mark.count
      blankLines += breaks
      marks += 1
    }
    var notes = marks > 0 ? [LoadNotes.marks(marks)] : []
    var line = 1 + blankLines
    var named: UInt8?
    if let found = Self.separator(bytes, place), delimiter == nil || delimiter == found.delimiter {
      notes.append(LoadNotes.separator(found.delimiter, line: line))
      named = found.delimiter
      place = found.end
      line += 1
    }
    self.start = place
    self.line = line
    self.blankLines = blankLines
    self.delimiter = delimiter ?? named ?? Delimiters.detect(bytes, start: place)
    self.notes = notes
  }

  private static func behindBlankLines(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int
  ) -> (place: Int, count: Int) {
    var place = start
    var count = 0
    while place < bytes.count, bytes[place] == 0x0a || bytes[place] == 0x0d {
      let isReturn = bytes[place] == 0x0d
      place += 1
      if isReturn, place < bytes.count, bytes[place] == 0x0a { place += 1 }
      count += 1
    }
    return (place, count)
  }

  /// What a line such as `sep=;` or `"sep=;"` at `start` names, and where the next line begins.
  private static func separator(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int
  ) -> (delimiter: UInt8, end: Int)? {
    guard start < bytes.count else { return nil }
    let isQuoted = bytes[start] == 0x22
    var place = start + (isQuoted ? 1 : 0)
    guard place + 5 < bytes.count else { return nil }
    let word = UnsafeBufferPointer(rebasing: bytes[place..<place + 4])
    guard String(decoding: word, as: UTF8.self).lowercased() == "sep=" else { return nil }
    let delimiter = bytes[place + 4]
    guard delimiter >= 0x20 || delimiter == 0x09, (try? CSV.check(delimiter: delimiter)) != nil
    else { return nil }
    place += 5
    if isQuoted {
      guard bytes[place] == 0x22 else { return nil }
      place += 1
    }
    if place < bytes.count, bytes[place] == 0x0d { place += 1 }
    guard place < bytes.count, bytes[place] == 0x0a else { return nil }
    return (delimiter, place + 1)
  }
}
