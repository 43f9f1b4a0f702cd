import Columns

extension Lifter {
  /// Calls deeper than this are not followed.
  private static let depthLimit = 20

  /// Calls a function.
  ///
  /// - Parameter count: How many results are wanted; nil for as many as there are.
  func call(_ function: Lifted, _ arguments: [Lifted], count: Int?) throws -> [Lifted] {
    switch function {
    case .constant(.missing): return padded([.constant(.missing)], count)
    case .constant(.function(let number)):
      if let name = environment.knownName(number) {
        if let figure = try relatedFigure(name, arguments) { return padded([figure], count) }
        return padded(try callKnown(name, number, arguments, count), count)
      }
      return padded(try inline(number, arguments, count), count)
    case .method(let name, let receiver): return try method(name, receiver, arguments, count)
    case .constant(.table), .constant(.other), .constructed, .row, .globals, .library, .environment,
      .related, .listIterator:
      throw Refusal(reason: "it calls something that is no function")
    case .constant:
      _ = leaveAll()
      return padded([.constant(.missing)], count)
    case .coded, .mixed:
      let value = try alternatives(function)
      if isPossible(value.other) {
        throw Refusal(reason: "which function it calls depends on the row")
      }
      leave(pool.not(value.missing))
      return padded([.constant(.missing)], count)
    case .unknown(let reason): throw Refusal(reason: "it calls \(reason)")
    }
  }

  private func padded(_ results: [Lifted], _ count: Int?) -> [Lifted] {
    guard let count, count != results.count else { return results }
    return (0..<count).map { $0 < results.count ? results[$0] : .constant(.missing) }
  }

  private func inline(_ function: Int32, _ arguments: [Lifted], _ count: Int?) throws -> [Lifted] {
    guard depth < Self.depthLimit else {
      throw Refusal(reason: "it calls itself, or calls too deeply")
    }
    depth += 1
    defer { depth -= 1 }
    let frame = try Frame(self, function, isExpression: false)
    return try frame.run(arguments, resultCount: count)
  }

  /// `receiver:name(…)`: for texts a function of the string library, for missing values nothing.
  private func method(
    _ name: String, _ receiver: Lifted, _ arguments: [Lifted], _ count: Int?
  ) throws -> [Lifted] {
    let value = try alternatives(receiver)
    guard case .function(let number) = try environment.lookup("string", name),
      let known = environment.knownName(number)
    else {
      leave(pool.not(value.missing))
      return padded([.constant(.missing)], count)
    }
    leave(pool.not(pool.or(value.missing, value.text)))
    return padded(try callKnown(known, number, arguments, count), count)
  }

  private func callKnown(
    _ name: String, _ function: Int32, _ arguments: [Lifted], _ count: Int?
  ) throws -> [Lifted] {
    if name == "ipairs" { return try list(arguments) }
    guard PureFunctions.contains(name) else {
      throw Refusal(reason: "it calls \(name), which is not worked out by columns")
    }
    for argument in arguments { try check(argument, name) }
    if let folded = foldQuickly(name, arguments, count: count) { return folded }
    let folded = try fold("call " + name, arguments, count: count) {
      environment.call(function, $0)
    }
    if let folded { return folded }
    return try known(name, arguments, function, count)
  }

  /// Only plain values are handed to functions, and tables where nothing but their content counts.
  private func check(_ argument: Lifted, _ name: String) throws {
    switch argument {
    case .constant(.table(let table)):
      guard PureFunctions.takesTables.contains(name), !environment.hasMetatable(table) else {
        throw Refusal(reason: "it hands a table to \(name)")
      }
    case .constant(.function), .constant(.other):
      guard name == "type" else {
        throw Refusal(reason: "it hands a function or object to \(name)")
      }
    case .coded(let coded):
      for value in coded.values {
        switch value {
        case .table, .function, .other: throw Refusal(reason: "it hands tables to \(name)")
        default: continue
        }
      }
    case .mixed(let value):
      if isPossible(value.other) { throw Refusal(reason: "it hands an object to \(name)") }
    case .constant: break
    case .row, .environment: throw Refusal(reason: "it hands the row to \(name)")
    case .related(let relation):
      throw Refusal(reason: "it hands the \(relation.name) of a row to \(name)")
    case .globals, .library, .listIterator: throw Refusal(reason: "it hands a library to \(name)")
    case .constructed: throw Refusal(reason: "it hands a table that it makes to \(name)")
    case .method: throw Refusal(reason: "it hands a method to \(name)")
    case .unknown(let reason): throw Refusal(reason: "it reads \(reason)")
    }
  }

