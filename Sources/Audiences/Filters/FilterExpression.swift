/// A condition on accounts, as far as a platform's filters could say it.
public indirect enum FilterExpression: Sendable, Equatable {
  case all([FilterExpression])
  case any([FilterExpression])
  case not(FilterExpression)
  case compare(field: String, FilterComparison, FilterValue)
  /// A set has a member, as `has(tech_stack, "sap")`.
  case has(field: String, String)
  /// A text contains another, or starts with it.
  case contains(field: String, String)
  case startsWith(field: String, String)
  /// A column of truth values.
  case isTrue(field: String)
  case isMissing(field: String)
  /// What could not be read, in the words of its author.
  case opaque(String)
}

public enum FilterComparison: String, Sendable, Equatable {
  case equal = "=="
  case different = "~="
  case below = "<"
  case atMost = "<="
  case above = ">"
  case atLeast = ">="

  /// The comparison that holds where this one does not, both sides being known.
  var opposite: Self {
    switch self {
    case .equal: .different
    case .different: .equal
    case .below: .atLeast
    case .atMost: .above
    case .above: .atMost
    case .atLeast: .below
    }
  }

  /// The same with its sides changed: `100 <= employees` is `employees >= 100`.
  var turned: Self {
    switch self {
    case .equal, .different: self
    case .below: .above
    case .atMost: .atLeast
    case .above: .below
    case .atLeast: .atMost
    }
  }

  var isOrdering: Bool { self != .equal && self != .different }
}

public enum FilterValue: Sendable, Equatable {
  case text(String)
  case number(Double)
  case truth(Bool)
  /// `YYYY-MM-DD`
  case day(String)
  /// So many days before the day on which the filter is used.
  case daysAgo(Int)
}

extension FilterExpression {
  /// The same condition with `not` only where a single test is denied.
  ///
  /// Missing values keep their meaning: ordering a missing value is false, so `not (x > 5)` is also
  /// true where `x` is missing; `x ~= "a"` is true where `x` is missing.
  public var normal: FilterExpression { normalised(negated: false) }

  private func normalised(negated: Bool) -> FilterExpression {
    switch self {
    case .not(let inner): return inner.normalised(negated: !negated)
    case .all(let parts), .any(let parts):
      let isAll = if case .all = self { true } else { false }
      let inner = parts.map { $0.normalised(negated: negated) }
      return isAll != negated ? .conjunction(inner) : .disjunction(inner)
    case .compare(let field, let comparison, let value) where negated:
      let opposite = FilterExpression.compare(field: field, comparison.opposite, value)
      return comparison.isOrdering ? .any([opposite, .isMissing(field: field)]) : opposite
    default: return negated ? .not(self) : self
    }
  }

  /// `all`, flattened.
  static func conjunction(_ parts: [FilterExpression]) -> FilterExpression {
    let flat = parts.flatMap { if case .all(let inner) = $0 { inner } else { [$0] } }
    return flat.count == 1 ? flat[0] : .all(flat)
  }

  /// `any`, flattened.
  static func disjunction(_ parts: [FilterExpression]) -> FilterExpression {
    let flat = parts.flatMap { if case .any(let inner) = $0 { inner } else { [$0] } }
    return flat.count == 1 ? flat[0] : .any(flat)
  }

  /// The condition without what cannot be said, never narrower than it was, and the parts left out.
  ///
  /// A part of an `all` is left out alone; a part of an `any` takes the whole of it along, because
  /// without that part those whom only it admits would be lost. Nil: nothing is left.
  ///
  /// - Precondition: `self` is ``normal``.
  func widened(
    _ canSay: (FilterExpression) -> Bool
  ) -> (expression: FilterExpression?, left: [FilterExpression]) {
    switch self {
    case .all(let parts):
      let results = parts.map { $0.widened(canSay) }
      let kept = results.compactMap(\.expression)
      return (kept.isEmpty ? nil : .conjunction(kept), results.flatMap(\.left))
    case .any(let parts):
      if canSay(self) { return (self, []) }
      let results = parts.map { $0.widened(canSay) }
      guard results.allSatisfy({ $0.expression != nil }) else { return (nil, [self]) }
      return (.disjunction(results.compactMap(\.expression)), results.flatMap(\.left))
    default: return canSay(self) ? (self, []) : (nil, [self])
    }
  }

  /// The field of a single test, denied or not.
  var field: String? {
    switch self {
    case .compare(let field, _, _), .has(let field, _), .contains(let field, _),
      .startsWith(let field, _), .isTrue(let field), .isMissing(let field):
      field
    case .not(let inner): inner.field
    default: nil
    }
  }

  /// The condition in the words of a script.
  public var text: String { written(inside: false) }

  private func written(inside: Bool) -> String {
    switch self {
    case .all(let parts):
      let text = parts.map { $0.written(inside: true) }.joined(separator: " and ")
      return inside ? "(\(text))" : text
    case .any(let parts):
      let text = parts.map { $0.written(inside: true) }.joined(separator: " or ")
      return inside ? "(\(text))" : text
    case .not(let inner): return "not " + inner.written(inside: true)
    case .compare(let field, let comparison, let value):
      return "\(field) \(comparison.rawValue) \(value.written)"
    case .has(let field, let member): return "has(\(field), \(JSONText.quoted(member)))"
    case .contains(let field, let part): return "text.contains(\(field), \(JSONText.quoted(part)))"
    case .startsWith(let field, let part):
      return "text.starts_with(\(field), \(JSONText.quoted(part)))"
    case .isTrue(let field): return field
    case .isMissing(let field): return "\(field) == nil"
    case .opaque(let text): return text
    }
  }
}

extension FilterValue {
  /// As a script writes it.
  var written: String {
    switch self {
    case .text(let text): JSONText.quoted(text)
    case .number(let number): Self.digits(number)
    case .truth(let truth): truth ? "true" : "false"
    case .day(let day): "date \"\(day)\""
    case .daysAgo(let days): "days_ago(\(days))"
    }
  }

  /// Without exponent and without `.0`.
  static func digits(_ number: Double) -> String {
    if number == number.rounded(), number.magnitude < 1e15 { return String(Int64(number)) }
    return number.description
  }
}
