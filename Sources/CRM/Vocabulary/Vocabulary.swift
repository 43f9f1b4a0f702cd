import Basics

/// What kind of value a known column holds: how its cells are read, and whether a report may
/// show them.
public enum FieldKind: String, Sendable {
  /// Names a record. Integer where every cell is one, else text as written.
  case id
  /// Free text.
  case text
  /// Part of a person's name.
  case person
  case email, phone, url
  /// Text of few distinct values.
  case category
  /// Yes or no.
  case flag
  /// A yes or no that must not be lost: anything but a clear no is a yes.
  case optOut = "optout"
  /// A whole number of things.
  case count
  /// Money.
  case amount
  case number
  /// A share: 0 to 1 or 0 to 100, as the CRM has it.
  case percent
  /// A date, without time of day.
  case day
  /// A date or a timestamp, as the file has it.
  case moment
  /// A set of texts.
  case set

  /// Cells are kept exactly as written, whatever they look like.
  var isWritten: Bool {
    switch self {
    case .text, .person, .email, .phone, .url, .category, .set: true
    default: false
    }
  }

  var isNumeric: Bool {
    switch self {
    case .count, .amount, .number, .percent: true
    default: false
    }
  }

  var isTemporal: Bool { self == .day || self == .moment }

  /// Numbers, dates, yes and no: where words can only mean that there is no value.
  var isFigure: Bool { isNumeric || isTemporal || self == .flag || self == .optOut }

  /// Whether reports may show single values: never those that could name a person.
  var mayBeShown: Bool { self == .category || self == .set }
}

/// A column that the vocabulary knows.
public struct Field: Sendable {
  public let name: String
  public let kind: FieldKind
  /// The values one would expect, ends included.
  public let range: ClosedRange<Double>?
  /// How much the column speaks for its entity.
  let weight: Double
  /// Folded headers it goes by, best first; its own name is the first.
  let headers: [String]
}

/// What the vocabulary says of one entity.
struct EntityTerms: Sendable {
  let entity: Entity
  var fileWords: [String] = []
  /// Recognised only when the file's name says so: its columns are those of another entity.
  var onlyByFile = false
  /// At least one column of each line must be there.
  var needs: [[String]] = []
  /// Folded headers that speak against the entity.
  var unless: [String] = []
  /// Folded headers that rule it out.
  var never: [String] = []
  var unionOfAnyShape = false
  var fields: [Field] = []
  /// Folded header to (field, rank): rank 0 is the field's own name.
  var byHeader: [String: [(field: Int, rank: Int)]] = [:]

  func field(_ name: String) -> Field? { fields.first { $0.name == name } }
}

/// The words of CRM exports: headers, marks for missing values, stage names. Read from
/// `vocabulary.txt`, which is the place to add to.
struct Vocabulary: Sendable {
  var entities: [EntityTerms] = []
  var technical: [String: [String]] = [:]
  /// Lower-case texts by section of `missing`.
  var missing: [String: [String]] = [:]
  /// Folded texts that say won, lost or open; single words under `won words`, `lost words`.
  var outcomes: [String: [String]] = [:]
  /// Folded texts for yes and no.
  var flags: [String: [String]] = [:]
  /// Known spellings by column name, as written; countries are known by themselves.
  var words: [String: [String]] = [:]

  func terms(_ entity: Entity) -> EntityTerms? { entities.first { $0.entity == entity } }

  private static let parsed: Result<Vocabulary, Problem> = {
    do {
      return .success(
        try VocabularyParser.parse(
          String(decoding: PackageResources.vocabulary_txt, as: UTF8.self)))
    } catch let problem as Problem {
      return .failure(problem)
    } catch {
      return .failure(Problem(.fault, "vocabulary.txt: \(error)"))
    }
  }()

  /// The vocabulary that is built in.
  static func builtIn() throws -> Vocabulary { try parsed.get() }
}
