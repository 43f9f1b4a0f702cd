import Basics
import Crypto

/// SHA-256 of files, for manifests.
public enum FileDigest {
  /// The lower-case hex digest of all bytes of a file.
  ///
  /// - Complexity: O(bytes); a block of the file is held at a time.
  public static func sha256(of path: String) throws -> String {
    var hasher = SHA256()
    try Files.forEachBlock(of: path) { hasher.update(bufferPointer: $0) }
    return hasher.finalize().map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
