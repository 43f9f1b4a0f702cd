import Statistics

/// The win rate to expect for a score, learnt on other accounts than it is told for.
enum CrossFit {
  static let folds = 5

  /// For each deal the isotonic fit of the win rate on the scores of the accounts in the four
  /// other folds; NaN where those have no deal. All deals of an account are in one fold; accounts
  /// are dealt to folds in the order of their first deal.
  static func probabilities(_ deals: ScoredDeals) throws -> [Double] {
    var order: [Int: Int] = [:]
    let fold = deals.accounts.map { account -> Int in
      if let known = order[account] { return known % folds }
      order[account] = order.count
      return (order.count - 1) % folds
    }
    var result = [Double](repeating: .nan, count: deals.scores.count)
    for held in 0..<folds {
      let train = fold.indices.filter { fold[$0] != held }
      let fit = try IsotonicFit(
        train.map { deals.scores[$0] }, train.map { deals.won[$0] ? 1 : 0 })
      for index in fold.indices where fold[index] == held {
        if let rate = fit(deals.scores[index]) { result[index] = min(1, max(0, rate)) }
      }
    }
    return result
  }

  struct Bin {
    var n: Int
    var won: Int
    var predicted: Double
  }

  /// Deals of about equal number by the rate predicted, lowest first; equal predictions stay
  /// together.
  static func bins(_ predicted: [Double], _ won: [Bool], count: Int) -> [Bin] {
    let rows = predicted.indices.filter { !predicted[$0].isNaN }
      .sorted { (predicted[$0], $0) < (predicted[$1], $1) }
    let size = max(1, Double(rows.count) / Double(count))
    var bins: [Bin] = []
    var start = 0
    while start < rows.count {
      var end = min(rows.count, Int((Double(bins.count + 1) * size).rounded()))
      end = max(end, start + 1)
      while end < rows.count, predicted[rows[end]] == predicted[rows[end - 1]] { end += 1 }
      let part = rows[start..<end]
      let mean = part.reduce(0.0) { $0 + predicted[$1] } / Double(part.count)
      bins.append(Bin(n: part.count, won: part.count { won[$0] }, predicted: mean))
      start = end
    }
    return bins
  }
}
