import Basics
import Columns

extension Scorecard.Trait {
  /// The bin of each row of a table, as a place in ``bins``.
  ///
  /// - Throws: a ``Problem`` where the column is not there, or is of another type than the one learnt
  ///   from.
  func places(_ table: Table) throws -> [UInt16] {
    let column = try table.column(self.column)
    let missing = UInt16(truncatingIfNeeded: bins.count - 1)
    if case .range? = bins.first?.values {
      guard column.type.isNumeric || column.missingCount == column.count else {
        throw wrongType(table, column, "a number")
      }
      let splits = known.compactMap { bin -> Double? in
        guard case .range(let low?, _) = bin.values else { return nil }
        return low
      }
      let values = column.finiteDoubles()
      return splits.withUnsafeBufferPointer { splits in
        (0..<column.count).map { row in
          let value = values.base[row]
          return value.isNaN ? missing : UInt16(truncatingIfNeeded: TraitBins.place(value, splits))
        }
      }
    }
    switch column.storage {
    case .boolean(let flags):
      let place = [self.place(of: "false"), self.place(of: "true")]
      return (0..<column.count).map { row in
        column.isMissing(row) ? missing : place[Int(flags.base[row] & 1)]
      }
    case .coded, .text:
      let texts = try DistinctTexts(column)
      let places = texts.entries.map { view -> UInt16 in
        guard let member else { return self.place(of: view.string) }
        let has = view.withBytes { SetText.has($0, Array(member.utf8)) }
        return self.place(of: has ? "true" : "false")
      }
      let codes = texts.codes
      return withExtendedLifetime(codes) {
        codes.elements.map { $0 == DistinctTexts.missing ? missing : places[Int($0)] }
      }
    default:
      if column.missingCount == column.count {
        return [UInt16](repeating: missing, count: column.count)
      }
      throw wrongType(table, column, "text or true/false")
    }
  }

  /// The bin of a text: its own, else that of all others, else that of the missing.
  func place(of text: String) -> UInt16 {
    var other = bins.count - 1
    for (place, bin) in bins.enumerated() {
      switch bin.values {
      case .levels(let levels):
        if levels.contains(text) { return UInt16(truncatingIfNeeded: place) }
      case .others: other = place
      default: break
      }
    }
    return UInt16(truncatingIfNeeded: other)
  }

  private func wrongType(_ table: Table, _ column: Column, _ wanted: String) -> Problem {
    Problem(
      .script,
      "\(table.name): \(self.column) is \(column.type.rawValue), but the scorecard learnt from \(wanted)"
    )
  }
}
