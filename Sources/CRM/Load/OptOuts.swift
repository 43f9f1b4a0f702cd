import Columns

extension FileLoader {
  /// Makes one `opt_out` of all columns that say who opted out: whoever opted out in one of them
  /// did. The others stay under their own names.
  func joinOptOuts(
    _ table: Table, _ matches: [HeaderMatch], _ terms: EntityTerms?, _ reader: FieldReader,
    _ read: SharedSlots<FieldReading>
  ) throws {
    guard let terms, let own = matches.first(where: { $0.field.name == "opt_out" }),
      var reading = read[own.position]
    else { return }
    for other in HeaderMatching.otherOptOuts(table.names, terms, matches) {
      let column = table.columns[other.position]
      if column.missingCount == column.count { continue }
      let more = try reader.read(column, as: own.field, format: nil)
      guard let joined = Self.either(reading.column, more.column) else { continue }
      reading.column = joined
      reading.notes.append("\"\(other.header)\" says who opted out too: either counts")
    }
    read[own.position] = reading
  }

  /// Whether either says yes; missing where both are.
  private static func either(_ a: Column, _ b: Column) -> Column? {
    guard case .boolean(let first) = a.storage, case .boolean(let second) = b.storage else {
      return nil
    }
    let cells = Buffer<UInt8>(repeating: 0, count: a.count)
    for row in 0..<a.count {
      let isOut = !a.isMissing(row) && first[row] != 0 || !b.isMissing(row) && second[row] != 0
      if isOut { cells[row] = 1 }
    }
    let present = Bitmap(count: a.count) { !a.isMissing($0) || !b.isMissing($0) }
    return Column(type: .boolean, storage: .boolean(cells), validity: present.orNil)
  }
}
