import Dispatch
import Synchronization

/// Called now and then by long computations; throws to stop them (Ctrl-C, a time limit).
public typealias Checkpoint = @Sendable () throws -> Void

/// Work cut into pieces that do not depend on how many cores there are, so that results do not
/// either.
enum Pieces {
  /// Calls `body` for each of `0..<count`, on all cores, and returns when all are done. The
  /// checkpoint is asked before each piece; the error of the earliest piece that failed is thrown.
  static func forEach(
    _ count: Int, checkpoint: Checkpoint, _ body: @Sendable (Int) throws -> Void
  ) throws {
    guard count > 1 else {
      for index in 0..<count {
        try checkpoint()
        try body(index)
      }
      return
    }
    let next = Atomic<Int>(0)
    let failure = Mutex<(index: Int, error: any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: min(count, 64)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count || failure.withLock({ $0 != nil }) { return }
        do {
          try checkpoint()
          try body(index)
        } catch {
          failure.withLock { found in
            if found.map({ $0.index > index }) ?? true { found = (index, error) }
          }
        }
      }
    }
    if let failed = failure.withLock({ $0 }) { throw failed.error }
  }

  /// The ranges that cover `0..<count`, none under `least` long except the last, and at most
  /// `limit` of them.
  static func ranges(_ count: Int, least: Int, limit: Int? = nil) -> [Range<Int>] {
    guard count > 0 else { return [] }
    let size = max(1, least, limit.map { (count - 1) / max(1, $0) + 1 } ?? 0)
    return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}

/// Memory that several threads write to, each to a part of its own.
struct SharedBuffer<Element>: @unchecked Sendable {
  let base: UnsafeMutableBufferPointer<Element>

  init(_ base: UnsafeMutableBufferPointer<Element>) { self.base = base }
}

/// Memory that several threads read.
struct ReadOnlyBuffer<Element>: @unchecked Sendable {
  let base: UnsafeBufferPointer<Element>

  init(_ base: UnsafeBufferPointer<Element>) { self.base = base }
}
