import Basics
import Columns

extension FieldReader {
  /// Sets of texts, whatever separates the members: `;`, `|`, `,`, or a list in brackets.
  ///
  /// The column decides: `;` if any cell has one, else `|`, else `,`.
  func readSet(_ reading: inout FieldReading) throws {
    if reading.column.type == .set { return }
    if reading.column.type != .text { reading.column = try reading.column.converted(to: .text) }
    guard let slots = TextSlots(reading.column) else { return }
    if slots.rowCount == reading.column.missingCount {
      reading.column = .missing(type: .set, count: slots.rowCount)
      return
    }
    let separator = Self.separator(slots)
    let arena = TextArena()
    let views = Buffer(repeating: TextView(), count: slots.count)
    let valid = Bitmap(count: slots.count)
    for slot in 0..<slots.count where slots.isUsed(slot) {
      let members = slots.views[slot].withBytes { SetText.canonical(Self.members($0, separator)) }
      if members.isEmpty { continue }
      views.base[slot] = members.withUnsafeBufferPointer { arena.view($0) }
      valid[slot] = true
    }
    let (cells, present) = slots.spread(views, valid, none: TextView())
    let validity = present.orNil
    let storage =
      TextCoding.code(cells, arenas: [arena], validity: validity, cap: TextDictionary.limit - 1)
      ?? .text(cells, [arena])
    reading.column = Column(type: .set, storage: storage, validity: validity)
    if separator != UInt8(ascii: ";") {
      let name = separator == UInt8(ascii: ",") ? "commas" : "vertical bars"
      reading.notes.append("members were separated by \(name)")
    }
  }

  private static func separator(_ slots: TextSlots) -> UInt8 {
    var found: Set<UInt8> = []
    for slot in 0..<slots.count where slots.isUsed(slot) {
      slots.views[slot].withBytes { cell in
        for byte in cell where byte == 0x3b || byte == 0x7c || byte == 0x2c { found.insert(byte) }
      }
    }
    return [UInt8(ascii: ";"), UInt8(ascii: "|")].first { found.contains($0) }
      ?? (found.contains(UInt8(ascii: ",")) ? UInt8(ascii: ",") : UInt8(ascii: ";"))
  }

  /// The cell with `;` between members, without brackets and quotes around them.
  private static func members(_ cell: UnsafeBufferPointer<UInt8>, _ separator: UInt8) -> [UInt8] {
    var rest = cell[...]
    let pairs: [(UInt8, UInt8)] = [(0x5b, 0x5d), (0x7b, 0x7d), (0x28, 0x29)]
    for (open, close) in pairs where rest.count >= 2 && rest.first == open && rest.last == close {
      rest = rest.dropFirst().dropLast()
    }
    var joined: [UInt8] = []
    for part in rest.split(separator: separator) {
      var part = part
      while let first = part.first, first == 0x20 || first == 0x22 || first == 0x27 {
        part = part.dropFirst()
      }
      while let last = part.last, last == 0x20 || last == 0x22 || last == 0x27 {
        part = part.dropLast()
      }
      if part.isEmpty { continue }
      if !joined.isEmpty { joined.append(0x3b) }
      joined += part
    }
    return joined
  }
}
