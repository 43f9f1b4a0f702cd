/// Expressions in words, for people who ask what became of their function.
extension ExpressionPool {
  /// Longer descriptions are cut.
  private static let longest = 2000

  public func describe(_ condition: Condition) -> String {
    stepsToDescribe = 300
    return inWords(condition)
  }

  public func describe(_ text: TextValue) -> String {
    stepsToDescribe = 300
    return inWords(text)
  }

  public func describe(_ id: ValueID) -> String {
    stepsToDescribe = 300
    return inWords(id)
  }

  private func inWords(_ condition: Condition) -> String {
    var builder = PlanBuilder(pool: self)
    let simple = builder.withoutNeedlessPresence(condition)
    var length = 0
    return describe(simple.id, parenthesised: false, &length)
  }

  private func inWords(_ text: TextValue) -> String {
    switch text {
    case .any(let id): inWords(id)
    case .known(let id): describeNumbered(id)
    }
  }

  /// Parts that are used twice are written twice; past a number of steps only dots are.
  private func inWords(_ id: ValueID) -> String {
    stepsToDescribe -= 1
    if stepsToDescribe < 0 { return "…" }
    return switch node(id) {
    case .integer(let value): "\(value)"
    case .number(let bits): "\(Double(bitPattern: bits))"
    case .integerColumn(let column), .numberColumn(let column), .textColumn(let column): name(column)
    case .integerByCode(let column, _), .numberByCode(let column, _):
      "a number looked up by \(name(column))"
    case .sum(let number): describe(sums[number])
    case .integerArithmetic(let operation, let a, let b):
      "\(operation)(\(inWords(a)), \(inWords(b)))"
    case .numberArithmetic(let operation, let a, let b):
      "\(operation)(\(inWords(a)), \(inWords(b)))"
    case .numberFunction(let function, let a): "\(function)(\(inWords(a)))"
    case .fromInteger(let a): "float(\(inWords(a)))"
    case .whole(let a): "integer(\(inWords(a)))"
    case .calendar(let part, let a): "\(part)(\(inWords(a)))"
    case .textLength(let a): "#\(inWords(a))"
    case .textPosition(let a, _): "position in \(inWords(a))"
    case .chooseInteger(let condition, let a, let b), .chooseNumber(let condition, let a, let b),
      .chooseText(let condition, let a, let b):
      "(\(inWords(a)) if \(inWords(condition)), else \(inWords(b)))"
    case .poolText(let a): describeNumbered(a)
    case .textFunction(let function, let a): "\(function)(\(inWords(a)))"
    case .concatenation(let a, let b): "\(inWords(a)) .. \(inWords(b))"
    case .textPart(let a, let first, let last):
      "part(\(inWords(a)), \(inWords(first)), \(inWords(last)))"
    case .integerText(let a), .numberText(let a): "text(\(inWords(a)))"
    }
  }

  private func name(_ column: Int) -> String { table.names[column] }

  private func describe(_ sum: IntegerSum) -> String {
    var terms: [String] = []
    if sum.constant != 0 { terms.append("\(sum.constant)") }
    for term in sum.values {
      terms.append(term.factor == 1 ? inWords(term.value) : "\(term.factor)·\(inWords(term.value))")
    }
    for term in sum.conditions { terms.append("\(term.factor)·[\(inWords(term.condition))]") }
    return terms.joined(separator: " + ").replacing("+ -", with: "- ")
  }

  /// A text by its number: the constants it can be, if they are few.
  private func describeNumbered(_ id: ValueID) -> String {
    if let number = constantInteger(id) { return quoted(Int(number)) }
    if let few = fewValues(of: id, under: .always, limit: 8), case .integerByCode = node(id) {
      return "one of \(few.count) texts looked up by their column"
    }
    if let few = fewValues(of: id, under: .always, limit: 8) {
      return few.map { "\(quoted(Int($0.value))) if \(inWords($0.condition))" }
        .joined(separator: "; ")
    }
    if case .integerByCode(let column, _) = node(id) { return "a text looked up by \(name(column))" }
    return "one of several texts"
  }

  private func quoted(_ number: Int) -> String { "\"\(text(number: number).string)\"" }

  // MARK: Conditions

  private func describe(_ id: Int32, parenthesised: Bool, _ length: inout Int) -> String {
    if id <= 1 { return id == 1 ? "always" : "never" }
    guard length < Self.longest else { return "…" }
    let text: String
    var isSimple = true
    if let column = codedColumn(of: Condition(id)) {
      text = describe(codeFlags(Condition(id), column: column), column)
    } else {
      let (test, opposite, high, low) = parts(id)
      func inner(_ id: Int32) -> String { describe(id, parenthesised: true, &length) }
      isSimple = (high <= 1 && low <= 1)
      switch (high, low) {
      case (1, 0): text = test
      case (0, 1): text = opposite
      case (_, 0): text = "\(test) and \(inner(high))"
      case (0, _): text = "\(opposite) and \(inner(low))"
      case (1, _): text = "\(test) or \(inner(low))"
      case (_, 1): text = "\(opposite) or \(inner(high))"
      default: text = "if \(test) then \(inner(high)) else \(inner(low))"
      }
    }
    length += text.utf8.count
    return parenthesised && !isSimple ? "(\(text))" : text
  }

