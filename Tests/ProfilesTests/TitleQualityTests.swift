import Testing

@testable import Profiles

/// Macro-F1: the mean of the F1 of all labels, however rare.
func macroF1(_ pairs: [(wanted: String, found: String)]) -> Double {
  let labels = Set(pairs.map(\.wanted))
  let scores = labels.map { label -> Double in
    let hits = pairs.count { $0.wanted == label && $0.found == label }
    let misses = pairs.count { ($0.wanted == label) != ($0.found == label) }
    return hits == 0 ? 0 : 2 * Double(hits) / Double(2 * hits + misses)
  }
  return scores.reduce(0, +) / Double(labels.count)
}

@Suite("How well job titles are read")
struct TitleQualityTests {
  static func scores(
    _ entries: [LabelledTitles.Entry]
  ) -> (department: Double, seniority: Double, group: Double, step: Double) {
    var reader = TitleReader(.standard)
    let read = entries.map { ($0, reader.read($0.title)) }
    func score(
      _ wanted: KeyPath<LabelledTitles.Entry, String>, _ found: (TitleReading) -> String?
    ) -> Double {
      macroF1(read.map { ($0[keyPath: wanted], found($1) ?? "-") })
    }
    return (
      score(\.department) { $0.department?.rawValue },
      score(\.seniority) { $0.seniority?.rawValue },
      score(\.group) { $0.departmentGroup?.rawValue },
      score(\.step) { $0.seniorityGroup?.rawValue }
    )
  }

  @Test("titles that were not looked at while the rules were made are read well")
  func heldOut() {
    #expect(LabelledTitles.all.count >= 300)
    let scores = Self.scores(LabelledTitles.heldOut)
    #expect(scores.department >= 0.85)
    #expect(scores.seniority >= 0.85)
    #expect(scores.group >= 0.85)
    #expect(scores.step >= 0.85)
  }

  @Test("titles that were looked at are nearly all read as meant")
  func tuned() {
    let scores = Self.scores(LabelledTitles.tuned)
    #expect(scores.department >= 0.95)
    #expect(scores.seniority >= 0.95)
    #expect(scores.group >= 0.95)
    #expect(scores.step >= 0.95)
  }

  @Test("macro-F1 is the mean over labels")
  func measure() {
    // a: 2 of 3 found, one wrongly: F1 2/3; b: 1 found, one too many: F1 2/3; c never: 0.
    let pairs = [
      ("a", "a"), ("a", "a"), ("a", "b"), ("b", "b"), ("c", "a"),
    ].map { (wanted: $0.0, found: $0.1) }
    #expect(near(macroF1(pairs), (4.0 / 6 + 2.0 / 3 + 0) / 3))
  }
}
