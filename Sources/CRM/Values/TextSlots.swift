import Basics
import Columns

/// The texts of a column, each one that is coded once: what a reader of values works through.
///
/// A slot is an entry of the dictionary, or a cell where the column is not coded.
struct TextSlots: Sendable {
  let views: Buffer<TextView>
  /// The slot of each row; nil: the row itself.
  let codes: Buffer<UInt16>?
  let validity: Bitmap?
  let rowCount: Int
  let arenas: [TextArena]

  /// nil if the column is no text.
  init?(_ column: Column) {
    rowCount = column.count
    validity = column.validity
    switch column.storage {
    case .coded(let codes, let dictionary):
      self.codes = codes
      views = Buffer(dictionary.entries)
      arenas = dictionary.keepAlive
    case .text(let views, let arenas):
      codes = nil
      self.views = views
      self.arenas = arenas
    default: return nil
    }
  }

  var count: Int { views.count }

  @inline(__always)
  func isMissing(_ row: Int) -> Bool { validity.map { !$0[row] } ?? false }

  /// The slot of a row that is not missing.
  @inline(__always)
  func slot(_ row: Int) -> Int { codes.map { Int($0.base[row]) } ?? row }

  /// How many rows each slot has. O(*n*).
  func rowsBySlot() -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for row in 0..<rowCount where !isMissing(row) { counts[slot(row)] += 1 }
    return counts
  }

  /// Whether a slot stands for a row at all: where cells are slots, not the missing ones.
  @inline(__always)
  func isUsed(_ slot: Int) -> Bool { codes != nil || !isMissing(slot) }

  /// Calls `body` once for each slot, on all cores for many, and collects what it makes of them.
  ///
  /// - Returns: the values, zeroed where `body` gave nil, and which slots have one.
  func map<Value: BitwiseCopyable>(
    _ none: Value, _ body: @Sendable (UnsafeBufferPointer<UInt8>) -> Value?
  ) throws -> (values: Buffer<Value>, valid: Bitmap) {
    let values = Buffer(repeating: none, count: count)
    let valid = Bitmap(count: count)
    // Pieces begin at multiples of 64: no two threads share a word of the bitmap.
    let pieces = Parallel.ranges(count, size: 16_384)
    try Parallel.forEach(pieces.count) { piece in
      try Interruption.check()
      let (target, words, views) = (values.base, valid.words.base, self.views.base)
      for slot in pieces[piece] where self.isUsed(slot) {
        if let value = views[slot].withBytes(body) {
          target[slot] = value
          words[slot >> 6] |= 1 << UInt64(slot & 63)
        }
      }
    }
    return (values, valid)
  }

  /// One value a row from one a slot. Rows whose slot is not valid are missing.
  func spread<Value: BitwiseCopyable>(
    _ values: Buffer<Value>, _ valid: Bitmap, none: Value
  ) -> (values: Buffer<Value>, validity: Bitmap) {
    guard let codes else { return (values, validity.map { valid.and($0) } ?? valid) }
    let result = Buffer(repeating: none, count: rowCount)
    let present = Bitmap(count: rowCount)
    let (target, words, source) = (result.base, present.words.base, values.base)
    for row in 0..<rowCount where !isMissing(row) {
      let slot = Int(codes.base[row])
      guard valid[slot] else { continue }
      target[row] = source[slot]
      words[row >> 6] |= 1 << UInt64(row & 63)
    }
    return (result, present)
  }

  /// Rows that hold a text whose slot is not valid: how many, and the first.
  func rows(notIn valid: Bitmap) -> (count: Int, first: Int?) {
    var (count, first): (Int, Int?) = (0, nil)
    for row in 0..<rowCount where !isMissing(row) && !valid[slot(row)] {
      count += 1
      if first == nil { first = row }
    }
    return (count, first)
  }

  /// A text column from one view a slot; rows whose slot is not valid are missing.
  func column(_ views: Buffer<TextView>, _ valid: Bitmap, arenas: [TextArena]) -> Column {
    let (cells, validity) = spread(views, valid, none: TextView())
    return Column(
      type: .text, storage: TextCoding.storage(cells, arenas: arenas, validity: validity),
      validity: validity)
  }
}

extension Bitmap {
  /// nil where every bit is set, as columns want it.
  var orNil: Bitmap? { isFull ? nil : self }
}
