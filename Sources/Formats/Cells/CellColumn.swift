import Basics
import Columns

/// The cells of one column of a file whose cells each have a type of their own: JSON, a spreadsheet,
/// SQLite. What the column is, is decided when all of them have been seen.
///
/// The rules are those of delimited text, as far as the file leaves them open: integers among numbers
/// are numbers, dates among timestamps midnights, texts that all name a day or a moment are dates or
/// timestamps, and anything else is text, each cell as it is written. A text that looks like a number
/// stays text: the file could have written a number.
final class CellColumn {
  private enum Tag {
    static let missing: UInt8 = 0
    static let boolean: UInt8 = 1
    static let integer: UInt8 = 2
    static let number: UInt8 = 3
    static let day: UInt8 = 4
    static let moment: UInt8 = 5
    static let text: UInt8 = 6
    /// A number as it is written.
    static let digits: UInt8 = 7
    /// The members of a set, in canonical form.
    static let set: UInt8 = 8
    /// A text that is text whatever it looks like.
    static let plain: UInt8 = 9
  }

  private var tags: [UInt8] = []
  private var payloads: [TextView] = []
  private let arena: TextArena
  /// Tags that have occurred, a bit for each.
  private var seen: UInt16 = 0

  init(arena: TextArena) { self.arena = arena }

  /// Rows that this column has cells for.
  var count: Int { tags.count }

  /// Rows up to `row` that had nothing for this column have no value.
  func pad(to row: Int) {
    guard tags.count < row else { return }
    let more = row - tags.count
    tags.append(contentsOf: repeatElement(Tag.missing, count: more))
    payloads.append(contentsOf: repeatElement(TextView(), count: more))
  }

  /// Takes back cells of rows from `row` on.
  func cut(to row: Int) {
    guard tags.count > row else { return }
    tags.removeLast(tags.count - row)
    payloads.removeLast(payloads.count - row)
  }

  @inline(__always)
  private func append(_ tag: UInt8, _ payload: TextView) {
    tags.append(tag)
    payloads.append(payload)
    seen |= 1 << UInt16(tag)
  }

  func appendMissing() { append(Tag.missing, TextView()) }
  func append(_ value: Bool) { append(Tag.boolean, Self.bits(value ? 1 : 0)) }
  func append(_ value: Int64) { append(Tag.integer, Self.bits(UInt64(bitPattern: value))) }
  func append(_ value: Double) { append(Tag.number, Self.bits(value.bitPattern)) }
  func append(day: Int32) { append(Tag.day, Self.bits(UInt64(bitPattern: Int64(day)))) }
  func append(moment: Int64) { append(Tag.moment, Self.bits(UInt64(bitPattern: moment))) }
  func append(text: UnsafeBufferPointer<UInt8>) { append(Tag.text, arena.view(text)) }
  func append(text: String) { append(Tag.text, arena.view(text)) }
  /// A text that is no date, whatever it looks like: the file said so.
  func append(plain text: UnsafeBufferPointer<UInt8>) { append(Tag.plain, arena.view(text)) }
  /// A number as it is written: `12`, `-1.50`, `1e6`.
  func append(digits: UnsafeBufferPointer<UInt8>) { append(Tag.digits, arena.view(digits)) }
  /// The members of a set, joined with `;`, sorted, each once.
  func append(set: [UInt8]) {
    set.withUnsafeBufferPointer { append(Tag.set, arena.view($0)) }
  }

  private static func bits(_ value: UInt64) -> TextView {
    var view = TextView()
    view.head = value
    return view
  }

  // MARK: deciding

  /// What the column became, and the row that made it so.
  struct Finished {
    let column: Column
    /// The row that made it another type than those before it, and what they were.
    let decidedBy: (row: Int, seen: ColumnType)?
  }

  /// The finished column.
  ///
  /// - Parameters:
  ///   - forced: Text, to keep every cell as written.
  ///   - standard: The type where no cell has a value, or where the file says it.
  func finish(forced: ColumnType? = nil, standard: ColumnType = .text) -> Finished {
    if forced == .text { return Finished(column: texts(), decidedBy: nil) }
    var type: ColumnType?
    var deciding: (row: Int, seen: ColumnType)?
    // Where only one tag occurs, and that says all, no cell has to be looked at.
    let mask = seen & ~1
    switch mask {
    case 0: return Finished(column: .missing(type: standard, count: count), decidedBy: nil)
    case 1 << UInt16(Tag.boolean): type = .boolean
    case 1 << UInt16(Tag.integer): type = .integer
    case 1 << UInt16(Tag.number): type = .number
    case 1 << UInt16(Tag.day): type = .date
    case 1 << UInt16(Tag.moment): type = .timestamp
    case 1 << UInt16(Tag.set): type = .set
    case 1 << UInt16(Tag.plain): type = .text
    default:
      for row in tags.indices where tags[row] != Tag.missing {
        let own = self.type(of: row)
        guard let known = type else {
          type = own
          continue
        }
        if known == own { continue }
        let joined = Self.joined(known, own)
        if joined == known { continue }
        deciding = (row, known)
        type = joined
        if joined == .text { break }
      }
    }
    let settled = type ?? standard
    if settled == .number, !integersAreExact {
      return Finished(column: texts(), decidedBy: nil)
    }
    return Finished(column: column(settled), decidedBy: deciding)
  }

