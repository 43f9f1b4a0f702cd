import Basics

/// What a parameter takes or a function gives, as scripts see it.
public indirect enum LuaType: Sendable {
  case any
  case boolean
  case integer
  case number
  case text
  case date
  /// A Lua function of the row, or the text of an expression over its columns.
  case rowFunction
  case function
  /// A row of a table.
  case row
  /// A host object, by the name of its type.
  case object(String)
  case list(LuaType)
  /// A table from names to values.
  case map(LuaType)
  /// A table with these fields and no others.
  case options([Parameter])
  case choice([String])
  case oneOf([LuaType])

  /// How messages and documentation say it.
  public var described: String {
    switch self {
    case .any: "any value"
    case .boolean: "true or false"
    case .integer: "a whole number"
    case .number: "a number"
    case .text: "a text"
    case .date: "a date"
    case .rowFunction: "a function of the row or an expression"
    case .function: "a function"
    case .row: "a row"
    case .object(let name): name.withArticle
    case .list(let item): "a list of \(item.plural)"
    case .map(let item): "a table of names to \(item.plural)"
    case .options: "a table of options"
    case .choice(let choices): "one of " + choices.map { "\"\($0)\"" }.joined(separator: ", ")
    case .oneOf(let types): types.map(\.described).joined(separator: " or ")
    }
  }

  private var plural: String {
    switch self {
    case .any: "values"
    case .boolean: "true or false"
    case .integer: "whole numbers"
    case .number: "numbers"
    case .text: "texts"
    case .date: "dates"
    case .rowFunction: "row functions"
    case .function: "functions"
    case .object(let name): "\(name)s"
    case .options: "tables"
    default: "values (\(described))"
    }
  }

  /// The type in LuaLS annotations.
  public var annotation: String {
    switch self {
    case .any: "any"
    case .boolean: "boolean"
    case .integer: "integer"
    case .number: "number"
    case .text: "string"
    case .date: "reticle.date"
    case .rowFunction: "string|fun(row: reticle.row): any"
    case .function: "function"
    case .row: "reticle.row"
    case .object(let name): "reticle.\(name.replacing(" ", with: "_"))"
    case .list(let item): item.isSimple ? "\(item.annotation)[]" : "(\(item.annotation))[]"
    case .map(let item): "table<string, \(item.annotation)>"
    case .options(let fields):
      "{ "
        + fields.map { "\($0.name)\($0.isRequired ? "" : "?"): \($0.type.annotation)" }
        .joined(separator: ", ") + " }"
    case .choice(let choices): choices.map { "\"\($0)\"" }.joined(separator: "|")
    case .oneOf(let types): types.map(\.annotation).joined(separator: "|")
    }
  }

  private var isSimple: Bool {
    switch self {
    case .any, .boolean, .integer, .number, .text, .date, .object, .function: true
    default: false
    }
  }
}

/// A parameter of a function, or a field of an options table.
public struct Parameter: Sendable {
  public var name: String
  public var type: LuaType
  public var about: String
  /// What is used when it is left out, for reading; nil if it must be given.
  public var standard: String?
  public var isRequired: Bool { standard == nil }
  /// Takes all further arguments.
  public var isRepeated = false

  public init(_ name: String, _ type: LuaType, _ about: String, standard: String? = nil) {
    self.name = name
    self.type = type
    self.about = about
    self.standard = standard
  }

  public static func repeated(_ name: String, _ type: LuaType, _ about: String) -> Parameter {
    var parameter = Parameter(name, type, about, standard: "none")
    parameter.isRepeated = true
    return parameter
  }
}

/// What a function gives.
public struct Returned: Sendable {
  public var type: LuaType
  public var about: String
  public init(_ type: LuaType, _ about: String) {
    self.type = type
    self.about = about
  }
}
