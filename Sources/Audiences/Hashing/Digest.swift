import Crypto

/// Digests in lower-case hexadecimal digits, which every platform accepts.
public enum Digest {
  /// The SHA-256 of the bytes of a text in UTF-8.
  public static func sha256(_ text: String) -> String { hex(SHA256.hash(data: Array(text.utf8))) }

  /// The SHA-256 of bytes.
  public static func sha256(_ bytes: some Sequence<UInt8>) -> String {
    hex(SHA256.hash(data: Array(bytes)))
  }

  /// The digest of a text of the kind that a platform asks for.
  public static func of(_ text: String, _ kind: DigestKind) -> String {
    switch kind {
    case .sha256: sha256(text)
    case .md5: hex(Insecure.MD5.hash(data: Array(text.utf8)))
    }
  }

  /// Writes the digest of `bytes` to `place`, which has room for `kind.byteCount` bytes.
  @inline(__always)
  static func write(
    _ bytes: UnsafeRawBufferPointer, _ kind: DigestKind, to place: UnsafeMutableRawPointer
  ) {
    switch kind {
    case .sha256 where bytes.count <= ShortDigest.limit && ShortDigest.isUsable:
      ShortDigest.write(bytes, to: place)
    case .sha256:
      var hash = SHA256()
      hash.update(bufferPointer: bytes)
      hash.finalize().withUnsafeBytes { copy($0, to: place) }
    case .md5:
      var hash = Insecure.MD5()
      hash.update(bufferPointer: bytes)
      hash.finalize().withUnsafeBytes { copy($0, to: place) }
    }
  }

  @inline(__always)
  private static func copy(_ bytes: UnsafeRawBufferPointer, to place: UnsafeMutableRawPointer) {
    if let base = bytes.baseAddress { place.copyMemory(from: base, byteCount: bytes.count) }
  }

  static func hex(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  static let digits: [UInt8] = Array("0123456789abcdef".utf8)

  /// The bytes of a digest written in hexadecimal digits; nil if it is none.
  static func bytes(hex text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in text {
      let value: UInt8
      switch digit {
      case 48...57: value = digit - 48
      case 97...102: value = digit - 87
      case 65...70: value = digit - 55
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return bytes
  }
}

/// Digests of texts that stand for nothing. Whoever hashed them made a mistake, and a platform that
/// was sent one would match it with every other mistake.
public enum RefusedDigests {
  private static let texts = [
    "", " ", "null", "NULL", "n/a", "N/A", "none", "None", "undefined", "nan", "NaN", "-",
    "unknown",
    "#n/a", "[empty]", "0", "@",
  ]

  private static let digests: Set<String> = Set(
    texts.flatMap { [Digest.of($0, .sha256), Digest.of($0, .md5)] })

  /// Whether `digest`, in lower-case hexadecimal digits, is one of them.
  public static func contains(_ digest: String) -> Bool { digests.contains(digest) }
}
