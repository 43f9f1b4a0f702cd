import Basics

extension NotLua {
  /// What is taken for Lua, and what to write: the first that is found counts.
  static let rules: [Rule] = characters + signs + words + keywords + structures + last

  // MARK: signs

  private static let characters: [Rule] = [
    Rule { place in
      guard place.piece.kind == .foreign || place.isSymbol("`") || place.isSymbol("$") else {
        return nil
      }
      let text = place.piece.text
      switch text {
      case "“", "”", "„", "‟", "«", "»", "‘", "’", "‚", "‛", "´", "`":
        return "write straight quotes, \" or ', for \(text)"
      case "≥": return "write >= for ≥"
      case "≤": return "write <= for ≤"
      case "≠": return "write ~= for ≠"
      case "×", "·": return "write * for \(text)"
      case "÷": return "write / for ÷"
      case "−", "–", "—": return "write a plain - for \(text)"
      case "…": return "write it out: … is no part of Lua"
      case "\u{a0}", "\u{202f}", "\u{2009}", "\u{200b}", "\u{feff}":
        return "there is a space of another kind: write a plain one"
      case "€", "£", "$", "¥": return "write the number alone, without \(text)"
      case "→", "⇒": return "write function(row) return … end"
      default:
        guard text.unicodeScalars.first?.properties.isAlphabetic == true else {
          return "\(text) is no part of Lua: texts stand in quotes"
        }
        return "a column with other letters than a to z is read as  row[\"\(text)\"]"
      }
    }
  ]

  private static let signs: [Rule] = [
    Rule("!", "=", advice: "write ~= for !="),
    Rule("!", "==", advice: "write ~= for !=="),
    Rule("<", ">", advice: "write ~= for <>"),
    Rule("==", "=", advice: "write == for ==="),
    Rule("=", "<", advice: "write <= for =<"),
    Rule("&", "&", advice: "write and for &&"),
    Rule("|", "|", advice: "write or for ||"),
    Rule("/", "*", advice: "a comment begins with --"),
    Rule("+", "+", advice: "write n = n + 1 for n++"),
    Rule { place in
      for arrow in [["=", ">"], ["-", ">"]] where place.areSigns(arrow) {
        // `a => a.employees`: a function; `employees => 100`: a comparison.
        let opens = place.next(-1)?.text == ")" || ["(", ",", "="].contains(place.next(-2)?.text)
        if !place.isExpression, opens {
          return "write function(\(place.subject)) return … end for \(arrow.joined())"
        }
        if arrow == ["=", ">"] { return "write >= for =>" }
      }
      return nil
    },
    Rule { place in
      for sign in ["+", "-", "*", "/", "%", "^", ".."] where place.areSigns([sign, "="]) {
        let name = place.subject
        return "write \(name) = \(name) \(sign) … for \(sign)="
      }
      return nil
    },
    Rule { $0.isSymbol("!") ? "write not for !" : nil },
    Rule { place in
      guard place.isSymbol("?") else { return nil }
      return "Lua has no ?: — write  condition and a or b, or an if"
    },
    Rule { place in
      guard !place.isExpression, place.isFirstOfLine, place.isSymbol("//") || place.isSymbol("#")
      else { return nil }
      return "a comment begins with --"
    },
  ]

  // MARK: words

