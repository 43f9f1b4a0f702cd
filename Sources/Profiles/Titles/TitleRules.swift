import Basics

/// The rules by which job titles are read: English, German, French and Spanish, some Italian,
/// Portuguese and Dutch. They are data: the files in
/// the folder `Rules`, whose first lines say how they are written.
public struct TitleRules: Sendable {
  let levels: PhraseBook
  let departments: PhraseBook
  /// What the labels of the entries mean, by the number of the entry.
  let levelOf: [LevelWord]
  let departmentOf: [DepartmentWord]

  enum LevelWord: Sendable, Equatable {
    case level(Seniority, SeniorityGroup)
    case none, former, interim, assistant, cut
  }

  struct DepartmentWord: Sendable {
    /// Nil: the words are used up and say nothing.
    var department: Department?
    /// The part of the department, such as `software`.
    var part: String?
    /// 4 decides whatever else is said; 3 names a subject; 2 names a function that yields to a
    /// subject; 1 and 0 are hints.
    var strength: Int
  }

  /// The rules that come with the program.
  public static let standard: TitleRules = {
    do {
      return try TitleRules(levels: "", departments: "")
    } catch {
      // The tests read the table, so it is sound.
      preconditionFailure("\(error)")
    }
  }()

  /// The standard rules with lines of one's own, which come first.
  ///
  /// - Parameters:
  ///   - levels: Lines such as `director: cluster head, tribe lead`.
  ///   - departments: Lines such as `it!: mainframe whisperer`.
  /// - Throws: a ``Problem`` that names the line or the phrase that is wrong.
  public init(levels: String, departments: String) throws {
    self.levels = try PhraseBook(
      levels, before: String(decoding: PackageResources.title_levels_txt, as: UTF8.self))
    self.departments = try PhraseBook(
      departments, before: String(decoding: PackageResources.title_departments_txt, as: UTF8.self))
    levelOf = try self.levels.entries.map { entry in
      switch entry.label {
      case "none": .none
      case "former": .former
      case "interim": .interim
      case "assistant": .assistant
      case "cut": .cut
      default: try Self.level(entry.label)
      }
    }
    departmentOf = try self.departments.entries.map { entry in
      let path = entry.label.prefix { !"!~?".contains($0) }
      let strength =
        switch entry.label.dropFirst(path.count) {
        case "!": 4
        case "": 3
        case "~": 2
        case "?": 1
        case "??": 0
        default:
          throw Problem(
            .script, "title rules: \"\(entry.label)\" is no department with !, ~, ? or ??")
        }
      let (name, part) = Self.parts(of: String(path))
      return DepartmentWord(
        department: name == "none" ? nil : try Department(named: name), part: part,
        strength: strength)
    }
  }
}

extension TitleRules {
  /// A rule of one's own: phrases, and the level or department they stand for.
  public struct Own: Sendable {
    public enum Kind: Sendable { case seniority, department }
    public var kind: Kind
    /// Such as `director`, `director/head` or `it!`; see the head of the rule files.
    public var label: String
    public var phrases: [String]

    public init(_ kind: Kind, _ label: String, _ phrases: [String]) {
      (self.kind, self.label, self.phrases) = (kind, label, phrases)
    }
  }

  /// The standard rules with some of one's own, which come first. Capital letters and accents in
  /// phrases do not matter.
  ///
  /// - Throws: a ``Problem`` that names the label or phrase that is wrong.
  public init(own: [Own]) throws {
    func lines(_ kind: Own.Kind) throws -> String {
      try own.filter { $0.kind == kind }.map { rule in
        let phrases = rule.phrases.map(PhraseBook.folded)
        if let position = phrases.firstIndex(where: \.isEmpty) {
          throw Problem(
            .script, "title rules: \(rule.label): \"\(rule.phrases[position])\" is no phrase")
        }
        return "\(rule.label): \(phrases.joined(separator: ","))"
      }.joined(separator: "\n")
    }
    try self.init(levels: try lines(.seniority), departments: try lines(.department))
  }

  /// Rules of one's own in a text: lines such as `seniority director: tribe lead, chapter lead`
  /// and `department it!: mainframe*`. Lines that begin with `#` are remarks.
  ///
  /// - Throws: a ``Problem`` that names the first line that is none of these.
  public static func own(in text: String, of file: String) throws -> [Own] {
    var rules: [Own] = []
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() {
      let line = line.drop { $0 == " " || $0 == "\u{FEFF}" }
      if line.isEmpty || line.hasPrefix("#") { continue }
      let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
      let head = (parts.first ?? "").split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2, head.count == 2, head[0] == "seniority" || head[0] == "department"
      else {
        throw Problem(
          .data, "\(file): line \(number + 1) is no rule",
          hints: ["write  seniority director: tribe lead  or  department it: mainframe*"])
      }
      rules.append(
        Own(
          head[0] == "seniority" ? .seniority : .department,
          head[1].split(separator: " ").joined(separator: " "),
          parts[1].split(separator: ",").map(String.init)))
    }
    return rules
  }

  /// What stands before and after the slash of a label.
  private static func parts(of label: String) -> (name: String, part: String?) {
    guard let slash = label.firstIndex(of: "/") else { return (label, nil) }
    return (String(label[..<slash]), String(label[label.index(after: slash)...]))
  }

  private static func level(_ label: String) throws -> LevelWord {
    let (name, part) = parts(of: label)
    let level = try Seniority(named: name)
    let group = try part.map { try SeniorityGroup(named: $0) } ?? SeniorityGroup(level)
    return .level(level, group)
  }

  /// What one title says. Tables of people read each distinct title once: ``Personas/map(_:_:rules:)``.
  public func reading(of title: String) -> TitleReading {
    var reader = TitleReader(self)
    return reader.read(title)
  }
}
