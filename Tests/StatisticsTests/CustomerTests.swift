import Statistics
import Testing

@Suite("Customers and money")
struct CustomerTests {
  @Test("retention is what counting each customer on two days gives")
  func retention() throws {
    var random = RandomStream(seed: 10)
    for size in edgeSizes {
      let customers = (0..<size).map { _ in Int32(random.integer(0...9)) }
      let monthly = (0..<size).map { _ in
        random.integer(0...9) == 0 ? Double.nan : Double(random.integer(0...5)) * 12.5
      }
      let starts = (0..<size).map { _ -> Int32? in
        random.integer(0...19) == 0 ? nil : Int32(random.integer(0...100))
      }
      let ends = starts.map { start in
        random.integer(0...2) == 0
          ? Subscriptions.open : Int32(random.integer(0...60)) + (start ?? 0)
      }
      let rows = try Subscriptions(
        customers: customers, customerCount: 10, monthly: monthly, starts: starts, ends: ends)
      let (from, to) = (Int32(random.integer(0...80)), Int32(random.integer(80...160)))
      let snapshot = try rows.retention(from: from, to: to)

      func paid(_ day: Int32, _ customer: Int32) -> Double {
        (0..<size).reduce(0) { sum, row in
          guard customers[row] == customer, !monthly[row].isNaN, let start = starts[row],
            start <= day, day < ends[row]
          else { return sum }
          return sum + monthly[row]
        }
      }
      let cohort = (0..<Int32(10)).filter { paid(from, $0) > 0 }
      let start = cohort.reduce(0) { $0 + paid(from, $1) }
      let kept = cohort.reduce(0) { $0 + paid(to, $1) }
      let retention = snapshot.retention
      #expect(retention.startCustomers == cohort.count)
      #expect(near(retention.startAmount, start) && near(retention.keptAmount, kept))
      #expect(near(retention.netRevenueRetention, cohort.isEmpty ? nil : kept / start))
      let gross = cohort.reduce(0) { $0 + min(paid(from, $1), paid(to, $1)) }
      #expect(near(retention.grossRevenueRetention, cohort.isEmpty ? nil : gross / start))
      // The bridge from the first day to the second.
      let bridge =
        retention.startAmount + retention.newAmount + retention.expansion
        - retention.contraction - retention.churnedAmount
      #expect(near(bridge, retention.endAmount, absolute: 1e-9))
      #expect(snapshot.missingAmounts == monthly.count { $0.isNaN })
    }
  }

  @Test("the end day no longer counts, and the start day does")
  func days() throws {
    let rows = try Subscriptions(
      customers: [0], customerCount: 1, monthly: [10], starts: [100], ends: [200])
    #expect(try rows.retention(from: 99, to: 150).retention.startCustomers == 0)
    #expect(try rows.retention(from: 100, to: 199).retention.netRevenueRetention == 1)
    #expect(try rows.retention(from: 100, to: 200).retention.netRevenueRetention == 0)
    #expect(refusal { _ = try rows.retention(from: 2, to: 1) }?.parameter == "to")
  }

  @Test("a division by zero is nil with a reason")
  func unitEconomics() throws {
    let whole = try UnitEconomics(
      arpaMonth: 500, grossMargin: 0.8, monthlyChurn: 0.02, spend: 120_000, newCustomers: 24)
    #expect(whole.reasons.isEmpty && near(whole.valueToCost, 4) && whole.paybackMonths == 12.5)
    let nobody = try UnitEconomics(
      arpaMonth: 500, grossMargin: -0.1, monthlyChurn: 0, spend: 10, newCustomers: 0)
    #expect(nobody.lifetimeValue == nil && nobody.acquisitionCost == nil)
    #expect(nobody.paybackMonths == nil && nobody.reasons.count == 3)
    let free = try UnitEconomics(
      arpaMonth: 50, grossMargin: 0.5, monthlyChurn: 0.05, spend: 0, newCustomers: 10)
    #expect(free.valueToCost == nil && free.paybackMonths == 0 && free.reasons.count == 1)
    func parameter(_ margin: Double, _ churn: Double) -> String? {
      refusal {
        _ = try UnitEconomics(
          arpaMonth: 1, grossMargin: margin, monthlyChurn: churn, spend: 1, newCustomers: 1)
      }?.parameter
    }
    #expect(parameter(80, 0.1) == "gross_margin" && parameter(0.8, 2) == "monthly_churn")
  }

  @Test("the discounted value is the sum, month by month")
  func discounted() throws {
    for months in [0, 1, 2, 36, 65] {
      for churn in [0, 0.02, 1] {
        for discount in [0, 0.01, 0.3] {
          var sum = 0.0
          var factor = 1.0
          for _ in 0..<months {
            sum += 400 * factor
            factor *= (1 - churn) / (1 + discount)
          }
          let value = try UnitEconomics.discountedLifetimeValue(
            monthlyMargin: 400, monthlyChurn: churn, monthlyDiscount: discount, months: months)
          #expect(near(value, sum), "\(months) \(churn) \(discount)")
        }
      }
    }
    // A loss of 1e-15 a month: the closed form must not divide two roundings.
    let long = try UnitEconomics.discountedLifetimeValue(
      monthlyMargin: 1, monthlyChurn: 1e-15, monthlyDiscount: 0, months: 1000)
    #expect(near(long, 1000, relative: 1e-11))
  }

  @Test("market sizes multiply down, and shares are shares")
  func market() throws {
    let segment = MarketSize.Segment(
      companies: 10_000, contractValue: 12_000, serviceable: 0.4, reach: 0.1, winRate: 0.25)
    let size = try MarketSize([segment, segment])
    #expect(near(size.total, 2.4e8) && near(size.serviceable, 9.6e7))
    #expect(near(size.obtainable, 2.4e6))
    var wrong = segment
    wrong.reach = 10
    #expect(refusal { _ = try MarketSize([segment, wrong]) }?.parameter == "segments[2].reach")
    #expect(try MarketSize([]).total == 0)
  }
}
