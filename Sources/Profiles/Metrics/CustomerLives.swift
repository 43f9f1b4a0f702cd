import Columns

/// How long each account was a customer, by its subscriptions.
struct CustomerLives {
  struct Life {
    var account: Int
    /// Days from the first start to the loss, or to the day of looking.
    var days: Double
    var isOver: Bool
    var start: Int32
  }

  let lives: [Life]
  let notes: [String]

  /// - Parameters:
  ///   - day: What comes after it is not known.
  ///   - grace: A customer who comes back within so many days was never lost. Who comes back
  ///     later was lost; the second life is not counted.
  init(_ facts: SubscriptionFacts, accounts: Int, asOf day: Int32, grace: Int32) {
    var spans = [[(start: Int32, end: Int32)]](repeating: [], count: accounts)
    for row in facts.account.indices where facts.start[row] <= day && facts.mrr[row] > 0 {
      let end = facts.end[row].flatMap { $0 <= day ? $0 : nil }
      // A span that still runs ends on a day that cannot be.
      spans[facts.account[row]].append((facts.start[row], end ?? Int32.max))
    }
    var lives: [Life] = []
    var returned = 0
    for (account, own) in spans.enumerated() where !own.isEmpty {
      let sorted = own.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
      let start = sorted[0].start
      var last = sorted[0].end
      var broken = false
      for span in sorted.dropFirst() {
        if last == Int32.max { break }
        if Int(span.start) - Int(last) > Int(grace) {
          broken = true
          break
        }
        last = max(last, span.end)
      }
      if broken { returned += 1 }
      // Within the grace after the last end it is too early to call it lost.
      let isOver = last != Int32.max && (broken || Int(last) + Int(grace) <= Int(day))
      let until = last == Int32.max ? day : min(last, day)
      lives.append(
        Life(
          account: account, days: Double(Int(until) - Int(start)), isOver: isOver, start: start))
    }
    self.lives = lives
    notes =
      returned > 0
      ? [
        Wording.counted(returned, "account", "accounts")
          + " came back more than \(grace) days after leaving: counted as lost then"
      ] : []
  }
}
