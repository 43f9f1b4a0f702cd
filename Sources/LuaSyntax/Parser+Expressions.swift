extension Parser {
  mutating func expression() throws -> Expression { try operators(above: 0) }

  mutating func expressions() throws -> [Expression] {
    var list = [try expression()]
    while try take(symbol: ",") { list.append(try expression()) }
    return list
  }

  /// An expression whose operators bind tighter than `limit`.
  private mutating func operators(above limit: Int) throws -> Expression {
    try nested { parser in
      var left: Expression
      if let unary = parser.unaryOperator {
        let at = parser.token.at
        try parser.advance()
        left = .unary(unary, try parser.operators(above: 12), at)
      } else {
        left = try parser.simple()
      }
      var length = 0
      while let binary = parser.binaryOperator, binary.strength.left > limit {
        let at = parser.token.at
        try parser.advance()
        left = .binary(binary, left, try parser.operators(above: binary.strength.right), at)
        length += 1
        try parser.bound(length, at)
      }
      return left
    }
  }

  private func bound(_ length: Int, _ at: Position) throws {
    if length > Self.longestChain {
      throw SyntaxProblem(
        at: at, message: "this expression is too long to be checked", isOwnLimit: true)
    }
  }

  private var unaryOperator: UnaryOperator? {
    switch token.kind {
    case .keyword("not"): .not
    case .symbol("-"): .minus
    case .symbol("~"): .complement
    case .symbol("#"): .length
    default: nil
    }
  }

  private var binaryOperator: BinaryOperator? {
    switch token.kind {
    case .keyword("and"): .and
    case .keyword("or"): .or
    case .symbol(let text): BinaryOperator(rawValue: text)
    default: nil
    }
  }

  private mutating func simple() throws -> Expression {
    let at = token.at
    switch token.kind {
    case .integer(let value):
      try advance()
      return .integer(value, at)
    case .number(let value):
      try advance()
      return .number(value, at)
    case .text: return .text(try textLiteral())
    case .keyword("nil"):
      try advance()
      return .nil(at)
    case .keyword("true"):
      try advance()
      return .boolean(true, at)
    case .keyword("false"):
      try advance()
      return .boolean(false, at)
    case .symbol("..."):
      guard scope.takesRest else {
        throw SyntaxProblem(
          at: at, message: "cannot use '...' outside a vararg function near '...'")
      }
      try advance()
      return .rest(at)
    case .symbol("{"): return try table()
    case .keyword("function"):
      let start = token.bytes.lowerBound
      try advance()
      return .function(try body(at: at, from: start, isMethod: false))
    default: return try suffixed()
    }
  }

  private mutating func textLiteral() throws -> TextLiteral {
    guard case .text(let bytes, let isPlain) = token.kind else { throw unexpected() }
    let at = token.at
    try advance()
    return TextLiteral(
      bytes: bytes, at: at, content: Position(line: at.line, column: at.column + 1),
      isPlain: isPlain)
  }

  /// A name or something in brackets, with what is indexed and called of it.
  mutating func suffixed() throws -> Expression {
    let at = token.at
    var left: Expression
    if try take(symbol: "(") {
      let inner = try expression()
      guard try take(symbol: ")") else {
        throw expected(
          "')'", at.line == token.at.line ? "" : " (to close '(' at line \(at.line))")
      }
      left = .parenthesised(inner, at)
    } else if case .name(let text) = token.kind {
      try advance()
      left = try reference(text, at)
    } else {
      throw unexpected()
    }
    var length = 0
    while true {
      length += 1
      try bound(length, token.at)
      switch token.kind {
      case .symbol("."):
        try advance()
        let (text, place) = try name()
        left = .index(left, key: .text(literal(text, place)), place)
      case .symbol("["):
        try advance()
        let key = try expression()
        try need(symbol: "]")
        left = .index(left, key: key, key.start)
      case .symbol(":"):
        try advance()
        let (text, place) = try name()
        left = .method(left, name: text, at: place, try arguments())
      case .symbol("("), .symbol("{"), .text:
        let place = token.at
        left = .call(left, try arguments(), place)
      default: return left
      }
    }
  }

  func literal(_ text: String, _ at: Position) -> TextLiteral {
    TextLiteral(bytes: Array(text.utf8), at: at, content: at, isPlain: true)
  }

  private mutating func arguments() throws -> [Expression] {
    switch token.kind {
    case .text: return [.text(try textLiteral())]
    case .symbol("{"): return [try table()]
    case .symbol("("):
      let line = token.at.line
      try advance()
      if try take(symbol: ")") { return [] }
      let list = try expressions()
      guard try take(symbol: ")") else {
        throw expected("')'", line == token.at.line ? "" : " (to close '(' at line \(line))")
      }
      return list
    default: throw expected("function arguments")
    }
  }

  private mutating func table() throws -> Expression {
    let at = token.at
    try need(symbol: "{")
    var fields: [TableField] = []
    while !isSymbol("}") {
      if try take(symbol: "[") {
        let key = try expression()
        try need(symbol: "]")
        try need(symbol: "=")
        fields.append(.keyed(key, try expression()))
      } else if case .name(let text) = token.kind, try peek() == .symbol("=") {
        let place = token.at
        try advance()
        try advance()
        fields.append(.named(text, place, try expression()))
      } else {
        fields.append(.positional(try expression()))
      }
      let isSeparated = isSymbol(",") || isSymbol(";")
      guard isSeparated else { break }
      try advance()
    }
    guard try take(symbol: "}") else {
      throw expected("'}'", at.line == token.at.line ? "" : " (to close '{' at line \(at.line))")
    }
    return .table(fields, at)
  }
}
