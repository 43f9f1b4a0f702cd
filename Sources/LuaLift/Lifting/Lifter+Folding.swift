import Columns

/// An operation and what it is applied to, to recognise what was worked out before.
struct FoldKey: Hashable {
  enum Argument: Hashable {
    case coded(ObjectIdentifier)
    case constant(Int, Int64)
    case text(Int)
  }
  var operation: String
  var arguments: [Argument]
}

/// Results of an operation on one dictionary: where it raised an error, and what it gave.
struct Fold {
  var results: [Lifted]
  var raised: Condition
  /// Keeps what the key names by address alive.
  var arguments: [Lifted]
}

extension Lifter {
  /// The dictionary that all arguments depend on, if it is one; constants depend on none.
  enum Dependence {
    case none
    case column(Int)
    case many
  }

  func dependence(_ arguments: [Lifted]) -> Dependence {
    var column: Int?
    for argument in arguments {
      switch argument {
      case .constant: continue
      case .coded(let coded):
        if let column, column != coded.column { return .many }
        column = coded.column
      default: return .many
      }
    }
    return column.map { .column($0) } ?? .none
  }

  /// Works an operation out once per entry of the one dictionary that its arguments depend on.
  ///
  /// Exact by construction where `body` asks Lua itself.
  ///
  /// - Parameters:
  ///   - operation: Names what `body` does; the same name and arguments are worked out once.
  ///   - count: How many results are wanted; nil for as many as there are.
  ///   - body: The results for known arguments; nil where an error is raised.
  /// - Returns: nil if the arguments depend on more than one dictionary.
  /// - Throws: ``Refusal`` if the number of results differs where it matters.
  func fold(
    _ operation: String, _ arguments: [Lifted], count: Int?,
    _ body: ([PlainValue]) throws -> [PlainValue]?
  ) throws -> [Lifted]? {
    switch dependence(arguments) {
    case .many: return nil
    case .none:
      let plain = arguments.map { argument -> PlainValue in
        if case .constant(let value) = argument { value } else { .missing }
      }
      guard let results = try body(plain) else {
        leave(.always)
        return [Lifted](repeating: .constant(.missing), count: count ?? 1)
      }
      let wanted = count ?? results.count
      return (0..<wanted).map { .constant($0 < results.count ? results[$0] : .missing) }
    case .column(let column):
      let key = FoldKey(
        operation: "\(operation)/\(count ?? -1)", arguments: arguments.map { self.key($0) })
      let fold: Fold
      if let known = folds[key] {
        fold = known
      } else {
        fold = try worked(column, arguments, count, body)
        folds[key] = fold
      }
      if !fold.raised.isNever { leave(fold.raised) }
      return fold.results
    }
  }

  /// The same for what is not worth remembering.
  func foldAnew(
    _ arguments: [Lifted], count: Int?, _ body: ([PlainValue]) throws -> [PlainValue]?
  ) throws -> [Lifted]? {
    guard case .column(let column) = dependence(arguments) else {
      return try fold("anew", arguments, count: count, body)
    }
    let fold = try worked(column, arguments, count, body)
    if !fold.raised.isNever { leave(fold.raised) }
    return fold.results
  }

  private func worked(
    _ column: Int, _ arguments: [Lifted], _ count: Int?,
    _ body: ([PlainValue]) throws -> [PlainValue]?
  ) throws -> Fold {
    let used = codesInUse(column)
    let hasMissing = table.columns[column].validity != nil
    var size = 0
    for case .coded(let coded) in arguments { size = coded.values.count }
    var plain = [PlainValue](repeating: .missing, count: arguments.count)
    for (index, argument) in arguments.enumerated() {
      if case .constant(let value) = argument { plain[index] = value }
    }
    var raised = [UInt8](repeating: 0, count: size)
    var results: [[PlainValue]] = []
    var wanted = count
    for code in 0..<size {
      // Texts that no row holds are not looked at: a filtered table keeps its dictionary.
      if used.map({ !$0[code] }) ?? false || code == size - 1 && !hasMissing { continue }
      for (index, argument) in arguments.enumerated() {
        if case .coded(let coded) = argument { plain[index] = coded.values[code] }
      }
      guard let values = try body(plain) else {
        raised[code] = 255
        continue
      }
      if wanted == nil { wanted = values.count }
      guard let wanted, count != nil || values.count == wanted else {
        throw Refusal(reason: "a call gives more results for some rows than for others")
      }
      while results.count < wanted {
        results.append([PlainValue](repeating: .missing, count: size))
      }
      for index in 0..<wanted where index < values.count { results[index][code] = values[index] }
    }
    while results.count < wanted ?? 1 {
      results.append([PlainValue](repeating: .missing, count: size))
    }
    return Fold(
      results: results.map { .coded(CodedValues(column: column, values: $0)) },
      raised: raised.contains(255) ? pool.code(column: column, in: raised) : .never,
      arguments: arguments)
  }

