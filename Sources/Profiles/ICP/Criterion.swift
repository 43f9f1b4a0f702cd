import Basics
import Columns

/// One trait of an ideal customer, and what it is worth.
public struct Criterion {
  /// What reasons call it. Unique within an ICP.
  public var name: String
  /// Its share of the fit, in any unit: only the relation to the other weights counts. A
  /// negative weight is taken off where the trait is found.
  public var weight: Double
  public var category: Category
  public var test: any RowTest
  /// The teams that act on it, such as `sales`. A criterion nobody uses is a question to ask.
  public var usedBy: [String]
  /// Where the claim comes from: a report, an interview, a query.
  public var source: String?
  /// Believed, but not yet backed by data.
  public var hunch: Bool

  public init(
    _ name: String, weight: Double, category: Category, test: any RowTest,
    usedBy: [String] = [], source: String? = nil, hunch: Bool = false
  ) {
    self.name = name
    self.weight = weight
    self.category = category
    self.test = test
    self.usedBy = usedBy
    self.source = source
    self.hunch = hunch
  }

  /// What a criterion is about: the headings of an ICP document.
  public enum Category: String, Sendable, CaseIterable {
    case firmographic, geographic, technographic, psychographic, behavioural, demographic
    case job, budget, buying, pain, goal, barrier, partner, outcome

    /// - Throws: a ``Problem`` that names the nearest category.
    public init(named name: String) throws {
      let spelled = name.lowercased()
      let known = spelled == "behavioral" ? "behavioural" : spelled
      guard let category = Category(rawValue: known) else {
        throw Problem.unknown(
          "category", name, known: Category.allCases.map(\.rawValue), plural: "categories")
      }
      self = category
    }
  }
}

/// A condition that an account must meet whatever else speaks for it.
public struct Gate {
  /// What reasons call it. Unique within an ICP.
  public var name: String
  public var test: any RowTest

  public init(_ name: String, test: any RowTest) {
    self.name = name
    self.test = test
  }
}

/// A class of accounts by their fit.
public struct Tier: Sendable, Equatable {
  public var name: String
  /// The lowest fit, 0 to 100, that belongs to it.
  public var threshold: Double

  public init(_ name: String, from threshold: Double) {
    self.name = name
    self.threshold = threshold
  }

  /// The tier of accounts that fail a gate.
  public static let out = "out"
}
