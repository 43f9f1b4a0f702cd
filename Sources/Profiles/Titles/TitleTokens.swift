/// The words of a job title: lower case, without accents, in the segments that its commas,
/// dashes and slashes make.
struct TitleTokens {
  /// A word, the segment it stands in, and where: the bytes of the title.
  struct Token {
    var bytes: [UInt8]
    var segment: Int
    var range: Range<Int>
  }

  private(set) var tokens: [Token] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    var segment = 0
    var word: [UInt8] = []
    var (wordStart, wordEnd) = (0, 0)
    var index = 0
    var lastWasSpace = true

    func endWord(_ tokens: inout [Token]) {
      guard !word.isEmpty else { return }
      // "V.P." and "C.E.O.": letters with points between them are one word.
      tokens.append(Token(bytes: word, segment: segment, range: wordStart..<wordEnd))
      word.removeAll(keepingCapacity: true)
    }

    while index < bytes.count {
      let byte = bytes[index]
      let (start, length) = (index, word.count)
      defer {
        if word.count > length {
          if length == 0 { wordStart = start }
          wordEnd = index
        }
      }
      if byte < 0x80 {
        index += 1
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): word.append(byte | 0x20)
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
          word.append(byte)
        case UInt8(ascii: "."):
          // Kept inside an abbreviation, where the next letter is followed by a point too.
          if !(word.count >= 1 && Self.isAbbreviation(bytes, at: index, word)) { endWord(&tokens) }
        case UInt8(ascii: "&"):
          // "R&D", "P&L", "AT&T": one word. Elsewhere it is an "and".
          if word.count == 1 || word.count == 2, index < bytes.count, Self.isLetter(bytes[index]),
            index + 1 == bytes.count || !Self.isLetter(bytes[index + 1])
          {
            break
          }
          endWord(&tokens)
          tokens.append(Token(bytes: [UInt8]("and".utf8), segment: segment, range: start..<index))
        case UInt8(ascii: "("), UInt8(ascii: "*"), UInt8(ascii: ":"), UInt8(ascii: "/"),
          UInt8(ascii: "_"):
          if let skipped = Self.genderEnding(bytes, from: index), !word.isEmpty {
            index += skipped
          } else {
            endWord(&tokens)
            segment += 1
          }
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: ")"),
          UInt8(ascii: "+"), UInt8(ascii: "["), UInt8(ascii: "]"):
          endWord(&tokens)
          segment += 1
        case UInt8(ascii: "-"):
          // A hyphen joins words, a dash between blanks parts segments.
          let blankAfter = index >= bytes.count || bytes[index] == 0x20
          if lastWasSpace || blankAfter { segment += word.isEmpty ? 1 : 0 }
          endWord(&tokens)
          if blankAfter && !lastWasSpace { segment += 1 }
        case UInt8(ascii: "@"):
          endWord(&tokens)
          segment += 1
          tokens.append(Token(bytes: [UInt8]("at".utf8), segment: segment, range: start..<index))
        default: endWord(&tokens)
        }
        lastWasSpace = byte == 0x20
      } else {
        let (scalar, length) = Self.scalar(bytes, at: index)
        index += length
        if let folded = Self.folded(scalar) {
          word += folded
        } else if scalar >= 0x300 && scalar <= 0x36f {
          // A combining accent.
        } else if Self.isSeparator(scalar) {
          endWord(&tokens)
          segment += 1
        } else if scalar >= 0x370 && !(0x2000...0x206f).contains(scalar) {
          // Other scripts keep their letters; no rule knows them.
          for offset in (index - length)..<index { word.append(bytes[offset]) }
        } else {
          endWord(&tokens)
        }
        lastWasSpace = scalar == 0xa0
      }
    }
    endWord(&tokens)
  }

  init(_ text: String) {
    var text = text
    self = text.withUTF8 { TitleTokens($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }

  /// Whether a point at `index - 1` stands between the letters of an abbreviation.
  private static func isAbbreviation(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, _ word: [UInt8]
  ) -> Bool {
    guard index < bytes.count, isLetter(bytes[index]), word.count <= 4 else { return false }
    // Each letter so far was followed by a point, so the word before has one letter a point.
    let before = index - 2
    guard before == 0 || !isLetter(bytes[before - 1]) else { return false }
    return index + 1 == bytes.count || !isLetter(bytes[index + 1])
  }

  /// How much to skip of a German `(in)`, `*in`, `:in`, `/in` or `/-in`.
  private static func genderEnding(_ bytes: UnsafeBufferPointer<UInt8>, from index: Int) -> Int? {
    var at = index
    if at < bytes.count, bytes[at] == UInt8(ascii: "-") { at += 1 }
    guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "i"), bytes[at + 1] == UInt8(ascii: "n")
    else { return nil }
    at += 2
    if at < bytes.count, bytes[at] == UInt8(ascii: ")") { return at + 1 - index }
    return at == bytes.count || !isLetter(bytes[at]) ? at - index : nil
  }

  private static func scalar(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int
  ) -> (scalar: UInt32, length: Int) {
    let first = bytes[index]
    let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
    guard length > 1, index + length <= bytes.count else { return (0xfffd, 1) }
    var scalar = UInt32(first) & (0x7f >> UInt32(length))
    for offset in 1..<length { scalar = scalar << 6 | UInt32(bytes[index + offset] & 0x3f) }
    return (scalar, length)
  }

  private static func isSeparator(_ scalar: UInt32) -> Bool {
    switch scalar {
    // En dash, em dash, bullets, the middle dot.
    case 0x2013, 0x2014, 0x2015, 0x2022, 0x2023, 0x25cf, 0xb7, 0x2043: true
    default: false
    }
  }

  /// The plain letters of an accented one; nil for what is no Latin letter.
  private static func folded(_ scalar: UInt32) -> [UInt8]? {
    switch scalar {
    case 0xc0...0xc5, 0xe0...0xe5, 0x100...0x105: [UInt8(ascii: "a")]
    case 0xc6, 0xe6: [UInt8](Array("ae".utf8))
    case 0xc7, 0xe7, 0x106...0x10d: [UInt8(ascii: "c")]
    case 0xd0, 0xf0, 0x10e...0x111: [UInt8(ascii: "d")]
    case 0xc8...0xcb, 0xe8...0xeb, 0x112...0x11b: [UInt8(ascii: "e")]
    case 0x11c...0x123: [UInt8(ascii: "g")]
    case 0xcc...0xcf, 0xec...0xef, 0x128...0x131: [UInt8(ascii: "i")]
    case 0x139...0x142: [UInt8(ascii: "l")]
    case 0xd1, 0xf1, 0x143...0x148: [UInt8(ascii: "n")]
    case 0xd2...0xd6, 0xd8, 0xf2...0xf6, 0xf8, 0x14c...0x151: [UInt8(ascii: "o")]
    case 0x152, 0x153: [UInt8](Array("oe".utf8))
    case 0x154...0x159: [UInt8(ascii: "r")]
    case 0x15a...0x161, 0x218, 0x219: [UInt8(ascii: "s")]
    case 0xdf: [UInt8](Array("ss".utf8))
    case 0x162...0x167, 0x21a, 0x21b: [UInt8(ascii: "t")]
    case 0xd9...0xdc, 0xf9...0xfc, 0x168...0x173: [UInt8(ascii: "u")]
    case 0xdd, 0xfd, 0xff, 0x176...0x178: [UInt8(ascii: "y")]
    case 0x179...0x17e: [UInt8(ascii: "z")]
    default: nil
    }
  }
}
