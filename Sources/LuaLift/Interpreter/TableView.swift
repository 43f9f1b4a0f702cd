import Basics
import CLuaBridge
import Columns
import LuaHost

/// A table as the bridge's row cursor reads it: pointers into its columns.
///
/// Rows that scripts hold keep the columns alive after the view itself is gone.
public final class TableView {
  public let table: Table
  public let owner: Owner

  /// What a row leads back to.
  public final class Owner: RowOwner {
    public let table: Table
    public fileprivate(set) var view: OpaquePointer

    fileprivate init(_ table: Table, placeholder: OpaquePointer) {
      self.table = table
      view = placeholder
    }
  }

  public init(_ table: Table, in engine: LuaEngine) throws {
    self.table = table
    owner = Owner(table, placeholder: engine.state)
    var names: [UnsafeMutablePointer<CChar>] = []
    defer { for name in names { name.deallocate() } }
    var columns: [rl_column] = []
    for (name, column) in zip(table.names, table.columns) {
      let bytes = Array(name.utf8)
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
      for (index, byte) in bytes.enumerated() { copy[index] = CChar(bitPattern: byte) }
      copy[bytes.count] = 0
      names.append(copy)
      columns.append(Self.describe(column, name: copy, length: bytes.count))
    }
    if engine.unknownColumn == nil {
      engine.unknownColumn = { owner, name, engine in
        guard let table = (owner as? Owner)?.table else {
          return .unknown("column", name, known: [])
        }
        return TableView.unknown(name, in: table, engine)
      }
      engine.relatedRows = { owner, row, name, engine in
        guard let table = (owner as? Owner)?.table else { return nil }
        return try RelatedRows.value(name, of: table, row: row, engine)
      }
    }
    guard
      let view = rl_make_view(
        engine.state, table.name, columns, Int32(columns.count), Int64(table.rowCount),
        Unmanaged.passRetained(owner).toOpaque(), engine.unknownColumnFunction)
    else { throw Problem(.limit, "not enough memory") }
    owner.view = view
  }

  deinit { rl_drop_view(owner.view) }

  /// The view of a table, kept for a while: the texts of its dictionaries become Lua strings once.
  public static func of(_ table: Table, in engine: LuaEngine) throws -> TableView {
    let key = ObjectIdentifier(Recent.self)
    let recent = engine.attachments[key] as? Recent ?? Recent()
    engine.attachments[key] = recent
    if let view = recent.views.first(where: { $0.table === table }) { return view }
    let view = try TableView(table, in: engine)
    recent.views.append(view)
    if recent.views.count > 8 { recent.views.removeFirst() }
    return view
  }

  private final class Recent {
    var views: [TableView] = []
  }

  private static func unknown(_ name: String, in table: Table, _ engine: LuaEngine) -> Problem {
    var problem = table.noSuchColumn(name)
    // What is named like other tables may be meant as rows of them, whether there are any or not.
    let isPlural = name.hasSuffix("s") && name.first?.isLowercase == true
    if let related = table.related, problem.hints.count == 1, related.has(name) || isPlural {
      let names = related.relations.map(\.name)
      problem.hints.insert(
        names.isEmpty
          ? "\(table.name) has no related rows"
          : "rows related to \(table.name): \(names.joined(separator: ", "))", at: 0)
    }
    // In an expression a misspelt function looks like a column too.
    if nearest(to: name, in: table.names) == nil, NotLua.advice(onName: name) == nil,
      let function = nearest(to: name, in: engine.registry.globalNames)
    {
      problem.message += " (did you mean the function \(function)?)"
    }
    return problem
  }

  private static func describe(_ column: Column, name: UnsafePointer<CChar>, length: Int)
    -> rl_column
  {
    var result = rl_column()
    result.name = name
    result.name_length = length
    result.validity = column.validity.map { UnsafePointer($0.words.base) }
    switch column.storage {
    case .boolean(let buffer):
      result.kind = Int32(RL_COLUMN_BOOLEAN)
      result.data = UnsafeRawPointer(buffer.base)
    case .integer(let buffer):
      result.kind = Int32(RL_COLUMN_INTEGER)
      result.data = UnsafeRawPointer(buffer.base)
    case .number(let buffer):
      result.kind = Int32(RL_COLUMN_NUMBER)
      result.data = UnsafeRawPointer(buffer.base)
    case .date(let buffer):
      result.kind = Int32(RL_COLUMN_DATE)
      result.data = UnsafeRawPointer(buffer.base)
    case .timestamp(let buffer):
      result.kind = Int32(RL_COLUMN_TIMESTAMP)
      result.data = UnsafeRawPointer(buffer.base)
    case .coded(let codes, let dictionary):
      result.kind = Int32(RL_COLUMN_CODED)
      result.data = UnsafeRawPointer(codes.base)
      result.entry_count = Int32(dictionary.count)
      result.entries = dictionary.address
    case .text(let views, _):
      result.kind = Int32(RL_COLUMN_TEXT)
      result.data = UnsafeRawPointer(views.base)
    }
    return result
  }
}
