import Basics

/// Phrases of words and wildcards, each with what it stands for, found in a list of words.
///
/// The syntax is told at the head of `Rules/title-levels.txt`.
struct PhraseBook: Sendable {
  /// What a phrase stands for.
  struct Entry: Sendable {
    var phrase: String
    /// The text before the colon of its line.
    var label: String
    /// Whether the phrase must fill its segment.
    var whole: Bool
  }

  /// A phrase found.
  struct Match {
    var entry: Int
    var range: Range<Int>
  }

  private(set) var entries: [Entry] = []
  private var exact: [[UInt8]: Int32] = [:]
  private var patterns: [(kind: Kind, bytes: [UInt8], symbol: Int32)] = []
  /// Patterns by the byte that a word must begin or end with; those that may stand anywhere. A
  /// word is compared with few of them.
  private var byFirst = [[Int]](repeating: [], count: 256)
  private var byLast = [[Int]](repeating: [], count: 256)
  private var anywhere: [Int] = []
  private var nodes = [Node()]
  private static let anyWord: Int32 = -1
  private static let gap: Int32 = -2

  private enum Kind: Int { case prefix, suffix, infix }

  private struct Node {
    var children: [Int32: Int32] = [:]
    /// The entry that ends here, and the one that ends here if it fills its segment.
    var entry: Int32 = -1
    var wholeEntry: Int32 = -1
  }

  /// - Throws: a ``Problem`` that names a line without a colon, an empty phrase, or a phrase
  ///   that stands for two things.
  ///
  /// - Parameter own: Lines that come first: their phrases may contradict those of `standard`.
  init(_ own: String, before standard: String) throws {
    try read(own)
    let theirs = entries.count
    try read(standard, overruledBy: theirs)
    // Of two wildcards that fit one word, the one that says more of it is meant.
    patterns.sort { a, b in
      // As long, the beginning of a word says more than its end: a "Teamleiterin" leads a team.
      (b.bytes.count, a.kind.rawValue, a.symbol) < (a.bytes.count, b.kind.rawValue, b.symbol)
    }
    for (number, pattern) in patterns.enumerated() {
      switch (pattern.kind, pattern.bytes.first, pattern.bytes.last) {
      case (.prefix, let first?, _): byFirst[Int(first)].append(number)
      case (.suffix, _, let last?): byLast[Int(last)].append(number)
      default: anywhere.append(number)
      }
    }
  }

  /// A phrase as titles are read: small letters without accents; wildcards stay.
  static func folded(_ phrase: String) -> String {
    phrase.split(whereSeparator: { $0 == " " || $0 == "," }).map { word in
      if word == "=" || word == "*" || word == "..." { return String(word) }
      let plain = TitleTokens(word.filter { $0 != "*" }).tokens.map {
        String(decoding: $0.bytes, as: UTF8.self)
      }.joined(separator: " ")
      return (word.hasPrefix("*") && word.count > 1 ? "*" : "") + plain
        + (word.hasSuffix("*") ? "*" : "")
    }.joined(separator: " ")
  }

