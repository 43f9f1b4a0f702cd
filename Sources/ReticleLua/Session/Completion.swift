import Columns
import LuaHost

/// What could follow the text before the cursor: globals, functions of a library, methods and fields
/// of a value, columns of a table inside a condition, names of options.
struct Completion {
  let registry: Registry
  /// The value of a path such as `crm.accounts`, or nil. Only names and dots are ever asked for, so
  /// that looking does not run anything.
  let value: (String) -> LuaValue?
  /// Names of globals that scripts made.
  let globals: () -> [String]

  /// A place in the text and what could stand there.
  struct Choices: Equatable {
    /// How many characters before the cursor are to be replaced.
    var typed: Int
    var names: [String]
  }

  func choices(before text: String) -> Choices {
    let characters = Array(text)
    var start = characters.count
    while start > 0, Self.isWord(characters[start - 1]) { start -= 1 }
    let typed = String(characters[start...])
    let before = Array(characters[..<start])
    let names = candidates(before).filter { $0.hasPrefix(typed) && $0 != typed }
    return Choices(typed: typed.count, names: Set(names).sorted())
  }

  private func candidates(_ before: [Character]) -> [String] {
    if let last = before.last, last == "." || last == ":" {
      let path = Self.path(endingAt: before.count - 1, in: before)
      return last == "." ? fields(path) : methods(path)
    }
    if let quoted = Self.openText(before) {
      // Inside the text of a condition: columns of the table it is asked of.
      let call = Self.call(before: quoted, in: before)
      return columns(call.receiver)
    }
    if let call = Self.openBraces(before) {
      let options = self.options(of: call)
      if !options.isEmpty { return options }
    }
    let keywords = [
      "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in",
      "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
    ]
    let declared = registry.functions.filter { $0.module == nil && $0.receiver == nil }.map(\.name)
    let lua = Registry.luaFunctions.flatMap { $0.library.map { [$0] } ?? $0.names }
    return declared + registry.modules.map(\.name) + lua + globals() + keywords
  }

  // MARK: What there is

  private func fields(_ path: String) -> [String] {
    let functions = registry.functions.filter { $0.module == path }.map(\.name)
    if !functions.isEmpty { return functions }
    for library in Registry.luaFunctions where library.library == path { return library.names }
    guard let object = value(path)?.object else { return value(path).map(Self.keys) ?? [] }
    var names: [String] = []
    if let table = object as? TableObject { names += table.table.names.filter(Self.isName) }
    names += registry.types.filter { $0.swiftType == type(of: object) }
      .flatMap { $0.fields.map(\.name) }
    return names
  }

  private func methods(_ path: String) -> [String] {
    guard let object = value(path)?.object else { return [] }
    let types = registry.types.filter { $0.swiftType == type(of: object) }.map(\.name)
    return registry.functions.filter { $0.receiver.map(types.contains) ?? false }.map(\.name)
  }

  private func columns(_ path: String) -> [String] {
    guard let object = value(path)?.object as? TableObject else { return [] }
    return object.table.names.filter(Self.isName) + ["has", "days_ago", "date", "and", "or", "not"]
  }

  private func options(of call: Call) -> [String] {
    let function = registry.functions.first { function in
      if let receiver = function.receiver {
        return call.method == function.name
          && (value(call.receiver)?.object).map { object in
            registry.types.contains { $0.name == receiver && $0.swiftType == type(of: object) }
          } ?? false
      }
      return call.method.isEmpty && call.receiver == function.qualifiedName
    }
    for parameter in function?.parameters ?? [] {
      if case .options(let fields) = parameter.type { return fields.map(\.name) }
    }
    return []
  }

  private static func keys(_ value: LuaValue) -> [String] {
    guard let content = try? value.tableContent() else { return [] }
    return content.fields.map(\.name).filter(isName)
  }

  // MARK: Reading the line

  /// `crm.accounts:where` as receiver `crm.accounts` and method `where`.
  private struct Call {
    var receiver = ""
    var method = ""
  }

  /// The names and dots that end before `end`.
  private static func path(endingAt end: Int, in text: [Character]) -> String {
    var start = end
    while start > 0, isWord(text[start - 1]) || text[start - 1] == "." { start -= 1 }
    return String(text[start..<end])
  }

  private static func call(before end: Int, in text: [Character]) -> Call {
    var place = end
    while place > 0, text[place - 1] == " " || text[place - 1] == "(" { place -= 1 }
    let name = path(endingAt: place, in: text)
    let colon = place - name.count
    if colon > 0, text[colon - 1] == ":" {
      return Call(receiver: path(endingAt: colon - 1, in: text), method: name)
    }
    return Call(receiver: name)
  }

  /// Where the text that is not yet closed begins, if the line ends in one.
  private static func openText(_ text: [Character]) -> Int? {
    var opened: (place: Int, mark: Character)?
    var index = 0
    while index < text.count {
      let character = text[index]
      if let open = opened {
        if character == "\\" { index += 1 } else if character == open.mark { opened = nil }
      } else if character == "\"" || character == "'" {
        opened = (index, character)
      }
      index += 1
    }
    return opened?.place
  }

  /// The call whose braces the line ends in, as `market.size(t, { serv`.
  private static func openBraces(_ text: [Character]) -> Call? {
    var depth = 0
    var index = text.count - 1
    while index >= 0 {
      switch text[index] {
      case "}", ")": depth += 1
      case "{":
        if depth == 0 { return callAround(index, text) }
        depth -= 1
      case "(": depth -= 1
      default: break
      }
      index -= 1
    }
    return nil
  }

  /// The call that a `{` at a place is an argument of.
  private static func callAround(_ brace: Int, _ text: [Character]) -> Call? {
    var place = brace
    while place > 0, text[place - 1] == " " { place -= 1 }
    if place > 0, isWord(text[place - 1]) { return call(before: place, in: text) }
    var depth = 0
    while place > 0 {
      switch text[place - 1] {
      case ")", "}": depth += 1
      case "{": depth -= 1
      case "(":
        if depth == 0 { return call(before: place - 1, in: text) }
        depth -= 1
      default: break
      }
      place -= 1
    }
    return nil
  }

  private static func isWord(_ character: Character) -> Bool {
    character == "_" || character.isASCII && (character.isLetter || character.isNumber)
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.allSatisfy(isWord) && !(text.first?.isNumber ?? true)
  }
}
