/// A value that goes into or comes out of a function of the ``Catalogue``: what JSON and Lua tables
/// have in common.
public enum StatValue: Sendable, Equatable {
  /// Missing as an input, undefined as a result.
  case null
  case bool(Bool)
  case integer(Int)
  /// As a result never NaN; infinite only where the documentation says so.
  case number(Double)
  case string(String)
  case array([StatValue])
  case object(StatObject)

  /// The entry of an object, or nil.
  public subscript(name: String) -> StatValue? {
    if case .object(let object) = self { return object[name] }
    return nil
  }

  /// What kind of value this is, for messages.
  var kind: String {
    switch self {
    case .null: "missing"
    case .bool: "a boolean"
    case .integer, .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "a table with names"
    }
  }
}

extension StatValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: StatValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, StatValue)...) {
    self = .object(StatObject(elements))
  }
  public init(nilLiteral: ()) { self = .null }
}

extension StatValue {
  /// A result: nil and NaN are ``null``.
  init(_ value: Double?) {
    if let value, !value.isNaN { self = .number(value) } else { self = .null }
  }

  init(_ value: Int?) { self = value.map { .integer($0) } ?? .null }

  init(_ values: [Double]) { self = .array(values.map { StatValue($0) }) }

  init(_ values: [Double?]) { self = .array(values.map { StatValue($0) }) }

  init(_ values: [Int]) { self = .array(values.map { .integer($0) }) }
}

/// Values by name, in order.
public struct StatObject: Sendable, Equatable {
  public private(set) var names: [String] = []
  public private(set) var values: [StatValue] = []

  public init() {}

  /// Later entries of a name replace earlier ones, in their place.
  public init(_ entries: [(String, StatValue)]) {
    for (name, value) in entries { self[name] = value }
  }

  public var count: Int { names.count }

  /// - Complexity: O(number of names): these are small.
  public subscript(name: String) -> StatValue? {
    get { names.firstIndex(of: name).map { values[$0] } }
    set {
      if let index = names.firstIndex(of: name) {
        if let newValue {
          values[index] = newValue
        } else {
          names.remove(at: index)
          values.remove(at: index)
        }
      } else if let newValue {
        names.append(name)
        values.append(newValue)
      }
    }
  }
}
