/// What a customer brings against what winning one costs.
public struct UnitEconomics: Sendable, Equatable {
  /// arpa times gross margin.
  public var monthlyMargin: Double
  /// 1 / churn; nil when nobody churns.
  public var lifetimeMonths: Double?
  /// margin / churn; nil when nobody churns.
  public var lifetimeValue: Double?
  /// spend / new customers; nil when nobody was won.
  public var acquisitionCost: Double?
  /// Lifetime value over acquisition cost; nil when either is, or the cost is 0.
  public var valueToCost: Double?
  /// Months of margin that pay for a customer; nil unless the margin is above 0.
  public var paybackMonths: Double?
  /// Why each nil is nil, in the order of the fields.
  public var reasons: [String] = []

  /// - Parameters:
  ///   - arpaMonth: Average revenue of an account in a month, at least 0.
  ///   - grossMargin: Share of it that is left, at most 1; below 0 at a loss.
  ///   - monthlyChurn: Share of customers lost in a month, 0 to 1.
  ///   - spend: What was spent on winning customers, at least 0.
  ///   - newCustomers: How many were won with it, at least 0; a share of one is allowed, for spend
  ///     that is split between segments.
  public init(
    arpaMonth: Double, grossMargin: Double, monthlyChurn: Double, spend: Double,
    newCustomers: Double
  ) throws {
    try Require.notNegative(arpaMonth, "arpa_month")
    try Require.finite(grossMargin, "gross_margin")
    if grossMargin > 1 {
      throw StatError("gross_margin", "is above 1", hint: "0.8 means 80 %")
    }
    try Require.share(monthlyChurn, "monthly_churn")
    try Require.notNegative(spend, "spend")
    try Require.notNegative(newCustomers, "new_customers")
    monthlyMargin = arpaMonth * grossMargin
    if monthlyChurn > 0 {
      lifetimeMonths = (1 / monthlyChurn).ifFinite
      lifetimeValue = (monthlyMargin / monthlyChurn).ifFinite
    } else {
      reasons.append("nobody churned, so the lifetime has no end that these data show")
    }
    if newCustomers > 0 {
      acquisitionCost = (spend / newCustomers).ifFinite
    } else {
      reasons.append("nobody was won, so there is no cost of winning one")
    }
    if let value = lifetimeValue, let cost = acquisitionCost {
      if cost > 0 {
        valueToCost = (value / cost).ifFinite
      } else {
        reasons.append("customers cost nothing to win, so value cannot be divided by cost")
      }
    }
    if monthlyMargin > 0 {
      if let cost = acquisitionCost { paybackMonths = (cost / monthlyMargin).ifFinite }
    } else {
      reasons.append("a month's margin is not above 0, so it never pays back")
    }
  }

  /// The margin of a customer over a number of months, discounted: the sum over t = 0..months-1 of
  /// margin (1 - churn)^t / (1 + discount)^t. The first payment comes at once.
  ///
  /// - Parameters:
  ///   - monthlyMargin: Margin of a month, of either sign.
  ///   - monthlyChurn: 0 to 1.
  ///   - monthlyDiscount: At least 0; 0.01 is 1 % a month.
  ///   - months: At least 0.
  /// - Complexity: O(1), by the closed form of the geometric sum.
  public static func discountedLifetimeValue(
    monthlyMargin: Double, monthlyChurn: Double, monthlyDiscount: Double, months: Int
  ) throws -> Double {
    try Require.finite(monthlyMargin, "monthly_margin")
    try Require.share(monthlyChurn, "monthly_churn")
    try Require.notNegative(monthlyDiscount, "monthly_discount")
    try Require.count(months, "months")
    // 1 - ratio, without subtracting two numbers near 1.
    let loss = (monthlyChurn + monthlyDiscount) / (1 + monthlyDiscount)
    if months == 0 { return 0 }
    if loss == 0 { return monthlyMargin * Double(months) }
    if loss >= 1 { return monthlyMargin }
    let left = -exponentialLessOne(Double(months) * logarithmOfOnePlus(-loss))
    return monthlyMargin * left / loss
  }
}
