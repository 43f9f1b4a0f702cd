/// What a job title says about the person's position.
public struct TitleReading: Sendable, Equatable {
  /// Nil where no word of the title tells.
  public var department: Department?
  public var seniority: Seniority?
  /// The same in coarser words that every title has: `other` and `professional` where nothing is
  /// told. Former positions have none.
  public var departmentGroup: DepartmentGroup?
  public var seniorityGroup: SeniorityGroup?
  /// The title is of a position held in the past; department and seniority are then nil.
  public var isFormer: Bool
  /// Held for the time being.
  public var isInterim: Bool
  /// The staff of somebody else, whose rank is not theirs.
  public var isAssistant: Bool
  /// The phrases of the rules that decided, such as `vice president` and `demand gen`.
  public var departmentPhrase, seniorityPhrase: String?
  /// Where in the title the words stand that decided, in bytes.
  public var departmentWords, seniorityWords: Range<Int>?
  /// Whether the department was told by a word of its own, not by a general one such as
  /// `management`, and the level was named, not taken for granted.
  public var departmentIsClear, seniorityIsClear: Bool
  /// One bit a word (of the first 64): whether it is about the person's own present position.
  var ownWords: UInt64 = ~0

  public static let nothing = TitleReading(
    department: nil, seniority: nil, departmentGroup: nil, seniorityGroup: nil, isFormer: false,
    isInterim: false, isAssistant: false, departmentPhrase: nil, seniorityPhrase: nil,
    departmentWords: nil, seniorityWords: nil, departmentIsClear: false, seniorityIsClear: false)

  /// How well each was told.
  enum Trust {
    /// By a word of its own in the title.
    static let clear = 1.0
    /// By a general word ("management"), or taken for granted: a title without a rank.
    static let vague = 0.6
    /// Not at all, while the other was.
    static let untold = 0.5
    static let interim = 0.9
  }

  /// How sure the reading is, 0 to 1: the product of how well department and seniority were told
  /// (1 by a word of their own, 0.6 by a general word or taken for granted, 0.5 not at all), times
  /// 0.9 for interim positions; 0 where nothing was told.
  public var confidence: Double {
    if department == nil && seniority == nil { return 0 }
    func trust(_ isTold: Bool, _ isClear: Bool) -> Double {
      isTold ? isClear ? Trust.clear : Trust.vague : Trust.untold
    }
    let product =
      trust(department != nil, departmentIsClear) * trust(seniority != nil, seniorityIsClear)
    return isInterim ? product * Trust.interim : product
  }

  /// The words of the title that decided, in their order; the title is the one that was read.
  public func words(of title: String) -> [String] {
    let bytes = Array(title.utf8)
    var ranges = [seniorityWords, departmentWords].compactMap { $0 }
    ranges.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    var words: [String] = []
    var end = 0
    for range in ranges where range.upperBound <= bytes.count {
      // "Vertriebsleiter" tells both.
      if range.lowerBound < end && range.upperBound <= end { continue }
      words.append(String(decoding: bytes[range], as: UTF8.self))
      end = range.upperBound
    }
    return words
  }
}
