import Basics
import Columns

/// What was found out about a contact's position, from the title or else from columns that say
/// it.
struct Position: Sendable {
  var department: Department?
  var seniority: Seniority?
  /// How sure each is, 0 to 1.
  var departmentTrust, seniorityTrust: Double
  /// What told it: a phrase of the rules, or the name of a column.
  var departmentBy, seniorityBy: String?
  var reading: TitleReading

  /// Told by a column of the CRM: somebody's or some vendor's entry.
  static let byColumn = 0.8

  init(_ reading: TitleReading, departmentColumn: Department?, seniorityColumn: Seniority?) {
    self.reading = reading
    department = reading.department
    departmentTrust =
      reading.departmentIsClear ? TitleReading.Trust.clear : TitleReading.Trust.vague
    departmentBy = reading.departmentPhrase
    seniority = reading.seniority
    seniorityTrust = reading.seniorityIsClear ? TitleReading.Trust.clear : TitleReading.Trust.vague
    seniorityBy = reading.seniorityPhrase
    // A column beats a guess, not a clear word: titles are newer than lists are.
    if !reading.isFormer, let column = departmentColumn, !reading.departmentIsClear {
      (department, departmentTrust, departmentBy) = (column, Self.byColumn, "column department")
    }
    if !reading.isFormer, let column = seniorityColumn, !reading.seniorityIsClear {
      (seniority, seniorityTrust, seniorityBy) = (column, Self.byColumn, "column seniority")
    }
  }
}

/// How well a persona fits a position.
struct PersonaMatch: Sendable {
  /// 0 to 1.
  var confidence: Double
  /// How many things had to fit: of equal confidence the more particular persona wins.
  var weight: Int
  var why: String
}

/// What a persona asks of a position, ready to be compared with many.
struct PersonaRule: Sendable {
  let name: String
  let departments: Set<Department>
  let seniorities: Set<Seniority>
  let titles: PhraseBook?
  let asksNothingOfPosition: Bool

  init(_ persona: Persona) throws {
    name = persona.name
    departments = persona.departments
    seniorities = persona.seniorities
    do {
      let folded = persona.titles.map { PhraseBook.folded($0) }
      titles =
        folded.isEmpty ? nil : try PhraseBook("title: " + folded.joined(separator: ","), before: "")
    } catch let problem as Problem {
      throw problem.at("persona \"\(name)\"")
    }
    asksNothingOfPosition = departments.isEmpty && seniorities.isEmpty && titles == nil
  }

  /// Nil where the persona does not fit, or what it asks for is not known.
  func match(_ position: Position, _ title: TitleTokens) -> PersonaMatch? {
    // Who left the position is not that persona any more.
    if position.reading.isFormer { return nil }
    let interim = position.reading.isInterim ? TitleReading.Trust.interim : 1
    if let titles {
      let symbols = title.tokens.map { titles.symbols(of: $0.bytes) }
      let own = position.reading.ownWords
      let hits = titles.matches(title.tokens, symbols: symbols)
      // The title of one's boss, or one's last job, is not one's own.
      if let hit = hits.first(where: { own >> UInt64($0.range.lowerBound) & 1 == 1 }) {
        return PersonaMatch(
          confidence: interim, weight: 3, why: "title: \(titles.entries[hit.entry].phrase)")
      }
      if departments.isEmpty && seniorities.isEmpty { return nil }
    }
    if asksNothingOfPosition {
      return PersonaMatch(confidence: interim, weight: 1, why: "condition")
    }
    var confidence = interim
    var why: [String] = []
    if !departments.isEmpty {
      guard let department = position.department, department.isAmong(departments) else {
        return nil
      }
      confidence *= position.departmentTrust
      why.append(part("department", department.rawValue, position.departmentBy))
    }
    if !seniorities.isEmpty {
      guard let seniority = position.seniority, seniorities.contains(seniority) else { return nil }
      confidence *= position.seniorityTrust
      why.append(part("seniority", seniority.rawValue, position.seniorityBy))
    }
    return PersonaMatch(
      confidence: confidence, weight: why.count, why: why.joined(separator: "; "))
  }

  private func part(_ what: String, _ value: String, _ by: String?) -> String {
    by.map { "\(what) \(value) (\($0))" } ?? "\(what) \(value) (no rank named)"
  }
}
