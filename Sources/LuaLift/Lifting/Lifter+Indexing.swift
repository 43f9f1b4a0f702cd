import Columns

extension Lifter {
  /// `object[key]`.
  func index(_ object: Lifted, _ key: Lifted) throws -> Lifted {
    switch object {
    case .row: return try column(named: key)
    case .environment:
      guard case .constant(.text(let name)) = key else {
        throw Refusal(reason: "a variable's name is worked out while it runs")
      }
      if let position = position(of: name) { return read(column: position) }
      // Globals come before what is related, as they do for the interpreter.
      if try environment.lookup(nil, name.string).isMissing, let related = related(name) {
        return related
      }
      return try global(name.string)
    case .globals:
      guard case .constant(.text(let name)) = key else {
        throw Refusal(reason: "a variable's name is worked out while it runs")
      }
      return try global(name.string)
    case .library(let library):
      guard case .constant(.text(let name)) = key else {
        throw Refusal(reason: "a function's name is worked out while it runs")
      }
      let member = try environment.lookup(library, name.string)
      if member.isMissing { return leaveAll() }
      return lifted(member)
    case .constant(.table(let table)): return try element(of: table, key)
    case .constructed(let table): return try element(of: table, key)
    case .constant(.text):
      guard case .constant(.text(let name)) = key else {
        throw Refusal(reason: "it indexes a text")
      }
      let member = try environment.lookup("string", name.string)
      return member.isMissing ? leaveAll() : lifted(member)
    case .constant(.missing): return .constant(.missing)
    case .constant(.other), .constant(.function):
      throw Refusal(reason: "it reads from an object of the host")
    case .constant, .coded: return try folded(object, key)
    case .mixed(let value): return try field(of: value, key)
    case .related(let relation): return try field(relation, key)
    case .method, .listIterator: throw Refusal(reason: "it indexes a function")
    case .unknown(let reason): throw Refusal(reason: "it reads \(reason)")
    }
  }

  /// A known Lua value as what a register holds.
  func lifted(_ value: PlainValue) -> Lifted {
    if case .table(let table) = value {
      if environment.isGlobals(table) { return .globals }
      if let library = environment.library(table) { return .library(library) }
    }
    return .constant(value)
  }

  /// What comes out where Lua raises an error in every row.
  func leaveAll() -> Lifted {
    leave(.always)
    return .constant(.missing)
  }

  private func column(named key: Lifted) throws -> Lifted {
    guard case .constant(let name) = key else {
      throw Refusal(reason: "the name of a column is worked out row by row")
    }
    guard case .text(let text) = name else { return leaveAll() }
    if let position = position(of: text) { return read(column: position) }
    return related(text) ?? leaveAll()
  }

  /// Lua compares names by their bytes, Swift by what they look like.
  private func position(of name: TextView) -> Int? {
    guard let position = table.position(of: name.string),
      table.names[position].utf8.elementsEqual(name.withBytes { Array($0) })
    else { return nil }
    return position
  }

  private func global(_ name: String) throws -> Lifted {
    let value = try environment.lookup(nil, name)
    // Reading a name that was never given a value is an error.
    return value.isMissing ? leaveAll() : lifted(value)
  }

  /// A table as a look-up: once per entry of the dictionary that the key comes from.
  private func element(of table: Int32, _ key: Lifted) throws -> Lifted {
    if environment.hasMetatable(table) {
      throw Refusal(reason: "it looks up in a table with a metatable")
    }
    return try element("[] of \(table)", key) { key in
      guard let value = environment.rawGet(table, key) else {
        throw Refusal(reason: "it looks up a table or a function")
      }
      return value
    }
  }

  private func element(of table: ConstructedTable, _ key: Lifted) throws -> Lifted {
    // Which one it is, is its address, and that changes with every lifting; so nothing of it is
    // kept for the next function.
    try element(nil, key) { key in
      switch key {
      case .table, .function, .other: throw Refusal(reason: "it looks up a table or a function")
      default: table[key]
      }
    }
  }

