import Basics
import Columns
import LuaHost
import Statistics

/// `stats`: the statistics library, each function with its inputs by name.
enum StatsModule {
  static let module = ModuleDescription(
    "stats",
    "Statistics that equal the field's reference libraries; a missing entry of a list is nil, an undefined result too"
  )

  static var functions: [HostFunction] { Catalogue.functions.map(function) }

  private static func function(_ statistic: StatFunction) -> HostFunction {
    let parameters = statistic.parameters.map(parameter)
    let inputs = Parameter("inputs", .options(parameters), "the inputs by name")
    return HostFunction(
      statistic.name, withoutStop(statistic.summary), details: details(statistic),
      [inputs],
      returns: [Returned(.map(.any), statistic.results.map(\.name).joined(separator: ", "))],
      errors: ["inputs for which the statistic is not defined"],
      example:
        "local r = stats.\(statistic.name)\(lua(.object(statistic.example)))\nassert(type(r) == \"table\")",
      body: .swift { arguments in
        let content = try arguments.options("inputs")
        var entries: [(String, StatValue)] = []
        for parameter in statistic.parameters where !content[parameter.name].isNil {
          entries.append((parameter.name, try value(content[parameter.name], parameter.kind)))
        }
        do {
          return [
            result(
              try statistic(.object(StatObject(entries)), checkpoint: { try Interruption.check() }))
          ]
        } catch let error as StatError {
          let place = error.parameter.map { "'\($0)' " } ?? ""
          throw arguments.problem(place + error.message, hints: error.hint.map { [$0] } ?? [])
        }
      })
  }

  private static func details(_ statistic: StatFunction) -> String {
    let results = statistic.results.map { "\($0.name): \($0.meaning)" }.joined(separator: "; ")
    return [statistic.details, "Gives \(results).", "Source: \(statistic.source)"]
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func withoutStop(_ text: String) -> String {
    text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  private static func parameter(_ parameter: StatParameter) -> Parameter {
    let about = withoutStop(parameter.meaning) + (parameter.unit.map { " (\($0))" } ?? "")
    switch parameter.requirement {
    case .required: return Parameter(parameter.name, type(parameter.kind), about)
    case .optional(.null):
      return Parameter(parameter.name, type(parameter.kind), about, standard: "none")
    case .optional(let value):
      return Parameter(parameter.name, type(parameter.kind), about, standard: lua(value))
    case .mayBeMissing:
      return Parameter(parameter.name, type(parameter.kind), about, standard: "missing")
    }
  }

  private static func type(_ kind: StatParameter.Kind) -> LuaType {
    switch kind {
    case .number(infinite: false): .number
    case .number(infinite: true): .oneOf([.number, .text])
    case .integer: .integer
    case .boolean: .boolean
    case .text: .text
    case .choice(let words): .choice(words)
    case .day: .oneOf([.text, .integer, .date])
    case .label: .oneOf([.number, .boolean])
    case .identifier: .oneOf([.text, .number])
    case .list(let item, _): .list(type(item))
    case .record(let fields): .options(fields.map(parameter))
    }
  }

  // MARK: values

  private static func value(_ value: LuaValue, _ kind: StatParameter.Kind) throws -> StatValue {
    switch (kind, value) {
    case (_, .nil): return .null
    case (.list(let item, _), _):
      guard let content = try value.tableContent() else { return .null }
      // A gap is a missing entry; its neighbours say where it is.
      let places = content.pairs.compactMap { $0.key.int }
      let count = places.max() ?? 0
      guard count <= 4 * places.count + 1024 else {
        throw Problem(.script, "a list has more gaps than entries")
      }
      var list = [StatValue](repeating: .null, count: max(0, count))
      for (key, element) in content.pairs {
        if let place = key.int, place >= 1 { list[place - 1] = try self.value(element, item) }
      }
      return .array(list)
    case (.record(let fields), _):
      guard let content = try value.tableContent() else { return .null }
      var entries: [(String, StatValue)] = []
      for field in fields where !content[field.name].isNil {
        entries.append((field.name, try self.value(content[field.name], field.kind)))
      }
      return .object(StatObject(entries))
    case (_, .boolean(let flag)): return .bool(flag)
    case (_, .integer(let integer)): return .integer(Int(integer))
    case (_, .number(let number)): return .number(number)
    case (_, .text(let text)): return .string(text)
    case (_, .moment(let moment)):
      let days = moment.isTimestamp ? Calendar.split(moment.value).days : moment.value
      return .string(Calendar.text(days: Int32(clamping: days)))
    default: return .null
    }
  }

  private static func result(_ value: StatValue) -> LuaValue {
    switch value {
    case .null: .nil
    case .bool(let flag): .boolean(flag)
    case .integer(let integer): .integer(Int64(integer))
    case .number(let number): .number(number)
    case .string(let text): .text(text)
    case .array(let list):
      .object(
        NewTable(
          pairs: list.enumerated().compactMap { position, entry in
            entry == .null ? nil : (key: .integer(Int64(position + 1)), value: result(entry))
          }))
    case .object(let object):
      .object(
        NewTable(
          pairs: zip(object.names, object.values).compactMap { name, entry in
            entry == .null ? nil : (key: .text(name), value: result(entry))
          }))
    }
  }

  /// A name as a key in Lua source: `end` is no name.
  private static func key(_ name: String) -> String {
    Annotations.isName(name) ? name : "[\"\(name)\"]"
  }

  /// A value as Lua source.
  private static func lua(_ value: StatValue) -> String {
    switch value {
    case .null: return "nil"
    case .bool(let flag): return flag ? "true" : "false"
    case .integer(let integer): return String(integer)
    case .number(let number):
      return number.isInfinite ? (number < 0 ? "-math.huge" : "math.huge") : number.description
    case .string(let text):
      return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    case .array(let list):
      return list.isEmpty ? "{}" : "{ " + list.map(lua).joined(separator: ", ") + " }"
    case .object(let object):
      return "{ "
        + zip(object.names, object.values).map { "\(key($0)) = \(lua($1))" }.joined(separator: ", ")
        + " }"
    }
  }
}
