import Basics
import Columns
import Synchronization

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

  /// How many rows each slot has. O(*n*), on all cores where slots are codes.
  func rowsBySlot() -> [Int] {
    guard let codes else { return (0..<count).map { isMissing($0) ? 0 : 1 } }
    // Missing cells have the code after the last, or any: they are counted beside the others.
    let pieces = Parallel.ranges(rowCount, size: 1 << 18)
    let slots = count
    let counts = Buffer<Int>(count: max(1, pieces.count) * (slots + 1), zeroed: true)
    Parallel.forEach(pieces.count) { piece in
      let (codes, words) = (codes.base, validity?.words.base)
      let counts = counts.base + piece * (slots + 1)
      for row in pieces[piece] {
        let isThere = words.map { $0[row >> 6] >> UInt64(row & 63) & 1 != 0 } ?? true
        counts[isThere ? min(Int(codes[row]), slots) : slots] += 1
      }
    }
    return (0..<slots).map { slot in
      (0..<pieces.count).reduce(0) { $0 + counts.base[$1 * (slots + 1) + slot] }
    }
  }

  /// Whether `body` holds for any used slot: stops early, on all cores for many.
  func contains(where body: @Sendable (TextView) -> Bool) throws -> Bool {
    let found = Atomic<Bool>(false)
    let pieces = Parallel.ranges(count, size: 16_384)
    try Parallel.forEach(pieces.count) { piece in
      if found.load(ordering: .relaxed) { return }
      try Interruption.check()
      let views = self.views.base
      for slot in pieces[piece] where self.isUsed(slot) {
        if body(views[slot]) {
          found.store(true, ordering: .relaxed)
          return
        }
      }
    }
    return found.load(ordering: .relaxed)
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
  func spread<Value: BitwiseCopyable & Sendable>(
    _ values: Buffer<Value>, _ valid: Bitmap, none: Value
  ) -> (values: Buffer<Value>, validity: Bitmap) {
    guard let codes else { return (values, validity.map { valid.and($0) } ?? valid) }
    let result = Buffer<Value>(count: rowCount)
    let present = Bitmap(count: rowCount)
    // Pieces begin at multiples of 64: no two threads share a word of the bitmap.
    let pieces = Parallel.ranges(rowCount)
    Parallel.forEach(pieces.count) { piece in
      let (target, words, source) = (result.base, present.words.base, values.base)
      let (codes, isValid) = (codes.base, valid.words.base)
      for row in pieces[piece] {
        target[row] = none
        if isMissing(row) { continue }
        let slot = Int(codes[row])
        if isValid[slot >> 6] >> UInt64(slot & 63) & 1 == 0 { continue }
        target[row] = source[slot]
        words[row >> 6] |= 1 << UInt64(row & 63)
      }
    }
    return (result, present)
  }

  /// Rows that hold a text whose slot is not valid: how many, and the first.
  func rows(notIn valid: Bitmap) -> (count: Int, first: Int?) {
    if valid.isFull { return (0, nil) }
    if codes == nil {
      let without = (validity ?? Bitmap(count: rowCount, filled: true)).subtracting(valid)
      var first: Int?
      without.forEachSet { if first == nil { first = $0 } }
      return (without.countOfSet, first)
    }
    let outside = Bitmap(count: valid.count, filled: true).subtracting(valid)
    let rows = rowsBySlot()
    var count = 0
    outside.forEachSet { count += rows[$0] }
    if count == 0 { return (0, nil) }
    return (count, (0..<rowCount).first { !isMissing($0) && !valid[slot($0)] })
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
