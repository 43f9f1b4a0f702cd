import CJSON

/// One JSON value as a flat list of tokens over the text it was parsed from.
struct JSONTape {
  let tokens: UnsafeBufferPointer<cjson_token>
  let text: UnsafePointer<UInt8>

  enum Kind {
    static let null = UInt32(CJSON_NULL)
    static let no = UInt32(CJSON_FALSE)
    static let yes = UInt32(CJSON_TRUE)
    static let number = UInt32(CJSON_NUMBER)
    static let string = UInt32(CJSON_STRING)
    static let key = UInt32(CJSON_KEY)
    static let object = UInt32(CJSON_OBJECT)
    static let objectEnd = UInt32(CJSON_OBJECT_END)
    static let array = UInt32(CJSON_ARRAY)
    static let arrayEnd = UInt32(CJSON_ARRAY_END)
  }

  @inline(__always)
  func kind(_ index: Int) -> UInt32 { tokens[index].kind }

  /// The bytes of a number, string or key.
  @inline(__always)
  func bytes(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    let token = tokens[index]
    return UnsafeBufferPointer(start: text + Int(token.place), count: Int(token.length))
  }

  /// The token behind the value that begins at `index`.
  @inline(__always)
  func next(_ index: Int) -> Int {
    let kind = tokens[index].kind
    return kind == Kind.object || kind == Kind.array ? Int(tokens[index].place) + 1 : index + 1
  }

  /// Whether an object or array holds nothing.
  func isEmpty(_ index: Int) -> Bool { Int(tokens[index].place) == index + 1 }

  /// What messages call a value.
  func described(_ index: Int) -> String {
    switch kind(index) {
    case Kind.null: "null"
    case Kind.no, Kind.yes: "true or false"
    case Kind.number: "a number"
    case Kind.string: "a string"
    case Kind.array: "a list"
    default: "an object"
    }
  }

  /// A value as compact JSON text: numbers as they are written, members in their order.
  func written(_ index: Int, into out: inout [UInt8]) {
    var place = index
    let end = next(index)
    // A comma goes before every key and element but the first of its container.
    var needsComma = false
    while place < end {
      let kind = kind(place)
      if kind == Kind.objectEnd || kind == Kind.arrayEnd {
        out.append(UInt8(ascii: kind == Kind.objectEnd ? "}" : "]"))
        needsComma = true
        place += 1
        continue
      }
      if needsComma { out.append(UInt8(ascii: ",")) }
      needsComma = true
      switch kind {
      case Kind.null: out += "null".utf8
      case Kind.no: out += "false".utf8
      case Kind.yes: out += "true".utf8
      case Kind.number: out.append(contentsOf: bytes(place))
      case Kind.string: JSONText.append(bytes(place), to: &out)
      case Kind.key:
        JSONText.append(bytes(place), to: &out)
        out.append(UInt8(ascii: ":"))
        needsComma = false
      default:
        out.append(UInt8(ascii: kind == Kind.object ? "{" : "["))
        needsComma = false
      }
      place += 1
    }
  }
}

/// Strings of JSON (RFC 8259).
enum JSONText {
  private static let hex = Array("0123456789abcdef".utf8)

  /// A string in quotes: quotes, backslashes and control characters escaped, all else as it is.
  static func append(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
    out.append(0x22)
    var plain = 0
    for index in text.indices {
      let byte = text[index]
      if byte >= 0x20, byte != 0x22, byte != 0x5c, byte != 0x7f { continue }
      out.append(contentsOf: text[plain..<index])
      plain = index + 1
      out.append(0x5c)
      switch byte {
      case 0x22, 0x5c: out.append(byte)
      case 0x0a: out.append(UInt8(ascii: "n"))
      case 0x0d: out.append(UInt8(ascii: "r"))
      case 0x09: out.append(UInt8(ascii: "t"))
      default:
        out += "u00".utf8
        out.append(hex[Int(byte >> 4)])
        out.append(hex[Int(byte & 15)])
      }
    }
    out.append(contentsOf: text[plain...])
    out.append(0x22)
  }

  static func append(_ text: String, to out: inout [UInt8]) {
    var text = text
    text.withUTF8 { append($0, to: &out) }
  }
}

/// Parses the values of one text, one after the other.
///
/// - Important: strings are decoded in place, so a text is parsed once.
final class JSONParser {
  private let parser: OpaquePointer
  let text: UnsafeMutablePointer<UInt8>
  let count: Int

  /// No export nests deeper; a file that does was made to break its reader.
  static let depthLimit = 256

  /// - Parameter text: `text[count]` is 0.
  /// - Returns: nil if there is no memory.
  init?(_ text: UnsafeMutablePointer<UInt8>, count: Int) {
    guard let parser = cjson_new() else { return nil }
    self.parser = parser
    self.text = text
    self.count = count
  }

  deinit { cjson_free(parser) }

  enum Outcome {
    case value(JSONTape)
    /// Only blanks were left.
    case nothing
    /// What is wrong, and at which byte from 0.
    case wrong(String, at: Int)
  }

  /// The line that the place is on, from 1, and where it begins.
  private(set) var line = 1
  private(set) var lineStart = 0

  /// The value at `place`, which moves behind it (or to where the error is).
  ///
  /// - Parameter end: Where the text ends; there is a 0.
  func parse(_ place: inout Int, end: Int) -> Outcome {
    var position = cjson_position()
    let status = text.withMemoryRebound(to: CChar.self, capacity: count + 1) {
      cjson_parse(parser, $0, place, end, Self.depthLimit, &position)
    }
    place = position.end
    if position.line_breaks > 0 {
      line += position.line_breaks
      lineStart = position.line_start
    }
    switch status {
    case CJSON_OK:
      var count = 0
      let tokens = cjson_tokens(parser, &count)
      return .value(
        JSONTape(
          tokens: UnsafeBufferPointer(start: tokens, count: count), text: UnsafePointer(text)))
    case CJSON_EMPTY: return .nothing
    case CJSON_TOO_DEEP:
      return .wrong("objects and lists are nested more than \(Self.depthLimit) deep", at: place)
    case CJSON_NO_MEMORY: return .wrong("there is no memory for this value", at: place)
    default: return .wrong(Self.reason(String(cString: cjson_reason(parser))), at: place)
    }
  }

  /// Moves to the next byte that is no blank, or to the end of the text.
  ///
  /// - Returns: that byte, or nil at the end.
  func skipBlanks(_ place: inout Int) -> UInt8? {
    while place < count {
      let byte = text[place]
      switch byte {
      case 0x0a:
        line += 1
        lineStart = place + 1
      case 0x20, 0x09, 0x0d: break
      default: return byte
      }
      place += 1
    }
    return nil
  }

  /// RapidJSON's sentences begin with a capital and end with a full stop.
  private static func reason(_ text: String) -> String {
    var text = text
    if text.hasSuffix(".") { text.removeLast() }
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
