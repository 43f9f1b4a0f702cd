/// Turns conditions and values of a pool into instructions for batches of rows.
///
/// Each condition and each value is worked out at most once, in the order in which results ask
/// for them; memory of a batch is used again as soon as its last reader is done.
struct PlanBuilder {
  let pool: ExpressionPool
  private(set) var instructions: [Instruction] = []
  private(set) var places: [Place] = []
  private(set) var tables: [PlanTable] = []

  var maskPlaces: [Int32: Int32] = [:]
  var valuePlaces: [ValueID: Int32] = [:]
  private var columnPlaces: [Int: Int32] = [:]
  private var validityPlaces: [Int: Int32] = [:]
  private var constantPlaces: [UInt64: Int32] = [:]

  init(pool: ExpressionPool) { self.pool = pool }

  mutating func emit(_ instruction: Instruction) { instructions.append(instruction) }

  mutating func place(_ place: Place) -> Int32 {
    places.append(place)
    return Int32(places.count - 1)
  }

  mutating func scratch(_ stride: Int) -> Int32 { place(.scratch(stride: stride)) }

  mutating func column(_ index: Int) -> Int32 {
    if let known = columnPlaces[index] { return known }
    let place = place(.column(index))
    columnPlaces[index] = place
    return place
  }

  mutating func validity(_ index: Int) -> Int32 {
    if let known = validityPlaces[index] { return known }
    let place = place(.validity(index))
    validityPlaces[index] = place
    return place
  }

  mutating func constant(_ bits: UInt64) -> Int32 {
    if let known = constantPlaces[bits] { return known }
    let place = place(.constant(bits: bits))
    constantPlaces[bits] = place
    return place
  }

  /// A byte of 1 in each row.
  mutating func ones() -> Int32 { constant(0x0101_0101_0101_0101) }

  mutating func table(_ table: PlanTable) -> Int32 {
    tables.append(table)
    return Int32(tables.count - 1)
  }

  /// Places that are never alive at the same time share memory: gives the offset of each place
  /// in a thread's scratch (-1 for others), and the size of it all, for batches of `rows`.
  func layout(rows: Int) -> (offsets: [Int], size: Int) {
    var lastUse = [Int](repeating: -1, count: places.count)
    for (index, instruction) in instructions.enumerated() {
      for place in [instruction.d, instruction.a, instruction.b, instruction.c] where place >= 0 {
        lastUse[Int(place)] = index
      }
    }
    var offsets = [Int](repeating: -1, count: places.count)
    var free: [Int: [Int]] = [:]
    var size = 0
    func take(_ stride: Int) -> Int {
      if let reused = free[stride]?.popLast() { return reused }
      defer { size += (stride * rows + 63) / 64 * 64 }
      return size
    }
    for (index, place) in places.enumerated() {
      if case .constant = place { offsets[index] = take(8) }
    }
    for (index, instruction) in instructions.enumerated() {
      let written = Int(instruction.d)
      if written >= 0, case .scratch(let stride) = places[written], offsets[written] < 0 {
        offsets[written] = take(stride)
      }
      for place in Set([instruction.d, instruction.a, instruction.b, instruction.c]).sorted()
      where place >= 0 && lastUse[Int(place)] == index {
        if case .scratch(let stride) = places[Int(place)] {
          free[stride, default: []].append(offsets[Int(place)])
        }
      }
    }
    return (offsets, size)
  }
}
