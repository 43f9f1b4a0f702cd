import Columns

extension Lifter {
  /// Two ways to the same instruction as one: `older` was there first.
  func merge(_ older: Edge, _ newer: Edge, live: RegisterSet) -> Edge {
    let path = pool.or(older.path, newer.path)
    let condition = pool.restricted(older.path, to: path)
    var registers = newer.registers
    for index in registers.indices {
      guard live.contains(index) else {
        registers[index] = .unknown("a leftover")
        continue
      }
      registers[index] = choose(
        condition, older.registers[index], newer.registers[index], older.path, newer.path)
    }
    return Edge(path: path, registers: registers)
  }

  /// `x`, which came on `first`, where the condition holds, else `y`, which came on `second`.
  func choose(
    _ condition: Condition, _ x: Lifted, _ y: Lifted, _ first: Condition, _ second: Condition
  ) -> Lifted {
    switch (x, y) {
    case (.constant(let a), .constant(let b)) where a.isIdentical(to: b): return x
    case (.coded(let a), .coded(let b)) where a === b: return x
    case (.mixed(let a), .mixed(let b)) where a == b: return x
    case (.row, .row), (.environment, .environment), (.globals, .globals),
      (.listIterator, .listIterator):
      return x
    case (.library(let a), .library(let b)) where a == b: return x
    case (.constructed(let a), .constructed(let b)) where a === b: return x
    case (.unknown, _): return x
    case (_, .unknown): return y
    default: break
    }
    if let coded = chooseCoded(condition, x, y) { return coded }
    guard let a = try? alternatives(x), let b = try? alternatives(y) else {
      return .unknown("a value that is something else on each path")
    }
    return .mixed(choose(condition, a, b, first, second))
  }

  /// Where the choice depends on the same dictionary as both values, it is made once per entry.
  private func chooseCoded(_ condition: Condition, _ x: Lifted, _ y: Lifted) -> Lifted? {
    guard let column = pool.codedColumn(of: condition) else { return nil }
    let flags = pool.codeFlags(condition, column: column)
    func values(_ value: Lifted) -> [PlainValue]? {
      switch value {
      case .constant(.other): nil
      case .constant(let value): [PlainValue](repeating: value, count: flags.count)
      case .coded(let coded) where coded.column == column: coded.values
      default: nil
      }
    }
    guard let a = values(x), let b = values(y) else { return nil }
    let chosen = flags.indices.map { flags[$0] != 0 ? a[$0] : b[$0] }
    return .coded(CodedValues(column: column, values: chosen))
  }

  private func choose(
    _ condition: Condition, _ x: Alternatives, _ y: Alternatives, _ first: Condition,
    _ second: Condition
  ) -> Alternatives {
    let a = x.mapConditions { pool.restricted($0, to: first) }
    let b = y.mapConditions { pool.restricted($0, to: second) }
    let path = pool.or(first, second)
    func merged(_ a: Condition, _ b: Condition) -> Condition {
      pool.restricted(pool.choose(condition, a, b), to: path)
    }
    func value(
      _ isA: Condition, _ a: ValueID?, _ isB: Condition, _ b: ValueID?
    ) -> ValueID? {
      guard let a, !isA.isNever else { return b }
      guard let b, !isB.isNever else { return a }
      return pool.choose(condition, a, b)
    }
    var texts: TextValue?
    if let s = a.texts, !a.text.isNever {
      texts = b.texts.map { b.text.isNever ? s : pool.choose(condition, s, $0) } ?? s
    } else {
      texts = b.texts
    }
    return Alternatives(
      missing: merged(a.missing, b.missing),
      boolean: merged(a.boolean, b.boolean),
      truth: merged(a.truth, b.truth),
      integer: merged(a.integer, b.integer),
      integers: value(a.integer, a.integers, b.integer, b.integers),
      number: merged(a.number, b.number),
      numbers: value(a.number, a.numbers, b.number, b.numbers),
      text: merged(a.text, b.text),
      texts: texts,
      date: merged(a.date, b.date),
      days: value(a.date, a.days, b.date, b.days),
      timestamp: merged(a.timestamp, b.timestamp),
      micros: value(a.timestamp, a.micros, b.timestamp, b.micros),
      other: merged(a.other, b.other))
  }

  // MARK: Values as alternatives

  /// A value by types.
  ///
  /// - Throws: ``Refusal`` for what is no value.
  func alternatives(_ value: Lifted) throws -> Alternatives {
    switch value {
    case .mixed(let alternatives): return alternatives
    case .coded(let coded):
      if let known = coded.alternatives { return known }
      let result = alternatives(coded)
      coded.alternatives = result
      return result
    case .constant(let plain): return alternatives(plain)
    case .row, .environment, .globals, .library, .listIterator: return Alternatives(other: .always)
    case .related(let relation):
      throw Refusal(reason: "it uses the \(relation.name) of a row other than for a figure")
    case .constructed: throw Refusal(reason: "a table that it makes is more than looked up in")
    case .method: throw Refusal(reason: "a method is used without calling it")
    case .unknown(let reason): throw Refusal(reason: "it reads \(reason)")
    }
  }

