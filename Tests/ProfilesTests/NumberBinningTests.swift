import Testing

@testable import Profiles

@Suite("Ranges of a number")
struct NumberBinningTests {
  private static func bins(_ values: [Double], _ labels: [Int8], monotone: Bool = false)
    -> NumberBinning
  {
    let order = values.indices.filter { !values[$0].isNaN }
      .sorted { (values[$0], $0) < (values[$1], $1) }.map { UInt32($0) }
    return NumberBinning(
      values, order: order, outcomes: labels,
      included: [Bool](repeating: true, count: values.count), monotone: monotone)
  }

  @Test("a step is cut where it is, at a round number")
  func step() {
    var dice = Dice(3)
    let values = (0..<2000).map { _ in Double(dice.next() % 1000) }
    let labels = values.map { value -> Int8 in
      dice.next() % 100 < (value >= 250 ? 60 : 20) ? 1 : 0
    }
    let found = Self.bins(values, labels)
    #expect(found.trend == .rising)
    #expect(found.splits.contains { (240...260).contains($0) }, "\(found.splits)")
    #expect(found.splits.count <= 4)
  }

  @Test("a number that helps in the middle keeps its shape")
  func hump() {
    var dice = Dice(4)
    let values = (0..<4000).map { _ in Double(dice.next() % 90) }
    let labels = values.map { value -> Int8 in
      dice.next() % 100 < ((30..<60).contains(value) ? 70 : 20) ? 1 : 0
    }
    let found = Self.bins(values, labels)
    #expect(found.trend == .free && found.splits.count >= 2)
    #expect(Self.bins(values, labels, monotone: true).trend != .free)
  }

  @Test("noise is one range, and so are few rows, one value, and no rows", arguments: 1...10)
  func noise(seed: Int) {
    var dice = Dice(seed)
    let values = (0..<1000).map { _ in Double(dice.next() % 500) }
    let labels = values.map { _ in Int8(dice.next() % 3 == 0 ? 1 : 0) }
    let found = Self.bins(values, labels)
    // A slope that noise may have, or next to nothing.
    let most = found.line?.map(\.magnitude).max() ?? 0
    #expect(found.line == nil ? found.splits.count <= 2 : most < 0.5)
    #expect(Self.bins([1, 2, 3], [0, 1, 0]).splits.isEmpty)
    #expect(
      Self.bins([Double](repeating: 7, count: 100), labels.prefix(100).map { $0 }).splits.isEmpty)
    #expect(Self.bins([], []).splits.isEmpty)
  }

  @Test("a value that many rows share is a range of its own where it differs")
  func spike() {
    var dice = Dice(6)
    let values = (0..<3000).map { $0 % 2 == 0 ? -1 : Double(dice.next() % 400) }
    let labels = values.map { Int8(dice.next() % 100 < ($0 < 0 ? 10 : 45) ? 1 : 0) }
    let found = Self.bins(values, labels)
    #expect(found.splits.first.map { $0 > -1 && $0 <= 0 } ?? false, "\(found.splits)")
  }

  @Test("cuts have few digits and lie above one value and not above the next")
  func plainest() {
    for (low, high, wanted) in [
      (49.0, 52.0, 50.0), (0, 1, 1), (1234, 1871, 1000 + 0.0), (0.0123, 0.0131, 0.013),
      (-52, -49, -50), (7, 8, 8), (-1, 0, 0), (99.9, 100.2, 100),
    ] {
      let found = NumberBinning.plainest(above: low, upTo: high)
      #expect(found > low && found <= high)
      if wanted > low { #expect(found == wanted, "\(low) \(high)") }
    }
  }

  @Test("a weak slope is a line, its effects a straight one of the right size")
  func line() throws {
    var dice = Dice(8)
    let values = (0..<1500).map { _ in Double(dice.next() % 1000) / 10 }
    let labels = values.map { Int8(dice.next() % 1000 < UInt64(200 + 2 * $0) ? 1 : 0) }
    let found = Self.bins(values, labels)
    let line = try #require(found.line)
    #expect(found.trend == .rising && line.count == found.splits.count + 1)
    #expect(zip(line, line.dropFirst()).allSatisfy { $0 < $1 })
    // From 20 % to 40 %: ln(0.667) - ln(0.25) = 0.98.
    #expect(((line.last ?? 0) - (line.first ?? 0) - 0.98).magnitude < 0.45)
  }
}
