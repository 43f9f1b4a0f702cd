import Basics
import CLuaBridge
import Columns

/// Builds a column from what a row function gave, whose type is known only at the end.
///
/// Integers and numbers together are numbers, dates and timestamps are timestamps; any other mix
/// is an error that names the first row of each kind. Nothing but missing values is text.
struct ResultColumn {
  private var firstRow = [Int?](repeating: nil, count: 8)
  private var blocks: [RowInterpreter.Block] = []
  private var count = 0

  /// What kind of value there is in a row, in the order in which messages name kinds.
  enum Kind: Int, CaseIterable {
    case boolean, integer, number, text, date, timestamp, other

    var described: String {
      switch self {
      case .boolean: "true or false"
      case .integer, .number: "a number"
      case .text: "a text"
      case .date: "a date"
      case .timestamp: "a timestamp"
      case .other: "a table, function or row"
      }
    }
  }

  private static func kind(_ tag: UInt8, _ payload: Int64) -> Kind? {
    switch Int(tag) {
    case RL_NIL: nil
    case RL_BOOLEAN: .boolean
    case RL_INTEGER: .integer
    case RL_NUMBER: .number
    case RL_STRING: .text
    case RL_MOMENT: rl_is_timestamp(payload) ? .timestamp : .date
    default: .other
    }
  }

  mutating func append(_ block: RowInterpreter.Block) {
    for index in 0..<block.count {
      if let kind = Self.kind(block.tags[index], block.payloads[index]),
        firstRow[kind.rawValue] == nil
      {
        firstRow[kind.rawValue] = block.start + index
      }
    }
    blocks.append(block)
    count += block.count
  }

  func finish(what: String) throws -> Column {
    let type = try type(what)
    let builder = ColumnBuilder(type: type, capacity: count)
    for block in blocks {
      for index in 0..<block.count {
        let payload = block.payloads[index]
        switch Int(block.tags[index]) {
        case RL_BOOLEAN: builder.append(payload != 0)
        case RL_INTEGER: builder.append(payload)
        case RL_NUMBER: builder.append(Double(bitPattern: UInt64(bitPattern: payload)))
        case RL_STRING: builder.append(bytes: block.text(index))
        case RL_MOMENT:
          let value = rl_moment_value(payload)
          if rl_is_timestamp(payload) {
            builder.append(micros: value)
          } else {
            builder.append(days: Int32(clamping: value))
          }
        default: builder.appendMissing()
        }
      }
    }
    return builder.finish()
  }

  private func type(_ what: String) throws -> ColumnType {
    var first: [Kind: Int] = [:]
    for kind in Kind.allCases { first[kind] = firstRow[kind.rawValue] }
    return try Self.type(of: first, what: what)
  }

  /// The type of a column that holds values of these kinds.
  ///
  /// - Parameters:
  ///   - firstRows: The first row of each kind that occurs.
  ///   - what: What messages call the function.
  static func type(of firstRows: [Kind: Int], what: String) throws -> ColumnType {
    let seen = Kind.allCases.filter { firstRows[$0] != nil }
    switch seen {
    case []: return .text
    case [.boolean]: return .boolean
    case [.integer]: return .integer
    case [.number], [.integer, .number]: return .number
    case [.text]: return .text
    case [.date]: return .date
    case [.timestamp], [.date, .timestamp]: return .timestamp
    default: break
    }
    if let row = firstRows[.other] {
      throw Problem(
        .script, "\(what) gives \(Kind.other.described) in row \(row + 1)",
        hints: ["a row function gives true or false, a number, a text, a date or nil"])
    }
    let rows = seen.map { (kind: $0, row: firstRows[$0] ?? 0) }.sorted { $0.row < $1.row }
    throw Problem(
      .script, "\(what) gives different kinds of values",
      hints: [
        rows.map { "\($0.kind.described) in row \($0.row + 1)" }.joined(separator: ", "),
        "a column has one type: use tostring(…) or give nil",
      ])
  }
}
