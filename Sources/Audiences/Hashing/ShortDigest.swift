import CDigest
import Crypto

/// SHA-256 of texts of up to 55 bytes by the processor's instructions: less than half the time of a
/// call to the library.
///
/// It is used only where it has agreed with the library, in this very run, on a text of each length.
enum ShortDigest {
  static let limit = Int(CDIGEST_SHORT)

  /// Whether the processor can, and does it right.
  static let isUsable: Bool = {
    guard cdigest_has_sha256() != 0 else { return false }
    return (0...limit).allSatisfy { count in
      let text = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
      var digest = [UInt8](repeating: 0, count: 32)
      text.withUnsafeBufferPointer { cdigest_sha256_short($0.baseAddress, count, &digest) }
      return digest.elementsEqual(SHA256.hash(data: text))
    }
  }()

  /// - Precondition: ``isUsable``, at most ``limit`` bytes, and room for 32 at `place`.
  @inline(__always)
  static func write(_ bytes: UnsafeRawBufferPointer, to place: UnsafeMutableRawPointer) {
    cdigest_sha256_short(
      bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count,
      place.assumingMemoryBound(to: UInt8.self))
  }
}
