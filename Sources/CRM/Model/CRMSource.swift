import Columns

/// Where CRM data comes from, and what its reader should know that the files do not say.
public struct CRMSource: Sendable {
  public enum Input: Sendable {
    /// All delimited text files directly in a folder.
    case folder(String)
    case files([String])
    /// Tables that are in memory already: from a database, a workbook, a test.
    case tables([LoadedTable])
  }

  public var input: Input
  /// Explicit mappings by entity name, such as `accounts`. Entities that are not named here are
  /// recognised by their headers as usual.
  public var mapping: [String: EntityMapping]

  public init(_ input: Input, mapping: [String: EntityMapping] = [:]) {
    self.input = input
    self.mapping = mapping
  }

  public init(folder: String, mapping: [String: EntityMapping] = [:]) {
    self.init(.folder(folder), mapping: mapping)
  }
}

/// What the user says about one entity.
public struct EntityMapping: Sendable {
  /// File names, relative to the folder. Empty: found by headers.
  public var files: [String]
  /// Canonical column name to the header in the file, such as `employees` to `Headcount`.
  public var columns: [String: String]
  /// Stage text to `won`, `lost` or `open`. `*` stands for every stage that is not named.
  public var stages: [String: String]
  /// How the values of a canonical column are written, where the column cannot tell.
  public var formats: [String: ValueFormat]

  public init(
    files: [String] = [], columns: [String: String] = [:], stages: [String: String] = [:],
    formats: [String: ValueFormat] = [:]
  ) {
    self.files = files
    self.columns = columns
    self.stages = stages
    self.formats = formats
  }
}

/// How the values of a column are written.
public struct ValueFormat: Sendable {
  /// `03/04/2025` is the third of April. nil: the whole column decides.
  public var dayFirst: Bool?
  /// `1.200,50` is one thousand two hundred and a half. nil: the whole column decides.
  public var decimalComma: Bool?
  /// What numbers are multiplied by: 1000000 where the CRM keeps millions.
  public var scale: Double?

  public init(dayFirst: Bool? = nil, decimalComma: Bool? = nil, scale: Double? = nil) {
    self.dayFirst = dayFirst
    self.decimalComma = decimalComma
    self.scale = scale
  }
}
