import Basics
import Columns

/// The list of all rows that are not in the file: number, id and reason, and nothing else about them.
enum DropLedger {
  static func path(_ path: String) -> String { path + ".dropped.csv" }

  /// Writes the ledger; it is at its name once the file is committed.
  ///
  /// - Returns: The open file, and how many rows it lists.
  static func write(_ plan: AudiencePlan, path: String) throws -> (file: AtomicFile, rows: Int) {
    let file = try AtomicFile(Self.path(path))
    var bytes = Array("row,id,reason,detail\r\n".utf8)
    var rows = 0
    let ids = idColumn(plan)
    for row in 0..<plan.table.rowCount {
      guard let reason = DropReason(state: plan.states.base[row]) else { continue }
      rows += 1
      bytes += String(row + 1).utf8
      bytes.append(UInt8(ascii: ","))
      append(ids?.text(row) ?? "", to: &bytes)
      bytes.append(UInt8(ascii: ","))
      bytes += reason.rawValue.utf8
      bytes.append(UInt8(ascii: ","))
      let list = Int(plan.suppressedBy.base[row])
      if list > 0 { append(plan.options.suppress[list - 1].name, to: &bytes) }
      bytes += [0x0D, 0x0A]
      if bytes.count > 1 << 18 {
        try Interruption.check()
        try file.write(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    try file.write(bytes)
    return (file, rows)
  }

  private static func idColumn(_ plan: AudiencePlan) -> TextCells? {
    let names =
      plan.destination.subject == .companies ? ["account_id"] : ["contact_id", "account_id"]
    return names.compactMap { plan.table[$0] }.first.map(TextCells.init)
  }

  /// The ledger is read by people, in spreadsheets: nothing in it may run as a formula there. An id
  /// that is an e-mail address is personal data and is left out; the row's number finds it.
  private static func append(_ text: String, to bytes: inout [UInt8]) {
    if text.utf8.contains(UInt8(ascii: "@")) { return }
    var safe = text
    if let first = text.utf8.first, [0x3D, 0x2B, 0x2D, 0x09, 0x0D].contains(first) {
      safe = "'" + text
    }
    LineFormatter.append(safe, to: &bytes)
  }
}
