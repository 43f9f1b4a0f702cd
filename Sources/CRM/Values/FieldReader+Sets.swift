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
    if let coded = Self.coded(slots, separator) {
      reading.column = coded
      return note(&reading, separator)
    }
    let arena = TextArena()
    let views = Buffer(repeating: TextView(), count: slots.count)
    let valid = Bitmap(count: slots.count)
    for slot in 0..<slots.count where slots.isUsed(slot) {
      let joined = slots.views[slot].withBytes { SetText.canonical(Self.members($0, separator)) }
      if joined.isEmpty { continue }
      views.base[slot] = joined.withUnsafeBufferPointer { arena.view($0) }
      valid[slot] = true
    }
    let (cells, present) = slots.spread(views, valid, none: TextView())
    let validity = present.orNil
    let storage =
      TextCoding.code(cells, arenas: [arena], validity: validity, cap: TextDictionary.limit - 1)
      ?? .text(cells, [arena])
    reading.column = Column(type: .set, storage: storage, validity: validity)
    note(&reading, separator)
  }

  /// The sets of a column of codes: each text is taken apart once, and rows only change codes.
  private static func coded(_ slots: TextSlots, _ separator: UInt8) -> Column? {
    guard let codes = slots.codes else { return nil }
    let arena = TextArena()
    let rows = slots.rowsBySlot()
    let forms = (0..<slots.count).map { slot -> TextView in
      // Texts that no row has are not in the new dictionary.
      if rows[slot] == 0 { return TextView() }
      let joined = slots.views[slot].withBytes { SetText.canonical(Self.members($0, separator)) }
      return joined.withUnsafeBufferPointer { arena.view($0) }
    }
    var table = TextTable(capacity: forms.count)
    for form in forms where !form.isEmpty { _ = table.insert(form) }
    let entries = table.entries.sorted { $0.precedes($1) }
    let dictionary = TextDictionary(sorted: entries, arenas: [arena])
    let missing = UInt16(truncatingIfNeeded: entries.count)
    let changed = Buffer<UInt16>(count: slots.count + 1)
    for (slot, form) in forms.enumerated() {
      changed.base[slot] = form.isEmpty ? missing : dictionary.code(of: form) ?? missing
    }
    changed.base[slots.count] = missing
    let result = Buffer<UInt16>(count: slots.rowCount)
    let present = Bitmap(count: slots.rowCount)
    let pieces = Parallel.ranges(slots.rowCount)
    Parallel.forEach(pieces.count) { piece in
      let (from, to) = (codes.base, result.base)
      let (changed, words) = (changed.base, present.words.base)
      for row in pieces[piece] {
        let code = slots.isMissing(row) ? missing : changed[min(Int(from[row]), slots.count)]
        to[row] = code
        words[row >> 6] |= (code == missing ? 0 : 1) << UInt64(row & 63)
      }
    }
    return Column(type: .set, storage: .coded(result, dictionary), validity: present.orNil)
  }

  private func note(_ reading: inout FieldReading, _ separator: UInt8) {
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
