import Basics

/// Where each key is found: an index over one or several key columns, made once and used for any
/// number of joins and look-ups.
///
/// Keys may repeat: rows with the same key form a chain in the order of the rows. A missing cell
/// is no key: it is in no chain and finds nothing. NaN finds NaN.
///
/// Dictionary codes, booleans, and integers and dates that lie close together index a table
/// directly; everything else is hashed. Several columns become one code as in a ``Grouping``.
public struct KeyIndex: Sendable {
  /// How many rows were indexed.
  public let rowCount: Int
  private let parts: [KeyPart]
  /// How the codes of the parts before and the code of part `n + 1` become one.
  private let steps: [Step]
  /// For each code the first row plus one, or zero; nil when a code is itself the first row.
  private let firstByCode: Buffer<UInt32>?
  /// For each row the next one with the same key plus one; zero at the end.
  private let following: Buffer<UInt32>
  /// Whether no key occurs twice.
  public let isUnique: Bool

  private enum Step: Sendable {
    case radix(Int32)
    case hashed(HashedRows<Int64>)
  }

  /// - Throws: without columns, with columns of different lengths, or with more rows than 31
  ///   bits can number.
  /// - Complexity: O(*n*) expected, on all cores where keys are hashed.
  public init(_ columns: [Column]) throws {
    guard let count = columns.first?.count else {
      throw Problem(.script, "an index needs at least one key column")
    }
    guard columns.allSatisfy({ $0.count == count }) else {
      throw Problem(.fault, "the key columns differ in length")
    }
    guard count < Int(Int32.max) else { throw TooManyRows.problem("an index", count) }
    try Interruption.check()
    rowCount = count
    if columns.count == 1 {
      let built = KeyPart.build(columns[0], links: .next)
      parts = [built.part]
      steps = []
      if let links = built.links {
        (firstByCode, following, isUnique) = (nil, links, !built.hasRepeats)
      } else {
        let chains = Self.chains(built.part.codes(of: columns[0]), bound: built.part.bound)
        (firstByCode, following, isUnique) = (chains.first, chains.following, chains.isUnique)
      }
      return
    }
    parts = columns.map { KeyPart.build($0, links: .first).part }
    var steps: [Step] = []
    var codes = parts[0].codes(of: columns[0])
    var bound = parts[0].bound
    let limit = GroupNumbers.directLimit(rows: count)
    var chained: (links: Buffer<UInt32>, hasRepeats: Bool)?
    for index in 1..<parts.count {
      let next = parts[index].codes(of: columns[index])
      let (product, overflow) = bound.multipliedReportingOverflow(by: parts[index].bound)
      if !overflow, product <= limit {
        let radix = Int32(truncatingIfNeeded: parts[index].bound)
        codes = Self.multiplied(codes, by: radix, adding: next)
        steps.append(.radix(radix))
        bound = product
      } else {
        let (pairs, present) = Self.pairs(codes, next)
        let isLast = index == parts.count - 1
        let built = HashedRows.build(pairs, present: present, links: isLast ? .next : .first)
        steps.append(.hashed(built.table))
        if isLast {
          chained = (built.links, built.hasRepeats)
        } else {
          codes = built.table.rows(of: pairs, present: present).reinterpreted(as: Int32.self)
          bound = count
        }
      }
    }
    self.steps = steps
    if let chained {
      (firstByCode, following, isUnique) = (nil, chained.links, !chained.hasRepeats)
    } else {
      let chains = Self.chains(codes, bound: bound)
      (firstByCode, following, isUnique) = (chains.first, chains.following, chains.isUnique)
    }
  }

