import Statistics

/// Reads JSON into ``StatValue``, keeping the order of names and whether a number was written as an
/// integer - both of which Foundation's reader loses, and both of which vectors rely on.
struct JSONReader {
  private let bytes: [UInt8]
  private var at = 0
  private static let deepest = 200

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static func read(_ bytes: [UInt8]) throws -> StatValue {
    var reader = JSONReader(bytes: bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.at = 3 }
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.at == bytes.count else { throw reader.failure("something follows the value") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func failure(_ what: String) -> Failure {
    let line = bytes[..<min(at, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1
    return Failure(description: "not JSON, line \(line): \(what)")
  }

  private mutating func skipSpace() {
    while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
  }

  private mutating func take(_ byte: Character) -> Bool {
    skipSpace()
    guard at < bytes.count, bytes[at] == byte.asciiValue else { return false }
    at += 1
    return true
  }

  private mutating func value(depth: Int) throws -> StatValue {
    guard depth < Self.deepest else { throw failure("nested too deeply") }
    skipSpace()
    guard at < bytes.count else { throw failure("it ends too early") }
    switch bytes[at] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: StatValue) throws -> StatValue {
    guard bytes[at...].starts(with: word.utf8) else { throw failure("an unknown word") }
    at += word.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws -> StatValue {
    at += 1
    var names: [(String, StatValue)] = []
    if take("}") { return .object(StatObject()) }
    repeat {
      skipSpace()
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
        throw failure("a name in quotes is missing")
      }
      let name = try string()
      guard take(":") else { throw failure("a colon is missing") }
      names.append((name, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw failure("a closing } is missing") }
    return .object(StatObject(names))
  }

  private mutating func array(depth: Int) throws -> StatValue {
    at += 1
    var values: [StatValue] = []
    if take("]") { return .array(values) }
    repeat { values.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw failure("a closing ] is missing") }
    return .array(values)
  }

  private mutating func number() throws -> StatValue {
    let start = at
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        at += 1
        continue
      default: break
      }
      break
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    if let integer = Int(text) { return .integer(integer) }
    guard !text.isEmpty, let number = Double(text) else { throw failure("an unknown word") }
    return .number(number)
  }

  private mutating func string() throws -> String {
    at += 1
    var text: [UInt8] = []
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text.append(contentsOf: try escape().utf8)
      default: text.append(byte)
      }
    }
    throw failure("a text has no end")
  }

  private mutating func escape() throws -> String {
    guard at < bytes.count else { throw failure("a text has no end") }
    let byte = bytes[at]
    at += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "u"):
      var units = [try unit()]
      if UTF16.isLeadSurrogate(units[0]), bytes[at...].starts(with: "\\u".utf8) {
        at += 2
        units.append(try unit())
      }
      return String(decoding: units, as: UTF16.self)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return String(UnicodeScalar(byte))
    default: throw failure("an unknown escape in a text")
    }
  }

  private mutating func unit() throws -> UInt16 {
    guard at + 4 <= bytes.count,
      let unit = UInt16(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
    else { throw failure("four hexadecimal digits are missing") }
    at += 4
    return unit
  }
}

extension StatValue {
  var text: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  var double: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }

  var elements: [StatValue]? {
    if case .array(let values) = self { return values }
    return nil
  }

  var entries: StatObject? {
    if case .object(let object) = self { return object }
    return nil
  }
}
