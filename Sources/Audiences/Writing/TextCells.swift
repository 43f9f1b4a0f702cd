import Basics
import Columns
import Synchronization

/// The cells of a column as text, whatever its type, each distinct one once where that pays.
///
/// Row → slot → text. An empty text stands for a missing cell.
final class TextCells: @unchecked Sendable {
  let rowCount: Int
  /// The slot of each row; nil: row *r* is slot *r*.
  let slots: Buffer<UInt32>?
  let views: Buffer<TextView>
  /// The country of each slot, 0 if unknown; nil when countries do not matter.
  let countries: Buffer<UInt16>?
  private let keepAlive: [TextArena]

  var slotCount: Int { views.count }

  /// Cells by row, without looking for repetition unless the column is dictionary-coded.
  init(_ column: Column) {
    let column = Self.asText(column)
    rowCount = column.count
    countries = nil
    switch column.storage {
    case .coded(let codes, let dictionary):
      let views = Buffer<TextView>(count: dictionary.count + 1, zeroed: true)
      let slots = Buffer<UInt32>(count: codes.count)
      var isHeld = [Bool](repeating: false, count: dictionary.count + 1)
      for row in 0..<codes.count {
        // A missing cell's code is one past the last.
        let code = Int(codes.base[row])
        slots.base[row] = UInt32(code)
        isHeld[code] = true
      }
      // Only what rows hold: a table that was filtered shares the dictionary of the whole.
      for code in 0..<dictionary.count where isHeld[code] {
        views.base[code] = dictionary.entries[code]
      }
      self.views = views
      self.slots = slots
      keepAlive = dictionary.keepAlive
    case .text(let views, let arenas):
      // A missing cell holds the empty text.
      self.views = views
      slots = nil
      keepAlive = arenas
    default:
      views = Buffer(count: 0)
      slots = nil
      keepAlive = []
    }
  }

  private init(
    slots: Buffer<UInt32>, views: Buffer<TextView>, countries: Buffer<UInt16>?,
    keepAlive: [TextArena]
  ) {
    rowCount = slots.count
    self.slots = slots
    self.views = views
    self.countries = countries
    self.keepAlive = keepAlive
  }

  /// The same cells, each distinct text, or each distinct pair of text and country, once in every
  /// stretch of rows. A column by dictionary whose countries do not matter is that already.
  ///
  /// - Complexity: O(*n*), on all cores.
  func distinct(_ rowCountries: Buffer<UInt16>?) throws -> TextCells {
    if slots != nil && rowCountries == nil { return self }
    let stretches = Parallel.ranges(rowCount, size: 1 << 17)
    let found = Mutex([PairTable?](repeating: nil, count: stretches.count))
    let numbers = Buffer<UInt32>(count: rowCount)
    try Parallel.forEach(stretches.count) { stretch in
      try Interruption.check()
      var table = PairTable()
      for row in stretches[stretch] {
        let slot = slot(row)
        let view = views.base[slot]
        let country = view.isEmpty ? 0 : rowCountries?.base[row] ?? 0
        // Two entries of a dictionary are two texts: their numbers say as much as they do.
        let hash = slots == nil ? view.hash : UInt64(slot)
        numbers.base[row] = table.insert(view, country, hash: mixed(hash, UInt64(country)))
      }
      found.withLock { [table] in $0[stretch] = table }
    }
    let tables = found.withLock { $0.compactMap(\.self) }
    var starts = [0]
    for table in tables { starts.append(starts[starts.count - 1] + table.views.count) }
    let total = starts[tables.count]
    let distinct = Buffer<TextView>(count: total)
    let countries = rowCountries.map { _ in Buffer<UInt16>(count: total) }
    Parallel.forEach(tables.count) { [starts] stretch in
      let start = starts[stretch]
      for row in stretches[stretch] { numbers.base[row] += UInt32(truncatingIfNeeded: start) }
      for (number, view) in tables[stretch].views.enumerated() {
        distinct.base[start + number] = view
      }
      guard let countries else { return }
      for (number, country) in tables[stretch].countries.enumerated() {
        countries.base[start + number] = country
      }
    }
    return TextCells(slots: numbers, views: distinct, countries: countries, keepAlive: keepAlive)
  }

