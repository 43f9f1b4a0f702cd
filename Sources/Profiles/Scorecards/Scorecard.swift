import Basics
import Columns
import Glibc

/// Points for the traits of an account, learnt from what became of others, and the chance of
/// winning that goes with each sum.
///
/// Every account is in exactly one bin of each trait; its fit is the sum of the points of these
/// bins. In each trait the worst bin has 0 points, and the best bins of all traits add up to exactly
/// 100: a fit is a whole number from 0 to 100, and its reasons add up to it. A missing value is a bin
/// with points of its own. The chance of winning is 1 / (1 + exp(-(a + b × fit))).
public struct Scorecard: Sendable {
  public let name: String
  public let method: Method
  /// In the order of the columns; those without points are in it too, with their figures.
  public let traits: [Trait]
  public let signal: ScorecardSignal
  /// The best first, in whole points.
  public let tiers: [Tier]
  /// What was learnt from.
  public let n, won: Int
  /// The ridge penalty that cross-validation chose; nil for other methods.
  public let penalty: Double?
  /// Columns that nothing was learnt from, with the reason.
  public internal(set) var unfit: [(column: String, reason: String)]
  /// What a reader has to know before trusting it.
  public internal(set) var notes: [String]
  /// a and b of the chance of winning.
  let chanceAtZero, chancePerPoint: Double

  /// How weights come about.
  public enum Method: String, Sendable, CaseIterable {
    /// Regularised logistic regression on bins.
    case logistic
    /// Each trait by its information value, its bins by their weight of evidence.
    case informationValue = "information_value"
    /// Each trait by a weight that was given, its bins by their weight of evidence.
    case hand
  }

  /// One trait with its bins.
  public struct Trait: Sendable {
    public let name: String
    public let column: String
    /// The member of a set column that it is about.
    public let member: String?
    public let trend: ScorecardTrend
    /// Known values first, then other texts, the missing last. Bins of the same points are one.
    public let bins: [Bin]
    /// Of all bins with the missing one; by custom below 0.02 says nothing, above 0.5 suspiciously
    /// much.
    public let informationValue: Double?
    /// Chi-square of the trait alone, and corrected for all traits.
    public let p, q: Double?
    /// Whether values are whole numbers.
    let isWhole: Bool
    /// Whether the column holds true and false.
    let isFlag: Bool

    /// The most points it gives.
    public var most: Int { bins.map(\.points).max() ?? 0 }
    var missing: Bin { bins[bins.count - 1] }
    /// The bins of values that are known.
    var known: ArraySlice<Bin> { bins.dropLast() }
    /// What finding out a missing value can make of its points.
    var reach: ClosedRange<Int> {
      let points = known.map(\.points)
      guard let least = points.min(), let most = points.max() else {
        return missing.points...missing.points
      }
      return least...most
    }
  }

  public struct Bin: Sendable, Equatable {
    public enum Values: Sendable, Equatable {
      /// From the first (nil: no limit) to below the second.
      case range(Double?, Double?)
      case levels([String])
      /// Every text that is in no other bin.
      case others
      case missing
    }

    public var values: Values
    public var points: Int
    /// Rows it was learnt from.
    public var n, won: Int
    public var rate: Double? { n > 0 ? Double(won) / Double(n) : nil }
  }

  public static let allFit = 100
  /// What every account gets where there is no signal.
  public static let neutralFit = 50

  /// Whether it tells accounts apart at all.
  public var isEstablished: Bool { signal.isEstablished }

  /// Traits that give points, the most first.
  public var scoring: [Trait] {
    traits.enumerated().filter { $0.element.most > 0 }
      .sorted { ($1.element.most, $0.offset) < ($0.element.most, $1.offset) }.map(\.element)
  }

  /// The overall win rate of what it was learnt from.
  public var baseRate: Double { n > 0 ? Double(won) / Double(n) : 0 }

  /// The chance of winning at a fit of whole points.
  public func chance(_ fit: Int) -> Double {
    guard isEstablished else { return baseRate }
    return 1 / (1 + exp(-(chanceAtZero + chancePerPoint * Double(fit))))
  }

  /// The tier of accounts below all others.
  public var below: String {
    let taken = Set(tiers.map(\.name))
    return "DEFGHIJKLMNOPQRSTUVWXYZ".map(String.init).first { !taken.contains($0) } ?? "below"
  }

  /// From best to worst.
  public var tierNames: [String] { tiers.map(\.name) + [below] }

  public func tier(of fit: Int) -> String {
    tiers.first { Double(fit) >= $0.threshold }?.name ?? below
  }
}
