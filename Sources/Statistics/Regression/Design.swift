/// The columns of a regression, in blocks, for a given number of rows.
///
/// A column of few distinct values stays a column of codes: a hundred levels cost four bytes a row,
/// not eight hundred.
public struct Design: Sendable {
  public enum Block: Sendable {
    /// One column of numbers, without missing values.
    case numeric([Double])
    /// One column of 0/1 for each of `count` levels: 1 where the row's code is the level. A code
    /// outside `0..<count` has no level: all 0.
    case levels([Int32], count: Int)

    /// How many columns the block stands for.
    public var width: Int {
      switch self {
      case .numeric: 1
      case .levels(_, let count): count
      }
    }

    var rows: Int {
      switch self {
      case .numeric(let values): values.count
      case .levels(let codes, _): codes.count
      }
    }
  }

  public let rows: Int
  public let blocks: [Block]
  /// How many columns there are, without the intercept.
  public let columns: Int
  /// The first column of each block.
  let offsets: [Int]

  /// - Throws: ``StatError`` when a block has another number of rows, or a number is not finite.
  public init(rows: Int, _ blocks: [Block]) throws {
    var offsets: [Int] = []
    var next = 0
    for (index, block) in blocks.enumerated() {
      try Require.sameLength(block.rows, rows, "x, column \(next + 1),", "y")
      if case .numeric(let values) = block, let wrong = values.firstIndex(where: { !$0.isFinite }) {
        throw StatError(
          "x[\(wrong + 1)][\(next + 1)]", "is missing or infinite", hint: "impute it before")
      }
      if case .levels(_, let count) = block, count < 0 {
        throw StatError("x", "has a negative number of levels in block \(index + 1)")
      }
      offsets.append(next)
      next += block.width
    }
    self.rows = rows
    self.blocks = blocks
    self.offsets = offsets
    columns = next
  }
}
