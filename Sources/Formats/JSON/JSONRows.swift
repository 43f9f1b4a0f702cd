import Basics
import CJSON
import Columns

/// Makes rows of JSON values.
///
/// The stated rule: a row is an object; each member is a cell under its name; the members of an object
/// inside are cells under both names with a dot between, at any depth (`address.city`). `null` and a
/// member that is not there are missing. A list of texts, each without `;` and without blanks around
/// it, is a set. Every other list, and an empty object, is kept as JSON text. A row that is a list has
/// its cells in order, and one that is a single value has the one column `value`.
struct JSONRows {
  private typealias Kind = JSONTape.Kind
  private(set) var assembler: TableAssembler
  private let keepsText: Bool
  private let hasHeader: Bool
  private var table = TextTable()
  private let names = TextArena()
  /// The column of each name in `table`.
  private var columns: [Int] = []
  /// The name so far: `address.`
  private var path: [UInt8] = []
  /// Rows that are lists, rows that are objects, rows that are single values: a file has one shape.
  private var shape: UInt32?
  /// Lists that were read as sets although they were in another order or had repetitions.
  private(set) var reordered = 0
  private(set) var keptLists = 0
  private var scratch: [UInt8] = []

  init(file: String, options: ReadOptions) {
    assembler = TableAssembler(file: file, options: options)
    keepsText = options.csv.allText
    hasHeader = options.csv.hasHeader
  }

  /// Adds a row.
  ///
  /// - Returns: why the value is no row, or nil.
  mutating func add(_ tape: JSONTape, at index: Int, line: Int) throws -> String? {
    let kind = tape.kind(index)
    let own = kind == Kind.object || kind == Kind.array ? kind : Kind.string
    if let shape, shape != own {
      let expected =
        shape == Kind.object ? "an object" : shape == Kind.array ? "a list" : "a single value"
      return "\(tape.described(index)) instead of \(expected)"
    }
    if shape == nil {
      shape = own
      if own == Kind.array, hasHeader, try takeHeader(tape, index) { return nil }
    }
    path.removeAll(keepingCapacity: true)
    let reason: String?
    switch own {
    case Kind.object: reason = try addObject(tape, index)
    case Kind.array: reason = try addList(tape, index)
    default: reason = try addCell(tape, index, column: try position("value"))
    }
    if let reason {
      assembler.dropRow()
      return reason
    }
    try assembler.endRow(line: line)
    return nil
  }

  /// The first list names the columns if it holds nothing but texts.
  private mutating func takeHeader(_ tape: JSONTape, _ index: Int) throws -> Bool {
    var place = index + 1
    var header: [String] = []
    while tape.kind(place) != Kind.arrayEnd {
      guard tape.kind(place) == Kind.string else { return false }
      header.append(String(decoding: tape.bytes(place), as: UTF8.self))
      place += 1
    }
    if header.isEmpty { return false }
    for name in header { _ = try assembler.addColumn(name) }
    return true
  }

  private mutating func addObject(_ tape: JSONTape, _ index: Int) throws -> String? {
    // Where the names of the objects around begin to differ.
    var lengths: [Int] = []
    var place = index + 1
    while true {
      let kind = tape.kind(place)
      if kind == Kind.objectEnd {
        guard let length = lengths.popLast() else { return nil }
        path.removeLast(path.count - length)
        place += 1
        continue
      }
      // A key.
      let length = path.count
      path.append(contentsOf: tape.bytes(place))
      place += 1
      if tape.kind(place) == Kind.object, !tape.isEmpty(place) {
        path.append(UInt8(ascii: "."))
        lengths.append(length)
        place += 1
        continue
      }
      let column = try columnOfPath()
      if let reason = try addCell(tape, place, column: column) { return reason }
      path.removeLast(path.count - length)
      place = tape.next(place)
    }
  }

  private mutating func addList(_ tape: JSONTape, _ index: Int) throws -> String? {
    var place = index + 1
    var column = 0
    while tape.kind(place) != Kind.arrayEnd {
      if column == assembler.columns.count {
        _ = try assembler.addColumn("column_\(column + 1)")
      }
      if let reason = try addCell(tape, place, column: column) { return reason }
      column += 1
      place = tape.next(place)
    }
    return nil
  }

  // MARK: cells

  private mutating func position(_ name: String) throws -> Int {
    path = Array(name.utf8)
    return try columnOfPath()
  }

  private mutating func columnOfPath() throws -> Int {
    let known = path.withUnsafeBufferPointer { bytes -> Int? in
      guard let base = bytes.baseAddress else { return table.find(TextView()) }
      return table.find(TextView(base, count: bytes.count))
    }
    if let known { return columns[known] }
    let column = try assembler.addColumn(String(decoding: path, as: UTF8.self))
    _ = table.insert(path.withUnsafeBufferPointer { names.view($0) })
    columns.append(column)
    return column
  }

  private mutating func addCell(_ tape: JSONTape, _ index: Int, column: Int) throws -> String? {
    let kind = tape.kind(index)
    guard let cells = assembler.column(column) else {
      return "the column \"\(assembler.names[column])\" occurs twice in it"
    }
    switch kind {
    case Kind.null: cells.appendMissing()
    case Kind.no: cells.append(false)
    case Kind.yes: cells.append(true)
    case Kind.number: cells.append(digits: tape.bytes(index))
    case Kind.string: cells.append(text: tape.bytes(index))
    default:
      if kind == Kind.array, !keepsText, let set = set(tape, index) {
        cells.append(set: set)
      } else {
        keptLists += 1
        scratch.removeAll(keepingCapacity: true)
        tape.written(index, into: &scratch)
        scratch.withUnsafeBufferPointer { cells.append(text: $0) }
      }
    }
    return nil
  }

  /// The members of a list of texts, or nil if a set cannot hold them.
  private mutating func set(_ tape: JSONTape, _ index: Int) -> [UInt8]? {
    var members: [UInt8] = []
    var place = index + 1
    while tape.kind(place) != Kind.arrayEnd {
      guard tape.kind(place) == Kind.string else { return nil }
      let bytes = tape.bytes(place)
      guard SetMember.fits(bytes) else { return nil }
      if place > index + 1 { members.append(UInt8(ascii: ";")) }
      members.append(contentsOf: bytes)
      place += 1
    }
    let canonical = SetText.canonical(members)
    if canonical != members { reordered += 1 }
    return canonical
  }
}
