/// What a job title says about the person's position.
public struct TitleReading: Sendable, Equatable {
  /// Nil where no word of the title tells.
  public var department: Department?
  public var seniority: Seniority?
  /// The title is of a position held in the past; department and seniority are then nil.
  public var isFormer: Bool
  /// Held for the time being.
  public var isInterim: Bool
  /// The staff of somebody else, whose rank is not theirs.
  public var isAssistant: Bool
  /// The phrases of the rules that decided, such as `vice president` and `demand gen`.
  public var departmentPhrase, seniorityPhrase: String?
  /// Whether the department was told by a word of its own, not by a general one such as
  /// `management`, and the level was named, not taken for granted.
  public var departmentIsClear, seniorityIsClear: Bool
  /// One bit a word (of the first 64): whether it is about the person's own present position.
  var ownWords: UInt64 = ~0

  public static let nothing = TitleReading(
    department: nil, seniority: nil, isFormer: false, isInterim: false, isAssistant: false,
    departmentPhrase: nil, seniorityPhrase: nil, departmentIsClear: false, seniorityIsClear: false)
}
