/// Reads a Lua 5.4 script into a tree with positions, and accepts what Lua itself accepts.
///
/// Recursive descent on bytes. Nesting is bounded as in Lua (200 levels); so is, unlike in Lua, the
/// length of a chain of operators or calls, because whoever walks the tree walks it recursively.
public struct Parser {
  private var lexer: Lexer
  private(set) var token: Token
  private var ahead: Token?
  private(set) var lastEnd = 0
  var scope: FunctionScope
  private var depth = 0

  static let deepest = 195
  static let longestChain = 1000

  private init(_ source: [UInt8], at position: Position, from place: Int = 0) throws {
    lexer = Lexer(source, from: place, at: position)
    scope = FunctionScope(outer: nil, takesRest: true)
    token = Token(kind: .end, at: position, bytes: 0..<0)
    token = try lexer.next()
  }

  /// The whole of a script.
  ///
  /// - Throws: ``SyntaxProblem``.
  public static func parse(_ source: [UInt8]) throws -> FunctionBody {
    var parser = try Parser(source, at: Position(line: 1, column: 1))
    return try parser.main()
  }

  /// A single expression, as row functions may be written: its names are globals.
  ///
  /// - Parameter at: Where the text begins.
  public static func parse(expression source: [UInt8], at position: Position) throws -> Expression {
    var parser = try Parser(source, at: position)
    parser.scope.open(isLoop: false)
    let expression = try parser.expression()
    guard parser.token.kind == .end else { throw parser.unexpected() }
    return expression
  }

  private mutating func main() throws -> FunctionBody {
    let body = FunctionBody(at: token.at, parameters: [], takesRest: true)
    scope.open(isLoop: false)
    body.block = try block()
    guard token.kind == .end else { throw expected("<eof>") }
    try scope.close()
    body.bytes = 0..<lexer.source.count
    return body
  }

  // MARK: tokens

  mutating func advance() throws {
    lastEnd = token.bytes.upperBound
    if let ahead {
      token = ahead
      self.ahead = nil
    } else {
      token = try lexer.next()
    }
  }

  /// The token after this one.
  mutating func peek() throws -> TokenKind {
    if let ahead { return ahead.kind }
    let next = try lexer.next()
    ahead = next
    return next.kind
  }

  func isSymbol(_ text: String) -> Bool { token.kind == .symbol(text) }
  func isKeyword(_ text: String) -> Bool { token.kind == .keyword(text) }

  mutating func take(symbol text: String) throws -> Bool {
    guard isSymbol(text) else { return false }
    try advance()
    return true
  }

  mutating func take(keyword text: String) throws -> Bool {
    guard isKeyword(text) else { return false }
    try advance()
    return true
  }

  mutating func need(symbol text: String) throws {
    guard try take(symbol: text) else { throw expected("'\(text)'") }
  }

  mutating func need(keyword text: String, toClose opening: String? = nil, at line: Int = 0) throws
  {
    guard try take(keyword: text) else {
      let reason =
        opening.map { line == token.at.line ? "" : " (to close '\($0)' at line \(line))" } ?? ""
      throw expected("'\(text)'", reason)
    }
  }

  mutating func name() throws -> (text: String, at: Position) {
    guard case .name(let text) = token.kind else { throw expected("<name>") }
    let at = token.at
    try advance()
    return (text, at)
  }

  // MARK: problems

  var shown: String {
    switch token.kind {
    case .end: "<eof>"
    default: "'" + String(decoding: lexer.source[token.bytes], as: UTF8.self) + "'"
    }
  }

  func expected(_ what: String, _ reason: String = "") -> SyntaxProblem {
    SyntaxProblem(at: token.at, message: "\(what) expected\(reason) near \(shown)")
  }

  func unexpected() -> SyntaxProblem {
    SyntaxProblem(at: token.at, message: "unexpected symbol near \(shown)")
  }

  /// Runs `body` a level deeper.
  mutating func nested<Result>(_ body: (inout Parser) throws -> Result) throws -> Result {
    depth += 1
    if depth > Self.deepest {
      throw SyntaxProblem(at: token.at, message: "C stack overflow: nested too deep")
    }
    let result = try body(&self)
    depth -= 1
    return result
  }

  // MARK: blocks

  /// Whether a block ends here. `until` ends one too, except where its variables still count.
  func endsBlock(withUntil: Bool = true) -> Bool {
    switch token.kind {
    case .end, .keyword("else"), .keyword("elseif"), .keyword("end"): true
    case .keyword("until"): withUntil
    default: false
    }
  }

  mutating func block() throws -> [Statement] {
    var statements: [Statement] = []
    while !endsBlock() {
      let isLast = isKeyword("return")
      if let statement = try nested({ try $0.statement() }) { statements.append(statement) }
      if isLast { break }
    }
    return statements
  }

  mutating func scopedBlock(isLoop: Bool = false) throws -> [Statement] {
    scope.open(isLoop: isLoop)
    let statements = try block()
    try scope.close()
    return statements
  }

  // MARK: functions

  /// From the parameters to the `end`; `start` is where its text begins.
  mutating func body(at position: Position, from start: Int, isMethod: Bool) throws -> FunctionBody
  {
    let level = scope.level + 1
    var parameters: [Variable] = []
    var takesRest = false
    if isMethod {
      parameters.append(Variable("self", position, .none, isParameter: true, level: level))
    }
    try need(symbol: "(")
    if !isSymbol(")") {
      repeat {
        if try take(symbol: "...") {
          takesRest = true
          break
        }
        let (text, at) = try name()
        parameters.append(Variable(text, at, .none, isParameter: true, level: level))
      } while try take(symbol: ",")
    }
    try need(symbol: ")")
    let function = FunctionBody(at: position, parameters: parameters, takesRest: takesRest)
    let inner = FunctionScope(outer: scope, takesRest: takesRest)
    scope = inner
    inner.open(isLoop: false)
    for parameter in parameters { try inner.declare(parameter) }
    function.block = try block()
    try need(keyword: "end", toClose: "function", at: position.line)
    try inner.close()
    if let outer = inner.outer { scope = outer }
    function.captured = inner.captured
    function.bytes = start..<lastEnd
    return function
  }

  /// The variable a name stands for, or the global.
  func reference(_ name: String, _ at: Position) throws -> Expression {
    if let variable = try scope.find(name, at: at) { return .local(variable, at) }
    return .global(name, at)
  }
}
