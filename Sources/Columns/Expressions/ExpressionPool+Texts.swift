extension ExpressionPool {
  /// The cells of a text column of many distinct values; empty where missing.
  public func texts(column: Int) -> TextValue { .any(insert(.textColumn(column))) }

  public func text(_ number: Int) -> TextValue { .known(integer(Int64(number))) }

  /// Any text as a value that kernels for texts read.
  public func views(_ text: TextValue) -> ValueID {
    switch text {
    case .known(let number): insert(.poolText(number))
    case .any(let id): id
    }
  }

  /// The number of a constant text, or nil.
  public func constantText(_ text: TextValue) -> Int? {
    guard case .known(let id) = text, let number = constantInteger(id) else { return nil }
    return Int(number)
  }

  public func choose(_ condition: Condition, _ a: TextValue, _ b: TextValue) -> TextValue {
    if case .known(let x) = a, case .known(let y) = b { return .known(choose(condition, x, y)) }
    if condition.isAlways || a == b { return a }
    if condition.isNever { return b }
    return .any(choose(condition, views(a), views(b)))
  }

  /// Compares texts by their bytes, a shorter one before a longer one that begins with it.
  public func compareTexts(_ comparison: Comparison, _ a: TextValue, _ b: TextValue) -> Condition {
    if a == b { return comparison == .less ? .never : .always }
    if let y = constantText(b), case .known(let x) = a {
      let right = text(number: y)
      let decided = decided(x, leaves: 64) {
        let left = self.text(number: Int($0))
        switch comparison {
        case .less: return left.precedes(right)
        case .atMost: return !right.precedes(left)
        case .equal: return left.equals(right)
        }
      }
      if let decided { return decided }
    }
    if let x = constantText(a), constantText(b) == nil, case .known = b {
      let other: Comparison = comparison == .equal ? .equal : comparison == .less ? .atMost : .less
      let result = compareTexts(other, b, text(x))
      return comparison == .equal ? result : not(result)
    }
    if comparison == .equal {
      // Equal texts have equal numbers.
      if case .known(let x) = a, case .known(let y) = b { return compareIntegers(.equal, x, y) }
      let (x, y) = (views(a), views(b))
      return test(.texts(.equal, min(x, y), max(x, y)))
    }
    return test(.texts(comparison, views(a), views(b)))
  }

  /// Whether a text contains, begins with, ends with or has as a member text number `pattern`.
  public func match(_ match: TextMatch, _ text: TextValue, pattern: Int) -> Condition {
    if case .known(let id) = text {
      let pattern = self.text(number: pattern)
      let decided = decided(id, leaves: 64) { match.holds(in: self.text(number: Int($0)), pattern) }
      if let decided { return decided }
    }
    return test(.text(match, views(text), pattern: pattern))
  }

  /// The number of bytes of a text.
  public func length(_ text: TextValue) -> ValueID { insert(.textLength(views(text))) }

  /// The 1-based position of the first byte of text number `pattern` in a text, or 0.
  public func position(_ text: TextValue, pattern: Int) -> ValueID {
    insert(.textPosition(views(text), pattern: pattern))
  }

  public func text(_ function: TextFunction, _ text: TextValue) -> TextValue {
    .any(insert(.textFunction(function, views(text))))
  }

  public func concatenate(_ a: TextValue, _ b: TextValue) -> TextValue {
    .any(insert(.concatenation(views(a), views(b))))
  }

  /// Bytes `first` to `last` of a text; both 1-based, negative ones counted from its end.
  public func part(_ text: TextValue, first: ValueID, last: ValueID) -> TextValue {
    .any(insert(.textPart(views(text), first, last)))
  }

  /// The decimal digits of an integer.
  public func text(ofInteger id: ValueID) -> TextValue { .any(insert(.integerText(id))) }

  /// A Double as C's `%.14g`, with `.0` if it would look like an integer.
  public func text(ofNumber id: ValueID) -> TextValue { .any(insert(.numberText(id))) }
}

extension ValueID: Comparable {
  public static func < (a: ValueID, b: ValueID) -> Bool { a.index < b.index }
}
