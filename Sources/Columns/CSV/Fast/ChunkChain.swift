import Synchronization

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
  private let known = Turns(1)
  private let next = Atomic<Int>(0)
  let count: Int

  init(count: Int, first: ChunkStart) {
    self.count = count
    starts = Buffer(count: count + 1)
    starts[0] = first
  }

  /// The next chunk that nobody reads yet.
  func claim() -> Int? {
    let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return chunk < count && !known.hasBroken ? chunk : nil
  }

  /// Waits until it is known where a chunk begins; nil if that will never be.
  func start(of chunk: Int) -> ChunkStart? {
    known.wait(for: chunk + 1) ? starts[chunk] : nil
  }

  /// Says where the chunk after `chunk` begins.
  func publish(_ start: ChunkStart, after chunk: Int) {
    starts[chunk + 1] = start
    known.advance(to: chunk + 2)
  }

  /// Nobody waits any longer.
  func breakOff() { known.breakOff() }

  /// Where the text after the last chunk begins.
  var end: ChunkStart { starts[count] }
}
