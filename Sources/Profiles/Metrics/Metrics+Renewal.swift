import Basics
import Columns
import Statistics

extension Metrics {
  /// How many subscriptions that came to their end were renewed (B10): the likelihood of renewal.
  ///
  /// A paid subscription that ended is renewed if its account has another paid one that starts
  /// after it did and within the grace before or after its end. A subscription that merely runs
  /// beside it is no renewal. What ended too recently to tell is counted apart, and is in no rate.
  ///
  /// - Parameters:
  ///   - keys: Of subscriptions or their accounts.
  ///   - from: The first day on which an end counts; `to`: the last.
  ///   - asOf: What comes after this day is not known.
  ///   - grace: Days.
  public static func renewal(
    subscriptions: Table, accounts: Table? = nil, by keys: [CohortKey] = [], from: Int32, to: Int32,
    asOf: Int32, grace: Int = 30, level: Double = 0.95
  ) throws -> FigureTable {
    guard grace >= 0 else { throw Problem(.script, "renewal: the grace cannot be below 0 days") }
    let accounts = try accounts ?? AccountCohorts.named(in: subscriptions)
    let division = try CohortDivision(
      subscriptions, AccountedRows(subscriptions, accounts: accounts).columns(keys))
    let facts = try SubscriptionFacts(subscriptions, accounts)
    var starts = [[(day: Int32, mrr: Double)]](repeating: [], count: accounts.rowCount)
    for row in facts.account.indices where facts.mrr[row] > 0 && facts.start[row] <= asOf {
      starts[facts.account[row]].append((facts.start[row], facts.mrr[row]))
    }
    for account in starts.indices { starts[account].sort { $0.day < $1.day } }
    var due: [(row: Int, mrr: Double, next: Double?, isPending: Bool)] = []
    for row in facts.account.indices {
      guard let end = facts.end[row], facts.mrr[row] > 0, end >= from, end <= min(to, asOf) else {
        continue
      }
      let near = starts[facts.account[row]].filter {
        $0.day > facts.start[row] && abs(Int($0.day) - Int(end)) <= grace
      }
      let next = near.first?.mrr
      due.append(
        (
          facts.row[row], facts.mrr[row], next,
          next == nil && Int(end) + grace > Int(asOf)
        ))
    }
    let order = ["renewal_rate.low", "due"].map { SortKey(column: $0, descending: true) }
    return try division.table("renewal", level: level, order: order, notes: facts.notes) {
      grouping, columns in
      let confidence = try Confidence(level)
      let count = grouping.groupCount
      var (ended, pending, renewed) = (
        [Int](repeating: 0, count: count), [Int](repeating: 0, count: count),
        [Int](repeating: 0, count: count)
      )
      var pairs = [[(y: Double, x: Double)]](repeating: [], count: count)
      for entry in due {
        let group = Int(grouping.groupOf.base[entry.row])
        ended[group] += 1
        if entry.isPending {
          pending[group] += 1
          continue
        }
        if entry.next != nil { renewed[group] += 1 }
        pairs[group].append((entry.next ?? 0, entry.mrr))
      }
      let decided = zip(ended, pending).map { $0 - $1 }
      columns.count("due", ended, "paid subscriptions that ended in the time")
      columns.count(
        "pending", pending, "of which ended less than \(grace) days ago without a successor yet")
      columns.count(
        "renewed", renewed,
        "of which have a successor that starts within \(grace) days of the end")
      columns.interval(
        "renewal_rate",
        try zip(renewed, decided).map {
          Bounded(try Proportion.wilson(wins: $0, n: $1, at: confidence))
        }, .share, "renewed / (due - pending)", bounds: "Wilson's score interval")
      columns.interval(
        "mrr_renewal", pairs.map { SumRatio.of($0, z: confidence.z) }, .ratio,
        "mrr of the successors / mrr of what ended", bounds: "by subscriptions, linearised")
      columns.flag(
        "small", decided.map { $0 < smallBelow }, "fewer than \(smallBelow) decided renewals")
    }
  }
}
