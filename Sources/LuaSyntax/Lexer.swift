/// What a text is made of.
enum TokenKind: Equatable {
  case end
  case name(String)
  case keyword(String)
  /// An operator or a bracket.
  case symbol(String)
  case integer(Int64)
  case number(Double)
  case text([UInt8], isPlain: Bool)
}

struct Token {
  var kind: TokenKind
  var at: Position
  /// Where it begins and ends in the bytes.
  var bytes: Range<Int>
}

/// Cuts a text into tokens, as Lua 5.4 does (manual, §3.1).
struct Lexer {
  static let keywords: Set<String> = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
    "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
  ]

  let source: [UInt8]
  private(set) var place: Int
  private var line: Int
  private var lineStart: Int

  /// - Parameters:
  ///   - at: Where the first byte stands, for a text within another.
  init(_ source: [UInt8], from place: Int = 0, at position: Position) {
    self.source = source
    self.place = place
    line = position.line
    lineStart = place - (position.column - 1)
  }

  private func byte(_ offset: Int = 0) -> UInt8? {
    place + offset < source.count ? source[place + offset] : nil
  }

  private var position: Position { Position(line: line, column: place - lineStart + 1) }

  private func problem(_ message: String, from start: Position? = nil) -> SyntaxProblem {
    SyntaxProblem(at: start ?? position, message: message)
  }

  mutating func next() throws -> Token {
    try skipSpace()
    let (start, at) = (place, position)
    let kind = try read()
    return Token(kind: kind, at: at, bytes: start..<place)
  }

  // MARK: space and comments

  private mutating func newLine() {
    // \r\n and \n\r are one line break.
    let first = byte()
    place += 1
    if let second = byte(), second != first, second == 0x0a || second == 0x0d { place += 1 }
    line += 1
    lineStart = place
  }

  private mutating func skipSpace() throws {
    while let next = byte() {
      switch next {
      case 0x20, 0x09, 0x0b, 0x0c: place += 1
      case 0x0a, 0x0d: newLine()
      case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"):
        let start = position
        place += 2
        if byte() == UInt8(ascii: "["), let level = longBracket() {
          _ = try longText(level, what: "comment", from: start)
        } else {
          while let next = byte(), next != 0x0a, next != 0x0d { place += 1 }
        }
      default: return
      }
    }
  }

  // MARK: tokens

  private mutating func read() throws -> TokenKind {
    guard let first = byte() else { return .end }
    if Self.isLetter(first) {
      let start = place
      while let next = byte(), Self.isLetter(next) || Self.isDigit(next) { place += 1 }
      let name = String(decoding: source[start..<place], as: UTF8.self)
      return Self.keywords.contains(name) ? .keyword(name) : .name(name)
    }
    if Self.isDigit(first) || first == UInt8(ascii: ".") && byte(1).map(Self.isDigit) == true {
      return try numeral()
    }
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") { return try quoted(first) }
    if first == UInt8(ascii: "[") {
      let start = position
      if let level = longBracket() {
        let bytes = try longText(level, what: "string", from: start)
        return .text(bytes, isPlain: false)
      }
      if byte(1) == UInt8(ascii: "=") { throw problem("invalid long string delimiter") }
    }
    for length in [3, 2, 1] where place + length <= source.count {
      let text = String(decoding: source[place..<place + length], as: UTF8.self)
      if Self.symbols.contains(text) {
        place += length
        return .symbol(text)
      }
    }
    let shown = first < 0x20 || first > 0x7e ? "<\\\(first)>" : String(UnicodeScalar(first))
    throw problem("unexpected symbol near '\(shown)'")
  }

  private static let symbols: Set<String> = [
    "+", "-", "*", "/", "%", "^", "#", "&", "~", "|", "<<", ">>", "//", "==", "~=", "<=", ">=", "<",
    ">", "=", "(", ")", "{", "}", "[", "]", "::", ";", ":", ",", ".", "..", "...",
  ]

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a || byte == UInt8(ascii: "_")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func hexDigit(_ byte: UInt8?) -> Int? {
    guard let byte else { return nil }
    if isDigit(byte) { return Int(byte - 0x30) }
    let lower = byte | 0x20
    return lower >= 0x61 && lower <= 0x66 ? Int(lower - 0x61) + 10 : nil
  }

  // MARK: numbers

  private mutating func numeral() throws -> TokenKind {
    let (start, at) = (place, position)
    var exponent = UInt8(ascii: "e")
    if byte() == UInt8(ascii: "0"), byte(1).map({ $0 | 0x20 }) == UInt8(ascii: "x") {
      exponent = UInt8(ascii: "p")
      place += 2
    }
    while let next = byte() {
      if next | 0x20 == exponent {
        place += 1
        if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { place += 1 }
      } else if Self.hexDigit(next) != nil || next == UInt8(ascii: ".") {
        place += 1
      } else {
        break
      }
    }
    if let next = byte(), Self.isLetter(next) { place += 1 }
    let text = String(decoding: source[start..<place], as: UTF8.self)
    guard let kind = Numeral.value(of: text) else {
      throw problem("malformed number near '\(text)'", from: at)
    }
    return kind
  }

  // MARK: texts

  private mutating func quoted(_ quote: UInt8) throws -> TokenKind {
    let start = position
    var bytes: [UInt8] = []
    var isPlain = true
    place += 1
    while let next = byte() {
      switch next {
      case quote:
        place += 1
        return .text(bytes, isPlain: isPlain)
      case 0x0a, 0x0d: throw problem("unfinished string", from: start)
      case UInt8(ascii: "\\"):
        isPlain = false
        try escape(&bytes)
      default:
        bytes.append(next)
        place += 1
      }
    }
    throw problem("unfinished string near <eof>", from: start)
  }

  private mutating func escape(_ bytes: inout [UInt8]) throws {
    place += 1
    guard let next = byte() else { throw problem("unfinished string near <eof>") }
    let simple: [UInt8: UInt8] = [
      UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
      UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11, UInt8(ascii: "\\"): 92,
      UInt8(ascii: "\""): 34, UInt8(ascii: "'"): 39,
    ]
    if let value = simple[next] {
      bytes.append(value)
      place += 1
      return
    }
    switch next {
    case 0x0a, 0x0d:
      bytes.append(0x0a)
      newLine()
    case UInt8(ascii: "x"):
      guard let high = Self.hexDigit(byte(1)), let low = Self.hexDigit(byte(2)) else {
        throw problem("hexadecimal digit expected")
      }
      bytes.append(UInt8(high * 16 + low))
      place += 3
    case UInt8(ascii: "z"):
      place += 1
      while let next = byte(), next == 0x20 || next >= 0x09 && next <= 0x0d {
        if next == 0x0a || next == 0x0d { newLine() } else { place += 1 }
      }
    case UInt8(ascii: "u"): try unicode(&bytes)
    default:
      guard Self.isDigit(next) else { throw problem("invalid escape sequence") }
      var value = 0
      var count = 0
      while count < 3, let digit = byte(), Self.isDigit(digit) {
        value = value * 10 + Int(digit - 0x30)
        place += 1
        count += 1
      }
      guard value <= 255 else { throw problem("decimal escape too large") }
      bytes.append(UInt8(value))
    }
  }

  private mutating func unicode(_ bytes: inout [UInt8]) throws {
    place += 1
    guard byte() == UInt8(ascii: "{") else { throw problem("missing '{' in \\u{xxxx}") }
    place += 1
    guard var value = Self.hexDigit(byte()) else { throw problem("hexadecimal digit expected") }
    place += 1
    while let digit = Self.hexDigit(byte()) {
      guard value <= 0x7ff_ffff else { throw problem("UTF-8 value too large") }
      value = value * 16 + digit
      place += 1
    }
    guard byte() == UInt8(ascii: "}") else { throw problem("missing '}' in \\u{xxxx}") }
    place += 1
    // Lua's UTF-8 goes to 31 bits: up to six bytes.
    if value < 0x80 {
      bytes.append(UInt8(value))
      return
    }
    var rest: [UInt8] = []
    var first = 0x3f
    while value > first {
      rest.append(UInt8(0x80 | value & 0x3f))
      value >>= 6
      first >>= 1
    }
    bytes.append(UInt8(truncatingIfNeeded: ~first << 1 | value))
    bytes.append(contentsOf: rest.reversed())
  }

  /// The number of `=` of a long bracket that opens here; nil if none does.
  private func longBracket() -> Int? {
    var level = 0
    while byte(1 + level) == UInt8(ascii: "=") { level += 1 }
    return byte(1 + level) == UInt8(ascii: "[") ? level : nil
  }

  private mutating func longText(_ level: Int, what: String, from start: Position) throws -> [UInt8]
  {
    place += level + 2
    var bytes: [UInt8] = []
    if byte() == 0x0a || byte() == 0x0d { newLine() }
    while let next = byte() {
      if next == UInt8(ascii: "]") {
        var count = 0
        while byte(1 + count) == UInt8(ascii: "=") { count += 1 }
        if count == level, byte(1 + count) == UInt8(ascii: "]") {
          place += level + 2
          return bytes
        }
        bytes.append(next)
        place += 1
      } else if next == 0x0a || next == 0x0d {
        bytes.append(0x0a)
        newLine()
      } else {
        bytes.append(next)
        place += 1
      }
    }
    throw problem("unfinished long \(what) near <eof>", from: start)
  }
}
