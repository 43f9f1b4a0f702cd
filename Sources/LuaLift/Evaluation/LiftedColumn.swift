import Basics
import Columns
import LuaHost

/// The values of one lifted function as a column.
///
/// The type is decided by the values that occur, as ``ResultColumn`` decides it.
struct LiftedColumn {
  /// The first row that Lua has to decide about, if there is one.
  let bail: Int?
  private let results: [Wanted: ExpressionResult]
  private let value: Alternatives
  private let table: Table
  private let own: Column?

  private enum Wanted: Hashable {
    case bail, present
    case kind(ResultColumn.Kind)
    case flags, integers, numbers, texts, days, micros
  }

  /// - Returns: nil if the function cannot be evaluated by columns after all.
  init?(_ program: RowProgram) throws {
    guard let result = program.results.first else { return nil }
    let pool = program.pool
    value = result.value
    table = program.table
    own = result.column.map { program.table.columns[$0] }
    var wanted: [(Wanted, ExpressionOutput)] = []
    if !result.bail.isNever { wanted.append((.bail, .firstRow(result.bail))) }
    if own == nil {
      let present = pool.not(value.missing)
      wanted.append((.present, .bits(present)))
      for (kind, condition) in Self.kinds(value) where !condition.isNever && condition != present {
        wanted.append((.kind(kind), .bits(condition)))
      }
      wanted += Self.payloads(value, present, pool)
    }
    if program.isSpoilt { return nil }
    guard let all = try ExpressionPlan(pool, wanted.map(\.1)).run() else { return nil }
    results = Dictionary(uniqueKeysWithValues: zip(wanted.map(\.0), all))
    if case .firstRow(let row)? = results[.bail] { bail = row } else { bail = nil }
  }

  private static func kinds(_ value: Alternatives) -> [(ResultColumn.Kind, Condition)] {
    [
      (.boolean, value.boolean), (.integer, value.integer), (.number, value.number),
      (.text, value.text), (.date, value.date), (.timestamp, value.timestamp),
      (.other, value.other),
    ]
  }

  /// Slots of missing cells are zero.
  private static func payloads(
    _ value: Alternatives, _ present: Condition, _ pool: ExpressionPool
  ) -> [(Wanted, ExpressionOutput)] {
    var wanted: [(Wanted, ExpressionOutput)] = []
    if !value.boolean.isNever {
      wanted.append((.flags, .flags(pool.and(value.boolean, value.truth))))
    }
    if let id = value.integers, !value.integer.isNever {
      wanted.append((.integers, .integers(pool.choose(value.integer, id, pool.integer(0)))))
    }
    if let id = value.numbers, !value.number.isNever {
      // A column of integers and numbers is one of numbers.
      var other = pool.number(0)
      if let integers = value.integers, !value.integer.isNever {
        other = pool.choose(value.integer, pool.number(fromInteger: integers), other)
      }
      wanted.append((.numbers, .numbers(pool.choose(value.number, id, other))))
    }
    if let text = value.texts, !value.text.isNever {
      wanted.append((.texts, .texts(text, present: value.text)))
    }
    if let id = value.days, !value.date.isNever {
      wanted.append((.days, .days(pool.choose(value.date, id, pool.integer(0)))))
    }
    if let id = value.micros, !value.timestamp.isNever {
      // A column of dates and timestamps is one of timestamps.
      var other = pool.integer(0)
      if let days = value.days, !value.date.isNever {
        let midnight = pool.integer(.multiply, days, pool.integer(Calendar.microsPerDay))
        other = pool.choose(value.date, midnight, other)
      }
      wanted.append((.micros, .integers(pool.choose(value.timestamp, id, other))))
    }
    return wanted
  }

  /// The column.
  ///
  /// - Parameter what: What messages call the function.
  /// - Throws: ``Problem`` if its values are of types that do not go into one column.
  func column(what: String) throws -> Column? {
    if let own { return Self.plain(own) }
    guard case .bits(let present)? = results[.present] else { return nil }
    var firstRows: [ResultColumn.Kind: Int] = [:]
    for (kind, condition) in Self.kinds(value) where !condition.isNever {
      var bits = present
      if case .bits(let own)? = results[.kind(kind)] { bits = own }
      if let row = bits.firstSet { firstRows[kind] = row }
    }
    let type = try ResultColumn.type(of: firstRows, what: what)
    guard !firstRows.isEmpty else { return .missing(type: .text, count: table.rowCount) }
    guard let storage = storage(type, present) else { return nil }
    return Column(type: type, storage: storage, validity: present)
  }

  private func storage(_ type: ColumnType, _ present: Bitmap) -> Column.Storage? {
    switch type {
    case .boolean: if case .flags(let buffer)? = results[.flags] { return .boolean(buffer) }
    case .integer: if case .integers(let buffer)? = results[.integers] { return .integer(buffer) }
    case .number: if case .numbers(let buffer)? = results[.numbers] { return .number(buffer) }
    case .date: if case .days(let buffer)? = results[.days] { return .date(buffer) }
    case .timestamp: if case .integers(let buffer)? = results[.micros] { return .timestamp(buffer) }
    case .text, .set:
      guard case .texts(let storage)? = results[.texts] else { return nil }
      if case .text(let views, let arenas) = storage {
        return TextCoding.storage(views, arenas: arenas, validity: present)
      }
      return storage
    }
    return nil
  }

  /// A column as what a script reads from it: a set is read as text, and nothing but missing
  /// values has no type.
  private static func plain(_ column: Column) -> Column {
    if column.missingCount == column.count { return .missing(type: .text, count: column.count) }
    guard column.type == .set else { return column }
    return Column(type: .text, storage: column.storage, validity: column.validity)
  }
}

extension Bitmap {
  /// The first row whose bit is set.
  fileprivate var firstSet: Int? {
    for (index, word) in words.elements.enumerated() where word != 0 {
      return index * 64 + word.trailingZeroBitCount
    }
    return nil
  }
}
