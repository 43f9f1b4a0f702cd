import Basics
import CRM
import Columns
import LuaHost
import Profiles

/// Revenue as rows of `account_id`, `date`, `amount`, and `cost` or `profit` where known.
enum RevenueRows {
  /// The revenue that the options name: a table, won deals, or what subscriptions have billed so
  /// far. Left out: won deals, else subscriptions.
  static func read(_ data: CRMData, _ options: LuaTableContent) throws -> Table {
    if let object = options["revenue"].object as? TableObject { return object.table }
    let source = options["revenue"].text ?? (data.deals != nil ? "deals" : "subscriptions")
    return source == "deals"
      ? try fromDeals(data.table("deals")) : try fromSubscriptions(data)
  }

  /// Won deals on the day they closed; other columns stay, to divide by.
  static func fromDeals(_ deals: Table) throws -> Table {
    let won = deals.filter(try deals.mask("outcome", equals: .text("won")))
    var table = won
    if won["date"] == nil {
      table = try won.rename([(from: "closed", to: "date")])
    }
    return table.named("revenue")
  }

  /// What each subscription has billed until the day of looking: mrr for the time it ran.
  private static func fromSubscriptions(_ data: CRMData) throws -> Table {
    let subscriptions = try data.table("subscriptions")
    let isYearly = subscriptions["mrr"] == nil && subscriptions["arr"] != nil
    let mrr = try subscriptions.column(isYearly ? "arr" : "mrr")
    let start = try subscriptions.column("start")
    let end = subscriptions["end"]
    let billed = (0..<subscriptions.rowCount).map { row -> Double? in
      guard let amount = mrr.double(row), let from = start.day(row), from <= data.asOf else {
        return nil
      }
      let until = min(end?.day(row) ?? data.asOf, data.asOf)
      let months = Double(max(0, Int(until) - Int(from))) / (365.25 / 12)
      return (isYearly ? amount / 12 : amount) * months
    }
    let dropped = subscriptions.names.filter { ["amount", "date"].contains($0) }
    return try subscriptions.drop(dropped).with([
      ("date", start), ("amount", Column(numbers: billed)),
    ]).named("revenue")
  }
}
