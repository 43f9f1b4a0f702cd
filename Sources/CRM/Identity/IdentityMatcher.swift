import Basics
import Columns
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How records are matched.
public struct IdentityOptions: Sendable {
  /// nil: told by the columns.
  public var subject: IdentitySubject?
  /// Empty: the usual ones, as far as both tables have the columns.
  public var blocks: [BlockRule] = []
  /// The least probability, above 0 and below 1, from which on two records are one.
  public var threshold = 0.8
  /// Whether each left record gets only its best match.
  public var bestOnly = true
  /// Blocks of more pairs are left out, and counted.
  public var blockLimit = 4_000_000
  /// Columns by field where they have other names.
  public var leftColumns: [IdentityField: String] = [:]
  public var rightColumns: [IdentityField: String] = [:]

  public init() {}
}

/// Two records that are one.
public struct IdentityPair: Sendable {
  public var left: UInt32
  public var right: UInt32
  /// The probability that they are one, by the evidence.
  public var probability: Float
  public var reasons: PairReasons
}

/// Pairs of records that are one, and how they were found.
public struct IdentityMatches: Sendable {
  /// By left row, then by right row.
  public var pairs: [IdentityPair]
  public var subject: IdentitySubject
  /// Pairs that were compared, by the rule that brought them together first.
  public var compared: [(rule: String, pairs: Int)]
  /// Blocks that were too large, by rule, with the pairs that were not compared for it.
  public var skipped: [(rule: String, blocks: Int, pairs: Int)]
  /// Left records that match several right ones equally well; the first of them was taken.
  public var ambiguous: Int
  /// The fields that were compared.
  public var fields: [IdentityField]

  public var comparedPairs: Int { compared.reduce(0) { $0 + $1.pairs } }

  /// Lines to print below a result.
  public var notes: [String] {
    var notes = [
      "compared \(Wording.number(comparedPairs)) pairs by "
        + fields.map(\.rawValue).joined(separator: ", ")
    ]
    for skip in skipped {
      notes.append(
        "\(Wording.number(skip.blocks)) blocks of \"\(skip.rule)\" are too large: "
          + "\(Wording.number(skip.pairs)) pairs were not compared for it")
    }
    if ambiguous > 0 {
      notes.append(
        "\(Wording.number(ambiguous)) records match several equally well; the first was taken")
    }
    return notes
  }
}

/// Finds records of two tables, or of one, that are the same company or person.
public enum Identity {
  /// The rows of `right` that are the same company or person as rows of `left`.
  ///
  /// Records are compared where they agree on one of the block rules. What agrees and what differs
  /// is weighed by how rare it is (see ``FieldEvidence``).
  ///
  /// - Throws: ``Problem`` when the tables have no field in common that matching could go by.
  /// - Complexity: O(rows + pairs compared), on all cores.
  public static func match(
    _ left: Table, _ right: Table, _ options: IdentityOptions = IdentityOptions()
  ) throws -> IdentityMatches {
    try find(left, right, options, within: false)
  }

  /// The pairs of rows of one table that are the same company or person.
  public static func duplicates(
    _ table: Table, _ options: IdentityOptions = IdentityOptions()
  ) throws -> IdentityMatches {
    var options = options
    options.bestOnly = false
    options.rightColumns = options.leftColumns
    return try find(table, table, options, within: true)
  }

  private static func find(
    _ left: Table, _ right: Table, _ options: IdentityOptions, within: Bool
  ) throws -> IdentityMatches {
    guard options.threshold > 0, options.threshold < 1 else {
      throw Problem(.script, "the threshold must be above 0 and below 1")
    }
    let subject = options.subject ?? IdentitySubject(left)
    let leftColumns = try IdentityColumns(left, subject, own: options.leftColumns)
    let rightColumns =
      within ? leftColumns : try IdentityColumns(right, subject, own: options.rightColumns)
    let rules = (options.blocks.isEmpty ? BlockRule.standard(subject) : options.blocks)
      .filter { $0.applies(to: leftColumns) && $0.applies(to: rightColumns) }
    guard !rules.isEmpty else {
      throw nothingShared(left, right, options, subject, leftColumns, rightColumns)
    }
    let a = try IdentityRecords(left, leftColumns, subject)
    let b = within ? a : try IdentityRecords(right, rightColumns, subject)
    return try IdentitySearch(a, b, rules, options, subject, within: within).run()
  }

  private static func nothingShared(
    _ left: Table, _ right: Table, _ options: IdentityOptions, _ subject: IdentitySubject,
    _ a: IdentityColumns, _ b: IdentityColumns
  ) -> Problem {
    func fields(_ columns: IdentityColumns) -> String {
      let found = IdentityField.allCases.filter {
        columns.columns[$0] != nil || ($0 == .name && columns.hasName)
      }
      return found.isEmpty ? "nothing" : found.map(\.rawValue).joined(separator: ", ")
    }
    if !options.blocks.isEmpty {
      return Problem(
        .script, "no block can be used: the tables do not both have its fields",
        hints: ["\(left.name) has \(fields(a))", "\(right.name) has \(fields(b))"])
    }
    return Problem(
      .script, "nothing tells \(subject.rawValue) of both tables apart",
      hints: [
        "\(left.name) has \(fields(a)), \(right.name) has \(fields(b))",
        "say which column is which: columns = { name = \"Firm\", domain = \"Web\" }",
      ])
  }
}

