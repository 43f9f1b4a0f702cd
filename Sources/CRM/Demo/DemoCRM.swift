import Basics
import Columns
import Synchronization

/// A CRM made up from a seed: accounts, people, deals and what became of them, with a profile
/// planted in it that an analysis should find again.
///
/// ```swift
/// let summary = try DemoCRM(accounts: 10_000, seed: 1).write(to: "demo")
/// ```
///
/// Nine CSV files are written (``fileNames``), and `PLANTED.md`, which says what is in them.
///
/// **What is planted.** Each account is of one of three kinds, by its traits alone:
///
/// | | rule | share |
/// |---|---|---|
/// | ideal | `industry == 'Industrial Automation' and employees >= 100 and employees <= 1000 and has(tech_stack, 'sap')` | 8.8 % |
/// | negative | `industry == 'Retail' and employees < 20 and has(tech_stack, 'shopify')` | 7.8 % |
/// | rest | all others | 83.4 % |
///
/// | | ideal | negative | rest |
/// |---|---|---|---|
/// | closed deals that are won | 66 % | 5 % | 21 % |
/// | median days to close | 60 | 120 | 100 |
/// | median amount a year | 30,000 | 7,000 | 15,000 |
/// | renewed after each year | 94 % | 50 % | 82 % |
/// | grow / shrink at renewal | 40 % / 5 % | 6 % / 22 % | 20 % / 10 % |
/// | yearly terms ended before their year is over | 1 % | 25 % | 4 % |
/// | tickets a customer and year | 1 | 9 | 3 |
/// | median hours a ticket | 5 | 14 | 8 |
/// | mean answer to "would you recommend us" | 8.8 | 4.6 | 7.2 |
/// | seats in use | 75 % | 25 % | 50 % |
///
/// Two mild effects besides: a win is 0.92 times as likely at an intent score of 0 and 1.08
/// times at 100, and accounts with a higher score have more touches. Lost deals of negative
/// accounts name other reasons (no budget, price). No other trait has any influence on an
/// outcome: not the country, state, revenue, ownership, stage, age or any other technology,
/// except as far as it goes along with the traits of the rules (manufacturers are larger and
/// more of them run SAP, shops are smaller and more of them run Shopify; revenue follows
/// employees).
///
/// Rates of missing and dirty cells are those of ``DemoRates``, written to `PLANTED.md`.
///
/// **Repeatable.** The same `seed`, `asOf` and `shuffledOutcomes` give the same account, with
/// the same contacts, deals and so on, whatever the number of accounts and of cores: the files
/// of 100 accounts are the beginning of those of 1,000,000. Only `spend.csv` grows with the
/// number of accounts.
public struct DemoCRM: Sendable {
  /// How many rows `accounts.csv` gets: 0 to ``maximumAccounts``.
  public var accounts: Int
  public var seed: UInt64
  /// The day of the export, in days since 1970-01-01: everything lies before it. Deals are
  /// created in the three years up to it. From 1980-01-01 to 2199-12-31.
  public var asOf: Int
  /// Outcomes are drawn without looking at traits, as often overall as otherwise: a demo in
  /// which every rule that an analysis finds is a mistake. Each deal is drawn by itself; what
  /// happens to a customer afterwards is drawn once a customer.
  public var shuffledOutcomes: Bool

  public static let maximumAccounts = 10_000_000

  /// - Parameter asOf: Days since 1970-01-01; 2026-01-01 unless given.
  public init(
    accounts: Int, seed: UInt64 = 1, asOf: Int = Calendar.days(year: 2026, month: 1, day: 1),
    shuffledOutcomes: Bool = false
  ) {
    self.accounts = accounts
    self.seed = seed
    self.asOf = asOf
    self.shuffledOutcomes = shuffledOutcomes
  }

  /// The files that ``write(to:progress:)`` makes, in the order of ``DemoSummary/files``.
  public static let fileNames = DemoFile.allCases.map(\.name) + ["spend.csv", PlantedDocument.name]

  /// Writes the files into `folder`, which is made if it is missing.
  ///
  /// Each file appears whole or not at all. Files of an earlier demo are replaced.
  ///
  /// - Parameter progress: Called now and then with the share done so far, on this thread.
  /// - Throws: `usage` if a parameter is out of its range; `output` if the disk is full, or if
  ///   the folder holds a file of one of these names that is not a demo's; `interrupted`.
  /// - Complexity: O(*accounts*) time; memory does not depend on *accounts*.
  @discardableResult
  public func write(
    to folder: String, progress: ((Double) -> Void)? = nil
  ) throws -> DemoSummary {
    try write(to: folder, blockSize: 512, progress: progress)
  }

  /// As above, with the number of accounts that one thread makes at a time: the result does
  /// not depend on it.
  func write(
    to folder: String, blockSize: Int, progress: ((Double) -> Void)? = nil
  ) throws -> DemoSummary {
    try check()
    try Self.refuseForeignFiles(in: folder)
    let world = DemoWorld(seed: seed, asOf: asOf, shuffledOutcomes: shuffledOutcomes)
    let output = Mutex(try DemoOutput(folder: folder))
    let blocks = Parallel.ranges(accounts, size: max(blockSize, 1))
    let waveSize = Parallel.width * 4
    // While one wave of blocks is made, the wave before is written: two sets of slots.
    let sets = (0..<2).map { _ in (0..<waveSize).map { _ in BlockSlot() } }
    var waiting = 0
    for (wave, start) in stride(from: 0, to: blocks.count, by: waveSize).enumerated() {
      try Interruption.check()
      let count = min(waveSize, blocks.count - start)
      let (making, made, ready) = (sets[wave % 2], sets[(wave + 1) % 2], waiting)
      try Parallel.forEach(count + 1) { piece in
        if piece == 0 {
          try output.withLock { output in
            for slot in made.prefix(ready) { try slot.block.withLock { try output.append(&$0) } }
          }
        } else {
          making[piece - 1].block.withLock { $0.make(blocks[start + piece - 1], in: world) }
        }
      }
      waiting = count
      progress?(Double(blocks[start].lowerBound) / Double(max(accounts, 1)))
    }
    let waves = (blocks.count + waveSize - 1) / waveSize
    let last = sets[(waves + 1) % 2]
    let summary = try output.withLock { output in
      for slot in last.prefix(waiting) { try slot.block.withLock { try output.append(&$0) } }
      return try output.finish(self, world)
    }
    progress?(1)
    return summary
  }

  private func check() throws {
    guard (0...Self.maximumAccounts).contains(accounts) else {
      throw Problem(
        .usage, "a demo has 0 to \(Self.maximumAccounts) accounts, not \(accounts)")
    }
    let days = Calendar.days(year: 1980, month: 1, day: 1)
    guard (days..<Calendar.days(year: 2200, month: 1, day: 1)).contains(asOf) else {
      throw Problem(.usage, "the as-of day of a demo lies between 1980-01-01 and 2199-12-31")
    }
  }

  /// A folder with somebody's own `accounts.csv` in it is not the place for a demo.
  private static func refuseForeignFiles(in folder: String) throws {
    guard Files.entry(Files.join(folder, PlantedDocument.name)) == nil else { return }
    for name in fileNames where Files.entry(Files.join(folder, name)) != nil {
      throw Problem(
        .output, "\(folder) already holds a file \(name) that no demo wrote",
        hints: ["choose a folder that is new or holds an earlier demo"])
    }
  }
}

/// One thread at a time fills or empties a slot; the lock is never waited for.
private final class BlockSlot: Sendable {
  let block = Mutex(DemoBlock())
}