  /// The question a node asks, its opposite, and what follows.
  private func parts(_ id: Int32) -> (test: String, opposite: String, high: Int32, low: Int32) {
    let builder = PlanBuilder(pool: self)
    if let (range, high, low) = builder.fusedRange(id) {
      let (test, opposite) = describe(range)
      return (test, opposite, high, low)
    }
    let node = conditions.nodes[Int(id)]
    let (test, opposite) = describe(tests[Int(node.test)])
    return (test, opposite, node.high, node.low)
  }

  private func describe(_ range: PlanRange) -> (String, String) {
    switch range {
    case .integers(let id, let low, let high):
      let value = inWords(id)
      if low == high { return ("\(value) == \(low)", "\(value) ~= \(low)") }
      if low == .min { return ("\(value) <= \(high)", "\(value) > \(high)") }
      if high == .max { return ("\(value) >= \(low)", "\(value) < \(low)") }
      return ("\(low) <= \(value) <= \(high)", "not \(low) <= \(value) <= \(high)")
    case .numbers(let id, let low, let high):
      let value = inWords(id)
      if low == high { return ("\(value) == \(low)", "\(value) ~= \(low)") }
      if low == -.infinity { return ("\(value) <= \(high)", "not \(value) <= \(high)") }
      if high == .infinity { return ("\(value) >= \(low)", "not \(value) >= \(low)") }
      return ("\(low) <= \(value) <= \(high)", "not \(low) <= \(value) <= \(high)")
    }
  }

  private func describe(_ test: ConditionAtom) -> (String, String) {
    func plain(_ text: String) -> (String, String) { (text, "not (\(text))") }
    func symbol(_ comparison: Comparison) -> String {
      switch comparison {
      case .less: "<"
      case .atMost: "<="
      case .equal: "=="
      }
    }
    switch test {
    case .present(let column): return ("\(name(column)) is known", "\(name(column)) is missing")
    case .isTrue(let column): return (name(column), "not \(name(column))")
    case .code(let column, let set): return plain(describe(codeSets[set], column))
    case .integers(let comparison, let a, let b), .numbers(let comparison, let a, let b),
      .integerToNumber(let comparison, let a, let b), .numberToInteger(let comparison, let a, let b),
      .texts(let comparison, let a, let b):
      return plain("\(inWords(a)) \(symbol(comparison)) \(inWords(b))")
    case .isWhole(let a): return plain("\(inWords(a)) is a whole number")
    case .text(let match, let a, let pattern):
      let words =
        switch match {
        case .contains: "contains"
        case .startsWith: "starts with"
        case .endsWith: "ends with"
        case .hasMember: "has"
        }
      return plain("\(inWords(a)) \(words) \(quoted(pattern))")
    case .atMost(let id, let limit): return plain("\(inWords(id)) <= \(limit)")
    case .equals(let id, let value): return plain("\(inWords(id)) == \(value)")
    case .numberAtMost(let id, let bits):
      return plain("\(inWords(id)) <= \(Double(bitPattern: bits))")
    case .numberAtLeast(let id, let bits):
      return plain("\(inWords(id)) >= \(Double(bitPattern: bits))")
    }
  }

  /// A set of a dictionary's texts. Only a few are named: they are cells.
  private func describe(_ flags: [UInt8], _ column: Int) -> String {
    guard case .coded(_, let dictionary) = table.columns[column].storage else { return name(column) }
    let chosen = (0..<dictionary.count).filter { flags[$0] != 0 }
    let withMissing = table.columns[column].validity != nil && flags[dictionary.count] != 0
    let others = (0..<dictionary.count).filter { flags[$0] == 0 }
    if withMissing && !others.isEmpty {
      if others.count <= 3 { return "\(name(column)) is not \(list(others, dictionary))" }
      return chosen.isEmpty
        ? "\(name(column)) is missing"
        : "\(name(column)) is missing or one of \(chosen.count) of its \(dictionary.count) texts"
    }
    if others.isEmpty { return "\(name(column)) is known" }
    if chosen.count <= 3 { return "\(name(column)) is \(list(chosen, dictionary))" }
    return "\(name(column)) is one of \(chosen.count) of its \(dictionary.count) texts"
  }

  private func list(_ codes: [Int], _ dictionary: TextDictionary) -> String {
    codes.map { "\"\(dictionary[$0])\"" }.joined(separator: " or ")
  }
}
