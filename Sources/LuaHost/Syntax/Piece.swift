/// A word, sign, number or text of something that need not be Lua.
struct Piece {
  enum Kind {
    /// A name of plain letters, or a word of Lua.
    case name, keyword
    case number, text, symbol
    /// What Lua has no meaning for: curly quotes, `≥`, words with other letters.
    case foreign
  }

  var kind: Kind
  var text: String
  var line: Int
  /// Whether it follows the piece before it without a space.
  var isJoined: Bool
  /// The bracket that it stands in, and whether a name stands before that; empty for none.
  var bracket = ""
  var isCalled = false

  static let keywords: Set<String> = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
    "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
  ]
  private static let longSymbols = ["...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>"]

  /// Cuts a text into pieces; comments are left out. Nothing is refused, but what is too long to
  /// have been written by hand gives none.
  static func cut(_ text: String) -> [Piece] {
    if text.utf8.count > 1 << 18 { return [] }
    var cutter = Cutter(Array(text.unicodeScalars))
    cutter.run()
    return cutter.pieces
  }

  private struct Cutter {
    let scalars: [Unicode.Scalar]
    var pieces: [Piece] = []
    private var at = 0
    private var line = 1
    private var end = -1
    private var open: [(bracket: String, isCalled: Bool)] = []

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private func scalar(_ offset: Int = 0) -> Unicode.Scalar? {
      at + offset < scalars.count ? scalars[at + offset] : nil
    }

    private func isNext(_ text: String) -> Bool {
      let wanted = Array(text.unicodeScalars)
      return at + wanted.count <= scalars.count
        && scalars[at..<at + wanted.count].elementsEqual(wanted)
    }

    private static func isDigit(_ scalar: Unicode.Scalar?) -> Bool {
      guard let scalar else { return false }
      return ("0"..."9").contains(scalar)
    }

    /// Part of a word: also letters that names of Lua cannot have.
    private static func isLetter(_ scalar: Unicode.Scalar?) -> Bool {
      guard let scalar else { return false }
      return scalar == "_" || scalar.properties.isAlphabetic
    }

    mutating func run() {
      while let next = scalar() {
        if next == "\n" {
          line += 1
          at += 1
        } else if next == "\r" || next == "\t" || next == " " {
          at += 1
        } else if isNext("--") {
          at += 2
          if longBracketLevel() != nil { skipLongText() } else { skipLine() }
        } else {
          read(next)
        }
      }
    }

    private mutating func skipLine() {
      while let next = scalar(), next != "\n" { at += 1 }
    }

    private mutating func add(_ kind: Kind, from start: Int, line first: Int) {
      let text = String(String.UnicodeScalarView(scalars[start..<at]))
      if [")", "]", "}"].contains(text), kind == .symbol, !open.isEmpty { open.removeLast() }
      pieces.append(
        Piece(
          kind: kind, text: text, line: first, isJoined: start == end,
          bracket: open.last?.bracket ?? "", isCalled: open.last?.isCalled ?? false))
      if ["(", "[", "{"].contains(text), kind == .symbol {
        let before = pieces.dropLast().last
        open.append((text, before?.kind == .name || before?.text == "]"))
      }
      end = at
    }

    private mutating func read(_ next: Unicode.Scalar) {
      let (start, first) = (at, line)
      if Self.isLetter(next) {
        while Self.isLetter(scalar()) || Self.isDigit(scalar()) { at += 1 }
        let word = scalars[start..<at]
        let name = String(String.UnicodeScalarView(word))
        let isPlain = word.allSatisfy { $0.value < 0x7f }
        add(
          !isPlain ? .foreign : Piece.keywords.contains(name) ? .keyword : .name, from: start,
          line: first)
      } else if Self.isDigit(next) || next == "." && Self.isDigit(scalar(1)) {
        readNumber()
        add(.number, from: start, line: first)
      } else if next == "\"" || next == "'" {
        at += 1
        while let inner = scalar(), inner != next, inner != "\n" {
          at += inner == "\\" && scalar(1) != nil ? 2 : 1
        }
        if scalar() == next { at += 1 }
        at = min(at, scalars.count)
        add(.text, from: start, line: first)
      } else if next == "[", longBracketLevel() != nil {
        skipLongText()
        add(.text, from: start, line: first)
      } else if next.value > 0x7e {
        at += 1
        add(.foreign, from: start, line: first)
      } else {
        let long = Piece.longSymbols.first { isNext($0) }
        at += long?.unicodeScalars.count ?? 1
        add(.symbol, from: start, line: first)
      }
    }

    private mutating func readNumber() {
      let isHex = isNext("0x") || isNext("0X")
      while let next = scalar(), !isNext("..") {
        if !isHex, next == "e" || next == "E", let sign = scalar(1), sign == "+" || sign == "-",
          Self.isDigit(scalar(2))
        {
          at += 2
        } else if Self.isDigit(next) || Self.isLetter(next) || next == "." {
          at += 1
        } else {
          break
        }
      }
    }

    /// The number of `=` of a long bracket that opens here.
    private func longBracketLevel() -> Int? {
      guard scalar() == "[" else { return nil }
      var level = 0
      while scalar(1 + level) == "=" { level += 1 }
      return scalar(1 + level) == "[" ? level : nil
    }

    private mutating func skipLongText() {
      guard let level = longBracketLevel() else { return }
      let closing = "]" + String(repeating: "=", count: level) + "]"
      while let next = scalar(), !isNext(closing) {
        if next == "\n" { line += 1 }
        at += 1
      }
      at = min(at + level + 2, scalars.count)
    }
  }
}