  /// For each row of `wanted` the first indexed row with the same key, or -1.
  ///
  /// Integer cells find number cells of exactly their value and the other way round; otherwise
  /// types must agree. A column without any value finds nothing, whatever its type.
  ///
  /// - Throws: when the number of columns or a type differs.
  /// - Complexity: O(1) expected a row, on all cores; one look-up a distinct text where the
  ///   wanted texts are dictionary-coded.
  public func firstRows(of wanted: [Column]) throws -> Buffer<Int32> {
    guard wanted.count == parts.count else {
      throw Problem(
        .fault, "\(wanted.count) key columns cannot be looked up in an index of \(parts.count)")
    }
    for (column, part) in zip(wanted, parts) {
      if !part.matches(column) { throw Self.mismatch(column.type, part.type) }
    }
    guard wanted.allSatisfy({ $0.count == wanted[0].count }) else {
      throw Problem(.fault, "the key columns differ in length")
    }
    try Interruption.check()
    var found = parts[0].codes(of: wanted[0])
    for (index, step) in steps.enumerated() {
      let next = parts[index + 1].codes(of: wanted[index + 1])
      switch step {
      case .radix(let radix): found = Self.multiplied(found, by: radix, adding: next)
      case .hashed(let table):
        let (pairs, present) = Self.pairs(found, next)
        found = table.rows(of: pairs, present: present).reinterpreted(as: Int32.self)
      }
    }
    let codes = found
    guard let firstByCode else { return codes }
    Parallel.overRows(codes.count) { range in
      let (codes, heads) = (codes.base, firstByCode.base)
      for row in range {
        let code = Int(codes[row])
        // Zero means none: one less is -1.
        codes[row] = code < 0 ? -1 : Int32(truncatingIfNeeded: heads[code]) &- 1
      }
    }
    return codes
  }

  /// The next indexed row with the same key as `row`, or nil.
  public func row(after row: Int) -> Int? {
    let next = following[row]
    return next == 0 ? nil : Int(next) - 1
  }

  /// For each row that is the first of its key how many rows have that key. (For other rows: how
  /// many from there on.) O(*n*).
  func chainLengths() -> Buffer<UInt32> {
    let lengths = Buffer<UInt32>(count: rowCount)
    let (following, target) = (following.base, lengths.base)
    var row = rowCount - 1
    while row >= 0 {
      // The next row of a chain lies further down, so its length is known.
      let next = following[row]
      target[row] = next == 0 ? 1 : target[Int(next) - 1] &+ 1
      row -= 1
    }
    return lengths
  }

  /// The links themselves, for loops that walk many chains.
  var links: Buffer<UInt32> { following }

  /// What to say of keys that can never be equal.
  static func mismatch(_ wanted: ColumnType, _ own: ColumnType) -> Problem {
    Problem(
      .script, "\(wanted.rawValue) keys cannot match \(own.rawValue) keys",
      hints: ["convert one of the two columns, so that both are of one type"])
  }

  private static func chains(
    _ codes: Buffer<Int32>, bound: Int
  ) -> (first: Buffer<UInt32>?, following: Buffer<UInt32>, isUnique: Bool) {
    let following = Buffer<UInt32>(count: codes.count, zeroed: true)
    if bound == codes.count, isCounting(codes) { return (nil, following, true) }
    let first = Buffer<UInt32>(count: bound, zeroed: true)
    let (codes, heads, next) = (codes.base, first.base, following.base)
    var isUnique = true
    var row = following.count - 1
    while row >= 0 {
      let code = Int(codes[row])
      if code >= 0 {
        if heads[code] != 0 {
          isUnique = false
          next[row] = heads[code]
        }
        heads[code] = UInt32(truncatingIfNeeded: row + 1)
      }
      row -= 1
    }
    return (first, following, isUnique)
  }

  /// Whether the codes are 0, 1, 2, …: records in the order of their numbers, as systems export
  /// them. Then a code is a row, and needs no table.
  private static func isCounting(_ codes: Buffer<Int32>) -> Bool {
    let (base, count) = (codes.base, codes.count)
    return withExtendedLifetime(codes) {
      var row = 0
      while row < count, Int(base[row]) == row { row += 1 }
      return row == count
    }
  }

  private static func multiplied(
    _ codes: Buffer<Int32>, by radix: Int32, adding next: Buffer<Int32>
  ) -> Buffer<Int32> {
    let result = Buffer<Int32>(count: codes.count)
    Parallel.overRows(codes.count) { range in
      let (codes, next, result) = (codes.base, next.base, result.base)
      for row in range {
        result[row] = codes[row] < 0 || next[row] < 0 ? -1 : codes[row] &* radix &+ next[row]
      }
    }
    return result
  }

  /// Two codes as one 64-bit key, which is missing where one of them is.
  private static func pairs(
    _ codes: Buffer<Int32>, _ next: Buffer<Int32>
  ) -> (Buffer<Int64>, Bitmap) {
    let pairs = GroupNumbers.pairs(
      codes.reinterpreted(as: UInt32.self), next.reinterpreted(as: UInt32.self))
    let present = Bitmap(count: codes.count) { words, range in
      let (codes, next) = (codes.base, next.base)
      Bitmap.fill(words, range) { codes[$0] < 0 || next[$0] < 0 ? 0 : 1 }
    }
    return (pairs, present)
  }
}
