import Columns

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
      // Only what rows hold: a table that was filtered shares the dictionary of the whole. A
      // missing cell's code is one past the last.
      for row in 0..<codes.count {
        let code = column.isMissing(row) ? dictionary.count : Int(codes.base[row])
        slots.base[row] = UInt32(code)
        if code < dictionary.count { views.base[code] = dictionary.entries[code] }
      }
      self.views = views
      self.slots = slots
      keepAlive = dictionary.keepAlive
    case .text(let views, let arenas):
      if column.validity == nil {
        self.views = views
      } else {
        let own = Buffer<TextView>(count: views.count)
        for row in 0..<views.count {
          own.base[row] = column.isMissing(row) ? TextView() : views.base[row]
        }
        self.views = own
      }
      slots = nil
      keepAlive = arenas
    default:
      views = Buffer(count: 0)
      slots = nil
      keepAlive = []
    }
  }

  /// Each distinct text, or each distinct pair of text and country, once.
  init(distinct cells: TextCells, countries rowCountries: Buffer<UInt16>?) {
    rowCount = cells.rowCount
    keepAlive = cells.keepAlive
    let slots = Buffer<UInt32>(count: cells.rowCount)
    var table = PairTable()
    for row in 0..<cells.rowCount {
      let view = cells.views.base[cells.slot(row)]
      slots.base[row] = table.insert(view, view.isEmpty ? 0 : rowCountries?.base[row] ?? 0)
    }
    self.slots = slots
    views = Buffer(table.views)
    countries = rowCountries == nil ? nil : Buffer(table.countries)
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
}

/// Distinct pairs of a text and a country, numbered in the order of first appearance.
struct PairTable {
  private(set) var views: [TextView] = []
  private(set) var countries: [UInt16] = []
  /// The upper half of the hash and 1 + the number of the pair: most probes that miss are seen here,
  /// without touching the texts.
  private var slots = [UInt64](repeating: 0, count: 1024)

  @inline(__always)
  mutating func insert(_ view: TextView, _ country: UInt16) -> UInt32 {
    let hash = mixed(view.hash, UInt64(country))
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
    slots[place] = tag | UInt64(views.count)
    if views.count * 2 > slots.count { grow() }
    return UInt32(views.count - 1)
  }

  private mutating func grow() {
    slots = [UInt64](repeating: 0, count: slots.count * 4)
    let mask = slots.count - 1
    for (number, view) in views.enumerated() {
      let hash = mixed(view.hash, UInt64(countries[number]))
      var place = Int(truncatingIfNeeded: hash) & mask
      while slots[place] != 0 { place = (place + 1) & mask }
      slots[place] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(number + 1)
    }
  }
}
