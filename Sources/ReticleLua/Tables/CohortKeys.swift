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
      "a column of the rows or of their accounts, an expression, a function, bands, periods, an ICP (its tiers), or a list of these",
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
      guard isColumn(text, known) else {
        return .value(
          try RowFunction(value, what: what, in: arguments.engine), name: name ?? text)
      }
      guard let name, name != text else { return .column(text) }
      return .value(NamedColumn(column: text), name: name)
    case .function:
      return .value(
        try RowFunction(value, what: what, in: arguments.engine), name: name ?? "by_\(position)")
    case .object(let bands as BandsObject): return .bands(bands.bands)
    case .object(let periods as PeriodsObject): return periods.key
    case .object(let object as ICPObject):
      return .value(ICPTier(icp: object.icp), name: name ?? "tier")
    default:
      throw arguments.problem(
        "a key must be a column, an expression, a function, bands, periods or an ICP, not "
          + value.kind)
    }
  }

  /// A single word that is no column is a column misspelt, not an expression; so is one of a table
  /// that is named, such as `accounts.created`.
  private static func isColumn(_ text: String, _ known: [String]) -> Bool {
    if known.contains(text) { return true }
    var rest = text[...]
    for table in ["accounts.", "deals."] where text.hasPrefix(table) {
      rest = text.dropFirst(table.count)
    }
    return rest.utf8.allSatisfy(isWordByte)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte == 0x5f || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a || byte >= 0x30 && byte <= 0x39
  }
}
