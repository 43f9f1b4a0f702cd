/// Names for columns, each once, from what the header says.
enum HeaderNames {
  /// Outer blanks are cut off, an empty name becomes `column_3`, and a name that occurs again
  /// gets ` (2)`, ` (3)`, … – a number that leaves the other names of the header as they are.
  static func names(_ header: [String]) -> (names: [String], notes: [String]) {
    var notes: [String] = []
    var wanted: [String] = []
    for (index, cell) in header.enumerated() {
      let name = trimmed(cell)
      wanted.append(name.isEmpty ? "column_\(index + 1)" : name)
      if name.isEmpty {
        notes.append("column \(index + 1) has no name; it is called \"column_\(index + 1)\"")
      }
    }
    var used: Set<String> = []
    let written = Set(wanted)
    var lastNumber: [String: Int] = [:]
    var names: [String] = []
    for (index, name) in wanted.enumerated() {
      var unique = name
      if used.contains(name) {
        var number = lastNumber[name] ?? 1
        repeat {
          number += 1
          unique = "\(name) (\(number))"
        } while used.contains(unique) || written.contains(unique)
        lastNumber[name] = number
        notes.append(
          "column \(index + 1) is named like another; it is called \"\(unique)\"")
      }
      used.insert(unique)
      names.append(unique)
    }
    return (names, notes)
  }

  /// Names for a file without a header.
  static func numbered(_ count: Int) -> [String] {
    (0..<count).map { "column_\($0 + 1)" }
  }

  private static func trimmed(_ name: String) -> String {
    var bytes = Array(name.utf8)[...]
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0d)
  }
}