  private static func joined(_ a: ColumnType, _ b: ColumnType) -> ColumnType {
    if a.isNumeric && b.isNumeric { return .number }
    if a.isTemporal && b.isTemporal { return .timestamp }
    if a.isText && b.isText { return .text }
    return .text
  }

  private func type(of row: Int) -> ColumnType {
    switch tags[row] {
    case Tag.boolean: return .boolean
    case Tag.integer: return .integer
    case Tag.number: return .number
    case Tag.day: return .date
    case Tag.moment: return .timestamp
    case Tag.set: return .set
    case Tag.plain: return .text
    case Tag.digits:
      switch payloads[row].withBytes({ WrittenCell($0) }) {
      case .integer: return .integer
      case .number: return .number
      default: return .text
      }
    default:
      // Most text is told by its first byte.
      let first = UInt8(truncatingIfNeeded: payloads[row].head >> 32)
      if payloads[row].count < 10 || first &- 0x30 > 9 { return .text }
      switch payloads[row].withBytes({ WrittenCell($0) }) {
      case .date: return .date
      case .timestamp: return .timestamp
      default: return .text
      }
    }
  }

  /// A number column must hold the integers in it without rounding.
  private var integersAreExact: Bool {
    for row in tags.indices {
      if tags[row] == Tag.integer {
        let value = Int64(bitPattern: payloads[row].head)
        if Int64(exactly: Double(value)) != value { return false }
      } else if tags[row] == Tag.digits, payloads[row].count > 15,
        case .integer(let value) = payloads[row].withBytes({ WrittenCell($0) }),
        Int64(exactly: Double(value)) != value
      {
        return false
      }
    }
    return true
  }

  // MARK: making the column

  private func column(_ type: ColumnType) -> Column {
    let valid = validity
    switch type {
    case .text: return texts()
    case .set:
      let views = Buffer(payloads)
      let storage = TextCoding.setStorage(views, validity: valid)
      return Column(type: .set, storage: storage, validity: valid)
    case .boolean:
      let cells = Buffer<UInt8>(count: count, zeroed: true)
      for row in tags.indices where tags[row] != Tag.missing {
        cells.base[row] = UInt8(truncatingIfNeeded: payloads[row].head)
      }
      return Column(type: type, storage: .boolean(cells), validity: valid)
    case .integer, .timestamp:
      let cells = Buffer<Int64>(count: count, zeroed: true)
      for row in tags.indices { cells.base[row] = integer(row) }
      return Column(
        type: type, storage: type == .integer ? .integer(cells) : .timestamp(cells), validity: valid
      )
    case .number:
      let cells = Buffer<Double>(count: count, zeroed: true)
      for row in tags.indices { cells.base[row] = number(row) }
      return Column(type: type, storage: .number(cells), validity: valid)
    case .date:
      let cells = Buffer<Int32>(count: count, zeroed: true)
      for row in tags.indices { cells.base[row] = Int32(truncatingIfNeeded: integer(row)) }
      return Column(type: type, storage: .date(cells), validity: valid)
    }
  }

  private var validity: Bitmap? {
    guard tags.contains(Tag.missing) else { return nil }
    return Bitmap(count: count) { tags[$0] != Tag.missing }
  }

  /// A whole number, the days of a date in a date column, the microseconds of either in a timestamp
  /// column; 0 for a missing cell.
  private func integer(_ row: Int) -> Int64 {
    switch tags[row] {
    case Tag.missing: return 0
    case Tag.integer, Tag.moment: return Int64(bitPattern: payloads[row].head)
    case Tag.day:
      let days = Int64(bitPattern: payloads[row].head)
      return holdsMoments ? days &* Calendar.microsPerDay : days
    default:
      switch payloads[row].withBytes({ WrittenCell($0) }) {
      case .integer(let value), .timestamp(let value): return value
      case .date(let days):
        return holdsMoments ? Int64(days) &* Calendar.microsPerDay : Int64(days)
      default: return 0
      }
    }
  }

  /// Whether dates are midnights among timestamps.
  private lazy var holdsMoments: Bool = tags.indices.contains { type(of: $0) == .timestamp }

  private func number(_ row: Int) -> Double {
    switch tags[row] {
    case Tag.integer: return Double(Int64(bitPattern: payloads[row].head))
    case Tag.number: return Double(bitPattern: payloads[row].head)
    case Tag.digits:
      switch payloads[row].withBytes({ WrittenCell($0) }) {
      case .integer(let value): return Double(value)
      case .number(let value): return value
      default: return 0
      }
    default: return 0
    }
  }

  /// Every cell as it is written.
  private func texts() -> Column {
    let views = Buffer<TextView>(count: count)
    for row in tags.indices {
      let payload = payloads[row]
      switch tags[row] {
      case Tag.missing: views.base[row] = TextView()
      case Tag.text, Tag.digits, Tag.set, Tag.plain: views.base[row] = payload
      case Tag.boolean: views.base[row] = arena.view(payload.head != 0 ? "true" : "false")
      case Tag.integer: views.base[row] = arena.view(String(Int64(bitPattern: payload.head)))
      case Tag.number: views.base[row] = arena.view(Double(bitPattern: payload.head).written)
      case Tag.day:
        views.base[row] = arena.view(Calendar.text(days: Int32(truncatingIfNeeded: payload.head)))
      default:
        views.base[row] = arena.view(Calendar.text(micros: Int64(bitPattern: payload.head)))
      }
    }
    let valid = validity
    return Column(
      type: .text, storage: TextCoding.storage(views, arenas: [arena], validity: valid),
      validity: valid)
  }
}
