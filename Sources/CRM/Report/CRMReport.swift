import Columns

/// Everything that happened while a CRM was opened: what was recognised, what was changed, what
/// was left out, and what looks odd. `inspect` prints this.
public struct CRMReport: Sendable {
  /// Every file that was looked at, in the order of their names.
  public internal(set) var files: [FileReport] = []
  /// Every table there is, in the order of ``Entity``.
  public internal(set) var tables: [TableReport] = []
  public internal(set) var links: [LinkReport] = []
  /// Every distinct stage of the deals, the most frequent first.
  public internal(set) var stages: [StageReport] = []
  /// Where won and lost were read from, in a sentence; empty without deals.
  public internal(set) var outcomeSource = ""
  /// All there is to say in sentences, the weightiest first.
  public internal(set) var findings: [Finding] = []

  /// Findings about one table.
  public func findings(_ entity: Entity) -> [Finding] { findings.filter { $0.entity == entity } }
}

/// One thing worth knowing about the data.
public struct Finding: Sendable, Equatable {
  public enum Weight: Int, Sendable, Comparable {
    /// Results will be wrong or incomplete unless something is done.
    case warning
    /// Something was changed or left out, by a stated rule.
    case change
    /// Looks odd; nothing was done.
    case odd
    /// Good to know.
    case note

    public static func < (a: Weight, b: Weight) -> Bool { a.rawValue < b.rawValue }
  }

  public let weight: Weight
  public let entity: Entity?
  public let column: String?
  /// Rows it is about; 0 where it is not about rows.
  public let rows: Int
  public let text: String

  public init(
    _ weight: Weight, _ entity: Entity?, column: String? = nil, rows: Int = 0, _ text: String
  ) {
    self.weight = weight
    self.entity = entity
    self.column = column
    self.rows = rows
    self.text = text
  }
}

/// What became of one file.
public struct FileReport: Sendable {
  /// As given, or relative to the folder.
  public let name: String
  public internal(set) var entity: Entity?
  /// How sure that is: 0 (no idea) to 1 (said by the user).
  public internal(set) var certainty: Double = 0
  /// Why it was taken for that, or not used, in words.
  public internal(set) var why = ""
  /// For a file that was not used: what it came nearest to.
  public internal(set) var nearest: (entity: Entity, score: Double)?
  /// One for each column of the file, in its order.
  public internal(set) var columns: [HeaderReport] = []
  /// What the reader said; nil for a file of which only the header was read.
  public internal(set) var load: LoadReport?
  /// Rows that came into the table.
  public internal(set) var rows = 0
  /// Rows that were read but do not count, with the reason.
  public internal(set) var dropped: [(reason: String, rows: Int)] = []

  init(name: String) { self.name = name }
}

/// What one header was taken for.
public struct HeaderReport: Sendable, Equatable {
  public let header: String
  /// The name of the column in the table; nil if it did not come into it.
  public let column: String?
  public let isCanonical: Bool
}

/// One table, column by column.
public struct TableReport: Sendable {
  public let entity: Entity
  public let files: [String]
  public let rows: Int
  public let columns: [ColumnReport]

  public func column(_ name: String) -> ColumnReport? { columns.first { $0.name == name } }

  /// One column of a table, as `inspect` prints it.
  public struct ColumnReport: Sendable {
    public let name: String
    public let type: ColumnType
    /// The headers it came from, one for each file, without repetition.
    public let headers: [String]
    public let isCanonical: Bool
    public let missing: Int
    public let rows: Int
    /// Marks such as `N/A` that were read as missing, with how many cells.
    public let marks: [(mark: String, cells: Int)]
    /// Cells that could not be read as what the column holds; they are missing now.
    public let unreadable: Int
    /// What was done to the values, in words: `dates read as day/month/year`.
    public let notes: [String]
    public let odd: [String]

    /// 0 to 1; 1 for a table without rows.
    public var filled: Double { rows == 0 ? 1 : Double(rows - missing) / Double(rows) }
  }
}

/// How the records of one table found those of another.
public struct LinkReport: Sendable, Equatable {
  public let from: Entity
  public let to: Entity
  /// Rows by what linked them: `account_id`, `account name`, …, in the order they were tried.
  public internal(set) var linked: [Way] = []
  /// Rows that name no record at all.
  public internal(set) var without = 0
  /// Rows that name a record there is none of.
  public internal(set) var orphans = 0
  /// Rows that name something several records share.
  public internal(set) var ambiguous = 0

  public struct Way: Sendable, Equatable {
    public let by: String
    public let rows: Int
  }

  public var linkedRows: Int { linked.reduce(0) { $0 + $1.rows } }
}

/// A distinct stage of the deals and what it was taken for.
public struct StageReport: Sendable, Equatable {
  /// nil: the stage is missing.
  public let stage: String?
  /// `won`, `lost`, `open`; nil if the deals at it have no outcome, or several.
  public let outcome: String?
  public let deals: Int
  public let because: String
}
