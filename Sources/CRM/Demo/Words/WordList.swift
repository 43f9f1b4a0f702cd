/// A fixed list of words as bytes, written into cells without making a `String`.
struct WordList: @unchecked Sendable {
  // One block holds all bytes and one all ends; both live as long as the process and are
  // never changed, so pointers into them may be shared between threads.
  private let bytes: UnsafePointer<UInt8>
  private let starts: UnsafePointer<Int>
  let count: Int

  /// The words of `text`, divided by `|`. Line breaks beside a `|` are not part of a word.
  init(_ text: String) {
    self.init(
      words: text.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map {
        part in
        let newline = UInt8(ascii: "\n")
        let front = part.drop(while: { $0 == newline })
        let back = front.reversed().prefix(while: { $0 == newline }).count
        return Array(front.dropLast(back))
      })
  }

  init(words: [[UInt8]]) {
    let total = words.reduce(0) { $0 + $1.count }
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: max(total, 1))
    let starts = UnsafeMutablePointer<Int>.allocate(capacity: words.count + 1)
    var position = 0
    for (index, word) in words.enumerated() {
      starts[index] = position
      for byte in word {
        bytes[position] = byte
        position += 1
      }
    }
    starts[words.count] = position
    self.bytes = UnsafePointer(bytes)
    self.starts = UnsafePointer(starts)
    count = words.count
  }

  /// The word at `index`, counted round the list, so that no index is out of range. An empty
  /// list has only the empty word.
  @inline(__always)
  subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
    guard count > 0 else { return UnsafeBufferPointer(start: bytes, count: 0) }
    let place =
      index.magnitude < UInt(count) && index >= 0 ? index : Int(index.magnitude % UInt(count))
    let start = starts[place]
    return UnsafeBufferPointer(start: bytes + start, count: starts[place + 1] - start)
  }

  @inline(__always)
  func pick(_ dice: inout Dice) -> UnsafeBufferPointer<UInt8> { self[dice.below(count)] }

  /// The same words in ASCII lower case with what is no letter or digit left out: what a
  /// domain or an e-mail address makes of a name. Umlauts and accents go the usual way
  /// (`ü` to `ue`, `é` to `e`).
  func slugs() -> WordList {
    WordList(words: (0..<count).map { Self.slug(String(decoding: self[$0], as: UTF8.self)) })
  }

  private static func slug(_ word: String) -> [UInt8] {
    var slug: [UInt8] = []
    for scalar in word.unicodeScalars {
      if let letters = Self.letters[scalar] {
        slug += Array(letters.utf8)
      } else if scalar.isASCII {
        let byte = UInt8(truncatingIfNeeded: scalar.value)
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): slug.append(byte | 0x20)
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
          slug.append(byte)
        default: break
        }
      }
    }
    return slug
  }

  private static let letters: [Unicode.Scalar: String] = [
    "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue", "ß": "ss",
    "à": "a", "á": "a", "â": "a", "ã": "a", "å": "a", "Å": "a", "Á": "a", "ą": "a",
    "ç": "c", "ć": "c", "č": "c", "è": "e", "é": "e", "ê": "e", "ë": "e", "É": "e", "ę": "e",
    "í": "i", "î": "i", "ï": "i", "Í": "i", "ł": "l", "Ł": "l", "ñ": "n", "ń": "n",
    "ò": "o", "ó": "o", "ô": "o", "õ": "o", "ø": "oe", "Ø": "oe", "Ó": "o", "œ": "oe",
    "š": "s", "Š": "s", "ś": "s", "Ś": "s", "ù": "u", "ú": "u", "û": "u", "æ": "ae", "ý": "y",
    "ž": "z",
    "Ž": "z", "ż": "z", "Ż": "z", "ź": "z", "Ź": "z",
  ]
}

extension WordList {
  /// The list as Swift text, for tests and documents.
  var strings: [String] { (0..<count).map { String(decoding: self[$0], as: UTF8.self) } }
}

/// A fixed list of plain values that lives as long as the process: reading an element costs
/// no reference counting.
struct FixedList<Element: BitwiseCopyable>: @unchecked Sendable {
  // Never changed or freed after `init`.
  private let elements: UnsafePointer<Element>
  let count: Int

  init(_ values: [Element]) {
    let elements = UnsafeMutablePointer<Element>.allocate(capacity: max(values.count, 1))
    elements.initialize(from: values, count: values.count)
    self.elements = UnsafePointer(elements)
    count = values.count
  }

  /// The element at `index`, which is held within the list; lists are never empty.
  @inline(__always)
  subscript(index: Int) -> Element { elements[min(max(index, 0), count - 1)] }
}
