import Columns

/// The words of company and personal names that matching goes by.
///
/// Letters and digits in small letters without accents; `S.A.` and `I B M` are one word each. Of
/// company names, legal forms at the end (and articles in front) are taken off, words without
/// meaning left out, and usual abbreviations written in full: `The Acme Mfg. Co., Inc.` is
/// `acme manufacturing`. A name of nothing but such words keeps them.
public enum NameWords {
  /// The words of a company's name.
  public static func company(_ name: String) -> [String] { words(name, .companies) }

  /// The words of a person's name.
  public static func person(_ name: String) -> [String] { words(name, .people) }

  private static func words(_ name: String, _ kind: NameKind) -> [String] {
    var text = name
    var reader = NameReader(kind)
    text.withUTF8 { reader.read($0) }
    return reader.words.map { word in
      word.withBytes { String(decoding: $0, as: UTF8.self) }
    }
  }
}

/// Whose names are read.
enum NameKind: Sendable { case companies, people }

/// Words that stand for others, by hash.
struct NameVocabulary: Sendable {
  private let legal: Set<UInt64>
  private let front: Set<UInt64>
  private let empty: Set<UInt64>
  private let same: [UInt64: TextView]
  private let arena: TextArena
  /// Words that many companies have in their names.
  let generic: Set<UInt64>

  static let standard = NameVocabulary(
    String(decoding: PackageResources.company_words_txt, as: UTF8.self))

  init(_ text: String) {
    var (legal, front, empty): (Set<UInt64>, Set<UInt64>, Set<UInt64>) = ([], [], [])
    var same: [UInt64: TextView] = [:]
    var generic: Set<UInt64> = []
    let arena = TextArena()
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count > 1 else { continue }
      let hashes = words.dropFirst().map { ByteHash.of($0) }
      switch words[0] {
      case "legal": legal.formUnion(hashes)
      case "front": front.formUnion(hashes)
      case "empty": empty.formUnion(hashes)
      case "same":
        generic.insert(hashes[0])
        for hash in hashes.dropFirst() { same[hash] = arena.view(words[1]) }
      default: continue
      }
    }
    self.legal = legal
    self.front = front
    self.empty = empty
    self.same = same
    self.generic = generic
    self.arena = arena
  }

  func isGeneric(_ hash: UInt64) -> Bool { generic.contains(hash) }
  func isLegal(_ hash: UInt64) -> Bool { legal.contains(hash) }
  func isFront(_ hash: UInt64) -> Bool { front.contains(hash) }
  func isEmpty(_ hash: UInt64) -> Bool { empty.contains(hash) }
  func standing(for hash: UInt64) -> TextView? { same[hash] }
}

/// Takes names apart; one reader reads many, and keeps its memory.
struct NameReader {
  /// The words of the name read last. Long ones live in the reader's arena.
  private(set) var words: [TextView] = []
  private(set) var hashes: [UInt64] = []
  let arena = TextArena()
  private let kind: NameKind
  private let known = NameVocabulary.standard
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  init(_ kind: NameKind) { self.kind = kind }

  mutating func read(_ name: UnsafeBufferPointer<UInt8>) {
    words.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    if name.allSatisfy({ $0 < 0x80 }) { splitPlain(name) } else { splitUnicode(name) }
    joinLetters()
    var start = 0
    for end in ends {
      bytes.withUnsafeBufferPointer { all in
        let word = UnsafeBufferPointer(rebasing: all[start..<end])
        var hash = ByteHash()
        hash.add(word)
        words.append(arena.view(word))
        hashes.append(hash.value)
      }
      start = end
    }
    if kind == .companies { settle() }
  }

  /// Full stops and apostrophes are taken out, other signs end a word.
  private mutating func splitPlain(_ name: UnsafeBufferPointer<UInt8>) {
    for byte in name {
      let small = byte | 0x20
      if small &- 0x61 < 26 {
        bytes.append(small)
      } else if byte &- 0x30 < 10 {
        bytes.append(byte)
      } else if byte != UInt8(ascii: "."), byte != UInt8(ascii: "'") {
        endWord()
      }
    }
    endWord()
  }

  private mutating func splitUnicode(_ name: UnsafeBufferPointer<UInt8>) {
    let text = String(decoding: name, as: UTF8.self)
    var word = String.UnicodeScalarView()
    func folded() -> String.UTF8View { TextForm.folded(String(word)).utf8 }
    for scalar in text.unicodeScalars {
      if TextForm.isLetterOrDigit(scalar) || TextForm.isMark(scalar) {
        word.append(scalar)
      } else if scalar != ".", scalar != "'", scalar != "\u{2019}" {
        bytes.append(contentsOf: folded())
        word = String.UnicodeScalarView()
        endWord()
      }
    }
    bytes.append(contentsOf: folded())
    endWord()
  }

  private mutating func endWord() {
    if bytes.count > (ends.last ?? 0) { ends.append(bytes.count) }
  }

  /// `I B M` is one word; of people, initials stay apart.
  private mutating func joinLetters() {
    guard kind == .companies, ends.count > 1 else { return }
    var kept: [Int] = []
    var (start, wasLetter) = (0, false)
    for end in ends {
      let isLetter = end - start == 1 && bytes[start] &- 0x61 < 26
      if isLetter && wasLetter { kept.removeLast() }
      kept.append(end)
      wasLetter = isLetter
      start = end
    }
    ends = kept
  }

  private mutating func settle() {
    let known = known
    var end = words.count
    while end > 1 {
      if known.isLegal(hashes[end - 1]) {
        end -= 1
      } else if end < words.count, end > 2, known.isEmpty(hashes[end - 1]),
        known.isLegal(hashes[end - 2])
      {
        // `GmbH & Co. KG`, `S.A. de C.V.`
        end -= 1
      } else {
        break
      }
    }
    var start = 0
    while start < end - 1, known.isFront(hashes[start]) { start += 1 }
    var kept: [Int] = []
    for index in start..<end where !known.isEmpty(hashes[index]) { kept.append(index) }
    if kept.isEmpty { kept = Array(start..<end) }
    var (newWords, newHashes): ([TextView], [UInt64]) = ([], [])
    for index in kept {
      if let other = known.standing(for: hashes[index]) {
        newWords.append(other)
        newHashes.append(ByteHash.of(other))
      } else {
        newWords.append(words[index])
        newHashes.append(hashes[index])
      }
    }
    (words, hashes) = (newWords, newHashes)
  }
}
