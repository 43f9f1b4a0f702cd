import Columns
import Statistics

extension Dataset {
  /// n, moments, quantiles and the interval of the median.
  func summary(_ values: [Double?]) throws -> StatObject {
    let column = Self.numbers(values)
    let moments = Moments(values.map { $0 ?? .nan })
    let shares: [Double] = [0.05, 0.25, 0.5, 0.75, 0.95]
    let quantiles =
      try Self.call("quantile_type7", ["values": column, "q": .array(shares.map { .number($0) })])[
        "quantiles"]?.elements ?? []
    let median = try Self.call("median_interval", ["values": column])
    var result: StatObject = [
      "n": .integer(moments.n), "sum": .number(moments.sum),
      "mean": moments.mean.map { .number($0) } ?? .null,
      "sd": moments.standardDeviation.map { .number($0) } ?? .null,
      "min": moments.min.map { .number($0) } ?? .null,
      "max": moments.max.map { .number($0) } ?? .null,
      "median_low": median["low"] ?? .null, "median_high": median["high"] ?? .null,
    ]
    for (name, value) in zip(["q05", "q25", "median", "q75", "q95"], quantiles) {
      result[name] = value
    }
    return result
  }

  /// `close_value of Won deals: …`
  func summarised() throws -> [Double?] {
    guard let column = name(at: spec.startIndex, of: columns) else {
      throw Failure(description: "the sentence names no column: \(spec)")
    }
    let rows = try table(with: column)
    guard let range = spec.firstRange(of: " of "), spec.contains(" deals") else {
      return try rows.numbers(column)
    }
    let stages = Set(try rows.texts("deal_stage")).sorted()
    guard let stage = name(at: range.upperBound, of: stages) else {
      return try rows.numbers(column)
    }
    return try rows.filtered(try rows.texts("deal_stage").map { $0 == stage }).numbers(column)
  }

  /// `Days engage_date to close_date, Won (a) against Lost (b): …`
  func twoDurations() throws -> StatValue {
    guard let start = column(after: "Days "), let end = column(after: "\(start) to ") else {
      throw Failure(description: "the sentence names no dates: \(spec)")
    }
    let rows = try table(with: start)
    let stages = try rows.texts("deal_stage")
    let days = try zip(rows.texts(start), rows.texts(end)).map { begin, close -> Double? in
      guard let begin = Self.day(begin), let close = Self.day(close) else { return nil }
      return Double(close - begin)
    }
    let won = zip(days, stages).filter { $0.1 == "Won" }.map(\.0)
    let lost = zip(days, stages).filter { $0.1 == "Lost" }.map(\.0)
    let (a, b) = (Self.numbers(won), Self.numbers(lost))
    return .object([
      "won": .object(try summary(won)), "lost": .object(try summary(lost)),
      "mann_whitney": try Self.call(
        "mann_whitney", ["a": a, "b": b, "method": "asymptotic"]),
      "welch": try Self.call("welch_t", ["a": a, "b": b, "level": 0.95]),
    ])
  }

  /// Days since 1970 of `2017-03-01` or `11/9/2023` (month first).
  static func day(_ text: String) -> Int? {
    let iso = text.split(separator: "-").compactMap { Int($0) }
    if iso.count == 3 { return Calendar.days(year: iso[0], month: iso[1], day: iso[2]) }
    let american = text.split(separator: "/").compactMap { Int($0) }
    guard american.count == 3 else { return nil }
    return Calendar.days(year: american[2], month: american[0], day: american[1])
  }

  /// `"Total Time Spent on Website" as a score for Converted: AUC …`, `Minus tenure as a score …`
  func ranking(flat: Bool) throws -> StatValue {
    let outcomes = try outcomes()
    let minus = spec.hasPrefix("Minus ")
    let start = minus ? spec.index(spec.startIndex, offsetBy: 6) : spec.startIndex
    guard let column = name(at: start, of: columns) else {
      throw Failure(description: "the sentence names no score: \(spec)")
    }
    let scores = try outcomes.rows.numbers(column).map { $0.map { minus ? -$0 : $0 } }
    let inputs: StatObject = [
      "scores": Self.numbers(scores), "labels": Self.labels(outcomes.won),
    ]
    let area = try Self.call("roc_auc_delong", inputs)
    if flat { return area }
    var top = inputs
    top["fraction"] = .number((number(after: "top-") ?? 10) / 100)
    return .object([
      "n": area["n"] ?? .null, "auc": area,
      "ks": try Self.call("ks_statistic", inputs)["ks"] ?? .null,
      "top": try Self.call("top_fraction_lift", top),
    ])
  }

  /// `Logistic regression of Churn Yes on z(tenure), … and Contract is Month-to-month (0/1); …`
  func logistic() throws -> StatValue {
    let outcomes = try outcomes()
    guard let opening = spec.firstRange(of: " on "),
      let closing = spec[opening.upperBound...].firstRange(of: ";"),
      let lambda = number(after: "lambda ")
    else { throw Failure(description: "the sentence is not understood: \(spec)") }
    var columns: [[Double]] = []
    let list = spec[opening.upperBound..<closing.lowerBound]
    for part in list.split(separator: #/, | and /#) {
      if let match = part.firstMatch(of: /z\(([^)]+)\)/) {
        columns.append(try Self.standardised(outcomes.rows.numbers(String(match.1))))
      } else if let match = part.firstMatch(of: /^(.+) is (.+?)( \(0\/1\))?$/) {
        let value = String(match.2)
        columns.append(
          try outcomes.rows.texts(String(match.1)).map { $0 == value ? 1 : 0 })
      } else {
        columns.append(try outcomes.rows.numbers(String(part)).map { $0 ?? .nan })
      }
    }
    let rows = outcomes.won.indices.map { row in
      Self.numbers(columns.map { $0[row].isNaN ? nil : $0[row] })
    }
    return try Self.call(
      "logistic_l2",
      ["x": .array(rows), "y": Self.labels(outcomes.won), "lambda": .number(lambda)])
  }

  /// Distances from the mean in population standard deviations.
  private static func standardised(_ values: [Double?]) throws -> [Double] {
    let moments = Moments(values.map { $0 ?? .nan })
    guard let mean = moments.mean, let variance = moments.variance, variance > 0 else {
      throw Failure(description: "a column to standardise does not vary")
    }
    let n = Double(moments.n)
    let deviation = (variance * (n - 1) / n).squareRoot()
    return values.map { (($0 ?? .nan) - mean) / deviation }
  }
}
