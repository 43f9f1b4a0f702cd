import Basics

/// A check of the hashing path against published values, made before anything is written.
public enum HashSelfTest {
  /// FIPS 180-4's example, and values that platforms print on their own pages.
  static let known: [(text: String, kind: DigestKind, hex: String)] = [
    ("abc", .sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ("", .sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("adsapi", .sha256, "49e0be2aeccfb51a8dee4c945c8a70a9ac500cf6f5cb08112575f74db9b1470d"),
    ("abc", .md5, "900150983cd24fb0d6963f7d28e17f72"),
  ]

  /// - Throws: a fault if any digest is not what it has to be.
  public static func run() throws {
    for (text, kind, hex) in known {
      var place = [UInt8](repeating: 0, count: kind.byteCount)
      let bytes = Array(text.utf8)
      bytes.withUnsafeBytes { source in
        place.withUnsafeMutableBytes { target in
          if let base = target.baseAddress { Digest.write(source, kind, to: base) }
        }
      }
      guard Digest.hex(place) == hex, Digest.of(text, kind) == hex else {
        throw Problem(
          .fault,
          "audience: the \(kind.rawValue) of a known text came out wrong; nothing was written",
          hints: ["the machine or the build is at fault: do not upload files made with it"])
      }
    }
  }
}
