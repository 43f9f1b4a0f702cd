import Basics
import Columns

/// How alike accounts and examples are in one field.
///
/// The market's cells become small codes; for each code there is one row with the likeness to each
/// example, so that a million accounts cost a million look-ups and no comparison of values.
struct FieldLikeness: Sendable {
  /// The code of each row of the market. The last code, ``missing``, is for missing cells.
  let codes: Buffer<UInt32>
  private let missing: UInt32
  /// Likeness by code and example, 0 to 1.
  private let table: [Float]
  private let exampleCount: Int

  /// How many parts the ranks of a number are cut to: what lies nearer is alike.
  private static let parts = 512
  /// Texts beyond so many are names rather than traits.
  private static let most = 65_535

  /// - Throws: where the types differ, or the field has so many texts that it is no trait.
  init(_ name: String, examples: Column, market: Column) throws {
    let agree =
      examples.type == market.type || examples.type.isNumeric && market.type.isNumeric
      || examples.type.isTemporal && market.type.isTemporal
      || examples.missingCount == examples.count
    guard agree else {
      throw Problem(
        .script,
        "lookalikes: \(name) is \(examples.type.rawValue) in the examples and \(market.type.rawValue) in the market"
      )
    }
    exampleCount = examples.count
    switch market.type {
    case .set:
      (codes, missing, table) = try Self.texts(name, examples, market) { Self.jaccard($0, $1) }
    case .text:
      (codes, missing, table) = try Self.texts(name, examples, market) { $0 == $1 ? 1 : 0 }
    case .boolean:
      (codes, missing, table) = Self.flags(examples, market)
    default:
      (codes, missing, table) = Self.ranked(Self.numbers(examples), Self.numbers(market))
    }
  }

  func likeness(row: Int, example: Int) -> Double {
    Double(table[Int(codes.base[row]) * exampleCount + example])
  }

  func isMissing(row: Int) -> Bool { codes.base[row] == missing }

  /// The table in whole steps of a weighted part of 65535, padded to blocks of 16 examples.
  func steps(weight: Double, width: Int) -> Buffer<SIMD16<UInt16>> {
    let rows = Int(missing) + 1
    let result = Buffer<SIMD16<UInt16>>(count: rows * width, zeroed: true)
    // The weights add up to 1: rounded down, no sum is too large for 16 bits.
    for code in 0..<rows {
      for example in 0..<exampleCount {
        let step = Double(table[code * exampleCount + example]) * weight * 65_535
        result.base[code * width + example / 16][example % 16] = UInt16(max(0, min(65_535, step)))
      }
    }
    return result
  }

  // MARK: Kinds of fields

  private static func texts(
    _ name: String, _ examples: Column, _ market: Column, _ alike: (String, String) -> Float
  ) throws -> (Buffer<UInt32>, UInt32, [Float]) {
    let distinct = try DistinctTexts(market)
    let count = distinct.entries.count
    guard count <= most else {
      throw Problem(
        .script, "lookalikes: \(name) has \(Wording.grouped(count)) different values",
        hints: ["compare by traits that accounts share, such as industry"])
    }
    let missing = UInt32(count)
    let codes = Buffer<UInt32>(count: market.count)
    for row in 0..<market.count {
      let code = distinct.codes.base[row]
      codes.base[row] = code == DistinctTexts.missing ? missing : code
    }
    let own = (0..<examples.count).map { examples.text($0) }
    var table = [Float](repeating: 0, count: (count + 1) * examples.count)
    for (code, entry) in distinct.entries.enumerated() {
      let text = entry.string
      for (example, value) in own.enumerated() {
        if let value { table[code * examples.count + example] = alike(text, value) }
      }
    }
    return (codes, missing, table)
  }

  /// Members in common / members of either. Sets are written sorted and joined with `;`.
  private static func jaccard(_ a: String, _ b: String) -> Float {
    let (first, second) = (Set(a.split(separator: ";")), Set(b.split(separator: ";")))
    let either = first.union(second).count
    return either == 0 ? 0 : Float(first.intersection(second).count) / Float(either)
  }

  private static func flags(
    _ examples: Column, _ market: Column
  ) -> (Buffer<UInt32>, UInt32, [Float]) {
    let number = { (column: Column, row: Int) -> UInt32 in
      switch column[row] {
      case .boolean(let flag): flag ? 1 : 0
      default: 2
      }
    }
    let codes = Buffer<UInt32>(count: market.count)
    for row in 0..<market.count { codes.base[row] = number(market, row) }
    var table = [Float](repeating: 0, count: 3 * examples.count)
    for example in 0..<examples.count {
      let own = number(examples, example)
      if own < 2 { table[Int(own) * examples.count + example] = 1 }
    }
    return (codes, 2, table)
  }

  /// Numbers by the share of the market that is smaller (equals counted half).
  private static func ranked(
    _ examples: [Double], _ market: Buffer<Double>
  ) -> (Buffer<UInt32>, UInt32, [Float]) {
    let missing = UInt32(parts)
    let codes = Buffer<UInt32>(count: market.count)
    let sorted = market.elements.filter { !$0.isNaN }.sorted()
    // Cut points at equal shares: a part is all that lies from its cut to the next.
    var cuts: [Double] = []
    for part in 1..<parts where !sorted.isEmpty {
      let cut = sorted[part * sorted.count / parts]
      if cut != cuts.last, cut > sorted[0] { cuts.append(cut) }
    }
    let fixed = cuts
    let part = { @Sendable (value: Double) -> Int in
      fixed.withUnsafeBufferPointer { cuts in
        var (low, high) = (0, cuts.count)
        while low < high {
          let middle = (low + high) / 2
          if cuts[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low
      }
    }
    let ranges = Parallel.ranges(market.count)
    Parallel.forEach(ranges.count) { piece in
      let (from, to) = (market.base, codes.base)
      for row in ranges[piece] {
        to[row] = from[row].isNaN ? missing : UInt32(truncatingIfNeeded: part(from[row]))
      }
    }
    var sizes = [Int](repeating: 0, count: parts + 1)
    for row in 0..<market.count { sizes[Int(codes.base[row])] += 1 }
    sizes = Array(sizes.prefix(cuts.count + 1))
    // The middle of each part among all ranks.
    var middles: [Double] = []
    var below = 0
    for size in sizes {
      middles.append((Double(below) + Double(size) / 2) / Double(max(1, sorted.count)))
      below += size
    }
    var table = [Float](repeating: 0, count: (parts + 1) * examples.count)
    for (example, value) in examples.enumerated() where !value.isNaN {
      let own = middles[part(value)]
      for (code, middle) in middles.enumerated() {
        table[code * examples.count + example] = Float(1 - (middle - own).magnitude)
      }
    }
    return (codes, missing, table)
  }

  private static func numbers(_ column: Column) -> Buffer<Double> {
    guard column.type.isTemporal else { return column.finiteDoubles() }
    let days = column.days()
    let numbers = Buffer<Double>(count: column.count)
    for row in 0..<column.count {
      numbers.base[row] = days.base[row] == Column.noDay ? .nan : Double(days.base[row])
    }
    return numbers
  }

  private static func numbers(_ column: Column) -> [Double] {
    let buffer: Buffer<Double> = numbers(column)
    return Array(buffer.elements)
  }
}
