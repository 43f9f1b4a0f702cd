import Basics
import Columns
import LuaHost

/// A column that a row function asks for and the table does not have yet: a figure of related
/// rows, or a column of the one row that a row belongs to.
///
/// Thrown while lifting; whoever lifts adds the column and begins again.
struct RelatedColumnWanted: Error {
  var name: String
  var column: (Table) throws -> Column
}

extension Lifter {
  /// Names of columns that were added for a function begin so: no file has such a header.
  static let addedMark = "\u{2063}"

  /// The rows that belong to a row, under a name that is no column.
  func related(_ name: TextView) -> Lifted? {
    table.related?.relation(name.string).map { .related($0) }
  }

  /// `c.account.industry`: a column of the one row that belongs to the row.
  func field(_ relation: RelatedTables.Relation, _ key: Lifted) throws -> Lifted {
    guard relation.isOne else { throw Refusal(reason: "it indexes the \(relation.name) of a row") }
    guard case .constant(.text(let name)) = key else {
      throw Refusal(reason: "the name of a column is worked out row by row")
    }
    let column = name.string
    guard let other = table.related?.table(of: relation), other.position(of: column) != nil else {
      throw Refusal(reason: "\(relation.name) has no column \(column)")
    }
    return try added("\(relation.name).\(column)") { table in
      try table.lookup(try other.column(column), over: relation, of: other)
    }
  }

  /// `count(a.contacts, "seniority == 'vp'")`; nil where it is no figure of related rows.
  func relatedFigure(_ name: String, _ arguments: [Lifted]) throws -> Lifted? {
    guard case .related(let relation)? = arguments.first, let figure = FigureCall(name) else {
      return nil
    }
    var texts: [String?] = []
    var share: Double?
    for (position, argument) in arguments.dropFirst().enumerated() {
      switch argument {
      case .constant(.text(let text)): texts.append(text.string)
      case .constant(.missing): texts.append(nil)
      case .constant(.number(let number)) where figure.takesShare && position == 1: share = number
      case .constant(.integer(let number)) where figure.takesShare && position == 1:
        share = Double(number)
      default:
        throw Refusal(
          reason: "\(name) of \(relation.name) is told by a function; as text it is worked out "
            + "for all rows at once")
      }
    }
    guard !relation.isOne, texts.count <= (figure.takesValue ? 2 : 1),
      let aggregate = figure.aggregate(share: share)
    else { throw Refusal(reason: "it calls \(name) in a way that is not understood") }
    let engine = environment.engine
    let value = figure.takesValue ? texts.first ?? nil : nil
    let filter = texts.count > (figure.takesValue ? 1 : 0) ? texts.last ?? nil : nil
    if figure.takesValue && value == nil {
      throw Refusal(reason: "\(name) of \(relation.name) does not say of what")
    }
    let shown = [relation.name] + [value, filter].compactMap { $0.map { "\"\($0)\"" } }
    let written = "\(name)\(share.map { " \($0)" } ?? "")(\(shown.joined(separator: ", ")))"
    return try added(written) { table in
      try RelatedColumns.compute(
        RelatedFigure(
          aggregate, value: try value.map { try RowFunction(.text($0), what: name, in: engine) },
          filter: try filter.map { try RowFunction(.text($0), what: name, in: engine) }),
        table, relation)
    }
  }

  /// The cells of a column that was added, or the wish for it.
  ///
  /// That such a cell is missing is not remembered: the row itself misses nothing.
  private func added(_ name: String, _ column: @escaping (Table) throws -> Column) throws -> Lifted
  {
    let full = Self.addedMark + name
    guard let position = table.position(of: full) else {
      throw RelatedColumnWanted(name: full, column: column)
    }
    return readAdded(column: position)
  }
}

/// The functions that scripts call for figures.
public struct FigureCall: Sendable {
  public let name: String
  private let known: Aggregate?

  /// Nil where no figure is called so.
  public init?(_ name: String) {
    self.name = name
    switch name {
    case "count": known = .count
    case "sum": known = .sum
    case "mean": known = .mean
    case "median": known = .median
    case "min": known = .min
    case "max": known = .max
    case "first": known = .first
    case "distinct_count": known = .distinctCount
    case "share": known = .share
    case "quantile": known = nil
    default: return nil
    }
  }

  /// Whether it is of a column or expression, not only of rows.
  public var takesValue: Bool { name != "count" && name != "share" }
  /// Whether its third argument is a share of 1.
  public var takesShare: Bool { name == "quantile" }

  func aggregate(share: Double?) -> Aggregate? {
    guard takesShare else { return known }
    guard let share, share >= 0, share <= 1 else { return nil }
    return .quantile(share)
  }
}
