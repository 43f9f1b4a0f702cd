import Columns

/// The texts that mean "no value", by where they mean it.
struct MissingMarks: Sendable {
  /// Where a mark applies.
  enum Scope: Int, Sendable {
    case anywhere, notInNames, dropdowns, inFigures
  }

  private struct Mark: Sendable {
    let text: [UInt8]
    let scope: Scope
    let shown: String
  }

  /// By length, then by first byte.
  private let byLength: [[Mark]]
  /// For each first byte, in either case, a bit for each length that a mark has; lengths above
  /// 62 share a bit. Most cells are seen to be none without looking at their bytes.
  private let lengths: [UInt64]

  init(_ vocabulary: Vocabulary) {
    let sections: [(String, Scope)] = [
      ("anywhere", .anywhere), ("not in names", .notInNames), ("dropdowns", .dropdowns),
      ("in figures", .inFigures),
    ]
    var byLength: [[Mark]] = []
    for (name, scope) in sections {
      for text in vocabulary.missing[name] ?? [] {
        let bytes = Array(text.utf8)
        while byLength.count <= bytes.count { byLength.append([]) }
        byLength[bytes.count].append(Mark(text: bytes, scope: scope, shown: text))
      }
    }
    self.byLength = byLength
    var lengths = [UInt64](repeating: 0, count: 256)
    for mark in byLength.joined() {
      guard let first = mark.text.first else { continue }
      let bit = UInt64(1) << UInt64(min(mark.text.count, 63))
      lengths[Int(first)] |= bit
      if first >= 0x61 && first <= 0x7a { lengths[Int(first) - 0x20] |= bit }
    }
    self.lengths = lengths
  }

  /// Whether a text needs a closer look: false for no mark, whatever blanks are around it.
  private static func mayBeMark(_ view: TextView, _ lengths: UnsafePointer<UInt64>) -> Bool {
    if view.isEmpty || view.firstByte == 0x20 || view.lastByte == 0x20 { return true }
    return lengths[Int(view.firstByte)] >> UInt64(min(view.count, 63)) & 1 != 0
  }

  /// The scopes that apply to a column of this kind; nil is a column nobody knows.
  static func scopes(_ field: Field?) -> Set<Scope> {
    guard let field else { return [.anywhere, .notInNames, .dropdowns] }
    switch field.kind {
    case .person: return [.anywhere]
    case .text, .email, .phone, .url, .set: return [.anywhere, .notInNames]
    case .category:
      // A plan or a product may well be called Select.
      let names = ["plan", "product", "campaign", "channel", "family"]
      return names.contains(field.name)
        ? [.anywhere, .notInNames] : [.anywhere, .notInNames, .dropdowns]
    default: return [.anywhere, .notInNames, .dropdowns, .inFigures]
    }
  }

  /// The mark that a cell is, or nil. Outer blanks do not count.
  @inline(__always)
  func mark(_ cell: UnsafeBufferPointer<UInt8>, _ scopes: Set<Scope>) -> String? {
    var (start, end) = (0, cell.count)
    while start < end, cell[start] == 0x20 { start += 1 }
    while start < end, cell[end - 1] == 0x20 { end -= 1 }
    // Blanks alone are as good as nothing.
    if start == end { return "blanks" }
    guard end - start < byLength.count else { return nil }
    let marks = byLength[end - start]
    if marks.isEmpty { return nil }
    return search(marks, UnsafeBufferPointer(rebasing: cell[start..<end]), scopes)
  }

  private func search(
    _ marks: [Mark], _ cell: UnsafeBufferPointer<UInt8>, _ scopes: Set<Scope>
  ) -> String? {
    for mark in marks where Self.equals(cell, mark.text) {
      if scopes.contains(mark.scope) { return String(decoding: cell, as: UTF8.self) }
    }
    return nil
  }

  private static func equals(_ cell: UnsafeBufferPointer<UInt8>, _ mark: [UInt8]) -> Bool {
    for index in 0..<cell.count {
      let byte = cell[index]
      let lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
      if lower != mark[index] { return false }
    }
    return true
  }

  /// Cells that were found to be marks.
  struct Found: Sendable {
    /// By mark, the most frequent first.
    var marks: [(mark: String, cells: Int)] = []
    var cells: Int { marks.reduce(0) { $0 + $1.cells } }
  }

  /// The column with marks made missing, and what was found. The column itself if there are none.
  func removed(from column: Column, _ scopes: Set<Scope>) throws -> (column: Column, found: Found) {
    guard let slots = TextSlots(column) else { return (column, Found()) }
    let lengths = Buffer(self.lengths)
    let any = try slots.contains { view in
      Self.mayBeMark(view, lengths.base) && view.withBytes { self.mark($0, scopes) } != nil
    }
    if !any { return (column, Found()) }
    let (_, isMark) = try slots.map(UInt8(0)) { self.mark($0, scopes) == nil ? nil : 1 }
    if isMark.countOfSet == 0 { return (column, Found()) }
    var counts: [String: Int] = [:]
    let rows = slots.codes == nil ? nil : slots.rowsBySlot()
    isMark.forEachSet { slot in
      let cells = rows?[slot] ?? 1
      guard cells > 0, let text = slots.views[slot].withBytes({ self.mark($0, scopes) }) else {
        return
      }
      counts[text, default: 0] += cells
    }
    if counts.isEmpty { return (column, Found()) }
    var found = Found()
    found.marks = counts.map { ($0.key, $0.value) }
      .sorted { ($1.cells, $0.mark) < ($0.cells, $1.mark) }
    return (slots.column(slots.views, isMark.inverted(), arenas: slots.arenas), found)
  }
}
