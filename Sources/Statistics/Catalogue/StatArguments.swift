/// The checked inputs of one call. Every getter names its parameter; a value that is not what its
/// kind says has been refused before.
struct StatArguments: Sendable {
  private let values: StatObject
  /// Asked by long computations, throws to stop them.
  let checkpoint: Checkpoint

  /// Checks inputs against the parameters and fills in what was left out.
  ///
  /// - Throws: ``StatError`` for an unknown or missing parameter, or a wrong kind of value.
  init(
    _ inputs: StatValue, _ parameters: [StatParameter], place: String = "",
    checkpoint: @escaping Checkpoint = {}
  ) throws {
    self.checkpoint = checkpoint
    let given: StatObject
    switch inputs {
    case .object(let object): given = object
    case .null: given = StatObject()
    case .array(let entries) where entries.isEmpty: given = StatObject()
    default:
      throw StatError(
        place.isEmpty ? nil : place,
        place.isEmpty
          ? "the inputs are \(inputs.kind), not a table with names" : "is \(inputs.kind)",
        hint: "names: " + parameters.map(\.name).joined(separator: ", "))
    }
    let path = place.isEmpty ? "" : place + "."
    for name in given.names where !parameters.contains(where: { $0.name == name }) {
      throw StatError(
        path + name, "is not a parameter here",
        hint: parameters.isEmpty
          ? "there are none" : "there are " + parameters.map(\.name).joined(separator: ", "))
    }
    var values = StatObject()
    for parameter in parameters {
      let value = given[parameter.name] ?? .null
      if value == .null {
        switch parameter.requirement {
        case .required:
          throw StatError(
            path + parameter.name, "is missing",
            hint: "\(parameter.kind.description): \(parameter.meaning)")
        case .optional(let fallback): values[parameter.name] = fallback
        case .mayBeMissing: values[parameter.name] = .null
        }
      } else {
        try Self.check(value, parameter.kind, path + parameter.name)
        values[parameter.name] = value
      }
    }
    self.values = values
  }

  /// Whether a value was given for an optional parameter that has no default.
  func has(_ name: String) -> Bool { (values[name] ?? .null) != .null }

  func number(_ name: String) throws -> Double { try required(Self.number(values[name]), name) }

  func optionalNumber(_ name: String) -> Double? { Self.number(values[name]) }

  func integer(_ name: String) throws -> Int { try required(Self.integer(values[name]), name) }

  func optionalInteger(_ name: String) -> Int? { Self.integer(values[name]) }

  func boolean(_ name: String) throws -> Bool {
    guard case .bool(let value)? = values[name] else { throw missing(name) }
    return value
  }

  func text(_ name: String) throws -> String {
    guard case .string(let value)? = values[name] else { throw missing(name) }
    return value
  }

  func day(_ name: String) throws -> Int32 { try required(Self.day(values[name]), name) }

  func optionalDay(_ name: String) -> Int32? { Self.day(values[name]) }

  /// A text or integer as one text; the text "7" and the number 7 stay apart.
  func identifier(_ name: String) throws -> String {
    switch values[name] {
    case .string(let text)?: return "\"" + text
    case let value?: return String(try required(Self.integer(value), name))
    case nil: throw missing(name)
    }
  }

  /// Numbers, NaN for the missing ones. Nil when the list itself was left out.
  func optionalNumbers(_ name: String) -> [Double]? {
    guard case .array(let entries)? = values[name] else { return nil }
    return entries.map { Self.number($0) ?? .nan }
  }

  func numbers(_ name: String) throws -> [Double] { try required(optionalNumbers(name), name) }

  /// Numbers, nil for the missing ones.
  func optionals(_ name: String) throws -> [Double?] {
    try list(name).map { Self.number($0) }
  }

  /// 1, 0, and -1 for missing.
  func labels(_ name: String) throws -> [Int8] {
    try list(name).map { value in
      switch value {
      case .bool(let won): return won ? 1 : 0
      case .null: return -1
      default: return Self.integer(value) == 1 ? 1 : 0
      }
    }
  }

  func rows(_ name: String) throws -> [[Double]] {
    try list(name).map { row in
      guard case .array(let cells) = row else { return [] }
      return cells.map { Self.number($0) ?? .nan }
    }
  }

  /// The entries of a list of tables, each checked against `fields` once more to fill in defaults.
  func records(_ name: String, _ fields: [StatParameter]) throws -> [StatArguments] {
    try list(name).enumerated().map { index, record in
      try StatArguments(record, fields, place: "\(name)[\(index + 1)]")
    }
  }

