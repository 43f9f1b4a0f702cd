/// Writes random Lua row functions: mostly well-typed, so that they get far, and sometimes not.
///
/// Weighted towards what is hard to lift: locals through `and` and `or`, early returns, ladders of
/// `elseif`, comparisons as values, sums of many points, closures and look-up tables.
public struct FuzzProgram {
  var random: FuzzRandom
  let columns: [(name: String, kind: FuzzKind)]
  /// The program is an expression whose variables are columns.
  public let isExpression: Bool
  private var outer: [String] = []
  var variables: [(name: String, type: FuzzType)] = []
  private var names = 0

  /// Writes one program for tables with these columns.
  public static func write(
    seed: UInt64, columns: [(name: String, kind: FuzzKind)]
  ) -> (source: String, isExpression: Bool) {
    var random = FuzzRandom(seed: seed)
    let isExpression = random.chance(15)
    var program = FuzzProgram(random: random, columns: columns, isExpression: isExpression)
    return (program.source(), isExpression)
  }

  private init(
    random: FuzzRandom, columns: [(name: String, kind: FuzzKind)], isExpression: Bool
  ) {
    self.random = random
    self.columns = columns
    self.isExpression = isExpression
  }

  private mutating func source() -> String {
    if isExpression {
      return "local row = ...; return (\(expression(random.pick(FuzzType.allCases), 4))\n)"
    }
    if random.chance(35) { declareOuter() }
    let body = random.chance(30) ? score() : block(depth: 2) + "\n  " + result()
    return outer.joined(separator: "\n") + "\nreturn function(a)\n\(body)\nend"
  }

  // MARK: Captured values

  private mutating func declareOuter() {
    for _ in 0..<(1 + random.below(3)) {
      switch random.below(6) {
      case 0: declare("w\(outer.count)", .map, table(values: .numeric))
      case 1: declare("w\(outer.count)", .map, table(values: random.pick([.text, .boolean, .any])))
      case 2: declare("l\(outer.count)", .list, "{ 'sap', 'aws', 'Software', '' }")
      case 3: declare("k\(outer.count)", .numeric, number())
      case 4: declare("k\(outer.count)", .text, quoted())
      default:
        let (name, inner) = ("f\(outer.count)", variables)
        variables = [("x", .any), ("y", .numeric)]
        let body = block(depth: 1) + "\n  " + result()
        variables = inner
        outer.append("local function \(name)(x, y)\n\(body)\nend")
        variables.append((name, .function))
      }
    }
  }

  private mutating func declare(_ name: String, _ type: FuzzType, _ value: String) {
    outer.append("local \(name) = \(value)")
    variables.append((name, type))
  }

  private mutating func table(values: FuzzType) -> String {
    var pairs: [String] = []
    for _ in 0..<(1 + random.below(5)) {
      let key = random.chance(80) ? quoted() : random.pick(["1", "2", "5", "true", "2.5", "10"])
      pairs.append("[\(key)] = \(constant(values))")
    }
    return "{ \(pairs.joined(separator: ", ")) }"
  }

  private mutating func constant(_ type: FuzzType) -> String {
    switch type {
    case .numeric: number()
    case .text: quoted()
    case .boolean: random.pick(["true", "false"])
    default: random.pick([number(), quoted(), "true", "false"])
    }
  }

  // MARK: Statements

  private mutating func fresh() -> String {
    names += 1
    return "v\(names)"
  }

  /// A score: what most row functions of this kind look like.
  private mutating func score() -> String {
    let isFloat = random.chance(25)
    let start =
      random.chance(80)
      ? random.pick(["0", "100", "-5", "0.0", "(-0.0)"]) : column([.number, .integer])
    var lines = ["  local s = \(start)"]
    variables.append(("s", .numeric))
    for _ in 0..<(1 + random.below(12)) {
      let points =
        isFloat
        ? random.pick(["7.5", "0.1", "-2.25", "10"])
        : random.pick(["1", "5", "20", "-10", "100", "127", "1000", "40000", "3000000000"])
      let condition = expression(.boolean, 2)
      switch random.below(10) {
      case 0:
        lines.append("  if \(condition) then s = s + \(points) else s = s - 1 end")
      case 1:
        lines.append("  if \(condition) then return s end")
      case 2:
        lines.append("  s = s + (\(condition) and \(points) or 0)")
      case 3:
        lines.append(
          "  if \(condition) then s = s + \(points) elseif \(expression(.boolean, 2)) then s = s * 2 end"
        )
      default: lines.append("  if \(condition) then s = s + \(points) end")
      }
    }
    lines.append(random.chance(60) ? "  return s" : "  " + result())
    return lines.joined(separator: "\n")
  }

