import Columns

/// Tables as text: aligned, cut to the width there is, intervals beside their figures.
public enum TableText {
  private struct Strip {
    var name: String
    var isNumeric: Bool
    var cells: [String]
    var width: Int { cells.map(DisplayWidth.of).reduce(DisplayWidth.of(name), max) }
  }

  /// The first rows of a table.
  ///
  /// Columns `x`, `x.low` and `x.high` are shown as one: `0.63 [0.62, 0.64]`. Columns that do not
  /// fit into `width` are named below the table, never dropped in silence.
  ///
  /// - Parameter cellLimit: Longer texts are cut. The last column is cut to what room there is.
  /// - Parameter shares: Columns that are shares of one, shown in percent.
  public static func render(
    _ table: Table, rows: Int, width: Int, cellLimit: Int = 40, shares: Set<String> = []
  ) -> String {
    let shown = min(rows, table.rowCount)
    if table.columns.isEmpty { return "(no columns)" }
    var strips: [Strip] = []
    for (name, column) in zip(table.names, table.columns) {
      if isBound(name, of: table) { continue }
      strips.append(strip(name, column, table, rows: shown, isShare: shares.contains(name)))
    }
    if table.rowCount == 1, strips.count > 1, strips.reduce(0, { $0 + $1.width + 2 }) > width {
      return upright(strips, width: width)
    }
    var lines: [String] = []
    var left = width
    var fitting: [Strip] = []
    var dropped: [String] = []
    for (position, strip) in strips.enumerated() {
      var strip = strip
      let room = position == strips.count - 1 ? max(12, left - 2) : .max
      let limit = strip.isNumeric ? 48 : min(cellLimit, room)
      strip.cells = strip.cells.map { DisplayWidth.cut($0, to: limit) }
      strip.name = DisplayWidth.cut(strip.name, to: limit)
      let needed = strip.width + (fitting.isEmpty ? 0 : 2)
      if needed <= left || fitting.isEmpty, dropped.isEmpty {
        fitting.append(strip)
        left -= needed
      } else {
        dropped.append(strip.name)
      }
    }
    lines.append(line(fitting, \.name, last: fitting.count - 1))
    lines.append(fitting.map { String(repeating: "─", count: $0.width) }.joined(separator: "  "))
    for row in 0..<shown {
      lines.append(line(fitting, { $0.cells[row] }, last: fitting.count - 1))
    }
    if table.rowCount > shown {
      lines.append("… \(Figures.count(table.rowCount - shown)) more rows")
    }
    if !dropped.isEmpty {
      lines.append(
        "+ \(dropped.count) more column\(dropped.count == 1 ? "" : "s"): \(dropped.joined(separator: ", "))"
      )
    }
    return lines.joined(separator: "\n")
  }

  private static func line(_ strips: [Strip], _ text: (Strip) -> String, last: Int) -> String {
    var result = ""
    for (position, strip) in strips.enumerated() {
      let cell = text(strip)
      let padding = String(repeating: " ", count: max(0, strip.width - DisplayWidth.of(cell)))
      if position > 0 { result += "  " }
      result += strip.isNumeric ? padding + cell : position == last ? cell : cell + padding
    }
    return result
  }

  private static func isBound(_ name: String, of table: Table) -> Bool {
    for suffix in [".low", ".high"] where name.hasSuffix(suffix) {
      let figure = String(name.dropLast(suffix.count))
      return table[figure] != nil && table[figure + ".low"] != nil && table[figure + ".high"] != nil
    }
    return false
  }

  /// A single row that is too wide for a line: one column a line.
  private static func upright(_ strips: [Strip], width: Int) -> String {
    let names = strips.map { DisplayWidth.of($0.name) }.max() ?? 0
    return strips.map { strip in
      strip.name + String(repeating: " ", count: names - DisplayWidth.of(strip.name) + 2)
        + DisplayWidth.cut(strip.cells[0], to: max(12, width - names - 2))
    }.joined(separator: "\n")
  }

  private static func strip(
    _ name: String, _ column: Column, _ table: Table, rows: Int, isShare: Bool
  ) -> Strip {
    var cells: [String] = []
    // A number that only names something reads better as it is written.
    let isLabel =
      column.type == .integer
      && ["id", "key", "code", "zip", "number", "year"].contains { name.lowercased().hasSuffix($0) }
    let bounds = table[name + ".low"].flatMap { low in table[name + ".high"].map { (low, $0) } }
    for row in 0..<rows {
      var text = isShare ? percent(column[row]) : isLabel ? column[row].written : cell(column[row])
      if let (low, high) = bounds, !low.isMissing(row) || !high.isMissing(row) {
        let pair = [low[row], high[row]].map { isShare ? percent($0, sign: "") : cell($0) }
        text += " [\(pair[0]), \(pair[1])]"
      }
      cells.append(text)
    }
    if isLabel { cells = cells.map { $0.isEmpty ? "-" : $0 } }
    return Strip(name: DisplayWidth.printable(name), isNumeric: column.type.isNumeric, cells: cells)
  }

  private static func percent(_ value: Value, sign: String = " %") -> String {
    guard let share = value.double, share.isFinite else { return cell(value) }
    return Figures.fixed(share * 100, 2) + sign
  }

  /// One cell as a person reads it; `-` where there is no value.
  public static func cell(_ value: Value) -> String {
    switch value {
    case .missing: "-"
    // Years and the like read better without a comma.
    case .integer(let value): value.magnitude < 10_000 ? String(value) : Figures.count(Int(value))
    case .number(let value): Figures.number(value)
    case .boolean(let value): value ? "true" : "false"
    case .timestamp(let micros):
      String(Calendar.text(micros: micros).dropLast().replacing("T", with: " "))
    case .text(let text): DisplayWidth.printable(text)
    case .date: value.written
    }
  }
}