/// One run of matching: the indexes, and the loop over pairs.
private struct IdentitySearch {
  let left: IdentityRecords
  let right: IdentityRecords
  let rules: [BlockRule]
  let options: IdentityOptions
  let subject: IdentitySubject
  let within: Bool
  let fields: [IdentityField]

  init(
    _ left: IdentityRecords, _ right: IdentityRecords, _ rules: [BlockRule],
    _ options: IdentityOptions, _ subject: IdentitySubject, within: Bool
  ) {
    (self.left, self.right, self.rules, self.options) = (left, right, rules, options)
    self.subject = subject
    self.within = within
    fields = IdentityField.allCases.filter {
      left.hashes[$0] != nil && right.hashes[$0] != nil
    }
  }

  /// The evidence, in bits, for two records that nothing is known of: one of the other table's
  /// records is the same; within a table every fifth record is a duplicate.
  private var prior: Double {
    -log2(Double(max(2, left.count, right.count)) * (within ? 5 : 1))
  }

  func run() throws -> IdentityMatches {
    let words = WordEvidence(left, right)
    let needsWords = rules.contains { $0.parts.contains(.rarestWord) }
    let none = Buffer<UInt64>(count: 0)
    let leftRarest = needsWords ? WordEvidence.rarest(left, words.left, words.bits) : none
    let rightRarest =
      within
      ? leftRarest : needsWords ? WordEvidence.rarest(right, words.right, words.bits) : none
    // Evidence for fields and chains of blocks are made one after the other each, but many at once.
    let evidence = Places<FieldEvidence>(fields.count)
    let chains = Places<BlockChains>(rules.count)
    let jobs = fields.count + rules.count
    try Parallel.forEach(jobs) { job in
      try Interruption.check()
      if job < rules.count {
        let own = rules[job].keys(left, rarestWords: leftRarest)
        let other = within ? own : rules[job].keys(right, rarestWords: rightRarest)
        chains.set(BlockChains(own, other), job)
      } else if let a = left.hashes[fields[job - rules.count]],
        let b = right.hashes[fields[job - rules.count]]
      {
        evidence.set(
          FieldEvidence(fields[job - rules.count], a, b, prior: prior), job - rules.count)
      }
    }
    let scorer = PairScorer(
      left, right, fields: evidence.all, words: words,
      names: NameEvidence(left.names, right.names, prior: prior), prior: prior, subject: subject)
    return try compare(chains.all, scorer)
  }

  /// What the jobs make, each in a place of its own.
  private final class Places<Value: Sendable>: Sendable {
    private let values: Mutex<[Value?]>
    init(_ count: Int) { values = Mutex(Array(repeating: nil, count: count)) }
    func set(_ value: Value, _ place: Int) { values.withLock { $0[place] = value } }
    var all: [Value] { values.withLock { $0.compactMap { $0 } } }
  }

  private struct Found: Sendable {
    var pairs: [IdentityPair] = []
    var compared: [Int]
    var ambiguous = 0
  }

