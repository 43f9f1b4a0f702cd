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
    readLevel(found, tokens, scope, into: &reading)
    let words = departmentWords(
      rules.departments.matches(tokens, symbols: departmentSymbols), scope)
    let part = readDepartment(words, tokens, found, into: &reading)
    if reading.isAssistant, reading.department == nil { reading.department = .administration }
    reading.departmentGroup = group(reading.department, part: part, words)
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
    _ found: [PhraseBook.Match], _ tokens: [TitleTokens.Token], _ scope: TitleScope,
    into reading: inout TitleReading
  ) {
    reading.seniorityGroup = .professional
    if let assistant = scope.assistant {
      reading.seniority = .staff
      reading.seniorityPhrase = rules.levels.entries[assistant.entry].phrase
      reading.seniorityWords = Self.bytes(assistant, tokens)
      reading.seniorityIsClear = true
      for match in found[..<(found.firstIndex { $0.range == assistant.range } ?? 0)] {
        if rules.levelOf[match.entry] == .level(.senior, .senior) {
          reading.seniorityGroup = .senior
        }
      }
      return
    }
    var group = SeniorityGroup.professional
    for match in found where scope.covers(match.range.lowerBound) {
      guard case .level(let level, let named) = rules.levelOf[match.entry] else { continue }
      group = max(group, named)
      if reading.seniority.map({ outranks(level, $0) }) ?? true {
        reading.seniority = level
        reading.seniorityPhrase = rules.levels.entries[match.entry].phrase
        reading.seniorityWords = Self.bytes(match, tokens)
      }
    }
    reading.seniorityGroup = reading.seniority == .intern ? .junior : group
    reading.seniorityIsClear = reading.seniority != nil
  }

  private static func bytes(
    _ match: PhraseBook.Match, _ tokens: [TitleTokens.Token]
  ) -> Range<Int> {
    tokens[match.range.lowerBound].range
      .lowerBound..<tokens[match.range.upperBound - 1].range.upperBound
  }

  /// The highest level named counts; but an apprentice mechanic is an apprentice.
  private func outranks(_ level: Seniority, _ held: Seniority) -> Bool {
    if level == .intern { return held < .manager }
    return level > held && !(held == .intern && level < .manager)
  }

  private typealias DepartmentMatch = (match: PhraseBook.Match, word: TitleRules.DepartmentWord)

  private func departmentWords(
    _ found: [PhraseBook.Match], _ scope: TitleScope
  ) -> [DepartmentMatch] {
    found.filter { scope.covers($0.range.lowerBound) }.compactMap {
      let word = rules.departmentOf[$0.entry]
      return word.department == nil ? nil : ($0, word)
    }
  }

  /// The strongest word decides; of equals the first, and of several side by side the last:
  /// an "IT sales" manager is in sales, a "sales and IT" manager too.
  ///
  /// - Returns: The part of the department.
  private func readDepartment(
    _ words: [DepartmentMatch], _ tokens: [TitleTokens.Token], _ levels: [PhraseBook.Match],
    into reading: inout TitleReading
  ) -> String? {
    guard let strongest = words.map(\.word.strength).max(),
      var chosen = words.firstIndex(where: { $0.word.strength == strongest })
    else { return nil }
    while chosen + 1 < words.count, words[chosen + 1].word.strength == strongest,
      words[chosen + 1].match.range.lowerBound == words[chosen].match.range.upperBound,
      tokens[words[chosen + 1].match.range.lowerBound].segment
        == tokens[words[chosen].match.range.lowerBound].segment,
      !isSubject(words[chosen + 1], of: words[chosen], tokens, levels)
    {
      chosen += 1
    }
    // "Software engineer": what kind of engineer is said by the word before.
    let part = words[...chosen].last {
      $0.word.department == words[chosen].word.department && $0.word.part != nil
    }?.word.part
    let (match, word) = words[chosen]
    reading.department = word.department
    reading.departmentPhrase = rules.departments.entries[match.entry].phrase
    reading.departmentWords = Self.bytes(match, tokens)
    // Those who run the whole are told by their rank: no better word is to be expected.
    reading.departmentIsClear =
      strongest >= 2 || (strongest == 1 && reading.department == .executive)
    return part
  }

  /// Departments whose work is done for an industry, which often stands behind them.
  private static let commercial: Set<Department> = [
    .sales, .marketing, .procurement, .hr, .businessDevelopment, .success,
  ]

  /// Whether a word only says for whom the work before it is done: "Sales Manager Healthcare" is in
  /// sales, "Leiter Einkauf IT" in procurement. A word for a person ("Brand Designer") or with a
  /// rank says what somebody is.
  private func isSubject(
    _ next: DepartmentMatch, of held: DepartmentMatch, _ tokens: [TitleTokens.Token],
    _ levels: [PhraseBook.Match]
  ) -> Bool {
    guard let mine = held.word.department, let other = next.word.department,
      Self.commercial.contains(mine), !Self.commercial.contains(other)
    else { return false }
    if levels.contains(where: { $0.range.overlaps(next.match.range) }) { return false }
    let last = tokens[next.match.range.upperBound - 1].bytes
    return !Self.personEndings.contains {
      last.count > $0.count + 2 && last.suffix($0.count) == $0[...]
    }
  }

  /// Endings of words for people in the languages of the rules.
  private static let personEndings = [
    "er", "ers", "erin", "or", "ors", "orin", "ist", "ists", "istin", "ant", "ants", "ian", "eur",
    "euse", "pilot", "kraft", "mann", "frau",
  ].map { Array($0.utf8) }

  /// The groups ask what somebody does before what it is about: who leads a project in IT is a
  /// project manager, who consults on IT a consultant.
  private func group(
    _ department: Department?, part: String?, _ words: [DepartmentMatch]
  ) -> DepartmentGroup {
    let group = DepartmentGroup(department, part: part)
    if words.contains(where: { $0.word.department == .projects && $0.word.strength >= 2 }) {
      return .projects
    }
    if group == .sales || group == .hr || group == .purchasing { return group }
    let isAbout: Set<DepartmentGroup> = [.it, .other, .projects]
    if isAbout.contains(group),
      words.contains(where: { $0.word.department == .consulting && $0.word.strength >= 2 })
    {
      return .consulting
    }
    return group
  }
}

/// Which words of a title are about the person's own present position.
struct TitleScope {
  private var own: [Bool]
  private(set) var isFormer = false
  private(set) var isInterim = false
  /// What made it an assistant's title.
  private(set) var assistant: PhraseBook.Match?
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
        if assistant == nil, own[start] { assistant = match }
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