  private func element(
    _ name: String?, _ key: Lifted, _ value: (PlainValue) throws -> PlainValue
  ) throws -> Lifted {
    let folded: [Lifted]?
    if let name {
      folded = try fold(name, [key], count: 1) { [try value($0[0])] }
    } else {
      folded = try foldAnew([key], count: 1) { [try value($0[0])] }
    }
    if let folded {
      // A captured table may hold a library.
      if case .constant(let plain) = folded[0] { return lifted(plain) }
      return folded[0]
    }
    return try element(try alternatives(key), value)
  }

  /// Keys that take few values although no dictionary decides them.
  private func element(
    _ key: Alternatives, _ value: (PlainValue) throws -> PlainValue
  ) throws -> Lifted {
    var result = AlternativesBuilder(self)
    var parts: [(Condition, PlainValue)] = []
    result.missing(key.missing)
    for (condition, flag) in [
      (pool.and(key.boolean, key.truth), true), (pool.subtract(key.boolean, key.truth), false),
    ] where isPossible(condition) {
      parts.append((condition, .boolean(flag)))
    }
    let others = pool.or(
      pool.or(key.number, key.other), pool.or(key.date, key.timestamp))
    guard !isPossible(others) else {
      throw Refusal(reason: "it looks up values that are many different ones")
    }
    if let id = key.integers, isPossible(key.integer) {
      guard let values = pool.fewValues(of: id, under: pool.and(path, key.integer)) else {
        throw Refusal(reason: "it looks up integers that are many different ones")
      }
      for (condition, value) in values {
        parts.append((pool.and(key.integer, condition), .integer(value)))
      }
    }
    if let text = key.texts, isPossible(key.text) {
      guard case .known(let id) = text,
        let values = pool.fewValues(of: id, under: pool.and(path, key.text))
      else { throw Refusal(reason: "it looks up texts that are many different ones") }
      for (condition, number) in values {
        parts.append((pool.and(key.text, condition), .text(pool.text(number: Int(number)))))
      }
    }
    for (condition, key) in parts { add(try value(key), where: condition, &result) }
    return result.finish()
  }

  func add(
    _ value: PlainValue, where condition: Condition, _ result: inout AlternativesBuilder
  ) {
    switch value {
    case .missing: result.missing(condition)
    case .boolean(let flag): result.boolean(condition, flag ? .always : .never)
    case .integer(let integer): result.integer(condition, pool.integer(integer))
    case .number(let number): result.number(condition, pool.number(number))
    case .text(let text): result.text(condition, pool.text(pool.text(text)))
    case .moment(let moment):
      let id = pool.integer(Moments.value(moment))
      if Moments.isTimestamp(moment) {
        result.timestamp(condition, id)
      } else {
        result.date(condition, id)
      }
    case .table, .function, .other: result.other(condition)
    }
  }

  /// Dictionary values: tables are looked up in, dates have fields.
  private func folded(_ object: Lifted, _ key: Lifted) throws -> Lifted {
    let folded = try fold("[]", [object, key], count: 1) { values in
      switch values[0] {
      case .missing: return [.missing]
      case .table(let table):
        guard !environment.hasMetatable(table), let value = environment.rawGet(table, values[1])
        else { throw Refusal(reason: "it looks up in a table with a metatable") }
        return [value]
      case .text: throw Refusal(reason: "it indexes a text")
      case .other, .function: throw Refusal(reason: "it reads from an object of the host")
      case .boolean, .integer, .number, .moment:
        return environment.call(.index, values)
      }
    }
    if let folded { return folded[0] }
    throw Refusal(reason: "it looks up with a key from another column")
  }

  private func field(of value: Alternatives, _ key: Lifted) throws -> Lifted {
    if isPossible(value.other) { throw Refusal(reason: "it reads from one of several objects") }
    if isPossible(value.text) { throw Refusal(reason: "it indexes a text") }
    var result = AlternativesBuilder(self)
    result.missing(value.missing)
    var handled = value.missing
    if isPossible(pool.or(value.date, value.timestamp)) {
      guard case .constant(.text(let name)) = key else {
        throw Refusal(reason: "the name of a date's field is worked out row by row")
      }
      handled = pool.or(handled, field(name.string, of: value, &result))
    }
    leave(pool.not(handled))
    return result.finish()
  }
}
