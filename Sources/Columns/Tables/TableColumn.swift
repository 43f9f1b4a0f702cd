import Basics
import Synchronization

/// Rows of another table, by number.
enum RowChoice: Sendable {
  case rows(Buffer<UInt32>)
  /// -1 means no row: the cell is missing.
  case optional(Buffer<Int32>)

  var count: Int {
    switch self {
    case .rows(let rows): rows.count
    case .optional(let rows): rows.count
    }
  }

  /// Two choices that are the same memory are the same rows.
  var identity: ObjectIdentifier {
    switch self {
    case .rows(let rows): ObjectIdentifier(rows)
    case .optional(let rows): ObjectIdentifier(rows)
    }
  }

  func gathered(_ column: Column) -> Column {
    switch self {
    case .rows(let rows): column.unchecked(rows)
    case .optional(let rows): column.take(optional: rows)
    }
  }

  /// The rows that are reached by choosing `outer` among these.
  func choosing(_ outer: RowChoice) -> RowChoice {
    switch (self, outer) {
    case (.rows(let inner), .rows(let outer)): .rows(inner.gathered(outer))
    case (.optional(let inner), .rows(let outer)): .optional(inner.gathered(outer))
    case (.rows(let inner), .optional(let outer)):
      .optional(inner.reinterpreted(as: Int32.self).gathered(optional: outer, none: -1))
    case (.optional(let inner), .optional(let outer)):
      .optional(inner.gathered(optional: outer, none: -1))
    }
  }
}

/// A column of a table: at hand, or known as rows of another column and gathered when it is first
/// asked for.
///
/// A script that joins two wide tables and groups by two columns never pays for the others.
final class TableColumn: Sendable {
  let type: ColumnType
  let count: Int
  private let state: Mutex<State>

  private enum State {
    case ready(Column)
    case deferred(Column, RowChoice)
  }

  init(_ column: Column) {
    type = column.type
    count = column.count
    state = Mutex(.ready(column))
  }

  /// - Precondition: every row of `choice` is one of `source`.
  init(_ source: Column, _ choice: RowChoice) {
    type = source.type
    count = choice.count
    state = Mutex(.deferred(source, choice))
  }

  /// The column itself, gathered the first time.
  var column: Column {
    state.withLock { state in
      switch state {
      case .ready(let column): return column
      case .deferred(let source, let choice):
        let column = choice.gathered(source)
        state = .ready(column)
        return column
      }
    }
  }

  /// Whether the cells are at hand.
  var isReady: Bool {
    state.withLock { if case .ready = $0 { true } else { false } }
  }

  /// The column the cells come from, and which of its rows (nil for all, in order).
  fileprivate var origin: (Column, RowChoice?) {
    state.withLock { state in
      switch state {
      case .ready(let column): (column, nil)
      case .deferred(let source, let choice): (source, choice)
      }
    }
  }

  /// Fewer rows than this are gathered at once, so that a small result does not keep a large
  /// table in memory.
  static let deferredFrom = 1 << 15

  /// The same columns with other rows. Row lists are put together once for all columns that
  /// share one; cells are not touched, unless there are few.
  ///
  /// - Precondition: every row of `choice` is one of the columns'.
  static func choosing(_ choice: RowChoice, from columns: [TableColumn]) -> [TableColumn] {
    var composed: [ObjectIdentifier: RowChoice] = [:]
    return columns.map { column in
      let (source, inner) = column.origin
      var rows = choice
      if let inner {
        rows = composed[inner.identity] ?? inner.choosing(choice)
        composed[inner.identity] = rows
      }
      return choice.count < deferredFrom
        ? TableColumn(rows.gathered(source)) : TableColumn(source, rows)
    }
  }
}
