import Basics
import Columns

/// A column of a file, read as the field it was recognised as.
struct FieldReading: Sendable {
  var column: Column
  var marks: [(mark: String, cells: Int)] = []
  /// Cells that hold something else than the field wants; missing now.
  var unreadable = 0
  var firstUnreadable: Int?
  /// What was done, in words.
  var notes: [String] = []
  /// What needs the user's eye, in words.
  var warnings: [String] = []
  /// The column holds something else than the field: it stays as it was, under its own name.
  var isRefused = false
}

/// Reads the cells of known columns as what they are known to hold.
///
/// Nothing is guessed cell by cell: the whole column decides how its values are written. A column
/// of which more than a fifth cannot be read keeps its cells and its own name, and the report says
/// so.
struct FieldReader: Sendable {
  let vocabulary: Vocabulary
  let marks: MissingMarks
  let style: WritingStyle
  private let yes: Set<String>
  private let no: Set<String>

  init(vocabulary: Vocabulary, style: WritingStyle) {
    self.vocabulary = vocabulary
    self.style = style
    marks = MissingMarks(vocabulary)
    yes = Set(vocabulary.flags["yes"] ?? [])
    no = Set(vocabulary.flags["no"] ?? [])
  }

  /// The share of cells that must be readable.
  static let readableShare = 0.8

  func read(_ column: Column, as field: Field, format: ValueFormat?) throws -> FieldReading {
    var reading = FieldReading(column: column)
    if column.type == .text {
      let (clean, found) = try marks.removed(from: column, MissingMarks.scopes(field))
      reading.column = clean
      reading.marks = found.marks
    }
    switch field.kind {
    case .text, .person, .email, .phone, .url, .category:
      try readText(&reading, trims: field.kind != .text)
    case .id: try readID(&reading)
    case .flag: try readFlag(&reading)
    case .optOut: try readOptOut(&reading)
    case .count, .amount, .number, .percent: try readNumber(&reading, field, format)
    case .day, .moment: try readDate(&reading, field, format)
    case .set: try readSet(&reading)
    }
    return reading
  }

  // MARK: Text

  /// Text stays text; outer blanks go where they can only be a mistake.
  private func readText(_ reading: inout FieldReading, trims: Bool) throws {
    if reading.column.type != .text {
      reading.column = try reading.column.converted(to: .text)
      return
    }
    guard trims, let slots = TextSlots(reading.column) else { return }
    guard try slots.contains(where: { $0.firstByte == 0x20 || $0.lastByte == 0x20 }) else { return }
    let (_, blank) = try slots.map(UInt8(0)) { cell in
      cell.first == 0x20 || cell.last == 0x20 ? 1 : nil
    }
    let cells = slots.rowCount - slots.rows(notIn: blank).count - reading.column.missingCount
    if cells == 0 { return }
    let arena = TextArena()
    let views = Buffer<TextView>(count: slots.count)
    for slot in 0..<slots.count {
      views.base[slot] = slots.views[slot]
      if blank[slot] {
        views.base[slot] = slots.views[slot].withBytes { arena.view(Self.trimmed($0)) }
      }
    }
    reading.column = slots.column(
      views, Bitmap(count: slots.count, filled: true), arenas: slots.arenas + [arena])
    reading.notes.append("blanks around the text of \(Wording.cells(cells)) were cut off")
  }

  private static func trimmed(
    _ cell: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    var (start, end) = (0, cell.count)
    while start < end, cell[start] == 0x20 { start += 1 }
    while start < end, cell[end - 1] == 0x20 { end -= 1 }
    return UnsafeBufferPointer(rebasing: cell[start..<end])
  }

  // MARK: Ids

  /// Whole numbers, or text as written. `12345.0` is what a spreadsheet makes of an id beside an
  /// empty cell.
  private func readID(_ reading: inout FieldReading) throws {
    switch reading.column.type {
    case .integer: return
    case .text:
      try readText(&reading, trims: true)
      guard let slots = TextSlots(reading.column), slots.count > 0 else { return }
      // As a rule the first cell shows it. (A dictionary may have texts that no row has.)
      if slots.codes == nil,
        try slots.contains(where: { $0.withBytes(Self.wholeNumber) == nil })
      {
        return
      }
      let (values, valid) = try slots.map(Int64(0)) { Self.wholeNumber($0) }
      let (outside, _) = slots.rows(notIn: valid)
      if outside > 0 || reading.column.missingCount == reading.column.count { return }
      let (cells, validity) = slots.spread(values, valid, none: 0)
      reading.column = Column(type: .integer, storage: .integer(cells), validity: validity.orNil)
      reading.notes.append("whole numbers written with \".0\" were read as whole numbers")
    default:
      reading.column = try reading.column.converted(to: .text)
    }
  }

