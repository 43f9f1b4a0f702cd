import Basics
import Columns

/// Fit, tier and reasons worked out once for each combination of answers, then dealt out to
/// the rows.
struct PatternScores: Sendable {
  let patterns: AnswerPatterns
  let fit, low, high: Buffer<Int64>
  /// Codes of ``tierNames``.
  let tier: Buffer<UInt16>
  let tierNames: TextDictionary
  private let reasons: Buffer<TextView>
  private let arenas: [TextArena]

  init(_ rule: FitRule, _ patterns: AnswerPatterns) throws {
    self.patterns = patterns
    let count = patterns.count
    let (fit, low, high) = (
      Buffer<Int64>(count: count), Buffer<Int64>(count: count), Buffer<Int64>(count: count)
    )
    let tier = Buffer<UInt16>(count: count)
    let reasons = Buffer<TextView>(count: count)
    let names = TextDictionary(rule.tierNames)
    // A fit is one of 101 whole numbers: its tier is looked up.
    let tierOfFit = (0...100).map { names.code(of: rule.tier(of: $0)) ?? 0 }
    let outCode = names.code(of: Tier.out) ?? 0
    let ranges = Parallel.ranges(count, size: 4096)
    let arenas = ranges.map { _ in TextArena() }
    let writer = ReasonWriter(rule)
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      var text: [UInt8] = []
      var points = [Int](repeating: 0, count: rule.weights.count)
      var answers = [Answer](repeating: .no, count: rule.conditionCount)
      for pattern in ranges[piece] {
        patterns.read(pattern, into: &answers)
        let range = rule.range { answers[$0] }
        fit.base[pattern] = Int64(range.fit)
        low.base[pattern] = Int64(range.low)
        high.base[pattern] = Int64(range.high)
        tier.base[pattern] = range.isOut ? outCode : tierOfFit[range.fit]
        text.removeAll(keepingCapacity: true)
        writer.write(answers, points: &points, into: &text)
        reasons.base[pattern] = text.withUnsafeBufferPointer { arenas[piece].view($0) }
      }
    }
    (self.fit, self.low, self.high, self.tier) = (fit, low, high, tier)
    self.reasons = reasons
    self.arenas = arenas
    tierNames = names
  }

  /// The five columns, one cell a row.
  func columns(prefix: String) -> [(name: String, column: Column)] {
    [
      (prefix + "fit", integers(fit)), (prefix + "fit_low", integers(low)),
      (prefix + "fit_high", integers(high)), (prefix + "tier", tierColumn()),
      (prefix + "reasons", reasonColumn()),
    ]
  }

  func tierColumn() -> Column {
    Column(type: .text, storage: .coded(tier, tierNames), validity: nil).take(patterns.patternOf)
  }

  func reasonColumn() -> Column {
    // More kinds of reasons than codes can count: rows share the texts themselves.
    let storage =
      TextCoding.code(reasons, arenas: arenas, validity: nil, cap: TextDictionary.limit - 1)
      ?? .text(reasons, arenas)
    return Column(type: .text, storage: storage, validity: nil).take(patterns.patternOf)
  }

  private func integers(_ buffer: Buffer<Int64>) -> Column {
    Column(type: .integer, storage: .integer(buffer), validity: nil).take(patterns.patternOf)
  }
}