  private func key(_ argument: Lifted) -> FoldKey.Argument {
    switch argument {
    case .coded(let coded): return .coded(ObjectIdentifier(coded))
    case .constant(let value):
      switch value {
      case .missing: return .constant(0, 0)
      case .boolean(let flag): return .constant(1, flag ? 1 : 0)
      case .integer(let integer): return .constant(2, integer)
      case .number(let number): return .constant(3, Int64(bitPattern: number.bitPattern))
      case .text(let text): return .text(pool.text(text))
      case .moment(let moment): return .constant(4, moment)
      case .table(let number): return .constant(5, Int64(number))
      case .function(let number): return .constant(6, Int64(number))
      case .other: return .constant(7, 0)
      }
    default: return .constant(8, 0)
    }
  }

  /// A condition worked out once per entry; nil as in ``fold(_:_:count:_:)``.
  ///
  /// - Parameter body: Whether it holds for two known values; nil where an error is raised.
  func foldCondition(
    _ operation: String, _ x: Lifted, _ y: Lifted,
    _ body: (PlainValue, PlainValue) throws -> Bool?
  ) throws -> Condition? {
    switch dependence([x, y]) {
    case .many: return nil
    case .none:
      guard case .constant(let a) = x, case .constant(let b) = y else { return nil }
      guard let holds = try body(a, b) else {
        leave(.always)
        return .never
      }
      return holds ? .always : .never
    case .column(let column):
      let used = codesInUse(column)
      let (first, second) = (EntryValues(x), EntryValues(y))
      let count = max(first.count, second.count)
      let hasMissing = table.columns[column].validity != nil
      var flags = [UInt8](repeating: 0, count: count)
      var raised = [UInt8](repeating: 0, count: count)
      for code in 0..<count {
        if used.map({ !$0[code] }) ?? false || code == count - 1 && !hasMissing { continue }
        switch try body(first[code], second[code]) {
        case true?: flags[code] = 255
        case false?: break
        case nil: raised[code] = 255
        }
      }
      if raised.contains(255) { leave(pool.code(column: column, in: raised)) }
      return pool.code(column: column, in: flags)
    }
  }

  /// The commonest functions of a dictionary's texts and constants, without asking Lua for each.
  ///
  /// - Returns: nil if it is no such call, or Lua has to be asked for some entry.
  func foldQuickly(_ name: String, _ arguments: [Lifted], count: Int?) -> [Lifted]? {
    guard case .coded(let coded)? = arguments.first else { return nil }
    var rest: [PlainValue] = []
    for argument in arguments.dropFirst() {
      guard case .constant(let value) = argument else { return nil }
      rest.append(value)
    }
    guard let quick = PureFunctions.quick(name, rest) else { return nil }
    // How many results `string.find` has depends on the text: only a fixed number can be used.
    let isFind = name == "string.find"
    if isFind && count == nil { return nil }
    let both = isFind && count != 1
    let key = FoldKey(
      operation: "quick \(name) \(both)", arguments: arguments.map { self.key($0) })
    if let known = folds[key] { return known.results }
    let used = codesInUse(coded.column)
    var first = [PlainValue](repeating: .missing, count: coded.values.count)
    var second = first
    for (code, value) in coded.values.enumerated() {
      if used.map({ !$0[code] }) ?? false { continue }
      guard let (a, b) = quick.results(value) else { return nil }
      first[code] = a
      if both { second[code] = b }
    }
    let fold = Fold(
      results: (both ? [first, second] : [first]).map {
        .coded(CodedValues(column: coded.column, values: $0))
      },
      raised: .never, arguments: arguments)
    folds[key] = fold
    return fold.results
  }

  /// Where a value counts as true.
  func truth(_ value: Lifted) throws -> Condition {
    switch value {
    case .constant(let plain): return plain.isTrue ? .always : .never
    case .coded(let coded):
      return pool.code(column: coded.column, in: coded.values.map { $0.isTrue ? 255 : 0 })
    case .method(_, let receiver): return try truth(receiver)
    case .constructed: return .always
    default:
      let value = try alternatives(value)
      let isFalse = pool.subtract(value.boolean, value.truth)
      return pool.not(pool.or(value.missing, isFalse))
    }
  }

  /// A boolean value.
  func boolean(_ condition: Condition) -> Lifted {
    if condition.isAlways || condition.isNever { return .constant(.boolean(condition.isAlways)) }
    return .mixed(Alternatives(boolean: .always, truth: condition))
  }
}

/// A value for each entry of a dictionary: different ones, or the same for all.
private struct EntryValues {
  private let values: [PlainValue]
  private let isConstant: Bool

  init(_ value: Lifted) {
    switch value {
    case .constant(let plain): (values, isConstant) = ([plain], true)
    case .coded(let coded): (values, isConstant) = (coded.values, false)
    default: (values, isConstant) = ([.missing], true)
    }
  }

  var count: Int { values.count }
  subscript(code: Int) -> PlainValue { isConstant ? values[0] : values[code] }
}
