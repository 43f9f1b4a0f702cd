import Basics
import Columns

/// How spend is laid on accounts. There is no right way, only named ones: the rule stands beside
/// every figure that rests on it.
public enum Allocation {
  /// Every opportunity created in the time carries the same part.
  case perOpportunity
  /// Every customer won in the time carries the same part: then all cohorts cost the same each.
  case perNewCustomer
  /// Every touch in the time carries the same part.
  case perTouch(Table)
  /// Spend of a source is carried by the opportunities that name it, in equal parts.
  case bySource(spend: String, deals: String)
  /// In proportion to a value of each account.
  case byValue(any RowValue)

  /// How definitions call it.
  public var name: String {
    switch self {
    case .perOpportunity: "in equal parts on the opportunities created in the time"
    case .perNewCustomer: "in equal parts on the customers won in the time"
    case .perTouch: "in equal parts on the touches in the time"
    case .bySource(let spend, let deals):
      "of each \(spend) in equal parts on the opportunities of that \(deals)"
    case .byValue(let value): "in proportion to \(value.text)"
    }
  }
}

/// Spend laid on accounts.
struct AllocatedSpend {
  /// Money of each account.
  let perAccount: [Double]
  let total: Double
  let notes: [String]

  init(
    _ spend: Table, by rule: Allocation, accounts: Table, opportunities: DealOrigins,
    from: Int32, to: Int32
  ) throws {
    let amounts = try SpendRows(spend, from: from, to: to)
    total = amounts.total
    var perAccount = [Double](repeating: 0, count: accounts.rowCount)
    var notes = amounts.notes
    func lay(_ money: Double, on weights: [Double]) -> Bool {
      let sum = weights.reduce(0, +)
      guard sum > 0 else { return money == 0 }
      for account in weights.indices { perAccount[account] += money * weights[account] / sum }
      return true
    }
    var laid = true
    switch rule {
    case .perOpportunity:
      laid = lay(total, on: opportunities.created.map(Double.init))
    case .perNewCustomer:
      laid = lay(total, on: opportunities.isNewCustomer.map { $0 ? 1 : 0 })
    case .perTouch(let touches):
      let rows = try AccountRows(touches, accounts)
      let date = try SubscriptionFacts.dates(touches, "date")
      let inTime = Bitmap(count: touches.rowCount) {
        date.day($0).map { $0 >= from && $0 <= to } ?? false
      }
      laid = lay(total, on: rows.counts(inTime).map(Double.init))
    case .byValue(let value):
      let column = try value.column(on: accounts)
      guard column.type.isNumeric else {
        throw Problem(
          .script, "allocation \(rule.name): it is \(column.type.rawValue), not a number")
      }
      laid = lay(total, on: (0..<accounts.rowCount).map { max(0, column.double($0) ?? 0) })
    case .bySource(let source, let dealSource):
      var unused = 0.0
      let weights = try opportunities.created(by: dealSource)
      for (name, money) in try amounts.totals(by: source) {
        if let name, let own = weights[name] {
          _ = lay(money, on: own)
        } else {
          unused += money
        }
      }
      if unused > 0 {
        notes.append(
          "\(Wording.percent(ratio(unused, total) ?? 0)) of the spend is of a \(source) that no opportunity names: it is "
            + "in the total, but on no cohort")
      }
    }
    if !laid {
      notes.append("there is nothing to lay the spend on \(rule.name): it is in the total alone")
    }
    self.perAccount = perAccount
    self.notes = notes
  }
}

/// The rows of spend that fall in a time.
struct SpendRows {
  let table: Table
  private let amount: Column
  private let inTime: Bitmap
  let total: Double
  let notes: [String]

  init(_ spend: Table, from: Int32, to: Int32) throws {
    table = spend
    let amount = try spend.column("amount")
    guard amount.type.isNumeric || amount.missingCount == amount.count else {
      throw Problem(.data, "\(spend.name): amount is \(amount.type.rawValue), not a number")
    }
    self.amount = amount
    var notes: [String] = []
    if spend["date"] == nil {
      inTime = Bitmap(count: spend.rowCount, filled: true)
      notes.append("spend has no dates: all of it counts")
    } else {
      let date = try SubscriptionFacts.dates(spend, "date")
      inTime = Bitmap(count: spend.rowCount) {
        date.day($0).map { $0 >= from && $0 <= to } ?? false
      }
      if date.missingCount > 0 {
        notes.append(
          Wording.counted(date.missingCount, "row of spend has", "rows of spend have")
            + " no date: left out")
      }
    }
    var (sum, missing, negative) = (0.0, 0, 0)
    inTime.forEachSet { row in
      guard let value = amount.double(row), value.isFinite else {
        missing += 1
        return
      }
      if value < 0 { negative += 1 }
      sum += value
    }
    if missing > 0 {
      notes.append(
        Wording.counted(missing, "row of spend has", "rows of spend have") + " no amount: left out")
    }
    if negative > 0 {
      notes.append(
        Wording.counted(negative, "row of spend is", "rows of spend are")
          + " below 0: counted as refunds")
    }
    total = sum
    self.notes = notes
  }

