import Basics
import Columns
import Synchronization

/// Contacts numbered by what decides their persona: title, department, seniority, and what the
/// personas' own conditions say.
struct ContactKinds: Sendable {
  let kindOf: Buffer<UInt32>
  let count: Int
  private let keys: [UInt64]
  private let stride: Int

  init(_ positions: Positions, results: [RowTestResult], rows: Int) throws {
    stride = 2 + (results.count + 63) / 64
    let stride = stride
    let kindOf = Buffer<UInt32>(count: rows)
    let ranges = Parallel.ranges(rows)
    let locals = Mutex<[[UInt64]]>(Array(repeating: [], count: ranges.count))
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      var table = KeyTable(stride: stride)
      var key = [UInt64](repeating: 0, count: stride)
      let place = kindOf.base
      for row in ranges[piece] {
        (key[0], key[1]) = positions.key(row)
        for word in 2..<stride { key[word] = 0 }
        for (test, result) in results.enumerated() where result.passed[row] {
          key[2 + test >> 6] |= 1 << UInt64(test & 63)
        }
        place[row] = UInt32(
          truncatingIfNeeded: key.withUnsafeBufferPointer { table.insert($0.baseAddress!) })
      }
      let keys = table.keys
      locals.withLock { $0[piece] = keys }
    }
    var all = KeyTable(stride: stride)
    let numbers = locals.withLock { $0 }.map { local in
      local.withUnsafeBufferPointer { keys in
        (0..<local.count / stride).map {
          UInt32(truncatingIfNeeded: all.insert(keys.baseAddress! + $0 * stride))
        }
      }
    }
    Parallel.forEach(ranges.count) { piece in
      let place = kindOf.base
      for row in ranges[piece] { place[row] = numbers[piece][Int(place[row])] }
    }
    self.kindOf = kindOf
    keys = all.keys
    count = keys.count / stride
  }

  func key(_ kind: Int) -> (UInt64, UInt64) { (keys[kind * stride], keys[kind * stride + 1]) }

  /// Whether the condition of that number holds.
  func holds(_ kind: Int, test: Int) -> Bool {
    keys[kind * stride + 2 + test >> 6] >> UInt64(test & 63) & 1 == 1
  }

  /// The persona of each kind.
  func outcomes(for personas: [Persona], _ positions: Positions) throws -> PersonaOutcomes {
    let rules = try personas.map { try PersonaRule($0) }
    // The number of each persona's condition among those that were evaluated.
    var next = 0
    let tests: [Int?] = personas.map { persona in
      guard persona.test != nil else { return nil }
      next += 1
      return next - 1
    }
    let ranges = Parallel.ranges(count, size: 1024)
    let found = Mutex<[[PersonaOutcomes.Kind]]>(Array(repeating: [], count: ranges.count))
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      let kinds = ranges[piece].map { kind in
        let (position, title) = positions.position(key(kind))
        let tokens = title?.withBytes { TitleTokens($0) } ?? TitleTokens("")
        var best: (persona: Int, match: PersonaMatch)?
        for (index, rule) in rules.enumerated() {
          if let test = tests[index], !holds(kind, test: test) { continue }
          guard var match = rule.match(position, tokens) else { continue }
          if tests[index] != nil { match.weight += 1 }
          guard let held = best?.match else {
            best = (index, match)
            continue
          }
          if (match.confidence, match.weight) > (held.confidence, held.weight) {
            best = (index, match)
          }
        }
        return PersonaOutcomes.Kind(
          persona: best?.persona, confidence: best?.match.confidence, why: best?.match.why,
          department: position.department, seniority: position.seniority, title: title)
      }
      found.withLock { $0[piece] = kinds }
    }
    return PersonaOutcomes(kinds: found.withLock { $0.flatMap { $0 } }, kindOf: kindOf)
  }
}
