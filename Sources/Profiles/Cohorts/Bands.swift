import Basics
import Columns

/// A numeric column cut into bands, such as company sizes.
public struct Bands: Sendable {
  public let column: String
  /// Where a new band begins, ascending: a value equal to an edge is in the band above.
  public let edges: [Double]

  /// - Throws: a ``Problem`` without edges, or if they do not ascend.
  public init(_ column: String, _ edges: [Double]) throws {
    if edges.isEmpty {
      throw Problem(
        .script, "bands of \(column): there are no edges",
        hints: ["bands(\"\(column)\", 50, 250, 1000) makes four bands"])
    }
    for (lower, upper) in zip(edges, edges.dropFirst()) where !(lower < upper) {
      throw Problem(
        .script,
        "bands of \(column): \(upper.written) comes after \(lower.written), but edges must ascend")
    }
    if let wrong = edges.first(where: { !$0.isFinite }) {
      throw Problem(.script, "bands of \(column): \(wrong.written) cannot be an edge")
    }
    self.column = column
    self.edges = edges
  }

  /// The bands from the lowest to the highest: `<50`, `50-249`, `250-999`, `>=1000`; of numbers
  /// with fractions, and from 10,000 on, `10k-<50k`.
  public func labels(whole: Bool) -> [String] {
    let shown = edges.map(Self.short)
    var labels = ["<" + shown[0]]
    for (index, (lower, upper)) in zip(edges, edges.dropFirst()).enumerated() {
      let plain = whole && lower == lower.rounded() && upper == upper.rounded() && upper < 10_000
      if plain && lower >= 0 {
        let last = Int(upper) - 1
        labels.append(last == Int(lower) ? "\(last)" : "\(Int(lower))-\(last)")
      } else {
        labels.append("\(shown[index])-<\(shown[index + 1])")
      }
    }
    labels.append(">=" + shown[shown.count - 1])
    return labels
  }

  /// `50`, `2.5`, `10k`, `1.5M`, `2B`.
  private static func short(_ edge: Double) -> String {
    for (unit, name) in [(1e9, "B"), (1e6, "M"), (1e3, "k")] where edge.magnitude >= max(unit, 1e4)
    {
      let part = edge / unit
      if (part * 100).rounded() == part * 100 { return plain(part) + name }
    }
    return plain(edge)
  }

  private static func plain(_ number: Double) -> String {
    let written = number.written
    return written.hasSuffix(".0") ? String(written.dropLast(2)) : written
  }

  /// The band of each cell, as text; missing where the cell is missing or not a number.
  ///
  /// - Throws: a ``Problem`` if the column is not numeric.
  /// - Complexity: O(rows × edges), on all cores.
  public func cut(_ cells: Column) throws -> Column {
    guard cells.type.isNumeric || cells.missingCount == cells.count else {
      throw Problem(
        .script, "bands of \(column): it is \(cells.type.rawValue), not a number",
        hints: ["bands are of integer and number columns"])
    }
    let labels = labels(whole: cells.type == .integer)
    let dictionary = TextDictionary(labels)
    let codes = labels.map { dictionary.code(of: $0) ?? 0 }
    let missing = UInt16(dictionary.count)
    let result = Buffer<UInt16>(count: cells.count)
    let ranges = Parallel.ranges(cells.count)
    let edges = Buffer(edges)
    let codeOf = Buffer(codes)
    let present = Bitmap(count: cells.count)
    let values = NumberCells(cells)
    Parallel.forEach(ranges.count) { piece in
      let (to, words) = (result.base, present.words.base)
      let (first, last) = (edges.base, edges.base + edges.count)
      for row in ranges[piece] {
        guard let value = values?[row], !value.isNaN else {
          to[row] = missing
          continue
        }
        var edge = first
        while edge < last, value >= edge.pointee { edge += 1 }
        to[row] = codeOf.base[edge - first]
        // Ranges begin at multiples of 64 rows: no word is written by two threads.
        words[row >> 6] |= 1 << UInt64(row & 63)
      }
    }
    withExtendedLifetime(cells) {}
    return Column(type: .text, storage: .coded(result, dictionary), validity: present)
  }
}
