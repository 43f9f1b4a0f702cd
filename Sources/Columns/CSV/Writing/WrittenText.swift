import CScan

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Rows of a table as text, in a buffer that is used again and again.
struct WrittenText: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var count = 0
  private var reserved = 0

  init() {
    capacity = 1 << 20
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  mutating func removeAll() { count = 0 }

  func withBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// No value but a text takes more than this, with its delimiter.
  private static let cellLimit = 40

  mutating func append(_ columns: [WrittenColumn], rows: Range<Int>, delimiter: UInt8) {
    // What the loop needs of the columns, without touching their reference counts.
    let cells = columns.map { (cells: $0.cells, present: $0.present) }
    let isOnly = columns.count == 1
    cells.withUnsafeBufferPointer { cells in
      for row in rows {
        reserve(cells.count * Self.cellLimit)
        var next = base + count
        for column in cells {
          let isThere = column.present.map { $0[row >> 6] >> UInt64(row & 63) & 1 != 0 } ?? true
          if isThere {
            switch column.cells {
            case .booleans(let values): next = Digits.write(values[row] != 0, next)
            case .integers(let values): next = Digits.write(values[row], next)
            case .numbers(let values): next = Digits.write(values[row], next)
            case .days(let values): next = Digits.write(days: values[row], next)
            case .timestamps(let values): next = Digits.write(micros: values[row], next)
            case .codes(let codes, let offsets, let entries):
              let start = offsets[Int(codes[row])]
              let length = offsets[Int(codes[row]) + 1] - start
              next = room(next, length)
              memcpy(next, entries + start, length)
              next += length
            case .views(let views):
              let count = views[row].count
              next = Self.write(views[row], room(next, 2 * count + 16), delimiter)
            }
          }
          next[0] = delimiter
          next += 1
        }
        // An empty line would be no row. (Swift 6.3.1 drops a store to `next[-1]` that follows one
        // to the same byte by its other name, so bytes are named from the front.)
        let line = base + count
        if isOnly, next == line + 1 {
          line[0] = 0x22
          line[1] = 0x22
          next = line + 3
        }
        count = next - base
        base[count - 1] = 0x0a
      }
    }
  }

  /// Writes a text, quoted if it must be, into room for twice its bytes and 16 more.
  @inline(__always)
  private static func write(
    _ view: TextView, _ place: UnsafeMutablePointer<UInt8>, _ delimiter: UInt8
  ) -> UnsafeMutablePointer<UInt8> {
    let count = view.count
    if count <= TextView.inlineLimit {
      let raw = UnsafeMutableRawPointer(place)
      raw.storeBytes(of: UInt32(truncatingIfNeeded: view.head >> 32).littleEndian, as: UInt32.self)
      raw.storeBytes(of: view.tail.littleEndian, toByteOffset: 4, as: UInt64.self)
      if cscan_needs_quotes(place, count, delimiter) == 0 { return place + count }
    }
    return view.withBytes { write($0, place, delimiter) }
  }

  private static func write(
    _ text: UnsafeBufferPointer<UInt8>, _ place: UnsafeMutablePointer<UInt8>, _ delimiter: UInt8
  ) -> UnsafeMutablePointer<UInt8> {
    guard let start = text.baseAddress else { return place }
    if cscan_needs_quotes(start, text.count, delimiter) == 0 {
      memcpy(place, start, text.count)
      return place + text.count
    }
    var next = place
    next[0] = 0x22
    next += 1
    for byte in text {
      next[0] = byte
      next += 1
      if byte == 0x22 {
        next[0] = byte
        next += 1
      }
    }
    next[0] = 0x22
    return next + 1
  }

  /// Room for the values of a row.
  @inline(__always)
  private mutating func reserve(_ size: Int) {
    reserved = size + Self.cellLimit
    if count + reserved > capacity { grow(count, count + reserved) }
  }

  /// Makes room for `size` bytes at `next`. What is reserved for the row stays reserved behind.
  @inline(__always)
  private mutating func room(
    _ next: UnsafeMutablePointer<UInt8>, _ size: Int
  ) -> UnsafeMutablePointer<UInt8> {
    let used = next - base
    if used + size + reserved <= capacity { return next }
    grow(used, used + size + reserved)
    return base + used
  }

  private mutating func grow(_ used: Int, _ needed: Int) {
    let larger = max(needed, capacity * 2)
    let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    fresh.update(from: base, count: used)
    base.deallocate()
    base = fresh
    capacity = larger
  }
}
