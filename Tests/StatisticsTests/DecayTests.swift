import Statistics
import Testing

@Suite("Fading signals")
struct DecayTests {
  @Test("a half-life ago counts half; the future and missing rows do not count")
  func halfLife() throws {
    let result = try HalfLife.sum(
      halfLife: 30, values: [10, 10, 10, 99, .nan, 7], ages: [0, 30, 60, -1, 3, .nan])
    #expect(near(result.sum, 17.5) && result.used == 3)
    #expect(refusal { _ = try HalfLife.sum(halfLife: 0, values: [], ages: []) } != nil)
  }

  /// The weighted mean, summed anew for each row.
  private func naive(_ values: [Double], _ times: [Double], _ halfLife: Double) -> [Double?] {
    values.indices.map { row in
      var (sum, weights) = (0.0, 0.0)
      for earlier in 0...row where !values[earlier].isNaN {
        let weight = exp2(-(times[row] - times[earlier]) / halfLife)
        sum += weight * values[earlier]
        weights += weight
      }
      return weights > 0 ? sum / weights : nil
    }
  }

  @Test("running means are weighted means of all rows so far")
  func movingAverage() throws {
    var random = RandomStream(seed: 26)
    for size in edgeSizes {
      let values = random.column(size, missing: 0.3)
      let steps = (0..<size).map(Double.init)
      for halfLife in [0.5, 2, 20] {
        let even = try MovingAverage.adjusted(values, halfLife: halfLife)
        let expected = naive(values, steps, halfLife)
        for (a, b) in zip(even, expected) { #expect(near(a, b, relative: 1e-9, absolute: 1e-9)) }
        var time = 0.0
        let times = steps.map { _ -> Double in
          time += Double(random.integer(0...3))
          return time
        }
        let timed = try MovingAverage.timed(values, times: times, halfLife: halfLife)
        for (a, b) in zip(timed, naive(values, times, halfLife)) {
          #expect(near(a, b, relative: 1e-9, absolute: 1e-9))
        }
      }
    }
    let recursive = try MovingAverage.recursive([1, 2, 3], halfLife: 1)
    #expect(recursive == [1, 1.5, 2.25])
    #expect(
      refusal { _ = try MovingAverage.timed([1, 2], times: [2, 1], halfLife: 1) }?.parameter
        == "times_days[2]")
    #expect(try MovingAverage.adjusted([.nan, .nan, 4], halfLife: 1) == [nil, nil, 4])
  }
}

private func exp2(_ x: Double) -> Double {
  var (result, rest) = (1.0, x)
  while rest <= -1 {
    result /= 2
    rest += 1
  }
  // The rest is above -1: a series is enough for a test.
  var (term, sum) = (1.0, 1.0)
  for k in 1..<40 {
    term *= rest * 0.6931471805599453 / Double(k)
    sum += term
  }
  return result * sum
}