  private mutating func block(depth: Int) -> String {
    let known = variables.count
    var lines: [String] = []
    for _ in 0..<random.below(5) { lines.append("  " + statement(depth)) }
    // Variables of an inner block are not seen after it; the outermost keeps its own.
    if depth < 2 && known < variables.count { variables.removeLast(variables.count - known) }
    return lines.joined(separator: "\n")
  }

  private mutating func scoped(_ depth: Int) -> String {
    let known = variables.count
    let body = block(depth: depth)
    if variables.count > known { variables.removeLast(variables.count - known) }
    return body
  }

  private mutating func statement(_ depth: Int) -> String {
    if random.chance(8) {
      let name = fresh()
      let isList = random.chance(40)
      let value =
        isList
        ? "{ \(quoted()), \(quoted()), 'sap' }"
        : table(values: random.pick([.numeric, .text, .any]))
      variables.append((name, isList ? .list : .map))
      return "local \(name) = \(value)"
    }
    switch random.below(depth > 0 ? 12 : 4) {
    case 0, 1, 2:
      let type = random.pick(FuzzType.plain)
      let name = fresh()
      let value = expression(type, 3)
      variables.append((name, random.chance(90) ? type : .any))
      return "local \(name) = \(value)"
    case 3, 4:
      guard let target = assignable() else { return "local \(fresh()) = nil" }
      return "\(target.name) = \(expression(target.type, 3))"
    case 5, 6:
      return "if \(expression(.boolean, 3)) then\n\(scoped(depth - 1))\n  end"
    case 7:
      return
        "if \(expression(.boolean, 2)) then\n\(scoped(depth - 1))\n  else\n\(scoped(depth - 1))\n  end"
    case 8:
      let first = "if \(expression(.boolean, 2)) then \(result())"
      return
        "\(first) elseif \(expression(.boolean, 2)) then\n\(scoped(depth - 1))\n  else\n\(scoped(0))\n  end"
    case 9: return "if \(expression(.boolean, 2)) then \(result()) end"
    case 10:
      let name = fresh()
      let known = variables.count
      variables.append((name, .numeric))
      let body = scoped(depth - 1)
      variables.removeLast(variables.count - known)
      let stop = random.chance(30) ? "\n  if \(expression(.boolean, 1)) then break end" : ""
      let range = random.pick(["1, 3", "3, 1, -1", "0, 1", "2, 1", "1, 2, 0.5", "1.0, 2", "-1, 1"])
      return "for \(name) = \(range) do\n\(body)\(stop)\n  end"
    default:
      guard let list = variables.filter({ $0.type == .list }).randomPick(&random) else {
        return "local \(fresh()) = \(expression(.any, 2))"
      }
      let (index, value) = (fresh(), fresh())
      let known = variables.count
      variables.append((index, .numeric))
      variables.append((value, .text))
      let body = scoped(depth - 1)
      variables.removeLast(variables.count - known)
      return "for \(index), \(value) in ipairs(\(list.name)) do\n\(body)\n  end"
    }
  }

  private mutating func assignable() -> (name: String, type: FuzzType)? {
    variables.filter { FuzzType.plain.contains($0.type) && $0.name.hasPrefix("v") }
      .randomPick(&random)
  }

  private mutating func result() -> String {
    let type = random.pick(FuzzType.allCases)
    let value = expression(type, 3)
    return random.chance(10)
      ? "do return \(value), \(expression(.any, 1)) end" : "do return \(value) end"
  }
}

extension Array {
  fileprivate func randomPick(_ random: inout FuzzRandom) -> Element? {
    isEmpty ? nil : self[random.below(count)]
  }
}
