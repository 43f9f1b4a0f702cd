import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a chunk of a file begins, as all chunks before it together say.
struct ChunkStart: BitwiseCopyable, Sendable {
  /// Whether its first byte is inside quotes.
  var isInside = false
  /// How many rows end before it.
  var row = 0
  /// Where in the file the row that it continues begins.
  var rowOffset = 0
  /// The line on which that row begins.
  var rowLine = 0
  /// The line of its first byte.
  var line = 0
}

/// Hands on where each chunk begins, in order. Whoever reads a chunk waits for the one before.
final class ChunkChain: Sendable {
  private let starts: Buffer<ChunkStart>
  /// How many starts are known.
  private let known = Atomic<Int>(1)
  private let next = Atomic<Int>(0)
  private let isBroken = Atomic<Bool>(false)
  let count: Int

  init(count: Int, first: ChunkStart) {
    self.count = count
    starts = Buffer(count: count + 1)
    starts[0] = first
  }

  /// The next chunk that nobody reads yet.
  func claim() -> Int? {
    let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return chunk < count && !isBroken.load(ordering: .relaxed) ? chunk : nil
  }

  /// Waits until it is known where a chunk begins; nil if that will never be.
  func start(of chunk: Int) -> ChunkStart? {
    var tries = 0
    while known.load(ordering: .acquiring) <= chunk {
      if isBroken.load(ordering: .relaxed) { return nil }
      tries += 1
      // Somebody else may need this core to get there.
      if tries > 300 { sched_yield() }
    }
    return starts[chunk]
  }

  /// Says where the chunk after `chunk` begins.
  func publish(_ start: ChunkStart, after chunk: Int) {
    starts[chunk + 1] = start
    known.store(chunk + 2, ordering: .releasing)
  }

  /// Nobody waits any longer.
  func breakOff() { isBroken.store(true, ordering: .relaxed) }

  /// Where the text after the last chunk begins.
  var end: ChunkStart { starts[count] }
}
