import Glibc

/// Ranges of a number within which rows win about equally often.
///
/// Rows are first laid out in at most ``mostCells`` runs of neighbouring values, a value that many
/// rows share being a run of its own. Three ways of joining runs are compared: win rates that only
/// rise (or only fall) with the value, by pooling adjacent violators, and win rates that may go
/// either way. In each, neighbours are joined for as long as a likelihood ratio does not tell them
/// apart. The monotone one is taken unless the other explains more by a margin that grows with the
/// number of ranges (Schwarz's criterion): age that helps in the middle stays so, noise does not.
///
/// Where a straight line (on the value, its logarithm or its rank) explains about as much as ranges
/// do, the runs are kept as they are and follow the line: many weak traits of few rows say more by
/// their slopes than by steps that no test would find.
struct NumberBinning {
  /// Ascending; a value equal to a split belongs above it.
  var splits: [Double]
  var trend: ScorecardTrend
  /// What each range adds to the log odds, where they follow a line.
  var line: [Double]?

  static let mostCells = 40
  /// Twice the log likelihood that two neighbours must gain by being apart: 5 % by chance.
  static let leastGain = 4.0

  struct Cell {
    var least, most: Double
    var n = 0.0
    var won = 0.0
    /// Sums over its rows of the value, and of ln(1 + value - least value of all).
    var sum = 0.0
    var logs = 0.0
    var likelihood: Double { NumberBinning.likelihood(won, n) }
  }

  /// - Parameters:
  ///   - values: By row.
  ///   - order: Rows by ascending value.
  ///   - included: Which rows count.
  ///   - monotoneOnly: Win rates may only rise, or only fall, whatever the data says.
  init(
    _ values: [Double], order: [UInt32], outcomes: [Int8], included: [Bool],
    monotone monotoneOnly: Bool = false
  ) {
    splits = []
    trend = .free
    let cells = Self.cells(values, order, outcomes, included)
    let total = cells.reduce(0) { $0 + $1.n }
    guard cells.count > 1 else { return }
    let least = max(15, total / 200)
    let charge = log(total) / 2
    let rising = Self.joined(Self.pooled(cells, falling: false), least: least)
    let falling = Self.joined(Self.pooled(cells, falling: true), least: least)
    let free = Self.joined(cells, least: least)
    func worth(_ bins: [Cell]) -> Double {
      bins.reduce(0) { $0 + $1.likelihood } - charge * Double(bins.count)
    }
    let monotone = worth(rising) >= worth(falling) ? rising : falling
    let best = monotoneOnly || worth(free) <= worth(monotone) + charge ? monotone : free
    splits = zip(best, best.dropFirst()).map { Self.plainest(above: $0.most, upTo: $1.least) }
    let rates = best.map { $0.won / $0.n }
    if zip(rates, rates.dropFirst()).allSatisfy({ $0 <= $1 }) {
      trend = .rising
    } else if zip(rates, rates.dropFirst()).allSatisfy({ $0 >= $1 }) {
      trend = .falling
    }
    if splits.isEmpty { trend = .free }

    let fitted = NumberLine(cells)
    let won = cells.reduce(0.0) { $0 + $1.won }
    let gain = fitted.likelihood - Self.likelihood(won, total)
    let isLine =
      best.count > 1 ? fitted.likelihood - 2 * charge >= worth(best) - charge : gain > 1
    guard isLine else { return }
    splits = zip(cells, cells.dropFirst()).map { Self.plainest(above: $0.most, upTo: $1.least) }
    line = fitted.effects
    trend = fitted.isRising ? .rising : .falling
  }

  static func likelihood(_ won: Double, _ n: Double) -> Double {
    let lost = n - won
    return (won > 0 ? won * log(won / n) : 0) + (lost > 0 ? lost * log(lost / n) : 0)
  }

  /// Runs of values of about equal size; a value that fills one by itself is alone in it.
  private static func cells(
    _ values: [Double], _ order: [UInt32], _ outcomes: [Int8], _ included: [Bool]
  ) -> [Cell] {
    var groups: [Cell] = []
    for place in order {
      let row = Int(place)
      guard included[row] else { continue }
      let value = values[row]
      if groups.isEmpty || groups[groups.count - 1].most != value {
        groups.append(Cell(least: value, most: value))
      }
      groups[groups.count - 1].n += 1
      groups[groups.count - 1].sum += value
      groups[groups.count - 1].logs += log1p(value - groups[0].least)
      groups[groups.count - 1].won += Double(outcomes[row])
    }
    let total = groups.reduce(0) { $0 + $1.n }
    let size = max(20, total / Double(mostCells))
    var cells: [Cell] = []
    for group in groups {
      if let last = cells.last, last.n < size, group.n < size {
        cells[cells.count - 1].most = group.most
        cells[cells.count - 1].n += group.n
        cells[cells.count - 1].won += group.won
        cells[cells.count - 1].sum += group.sum
        cells[cells.count - 1].logs += group.logs
      } else {
        cells.append(group)
      }
    }
    return cells
  }

  private static func joined(_ a: Cell, _ b: Cell) -> Cell {
    Cell(least: a.least, most: b.most, n: a.n + b.n, won: a.won + b.won)
  }

  /// The cells with those put together that go against the trend.
  private static func pooled(_ cells: [Cell], falling: Bool) -> [Cell] {
    var blocks: [Cell] = []
    for cell in cells {
      blocks.append(cell)
      while blocks.count > 1 {
        let (before, last) = (blocks[blocks.count - 2], blocks[blocks.count - 1])
        let (left, right) = (before.won * last.n, last.won * before.n)
        guard falling ? left < right : left > right else { break }
        blocks.removeLast(2)
        blocks.append(joined(before, last))
      }
    }
    return blocks
  }

  /// Neighbours put together, the most alike first, until all that are left differ and none is
  /// too small.
  private static func joined(_ cells: [Cell], least: Double) -> [Cell] {
    var cells = cells
    while cells.count > 1 {
      var best = (gain: Double.infinity, place: 0)
      for place in 0..<cells.count - 1 {
        let (a, b) = (cells[place], cells[place + 1])
        var gain = 2 * (a.likelihood + b.likelihood - joined(a, b).likelihood)
        // A bin that is too small must go; the neighbour it is most like takes it.
        if min(a.n, b.n) < least { gain = min(gain - 1e6, 0) }
        if gain < best.gain { best = (gain, place) }
      }
      guard best.gain < leastGain else { break }
      cells[best.place] = joined(cells[best.place], cells[best.place + 1])
      cells.remove(at: best.place + 1)
    }
    return cells
  }

  /// The number with the fewest digits above one value and not above another: people read 50, not
  /// 49.5.
  static func plainest(above low: Double, upTo high: Double) -> Double {
    let size = max(low.magnitude, high.magnitude)
    guard size > 0, size.isFinite, size < 1e15 else { return high }
    var exponent = Int(log10(size).rounded(.up))
    while exponent > -12 {
      // Division by a power of ten is exact where multiplication by its inverse is not.
      let unit = pow(10, Double(exponent.magnitude))
      let candidate =
        exponent >= 0 ? (high / unit).rounded(.down) * unit : (high * unit).rounded(.down) / unit
      if candidate > low, candidate <= high { return candidate }
      exponent -= 1
    }
    return high
  }
}