  private mutating func read(_ text: String, overruledBy theirs: Int = 0) throws {
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
      let line = line.drop { $0 == " " }
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard let colon = line.firstIndex(of: ":") else {
        throw Problem(
          .script, "title rules: the line \"\(line.prefix(40))\" has no colon",
          hints: ["a line reads `what: phrase, phrase`"])
      }
      let label = String(line[..<colon])
      for phrase in line[line.index(after: colon)...].split(separator: ",") {
        try add(
          phrase.split(separator: " ").joined(separator: " "), label: label, overruledBy: theirs)
      }
    }
  }

  private mutating func add(
    _ phrase: String, label: String, overruledBy theirs: Int
  ) throws {
    var words = phrase.split(separator: " ").map(String.init)
    let whole = words.first == "="
    if whole { words.removeFirst() }
    if words.isEmpty { throw Problem(.script, "title rules: \(label) has an empty phrase") }
    if words.contains(where: { $0 != "*" && $0.dropFirst().dropLast().contains("*") }) {
      throw Problem(
        .script, "title rules: \"\(phrase)\" has a star inside a word",
        hints: ["stars stand at the beginning or the end of a word: \"personal* leit*\""])
    }
    var node = 0
    for word in words {
      let symbol = symbol(of: word)
      if let next = nodes[node].children[symbol] {
        node = Int(next)
      } else {
        nodes.append(Node())
        nodes[node].children[symbol] = Int32(nodes.count - 1)
        node = nodes.count - 1
      }
    }
    let before = whole ? nodes[node].wholeEntry : nodes[node].entry
    if before >= 0 {
      if before < theirs || entries[Int(before)].label == label { return }
      throw Problem(
        .script,
        "title rules: \"\(phrase)\" stands for \(entries[Int(before)].label) and for \(label)")
    }
    let number = Int32(entries.count)
    if whole { nodes[node].wholeEntry = number } else { nodes[node].entry = number }
    entries.append(Entry(phrase: phrase, label: label, whole: whole))
  }

  private mutating func symbol(of word: String) -> Int32 {
    if word == "*" { return Self.anyWord }
    if word == "..." { return Self.gap }
    let known = exact.count + patterns.count
    let (begins, ends) = (word.hasPrefix("*"), word.hasSuffix("*"))
    let bytes = Array(word.utf8.filter { $0 != UInt8(ascii: "*") })
    guard begins || ends else {
      if let symbol = exact[bytes] { return symbol }
      exact[bytes] = Int32(known)
      return Int32(known)
    }
    let kind: Kind = begins && ends ? .infix : begins ? .suffix : .prefix
    if let pattern = patterns.first(where: { $0.kind == kind && $0.bytes == bytes }) {
      return pattern.symbol
    }
    patterns.append((kind, bytes, Int32(known)))
    return Int32(known)
  }

  /// The words and wildcards of the book that a word is.
  ///
  /// German words with an umlaut written out (`geschaeft`) are taken as without (`geschaft`).
  func symbols(of word: [UInt8]) -> [Int32] {
    var found = directSymbols(of: word)
    if let plain = Self.withoutWrittenUmlauts(word) {
      for symbol in directSymbols(of: plain) where !found.contains(symbol) { found.append(symbol) }
    }
    return found
  }

  private func directSymbols(of word: [UInt8]) -> [Int32] {
    var found: [Int32] = []
    if let symbol = exact[word] { found.append(symbol) }
    guard let first = word.first, let last = word.last else { return found }
    let candidates = byFirst[Int(first)] + byLast[Int(last)] + anywhere
    // The order of the patterns: those that say more of a word come first.
    for number in candidates.sorted() {
      let pattern = patterns[number]
      let holds =
        switch pattern.kind {
        case .prefix: word.starts(with: pattern.bytes)
        case .suffix:
          word.count > pattern.bytes.count && word.suffix(pattern.bytes.count) == pattern.bytes[...]
        case .infix: Self.contains(word, pattern.bytes)
        }
      if holds { found.append(pattern.symbol) }
    }
    return found
  }

  private static func contains(_ word: [UInt8], _ part: [UInt8]) -> Bool {
    guard word.count >= part.count else { return false }
    return (0...(word.count - part.count)).contains {
      word[$0..<($0 + part.count)].elementsEqual(part)
    }
  }

  private static func withoutWrittenUmlauts(_ word: [UInt8]) -> [UInt8]? {
    var plain: [UInt8] = []
    for byte in word {
      if byte == UInt8(ascii: "e"), let last = plain.last,
        last == UInt8(ascii: "a") || last == UInt8(ascii: "o") || last == UInt8(ascii: "u")
      {
        continue
      }
      plain.append(byte)
    }
    return plain.count == word.count ? nil : plain
  }

  /// The phrases in a title: from left to right, at each place the longest, no word used twice.
  /// A phrase does not reach over the end of a segment.
  ///
  /// - Parameter symbols: What ``symbols(of:)`` says of each word.
  func matches(_ tokens: [TitleTokens.Token], symbols: [[Int32]]) -> [Match] {
    var matches: [Match] = []
    var start = 0
    while start < tokens.count {
      var best: (end: Int, entry: Int)?
      let segment = tokens[start].segment
      let begins = start == 0 || tokens[start - 1].segment != segment
      let find = { (end: Int, node: Int) in
        let fills = begins && (end == tokens.count || tokens[end].segment != segment)
        let entry =
          fills && nodes[node].wholeEntry >= 0 ? nodes[node].wholeEntry : nodes[node].entry
        if entry >= 0, best == nil || end > best!.end {
          best = (end, Int(entry))
        }
      }
      walk(tokens, symbols, at: start, segment: segment, node: 0, find)
      if let best {
        matches.append(Match(entry: best.entry, range: start..<best.end))
        start = best.end
      } else {
        start += 1
      }
    }
    return matches
  }

  private func walk(
    _ tokens: [TitleTokens.Token], _ symbols: [[Int32]], at position: Int, segment: Int, node: Int,
    _ find: (Int, Int) -> Void
  ) {
    if position < tokens.count, tokens[position].segment == segment {
      for symbol in symbols[position] {
        if let next = nodes[node].children[symbol] {
          find(position + 1, Int(next))
          walk(tokens, symbols, at: position + 1, segment: segment, node: Int(next), find)
        }
      }
      if let next = nodes[node].children[Self.anyWord] {
        find(position + 1, Int(next))
        walk(tokens, symbols, at: position + 1, segment: segment, node: Int(next), find)
      }
    }
    if let next = nodes[node].children[Self.gap] {
      for skipped in 1...4 {
        let after = position + skipped
        if after > tokens.count || tokens[after - 1].segment != segment { break }
        walk(tokens, symbols, at: after, segment: segment, node: Int(next), find)
      }
    }
  }
}