  /// Something about each slot, worked out on all cores: by row with ``slot(_:)``.
  func map<Result: BitwiseCopyable & Sendable>(_ body: @Sendable (TextView) -> Result) -> Buffer<
    Result
  > {
    let results = Buffer<Result>(count: slotCount)
    let ranges = Parallel.ranges(slotCount, size: 16_384)
    Parallel.forEach(ranges.count) { piece in
      for slot in ranges[piece] { (results.base + slot).initialize(to: body(views.base[slot])) }
    }
    return results
  }

  @inline(__always)
  func slot(_ row: Int) -> Int {
    if let slots { return Int(slots.base[row]) }
    return row
  }

  @inline(__always)
  func view(_ row: Int) -> TextView { views.base[slot(row)] }

  func text(_ row: Int) -> String { view(row).string }

  /// Numbers are written without an exponent and without `.0`, as people type phones and ZIP codes.
  static func asText(_ column: Column) -> Column {
    if column.type.isText { return column }
    if case .boolean(let flags) = column.storage { return asText(flags, column.validity) }
    let builder = ColumnBuilder(type: .text, capacity: column.count)
    for row in 0..<column.count {
      switch column[row] {
      case .missing: builder.appendMissing()
      case .number(let value):
        if value == value.rounded(), value.magnitude < 1e15 {
          builder.append(String(Int64(value)))
        } else {
          builder.append(value.written)
        }
      case let value: builder.append(value.written)
      }
    }
    return builder.finish()
  }

  /// Three texts at most: a dictionary says it.
  private static func asText(_ flags: Buffer<UInt8>, _ validity: Bitmap?) -> Column {
    let dictionary = TextDictionary([Value.boolean(false).written, Value.boolean(true).written])
    let codes = Buffer<UInt16>(count: flags.count)
    for row in 0..<flags.count { codes.base[row] = flags.base[row] == 0 ? 0 : 1 }
    if let validity {
      for row in 0..<flags.count where !validity[row] { codes.base[row] = 2 }
    }
    return Column(type: .text, storage: .coded(codes, dictionary), validity: validity)
  }
}

/// Distinct pairs of a text and a country, numbered in the order of first appearance.
struct PairTable {
  private(set) var views: [TextView] = []
  private(set) var countries: [UInt16] = []
  private var hashes: [UInt64] = []
  /// The upper half of the hash and 1 + the number of the pair: most probes that miss are seen here,
  /// without touching the texts.
  private var slots = [UInt64](repeating: 0, count: 1024)

  mutating func insert(_ view: TextView, _ country: UInt16) -> UInt32 {
    insert(view, country, hash: mixed(view.hash, UInt64(country)))
  }

  /// - Parameter hash: The same for the same pair, in all calls.
  @inline(__always)
  mutating func insert(_ view: TextView, _ country: UInt16, hash: UInt64) -> UInt32 {
    let tag = hash & 0xFFFF_FFFF_0000_0000
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots[place]
      if slot == 0 { break }
      if slot & 0xFFFF_FFFF_0000_0000 == tag {
        let entry = Int(slot & 0xFFFF_FFFF) - 1
        if countries[entry] == country && views[entry].equals(view) { return UInt32(entry) }
      }
      place = (place + 1) & mask
    }
    views.append(view)
    countries.append(country)
    hashes.append(hash)
    slots[place] = tag | UInt64(views.count)
    if views.count * 2 > slots.count { grow() }
    return UInt32(views.count - 1)
  }

  private mutating func grow() {
    slots = [UInt64](repeating: 0, count: slots.count * 4)
    let mask = slots.count - 1
    for (number, hash) in hashes.enumerated() {
      var place = Int(truncatingIfNeeded: hash) & mask
      while slots[place] != 0 { place = (place + 1) & mask }
      slots[place] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(number + 1)
    }
  }
}