  /// What `ipairs` gives for a table that the function captured or makes.
  private func list(_ arguments: [Lifted]) throws -> [Lifted] {
    if case .constructed? = arguments.first {
      return [.listIterator, arguments[0], .constant(.integer(0))]
    }
    guard case .constant(.table(let table))? = arguments.first, !environment.hasMetatable(table)
    else {
      throw Refusal(reason: "it walks a list that is not known beforehand")
    }
    return [.listIterator, arguments[0], .constant(.integer(0))]
  }

  /// Known functions of values that no dictionary decides.
  private func known(
    _ name: String, _ arguments: [Lifted], _ function: Int32, _ count: Int?
  ) throws -> [Lifted] {
    if let result = try text(name, arguments, count) { return result }
    if let result = try mathematics(name, arguments, function) { return [result] }
    if let result = try general(name, arguments) { return [result] }
    throw Refusal(reason: "it calls \(name) with values that are many different ones")
  }
}

/// Functions of Lua and the host that only look at their arguments, and always give the same.
enum PureFunctions {
  private static let names: Set<String> = [
    "tonumber", "tostring", "type", "rawlen", "rawequal", "select", "assert",
    "string.byte", "string.char", "string.find", "string.format", "string.gsub", "string.len",
    "string.lower", "string.match", "string.pack", "string.packsize", "string.rep",
    "string.reverse", "string.sub", "string.unpack", "string.upper",
    "math.abs", "math.acos", "math.asin", "math.atan", "math.ceil", "math.cos", "math.deg",
    "math.exp", "math.floor", "math.fmod", "math.log", "math.max", "math.min", "math.modf",
    "math.rad", "math.sin", "math.sqrt", "math.tan", "math.tointeger", "math.type", "math.ult",
    "utf8.char", "utf8.codepoint", "utf8.len", "utf8.offset",
    "table.concat", "has", "date", "timestamp", "today", "days_ago", "months_ago", "years_ago",
  ]

  /// Functions that read a table and keep nothing of it.
  static let takesTables: Set<String> = ["type", "rawlen", "table.concat", "select"]

  static func contains(_ name: String) -> Bool { names.contains(name) || name.hasPrefix("text.") }

  /// The commonest functions, which are worked out here without asking Lua for each text.
  enum Quick {
    case match(TextMatch, TextView)
    case find(TextView)

    /// The first two results for a text or a missing value; nil if Lua has to be asked.
    @inline(__always)
    func results(_ value: PlainValue) -> (PlainValue, PlainValue)? {
      switch (self, value) {
      case (.match, .missing): return (.boolean(false), .missing)
      case (.match(let match, let part), .text(let text)):
        return (.boolean(match.holds(in: text, part)), .missing)
      case (.find, .missing): return (.missing, .missing)
      case (.find(let part), .text(let text)):
        let position = text.position(of: part)
        if position == 0 { return (.missing, .missing) }
        return (.integer(Int64(position)), .integer(Int64(position + part.count - 1)))
      default: return nil
      }
    }
  }

  /// - Parameter rest: The arguments after the first.
  static func quick(_ name: String, _ rest: [PlainValue]) -> Quick? {
    guard case .text(let part)? = rest.first else { return nil }
    switch name {
    case "has": return .match(.hasMember, part)
    case "text.contains": return .match(.contains, part)
    case "text.starts_with": return .match(.startsWith, part)
    case "text.ends_with": return .match(.endsWith, part)
    case "string.find":
      if rest.count > 1 {
        switch rest[1] {
        case .missing, .integer(1): break
        default: return nil
        }
      }
      return isPlain(part) || rest.count > 2 && rest[2].isTrue ? .find(part) : nil
    default: return nil
    }
  }

  /// Whether a pattern has none of the characters that mean something in patterns.
  static func isPlain(_ pattern: TextView) -> Bool {
    pattern.withBytes { bytes in
      !bytes.contains { "^$*+?.([%-".utf8.contains($0) }
    }
  }
}
