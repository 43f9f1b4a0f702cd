import LuaHost

/// Helpers for text with plain names: UTF-8, no patterns. A missing text stays missing.
enum TextFunctions {
  static let module = ModuleDescription(
    "text",
    "Text helpers that know UTF-8 and take every text literally (Lua's own string library works with patterns)"
  )

  static var all: [HostFunction] {
    let text = Parameter("text", .text, "the text")
    return [
      builtin(
        "contains", "Whether a text contains another, letter for letter", "part",
        "print(#open().accounts:where(function(a) return text.contains(a.name, \"Labs\") end))"),
      builtin(
        "starts_with", "Whether a text begins with another", "part",
        "assert(text.starts_with(\"Acme Inc\", \"Acme\"))"),
      builtin(
        "ends_with", "Whether a text ends with another", "part",
        "assert(text.ends_with(\"a.com\", \".com\"))"),
      transform(
        "lower", "The text in small letters, accents too", "assert(text.lower \"ZOË\" == \"zoë\")"
      ) { $0.lowercased() },
      transform(
        "upper", "The text in capitals, accents too", "assert(text.upper \"zoë\" == \"ZOË\")"
      ) { $0.uppercased() },
      transform(
        "trim", "The text without blanks at both ends", "assert(text.trim \"  a b \" == \"a b\")"
      ) { text in
        var part = text[...]
        while part.first?.isWhitespace == true { part.removeFirst() }
        while part.last?.isWhitespace == true { part.removeLast() }
        return String(part)
      },
      HostFunction(
        "len", "How many characters a text has, as people count them", [optional(text)],
        returns: [Returned(.integer, "characters, not bytes; nil for a missing text")],
        example: "assert(text.len \"zoë\" == 3)",
        body: .swift { arguments in [arguments.text("text").map { LuaValue($0.count) } ?? .nil] }),
      HostFunction(
        "words", "The words of a text: parts between anything that is no letter or digit",
        [optional(text)],
        returns: [Returned(.list(.text), "the words; nil for a missing text")],
        example: "assert(#text.words \"VP, Sales & Marketing\" == 3)",
        body: .swift { arguments in
          guard let text = arguments.text("text") else { return [.nil] }
          return [.list(text.split { !$0.isLetter && !$0.isNumber }.map { .text(String($0)) })]
        }),
      HostFunction(
        "split", "The parts of a text between separators",
        [optional(text), Parameter("separator", .text, "taken literally", standard: "\";\"")],
        returns: [Returned(.list(.text), "the parts, trimmed; nil for a missing text")],
        example: "assert(text.split(\"sap; aws\")[2] == \"aws\")",
        body: .swift { arguments in
          guard let text = arguments.text("text") else { return [.nil] }
          let separator = arguments.text("separator") ?? ";"
          guard !separator.isEmpty else { throw arguments.problem("'separator' is empty") }
          var parts: [LuaValue] = []
          var rest = text[...]
          while let range = rest.firstRange(of: separator) {
            parts.append(.text(trimmed(rest[..<range.lowerBound])))
            rest = rest[range.upperBound...]
          }
          parts.append(.text(trimmed(rest)))
          return [.list(parts)]
        }),
    ]
  }

  static var has: HostFunction {
    HostFunction(
      "has", "Whether a set has a member, such as a technology a company uses",
      details: """
        The members of a set are the parts of its text between semicolons. Whole members are
        compared; small and capital letters are the same. A missing set has no members.
        """,
      [
        Parameter("set", .text, "a set, such as a.tech_stack"),
        Parameter("member", .text, "the member"),
      ],
      returns: [Returned(.boolean, "true or false")],
      example: "print(#open().accounts:where(function(a) return has(a.tech_stack, \"sap\") end))",
      body: .builtin("has"))
  }

  private static func trimmed(_ part: Substring) -> String {
    var part = part
    while part.first?.isWhitespace == true { part.removeFirst() }
    while part.last?.isWhitespace == true { part.removeLast() }
    return String(part)
  }

  private static func optional(_ parameter: Parameter) -> Parameter {
    var parameter = parameter
    parameter.standard = "a missing value gives nil"
    return parameter
  }

  private static func builtin(_ name: String, _ summary: String, _ part: String, _ example: String)
    -> HostFunction
  {
    HostFunction(
      name, summary,
      [
        Parameter("text", .text, "the text; a missing one gives false"),
        Parameter(part, .text, "what to look for"),
      ],
      returns: [Returned(.boolean, "true or false")], example: example,
      body: .builtin("text.\(name)"))
  }

  private static func transform(
    _ name: String, _ summary: String, _ example: String, _ body: @escaping (String) -> String
  ) -> HostFunction {
    HostFunction(
      name, summary, [optional(Parameter("text", .text, "the text"))],
      returns: [Returned(.text, "the new text; nil for a missing one")], example: example,
      body: .swift { arguments in [LuaValue(arguments.text("text").map(body))] })
  }
}
