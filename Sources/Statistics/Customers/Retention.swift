/// What became of the customers of one day by another: net and gross revenue retention.
///
/// The cohort is fixed at the first day. Everything is counted for each customer, net over its
/// subscriptions: a customer who drops one product and takes another has expanded or contracted,
/// not churned.
public struct Retention: Sendable, Equatable {
  /// Customers who pay more than nothing at the first day: the cohort.
  public var startCustomers = 0
  /// What the cohort pays at the first day.
  public var startAmount = 0.0
  /// What all customers pay at the second day: start + new + expansion - contraction - churned.
  public var endAmount = 0.0
  /// What the cohort pays at the second day.
  public var keptAmount = 0.0
  /// What customers outside the cohort pay at the second day; also win-backs who had left before.
  public var newAmount = 0.0
  /// What members of the cohort pay more than before.
  public var expansion = 0.0
  /// What members of the cohort who stayed pay less than before.
  public var contraction = 0.0
  /// What the lost members of the cohort paid at the first day.
  public var churnedAmount = 0.0
  public var churnedCustomers = 0
  /// Net revenue retention, kept / start; nil without a cohort. Above 1 when expansion outweighs.
  public var netRevenueRetention: Double?
  /// Gross revenue retention, sum of min(before, after) / start; at most 1.
  public var grossRevenueRetention: Double?
  /// The share of the cohort that still pays.
  public var logoRetention: Double?

  /// - Parameters:
  ///   - before: What each customer pays at the first day; a customer exists when it is above 0.
  ///   - after: What the same customers pay at the second day, in the same order.
  /// - Throws: ``StatError`` for different lengths or an amount that is not finite.
  public init(before: [Double], after: [Double]) throws {
    try Require.sameLength(after.count, before.count, "after", "before")
    try Require.allFinite(before, "before")
    try Require.allFinite(after, "after")
    var (start, end, kept, new) = (
      CompensatedSum(), CompensatedSum(), CompensatedSum(), CompensatedSum()
    )
    var (more, less, lost, gross) = (
      CompensatedSum(), CompensatedSum(), CompensatedSum(), CompensatedSum()
    )
    var stayed = 0
    for (paid, pays) in zip(before, after) {
      // A credit that outweighs what is paid leaves no customer.
      let pays = max(0, pays)
      end.add(pays)
      guard paid > 0 else {
        new.add(pays)
        continue
      }
      startCustomers += 1
      start.add(paid)
      kept.add(pays)
      gross.add(min(paid, pays))
      if pays > 0 {
        stayed += 1
        if pays > paid { more.add(pays - paid) } else { less.add(paid - pays) }
      } else {
        churnedCustomers += 1
        lost.add(paid)
      }
    }
    startAmount = start.value
    endAmount = end.value
    keptAmount = kept.value
    newAmount = new.value
    expansion = more.value
    contraction = less.value
    churnedAmount = lost.value
    guard startCustomers > 0 else { return }
    netRevenueRetention = keptAmount / startAmount
    grossRevenueRetention = gross.value / startAmount
    logoRetention = Double(stayed) / Double(startCustomers)
  }
}

/// Subscriptions in columns: who pays how much a month, from which day to which.
public struct Subscriptions: Sendable {
  /// The day that stands for "still running".
  public static let open = Int32.max

  /// Which customer each row belongs to, `0..<customerCount`.
  public var customers: [Int32]
  public var customerCount: Int
  /// What the row pays a month; NaN stands for a missing amount.
  public var monthly: [Double]
  /// The first day that counts, in days since 1970-01-01; nil is missing.
  public var starts: [Int32?]
  /// The first day that no longer counts, or ``open``.
  public var ends: [Int32]

  /// - Throws: ``StatError`` when the columns differ in length or a customer is out of range.
  public init(
    customers: [Int32], customerCount: Int, monthly: [Double], starts: [Int32?], ends: [Int32]
  ) throws {
    try Require.sameLength(monthly.count, customers.count, "mrr", "customer")
    try Require.sameLength(starts.count, customers.count, "start", "customer")
    try Require.sameLength(ends.count, customers.count, "end", "customer")
    if let wrong = customers.firstIndex(where: { $0 < 0 || Int($0) >= customerCount }) {
      throw StatError("customer[\(wrong + 1)]", "is no customer's number")
    }
    self.customers = customers
    self.customerCount = customerCount
    self.monthly = monthly
    self.starts = starts
    self.ends = ends
  }

  /// Retention between two days, and the rows that had to be skipped.
  public struct Snapshot: Sendable, Equatable {
    public var retention: Retention
    /// Rows without an amount: skipped, never read as 0.
    public var missingAmounts: Int
    /// Rows without a first day: skipped.
    public var missingStarts: Int
  }

  /// Compares what each customer pays on two days. A row is active on a day when start <= day < end:
  /// the end day no longer counts. Overlapping rows of a customer add up.
  ///
  /// - Throws: ``StatError`` when the second day comes before the first.
  /// - Complexity: O(*n*).
  public func retention(from first: Int32, to second: Int32) throws -> Snapshot {
    guard second >= first else { throw StatError("to", "is a day before from") }
    var before = [CompensatedSum](repeating: CompensatedSum(), count: customerCount)
    var after = before
    var (noAmount, noStart) = (0, 0)
    for row in customers.indices {
      let amount = monthly[row]
      if amount.isNaN {
        noAmount += 1
        continue
      }
      guard amount.isFinite else { throw StatError("mrr[\(row + 1)]", "is infinite") }
      guard let start = starts[row] else {
        noStart += 1
        continue
      }
      let end = ends[row]
      let customer = Int(customers[row])
      if start <= first, end == Self.open || first < end { before[customer].add(amount) }
      if start <= second, end == Self.open || second < end { after[customer].add(amount) }
    }
    return Snapshot(
      retention: try Retention(before: before.map(\.value), after: after.map(\.value)),
      missingAmounts: noAmount, missingStarts: noStart)
  }
}
