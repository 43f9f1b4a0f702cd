import Basics
import Columns

/// Finding out what a column nobody knows would have been without its `N/A`.
///
/// The reader of files makes text of a column in which one cell is no number. If that cell says
/// no more than "no value", the others decide again, by the reader's own rules.
enum Retyping {
  /// - Returns: the column with its marks missing, and what they were. A column of texts keeps
  ///   words that may be answers, such as `None`.
  static func withoutMarks(
    _ column: Column, _ marks: MissingMarks
  ) throws -> (column: Column, found: MissingMarks.Found) {
    guard column.type == .text else { return (column, MissingMarks.Found()) }
    let careful = try marks.removed(from: column, MissingMarks.scopes(nil))
    let figures = try marks.removed(
      from: careful.column, [.anywhere, .notInNames, .dropdowns, .inFigures])
    if careful.found.marks.isEmpty, figures.found.marks.isEmpty { return (column, careful.found) }
    guard let retyped = try retyped(figures.column) else { return careful }
    var found = MissingMarks.Found()
    found.marks = (careful.found.marks + figures.found.marks)
      .sorted { ($1.cells, $0.mark) < ($0.cells, $1.mark) }
    return (retyped, found)
  }

  /// How many texts are looked at before all of them are.
  private static let trial = 64

  /// The column in the narrower type that all its texts have, or nil if they are just texts.
  static func retyped(_ column: Column) throws -> Column? {
    guard let slots = TextSlots(column), column.missingCount < column.count else { return nil }
    // Most columns of texts show it at once.
    guard try read(slots, upTo: trial)?.type != .text else { return nil }
    guard let read = try read(slots, upTo: slots.count), read.type != .text else { return nil }
    switch read.storage {
    case .boolean(let cells): return spread(slots, cells, read, zero: 0) { .boolean($0) }
    case .integer(let cells): return spread(slots, cells, read, zero: 0) { .integer($0) }
    case .number(let cells): return spread(slots, cells, read, zero: 0) { .number($0) }
    case .date(let cells): return spread(slots, cells, read, zero: 0) { .date($0) }
    case .timestamp(let cells): return spread(slots, cells, read, zero: 0) { .timestamp($0) }
    case .coded, .text: return nil
    }
  }

  /// The slots as a column of a file: its reader says what they are.
  private static func read(_ slots: TextSlots, upTo limit: Int) throws -> Column? {
    var bytes: [UInt8] = Array("slot\n".utf8)
    for slot in 0..<min(slots.count, limit) {
      bytes.append(0x22)
      if slots.isUsed(slot) {
        slots.views[slot].withBytes { cell in
          for byte in cell {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
          }
        }
      }
      bytes.append(0x22)
      bytes.append(0x0a)
    }
    let options = CSVOptions(delimiter: UInt8(ascii: ","), encoding: .utf8)
    let loaded = try CSV.read(bytes: bytes, file: "slots", options: options)
    guard loaded.table.rowCount == min(slots.count, limit) else { return nil }
    return loaded.table.columns.first
  }

  private static func spread<Cell: BitwiseCopyable & Sendable>(
    _ slots: TextSlots, _ cells: Buffer<Cell>, _ read: Column, zero: Cell,
    _ storage: (Buffer<Cell>) -> Column.Storage
  ) -> Column {
    let valid = read.validity ?? Bitmap(count: slots.count, filled: true)
    let (rows, validity) = slots.spread(cells, valid, none: zero)
    return Column(type: read.type, storage: storage(rows), validity: validity.orNil)
  }
}
