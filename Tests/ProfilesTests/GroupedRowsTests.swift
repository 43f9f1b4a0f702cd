import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Rows by group, in pieces")
struct GroupedRowsTests {
  @Test("counts, sums and samples are those of a plain loop", arguments: [0, 1, 65, 600_000])
  func plainLoop(rows: Int) throws {
    var keyCells: [Int64?] = []
    let numbers = Buffer<Double>(count: rows)
    let chosen = Bitmap(count: rows)
    for row in 0..<rows {
      keyCells.append(Int64(row * 7919 % 13))
      numbers[row] = row % 17 == 0 ? Double.nan : Double(row * 31 % 500)
      chosen[row] = row % 3 != 1
    }
    let grouping = try Grouping([Column(integers: keyCells)], rowCount: rows)
    var counts = [Int](repeating: 0, count: grouping.groupCount)
    var sums = [Double](repeating: 0, count: grouping.groupCount)
    var values = [[Double]](repeating: [], count: grouping.groupCount)
    var longest = -1
    for row in 0..<rows where chosen[row] {
      let group = Int(grouping.groupOf[row])
      counts[group] += 1
      if numbers[row].isNaN { continue }
      values[group].append(numbers[row])
      sums[group] += numbers[row]
      longest = max(longest, Int(numbers[row]))
    }
    #expect(grouping.counts(of: chosen) == counts)
    #expect(grouping.sums(of: numbers, where: chosen) == sums)
    let samples = try GroupedSamples(numbers, of: grouping, where: chosen)
    let days = DayCounts(numbers, of: grouping, where: chosen)
    #expect(days.lastDay == longest)
    for group in 0..<grouping.groupCount {
      let sorted: [Double] = values[group].sorted()
      #expect(Array(samples.sorted(group)) == sorted)
      #expect(days.durations(group) == values[group])
      var byDay = [Int](repeating: 0, count: longest + 1)
      for value in values[group] { byDay[Int(value)] += 1 }
      #expect(days.counts(group, upTo: longest) == byDay)
    }
  }
}
