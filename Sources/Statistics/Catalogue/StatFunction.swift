/// One statistic: what it takes, what it gives, where it comes from, and how it is computed.
///
/// From this declaration come argument checks, the Lua module `stats`, its help and its reference.
public struct StatFunction: Sendable {
  /// The name in Lua, in test vectors and in documentation: `wilson_interval`.
  public let name: String
  /// The group it is listed under.
  public let family: Family
  /// One line that says what it is good for.
  public let summary: String
  /// Formula, conventions and edge cases, as a reader needs them.
  public let details: String
  /// Whose method it is.
  public let source: String
  public let parameters: [StatParameter]
  public let results: [StatResult]
  /// Inputs that can be run, for documentation.
  public let example: StatObject
  let body: @Sendable (StatArguments) throws -> StatObject

  init(
    _ name: String, _ family: Family, _ summary: String, details: String, source: String,
    parameters: [StatParameter], results: [StatResult], example: StatValue,
    body: @escaping @Sendable (StatArguments) throws -> StatObject
  ) {
    self.name = name
    self.family = family
    self.summary = summary
    self.details = details
    self.source = source
    self.parameters = parameters
    self.results = results
    if case .object(let object) = example {
      self.example = object
    } else {
      self.example = StatObject()
    }
    self.body = body
  }

  /// The groups of the reference, in its order.
  public enum Family: String, Sendable, CaseIterable {
    case proportions = "Rates and proportions"
    case contingency = "Tables of counts"
    case samples = "Samples of numbers"
    case survival = "Time until an event"
    case customers = "Customers and money"
    case classification = "Scores against outcomes"
    case scorecards = "Score cards"
    case regression = "Regression"
    case distributions = "Distributions"
    case text = "Likeness of texts"
    case decay = "Fading signals"
  }
}

/// One input of a ``StatFunction``.
public struct StatParameter: Sendable {
  /// What may be given.
  public indirect enum Kind: Sendable {
    /// Finite unless `infinite`.
    case number(infinite: Bool)
    case integer
    case boolean
    case text
    /// One of these words.
    case choice([String])
    /// `"2025-03-01"`, or days since 1970-01-01 as an integer.
    case day
    /// 0 or 1, or a boolean: lost or won.
    case label
    /// A text or an integer that stands for one thing, such as a customer.
    case identifier
    /// A list, whose entries may be missing or not.
    case list(Kind, missing: Bool)
    /// A table with names.
    case record([StatParameter])
  }

  public let name: String
  public let kind: Kind
  /// What it means, one line.
  public let meaning: String
  /// `days`, `months`, `share of rows`, … or nil.
  public let unit: String?
  public let requirement: Requirement

  public enum Requirement: Sendable, Equatable {
    case required
    /// What is used when it is left out; ``StatValue/null`` where the meaning says what happens.
    case optional(StatValue)
    /// A field that may be missing in single rows.
    case mayBeMissing
  }

  init(
    _ name: String, _ kind: Kind, _ meaning: String, unit: String? = nil,
    _ requirement: Requirement = .required
  ) {
    self.name = name
    self.kind = kind
    self.meaning = meaning
    self.unit = unit
    self.requirement = requirement
  }
}

/// One result of a ``StatFunction``.
public struct StatResult: Sendable {
  public enum Kind: String, Sendable {
    case number
    case integer
    case boolean
    case text
    case numbers = "list of numbers"
    case integers = "list of integers"
    case texts = "list of texts"
  }

  public let name: String
  public let kind: Kind
  /// What it means, and when it is undefined (nil).
  public let meaning: String
  /// Whether it, or an entry of it, may be undefined.
  public let mayBeUndefined: Bool

  init(_ name: String, _ kind: Kind, _ meaning: String, nullable: Bool = false) {
    self.name = name
    self.kind = kind
    self.meaning = meaning
    mayBeUndefined = nullable
  }
}

extension StatParameter.Kind {
  /// As written in messages and documentation.
  public var description: String {
    switch self {
    case .number: "a number"
    case .integer: "a whole number"
    case .boolean: "true or false"
    case .text: "a text"
    case .choice(let words): "one of " + words.map { "\"\($0)\"" }.joined(separator: ", ")
    case .day: "a day as \"2025-03-01\""
    case .label: "0 or 1"
    case .identifier: "a text or a whole number"
    case .list(let kind, let missing):
      "a list of " + kind.plural + (missing ? ", some of them missing" : "")
    case .record(let fields): "a table with " + fields.map(\.name).joined(separator: ", ")
    }
  }

  private var plural: String {
    switch self {
    case .number: "numbers"
    case .integer: "whole numbers"
    case .boolean: "booleans"
    case .text: "texts"
    case .choice(let words): "words out of " + words.joined(separator: ", ")
    case .day: "days"
    case .label: "0 and 1"
    case .identifier: "texts or whole numbers"
    case .list(let kind, _): "lists of \(kind.plural)"
    case .record(let fields): "tables with " + fields.map(\.name).joined(separator: ", ")
    }
  }
}

extension StatParameter {
  static func level() -> StatParameter {
    StatParameter(
      "level", .number(infinite: false), "two-sided confidence level, inside (0, 1)",
      .optional(0.95))
  }

  static func number(
    _ name: String, _ meaning: String, unit: String? = nil, _ requirement: Requirement = .required
  ) -> StatParameter {
    StatParameter(name, .number(infinite: false), meaning, unit: unit, requirement)
  }

  static func count(_ name: String, _ meaning: String, unit: String? = nil) -> StatParameter {
    StatParameter(name, .integer, meaning, unit: unit)
  }

  /// Numbers of which some may be missing.
  static func column(
    _ name: String, _ meaning: String, unit: String? = nil, infinite: Bool = false,
    _ requirement: Requirement = .required
  ) -> StatParameter {
    StatParameter(
      name, .list(.number(infinite: infinite), missing: true), meaning, unit: unit, requirement)
  }

  static func labels(_ name: String, _ meaning: String) -> StatParameter {
    StatParameter(name, .list(.label, missing: true), meaning)
  }

  static func flag(_ name: String, _ meaning: String, _ fallback: Bool) -> StatParameter {
    StatParameter(name, .boolean, meaning, .optional(.bool(fallback)))
  }

  /// Counts in rows and columns.
  static func table(_ name: String, _ meaning: String) -> StatParameter {
    StatParameter(
      name, .list(.list(.number(infinite: false), missing: false), missing: false), meaning)
  }

  static func records(
    _ name: String, _ meaning: String, _ fields: [StatParameter]
  ) -> StatParameter {
    StatParameter(name, .list(.record(fields), missing: false), meaning)
  }
}
