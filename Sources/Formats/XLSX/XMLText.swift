/// Characters as XML and OOXML hold them.
enum XMLText {
  private static let hex = Array("0123456789ABCDEF".utf8)

  /// Markup is escaped by XML's own means; what XML cannot hold, or would change, as `_x000D_`, and
  /// what looks like such an escape by escaping its first character.
  static func append(_ text: ArraySlice<UInt8>, to out: inout [UInt8]) {
    text.withUnsafeBufferPointer { append($0, to: &out) }
  }

  static func append(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
    var plain = 0
    func flush(_ index: Int) {
      out.append(contentsOf: UnsafeBufferPointer(rebasing: text[plain..<index]))
    }
    for index in text.indices {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "&"):
        flush(index)
        out += "&amp;".utf8
      case UInt8(ascii: "<"):
        flush(index)
        out += "&lt;".utf8
      case UInt8(ascii: ">"):
        flush(index)
        out += "&gt;".utf8
      case UInt8(ascii: "\""):
        flush(index)
        out += "&quot;".utf8
      case UInt8(ascii: "_"):
        guard CellText.escape(text, index) != nil else { continue }
        flush(index)
        out += "_x005F_".utf8
      case 0x09, 0x0a, 0x20...0xee: continue
      case 0xef:
        // U+FFFE and U+FFFF are no characters of XML.
        guard index + 2 < text.count, text[index + 1] == 0xbf, text[index + 2] >= 0xbe else {
          continue
        }
        flush(index)
        out += (text[index + 2] == 0xbe ? "_xFFFE_" : "_xFFFF_").utf8
        plain = index + 3
        continue
      case 0xf0...0xff: continue
      default:
        flush(index)
        out += "_x00".utf8
        out.append(hex[Int(byte >> 4)])
        out.append(hex[Int(byte & 15)])
        out.append(UInt8(ascii: "_"))
      }
      plain = index + 1
    }
    flush(text.count)
  }
}
