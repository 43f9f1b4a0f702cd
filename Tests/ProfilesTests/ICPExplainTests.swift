import Basics
import Columns
import Testing

@testable import Profiles

@Suite("ICP.explain")
struct ICPExplainTests {
  @Test("worked by hand: what is missing, what to look up, what moves it up")
  func byHand() throws {
    let icp = try ICPScoreTests.ideal()
    let bolt = try icp.explain(ICPScoreTests.accounts, row: 1)
    #expect(bolt.fit == 47 && bolt.low == 47 && bolt.high == 100)
    #expect(bolt.tier == "C" && bolt.worstTier == "C" && bolt.bestTier == "A")
    #expect(bolt.criteria.map(\.answer) == [.yes, .unknown, .unknown])
    #expect(bolt.criteria.map(\.missing) == [[], ["employees"], ["stack"]])
    // 35 of 43 is 81, tier A; 28 of 43 is 65, tier B: both decide, the first by more.
    #expect(
      bolt.lookUp
        == .init(columns: ["employees"], settles: ["mid-market"], worst: "C", best: "A"))
    #expect(bolt.step == .init(gained: ["runs SAP"], shed: [], tier: "B", fit: 65))
    #expect(
      bolt.description == """
        Technology: fit 47 (could be 47 to 100), tier C (could be C to A)
          gate not government: passes
          right industry  +47
          mid-market      ? of +35 (employees missing)
          runs SAP        ? of +19 (stack missing)
        look up next: employees, which decides the tier (C to A)
        smallest step up: runs SAP gives fit 65, tier B
        """)
  }

  @Test("a failed gate leaves nothing to look up and no step")
  func failedGate() throws {
    let etna = try ICPScoreTests.ideal().explain(ICPScoreTests.accounts, row: 4)
    #expect(etna.tier == "out" && etna.lookUp == nil && etna.step == nil)
    #expect(etna.criteria.allSatisfy { $0.points == 0 })
    #expect(etna.description.contains("gate not government: FAILS"))
  }

  @Test("one missing value that settles two conditions counts once")
  func sharedColumn() throws {
    let icp = try ICP(
      name: "x",
      criteria: [
        Criterion("big", weight: 30, category: .firmographic, test: Condition.atLeast("n", 10)),
        Criterion("huge", weight: 30, category: .firmographic, test: Condition.atLeast("n", 99)),
        Criterion("other", weight: 40, category: .firmographic, test: Condition.flag("o")),
      ])
    let table = try Table([("n", Column(integers: [nil])), ("o", Column(integers: [nil]))])
    let explained = try icp.explain(table, row: 0)
    #expect(
      explained.lookUp
        == .init(columns: ["n"], settles: ["big", "huge"], worst: "D", best: "B"))
  }

  @Test("the step is the smallest there is, by trying all of them", arguments: 0..<60)
  func stepByBruteForce(seed: Int) throws {
    let (icp, table) = try ICPPropertyTests.random(seed, rows: 25)
    for row in 0..<25 {
      let explained = try icp.explain(table, row: row)
      if explained.tier == "out" || explained.tier == "A" {
        #expect(explained.step == nil)
        continue
      }
      let target = icp.tiers.last { Double(explained.fit) < $0.threshold }!.threshold
      let gates = icp.gates.count
      let holds = explained.criteria.map { $0.answer == .yes }
      var best: (count: Int, fit: Int)?
      for change in 0..<(1 << holds.count) {
        let after = holds.enumerated().map { $1 != (change >> $0 & 1 == 1) }
        let fit = ICPPropertyTests.reference(icp, Array(repeating: true, count: gates) + after)
        guard Double(fit) >= target else { continue }
        let count = change.nonzeroBitCount
        if best == nil || (count, fit) < (best!.count, best!.fit) { best = (count, fit) }
      }
      let step = explained.step
      #expect((step == nil) == (best == nil))
      if let step, let best {
        #expect(step.gained.count + step.shed.count == best.count)
        if best.count <= 3 { #expect(step.fit == best.fit) }
      }
    }
  }

  @Test("a row that is not there is an error")
  func noRow() throws {
    #expect(throws: Problem.self) {
      try ICPScoreTests.ideal().explain(ICPScoreTests.accounts, row: 5)
    }
  }
}
