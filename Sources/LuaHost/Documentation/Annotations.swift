/// LuaLS annotations: what gives editors types and completion. Made from the declarations.
public enum Annotations {
  /// The definition file of all host functions.
  public static func text(of registry: Registry) -> String {
    var lines = [
      "---@meta",
      "-- Written by `reticle types`; changes are overwritten.",
      "error(\"this file describes types for editors; it cannot be required\")",
      "",
      "---@class reticle.date A day or a moment",
      "---@field year integer",
      "---@field quarter integer 1 to 4",
      "---@field month integer 1 to 12",
      "---@field day integer 1 to 31",
      "---@field weekday integer Monday is 1",
      "---@field date reticle.date the day of a moment",
      "---@operator add(number): reticle.date",
      "---@operator sub(number): reticle.date",
      "---@operator sub(reticle.date): number",
      "",
      "---@class reticle.row A row of a table: its columns are its fields",
      "---@field [string] any",
      "",
    ]
    for type in registry.types {
      lines.append("---@class \(className(type.name)) \(oneLine(type.summary))")
      for field in type.fields {
        lines.append("---@field \(field.name) \(field.type.annotation) \(oneLine(field.about))")
      }
      if type.name == "table" {
        lines.append("---@field [integer] reticle.row")
        lines.append("---@operator len: integer")
      }
      lines.append("local \(variable(type.name)) = {}")
      lines.append("")
      for method in registry.functions where method.receiver == type.name {
        lines += function(method, prefix: "\(variable(type.name)):")
      }
    }
    for module in registry.modules {
      lines.append("---\(oneLine(module.summary))")
      lines.append("---@class \(className(module.name))_library")
      lines.append("\(module.name) = {}")
      lines.append("")
      for function in registry.functions where function.module == module.name {
        lines += self.function(function, prefix: "\(module.name).")
      }
    }
    for function in registry.functions where function.module == nil && function.receiver == nil {
      lines += self.function(function, prefix: "")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A class for the rows of one table, so that its columns complete.
  ///
  /// - Parameter columns: Names and LuaLS types.
  public static func rowClass(_ table: String, columns: [(name: String, type: String)]) -> String {
    var lines = ["---@class reticle.row.\(table): reticle.row"]
    for column in columns {
      let name = isName(column.name) ? column.name : "[\"\(escaped(column.name))\"]"
      lines.append("---@field \(name) \(column.type)?")
    }
    return lines.joined(separator: "\n")
  }

  private static func function(_ function: HostFunction, prefix: String) -> [String] {
    var lines = ["---\(oneLine(function.summary))"]
    for line in function.details.split(separator: "\n") { lines.append("---\(line)") }
    for parameter in function.parameters {
      let name = parameter.isRepeated ? "..." : parameter.name
      let optional = parameter.isRequired || parameter.isRepeated ? "" : "?"
      lines.append(
        "---@param \(name)\(optional) \(parameter.type.annotation) \(oneLine(parameter.about))\(Help.standard(parameter))"
      )
    }
    for returned in function.returns {
      lines.append("---@return \(returned.type.annotation) # \(oneLine(returned.about))")
    }
    let names = function.parameters.map { $0.isRepeated ? "..." : $0.name }
    lines.append("function \(prefix)\(function.name)(\(names.joined(separator: ", "))) end")
    lines.append("")
    return lines
  }

  private static func className(_ name: String) -> String {
    "reticle.\(name.replacing(" ", with: "_"))"
  }

  private static func variable(_ name: String) -> String {
    let plain = name.replacing(" ", with: "_")
    return ["table", "rows"].contains(plain) ? plain + "_" : plain
  }

  private static func oneLine(_ text: String) -> String { text.replacing("\n", with: " ") }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }

  /// Whether a text can be written as a Lua name.
  public static func isName(_ text: String) -> Bool {
    let keywords: Set<String> = [
      "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
      "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
    ]
    guard let first = text.utf8.first, !keywords.contains(text), !(0x30...0x39).contains(first)
    else { return false }
    return text.utf8.allSatisfy { byte in
      byte == 0x5f || (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
        || (0x61...0x7a).contains(byte)
    }
  }
}
