/// Finding out how a file's characters are stored, and turning them into UTF-8.
enum TextDecoding {
  /// A file's text as UTF-8.
  struct Decoded {
    var bytes: [UInt8]
    /// Where the text begins: behind the byte order mark, if there is one.
    var start: Int
    var encoding: TextEncoding
    /// What was unusual.
    var notes: [String]
  }

  static let utf8Mark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// How many bytes at the beginning are looked at for signs of UTF-16.
  static let window = 4096

  /// The UTF-8 text of a file.
  ///
  /// Without `forced`: a byte order mark decides; without one, text whose bytes are plainly 16-bit
  /// Latin letters is UTF-16; then valid UTF-8 is that; then what has the NULs of 16-bit
  /// delimiters and digits is UTF-16; then text that is UTF-8 but for a few bytes is that, with
  /// those bytes as Windows-1252; and the rest is Windows-1252. Whatever cannot be decoded becomes
  /// U+FFFD, with a note.
  static func decode(_ bytes: [UInt8], forced: TextEncoding?) -> Decoded {
    let found = bytes.withUnsafeBufferPointer { marked(head($0)) ?? sureUTF16(head($0)) }
    switch forced ?? found {
    case .utf8:
      let start = bytes.starts(with: utf8Mark) ? utf8Mark.count : 0
      let invalid = bytes.withUnsafeBufferPointer { UTF8Check.firstInvalid($0, from: start) }
      guard let invalid else {
        return Decoded(bytes: bytes, start: start, encoding: .utf8, notes: [])
      }
      // A mark says what was meant, not that every byte is.
      if forced == nil { return mixed(bytes, start: start, invalid: invalid) }
      return Decoded(
        bytes: Array(String(decoding: bytes, as: UTF8.self).utf8), start: start, encoding: .utf8,
        notes: ["\(place(bytes, invalid)) is not valid UTF-8; what is not became U+FFFD"])
    case .utf16le: return utf16(bytes, bigEndian: false)
    case .utf16be: return utf16(bytes, bigEndian: true)
    case .windows1252: return windows1252(bytes, note: nil)
    case nil:
      let invalid = bytes.withUnsafeBufferPointer { UTF8Check.firstInvalid($0, from: 0) }
      guard let invalid else { return Decoded(bytes: bytes, start: 0, encoding: .utf8, notes: []) }
      return notUTF8(bytes, invalid: invalid)
    }
  }

  /// What the head of a file says for certain; nil if the whole of it must be looked at.
  static func sure(_ head: UnsafeBufferPointer<UInt8>) -> TextEncoding? {
    marked(Self.head(head)) ?? sureUTF16(Self.head(head))
  }

