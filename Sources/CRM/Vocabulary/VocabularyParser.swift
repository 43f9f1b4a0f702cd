import Basics

/// Reads `vocabulary.txt`. Its format is described in that file's first lines.
enum VocabularyParser {
  static func parse(_ text: String) throws -> Vocabulary {
    var vocabulary = Vocabulary()
    var section = ""
    for (number, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let line = trimmed(raw)
      if line.isEmpty || line.hasPrefix("#") { continue }
      do {
        if raw.first != " " {
          section = try open(String(line), in: &vocabulary)
        } else if section == "entity" {
          try entityLine(line, in: &vocabulary)
        } else {
          try listLine(line, section: section, in: &vocabulary)
        }
      } catch let problem as Problem {
        throw problem.at("vocabulary.txt:\(number + 1)")
      }
    }
    try index(&vocabulary)
    return vocabulary
  }

  private static func open(_ line: String, in vocabulary: inout Vocabulary) throws -> String {
    let words = line.split(separator: " ")
    if words.count == 2, words[0] == "entity" {
      guard let entity = Entity(rawValue: String(words[1])) else {
        throw fault("no entity \"\(words[1])\"")
      }
      vocabulary.entities.append(EntityTerms(entity: entity))
      return "entity"
    }
    guard ["technical", "missing", "outcomes", "flags", "words"].contains(line) else {
      throw fault("no section \"\(line)\"")
    }
    return line
  }

  private static func entityLine(_ line: Substring, in vocabulary: inout Vocabulary) throws {
    guard !vocabulary.entities.isEmpty else { throw fault("a line before any entity") }
    let last = vocabulary.entities.count - 1
    if let colon = line.firstIndex(of: ":") {
      let field = try field(line[..<colon], headers: line[line.index(after: colon)...])
      vocabulary.entities[last].fields.append(field)
      return
    }
    let parts = line.split(separator: " ", maxSplits: 1)
    guard parts.count == 2 else { throw fault("a line that says nothing") }
    switch parts[0] {
    case "files":
      var list = parts[1]
      if list.hasPrefix("only ") {
        vocabulary.entities[last].onlyByFile = true
        list = list.dropFirst(5)
      }
      vocabulary.entities[last].fileWords = items(list, separator: ",").map { FoldedText.of($0) }
    case "needs":
      vocabulary.entities[last].needs.append(items(parts[1], separator: ","))
    case "unless":
      vocabulary.entities[last].unless += items(parts[1], separator: ";").map { FoldedText.of($0) }
    case "never":
      vocabulary.entities[last].never += items(parts[1], separator: ";").map { FoldedText.of($0) }
    case "union":
      vocabulary.entities[last].unionOfAnyShape = true
    default:
      // A column without other headers needs its colon all the same.
      throw fault("\"\(parts[0])\" is no column: where is its colon?")
    }
  }

  private static func field(_ left: Substring, headers: Substring) throws -> Field {
    var words = left.split(separator: " ")
    guard words.count == 3 || words.count == 4, let kind = FieldKind(rawValue: String(words[1])),
      let weight = Double(words[words.count - 1])
    else { throw fault("a column reads NAME KIND [LOW..HIGH] WEIGHT : headers") }
    var range: ClosedRange<Double>?
    if words.count == 4 {
      let ends = ends(of: words.remove(at: 2))
      guard let ends, ends.0 <= ends.1 else { throw fault("a range reads LOW..HIGH") }
      range = ends.0...ends.1
    }
    let name = String(words[0])
    var folded = [FoldedText.of(name)]
    for header in items(headers, separator: ";").map({ FoldedText.of($0) })
    where !folded.contains(header) && !header.isEmpty {
      folded.append(header)
    }
    return Field(name: name, kind: kind, range: range, weight: weight, headers: folded)
  }

  private static func ends(of text: Substring) -> (Double, Double)? {
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      if text[index] == ".", next < text.endIndex, text[next] == "." {
        guard let low = Double(text[..<index]), let high = Double(text[text.index(after: next)...])
        else { return nil }
        return (low, high)
      }
      index = next
    }
    return nil
  }

  private static func listLine(
    _ line: Substring, section: String, in vocabulary: inout Vocabulary
  ) throws {
    // The name may be followed by a colon and texts that hold colons themselves.
    guard let colon = line.firstIndex(of: ":") else { throw fault("NAME : text; text") }
    let name = String(trimmed(line[..<colon]))
    let texts = items(line[line.index(after: colon)...], separator: ";")
    switch section {
    case "technical": vocabulary.technical[name] = texts.map { FoldedText.of($0) }
    case "missing": vocabulary.missing[name] = texts.map { $0.lowercased() }
    case "outcomes": vocabulary.outcomes[name] = texts.map { FoldedText.of($0) }
    case "flags": vocabulary.flags[name] = texts.map { FoldedText.of($0) }
    case "words": vocabulary.words[name] = texts
    default: throw fault("a line outside of any section")
    }
  }

  private static func index(_ vocabulary: inout Vocabulary) throws {
    for position in vocabulary.entities.indices {
      let terms = vocabulary.entities[position]
      for (number, field) in terms.fields.enumerated() {
        for (rank, header) in field.headers.enumerated() {
          vocabulary.entities[position].byHeader[header, default: []].append((number, rank))
        }
      }
      for name in terms.needs.joined() where terms.field(name) == nil {
        throw fault("\(terms.entity.name) needs \"\(name)\", which is none of its columns")
      }
      for header in vocabulary.entities[position].byHeader.keys {
        vocabulary.entities[position].byHeader[header]?.sort {
          ($0.rank, $0.field) < ($1.rank, $1.field)
        }
      }
    }
  }

  private static func items(_ text: Substring, separator: Character) -> [String] {
    text.split(separator: separator).map { String(trimmed($0)) }.filter { !$0.isEmpty }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first == " " || first == "\r" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\r" { text.removeLast() }
    return text
  }

  private static func fault(_ message: String) -> Problem { Problem(.fault, message) }
}
