/// What became of one vector.
enum Outcome: Equatable {
  case passed
  case failed([String])
  case skipped(String)
}

/// Everything that was run, and how it is told.
struct Tally {
  private(set) var passed = 0
  private(set) var failed = 0
  private(set) var skipped = 0
  private var reasons: [(reason: String, count: Int)] = []
  /// Lines to print, failures only unless asked for more.
  private(set) var lines: [String] = []

  mutating func add(_ name: String, _ outcome: Outcome, verbose: Bool = false) {
    switch outcome {
    case .passed:
      passed += 1
      if verbose { lines.append("pass \(name)") }
    case .failed(let differences):
      failed += 1
      lines.append("FAIL \(name)")
      lines += differences.prefix(12).map { "     " + $0 }
      if differences.count > 12 { lines.append("     … \(differences.count - 12) more") }
    case .skipped(let reason):
      skipped += 1
      if let index = reasons.firstIndex(where: { $0.reason == reason }) {
        reasons[index].count += 1
      } else {
        reasons.append((reason, 1))
      }
      if verbose { lines.append("skip \(name): \(reason)") }
    }
  }

  /// The closing lines; the last one is counted by machines.
  var summary: [String] {
    reasons.map { "skipped \($0.count): \($0.reason)" } + [
      "\(passed) passed, \(failed) failed" + (skipped > 0 ? ", \(skipped) skipped" : "")
    ]
  }
}
