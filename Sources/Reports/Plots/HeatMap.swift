/// A table of shades: the darker, the more.
public enum HeatMap {
  /// - Parameters:
  ///   - cells: One row a name of `rows`, one cell a name of `columns`; nil is left blank.
  public static func lines(
    rows: [String], columns: [String], cells: [[Double?]], width: Int, shown: (Double) -> String
  ) -> [String] {
    let known = cells.flatMap { $0 }.compactMap { $0 }.filter(\.isFinite)
    guard let least = known.min(), let most = known.max() else { return ["(nothing to draw)"] }
    let names = rows.map { DisplayWidth.cut($0, to: max(8, width / 3)) }
    let nameWidth = names.map(DisplayWidth.of).max() ?? 0
    let texts = cells.map { $0.map { $0.map(shown) ?? "" } }
    let widest = max(
      texts.flatMap { $0 }.map(DisplayWidth.of).max() ?? 0, columns.map(DisplayWidth.of).max() ?? 0)
    let fit = max(1, (width - nameWidth) / max(1, columns.count) - 3)
    let cellWidth = max(3, min(widest, fit))
    func padded(_ text: String) -> String {
      let cut = DisplayWidth.cut(text, to: cellWidth)
      return String(repeating: " ", count: cellWidth - DisplayWidth.of(cut)) + cut
    }
    let isRange = most > least && Scale.canDraw(least, most)
    let shades = ["  ", "░ ", "▒ ", "▓ ", "█ "]
    var lines = [
      String(repeating: " ", count: nameWidth)
        + columns.map { "   " + padded($0) }.joined()
    ]
    for (index, name) in names.enumerated() {
      var line = name + String(repeating: " ", count: nameWidth - DisplayWidth.of(name))
      for (place, cell) in cells[index].enumerated() {
        guard let cell, cell.isFinite else {
          line += "   " + padded("")
          continue
        }
        let share = isRange ? (cell - least) / (most - least) : 1
        line += " " + shades[min(4, Int(share * 5))] + padded(texts[index][place])
      }
      lines.append(line.trimmedEnd)
    }
    return lines.map(\.trimmedEnd)
  }
}
