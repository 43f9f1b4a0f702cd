/// The usual postal code: five digits, which Google and Meta want as they are in every country.
///
/// For each text on which this answers, ``PlaceRules`` gives the same: a test compares them.
enum ZipBytes {
  /// Whether a platform takes five digits as they are.
  static func isKept(_ platform: Platform, _ limit: Int?) -> Bool {
    (platform == .googleAds || platform == .meta) && limit ?? .max >= 5
  }

  @inline(__always)
  static func isUsual(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count == 5 && bytes.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }
}
