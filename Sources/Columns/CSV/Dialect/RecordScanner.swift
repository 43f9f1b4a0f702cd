/// Takes delimited text apart, record by record: the one definition of what a cell is.
///
/// RFC 4180, and for what that leaves open, what spreadsheets do:
/// - A cell is quoted if its very first byte is a quote. Inside, `""` is a quote, and delimiters
///   and line breaks are data.
/// - A quote inside an unquoted cell is data, and what follows a closing quote up to the next
///   delimiter or line break is appended as it is.
/// - A line ends with LF, CRLF or CR, mixed as it comes. The last line needs no end.
struct RecordScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let delimiter: UInt8
  /// A position whose quote is an ordinary character: one that is never closed.
  private let literalQuote: Int?

  /// Where the next record begins.
  private(set) var position: Int
  /// The line, from 1, on which the next record begins.
  private(set) var nextLine: Int

  /// The line on which the current record begins.
  private(set) var line = 0
  /// The cells of the current record, one after the other, without quotes.
  private(set) var text: [UInt8] = []
  /// Where each cell ends in `text`.
  private(set) var ends: [Int] = []
  /// The current record is an empty line.
  private(set) var isBlank = false
  /// Whether the current record ends with a line break.
  private(set) var isComplete = false
  /// How many cells so far had text after their closing quote, and the line of the first.
  private(set) var textAfterQuote = 0
  private(set) var firstTextAfterQuote = 0
  /// How many of those cells have line breaks inside their quotes, and the lines of the first.
  private(set) var swallowing = 0
  private(set) var firstSwallowing = 0...0

  /// A quoted cell begins here, and the text ends inside it.
  struct UnclosedQuote: Error {
    var position: Int
    var line: Int
  }

  init(
    _ bytes: UnsafeBufferPointer<UInt8>, start: Int, delimiter: UInt8, literalQuote: Int? = nil,
    line: Int = 1
  ) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.literalQuote = literalQuote
    position = start
    nextLine = line
  }

  var cellCount: Int { ends.count }

  /// How many cells the current record has beyond `width`, if those are all empty; otherwise 0.
  func emptyCells(beyond width: Int) -> Int {
    width > 0 && ends.count > width && ends[width - 1] == text.count ? ends.count - width : 0
  }

  /// Whether the current record has `width` cells, or `surplus` empty ones more.
  func fits(_ width: Int, surplus: Int) -> Bool {
    ends.count == width || surplus > 0 && emptyCells(beyond: width) == surplus
  }

  /// How many empty cells beyond the header's each row may have: as many as the first row, which
  /// is the next record that is not blank. Delimiters at the end of a single row may instead come
  /// from a cell that was not quoted, and then its cells would be in the wrong columns.
  func surplus(beyond width: Int) throws -> Int {
    var ahead = self
    while try ahead.next() {
      if !ahead.isBlank { return ahead.emptyCells(beyond: width) }
    }
    return 0
  }

  /// The cells of the current record.
  struct Record {
    fileprivate let text: UnsafeBufferPointer<UInt8>
    fileprivate let ends: UnsafeBufferPointer<Int>

    subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
      let start = index == 0 ? 0 : ends[index - 1]
      return UnsafeBufferPointer(rebasing: text[start..<ends[index]])
    }
  }

  @inline(__always)
  func withCells<Result>(_ body: (Record) throws -> Result) rethrows -> Result {
    try text.withUnsafeBufferPointer { text in
      try ends.withUnsafeBufferPointer { ends in try body(Record(text: text, ends: ends)) }
    }
  }

  func string(_ index: Int) -> String {
    withCells { String(decoding: $0[index], as: UTF8.self) }
  }

  /// Goes to the next record; false if there is none.
  ///
  /// - Throws: ``UnclosedQuote``.
  mutating func next() throws -> Bool {
    guard position < bytes.count else { return false }
    text.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    line = nextLine
    isComplete = false
    let start = position
    while true {
      try cell()
      ends.append(text.count)
      guard position < bytes.count else { break }
      if bytes[position] == delimiter {
        position += 1
        continue
      }
      isBlank = position == start
      isComplete = true
      lineBreak()
      return true
    }
    isBlank = false
    return true
  }

  /// Reads one cell, up to the delimiter or line break that ends it, or the end of the text.
  private mutating func cell() throws {
    guard position < bytes.count else { return }
    if bytes[position] == 0x22, position != literalQuote {
      let firstLine = nextLine
      try quoted()
      let start = position
      bare()
      if position > start {
        if textAfterQuote == 0 { firstTextAfterQuote = line }
        textAfterQuote += 1
        if nextLine > firstLine {
          if swallowing == 0 { firstSwallowing = firstLine...nextLine }
          swallowing += 1
        }
      }
    } else {
      bare()
    }
  }

  private mutating func bare() {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == delimiter || byte == 0x0a || byte == 0x0d { break }
      position += 1
    }
    text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<position]))
  }

  private mutating func quoted() throws {
    let opening = UnclosedQuote(position: position, line: nextLine)
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 0x22 {
        position += 1
        guard position < bytes.count, bytes[position] == 0x22 else { return }
        text.append(0x22)
        position += 1
      } else if byte == 0x0a || byte == 0x0d {
        let start = position
        lineBreak()
        text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<position]))
      } else {
        let start = position
        while position < bytes.count {
          let byte = bytes[position]
          if byte == 0x22 || byte == 0x0a || byte == 0x0d { break }
          position += 1
        }
        text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<position]))
      }
    }
    throw opening
  }

  private mutating func lineBreak() {
    let isReturn = bytes[position] == 0x0d
    position += 1
    if isReturn, position < bytes.count, bytes[position] == 0x0a { position += 1 }
    nextLine += 1
  }
}
