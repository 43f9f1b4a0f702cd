import Columns
import Reports

/// The figures of the whole on one line, below a table of cohorts.
enum TotalLine {
  /// - Parameter table: Only figures that are shown in it are said.
  static func text(_ total: Table, shownIn table: Table, shares: Set<String>) -> String {
    var parts: [String] = []
    for (name, column) in zip(total.names, total.columns) {
      let isBound = name.hasSuffix(".low") || name.hasSuffix(".high")
      guard table[name] != nil, column.type != .text, !isBound, !column.isMissing(0) else {
        continue
      }
      func text(_ column: Column) -> String {
        guard shares.contains(name), let share = column.double(0) else {
          return TableText.cell(column[0])
        }
        return Figures.percent(share, digits: 2)
      }
      var part = "\(name) \(text(column))"
      if let low = total[name + ".low"], let high = total[name + ".high"], !low.isMissing(0) {
        part += " [\(text(low)), \(text(high))]"
      }
      parts.append(part)
      if parts.count == 8 { break }
    }
    return parts.joined(separator: ", ")
  }
}
