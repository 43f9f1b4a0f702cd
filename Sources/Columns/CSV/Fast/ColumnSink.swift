import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where the cells of one column go, from all threads: for each way of keeping them, room for
/// all rows that the file could have, taken when it is first needed.
final class ColumnSink: @unchecked Sendable {
  let forced: ColumnType?
  let rowLimit: Int
  let dictionary = SharedDictionary()
  /// A bit for each row whose cell has a value.
  let present: Buffer<UInt64>
  /// For each chunk, the mode in which its rows were read, and what kinds of cells were seen.
  let chunkModes: Buffer<UInt8>
  let chunkSeen: Buffer<UInt8>

  private let current: Atomic<UInt8>
  private let room = Mutex(Room())

  private struct Room {
    var booleans: Buffer<UInt8>?
    var integers: Buffer<Int64>?
    var days: Buffer<Int32>?
    var codes: Buffer<UInt16>?
    var views: Buffer<TextView>?
    var unreadable: [Unreadable] = []
    /// Room that is taken later is made when huge pages are known to be slow.
    var hasSmallPages = false
  }

  /// Cells of a chunk that are not of the forced type.
  struct Unreadable: Sendable {
    var chunk: Int
    var count: Int
    var lines: [Int]
  }

  /// - Throws: ``Unusual/memory`` if the system gives no address space.
  init(forced: ColumnType?, mode: ColumnMode, rowLimit: Int, chunks: Int) throws {
    self.forced = forced
    self.rowLimit = rowLimit
    let words = rowLimit / 64 + 2
    guard let present = Buffer<UInt64>(reserving: words) else { throw Unusual.memory }
    // One huge page of bits would be for 16 million rows.
    present.useSmallPages()
    self.present = present
    chunkModes = Buffer(count: chunks, zeroed: true)
    chunkSeen = Buffer(count: chunks, zeroed: true)
    current = Atomic(mode.rawValue)
  }

  /// The mode that new chunks are read in.
  var mode: ColumnMode { ColumnMode(rawValue: current.load(ordering: .relaxed)) ?? .views }

  /// Joins a mode to the current one.
  func widen(_ mode: ColumnMode) -> ColumnMode {
    while true {
      let before = self.mode
      let joined = before.joined(mode)
      let result = current.compareExchange(
        expected: before.rawValue, desired: joined.rawValue, ordering: .relaxed)
      if result.exchanged { return joined }
    }
  }

  func booleans() throws -> Buffer<UInt8> { try take(\.booleans) }
  /// Integers, numbers and timestamps share their room.
  func integers() throws -> Buffer<Int64> { try take(\.integers) }
  func days() throws -> Buffer<Int32> { try take(\.days) }
  func codes() throws -> Buffer<UInt16> { try take(\.codes) }
  func views() throws -> Buffer<TextView> { try take(\.views) }

  private func take<Element>(
    _ path: any WritableKeyPath<Room, Buffer<Element>?> & Sendable
  ) throws -> Buffer<Element> {
    try room.withLock { room in
      if let buffer = room[keyPath: path] { return buffer }
      guard let buffer = Buffer<Element>(reserving: rowLimit) else { throw Unusual.memory }
      room[keyPath: path] = buffer
      return buffer
    }
  }

  /// Before rows are written: touches huge pages that begin there, and if such pages have turned
  /// out to come slowly, has the rest of the room come in small ones.
  func prepare(_ rows: Range<Int>) {
    let isQuick = HugePages.areQuick
    room.withLock { room in
      if room.hasSmallPages { return }
      if isQuick {
        switch mode {
        case .unknown: return
        case .boolean: room.booleans?.touchHugePages(rows)
        case .integer, .number, .timestamp: room.integers?.touchHugePages(rows)
        case .date: room.days?.touchHugePages(rows)
        case .coded: room.codes?.touchHugePages(rows)
        case .views: room.views?.touchHugePages(rows)
        }
      } else {
        room.booleans?.useSmallPages()
        room.integers?.useSmallPages()
        room.days?.useSmallPages()
        room.codes?.useSmallPages()
        room.views?.useSmallPages()
        room.hasSmallPages = true
      }
    }
  }

  func add(_ unreadable: Unreadable) {
    room.withLock { $0.unreadable.append(unreadable) }
  }

  /// In the order of the file.
  var unreadable: [Unreadable] {
    room.withLock { $0.unreadable.sorted { $0.chunk < $1.chunk } }
  }
}

/// Why the fast reader does not read a file.
enum Unusual: Error {
  /// Quotes, rows or line ends that only the simple reader understands.
  case structure
  /// Bytes that are not UTF-8.
  case encoding
  /// No address space for the columns.
  case memory
}
