import Columns

/// Columns of the file that share the values of the same columns of the table: one column, or several
/// with the same header that take one value each.
final class ColumnGroup: @unchecked Sendable {
  let header: String
  let first: Destination.Column
  /// How many columns of the file, optional ones included.
  var width: Int
  let columns: [Destination.Column]
  let sources: [PreparedColumn]
  let constant: [UInt8]?
  /// Rows with at least one value.
  let filled: Bitmap
  /// Whether a row can have more than one value.
  let mayRepeat: Bool
  private let isDirect: Bool

  init(
    _ columns: [Destination.Column], sources: [PreparedColumn], constant: String?, rowCount: Int
  ) {
    self.columns = columns
    first = columns[0]
    header = columns[0].header
    width = columns.count
    self.sources = sources
    self.constant = constant.map { Array($0.utf8) }
    mayRepeat = sources.count > 1 || sources.contains { !$0.further.isEmpty }
    isDirect = !mayRepeat && sources.count == 1
    if constant != nil {
      filled = Bitmap(count: rowCount, filled: true)
    } else {
      filled = sources.reduce(Bitmap(count: rowCount)) { filled, source in
        filled.or(
          Bitmap.parallel(rowCount) { [states = source.states, cells = source.cells] in
            states.base[cells.slot($0)] == 0
          })
      }
    }
  }

  /// Bytes of a digest in this group; 0 for text.
  var digestSize: Int { sources.first?.digestSize ?? 0 }

  /// Calls `body` with each distinct value of a row, in the order of the sources, until it says to
  /// stop by returning false.
  @inline(__always)
  func forEachValue(_ row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Bool) {
    if isDirect {
      let source = sources[0]
      let slot = source.cells.slot(row)
      if source.states.base[slot] == 0 { source.withBytes(slot) { _ = body($0) } }
      return
    }
    if !mayRepeat {
      constant?.withUnsafeBufferPointer { _ = body($0) }
      return
    }
    forEachOfSeveral(row, body)
  }

  private func forEachOfSeveral(_ row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Bool) {
    var seen: [[UInt8]] = []
    func isNew(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
      if seen.contains(where: { $0.elementsEqual(bytes) }) { return false }
      seen.append(Array(bytes))
      return true
    }
    for source in sources {
      let slot = source.cells.slot(row)
      guard source.states.base[slot] == 0 else { continue }
      let goesOn = source.withBytes(slot) { isNew($0) ? body($0) : true }
      if !goesOn { return }
      for value in source.further[slot] ?? [] {
        let goesOn = value.withUnsafeBufferPointer { isNew($0) ? body($0) : true }
        if !goesOn { return }
      }
    }
  }

  func valueCount(_ row: Int) -> Int {
    if !mayRepeat { return filled[row] ? 1 : 0 }
    var count = 0
    forEachValue(row) { _ in
      count += 1
      return true
    }
    return count
  }

  /// Why a row has no value: the reason of the first source that is not simply missing.
  func reason(_ row: Int) -> DropReason? {
    if filled[row] { return nil }
    let reasons = sources.compactMap { DropReason(state: $0.states.base[$0.cells.slot(row)]) }
    return reasons.first { $0 != .missing } ?? .missing
  }
}
