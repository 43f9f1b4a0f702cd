/// Reads titles by rules. Remembers words, so one reader serves many titles; not for several
/// threads at once.
struct TitleReader {
  let rules: TitleRules
  private var known: [[UInt8]: (levels: [Int32], departments: [Int32])] = [:]

  init(_ rules: TitleRules) { self.rules = rules }

  mutating func read(_ text: String) -> TitleReading { read(TitleTokens(text)) }

  mutating func read(_ title: TitleTokens) -> TitleReading {
    let tokens = title.tokens
    if tokens.isEmpty { return .nothing }
    var levelSymbols: [[Int32]] = []
    var departmentSymbols: [[Int32]] = []
    for token in tokens {
      let symbols = symbols(of: token.bytes)
      levelSymbols.append(symbols.levels)
      departmentSymbols.append(symbols.departments)
    }
    let found = rules.levels.matches(tokens, symbols: levelSymbols)
    let scope = TitleScope(tokens, found, rules)
    if scope.isFormer {
      var reading = TitleReading.nothing
      reading.isFormer = true
      return reading
    }
    var reading = TitleReading.nothing
    reading.ownWords = scope.ownWords
    reading.isInterim = scope.isInterim
    reading.isAssistant = scope.isAssistant
    readLevel(found, scope, into: &reading)
    readDepartment(
      rules.departments.matches(tokens, symbols: departmentSymbols), tokens, scope, into: &reading)
    if reading.isAssistant, reading.department == nil { reading.department = .administration }
    if reading.seniority == nil, reading.departmentIsClear {
      // A function without a rank is one's own work.
      reading.seniority = .staff
    }
    return reading
  }

  private mutating func symbols(of word: [UInt8]) -> (levels: [Int32], departments: [Int32]) {
    if let symbols = known[word] { return symbols }
    let symbols = (rules.levels.symbols(of: word), rules.departments.symbols(of: word))
    known[word] = symbols
    return symbols
  }

  private func readLevel(
    _ found: [PhraseBook.Match], _ scope: TitleScope, into reading: inout TitleReading
  ) {
    if let assistant = scope.assistant {
      reading.seniority = .staff
      reading.seniorityPhrase = rules.levels.entries[assistant].phrase
      reading.seniorityIsClear = true
      return
    }
    for match in found where scope.covers(match.range.lowerBound) {
      guard case .level(let level) = rules.levelOf[match.entry] else { continue }
      if reading.seniority.map({ outranks(level, $0) }) ?? true {
        reading.seniority = level
        reading.seniorityPhrase = rules.levels.entries[match.entry].phrase
      }
    }
    reading.seniorityIsClear = reading.seniority != nil
  }

  /// The highest level named counts; but an apprentice mechanic is an apprentice.
  private func outranks(_ level: Seniority, _ held: Seniority) -> Bool {
    if level == .intern { return held < .manager }
    return level > held && !(held == .intern && level < .manager)
  }

  /// The strongest word decides; of equals the first, and of several side by side the last:
  /// an "IT sales" manager is in sales, a "sales and IT" manager too.
  private func readDepartment(
    _ found: [PhraseBook.Match], _ tokens: [TitleTokens.Token], _ scope: TitleScope,
    into reading: inout TitleReading
  ) {
    let words = found.filter { scope.covers($0.range.lowerBound) }.compactMap {
      match -> (match: PhraseBook.Match, word: TitleRules.DepartmentWord)? in
      let word = rules.departmentOf[match.entry]
      return word.department == nil ? nil : (match, word)
    }
    guard let strongest = words.map(\.word.strength).max(),
      var chosen = words.firstIndex(where: { $0.word.strength == strongest })
    else { return }
    while chosen + 1 < words.count, words[chosen + 1].word.strength == strongest,
      words[chosen + 1].match.range.lowerBound == words[chosen].match.range.upperBound,
      tokens[words[chosen + 1].match.range.lowerBound].segment
        == tokens[words[chosen].match.range.lowerBound].segment
    {
      chosen += 1
    }
    reading.department = words[chosen].word.department
    reading.departmentPhrase = rules.departments.entries[words[chosen].match.entry].phrase
    // Those who run the whole are told by their rank: no better word is to be expected.
    reading.departmentIsClear =
      strongest >= 2 || (strongest == 1 && reading.department == .executive)
  }
}

/// Which words of a title are about the person's own present position.
struct TitleScope {
  private var own: [Bool]
  private(set) var isFormer = false
  private(set) var isInterim = false
  /// The entry that made it an assistant's title.
  private(set) var assistant: Int?
  var isAssistant: Bool { assistant != nil }

  func covers(_ token: Int) -> Bool { own[token] }

  var ownWords: UInt64 {
    var bits: UInt64 = 0
    for (index, own) in own.prefix(64).enumerated() where own { bits |= 1 << UInt64(index) }
    return bits
  }

  init(
    _ tokens: [TitleTokens.Token], _ found: [PhraseBook.Match], _ rules: TitleRules
  ) {
    own = [Bool](repeating: true, count: tokens.count)
    for match in found {
      let start = match.range.lowerBound
      let segment = tokens[start].segment
      switch rules.levelOf[match.entry] {
      case .former:
        // What follows in this segment, and the segment if nothing came before.
        for index in start..<tokens.count where tokens[index].segment == segment {
          own[index] = false
        }
      case .cut:
        for index in start..<tokens.count where tokens[index].segment == segment {
          own[index] = false
        }
      case .assistant:
        if assistant == nil, own[start] { assistant = match.entry }
        for index in match.range.upperBound..<max(match.range.upperBound, tokens.count)
        where tokens[index].segment == segment {
          own[index] = false
        }
      case .interim: if own[start] { isInterim = true }
      case .level, .none: break
      }
    }
    let formerMark = found.contains { rules.levelOf[$0.entry] == .former }
    isFormer = formerMark && !own.contains(true)
  }
}
