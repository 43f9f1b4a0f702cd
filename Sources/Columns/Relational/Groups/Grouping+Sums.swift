import Basics

/// A sum of doubles that keeps what rounding lost: Knuth's two-sum into a second word.
///
/// T. Ogita, S. Rump, S. Oishi, "Accurate Sum and Dot Product" (2005), algorithm 4.4 (Sum2): the
/// result is as if summed in twice the precision and rounded once.
struct CompensatedSum: BitwiseCopyable, Sendable {
  private var sum = 0.0
  private var lost = 0.0
  private(set) var count: Int64 = 0

  init() {}

  fileprivate init(_ sum: Double, lost: Double) {
    self.sum = sum
    self.lost = lost
  }

  fileprivate init(_ other: CompensatedSum, count: Int64) {
    self = other
    self.count = count
  }

  @inline(__always)
  mutating func add(_ value: Double) {
    let total = sum + value
    let part = total - sum
    lost += (sum - (total - part)) + (value - part)
    sum = total
    count &+= 1
  }

  @inline(__always)
  mutating func add(_ other: CompensatedSum) {
    let total = sum + other.sum
    let part = total - sum
    lost += (sum - (total - part)) + (other.sum - part) + other.lost
    sum = total
    count &+= other.count
  }

  /// Once the sum is infinite or NaN, what was lost has no meaning.
  var value: Double { sum.isFinite ? sum + lost : sum }
}

/// Eight compensated sums side by side: each addition waits for the one before it, so that one
/// sum alone would be bound by that wait.
private struct LaneSums {
  private var sum = SIMD8<Double>.zero
  private var lost = SIMD8<Double>.zero

  @inline(__always)
  private mutating func add(_ values: SIMD8<Double>) {
    let total = sum + values
    let part = total - sum
    lost += (sum - (total - part)) + (values - part)
    sum = total
  }

  /// The sum of all chosen cells; row *n* goes to lane *n* mod 8, block by block.
  static func sum(
    _ cells: Buffer<Double>, _ chosen: Chosen, _ blocks: [Range<Int>]
  ) -> CompensatedSum {
    let sums = Buffer<CompensatedSum>(repeating: CompensatedSum(), count: blocks.count)
    Parallel.forEach(blocks.count) { block in
      sums.base[block] = sum(cells.base, chosen, blocks[block])
    }
    var total = CompensatedSum()
    for block in 0..<blocks.count { total.add(sums.base[block]) }
    return total
  }

  private static func sum(
    _ cells: UnsafeMutablePointer<Double>, _ chosen: Chosen, _ rows: Range<Int>
  ) -> CompensatedSum {
    var lanes = LaneSums()
    var count: Int64 = 0
    chosen.forEachWord(in: rows) { first, word in
      count &+= Int64(word.nonzeroBitCount)
      let start = UnsafeRawPointer(cells + first)
      if word == ~0 {
        for step in 0..<8 {
          lanes.add(start.loadUnaligned(fromByteOffset: 64 * step, as: SIMD8<Double>.self))
        }
      } else if word != 0 {
        for step in 0..<8 {
          var values = SIMD8<Double>.zero
          for lane in 0..<8 where word >> UInt64(8 * step + lane) & 1 != 0 {
            values[lane] = cells[first + 8 * step + lane]
          }
          lanes.add(values)
        }
      }
    }
    var total = CompensatedSum()
    for lane in 0..<8 { total.add(CompensatedSum(lanes.sum[lane], lost: lanes.lost[lane])) }
    return CompensatedSum(total, count: count)
  }
}

/// A sum of integers that cannot overflow.
struct WideSum: BitwiseCopyable, Sendable {
  var sum: Int128 = 0
  var count: Int64 = 0
}

extension Grouping {
  func sum(_ column: Column, _ chosen: Chosen) throws -> Column {
    switch column.storage {
    case .integer(let cells):
      return integers(wideSums(cells, chosen) { Int128($0) })
    case .boolean(let cells):
      return integers(wideSums(cells, chosen) { Int128($0) })
    case .number(let cells):
      let sums = compensatedSums(cells, chosen)
      return Column(type: .number, storage: .number(sums.mapped { $0.value }), validity: nil)
    default:
      // A column without any value is of no type in earnest.
      guard column.hasNoValue else { throw Self.meaningless(.sum, column.type) }
      let zeros = Buffer<Int64>(count: groupCount, zeroed: true)
      return Column(type: .integer, storage: .integer(zeros), validity: nil)
    }
  }

  func mean(_ column: Column, _ chosen: Chosen) throws -> Column {
    switch column.storage {
    case .integer(let cells): return means(wideSums(cells, chosen) { Int128($0) })
    case .boolean(let cells): return means(wideSums(cells, chosen) { Int128($0) })
    case .number(let cells):
      let sums = compensatedSums(cells, chosen)
      return Column(
        type: .number,
        storage: .number(sums.mapped { $0.count == 0 ? 0 : $0.value / Double($0.count) }),
        validity: Bitmap(count: groupCount) { sums[$0].count > 0 })
    default:
      guard column.hasNoValue else { throw Self.meaningless(.mean, column.type) }
      return .missing(type: .number, count: groupCount)
    }
  }

  private func means(_ sums: Buffer<WideSum>) -> Column {
    Column(
      type: .number,
      storage: .number(sums.mapped { $0.count == 0 ? 0 : Double($0.sum) / Double($0.count) }),
      validity: Bitmap(count: groupCount) { sums[$0].count > 0 })
  }

  /// Integer sums; numbers if one of them does not fit 64 bits.
  private func integers(_ sums: Buffer<WideSum>) -> Column {
    let fits = sums.elements.allSatisfy { Int64(exactly: $0.sum) != nil }
    return fits
      ? Column(
        type: .integer, storage: .integer(sums.mapped { Int64(truncatingIfNeeded: $0.sum) }),
        validity: nil)
      : Column(type: .number, storage: .number(sums.mapped { Double($0.sum) }), validity: nil)
  }

  @inline(__always)
  private func wideSums<Cell: BitwiseCopyable>(
    _ cells: Buffer<Cell>, _ chosen: Chosen, _ wide: @Sendable (Cell) -> Int128
  ) -> Buffer<WideSum> {
    accumulate(
      cells, chosen, from: WideSum(),
      update: { state, cell, _ in
        // 2^32 cells of 64 bits stay far below 2^127.
        state.sum &+= wide(cell)
        state.count &+= 1
      },
      merge: {
        $0.sum &+= $1.sum
        $0.count &+= $1.count
      })
  }

  private func compensatedSums(_ cells: Buffer<Double>, _ chosen: Chosen) -> Buffer<CompensatedSum>
  {
    accumulate(
      cells, chosen, from: CompensatedSum(), update: { sum, cell, _ in sum.add(cell) },
      merge: { $0.add($1) })
  }
}
