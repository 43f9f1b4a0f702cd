import Basics
import Columns
import LuaHost
import LuaLift
import Profiles

/// What scripts divide rows by, for functions that look accounts up themselves.
enum CohortKeys {
  /// The type and wording of the option `by`.
  static var parameter: Parameter {
    Parameter(
      "by", .any,
      "a column of the rows or of their accounts, an expression, a function, bands, or a list of these",
      standard: "the whole")
  }

  /// The keys that an option `by` names.
  ///
  /// - Parameter known: Columns that a text may name; any other text is an expression.
  static func parse(
    _ by: LuaValue, what: String, known: [String], _ arguments: Arguments
  ) throws -> [CohortKey] {
    if by.isNil { return [] }
    guard let content = try by.tableContent() else {
      return [try key(by, name: nil, position: 1, what, known, arguments)]
    }
    return try content.pairs.enumerated().map { position, pair in
      try key(
        pair.value, name: pair.key.text, position: position + 1, what, known, arguments)
    }
  }

  private static func key(
    _ value: LuaValue, name: String?, position: Int, _ what: String, _ known: [String],
    _ arguments: Arguments
  ) throws -> CohortKey {
    switch value {
    case .text(let text):
      // A single word that is no column is a column misspelt, not an expression.
      if known.contains(text) || text.utf8.allSatisfy(isWordByte) { return .column(text) }
      return .value(
        try RowFunction(value, what: what, in: arguments.engine), name: name ?? text)
    case .function:
      return .value(
        try RowFunction(value, what: what, in: arguments.engine), name: name ?? "by_\(position)")
    case .object(let bands as BandsObject): return .bands(bands.bands)
    default:
      throw arguments.problem(
        "a key must be a column, an expression, a function or bands, not \(value.kind)")
    }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte == 0x5f || byte == 0x2e || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
      || byte >= 0x30 && byte <= 0x39
  }
}