  private static let words: [Rule] = [
    Rule { place in
      let text = place.piece.text
      guard place.piece.kind == .name, ["AND", "OR", "NOT", "And", "Or", "Not"].contains(text)
      else { return nil }
      return "write \(text.lowercased()) in small letters"
    },
    Rule { place in
      guard place.isKeyword("in"), place.isExpression || !place.line(has: "for"),
        place.followsValue
      else { return nil }
      let name = place.subject
      if place.isKeyword("not", -1) {
        return "Lua has no not in: write  \(name) ~= \"A\" and \(name) ~= \"B\""
      }
      return "Lua has no in: write  \(name) == \"A\" or \(name) == \"B\""
    },
    Rule { place in
      guard place.piece.kind == .name, place.followsValue else { return nil }
      let name = place.subject
      switch place.piece.text.lowercased() {
      case "like", "ilike", "contains", "matches":
        return "Lua has no \(place.piece.text): write  text.contains(\(name), \"…\")"
      case "is":
        return "Lua has no \(place.piece.text): write  \(name) == nil  for empty cells, "
          + "\(name) ~= nil  for others"
      case "between":
        return "Lua has no \(place.piece.text): write  \(name) >= 50 and \(name) <= 100"
      default: return nil
      }
    },
    Rule { place in
      guard place.piece.kind == .name, place.piece.text == "continue", !place.isExpression,
        place.next().map({ $0.kind == .keyword || $0.line > place.piece.line }) ?? true
      else { return nil }
      return "Lua has no continue: put the rest of the loop into  if … then … end"
    },
    Rule { place in
      guard place.piece.kind == .name, place.next()?.kind == .name else { return nil }
      let (word, name) = (place.piece.text, place.next()?.text ?? "name")
      switch word {
      case "lambda": return "write function(\(name)) return … end for lambda"
      case "var", "let", "const": return "write local \(name) = … for \(word)"
      case "def", "func", "fn", "fun":
        return "write local function \(name)(…) … end for \(word)"
      case "elif", "elsif", "elseIf": return "write elseif for \(word)"
      case "import": return "write local \(name) = require \"\(name)\" for import"
      default: return nil
      }
    },
  ]

  private static let keywords: [Rule] = [
    Rule { place in
      guard place.piece.kind == .keyword else { return nil }
      let word = place.piece.text
      if place.isSymbol(".", -1) {
        return "\(word) is a word of Lua: write \(before(place))[\"\(word)\"]"
      }
      if place.isKeyword("local", -1), word != "function" {
        return "\(word) is a word of Lua: take another name"
      }
      return nil
    },
    Rule { place in
      guard place.isExpression, place.piece.kind == .keyword, place.isOperand,
        !["and", "or", "not", "nil", "true", "false", "function"].contains(place.piece.text)
      else { return nil }
      let word = place.piece.text
      let next = place.next()
      if next == nil || next?.kind == .symbol || next?.text == "and" || next?.text == "or" {
        return "\(word) is a word of Lua: a column of that name is read as  row[\"\(word)\"]"
      }
      return word == "if" || word == "return"
        ? "write the condition alone, without \(word)" : nil
    },
  ]

  private static func before(_ place: Place) -> String {
    place.next(-2).flatMap { $0.kind == .name ? $0.text : nil } ?? "row"
  }

  // MARK: numbers, lists, options

  private static let structures: [Rule] = [
    Rule { place in
      guard place.piece.kind == .number, let value = written(place.piece.text) else { return nil }
      return "write \(value) for \(place.piece.text)"
    },
    Rule { place in
      guard place.piece.kind == .number, place.isSymbol("%", 1) else { return nil }
      if let after = place.next(2), after.kind != .keyword, ![")", ","].contains(after.text) {
        return nil
      }
      guard let value = Double(place.piece.text) else { return nil }
      return "% is the remainder of a division: write \(place.piece.text), or \(value / 100) "
        + "where a column holds shares"
    },
    Rule { place in
      guard place.isExpression || place.isNear(","), let number = thousands(place) else {
        return nil
      }
      return "write \(number), without commas"
    },
    Rule { place in
      guard place.isSymbol(":"), place.piece.bracket == "{", let name = place.next(-1),
        ["{", ","].contains(place.next(-2)?.text)
      else { return nil }
      let isCall =
        place.next()?.kind == .name
        && (place.isSymbol("(", 2) || place.isSymbol("{", 2) || place.next(2)?.kind == .text)
      if name.kind == .name, !isCall { return "write \(name.text) = …, with = for the colon" }
      return name.kind == .text ? "write \(key(name.text)) = …, with = for the colon" : nil
    },
    Rule { place in
      guard place.piece.kind == .text, place.isSymbol("=", 1), place.piece.bracket == "{" else {
        return nil
      }
      return "write \(key(place.piece.text)) = …"
    },
    Rule { place in
      guard place.isSymbol("["), !place.followsValue || place.isKeyword("not", -1) else {
        return nil
      }
      let first = place.next()
      let isEmpty = first?.text == "]"
      let isList = first?.kind == .text || first?.kind == .number || first?.kind == .name
      let ends = place.isSymbol(",", 2) || place.isSymbol("]", 2) && !place.isSymbol("=", 3)
      return isEmpty || isList && ends ? "a list stands in braces:  { \"a\", \"b\" }" : nil
    },
    Rule { place in
      guard !place.isExpression, place.piece.kind == .name, place.isSymbol("=", 1),
        place.piece.bracket == "(", place.piece.isCalled,
        ["(", ","].contains(place.next(-1)?.text)
      else { return nil }
      return "options stand in braces:  { \(place.piece.text) = … };  to compare, write =="
    },
    Rule { place in
      guard place.isSymbol("{"), place.next(-1)?.text == ")" else { return nil }
      if place.isNear("{"), place.line(has: "function") {
        return "a function has no braces:  function(a) return … end"
      }
      if place.message.contains("'then' expected") {
        return "write  if … then … end, without braces"
      }
      return place.message.contains("'do' expected") ? "write  do … end  for the braces" : nil
    },
    Rule { place in
      guard !place.isExpression, place.piece.kind == .text, let next = place.next(),
        next.isJoined, next.kind == .name || next.kind == .number
      else { return nil }
      return "the text ends at its second quote: use the other quotes within it:  \"a == 'b'\""
    },
    Rule { place in
      guard place.isSymbol(":"), place.message.contains("function arguments expected"),
        let name = place.next(), name.kind == .name, !place.isSymbol("(", 2),
        !place.isSymbol("{", 2), place.next(2)?.kind != .text
      else { return nil }
      return "what is not called is read with a dot:  \(place.subject).\(name.text)"
    },
  ]

