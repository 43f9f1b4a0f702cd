/// A JSON value with its keys in a fixed order, so that the same facts give the same bytes.
indirect enum JSONText {
  case text(String)
  case integer(Int)
  /// Written with at most six decimals.
  case fraction(Double)
  case list([JSONText])
  case object([(String, JSONText)])
  case nothing

  /// Two spaces a level, a line a member.
  func written(_ level: Int = 0) -> String {
    let inner = String(repeating: "  ", count: level + 1)
    let outer = String(repeating: "  ", count: level)
    switch self {
    case .text(let text): return Self.quoted(text)
    case .integer(let value): return String(value)
    case .fraction(let value):
      let scaled = (value * 1_000_000).rounded()
      return scaled.isFinite && scaled.magnitude < 9e15 ? (scaled / 1_000_000).description : "null"
    case .nothing: return "null"
    case .list(let members) where members.isEmpty: return "[]"
    case .list(let members):
      return "[\n" + members.map { inner + $0.written(level + 1) }.joined(separator: ",\n")
        + "\n\(outer)]"
    case .object(let members) where members.isEmpty: return "{}"
    case .object(let members):
      return "{\n"
        + members.map { "\(inner)\(Self.quoted($0.0)): \($0.1.written(level + 1))" }.joined(
          separator: ",\n")
        + "\n\(outer)}"
    }
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
