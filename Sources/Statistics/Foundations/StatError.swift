/// An input that a statistic is not defined for, said so that the caller can mend it.
///
/// The name is that of the parameter as in ``Catalogue``, with the position of the faulty entry
/// where there is one, counted from 1: `groups[2].wins`. No message holds a value out of the data:
/// data are people's names and amounts.
public struct StatError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The parameter at fault, or nil when no single one is.
  public var parameter: String?
  /// What is wrong with it, as the rest of a sentence: `is larger than n`.
  public var message: String
  /// What to do.
  public var hint: String?

  public init(_ parameter: String?, _ message: String, hint: String? = nil) {
    self.parameter = parameter
    self.message = message
    self.hint = hint
  }

  public var description: String {
    let sentence = parameter.map { "\($0) \(message)" } ?? message
    return hint.map { "\(sentence) (\($0))" } ?? sentence
  }
}
