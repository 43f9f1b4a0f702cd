/// The order two values are asked about. All others are these with sides or outcome swapped.
public enum Comparison: UInt8, Hashable, Sendable {
  case less
  case atMost
  case equal
}

/// Questions about a text and a known pattern.
public enum TextMatch: UInt8, Hashable, Sendable {
  /// The pattern occurs in the text.
  case contains
  case startsWith
  case endsWith
  /// The pattern is a whole member of the text, read as a set (members between `;`); ASCII case
  /// does not count.
  case hasMember
}

/// One yes-or-no question about a row: the atoms of a ``Condition``.
///
/// Where a value that a test looks at is missing, the test still has an outcome, worked out from
/// whatever is in the slot. Conditions that mean "missing never passes" say so with ``present``.
enum ConditionAtom: Hashable {
  /// The cell holds a value.
  case present(column: Int)
  /// The cell of a boolean column holds true.
  case isTrue(column: Int)
  /// The cell's code is in a set of codes; "missing" is a code like any other.
  case code(column: Int, set: Int)
  /// An integer is at most this much.
  case atMost(ValueID, Int64)
  /// An integer is exactly this much.
  case equals(ValueID, Int64)
  /// A number is at most this much (the bits of a Double). NaN is not.
  case numberAtMost(ValueID, UInt64)
  /// A number is at least this much (the bits of a Double). NaN is not.
  case numberAtLeast(ValueID, UInt64)
  case integers(Comparison, ValueID, ValueID)
  case numbers(Comparison, ValueID, ValueID)
  /// The integer first, the number second; compared exactly, without rounding either.
  case integerToNumber(Comparison, ValueID, ValueID)
  /// The number first, the integer second.
  case numberToInteger(Comparison, ValueID, ValueID)
  /// A number that is an integer of 64 bits.
  case isWhole(ValueID)
  /// Texts by their bytes.
  case texts(Comparison, ValueID, ValueID)
  /// The pattern is text number `pattern` of the pool.
  case text(TextMatch, ValueID, pattern: Int)
}
