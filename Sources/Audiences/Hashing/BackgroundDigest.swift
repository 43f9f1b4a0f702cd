import Crypto
import Dispatch

/// The SHA-256 of what is written, worked out beside the writing: both take about as long.
final class BackgroundDigest {
  /// Only the queue touches it until all is done.
  private final class State: @unchecked Sendable { var hash = SHA256() }

  private let state = State()
  private let queue = DispatchQueue(label: "digest")
  /// How many pieces may wait: they stay in memory meanwhile.
  private let room = DispatchSemaphore(value: 16)

  /// Adds some of the bytes, after all that were added before.
  func update(_ bytes: FileBytes, _ range: Range<Int>) {
    room.wait()
    queue.async { [state, room] in
      state.hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes.bytes[range]))
      room.signal()
    }
  }

  /// The digest of all that was added, in hexadecimal digits. Nothing can be added afterwards.
  func finish() -> String {
    queue.sync { Digest.hex(state.hash.finalize()) }
  }
}