  private func compare(_ chains: [BlockChains], _ scorer: PairScorer) throws -> IdentityMatches {
    let bound = Float(log2(options.threshold / (1 - options.threshold)))
    let ranges = Parallel.ranges(left.count, size: 4096)
    let results = Places<Found>(ranges.count)
    let limit = options.blockLimit
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      results.set(
        Self.compare(
          ranges[piece], chains, scorer, bound: bound, limit: limit, within: within,
          bestOnly: options.bestOnly), piece)
    }
    var compared = [Int](repeating: 0, count: chains.count)
    var pairs: [IdentityPair] = []
    var ambiguous = 0
    for found in results.all {
      pairs += found.pairs
      ambiguous += found.ambiguous
      for rule in compared.indices { compared[rule] += found.compared[rule] }
    }
    let skipped = zip(rules, chains).map { rule, chain -> (rule: String, blocks: Int, pairs: Int) in
      let over = chain.over(limit, within: within)
      return (rule: rule.description, blocks: over.blocks, pairs: over.pairs)
    }
    return IdentityMatches(
      pairs: pairs, subject: subject,
      compared: zip(rules, compared).map { (rule: $0.description, pairs: $1) },
      skipped: skipped.filter { $0.blocks > 0 }, ambiguous: ambiguous,
      fields: IdentityField.allCases.filter {
        fields.contains($0) || ($0 == .name && left.words.count > 0 && right.words.count > 0)
      })
  }

  private static func compare(
    _ rows: Range<Int>, _ chains: [BlockChains], _ scorer: PairScorer, bound: Float, limit: Int,
    within: Bool, bestOnly: Bool
  ) -> Found {
    var found = Found(compared: [Int](repeating: 0, count: chains.count))
    // Plain pointers: buffers are objects, whose counts two threads would fight over.
    let chains = chains.map(\.pointers)
    chains.withUnsafeBufferPointer { chains in
      for row in rows { compare(row, chains, scorer, bound, limit, within, bestOnly, &found) }
    }
    return found
  }

  @inline(__always)
  private static func compare(
    _ row: Int, _ chains: UnsafeBufferPointer<BlockChains.Pointers>, _ scorer: PairScorer,
    _ bound: Float, _ limit: Int, _ within: Bool, _ bestOnly: Bool, _ found: inout Found
  ) {

    var best: (row: Int, bits: Float, reasons: UInt32) = (-1, bound, 0)
    var ties = 0
    let firstOfRow = found.pairs.count
    for rule in 0..<chains.count {
      let chain = chains[rule]
      let key = chain.left[row]
      if key == 0 || chain.isOver(Int(key), limit) { continue }
      var next = chain.heads[Int(key)]
      var compared = 0
      candidates: while next != 0 {
        let other = Int(next) - 1
        next = chain.following[other]
        if within && other <= row { continue }
        // A pair that an earlier rule brought together was compared then.
        for earlier in 0..<rule {
          let own = chains[earlier].left[row]
          if own != 0, own == chains[earlier].right[other],
            !chains[earlier].isOver(Int(own), limit)
          {
            continue candidates
          }
        }
        compared += 1
        let (bits, reasons) = scorer.score(row, other, bound: bound)
        if bits < bound { continue }
        if bestOnly {
          if bits > best.bits || best.row < 0 {
            best = (other, bits, reasons)
            ties = 0
          } else if bits == best.bits {
            ties += 1
            // The order of the rules must not decide.
            if other < best.row { best = (other, bits, reasons) }
          }
        } else {
          found.pairs.append(pair(row, other, bits, reasons))
        }
      }
      found.compared[rule] += compared
    }
    if bestOnly {
      if best.row >= 0 { found.pairs.append(pair(row, best.row, best.bits, best.reasons)) }
      if ties > 0 { found.ambiguous += 1 }
    } else if found.pairs.count > firstOfRow + 1 {
      found.pairs[firstOfRow...].sort { $0.right < $1.right }
    }
  }

  private static func pair(_ l: Int, _ r: Int, _ bits: Float, _ reasons: UInt32) -> IdentityPair {
    IdentityPair(
      left: UInt32(truncatingIfNeeded: l), right: UInt32(truncatingIfNeeded: r),
      probability: 1 / (1 + exp2f(-bits)), reasons: PairReasons(rawValue: reasons))
  }
}

/// The rows of both sides by the key of one rule.
struct BlockChains: @unchecked Sendable {
  /// The number of each row's key; 0: none.
  let left: Buffer<UInt32>
  let right: Buffer<UInt32>
  let leftCounts: Buffer<UInt32>
  let rightCounts: Buffer<UInt32>
  /// By key: the first right row plus one; then for each the next.
  let heads: Buffer<UInt32>
  let following: Buffer<UInt32>

  init(_ left: Buffer<UInt64>, _ right: Buffer<UInt64>) {
    let numbered = NumberedPair(left, right)
    (self.left, self.right) = (numbered.left, numbered.right)
    (leftCounts, rightCounts) = (numbered.leftCounts, numbered.rightCounts)
    heads = Buffer(count: numbered.count + 1, zeroed: true)
    following = Buffer(count: right.count, zeroed: true)
    let (first, next, numbers) = (heads.base, following.base, numbered.right.base)
    var row = right.count - 1
    while row >= 0 {
      let number = Int(numbers[row])
      if number != 0 {
        next[row] = first[number]
        first[number] = UInt32(truncatingIfNeeded: row + 1)
      }
      row -= 1
    }
  }

  struct Pointers: @unchecked Sendable {
    let left: UnsafePointer<UInt32>
    let right: UnsafePointer<UInt32>
    let leftCounts: UnsafePointer<UInt32>
    let rightCounts: UnsafePointer<UInt32>
    let heads: UnsafePointer<UInt32>
    let following: UnsafePointer<UInt32>

    @inline(__always)
    func isOver(_ key: Int, _ limit: Int) -> Bool {
      Int(leftCounts[key]) * Int(rightCounts[key]) > limit
    }
  }

  /// Valid for as long as the chains are held.
  var pointers: Pointers {
    Pointers(
      left: left.base, right: right.base, leftCounts: leftCounts.base,
      rightCounts: rightCounts.base, heads: heads.base, following: following.base)
  }

  func over(_ limit: Int, within: Bool) -> (blocks: Int, pairs: Int) {
    var (blocks, pairs) = (0, 0)
    let pointers = pointers
    for key in 1..<max(1, heads.count) where pointers.isOver(key, limit) {
      blocks += 1
      let product = Int(leftCounts.base[key]) * Int(rightCounts.base[key])
      pairs += within ? (product - Int(leftCounts.base[key])) / 2 : product
    }
    return (blocks, pairs)
  }
}
