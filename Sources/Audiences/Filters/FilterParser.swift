extension FilterExpression {
  /// Reads a condition as scripts write it: `employees >= 100 and (country == 'DE' or country == 'AT')`.
  ///
  /// Understood are comparisons of a column with a value, `and`, `or`, `not`, `has`, `text.contains`,
  /// `text.starts_with`, `date`, `days_ago`, columns alone, `row["Name"]`, and `a.name` of the row.
  /// Whatever else stands there becomes ``opaque(_:)``: it is never misread.
  public static func parse(_ text: String) -> FilterExpression {
    guard let tokens = FilterToken.read(text) else { return .opaque(text) }
    var parser = FilterParser(tokens: tokens)
    guard let expression = parser.disjunction(), parser.isAtEnd else { return .opaque(text) }
    return expression
  }
}

enum FilterToken: Equatable {
  case name(String)
  case text(String)
  case number(Double)
  case sign(String)

  /// The tokens of an expression in Lua; nil if a character is no part of any.
  static func read(_ source: String) -> [FilterToken]? {
    var tokens: [FilterToken] = []
    var rest = Substring(source)
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if first.isLetter || first == "_" {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        tokens.append(.name(String(name)))
        rest = rest.dropFirst(name.count)
      } else if first.isNumber || (first == "-" && rest.dropFirst().first?.isNumber == true) {
        var digits = String(rest.removeFirst())
        while let next = rest.first {
          let isExponent = next == "e" || next == "E"
          let isSign =
            (next == "+" || next == "-") && (digits.hasSuffix("e") || digits.hasSuffix("E"))
          guard next.isNumber || next == "." || isExponent || isSign else { break }
          digits.append(rest.removeFirst())
        }
        guard let number = Double(digits), number.isFinite else { return nil }
        tokens.append(.number(number))
      } else if first == "\"" || first == "'" {
        rest.removeFirst()
        guard let text = quoted(&rest, first) else { return nil }
        tokens.append(.text(text))
      } else {
        let two = String(rest.prefix(2))
        let one = String(first)
        if ["==", "~=", "<=", ">="].contains(two) {
          tokens.append(.sign(two))
          rest = rest.dropFirst(2)
        } else if ["<", ">", "(", ")", "[", "]", ",", "."].contains(one) {
          tokens.append(.sign(one))
          rest.removeFirst()
        } else {
          return nil
        }
      }
    }
    return tokens
  }

  private static func quoted(_ rest: inout Substring, _ end: Character) -> String? {
    var text = ""
    while let next = rest.popFirst() {
      if next == end { return text }
      guard next == "\\" else {
        text.append(next)
        continue
      }
      switch rest.popFirst() {
      case "n": text.append("\n")
      case "t": text.append("\t")
      case "\\": text.append("\\")
      case "\"": text.append("\"")
      case "'": text.append("'")
      default: return nil
      }
    }
    return nil
  }
}

private struct FilterParser {
  let tokens: [FilterToken]
  var place = 0
  /// Nesting is limited so that no text can exhaust the stack.
  var depth = 0

  init(tokens: [FilterToken]) { self.tokens = tokens }

  var isAtEnd: Bool { place == tokens.count }
  private var next: FilterToken? { place < tokens.count ? tokens[place] : nil }

  private mutating func take(_ token: FilterToken) -> Bool {
    guard next == token else { return false }
    place += 1
    return true
  }

  mutating func disjunction() -> FilterExpression? {
    guard let first = conjunction() else { return nil }
    var parts = [first]
    while take(.name("or")) {
      guard let part = conjunction() else { return nil }
      parts.append(part)
    }
    return FilterExpression.disjunction(parts)
  }

  private mutating func conjunction() -> FilterExpression? {
    guard let first = negation() else { return nil }
    var parts = [first]
    while take(.name("and")) {
      guard let part = negation() else { return nil }
      parts.append(part)
    }
    return FilterExpression.conjunction(parts)
  }

  private mutating func negation() -> FilterExpression? {
    var negated = false
    while take(.name("not")) { negated.toggle() }
    let start = place
    guard let inner = test() else { return nil }
    // In Lua `not a == b` is `(not a) == b`: rarely meant, and not readable as a filter.
    if negated, case .compare = inner, tokens[start] != .sign("(") { return nil }
    return negated ? .not(inner) : inner
  }

  private mutating func test() -> FilterExpression? {
    if take(.sign("(")) {
      depth += 1
      defer { depth -= 1 }
      guard depth < 64, let inner = disjunction(), take(.sign(")")) else { return nil }
      return inner
    }
    let start = place
    if let call = call() { return call }
    place = start
    if let field = field() {
      guard let comparison = comparison() else { return .isTrue(field: field) }
      if take(.name("nil")) {
        if comparison == .equal { return .isMissing(field: field) }
        return comparison == .different ? .not(.isMissing(field: field)) : nil
      }
      return value().map { .compare(field: field, comparison, $0) }
    }
    guard let value = value(), let comparison = comparison(), let field = field() else {
      return nil
    }
    return .compare(field: field, comparison.turned, value)
  }

  /// `has(x, "y")`, `text.contains(x, "y")`, `x:contains("y")` is not a row function.
  private mutating func call() -> FilterExpression? {
    var names: [String] = []
    while case .name(let name) = next {
      names.append(name)
      place += 1
      if !take(.sign(".")) { break }
    }
    guard let function = names.last, take(.sign("(")), let field = field(), take(.sign(",")),
      case .text(let text) = next
    else { return nil }
    place += 1
    guard take(.sign(")")) else { return nil }
    switch (names.count, names.first, function) {
    case (1, _, "has"): return .has(field: field, text)
    case (2, "text", "contains"): return .contains(field: field, text)
    case (2, "text", "starts_with"): return .startsWith(field: field, text)
    default: return nil
    }
  }

  private static let reserved: Set<String> = [
    "and", "or", "not", "nil", "true", "false", "date", "days_ago", "function", "return", "end",
    "if",
  ]

  private mutating func field() -> String? {
    guard case .name(let name) = next, !Self.reserved.contains(name) else { return nil }
    let start = place
    place += 1
    if take(.sign("[")) {
      if name == "row", case .text(let column) = next {
        place += 1
        if take(.sign("]")) { return column }
      }
      place = start
      return nil
    }
    guard take(.sign(".")) else { return name }
    // `a.industry`: the row's name says nothing. Deeper names, such as a date's `.year`, do.
    guard case .name(let column) = next else {
      place = start
      return nil
    }
    place += 1
    if next == .sign(".") || next == .sign("(") {
      place = start
      return nil
    }
    return column
  }

  private mutating func comparison() -> FilterComparison? {
    guard case .sign(let sign) = next, let comparison = FilterComparison(rawValue: sign) else {
      return nil
    }
    place += 1
    return comparison
  }

  private mutating func value() -> FilterValue? {
    guard let token = next else { return nil }
    place += 1
    switch token {
    case .text(let text): return .text(text)
    case .number(let number): return .number(number)
    case .name("true"): return .truth(true)
    case .name("false"): return .truth(false)
    case .name("date"):
      let bracket = take(.sign("("))
      guard case .text(let day) = next, day.utf8.count == 10 else { return nil }
      place += 1
      return bracket && !take(.sign(")")) ? nil : .day(day)
    case .name("days_ago"):
      guard take(.sign("(")), case .number(let days) = next, days >= 0, days <= 36_500 else {
        return nil
      }
      place += 1
      return take(.sign(")")) ? .daysAgo(Int(days)) : nil
    default: return nil
    }
  }
}
