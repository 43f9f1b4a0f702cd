import Columns

/// A stretch of time before a day.
public enum Window: Sendable, Equatable {
  case days(Int)
  case months(Int)

  public static func years(_ count: Int) -> Window { .months(count * 12) }

  /// The first day that belongs to it, if `day` is the last. Both in days since 1970-01-01.
  public func start(before day: Int32) -> Int32 {
    switch self {
    case .days(let count): Int32(clamping: Int(day) - count + 1)
    case .months(let count): Int32(clamping: Calendar.adding(months: -count, to: Int(day)) + 1)
    }
  }

  /// The last day that belongs to it, if it begins after `day`.
  func end(after day: Int32) -> Int32 {
    switch self {
    case .days(let count): Int32(clamping: Int(day) + count)
    case .months(let count): Int32(clamping: Calendar.adding(months: count, to: Int(day)))
    }
  }

  var text: String {
    switch self {
    case .days(let count): "\(count) days"
    case .months(12): "1 year"
    case .months(let count) where count % 12 == 0 && count > 0: "\(count / 12) years"
    case .months(let count): "\(count) months"
    }
  }
}