  /// Money by the text of a column, in the order of first appearance.
  func totals(by name: String) throws -> [(name: String?, money: Double)] {
    let column = try table.column(name)
    var order: [String?] = []
    var totals: [String?: Double] = [:]
    inTime.forEachSet { row in
      guard let value = amount.double(row), value.isFinite else { return }
      let key = column.isMissing(row) ? nil : column[row].written
      if totals[key] == nil { order.append(key) }
      totals[key, default: 0] += value
    }
    return order.map { ($0, totals[$0] ?? 0) }
  }
}

/// What became of accounts by their deals in a time: opportunities created, customers won.
struct DealOrigins {
  private let deals: Table
  private let rows: AccountRows
  private let createdInTime: Bitmap
  /// Opportunities created in the time, of each account.
  let created: [Int]
  /// Accounts whose first deal ever was won in the time.
  let isNewCustomer: [Bool]
  /// Amount of the deals that new customers won in the time.
  let newRevenue: [Double]
  let notes: [String]

  init(_ deals: Table, _ accounts: Table, from: Int32, to: Int32) throws {
    self.deals = deals
    let rows = try AccountRows(deals, accounts)
    self.rows = rows
    let facts = try DealFacts(deals, asOf: to)
    let closed = try SubscriptionFacts.dates(deals, "closed")
    let opened = deals["created"] == nil ? nil : try SubscriptionFacts.dates(deals, "created")
    // Without a day of creation a deal counts when it closed.
    let start = { (row: Int) in opened?.day(row) ?? closed.day(row) }
    let counted = facts.closed.or(facts.open)
    let createdInTime = Bitmap(count: deals.rowCount) { row in
      counted[row] && (start(row).map { $0 >= from && $0 <= to } ?? false)
    }
    self.createdInTime = createdInTime
    created = rows.counts(createdInTime)
    var firstWin = [Int32?](repeating: nil, count: accounts.rowCount)
    let accountOf = rows.accountOf
    var undated = 0
    facts.won.forEachSet { deal in
      let account = Int(accountOf.base[deal])
      guard account >= 0 else { return }
      guard let day = closed.day(deal) else {
        undated += 1
        return
      }
      firstWin[account] = min(firstWin[account] ?? day, day)
    }
    let isNew = firstWin.map { $0.map { $0 >= from && $0 <= to } ?? false }
    isNewCustomer = isNew
    let wonInTime = Bitmap(count: deals.rowCount) { row in
      facts.won[row] && (closed.day(row).map { $0 >= from && $0 <= to } ?? false)
    }
    newRevenue =
      facts.amount.map { amount in
        zip(rows.sums(amount, wonInTime), isNew).map { $1 ? $0 : 0 }
      } ?? isNew.map { _ in 0 }
    var notes = facts.notes
    if undated > 0 {
      notes.append(
        Wording.counted(undated, "won deal has", "won deals have") + " no closing date: left out")
    }
    let lost = (0..<deals.rowCount).count { accountOf.base[$0] < 0 && counted[$0] }
    if lost > 0 {
      notes.append(
        Wording.counted(lost, "deal belongs", "deals belong") + " to no known account: left out")
    }
    self.notes = notes
  }

  /// Opportunities created in the time, of each account, by the text of a column of deals.
  func created(by name: String) throws -> [String: [Double]] {
    let column = try deals.column(name)
    var counts: [String: [Double]] = [:]
    createdInTime.forEachSet { deal in
      let account = Int(rows.accountOf.base[deal])
      guard account >= 0, !column.isMissing(deal) else { return }
      let key = column[deal].written
      counts[key, default: [Double](repeating: 0, count: rows.accountCount)][account] += 1
    }
    return counts
  }
}