  private static func head(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes.prefix(window))
  }

  /// The byte order marks of UTF-32, which nobody exports. The first begins like that of UTF-16.
  static func isUTF32(_ head: some Collection<UInt8>) -> Bool {
    head.starts(with: [0xff, 0xfe, 0, 0]) || head.starts(with: [0, 0, 0xfe, 0xff])
  }

  private static func marked(_ head: UnsafeBufferPointer<UInt8>) -> TextEncoding? {
    if head.starts(with: utf8Mark) { return .utf8 }
    if head.starts(with: [0xff, 0xfe]) { return .utf16le }
    if head.starts(with: [0xfe, 0xff]) { return .utf16be }
    return nil
  }

  /// Latin text in UTF-16 is valid UTF-8 full of NULs, so this is asked before validity.
  private static func sureUTF16(_ head: UnsafeBufferPointer<UInt8>) -> TextEncoding? {
    utf16(head, share: 2)
  }

  /// Other scripts in UTF-16 still have 16-bit delimiters, digits and line breaks.
  private static func likelyUTF16(_ head: UnsafeBufferPointer<UInt8>) -> TextEncoding? {
    utf16(head, share: 20)
  }

  /// The byte order in which more than one pair in `share` has a zero upper byte, and hardly any
  /// a zero lower one.
  private static func utf16(
    _ head: UnsafeBufferPointer<UInt8>, share: Int
  ) -> TextEncoding? {
    let zeros = zeros(head)
    if zeros.odd * share > zeros.pairs, zeros.even * 8 <= zeros.odd { return .utf16le }
    if zeros.even * share > zeros.pairs, zeros.odd * 8 <= zeros.even { return .utf16be }
    return nil
  }

  private static func zeros(
    _ head: UnsafeBufferPointer<UInt8>
  ) -> (pairs: Int, even: Int, odd: Int) {
    var even = 0
    var odd = 0
    for pair in 0..<(head.count / 2) {
      if head[2 * pair] == 0 { even += 1 }
      if head[2 * pair + 1] == 0 { odd += 1 }
    }
    return (head.count / 2, even, odd)
  }

  private static func notUTF8(_ bytes: [UInt8], invalid: Int) -> Decoded {
    switch bytes.withUnsafeBufferPointer({ likelyUTF16(head($0)) }) {
    case .utf16le: return utf16(bytes, bigEndian: false)
    case .utf16be: return utf16(bytes, bigEndian: true)
    default:
      // Windows-1252 rarely has bytes in a row that could be one character of UTF-8.
      let found = bytes.withUnsafeBufferPointer { UTF8Check.census($0) }
      if found.characters >= 2 * found.invalid {
        return mixed(bytes, start: 0, invalid: invalid)
      }
      return windows1252(
        bytes,
        note: "\(place(bytes, invalid)) is not valid UTF-8; the file was read as Windows-1252")
    }
  }

  private static func place(_ bytes: [UInt8], _ position: Int) -> String {
    let breaks = bytes[..<position].withUnsafeBufferPointer { lineBreaks($0) }
    return "line \(breaks + 1)"
  }

  /// LF, CRLF and CR each end one line.
  static func lineBreaks(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    var last: UInt8 = 0
    for byte in bytes {
      if byte == 0x0d || (byte == 0x0a && last != 0x0d) { count += 1 }
      last = byte
    }
    return count
  }

  private static func utf16(_ bytes: [UInt8], bigEndian: Bool) -> Decoded {
    let mark: [UInt8] = bigEndian ? [0xfe, 0xff] : [0xff, 0xfe]
    let start = bytes.starts(with: mark) ? 2 : 0
    var units: [UInt16] = []
    units.reserveCapacity((bytes.count - start) / 2 + 1)
    var index = start
    while index + 1 < bytes.count {
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      units.append(bigEndian ? first << 8 | second : second << 8 | first)
      index += 2
    }
    var notes: [String] = []
    if index < bytes.count {
      units.append(0xfffd)
      notes.append("the file ends in the middle of a UTF-16 character")
    }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(units.count + units.count / 8)
    let broken = transcode(
      units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: false
    ) { decoded.append($0) }
    if broken { notes.append("invalid UTF-16 characters became U+FFFD") }
    return Decoded(
      bytes: decoded, start: 0, encoding: bigEndian ? .utf16be : .utf16le, notes: notes)
  }

  private static func windows1252(_ bytes: [UInt8], note: String?) -> Decoded {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count + bytes.count / 8)
    var undefined = 0
    for byte in bytes {
      if byte < 0x80 {
        decoded.append(byte)
        continue
      }
      if !append(upper: byte, to: &decoded) { undefined += 1 }
    }
    return Decoded(
      bytes: decoded, start: 0, encoding: .windows1252,
      notes: (note.map { [$0] } ?? []) + undefinedNote(undefined))
  }

  /// UTF-8 of which a few bytes are something else: these are read as Windows-1252.
  ///
  /// - Parameter first: Where the first of them is.
  private static func mixed(_ bytes: [UInt8], start: Int, invalid first: Int) -> Decoded {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count + bytes.count / 64)
    var count = 0
    var undefined = 0
    bytes.withUnsafeBufferPointer { buffer in
      var valid = 0
      var next: Int? = first
      while let invalid = next {
        decoded.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[valid..<invalid]))
        if !append(upper: buffer[invalid], to: &decoded) { undefined += 1 }
        count += 1
        valid = invalid + 1
        next = UTF8Check.firstInvalid(buffer, from: valid)
      }
      decoded.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[valid...]))
    }
    let line = place(bytes, first)
    let note =
      count == 1
      ? "1 byte is not valid UTF-8, on \(line); it was read as Windows-1252"
      : "\(count) bytes are not valid UTF-8, the first on \(line); they were read as Windows-1252"
    return Decoded(
      bytes: decoded, start: start, encoding: .utf8, notes: [note] + undefinedNote(undefined))
  }

  private static func undefinedNote(_ count: Int) -> [String] {
    switch count {
    case 0: []
    case 1: ["1 byte means nothing in Windows-1252; it became U+FFFD"]
    default: ["\(count) bytes mean nothing in Windows-1252; they became U+FFFD"]
    }
  }

  /// Appends what a byte from 0x80 on means in Windows-1252; false if that is nothing.
  private static func append(upper byte: UInt8, to decoded: inout [UInt8]) -> Bool {
    let scalar = byte < 0xa0 ? upper1252[Int(byte) - 0x80] : UInt16(byte)
    if scalar < 0x800 {
      decoded.append(0xc0 | UInt8(scalar >> 6))
    } else {
      decoded.append(0xe0 | UInt8(scalar >> 12))
      decoded.append(0x80 | UInt8(scalar >> 6 & 0x3f))
    }
    decoded.append(0x80 | UInt8(scalar & 0x3f))
    return scalar != 0xfffd
  }

  /// What 0x80…0x9f mean in Windows-1252 (WHATWG Encoding Standard, but with the five undefined
  /// bytes as U+FFFD).
  private static let upper1252: [UInt16] = [
    0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
    0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
  ]
}

