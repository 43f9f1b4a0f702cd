/// Where expressions over the rows of one table are put together.
///
/// Everything is kept once: two functions that ask the same thing get the same ``Condition`` or
/// ``ValueID``, so that an ``ExpressionPlan`` made from several results works out common parts
/// once. Values carry no notion of "missing"; that is what conditions are for.
///
/// A pool holds the table, and the contents of its dictionaries decide what conditions on them
/// become; an expression therefore belongs to that table only.
public final class ExpressionPool {
  public let table: Table

  var conditions: ConditionStore
  private(set) var tests: [ConditionAtom] = []
  private var testNumbers: [ConditionAtom: Condition] = [:]

  private(set) var nodes: [ValueNode] = []
  private var nodeNumbers: [ValueNode: ValueID] = [:]
  private(set) var sums: [IntegerSum] = []
  private var sumNumbers: [IntegerSum: Int] = [:]

  /// Sets of dictionary codes, one byte (0 or 255) a code, the missing one last.
  var codeSets = UniqueTables<UInt8>()
  /// Integers and numbers (as bits) by dictionary code, the missing one last.
  var codeTables = UniqueTables<Int64>()

  /// By node of the decision diagram: the one coded column it depends on, or a mark.
  var codedColumns: [Int32: Int] = [:]

  /// What is left to say when an expression is described.
  var stepsToDescribe = 0

  private var texts = TextTable()
  private let textArena = TextArena()
  /// Texts that values of kind `poolText` are numbers of.
  var poolTexts: [TextView] { texts.entries }
  var poolArena: TextArena { textArena }

  /// - Parameter limit: Nodes of the decision diagram beyond which ``isFull`` turns true.
  public init(table: Table, limit: Int = 20_000) {
    self.table = table
    conditions = ConditionStore(limit: limit)
  }

  /// Whether the conditions grew past the limit. What was built since then means nothing.
  public var isFull: Bool { conditions.isFull || nodes.count > 50_000 }

  /// How many steps there are so far, for limits and measurements.
  public var size: (conditions: Int, tests: Int, values: Int) {
    (conditions.nodes.count, tests.count, nodes.count)
  }

  // MARK: Conditions

  public func not(_ a: Condition) -> Condition { conditions.not(a) }
  public func and(_ a: Condition, _ b: Condition) -> Condition { conditions.and(a, b) }
  public func or(_ a: Condition, _ b: Condition) -> Condition { conditions.or(a, b) }
  /// `a` without `b`.
  public func subtract(_ a: Condition, _ b: Condition) -> Condition { conditions.subtract(a, b) }
  /// `a` where `condition` holds, `b` elsewhere.
  public func choose(_ condition: Condition, _ a: Condition, _ b: Condition) -> Condition {
    conditions.choose(condition, a, b)
  }
  /// A condition equal to `a` wherever `care` holds, and as simple as that allows.
  public func restricted(_ a: Condition, to care: Condition) -> Condition {
    conditions.restricted(a, to: care)
  }
  /// Whether both can hold for one row, as far as the diagram knows.
  public func overlaps(_ a: Condition, _ b: Condition) -> Bool { !conditions.and(a, b).isNever }

  /// Holds where a cell has a value.
  public func present(column: Int) -> Condition {
    let column = table.columns[column]
    guard column.validity != nil else { return .always }
    let position = table.columns.firstIndex { $0 === column } ?? 0
    if case .coded(_, let dictionary) = column.storage {
      var flags = [UInt8](repeating: 255, count: dictionary.count + 1)
      flags[dictionary.count] = 0
      return code(column: position, in: flags)
    }
    return test(.present(column: position))
  }

  /// Holds where a cell of a boolean column is true. Missing cells are not.
  public func isTrue(column: Int) -> Condition { test(.isTrue(column: column)) }

  /// Holds where the code of a dictionary-coded cell has its flag set.
  ///
  /// - Parameter flags: 0 or 255 for each entry of the dictionary, and one for missing.
  /// - Complexity: O(entries).
  public func code(column: Int, in flags: [UInt8]) -> Condition {
    var flags = flags
    // A column without missing cells never has the last code: do not tell tables apart by it.
    if table.columns[column].validity == nil { flags[flags.count - 1] = flags[0] }
    if flags.allSatisfy({ $0 == 0 }) { return .never }
    if flags.allSatisfy({ $0 != 0 }) { return .always }
    // A set and its complement are one test.
    let inverted = flags[0] != 0
    if inverted { for index in flags.indices { flags[index] = ~flags[index] } }
    let condition = test(.code(column: column, set: codeSets.insert(flags)))
    return inverted ? not(condition) : condition
  }

  func test(_ test: ConditionAtom) -> Condition {
    if let known = testNumbers[test] { return known }
    let condition = conditions.test(tests.count)
    tests.append(test)
    testNumbers[test] = condition
    return condition
  }

  // MARK: Values

  func node(_ id: ValueID) -> ValueNode { nodes[Int(id.index)] }

  func insert(_ node: ValueNode) -> ValueID {
    if let known = nodeNumbers[node] { return known }
    let id = ValueID(nodes.count)
    nodes.append(node)
    nodeNumbers[node] = id
    return id
  }

  func insert(_ sum: IntegerSum) -> ValueID {
    if sum.isConstant { return insert(.integer(sum.constant)) }
    if sum.constant == 0, sum.conditions.isEmpty, sum.values.count == 1, sum.values[0].factor == 1 {
      return sum.values[0].value
    }
    if let known = sumNumbers[sum] { return insert(.sum(known)) }
    sumNumbers[sum] = sums.count
    sums.append(sum)
    return insert(.sum(sums.count - 1))
  }

  public func kind(of id: ValueID) -> ValueKind { node(id).kind }

  /// The number of a text in this pool, where it is put if it is new.
  public func text(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    // A text that is there already is found before its bytes are copied.
    if let base = bytes.baseAddress, let known = texts.find(TextView(base, count: bytes.count)) {
      return known
    }
    return texts.insert(textArena.view(bytes))
  }

  public func text(_ view: TextView) -> Int { view.withBytes { text($0) } }

  public func text(number: Int) -> TextView { texts.entries[number] }
}

/// Arrays numbered by content.
struct UniqueTables<Element: Hashable & BitwiseCopyable> {
  private(set) var tables: [[Element]] = []
  private var numbers: [UInt64: [Int]] = [:]

  mutating func insert(_ table: [Element]) -> Int {
    let hash = table.withUnsafeBytes { bytes -> UInt64 in
      var state = UInt64(bytes.count)
      var offset = 0
      while offset + 8 <= bytes.count {
        state = mixed(state, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        offset += 8
      }
      while offset < bytes.count {
        state = mixed(state, UInt64(bytes[offset]))
        offset += 1
      }
      return state
    }
    for number in numbers[hash] ?? [] where tables[number] == table { return number }
    tables.append(table)
    numbers[hash, default: []].append(tables.count - 1)
    return tables.count - 1
  }

  subscript(number: Int) -> [Element] { tables[number] }
}
