import Basics
import Columns
import Synchronization

/// Rows numbered by what a set of conditions answered about them.
///
/// Accounts by the million share a few thousand combinations of answers. All that follows from
/// the answers (fit, tier, reasons) is worked out once for each combination.
struct AnswerPatterns: Sendable {
  /// How many conditions there are.
  let width: Int
  /// The combination each row has. Numbered by first appearance.
  let patternOf: Buffer<UInt32>
  let count: Int
  /// Two bits an answer, `stride` words a combination.
  private let keys: [UInt64]
  private let stride: Int

  func answer(_ pattern: Int, _ test: Int) -> Answer {
    let word = keys[pattern * stride + test >> 5]
    return Answer(rawValue: UInt8(truncatingIfNeeded: word >> UInt64(test & 31 * 2) & 3)) ?? .no
  }

  /// All answers of a combination.
  func read(_ pattern: Int, into answers: inout [Answer]) {
    for word in 0..<stride {
      var bits = keys[pattern * stride + word]
      for test in word * 32..<min(answers.count, word * 32 + 32) {
        answers[test] = bits & 1 != 0 ? .yes : bits & 2 != 0 ? .unknown : .no
        bits >>= 2
      }
    }
  }

  /// - Parameter knockouts: How many of the first conditions are gates: where one says no, what
  ///   all later conditions say is not kept apart.
  /// - Complexity: O(rows × conditions), on all cores.
  init(_ results: [RowTestResult], rowCount: Int, knockouts: Int = 0) throws {
    width = results.count
    stride = max(1, (results.count + 31) / 32)
    let stride = stride
    let patternOf = Buffer<UInt32>(count: rowCount)
    let ranges = Parallel.ranges(rowCount)
    let locals = Mutex<[[UInt64]]>(Array(repeating: [], count: ranges.count))
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      let range = ranges[piece]
      var keys = [UInt64](repeating: 0, count: range.count * stride)
      for (test, result) in results.enumerated() {
        Self.spread(result, test: test, over: range, stride: stride, into: &keys)
      }
      if knockouts > 0 { Self.settleGates(knockouts, stride: stride, in: &keys) }
      var table = KeyTable(stride: stride)
      let place = patternOf.base + range.lowerBound
      keys.withUnsafeBufferPointer { keys in
        for row in 0..<range.count {
          place[row] = UInt32(truncatingIfNeeded: table.insert(keys.baseAddress! + row * stride))
        }
      }
      locals.withLock { $0[piece] = table.keys }
    }
    var all = KeyTable(stride: stride)
    let numbers: [[UInt32]] = locals.withLock { $0 }.map { local in
      local.withUnsafeBufferPointer { keys in
        (0..<local.count / stride).map {
          UInt32(truncatingIfNeeded: all.insert(keys.baseAddress! + $0 * stride))
        }
      }
    }
    Parallel.forEach(ranges.count) { piece in
      let place = patternOf.base + ranges[piece].lowerBound
      numbers[piece].withUnsafeBufferPointer { numbers in
        for row in 0..<ranges[piece].count { place[row] = numbers[Int(place[row])] }
      }
    }
    self.patternOf = patternOf
    keys = all.keys
    count = all.keys.count / stride
  }

  /// Writes the answers of one condition into the keys of the rows of `range`.
  private static func spread(
    _ result: RowTestResult, test: Int, over range: Range<Int>, stride: Int,
    into keys: inout [UInt64]
  ) {
    let shift = UInt64(test & 31 * 2)
    let word = test >> 5
    let passed = result.passed.words.base
    let unknown = result.unknown.words.base
    keys.withUnsafeMutableBufferPointer { keys in
      // Pieces begin at a multiple of 64 rows, so that each has whole words of its own.
      for first in Swift.stride(from: range.lowerBound, to: range.upperBound, by: 64) {
        let yes = passed[first >> 6]
        let open = unknown[first >> 6] & ~yes
        if yes | open == 0 { continue }
        var slot = (first - range.lowerBound) * stride + word
        for bit in 0..<UInt64(min(64, range.upperBound - first)) {
          keys[slot] |= (yes >> bit & 1 | (open >> bit & 1) << 1) << shift
          slot += stride
        }
      }
    }
  }

  private static func settleGates(_ gates: Int, stride: Int, in keys: inout [UInt64]) {
    for row in 0..<keys.count / stride {
      var failed = false
      for gate in 0..<gates where keys[row * stride + gate >> 5] >> UInt64(gate & 31 * 2) & 3 == 0 {
        failed = true
      }
      guard failed else { continue }
      // What the gates said stays, the rest is cleared.
      for word in 0..<stride {
        let kept = max(0, min(32, gates - word * 32))
        let mask: UInt64 = kept == 32 ? ~0 : (1 << UInt64(kept * 2)) - 1
        keys[row * stride + word] &= mask
      }
    }
  }
}
