/// Where an audience goes: the exact form of its file, and the rules for who may be in it.
///
/// Destinations are data, not code: see the files in `Destinations/`, and ``parse(_:)`` for their
/// form. Platforms change their rules several times a year.
public struct Destination: Sendable, Equatable {
  /// What a row of the table is about.
  public enum Subject: String, Sendable {
    case people, companies, any
  }

  /// Who has to be left out.
  public enum ConsentRule: String, Sendable {
    /// Nobody: the file is no advertising audience.
    case none
    /// Those who opted out.
    case optOut = "opt_out"
    /// Those who opted out, and those who denied the use of their data for advertising.
    case ads
    /// As `ads`; where the table keeps consents, people under Google's EU user consent policy need to
    /// have granted both; and there is one file for each state of consent.
    case google
  }

  /// One column of the file. Headers may repeat: columns with the same header, sources and rule share
  /// the values that are found, one each.
  public struct Column: Sendable, Equatable {
    public var header: String
    /// Columns of the table, in order of preference. `email*` is `email`, `email_2`, `email_3` and so on.
    public var sources: [String] = []
    public var platform: Platform
    public var field: Field = .text
    /// Whether the value is hashed.
    public var isHashed = false
    /// Left out of the file when no row has a value for it.
    public var isOptional = false
    /// Worth a warning when empty.
    public var isAdvised = false
    /// Characters, as people count them.
    public var limit: Int?
    /// The same text in each row; `{list}` is the name of the list.
    public var constant: String?

    func sharesValues(with other: Column) -> Bool {
      header == other.header && sources == other.sources && platform == other.platform
        && field == other.field && isHashed == other.isHashed && constant == nil
        && other.constant == nil && !sources.isEmpty
    }
  }

  /// Alternatives, each a set of headers that must all be filled.
  public typealias Alternatives = [[String]]

  public var name: String
  public var title: String
  public var subject: Subject
  public var platform: Platform
  /// The day on which the rules were last compared with their sources, `YYYY-MM-DD`.
  public var checked: String
  public var sources: [String] = []
  /// What the sources do not say, or only at second hand.
  public var unconfirmed: [String] = []
  /// How to upload, and what to mind.
  public var notes: [String] = []
  public var hasHeader = true
  /// Lines between header and rows; `{list}` is the name of the list.
  public var preamble: [String] = []
  public var rowLimit: Int?
  public var byteLimit: Int?
  /// Rows below which the platform does not take the file.
  public var leastRows: Int?
  /// Matched people or companies below which the audience is not used.
  public var leastMatched: Int?
  public var advisedRows: Int?
  /// Whether a file below `leastRows` is refused, not only warned about.
  public var refusesBelow = false
  public var fileNameWithoutSpaces = false
  /// What a row must have to be in the file; empty when anything does.
  public var needs: Alternatives = []
  /// What a row must have to be matched, as far as its fields decide that.
  public var match: Alternatives = []
  /// Rows that agree on the first of these that they have filled are one: the first stays.
  public var same: Alternatives = []
  /// The header whose further values of one person become further lines.
  public var each: String?
  public var consent: ConsentRule = .none
  public var columns: [Column] = []
  /// Whether all columns of the table are written as they are.
  public var takesAllColumns = false

  public var headers: [String] { columns.map(\.header) }
}