/// Whether bytes are UTF-8, by the table of well-formed sequences (Unicode 15, table 3-7).
enum UTF8Check {
  /// Where the first byte is that begins no well-formed character, or nil.
  static func firstInvalid(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let raw = UnsafeRawBufferPointer(bytes)
    var index = start
    while index < bytes.count {
      if bytes[index] < 0x80 {
        index += 1
        while index + 8 <= bytes.count,
          raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
          index += 8
        }
        continue
      }
      guard let length = length(bytes, index) else { return index }
      index += length
    }
    return nil
  }

  /// How many well-formed characters of several bytes there are, and how many bytes that belong to
  /// none.
  static func census(_ bytes: UnsafeBufferPointer<UInt8>) -> (characters: Int, invalid: Int) {
    var (characters, invalid) = (0, 0)
    var index = 0
    while index < bytes.count {
      if bytes[index] < 0x80 {
        index += 1
      } else if let length = length(bytes, index) {
        characters += 1
        index += length
      } else {
        invalid += 1
        index += 1
      }
    }
    return (characters, invalid)
  }

  /// The length of the well-formed character of two to four bytes at `index`, or nil.
  private static func length(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int? {
    let (length, second): (Int, ClosedRange<UInt8>)
    switch bytes[index] {
    case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
    case 0xe0: (length, second) = (3, 0xa0...0xbf)
    case 0xed: (length, second) = (3, 0x80...0x9f)
    case 0xe1...0xef: (length, second) = (3, 0x80...0xbf)
    case 0xf0: (length, second) = (4, 0x90...0xbf)
    case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
    case 0xf4: (length, second) = (4, 0x80...0x8f)
    default: return nil
    }
    guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return nil }
    for next in (index + 2)..<max(index + length, index + 2) where bytes[next] & 0xc0 != 0x80 {
      return nil
    }
    return length
  }
}
