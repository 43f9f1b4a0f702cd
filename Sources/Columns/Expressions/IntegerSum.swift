/// `constant + Σ k·[condition] + Σ k·value`, modulo 2^64.
///
/// Addition of integers wraps around in Lua and here, so that it can be put in any order. That
/// makes a score of many `if` statements one sum of conditions, whatever order they came in,
/// which is evaluated in the narrowest integers that hold it. Never done to floats: their
/// addition is not associative.
struct IntegerSum: Hashable {
  struct ConditionTerm: Hashable {
    var condition: Condition
    var factor: Int64
  }
  struct ValueTerm: Hashable {
    var value: ValueID
    var factor: Int64
  }

  var constant: Int64
  /// Sorted by condition, each once, no factor zero.
  var conditions: [ConditionTerm] = []
  /// Sorted by value, each once, no factor zero. No value is itself a sum.
  var values: [ValueTerm] = []

  /// Terms beyond which a sum stays in parts.
  static let limit = 400

  var count: Int { conditions.count + values.count }
  var isConstant: Bool { conditions.isEmpty && values.isEmpty }

  func scaled(by factor: Int64) -> IntegerSum {
    if factor == 0 { return IntegerSum(constant: 0) }
    if factor == 1 { return self }
    var result = self
    result.constant &*= factor
    result.conditions = conditions.compactMap {
      let product = $0.factor &* factor
      return product == 0 ? nil : ConditionTerm(condition: $0.condition, factor: product)
    }
    result.values = values.compactMap {
      let product = $0.factor &* factor
      return product == 0 ? nil : ValueTerm(value: $0.value, factor: product)
    }
    return result
  }

  func adding(_ other: IntegerSum) -> IntegerSum {
    var result = IntegerSum(constant: constant &+ other.constant)
    result.conditions = merged(
      conditions, other.conditions, { $0.condition.id }, { $0.factor },
      { ConditionTerm(condition: $0.condition, factor: $1) })
    result.values = merged(
      values, other.values, { $0.value.index }, { $0.factor },
      { ValueTerm(value: $0.value, factor: $1) })
    return result
  }

  func subtracting(_ other: IntegerSum) -> IntegerSum { adding(other.scaled(by: -1)) }
}

/// Two lists sorted by `key` as one; factors of equal keys are added, terms of factor 0 left out.
private func merged<Term>(
  _ a: [Term], _ b: [Term], _ key: (Term) -> Int32, _ factor: (Term) -> Int64,
  _ with: (Term, Int64) -> Term
) -> [Term] {
  var result: [Term] = []
  result.reserveCapacity(a.count + b.count)
  var (i, j) = (0, 0)
  while i < a.count || j < b.count {
    if j == b.count || i < a.count && key(a[i]) < key(b[j]) {
      result.append(a[i])
      i += 1
    } else if i == a.count || key(b[j]) < key(a[i]) {
      result.append(b[j])
      j += 1
    } else {
      let total = factor(a[i]) &+ factor(b[j])
      if total != 0 { result.append(with(a[i], total)) }
      i += 1
      j += 1
    }
  }
  return result
}
