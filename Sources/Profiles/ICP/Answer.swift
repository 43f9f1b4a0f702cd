/// What a condition says about an account.
public enum Answer: UInt8, Sendable {
  /// It does not hold, and all it read was known.
  case no = 0
  case yes = 1
  /// It does not hold, but it read a missing value: it might.
  case unknown = 2
}
