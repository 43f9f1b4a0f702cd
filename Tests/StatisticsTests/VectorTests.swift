import Basics
import Statistics
import Testing

@testable import verify_vectors

@Suite("Statistics vectors")
struct VectorTests {
  @Test(
    "every vector of the reference file passes",
    .enabled(if: SharedData.isThere, SharedData.message))
  func referenceVectors() throws {
    let folder = try #require(SharedData.folder)
    let file = try VectorFile(folder + "/reference/statistics-vectors.json", data: folder)
    #expect(file.vectors.count >= 310)
    var tally = Tally()
    try file.run(into: &tally, only: nil, verbose: false)
    #expect(tally.failed == 0, "\(tally.lines.joined(separator: "\n"))")
    #expect(tally.skipped == 0)
    #expect(tally.passed == file.vectors.count)
  }

  private func outcome(_ json: String) throws -> Outcome {
    StatisticsVectors(data: nil).run(try JSONReader.read(Array(json.utf8)))
  }

  private func hasFailed(_ json: String) throws -> Bool {
    if case .failed = try outcome(json) { return true }
    return false
  }

  @Test("a right vector passes, and one that is off by more than its tolerance fails")
  func tolerance() throws {
    func vector(_ low: String, rel: String) -> String {
      """
      {"name": "w", "function": "wilson_interval", "inputs": {"wins": 5, "n": 10, "level": 0.95},
       "expected": {"low": \(low)}, "tolerance": {"rel": \(rel), "abs": 0}}
      """
    }
    #expect(try outcome(vector("0.236593090512564", rel: "1e-9")) == .passed)
    #expect(try hasFailed(vector("0.236593091", rel: "1e-10")))
    #expect(try outcome(vector("0.236593091", rel: "1e-8")) == .passed)
    #expect(try hasFailed(vector("null", rel: "1")))
    #expect(try hasFailed(vector("\"0.23\"", rel: "1")))
    #expect(try hasFailed(vector("[0.236593090512564]", rel: "1e-9")))
  }

  @Test("an undefined result must be undefined, not a number")
  func undefined() throws {
    #expect(
      try outcome(
        #"{"function": "psi", "inputs": {"expected": [1], "actual": [0]}, "expected": {"psi": null}}"#
      )
        == .passed)
    #expect(
      try hasFailed(
        #"{"function": "psi", "inputs": {"expected": [1], "actual": [0]}, "expected": {"psi": 0}}"#)
    )
  }

  @Test("a refusal passes only when the inputs are refused, by a function that exists")
  func refusals() throws {
    func vector(_ function: String, _ wins: Int) -> String {
      """
      {"function": "refuses", "expected": {"refused": true},
       "inputs": {"function": "\(function)", "inputs": {"wins": \(wins), "n": 10}}}
      """
    }
    #expect(try outcome(vector("wilson_interval", 11)) == .passed)
    #expect(try hasFailed(vector("wilson_interval", 9)))
    #expect(try hasFailed(vector("no_such_function", 11)))
  }

  @Test("infinity is written as a text, also among the inputs")
  func infinity() throws {
    #expect(
      try outcome(
        #"{"function": "distribution", "inputs": {"fn": "normal_quantile", "q": 1}, "#
          + #""expected": {"value": "Infinity"}}"#) == .passed)
    #expect(
      try outcome(
        #"{"function": "distribution", "inputs": {"fn": "normal_cdf", "x": "-Infinity"}, "#
          + #""expected": {"value": 0}}"#) == .passed)
    #expect(
      try hasFailed(
        #"{"function": "distribution", "inputs": {"fn": "normal_quantile", "q": 1}, "#
          + #""expected": {"value": "-Infinity"}}"#))
  }

  @Test("bins are judged by what they must be")
  func bins() throws {
    func vector(_ iv: String) -> String {
      """
      {"function": "monotone_binning", "inputs": {"x": [1,2,3,4,5,6,7,8], "y": [0,1,0,0,1,0,1,1],
       "trend": "increasing", "min_bin_size": 0.25, "max_bins": 3},
       "expected": {"iv_at_least": \(iv)}, "tolerance": {"rel": 1e-9, "abs": 0}}
      """
    }
    #expect(try outcome(vector("0.1")) == .passed)
    #expect(try hasFailed(vector("50")))
  }

  @Test("hashing vectors are run by whatever implementation is linked")
  func hashing() throws {
    let vector = try JSONReader.read(
      Array(
        #"{"id": "v", "platform": "p", "field": "email", "input": " A ", "action": "hash", "#
          .utf8) + Array(#""normalised": "a", "sha256": "00"}"#.utf8))
    #expect(HashingVectorFile(implementation: nil).run(vector) != .passed)
    let right = HashingVectorFile { _, _, _, _, _ in
      HashingResult(action: "hash", normalised: "a", sha256: "00")
    }
    #expect(right.run(vector) == .passed)
    let wrong = HashingVectorFile { _, _, _, _, _ in
      HashingResult(action: "hash", normalised: "a", sha256: "01")
    }
    #expect(wrong.run(vector) == .failed(["the SHA-256 differs"]))
  }

  @Test("JSON is read in order, with integers apart from other numbers")
  func json() throws {
    let value = try JSONReader.read(
      Array(#"{"b": [1, 1.0, -2e3, "\u00e9\ud83d\ude00\n"], "a": null, "c": {}, "d": true}"#.utf8))
    #expect(
      value == [
        "b": [1, .number(1), -2000.0, "é😀\n"], "a": nil, "c": .object(StatObject()), "d": true,
      ])
    #expect(value.entries?.names == ["b", "a", "c", "d"])
    for broken in ["", "{", "[1,]", "{\"a\" 1}", "\"x", "tru", "1 2", "[\"\\q\"]", "-", "{a:1}"] {
      #expect(throws: (any Error).self, "\(broken)") { try JSONReader.read(Array(broken.utf8)) }
    }
  }
}
