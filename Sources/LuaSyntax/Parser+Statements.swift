extension Parser {
  /// One statement; nil for an empty one, and for a label.
  mutating func statement() throws -> Statement? {
    let at = token.at
    switch token.kind {
    case .symbol(";"):
      try advance()
      return nil
    case .keyword("if"): return try branch()
    case .keyword("while"):
      try advance()
      let condition = try expression()
      try need(keyword: "do")
      let inner = try scopedBlock(isLoop: true)
      try need(keyword: "end", toClose: "while", at: at.line)
      return .whileLoop(condition, inner)
    case .keyword("do"):
      try advance()
      let inner = try scopedBlock()
      try need(keyword: "end", toClose: "do", at: at.line)
      return .block(inner)
    case .keyword("for"): return try loop()
    case .keyword("repeat"):
      try advance()
      // The variables of the block count in the condition.
      scope.open(isLoop: true)
      scope.open(isLoop: false)
      let inner = try block()
      try need(keyword: "until", toClose: "repeat", at: at.line)
      let condition = try expression()
      try scope.close()
      try scope.close()
      return .repeatLoop(inner, until: condition)
    case .keyword("function"): return try function()
    case .keyword("local"):
      let start = token.bytes.lowerBound
      try advance()
      if isKeyword("function") { return try localFunction(at: at, from: start) }
      return try local()
    case .symbol("::"):
      try advance()
      let (text, place) = try name()
      try need(symbol: "::")
      while isSymbol(";") || isSymbol("::") {
        if isSymbol("::") {
          // Further labels count as nothing between this one and the end of the block.
          let (others, isLast) = try labelsAhead()
          try scope.label(text, at: place, isLast: isLast)
          for other in others { try scope.label(other.0, at: other.1, isLast: isLast) }
          return nil
        }
        try advance()
      }
      try scope.label(text, at: place, isLast: endsBlock(withUntil: false))
      return nil
    case .keyword("return"):
      try advance()
      var values: [Expression] = []
      if !endsBlock(), !isSymbol(";") { values = try expressions() }
      _ = try take(symbol: ";")
      return .giveBack(values)
    case .keyword("break"):
      try advance()
      scope.jump(to: "break", at: at)
      return .jump
    case .keyword("goto"):
      try advance()
      let (text, _) = try name()
      scope.jump(to: text, at: at)
      return .jump
    default: return try expressionStatement()
    }
  }

  /// Labels and semicolons that follow, and whether the block ends after them.
  private mutating func labelsAhead() throws -> ([(String, Position)], isLast: Bool) {
    var labels: [(String, Position)] = []
    while isSymbol(";") || isSymbol("::") {
      if try take(symbol: ";") { continue }
      try advance()
      labels.append(try name())
      try need(symbol: "::")
    }
    return (labels, endsBlock(withUntil: false))
  }

  // MARK: control

  private mutating func branch() throws -> Statement {
    let line = token.at.line
    var cases: [(condition: Expression, block: [Statement])] = []
    repeat {
      try advance()  // if, elseif
      let condition = try expression()
      try need(keyword: "then")
      cases.append((condition, try scopedBlock()))
    } while isKeyword("elseif")
    var otherwise: [Statement]?
    if try take(keyword: "else") { otherwise = try scopedBlock() }
    try need(keyword: "end", toClose: "if", at: line)
    return .branch(cases, otherwise: otherwise)
  }

  private mutating func loop() throws -> Statement {
    let at = token.at
    try advance()
    var names = [try name()]
    scope.open(isLoop: true)
    let isNumeric = isSymbol("=")
    var limits: [Expression]
    if isNumeric {
      try advance()
      limits = [try expression()]
      try need(symbol: ",")
      limits.append(try expression())
      if try take(symbol: ",") { limits.append(try expression()) }
    } else {
      while try take(symbol: ",") { names.append(try name()) }
      guard isKeyword("in") else {
        throw expected(names.count == 1 ? "'=' or 'in'" : "'in'")
      }
      try advance()
      limits = try expressions()
    }
    // Lua keeps three or four variables of its own beside those with names.
    for place in 0..<(isNumeric ? 3 : 4) {
      try scope.declare(
        Variable("(for state \(place))", at, .none, isParameter: true, level: scope.level))
    }
    try need(keyword: "do")
    scope.open(isLoop: false)
    let variables = names.map {
      Variable($0.text, $0.at, .none, isParameter: true, level: scope.level)
    }
    for variable in variables { try scope.declare(variable) }
    let inner = try block()
    try scope.close()
    try need(keyword: "end", toClose: "for", at: at.line)
    try scope.close()
    if isNumeric, let variable = variables.first { return .numericFor(variable, limits, inner) }
    return .genericFor(variables, limits, inner)
  }

  // MARK: declarations

  private mutating func localFunction(at: Position, from start: Int) throws -> Statement {
    try advance()
    let (text, place) = try name()
    let variable = Variable(text, place, .none, isParameter: false, level: scope.level)
    try scope.declare(variable)
    return .localFunction(variable, try body(at: at, from: start, isMethod: false))
  }

  private mutating func local() throws -> Statement {
    var variables: [Variable] = []
    var hasClosed = false
    repeat {
      let (text, place) = try name()
      var attribute = Variable.Attribute.none
      if try take(symbol: "<") {
        let (word, wordPlace) = try name()
        try need(symbol: ">")
        switch word {
        case "const": attribute = .constant
        case "close":
          if hasClosed {
            throw SyntaxProblem(
              at: wordPlace, message: "multiple to-be-closed variables in local list")
          }
          hasClosed = true
          attribute = .toBeClosed
        default: throw SyntaxProblem(at: wordPlace, message: "unknown attribute '\(word)'")
        }
      }
      variables.append(
        Variable(text, place, attribute, isParameter: false, level: scope.level))
    } while try take(symbol: ",")
    let values = try take(symbol: "=") ? try expressions() : []
    // They count from the next statement on.
    for variable in variables { try scope.declare(variable) }
    return .local(variables, values)
  }

  private mutating func function() throws -> Statement {
    let (at, start) = (token.at, token.bytes.lowerBound)
    try advance()
    let (text, place) = try name()
    var target = try reference(text, place)
    var isMethod = false
    while isSymbol(".") || isSymbol(":") {
      isMethod = isSymbol(":")
      try advance()
      let (member, memberPlace) = try name()
      target = .index(target, key: .text(literal(member, memberPlace)), memberPlace)
      if isMethod { break }
    }
    let function = try body(at: at, from: start, isMethod: isMethod)
    try note(assignmentTo: target)
    return .function(target: target, function)
  }

  // MARK: calls and assignments

  private mutating func expressionStatement() throws -> Statement {
    let first = try suffixed()
    guard isSymbol("=") || isSymbol(",") else {
      switch first {
      case .call, .method: return .expression(first)
      default: throw SyntaxProblem(at: token.at, message: "syntax error near \(shown)")
      }
    }
    var targets = [first]
    while try take(symbol: ",") { targets.append(try suffixed()) }
    for target in targets { try check(target) }
    let at = token.at
    try need(symbol: "=")
    let values = try expressions()
    for target in targets { try note(assignmentTo: target) }
    return .assign(targets, values, at)
  }

  private func check(_ target: Expression) throws {
    switch target {
    case .local, .global, .index: return
    default: throw SyntaxProblem(at: token.at, message: "syntax error near \(shown)")
    }
  }

  private func note(assignmentTo target: Expression) throws {
    guard case .local(let variable, let at) = target else { return }
    if variable.attribute != .none {
      throw SyntaxProblem(
        at: at, message: "attempt to assign to const variable '\(variable.name)'")
    }
    variable.isAssigned = true
  }
}
