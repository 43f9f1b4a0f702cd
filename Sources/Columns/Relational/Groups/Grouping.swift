import Basics
import Synchronization

/// The rows of a table divided into groups of equal keys.
///
/// Groups are numbered by the first row that is in them. A missing key is a group of its own;
/// NaN equals itself, and 0 equals -0.
public final class Grouping: Sendable {
  public let groupCount: Int
  /// The group of each row.
  public let groupOf: Buffer<UInt32>
  /// The first row of each group. (Zero for the one group of a summary of no rows.)
  public let firstRow: Buffer<UInt32>
  /// The columns that were grouped by.
  public let keys: [Column]
  private let knownSizes = Mutex<Buffer<UInt32>?>(nil)

  public var rowCount: Int { groupOf.count }

  init(_ numbers: GroupNumbers, keys: [Column]) {
    groupCount = numbers.count
    groupOf = numbers.groupOf
    firstRow = numbers.firstRow
    self.keys = keys
  }

  /// Groups of rows whose cells are equal in all `columns`. Without columns: one group of all
  /// rows, also when there are none.
  ///
  /// - Throws: when there are more rows than 32 bits can number.
  /// - Complexity: O(*n*) expected; a few passes when keys are codes, booleans, or integers and
  ///   dates that lie close together, and one hash table a column otherwise.
  public convenience init(_ columns: [Column], rowCount: Int) throws {
    guard rowCount < Int(UInt32.max) else { throw TooManyRows.problem("a grouping", rowCount) }
    guard columns.allSatisfy({ $0.count == rowCount }) else {
      throw Problem(.fault, "the columns to group by differ in length")
    }
    try Interruption.check()
    if columns.isEmpty {
      let numbers = GroupNumbers(
        groupOf: Buffer(count: rowCount, zeroed: true), firstRow: Buffer([UInt32(0)]))
      self.init(numbers, keys: [])
    } else {
      self.init(GroupNumbers.of(columns), keys: columns)
    }
  }

  /// The keys of the groups: each column with one row a group.
  public func keyColumns() -> [Column] { keys.map { $0.unchecked(firstRow) } }

  /// How many rows each group has.
  ///
  /// - Complexity: O(*n*) the first time.
  public var sizes: Buffer<UInt32> {
    knownSizes.withLock { known in
      if let known { return known }
      let sizes = counts(Chosen(rowCount, mask: nil, present: nil))
      known = sizes
      return sizes
    }
  }
}

extension Table {
  /// The rows of this table in groups of equal cells in `columns`, which need not be columns of
  /// this table but have a cell for each of its rows.
  public func grouping(by columns: [Column]) throws -> Grouping {
    try Grouping(columns, rowCount: rowCount)
  }

  /// The rows of this table in groups of equal cells in the named columns.
  public func grouping(by names: [String]) throws -> Grouping {
    try Grouping(names.map { try column($0) }, rowCount: rowCount)
  }

  /// The first of the rows that are equal in the named columns (by default in all), in order.
  ///
  /// - Throws: when a name is unknown.
  public func distinct(by names: [String]? = nil) throws -> Table {
    let grouping = try grouping(by: names ?? self.names)
    if grouping.groupCount >= rowCount { return self }
    return choosing(.rows(grouping.firstRow))
  }
}

/// Row numbers are 32-bit: what to say when they do not suffice.
enum TooManyRows {
  static func problem(_ what: String, _ rows: Int) -> Problem {
    Problem(
      .limit, "\(what) of \(rows) rows is more than 32-bit row numbers can name",
      hints: ["filter or summarize first, so that fewer rows are left"])
  }
}
