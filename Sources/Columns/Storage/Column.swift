import Synchronization

/// The cells of one column. Built once, then only read, from any thread.
public final class Column: Sendable {
  public let type: ColumnType
  public let count: Int
  /// Which cells hold a value; nil when all do. A missing cell's slot in the storage is zero
  /// (for coded text: the number of entries, one past the last code).
  public let validity: Bitmap?
  public let storage: Storage
  /// The index of these cells, once a join has needed it.
  private let knownIndex = Mutex<KeyIndex?>(nil)

  public enum Storage: Sendable {
    /// 0 or 1.
    case boolean(Buffer<UInt8>)
    case integer(Buffer<Int64>)
    case number(Buffer<Double>)
    /// Days since 1970-01-01.
    case date(Buffer<Int32>)
    /// Microseconds since 1970-01-01 00:00 UTC.
    case timestamp(Buffer<Int64>)
    /// Text or set of few distinct values. A set's members are joined with `;`, sorted, without
    /// repetition.
    case coded(Buffer<UInt16>, TextDictionary)
    /// Text of many distinct values. The arenas keep long texts alive.
    case text(Buffer<TextView>, [TextArena])
  }

  /// - Precondition: `storage` fits `type`, and `validity` (if any) has as many bits as rows. A
  ///   set is always `.coded`.
  public init(type: ColumnType, storage: Storage, validity: Bitmap?) {
    self.type = type
    self.storage = storage
    switch storage {
    case .boolean(let buffer): count = buffer.count
    case .integer(let buffer), .timestamp(let buffer): count = buffer.count
    case .number(let buffer): count = buffer.count
    case .date(let buffer): count = buffer.count
    case .coded(let codes, _): count = codes.count
    case .text(let views, _): count = views.count
    }
    precondition(validity == nil || validity!.count == count)
    self.validity = validity.flatMap { $0.isFull ? nil : $0 }
  }

  @inline(__always)
  public func isMissing(_ row: Int) -> Bool { validity.map { !$0[row] } ?? false }

  public var missingCount: Int { validity.map { count - $0.countOfSet } ?? 0 }

  /// One cell. - Precondition: `row` is in `0..<count`.
  public subscript(row: Int) -> Value {
    precondition(row >= 0 && row < count)
    if isMissing(row) { return .missing }
    switch storage {
    case .boolean(let buffer): return .boolean(buffer[row] != 0)
    case .integer(let buffer): return .integer(buffer[row])
    case .number(let buffer): return .number(buffer[row])
    case .date(let buffer): return .date(buffer[row])
    case .timestamp(let buffer): return .timestamp(buffer[row])
    case .coded(let codes, let dictionary): return .text(dictionary[Int(codes[row])])
    case .text(let views, _): return .text(views[row].string)
    }
  }

  /// The text of a cell of a text column, or nil if it is missing or the column is no text.
  @inline(__always)
  public func textView(_ row: Int) -> TextView? {
    if isMissing(row) { return nil }
    switch storage {
    case .coded(let codes, let dictionary): return dictionary.entries[Int(codes[row])]
    case .text(let views, _): return views[row]
    default: return nil
    }
  }

  public func text(_ row: Int) -> String? { textView(row)?.string }

  /// The value of an integer or number cell, or nil if it is missing or not numeric.
  @inline(__always)
  public func double(_ row: Int) -> Double? {
    if isMissing(row) { return nil }
    switch storage {
    case .integer(let buffer): return Double(buffer[row])
    case .number(let buffer): return buffer[row]
    default: return nil
    }
  }

  /// The day of a date or timestamp cell, or nil.
  public func day(_ row: Int) -> Int32? {
    if isMissing(row) { return nil }
    switch storage {
    case .date(let buffer): return buffer[row]
    case .timestamp(let buffer): return Int32(clamping: Calendar.split(buffer[row]).days)
    default: return nil
    }
  }

  /// An index of these cells, made when first asked for and kept as long as the column: a table
  /// is often joined with more than once.
  ///
  /// - Throws: when there are more rows than an index can number.
  public func keyIndex() throws -> KeyIndex {
    try knownIndex.withLock { known in
      if let known { return known }
      let index = try KeyIndex([self])
      known = index
      return index
    }
  }

  /// All cells missing.
  public static func missing(type: ColumnType, count: Int) -> Column {
    let storage: Storage =
      switch type {
      case .boolean: .boolean(Buffer(count: count, zeroed: true))
      case .integer: .integer(Buffer(count: count, zeroed: true))
      case .number: .number(Buffer(count: count, zeroed: true))
      case .date: .date(Buffer(count: count, zeroed: true))
      case .timestamp: .timestamp(Buffer(count: count, zeroed: true))
      // The code of a missing cell is the number of entries: none.
      case .text, .set:
        .coded(Buffer(count: count, zeroed: true), TextDictionary(sorted: [], arenas: []))
      }
    return Column(type: type, storage: storage, validity: Bitmap(count: count))
  }
}
