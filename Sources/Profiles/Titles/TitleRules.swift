import Basics

/// The rules by which job titles are read: English, German, French and Spanish, some Italian,
/// Portuguese and Dutch. They are data: see ``TitleTable``.
public struct TitleRules: Sendable {
  let levels: PhraseBook
  let departments: PhraseBook
  /// What the labels of the entries mean, by the number of the entry.
  let levelOf: [LevelWord]
  let departmentOf: [DepartmentWord]

  enum LevelWord: Sendable, Equatable {
    case level(Seniority)
    case none, former, interim, assistant, cut
  }

  struct DepartmentWord: Sendable {
    /// Nil: the words are used up and say nothing.
    var department: Department?
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
    self.levels = try PhraseBook(levels, before: TitleTable.levels)
    self.departments = try PhraseBook(departments, before: TitleTable.departments)
    levelOf = try self.levels.entries.map { entry in
      switch entry.label {
      case "none": .none
      case "former": .former
      case "interim": .interim
      case "assistant": .assistant
      case "cut": .cut
      default: .level(try Seniority(named: entry.label))
      }
    }
    departmentOf = try self.departments.entries.map { entry in
      let name = String(entry.label.prefix { !"!~?".contains($0) })
      let strength =
        switch entry.label.dropFirst(name.count) {
        case "!": 4
        case "": 3
        case "~": 2
        case "?": 1
        case "??": 0
        default:
          throw Problem(
            .script, "title rules: \"\(entry.label)\" is no department with !, ~, ? or ??")
        }
      return DepartmentWord(
        department: name == "none" ? nil : try Department(named: name), strength: strength)
    }
  }
}

extension TitleRules {
  /// What one title says. Tables of people read each distinct title once: ``Personas/map(_:_:rules:)``.
  public func reading(of title: String) -> TitleReading {
    var reader = TitleReader(self)
    return reader.read(title)
  }
}
