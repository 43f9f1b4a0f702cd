import LiftFuzzing
import Testing

@Suite("Random row functions, by columns and by Lua")
struct FuzzTests {
  @Test("give the same, value by value", arguments: [1, 2, 3, 4])
  func fixed(seed: Int) throws {
    let fuzzer = try Fuzzer(seed: UInt64(seed) &+ 77, tables: 12, rows: 5000)
    try fuzzer.run(0..<300)
    for failure in fuzzer.report.failures.prefix(3) { Issue.record("\(failure)") }
    // The test means nothing if nothing is lifted, or everything is left to Lua.
    #expect(fuzzer.report.lifted > 200)
    #expect(fuzzer.report.leftRows * 2 < fuzzer.report.rows)
    #expect(fuzzer.report.raising > 10)
  }

  @Test("give the same across the seams between pieces")
  func seams() throws {
    let fuzzer = try Fuzzer(seed: 5, tables: 0, rows: 65_536 + 70)
    try fuzzer.run(0..<6)
    for failure in fuzzer.report.failures.prefix(3) { Issue.record("\(failure)") }
    #expect(fuzzer.report.lifted > 3)
  }
}
