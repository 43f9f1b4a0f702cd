import Basics
import LuaHost
import LuaSyntax
import Profiles

/// Words and conditions inside definitions, which only the function that takes them knows.
extension Checker {
  func checkWords(_ function: HostFunction, _ arguments: [Expression]) {
    guard case .table(let fields, _)? = arguments.first else { return }
    switch function.qualifiedName {
    case "personas.define": for field in fields { persona(field, function) }
    case "icp.define":
      for case .named(let name, _, .table(let rules, _)) in fields
      where name == "criteria" || name == "gates" {
        for case .positional(.table(let parts, let at)) in rules {
          rule(parts, at, isGate: name == "gates", function)
        }
      }
    default: break
    }
  }

  private func persona(_ field: TableField, _ function: HostFunction) {
    guard case .named(let name, _, let value) = field else { return }
    switch name {
    case "department": words(value, function) { _ = try Department(named: $0) }
    case "seniority": words(value, function) { _ = try Seniority(named: $0) }
    case "where": condition(value, on: "contacts")
    default: break
    }
  }

  /// A criterion `{ name, weight, category, condition }` or a gate `{ name, condition }`.
  private func rule(
    _ parts: [TableField], _ at: Position, isGate: Bool, _ function: HostFunction
  ) {
    var values: [Expression] = []
    for part in parts {
      switch part {
      case .positional(let value): values.append(value)
      case .named(let name, let place, _):
        let known = ["used_by", "source", "hunch"]
        if !isGate, !known.contains(name) {
          say(place, Problem.unknown("option", name, known: known).at(function.qualifiedName))
        }
      // What is behind a key in brackets is not known.
      case .keyed: return
      }
    }
    if values.last?.isMultiple == true { return }
    guard values.count == (isGate ? 2 : 4), let test = values.last else {
      if isGate {
        say(at, "\(function.qualifiedName): a gate must be { name, condition }")
      } else {
        say(
          at,
          "\(function.qualifiedName): a criterion must be { name, weight, category, condition }")
      }
      return
    }
    if !isGate { words(values[2], function) { _ = try Criterion.Category(named: $0) } }
    condition(test, on: "accounts")
  }

  private func words(
    _ value: Expression, _ function: HostFunction, _ read: (String) throws -> Void
  ) {
    for literal in columnTexts([value]) {
      do { try read(literal.text) } catch let problem as Problem {
        say(literal.at, problem.at(function.qualifiedName))
      } catch {}
    }
  }

  /// A condition that is asked later, most likely of a table with the columns of one in the data. A
  /// name that is a column anywhere, or is made by the script, may be right.
  private func condition(_ expression: Expression, on entity: String) {
    if case .text(let literal) = expression { rowExpression(literal, nil) }
    guard let tables = check.tables, let table = tables[entity] else { return }
    let names = tables.values.reduce(into: assignedNames) { $0.formUnion($1.names) }
    let schema = table.widened(by: names)
    inDoubt {
      switch expression {
      case .text(let literal):
        if !schema.has(literal.text) { rowExpression(literal, schema) }
      case .function(let body): walk(body, row: schema)
      case .local(let variable, _):
        if case .luaFunction(let body)? = known[ObjectIdentifier(variable)] {
          walk(body, row: schema)
        }
      default: break
      }
    }
  }

  /// Names before a `=` in a text of Lua.
  static func assignedNames(in source: [UInt8]) -> Set<String> {
    func isName(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    let equals = UInt8(ascii: "=")
    var names: Set<String> = []
    var index = 0
    while index < source.count {
      guard isName(source[index]) else {
        index += 1
        continue
      }
      let start = index
      while index < source.count, isName(source[index]) { index += 1 }
      var next = index
      while next < source.count, source[next] == UInt8(ascii: " ") { next += 1 }
      guard next < source.count, source[next] == equals else { continue }
      if next + 1 < source.count, source[next + 1] == equals { continue }
      names.insert(String(decoding: source[start..<index], as: UTF8.self))
    }
    return names
  }
}
