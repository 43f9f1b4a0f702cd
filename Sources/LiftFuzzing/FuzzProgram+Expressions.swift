/// What an expression is meant to give. Nothing makes sure that it does.
enum FuzzType: CaseIterable {
  case boolean, numeric, text, moment, any
  case map, list, function

  static var allCases: [FuzzType] {
    [.boolean, .boolean, .numeric, .numeric, .text, .moment, .any]
  }
  static let plain: [FuzzType] = [.boolean, .numeric, .numeric, .text, .moment, .any]
}

extension FuzzProgram {
  mutating func expression(_ type: FuzzType, _ depth: Int) -> String {
    // Now and then something of another type, which raises an error or is missing.
    if random.chance(3) { return expression(random.pick(FuzzType.plain), depth - 1) }
    if depth > 0 && random.chance(12) { return choice(type, depth) }
    if random.chance(22), let variable = variable(type) { return variable }
    switch type {
    case .boolean: return boolean(depth)
    case .numeric: return numeric(depth)
    case .text: return text(depth)
    case .moment: return moment(depth)
    default: return any(depth)
    }
  }

  private mutating func variable(_ type: FuzzType) -> String? {
    let matching = variables.filter {
      $0.type == type || type == .any && FuzzType.plain.contains($0.type)
    }
    return matching.isEmpty ? nil : matching[random.below(matching.count)].name
  }

  /// A value through `and` and `or`.
  private mutating func choice(_ type: FuzzType, _ depth: Int) -> String {
    switch random.below(4) {
    case 0: "(\(expression(type, depth - 1)) or \(expression(type, depth - 1)))"
    case 1:
      "(\(expression(.boolean, depth - 1)) and \(expression(type, depth - 1)) or \(expression(type, depth - 1)))"
    case 2: "(\(expression(.any, depth - 1)) and \(expression(type, depth - 1)))"
    default: call(type, depth)
    }
  }

  private mutating func call(_ type: FuzzType, _ depth: Int) -> String {
    let functions = variables.filter { $0.type == .function }
    guard !functions.isEmpty, depth > 0 else { return expression(type, 0) }
    let name = functions[random.below(functions.count)].name
    return "\(name)(\(expression(.any, depth - 1)), \(expression(.numeric, depth - 1)))"
  }

  // MARK: Columns

  mutating func column(_ kinds: [FuzzKind]) -> String {
    let matching = columns.filter { kinds.contains($0.kind) }
    let name = random.pick(matching).name
    if isExpression { return random.chance(85) ? name : "row[\"\(name)\"]" }
    return random.chance(92) ? "a.\(name)" : "a[\"\(name)\"]"
  }

  // MARK: By type

  private mutating func boolean(_ depth: Int) -> String {
    guard depth > 0 else {
      return random.pick(["true", "false", column([.boolean]), column([.boolean]), comparison(0)])
    }
    switch random.below(14) {
    case 0...5: return comparison(depth)
    case 6: return "not (\(expression(random.pick([.boolean, .any]), depth - 1)))"
    case 7: return "(\(boolean(depth - 1)) and \(boolean(depth - 1)))"
    case 8: return "(\(boolean(depth - 1)) or \(boolean(depth - 1)))"
    case 9:
      return
        "has(\(random.chance(80) ? column([.set, .code, .text]) : text(depth - 1)), \(quoted()))"
    case 10:
      let function = random.pick(["contains", "starts_with", "ends_with"])
      return "text.\(function)(\(text(depth - 1)), \(quoted()))"
    case 11: return column([.boolean])
    case 12: return "\(expression(.any, depth - 1)) \(random.pick(["==", "~="])) nil"
    default:
      let maps = variables.filter { $0.type == .map }
      guard !maps.isEmpty else { return column([.boolean]) }
      return "\(maps[random.below(maps.count)].name)[\(text(depth - 1))]"
    }
  }

  private mutating func comparison(_ depth: Int) -> String {
    let operation = random.pick(["<", "<=", ">", ">=", "==", "~=", "=="])
    if random.chance(12) {
      // A range, from either end.
      let (value, low, high) = (column([.integer, .number]), number(), number())
      return random.pick([
        "(\(value) >= \(low) and \(value) <= \(high))",
        "(\(value) < \(high) and \(value) > \(low))",
        "(\(value) < \(low) or \(value) > \(high))", "(\(value) > 1 and \(value) < 5)",
        "(\(value) <= 3 and \(value) >= -1)",
      ])
    }
    switch random.below(10) {
    case 0...3:
      return
        "\(numeric(max(0, depth - 1))) \(operation) \(random.chance(60) ? number() : numeric(max(0, depth - 1)))"
    case 4, 5, 6: return "\(column([.code, .set, .text])) \(operation) \(quoted())"
    case 7: return "\(text(max(0, depth - 1))) \(operation) \(text(max(0, depth - 1)))"
    case 8: return "\(moment(max(0, depth - 1))) \(operation) \(moment(max(0, depth - 1)))"
    default: return "(\(number()) \(operation) \(column([.integer, .number])))"
    }
  }

