import Testing

@testable import Statistics

@Suite("Lifetimes that were counted")
struct CountedLifetimeTests {
  @Test("give the curve of the same lifetimes one by one")
  func sameCurve() throws {
    var state: UInt64 = 12_345
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for size in [0, 1, 2, 10, 63, 64, 65, 500] {
      for longest in [1, 3, 40, 400] {
        var durations: [Double] = []
        var events: [Int8] = []
        var ended = [Int](repeating: 0, count: longest)
        var cutOff = ended
        for _ in 0..<size {
          let (day, event) = (next(longest), next(3) > 0)
          durations.append(Double(day))
          events.append(event ? 1 : 0)
          if event { ended[day] += 1 } else { cutOff[day] += 1 }
        }
        let one = try KaplanMeier(Lifetimes(durations: durations, events: events), level: 0.9)
        let other = try KaplanMeier(CountedLifetimes(ended: ended, cutOff: cutOff), level: 0.9)
        #expect(one == other, "\(size) rows up to \(longest)")
      }
    }
  }

  @Test("must be counts")
  func wrong() throws {
    #expect(throws: StatError.self) { try CountedLifetimes(ended: [1, -1], cutOff: [0, 0]) }
    #expect(throws: StatError.self) { try CountedLifetimes(ended: [1], cutOff: [0, 0]) }
    #expect(try KaplanMeier(CountedLifetimes(ended: [], cutOff: [])).n == 0)
  }
}