  private func alternatives(_ plain: PlainValue) -> Alternatives {
    switch plain {
    case .missing: return Alternatives(missing: .always)
    case .boolean(let value):
      return Alternatives(boolean: .always, truth: value ? .always : .never)
    case .integer(let value):
      return Alternatives(integer: .always, integers: pool.integer(value))
    case .number(let value): return Alternatives(number: .always, numbers: pool.number(value))
    case .text(let text):
      return Alternatives(text: .always, texts: pool.text(pool.text(text)))
    case .moment(let moment):
      let value = pool.integer(Moments.value(moment))
      return Moments.isTimestamp(moment)
        ? Alternatives(timestamp: .always, micros: value) : Alternatives(date: .always, days: value)
    case .table, .function, .other: return Alternatives(other: .always)
    }
  }

  private func alternatives(_ coded: CodedValues) -> Alternatives {
    let (column, values) = (coded.column, coded.values)
    func condition(_ test: (PlainValue) -> Bool) -> Condition {
      pool.code(column: column, in: values.map { test($0) ? 255 : 0 })
    }
    func integers(_ value: (PlainValue) -> Int64?) -> ValueID {
      pool.integerByCode(column: column, filled(values.map(value)))
    }
    var result = Alternatives()
    var kinds = Set<Int>()
    for value in values { kinds.insert(value.kindNumber) }
    if kinds.contains(0) { result.missing = condition { $0.isMissing } }
    if kinds.contains(1) {
      result.boolean = condition { if case .boolean = $0 { true } else { false } }
      result.truth = condition { if case .boolean(true) = $0 { true } else { false } }
    }
    if kinds.contains(2) {
      result.integer = condition { if case .integer = $0 { true } else { false } }
      result.integers = integers { if case .integer(let value) = $0 { value } else { nil } }
    }
    if kinds.contains(3) {
      result.number = condition { if case .number = $0 { true } else { false } }
      let bits = filled(
        values.map { if case .number(let x) = $0 { Int64(bitPattern: x.bitPattern) } else { nil } })
      result.numbers = pool.numberByCode(
        column: column, bits.map { Double(bitPattern: UInt64(bitPattern: $0)) })
    }
    if kinds.contains(4) {
      result.text = condition { if case .text = $0 { true } else { false } }
      result.texts = .known(
        integers { if case .text(let text) = $0 { Int64(pool.text(text)) } else { nil } })
    }
    if kinds.contains(5) {
      func moments(_ isTimestamp: Bool) -> (Condition, ValueID) {
        let holds = condition {
          if case .moment(let x) = $0 { Moments.isTimestamp(x) == isTimestamp } else { false }
        }
        let value = integers {
          if case .moment(let x) = $0, Moments.isTimestamp(x) == isTimestamp {
            Moments.value(x)
          } else {
            nil
          }
        }
        return (holds, value)
      }
      let (dates, timestamps) = (moments(false), moments(true))
      if !dates.0.isNever { (result.date, result.days) = dates }
      if !timestamps.0.isNever { (result.timestamp, result.micros) = timestamps }
    }
    if kinds.contains(6) {
      result.other = condition {
        switch $0 {
        case .table, .function, .other: true
        default: false
        }
      }
    }
    return result
  }

  /// Entries of another type take the first value there is: a table with fewer different values
  /// is more often a constant.
  private func filled(_ values: [Int64?]) -> [Int64] {
    let first = values.first { $0 != nil } ?? nil
    return values.map { $0 ?? first ?? 0 }
  }

  /// A value whose conditions are as simple as the path allows, and a constant where it is one.
  func settled(_ value: Alternatives) -> Lifted {
    let value = value.mapConditions { pool.restricted($0, to: path) }
    if path.isNever { return .mixed(value) }
    if value.missing.isAlways { return .constant(.missing) }
    if value.boolean.isAlways, value.truth.isAlways || value.truth.isNever {
      return .constant(.boolean(value.truth.isAlways))
    }
    if value.integer.isAlways, let id = value.integers, let constant = pool.constantInteger(id) {
      return .constant(.integer(constant))
    }
    if value.number.isAlways, let id = value.numbers, let constant = pool.constantNumber(id) {
      return .constant(.number(constant))
    }
    return .mixed(value)
  }
}

extension PlainValue {
  fileprivate var kindNumber: Int {
    switch self {
    case .missing: 0
    case .boolean: 1
    case .integer: 2
    case .number: 3
    case .text: 4
    case .moment: 5
    case .table, .function, .other: 6
    }
  }
}