  /// Digits without a leading zero, with or without `.0`.
  private static func wholeNumber(_ cell: UnsafeBufferPointer<UInt8>) -> Int64? {
    var end = cell.count
    if end > 2, cell[end - 1] == 0x30, cell[end - 2] == UInt8(ascii: ".") { end -= 2 }
    guard end > 0, end <= 18, cell[0] != 0x30 || end == 1 else { return nil }
    var value: Int64 = 0
    for index in 0..<end {
      guard cell[index] &- 0x30 < 10 else { return nil }
      value = value * 10 + Int64(cell[index] - 0x30)
    }
    return value
  }

  // MARK: Yes and no

  private func readFlag(_ reading: inout FieldReading) throws {
    let column = reading.column
    switch column.storage {
    case .boolean: return
    case .integer(let cells):
      let odd = (0..<column.count).filter { !column.isMissing($0) && cells[$0] >> 1 != 0 }
      try take(&reading, odd, what: "0 or 1") {
        Column(
          type: .boolean, storage: .boolean(Buffer(cells.elements.map { $0 == 1 ? 1 : 0 })),
          validity: $0)
      }
    case .number(let cells):
      let odd = (0..<column.count).filter {
        !column.isMissing($0) && cells[$0] != 0 && cells[$0] != 1
      }
      try take(&reading, odd, what: "0 or 1") {
        Column(
          type: .boolean, storage: .boolean(Buffer(cells.elements.map { $0 == 1 ? 1 : 0 })),
          validity: $0)
      }
    default:
      guard let slots = TextSlots(column) else {
        return refuse(&reading, "yes and no")
      }
      let (values, valid) = try slots.map(UInt8(0)) { cell -> UInt8? in
        let text = FoldedText.of(String(decoding: cell, as: UTF8.self))
        return yes.contains(text) ? 1 : no.contains(text) ? 0 : nil
      }
      try finish(&reading, slots, valid, what: "yes or no") {
        let (cells, validity) = slots.spread(values, valid, none: 0)
        return Column(type: .boolean, storage: .boolean(cells), validity: validity.orNil)
      }
    }
  }

  /// Anything but a clear no counts as an opt-out: writing to somebody who opted out is the worse
  /// mistake. A date, a channel, any other word may well say so.
  private func readOptOut(_ reading: inout FieldReading) throws {
    let column = reading.column
    if column.type == .boolean { return }
    let texts = try column.converted(to: .text)
    guard let slots = TextSlots(texts) else { return }
    let isNo = no.union(vocabulary.flags["not opted out"] ?? [])
    let isYes = yes.union(vocabulary.flags["opted out"] ?? [])
    let (values, valid) = try slots.map(UInt8(0)) { cell -> UInt8? in
      isNo.contains(FoldedText.of(String(decoding: cell, as: UTF8.self))) ? 0 : 1
    }
    let (_, clear) = try slots.map(UInt8(0)) { cell -> UInt8? in
      let text = FoldedText.of(String(decoding: cell, as: UTF8.self))
      return isNo.contains(text) || isYes.contains(text) ? 1 : nil
    }
    let (unclear, _) = slots.rows(notIn: clear)
    let (cells, validity) = slots.spread(values, valid, none: 0)
    reading.column = Column(type: .boolean, storage: .boolean(cells), validity: validity.orNil)
    if unclear > 0 {
      reading.warnings.append(
        "\(Wording.cells(unclear)) \(unclear == 1 ? "is" : "are") neither yes nor no; "
          + "anything but a clear no counts as opted out")
    }
  }

  // MARK: Common ends

  /// Accepts what was read from texts, unless too little of it could be read.
  func finish(
    _ reading: inout FieldReading, _ slots: TextSlots, _ valid: Bitmap, what: String,
    _ column: () throws -> Column
  ) throws {
    let (unreadable, first) = slots.rows(notIn: valid)
    try accept(&reading, unreadable, first, what: what, column)
  }

  func accept(
    _ reading: inout FieldReading, _ unreadable: Int, _ first: Int?, what: String,
    _ column: () throws -> Column
  ) throws {
    let present = reading.column.count - reading.column.missingCount
    guard Double(present - unreadable) >= Self.readableShare * Double(present) else {
      return refuse(&reading, what)
    }
    reading.column = try column()
    reading.unreadable = unreadable
    reading.firstUnreadable = first
  }

  /// The column keeps its cells and its own name.
  func refuse(_ reading: inout FieldReading, _ what: String) {
    reading.isRefused = true
    reading.warnings.append("its values are not \(what), as the header promises; left as they are")
  }

  private func take(
    _ reading: inout FieldReading, _ odd: [Int], what: String,
    _ column: (Bitmap?) throws -> Column
  ) throws {
    let old = reading.column
    try accept(&reading, odd.count, odd.first, what: what) {
      let validity = Bitmap(count: old.count) { !old.isMissing($0) }
      for row in odd { validity[row] = false }
      return try column(validity.orNil)
    }
  }
}
