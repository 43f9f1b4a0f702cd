import Statistics

/// What an implementation made of a value on its way to a platform.
struct HashingResult: Equatable {
  /// `hash`, `plain`, `drop` or `passthrough`.
  var action: String
  var normalised: String?
  var sha256: String?
}

/// Runs vectors of the hashing format: a platform, a field and a value, and what is sent of it.
struct HashingVectorFile {
  /// The implementation under test: platform, field, input, the region of national phone numbers,
  /// and words that choose between two rules of a platform. Nil when there is none to test.
  typealias Implementation =
    @Sendable (
      _ platform: String, _ field: String, _ input: String, _ defaultRegion: String?,
      _ rule: String?
    ) -> HashingResult

  let implementation: Implementation?

  func run(_ vector: StatValue) -> Outcome {
    guard let platform = vector["platform"]?.text, let field = vector["field"]?.text,
      let input = vector["input"]?.text, let action = vector["action"]?.text
    else { return .failed(["this is no hashing vector: a field is missing"]) }
    guard let implementation else { return .skipped("no implementation of hashing is linked") }
    let got = implementation(
      platform, field, input, vector["context"]?["default_region"]?.text,
      vector["context"]?["rule"]?.text)
    let expected = HashingResult(
      action: action, normalised: vector["normalised"]?.text, sha256: vector["sha256"]?.text)
    var differences: [String] = []
    if got.action != expected.action {
      differences.append("action: expected \(expected.action), got \(got.action)")
    }
    if !Self.same(got.normalised, expected.normalised) {
      differences.append("the normalised value differs")
    }
    if got.sha256 != expected.sha256 { differences.append("the SHA-256 differs") }
    if differences.isEmpty { return .passed }
    if vector["ambiguous"] == .bool(true) {
      return .skipped("the published rules are ambiguous, and the other reading was taken")
    }
    return .failed(differences)
  }

  /// Byte for byte: Swift's `==` would let other normal forms pass.
  private static func same(_ a: String?, _ b: String?) -> Bool {
    a.map { Array($0.utf8) } == b.map { Array($0.utf8) }
  }
}
