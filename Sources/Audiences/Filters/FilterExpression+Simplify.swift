extension FilterExpression {
  /// The condition without alternatives that others hold already: `employees >= 100 and
  /// employees <= 1000 or employees >= 20` is `employees >= 20`.
  ///
  /// Only ranges of one field, and tests that are repeated, are looked at.
  var simplified: FilterExpression {
    guard case .any(let parts) = self else { return self }
    var kept: [FilterExpression] = []
    for (index, part) in parts.enumerated() {
      let isHeld = parts.enumerated().contains { other, wider in
        guard other != index, part.implies(wider) else { return false }
        // Of two that imply each other the first stays.
        return other < index || !wider.implies(part)
      }
      if !isHeld { kept.append(part) }
    }
    return .disjunction(kept)
  }

  private func implies(_ other: FilterExpression) -> Bool {
    if self == other { return true }
    guard let (field, range) = range, let (wider, within) = other.range, field == wider else {
      return false
    }
    return range.isWithin(within)
  }

  /// The range of a condition on one field's numbers alone.
  private var range: (field: String, interval: Interval)? {
    if let single = BandPlatform.interval(self) { return single }
    guard case .all(let parts) = self else { return nil }
    var result: (field: String, interval: Interval)?
    for part in parts {
      guard let (field, interval) = BandPlatform.interval(part),
        result == nil || result?.field == field
      else { return nil }
      var narrowed = result?.interval ?? Interval()
      narrowed.narrow(interval)
      result = (field, narrowed)
    }
    return result
  }
}

extension Interval {
  /// Whether every number of this range is in the other.
  func isWithin(_ other: Interval) -> Bool {
    if let theirs = other.low {
      guard let low, low > theirs || (low == theirs && (isLowOpen || !other.isLowOpen)) else {
        return false
      }
    }
    if let theirs = other.high {
      guard let high, high < theirs || (high == theirs && (isHighOpen || !other.isHighOpen)) else {
        return false
      }
    }
    return true
  }
}
