import Basics
import Columns
import Synchronization

/// The distinct texts of a column, and which of them each row holds.
struct DistinctTexts: Sendable {
  /// In the order of first appearance; the column they came from keeps them alive.
  let entries: [TextView]
  /// The number of each row's text, or ``missing``.
  let codes: Buffer<UInt32>
  static let missing = UInt32.max

  /// - Precondition: `column` is text.
  /// - Complexity: O(rows), on all cores.
  init(_ column: Column) throws {
    codes = Buffer(count: column.count)
    switch column.storage {
    case .coded(let source, let dictionary):
      // Every entry is read once even if no row holds it any more: dictionaries are small.
      entries = Array(dictionary.entries)
      let codes = codes
      let absent = UInt32(dictionary.count)
      let ranges = Parallel.ranges(column.count)
      Parallel.forEach(ranges.count) { piece in
        let (from, to) = (source.base, codes.base)
        for row in ranges[piece] {
          let code = UInt32(from[row])
          to[row] = code == absent ? Self.missing : code
        }
      }
    case .text(let views, _):
      entries = try Self.number(views, validity: column.validity, into: codes)
    default: throw Problem(.fault, "a column of \(column.type.rawValue) is not text")
    }
  }

  private static func number(
    _ views: Buffer<TextView>, validity: Bitmap?, into codes: Buffer<UInt32>
  ) throws -> [TextView] {
    let ranges = Parallel.ranges(views.count)
    let found = Mutex<[[TextView]]>(Array(repeating: [], count: ranges.count))
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      var table = TextTable()
      let (from, to) = (views.base, codes.base)
      for row in ranges[piece] {
        if let validity, !validity[row] {
          to[row] = missing
        } else {
          to[row] = UInt32(truncatingIfNeeded: table.insert(from[row]))
        }
      }
      let entries = table.entries
      found.withLock { $0[piece] = entries }
    }
    var all = TextTable()
    let numbers = found.withLock { $0 }.map { local in
      local.map { UInt32(truncatingIfNeeded: all.insert($0)) }
    }
    Parallel.forEach(ranges.count) { piece in
      let to = codes.base
      for row in ranges[piece] where to[row] != missing { to[row] = numbers[piece][Int(to[row])] }
    }
    return all.entries
  }
}
