/// Bars of text, one a line: `name ▏███████▌   12.5 %`, with the interval where there is one.
public enum BarChart {
  /// One bar.
  public struct Bar: Sendable {
    public var name: String
    /// Nil: nothing is known, and nothing drawn.
    public var value: Double?
    public var low, high: Double?

    public init(_ name: String, _ value: Double?, low: Double? = nil, high: Double? = nil) {
      (self.name, self.value, self.low, self.high) = (name, value, low, high)
    }
  }

  /// Bars from zero, to the left where a value is below it.
  ///
  /// An interval is drawn over the bar: `├` at its low end, `┤` at its high one.
  ///
  /// - Parameters:
  ///   - width: Columns of the terminal.
  ///   - shown: How a value is written.
  public static func lines(
    _ bars: [Bar], width: Int, shown: (Double) -> String
  ) -> [String] {
    if bars.isEmpty { return ["(nothing to draw)"] }
    let ends = bars.flatMap { [$0.value, $0.low, $0.high] }.compactMap { $0 }.filter(\.isFinite)
    let least = min(0, ends.min() ?? 0)
    let most = max(0, ends.max() ?? 0)
    guard Scale.canDraw(least, most) else { return ["(nothing to draw)"] }
    let names = bars.map { DisplayWidth.cut($0.name, to: max(8, width / 3)) }
    let nameWidth = names.map(DisplayWidth.of).max() ?? 0
    let texts = bars.map { bar in bar.value.map(shown) ?? "-" }
    let textWidth = texts.map(DisplayWidth.of).max() ?? 0
    let room = max(8, width - nameWidth - textWidth - 4)
    let scale = most > least ? Double(room) / (most - least) : 0
    let place = { (value: Double) in Int(((value - least) * scale * 8).rounded()) }
    let zero = place(0)
    return bars.indices.map { index in
      var cells = [Character](repeating: " ", count: room)
      if let value = bars[index].value, value.isFinite {
        fill(&cells, from: min(zero, place(value)), to: max(zero, place(value)))
      }
      if let low = bars[index].low, let high = bars[index].high, low.isFinite, high.isFinite {
        let first = max(0, min(room - 1, place(low) / 8))
        let last = max(first, min(room - 1, (place(high) + 7) / 8 - 1))
        for cell in first...last where cells[cell] == " " { cells[cell] = "─" }
        cells[first] = "├"
        cells[last] = first == last ? "┼" : "┤"
      }
      let name =
        names[index] + String(repeating: " ", count: nameWidth - DisplayWidth.of(names[index]))
      let text =
        String(repeating: " ", count: textWidth - DisplayWidth.of(texts[index])) + texts[index]
      return "\(name)  \(text)  \(String(cells))".trimmedEnd
    }
  }

  private static let parts: [Character] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

  /// Fills eighths of cells. Where a bar begins within a cell, the cell is filled whole.
  private static func fill(_ cells: inout [Character], from: Int, to: Int) {
    guard to > from else { return }
    for cell in from / 8...min(cells.count - 1, (to - 1) / 8) {
      cells[cell] = parts[min(8, to - cell * 8)]
    }
  }
}

extension String {
  /// Without blanks at the end: they would only be in the way of comparing.
  var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