  private mutating func numeric(_ depth: Int) -> String {
    guard depth > 0 else {
      return random.chance(60) ? column([.integer, .number]) : number()
    }
    let x = { (program: inout FuzzProgram) in program.expression(.numeric, depth - 1) }
    switch random.below(20) {
    case 0...4:
      let operation = random.pick(["+", "-", "*", "+", "-", "/", "//", "%", "^"])
      return "(\(x(&self)) \(operation) \(x(&self)))"
    case 5, 6:
      return "(\(x(&self)) \(random.pick(["+", "-", "*", "//", "%", "/"])) \(number()))"
    case 7:
      if random.chance(20) {
        return "(\(expression(.text, 0)) \(random.pick(["-", "+"])) \(random.pick(["0", "1"])))"
      }
      return "(\(number()) \(random.pick(["-", "*", "//", "%", "<<", "^"])) \(x(&self)))"
    case 8:
      return
        "(\(x(&self)) \(random.pick(["&", "|", "~", "<<", ">>"])) \(random.pick(["1", "3", "0xff", "63", "64", "-1", "2.0"])))"
    // A space, because two minus signs begin a comment.
    case 9: return "(- \(x(&self)))"
    case 10: return "#\(column([.code, .text, .set]))"
    case 11:
      let function = random.pick(["floor", "ceil", "abs", "sqrt", "tointeger", "exp", "log", "sin"])
      return "math.\(function)(\(x(&self)))"
    case 12: return "math.\(random.pick(["max", "min", "fmod"]))(\(x(&self)), \(x(&self)))"
    case 13:
      let maps = variables.filter { $0.type == .map }
      guard !maps.isEmpty else { return column([.integer]) }
      return "(\(maps[random.below(maps.count)].name)[\(text(depth - 1))] or \(number()))"
    case 14:
      return
        "\(column([.date, .timestamp])).\(random.pick(["year", "quarter", "month", "day", "weekday"]))"
    case 15: return "\(column([.timestamp])).\(random.pick(["hour", "minute", "year"]))"
    case 16: return "(\(moment(0)) - \(moment(0)))"
    case 17:
      if random.chance(50) { return "((\(text(0))):find(\(quoted()), 1, true) or 0)" }
      let pattern = random.pick([
        "'^%a+'", "'%d+$'", "'[sS]ap'", "'a.-c'", "'%s'", "'()'", "'%'", "'^$'", "'[^;]+;'",
      ])
      return "(string.find(\(text(0)), \(pattern)) or 0)"
    case 18: return "(tonumber(\(expression(random.pick([.text, .numeric]), depth - 1))) or 0)"
    default: return column([.integer, .number])
    }
  }

  private mutating func text(_ depth: Int) -> String {
    guard depth > 0 else {
      return random.chance(70) ? column([.code, .code, .text, .set]) : quoted()
    }
    let x = { (program: inout FuzzProgram) in program.expression(.text, depth - 1) }
    switch random.below(16) {
    case 0: return "(\(x(&self)) .. \(x(&self)))"
    case 1: return "(\(x(&self)) .. \(numeric(depth - 1)) .. \(quoted()))"
    case 2, 3:
      return "\(column([.code, .text, .set])):\(random.pick(["lower", "upper", "reverse"]))()"
    case 4: return "string.\(random.pick(["lower", "upper", "reverse"]))(\(x(&self)))"
    case 5:
      return
        "(\(x(&self))):sub(\(random.pick(["1", "2", "-3", "0", "9", "-1"])), \(random.pick(["3", "-1", "0", "20"])))"
    case 6:
      return
        "\(column([.code, .set])):match(\(random.pick(["'^(%a+)'", "'%d+'", "'(a)(b)'", "'.'", "'%'"])))"
    case 7: return "tostring(\(expression(.any, depth - 1)))"
    case 8: return "type(\(expression(.any, depth - 1)))"
    case 9: return "\(column([.code])):gsub('a', '%0%0')"
    case 10: return "string.format('%s-%d', \(column([.code])), \(random.pick(["1", "2"])))"
    case 11: return "\(column([.code])):rep(2, ';')"
    default: return random.chance(75) ? column([.code, .text, .set]) : quoted()
    }
  }

  private mutating func moment(_ depth: Int) -> String {
    switch random.below(depth > 0 ? 8 : 5) {
    case 0: return "days_ago(\(random.pick(["0", "90", "10000", "-3"])))"
    case 1: return "date('2025-03-01')"
    case 5: return "(\(moment(depth - 1)) + \(random.pick(["1", "-30", "365", "6000000", "0.5"])))"
    case 6: return "(\(moment(depth - 1)) - \(random.pick(["1", "90", "-7"])))"
    case 7: return "\(column([.date, .timestamp])).date"
    default: return column([.date, .timestamp, .date])
    }
  }

  private mutating func any(_ depth: Int) -> String {
    if random.chance(12) { return random.pick(["nil", "true", "false"]) }
    return expression(random.pick([.boolean, .numeric, .text, .moment, .numeric, .text]), depth)
  }

  // MARK: Literals

  mutating func number() -> String {
    random.pick([
      "0", "1", "2", "3", "5", "10", "100", "1000", "70", "0.5", "2.5", "1e8", "1.0", "0.0", "2.0",
      "9007199254740992", "9007199254740993", "9223372036854775807", "math.mininteger",
      "(-1)", "(-0.0)", "(-2.5)", "1e300", "(0/0)", "(1/0)", "0x7f", "128", "256", "1e15", "7",
      "64",
    ])
  }

  mutating func quoted() -> String {
    let bytes =
      random.chance(85) ? random.pick(FuzzTables.texts) : Array("entry \(random.below(300))".utf8)
    var text = "\""
    for byte in bytes {
      switch byte {
      case 0x22, 0x5c: text += "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7f: text += String(UnicodeScalar(byte))
      default: text += "\\x" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }
    }
    return text + "\""
  }
}
