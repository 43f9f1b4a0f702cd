import Basics

/// What is written by those who come from spreadsheets, SQL, Python or JavaScript, and what Lua
/// has in its place.
///
/// The one place for advice on syntax errors: of texts of conditions, of scripts that are run and
/// of those that are checked. Asked only when Lua has refused a text.
public enum NotLua {
  /// What to write instead; nil if nothing known was found.
  ///
  /// - Parameters:
  ///   - text: The whole of what does not compile.
  ///   - message: What Lua says of it, which ends with `near …`.
  ///   - line: The line that it names; nil for the text of an expression.
  public static func advice(on text: String, message: String, line: Int? = nil) -> String? {
    let pieces = Piece.cut(text)
    for rule in rules {
      for at in window(pieces, message, line) {
        let place = Place(pieces: pieces, at: at, message: message, isExpression: line == nil)
        if let advice = rule.advise(place) { return advice }
      }
    }
    // The end that is missing may be missed far below.
    if let line, message.contains("'end' expected") {
      for (piece, next) in zip(pieces, pieces.dropFirst())
      where piece.text == "else" && next.text == "if" && next.line == piece.line
        && next.line <= line
      {
        return "write elseif in one word: else if begins another if, with an end of its own"
      }
    }
    return nil
  }

  /// The message with the sign that Lua shows as a byte, such as `<\226>`.
  public static func readable(_ message: String, on text: String, line: Int? = nil) -> String {
    guard let start = message.firstRange(of: "'<\\"),
      let end = message[start.upperBound...].firstRange(of: ">'")
    else { return message }
    let pieces = Piece.cut(text)
    guard let at = window(pieces, message, line).first(where: { pieces[$0].kind == .foreign })
    else { return message }
    return message.replacingCharacters(start.lowerBound..<end.upperBound, "'\(pieces[at].text)'")
  }

  /// Adds what to write instead to an error of the compiler: `FILE:LINE: REASON near WHAT`.
  static func explain(_ problem: inout Problem, in text: String) {
    let parts = problem.message.split(separator: ":", omittingEmptySubsequences: false)
    guard let line = parts.dropFirst().lazy.compactMap({ Int($0) }).first,
      problem.message.contains(" near ")
    else { return }
    let hint = advice(on: text, message: problem.message, line: line)
    problem.message = readable(problem.message, on: text, line: line)
    if let hint { problem.hints.append(hint) }
  }

  /// The pieces to look at: those of the line that Lua names, and of the line before it if the
  /// error is at the line's first piece.
  private static func window(_ pieces: [Piece], _ message: String, _ line: Int?) -> [Int] {
    guard let line else { return Array(pieces.indices) }
    var window = pieces.indices.filter { pieces[$0].line == line }
    if let first = window.first, first > 0, message.hasSuffix("near '\(pieces[first].text)'") {
      let before = pieces[first - 1].line
      window = pieces.indices.filter { pieces[$0].line == before } + window
    }
    return window
  }

  /// A piece among the others.
  struct Place {
    let pieces: [Piece]
    let at: Int
    let message: String
    let isExpression: Bool

    var piece: Piece { pieces[at] }
    func next(_ offset: Int = 1) -> Piece? {
      pieces.indices.contains(at + offset) ? pieces[at + offset] : nil
    }
    func isSymbol(_ text: String, _ offset: Int = 0) -> Bool {
      next(offset)?.kind == .symbol && next(offset)?.text == text
    }
    func isKeyword(_ text: String, _ offset: Int = 0) -> Bool {
      next(offset)?.kind == .keyword && next(offset)?.text == text
    }
    /// Whether the message is about what follows `near`.
    func isNear(_ text: String) -> Bool { message.hasSuffix("near '\(text)'") }
    /// Whether these signs stand here side by side.
    func areSigns(_ signs: [String]) -> Bool {
      for (offset, sign) in signs.enumerated() {
        guard isSymbol(sign, offset), offset == 0 || next(offset)?.isJoined == true else {
          return false
        }
      }
      return true
    }
    /// The words of the same line before this piece.
    func line(has keyword: String) -> Bool {
      pieces[..<at].contains { $0.line == piece.line && $0.kind == .keyword && $0.text == keyword }
    }
    var isFirstOfLine: Bool { at == 0 || pieces[at - 1].line < piece.line }
    /// The name before this piece, for examples.
    var subject: String {
      for offset in [-1, -2] {
        if let before = next(offset), before.kind == .name { return before.text }
      }
      return "name"
    }
    /// Whether a value ends before this piece.
    var followsValue: Bool {
      guard let before = next(-1) else { return false }
      switch before.kind {
      case .name, .number, .text, .foreign: return true
      case .symbol: return [")", "]", "}"].contains(before.text)
      case .keyword: return ["nil", "true", "false", "not"].contains(before.text)
      }
    }
    /// Whether a value is expected here.
    var isOperand: Bool {
      guard let before = next(-1) else { return true }
      switch before.kind {
      case .symbol: return ![")", "]", "}", "."].contains(before.text)
      case .keyword: return ["and", "or", "not", "return"].contains(before.text)
      default: return false
      }
    }
  }

  struct Rule: Sendable {
    let advise: @Sendable (Place) -> String?

    init(_ advise: @escaping @Sendable (Place) -> String?) { self.advise = advise }

    /// Signs side by side.
    init(_ signs: String..., advice: String) {
      advise = { $0.areSigns(signs) ? advice : nil }
    }
  }
}

extension String {
  fileprivate func replacingCharacters(_ range: Range<Index>, _ text: String) -> String {
    "\(self[..<range.lowerBound])\(text)\(self[range.upperBound...])"
  }
}