  /// What is looked for where nothing else was found.
  private static let last: [Rule] = [
    Rule { place in
      guard place.isSymbol("="), place.isExpression || place.isNear("=") else { return nil }
      if place.isExpression, place.piece.bracket == "{" { return nil }
      return "write == to compare; = gives a name its value"
    },
    Rule { place in
      guard place.isExpression, place.piece.kind == .name, let next = place.next(),
        next.kind == .name
      else { return nil }
      let (a, b) = (place.piece.text, next.text)
      return "between \(a) and \(b) stands no sign; a column with a space is read as  "
        + "row[\"\(a) \(b)\"]"
    },
  ]

  /// The name in a quoted key, as options are written.
  private static func key(_ text: String) -> String {
    let name = text.dropFirst().dropLast()
    let isName =
      !name.isEmpty && !(name.first?.isNumber ?? true)
      && name.utf8.allSatisfy { byte in
        byte == 0x5f || (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
          || (0x61...0x7a).contains(byte)
      }
    return isName && !Piece.keywords.contains(String(name)) ? "\(name)" : "[\(text)]"
  }

  /// `1M` and `1_000_000` as Lua writes them; nil for what is a number already.
  private static func written(_ text: String) -> String? {
    if text.hasPrefix("0x") || text.hasPrefix("0X") { return nil }
    let digits = text.prefix { $0.isNumber || $0 == "." || $0 == "_" }
    let unit = text[digits.endIndex...].lowercased()
    let plain = digits.replacing("_", with: "")
    guard let value = Double(plain) else { return nil }
    let factor: Double
    switch unit {
    case "": return digits.contains("_") ? String(plain) : nil
    case "k": factor = 1e3
    case "m", "mm", "mn", "mio": factor = 1e6
    case "b", "bn", "mrd": factor = 1e9
    default: return unit.hasPrefix("e") && unit.count > 1 ? nil : "the number in full, as \(plain),"
    }
    let number = value * factor
    return number == number.rounded() && number < 1e15 ? "\(Int64(number))" : nil
  }

  /// `1,000,000` without its commas.
  private static func thousands(_ place: Place) -> String? {
    guard place.piece.kind == .number, (1...3).contains(place.piece.text.count),
      place.piece.text.allSatisfy(\.isNumber), !(place.isExpression && place.piece.isCalled)
    else { return nil }
    var number = place.piece.text
    var offset = 1
    while place.isSymbol(",", offset), place.next(offset)?.isJoined == true,
      let group = place.next(offset + 1), group.isJoined, group.kind == .number,
      group.text.count == 3, group.text.allSatisfy(\.isNumber)
    {
      number += group.text
      offset += 2
    }
    return offset > 1 ? number : nil
  }
}
