import CRM

/// The usual e-mail address, normalised byte by byte; everything unusual goes the long way.
///
/// For each text on which this answers, ``EmailRules`` gives the same bytes: a test compares them.
enum EmailBytes {
  /// What happens to the part before the `@`.
  enum Rule {
    case kept
    /// Dots and tag go for Gmail.
    case google
    /// Everything but letters and digits goes, and the tag.
    case reddit

    init(_ platform: Platform) {
      switch platform {
      case .googleAds: self = .google
      case .reddit: self = .reddit
      default: self = .kept
      }
    }
  }

  /// The longest address that is tried.
  static let limit = 128

  /// Writes the hash input of `bytes` to `place` (room for ``limit`` bytes).
  ///
  /// - Returns: How many bytes, or nil if the address is not of the usual form.
  @inline(__always)
  static func normalise(
    _ bytes: UnsafeBufferPointer<UInt8>, _ rule: Rule, to place: UnsafeMutablePointer<UInt8>
  ) -> Int? {
    var start = 0
    var end = bytes.count
    while start < end, bytes[start] <= 0x20 { start += 1 }
    while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
    guard end - start <= limit, end - start >= 6 else { return nil }
    var at = -1
    var lastDot = -1
    var count = 0
    for index in start..<end {
      var byte = bytes[index]
      switch byte {
      case 0x61...0x7A, 0x30...0x39: break
      case 0x41...0x5A: byte |= 0x20
      case UInt8(ascii: "."):
        // After the "@" no label is empty.
        if at >= 0 && lastDot == count - 1 { return nil }
        if at >= 0 { lastDot = count }
      case UInt8(ascii: "-"): break
      case UInt8(ascii: "_"), UInt8(ascii: "+"):
        if at >= 0 { return nil }
      case UInt8(ascii: "@"):
        if at >= 0 { return nil }
        at = count
        lastDot = count
      default: return nil
      }
      place[count] = byte
      count += 1
    }
    // A local part, at most as long as RFC 5321 has it; a dot after the "@"; a last label that ends
    // in a letter.
    guard at > 0, at <= 64, lastDot > at, lastDot < count - 1, place[count - 1] >= 0x61 else {
      return nil
    }
    var named = false
    for index in 0..<at where place[index] != UInt8(ascii: ".") { named = true }
    if !named { return nil }
    switch rule {
    case .kept: return count
    case .google: return isGmail(place + at, count - at) ? shortened(place, at, count, rule) : count
    case .reddit: return shortened(place, at, count, rule)
    }
  }

  /// Writes ``EmailAddress/mailbox`` of an address of the usual form; nil of any other.
  static func mailbox(
    _ bytes: UnsafeBufferPointer<UInt8>, to place: UnsafeMutablePointer<UInt8>
  ) -> Int? {
    guard let count = normalise(bytes, .google, to: place) else { return nil }
    let long = "@googlemail.com".utf8
    let start = count - long.count
    guard start > 0,
      UnsafeBufferPointer(start: place + start, count: long.count).elementsEqual(long)
    else { return count }
    let short = "@gmail.com".utf8
    for (index, byte) in short.enumerated() { place[start + index] = byte }
    return start + short.count
  }

  /// Takes out of the local part what the rule takes out, and moves the rest up.
  private static func shortened(
    _ place: UnsafeMutablePointer<UInt8>, _ at: Int, _ count: Int, _ rule: Rule
  ) -> Int? {
    var kept = 0
    for index in 0..<at {
      let byte = place[index]
      if byte == UInt8(ascii: "+") { break }
      let isLetter = byte >= 0x61 || (byte >= 0x30 && byte <= 0x39)
      if rule == .google ? byte == UInt8(ascii: ".") : !isLetter || byte == UInt8(ascii: "_") {
        continue
      }
      place[kept] = byte
      kept += 1
    }
    if kept == 0 { return nil }
    for index in at..<count { place[kept + index - at] = place[index] }
    return kept + count - at
  }

  private static func isGmail(_ domain: UnsafeMutablePointer<UInt8>, _ count: Int) -> Bool {
    let text = UnsafeBufferPointer(start: domain, count: count)
    return text.elementsEqual("@gmail.com".utf8) || text.elementsEqual("@googlemail.com".utf8)
  }
}