  private func list(_ name: String) throws -> [StatValue] {
    guard case .array(let entries)? = values[name] else { throw missing(name) }
    return entries
  }

  private func missing(_ name: String) -> StatError { StatError(name, "is missing") }

  private func required<Value>(_ value: Value?, _ name: String) throws -> Value {
    guard let value else { throw missing(name) }
    return value
  }

  static func number(_ value: StatValue?) -> Double? {
    switch value {
    case .number(let number)?: number
    case .integer(let integer)?: Double(integer)
    default: nil
    }
  }

  /// A whole number, also when it comes as 10.0.
  static func integer(_ value: StatValue?) -> Int? {
    switch value {
    case .integer(let integer)?: integer
    case .number(let number)?: Int(exactly: number)
    default: nil
    }
  }

  static func day(_ value: StatValue?) -> Int32? {
    switch value {
    case .integer(let days)?: Int32(exactly: days)
    case .number(let days)?: Int32(exactly: days)
    case .string(let text)?: CivilDay.parse(text)
    default: nil
    }
  }
}

extension StatArguments {
  /// - Throws: ``StatError`` when a value is not of its kind.
  private static func check(
    _ value: StatValue, _ kind: StatParameter.Kind, _ place: @autoclosure () -> String
  ) throws {
    func refuse(_ message: String) -> StatError {
      StatError(place(), message, hint: "it must be \(kind.description)")
    }
    switch kind {
    case .number(let infinite):
      guard let number = number(value) else { throw refuse("is \(value.kind)") }
      if number.isNaN { throw refuse("is not a number (NaN)") }
      if number.isInfinite, !infinite { throw refuse("is infinite") }
    case .integer:
      guard number(value) != nil else { throw refuse("is \(value.kind)") }
      guard integer(value) != nil else { throw refuse("is not a whole number") }
    case .boolean:
      guard case .bool = value else { throw refuse("is \(value.kind)") }
    case .text:
      guard case .string = value else { throw refuse("is \(value.kind)") }
    case .choice(let words):
      guard case .string(let word) = value else { throw refuse("is \(value.kind)") }
      guard words.contains(word) else { throw refuse("is not a known word") }
    case .day:
      guard day(value) != nil else { throw refuse("is not a day") }
    case .label:
      if case .bool = value { return }
      guard let label = integer(value), label == 0 || label == 1 else {
        throw refuse("is neither 0 nor 1")
      }
    case .identifier:
      if case .string = value { return }
      guard integer(value) != nil else { throw refuse("is \(value.kind)") }
    case .list(let entry, let missing):
      let entries: [StatValue]
      switch value {
      case .array(let given): entries = given
      // Lua has one empty table for both.
      case .object(let object) where object.count == 0: entries = []
      default: throw refuse("is \(value.kind)")
      }
      // A column of a million cells is checked here: nothing is built but for a complaint.
      guard let first = entries.firstIndex(where: { !isPlain($0, entry, missing: missing) }) else {
        return
      }
      for index in first..<entries.count {
        if case .null = entries[index] {
          if missing { continue }
          throw StatError("\(place())[\(index + 1)]", "is missing")
        }
        try check(entries[index], entry, "\(place())[\(index + 1)]")
      }
    case .record(let fields):
      _ = try StatArguments(value, fields, place: place())
    }
  }
}

extension StatArguments {
  /// Whether a cell is surely what its kind says, without building anything. False asks for a
  /// closer look.
  @inline(__always)
  private static func isPlain(
    _ value: StatValue, _ kind: StatParameter.Kind, missing: Bool
  ) -> Bool {
    switch (kind, value) {
    case (_, .null): missing
    case (.number, .number(let number)): number.isFinite
    case (.number, .integer): true
    case (.label, .integer(let label)): label == 0 || label == 1
    case (.label, .bool): true
    default: false
    }
  }
}

/// Days of the proleptic Gregorian calendar.
enum CivilDay {
  /// Days since 1970-01-01 of `2025-03-01`; nil for anything that is not such a day.
  ///
  /// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  static func parse(_ text: String) -> Int32? {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
      return nil
    }
    func digits(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      }
      return value
    }
    guard let year = digits(0..<4), let month = digits(5..<7), let day = digits(8..<10),
      (1...12).contains(month), day >= 1, day <= length(month, year)
    else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int32(era * 146_097 + dayOfEra - 719_468)
  }

  private static func length(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
