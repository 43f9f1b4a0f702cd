/// A line over places in order, such as months: dots in a grid of text, eight rows to a cell.
public enum LineChart {
  /// - Parameters:
  ///   - points: A name and a value each, in order; nil leaves a gap.
  ///   - height: Rows of text.
  public static func lines(
    _ points: [(name: String, value: Double?)], width: Int, height: Int = 10,
    shown: (Double) -> String
  ) -> [String] {
    let known = points.compactMap(\.value).filter(\.isFinite)
    guard let least = known.min(), let most = known.max(), height > 0,
      Scale.canDraw(least, most)
    else { return ["(nothing to draw)"] }
    let step = Scale.step((most - least) / Double(height))
    let bottom = step > 0 ? (least / step).rounded(.down) * step : least
    let top = step > 0 ? bottom + step * Double(height) : most
    let labels = (0...height).map { shown(top - (top - bottom) * Double($0) / Double(height)) }
    let labelWidth = labels.map(DisplayWidth.of).max() ?? 0
    let room = max(8, width - labelWidth - 3)
    // Two columns of dots a cell, four rows: the dots of Braille.
    let columns = min(room * 2, max(2, points.count * 2))
    let rows = height * 4
    var dots = [[Bool]](repeating: [Bool](repeating: false, count: columns), count: rows)
    func column(_ index: Int) -> Int {
      points.count < 2 ? 0 : index * (columns - 1) / (points.count - 1)
    }
    func row(_ value: Double) -> Int {
      top > bottom
        ? max(0, min(rows - 1, Int(((top - value) / (top - bottom) * Double(rows - 1)).rounded())))
        : rows / 2
    }
    var last: (column: Int, row: Int)?
    for (index, point) in points.enumerated() {
      guard let value = point.value, value.isFinite else {
        last = nil
        continue
      }
      let here = (column: column(index), row: row(value))
      dots[here.row][here.column] = true
      if let last, here.column > last.column {
        for between in last.column...here.column {
          let share = Double(between - last.column) / Double(here.column - last.column)
          let at = Double(last.row) + share * Double(here.row - last.row)
          dots[Int(at.rounded())][between] = true
        }
      }
      last = here
    }
    var lines = (0..<height).map { line -> String in
      let label = line == 0 || line == height - 1 || line == height / 2 ? labels[line] : ""
      let pad = String(repeating: " ", count: labelWidth - DisplayWidth.of(label))
      return (pad + label + " ┤" + braille(dots, line * 4)).trimmedEnd
    }
    let first = points.first?.name ?? ""
    let end = points.last?.name ?? ""
    let gap = max(1, (columns + 1) / 2 - DisplayWidth.of(first) - DisplayWidth.of(end))
    lines.append(
      String(repeating: " ", count: labelWidth + 2) + first + String(repeating: " ", count: gap)
        + end)
    return lines
  }

  /// One line of cells from four rows of dots.
  private static func braille(_ dots: [[Bool]], _ first: Int) -> String {
    let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    var text = ""
    let width = dots.first?.count ?? 0
    for cell in stride(from: 0, to: width, by: 2) {
      var mark: UInt32 = 0
      for row in 0..<4 {
        for side in 0..<2 where cell + side < width && dots[first + row][cell + side] {
          mark |= bits[row][side]
        }
      }
      if mark == 0 {
        text += " "
      } else if let scalar = Unicode.Scalar(0x2800 + mark) {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
