import Basics
import Columns

/// Calendar periods of dates as keys.
enum Quarters {
  /// `2025-Q1`, missing where the date is.
  static func texts(of dates: Column, named name: String) throws -> Column {
    try periods(of: dates, named: name) {
      $0.year * 4 + ($0.month - 1) / 3
    } text: {
      let year = Int((Double($0) / 4).rounded(.down))
      return "\(year)-Q\(Int($0) - 4 * year + 1)"
    }
  }

  /// `2025`, as text, missing where the date is.
  static func years(of dates: Column, named name: String) throws -> Column {
    try periods(of: dates, named: name) {
      $0.year
    } text: {
      "\($0)"
    }
  }

  /// `2025-03`, missing where the date is.
  static func months(of dates: Column, named name: String) throws -> Column {
    try periods(of: dates, named: name) {
      $0.year * 12 + $0.month - 1
    } text: {
      let year = Int((Double($0) / 12).rounded(.down))
      let month = Int($0) - 12 * year + 1
      return "\(year)-\(month < 10 ? "0" : "")\(month)"
    }
  }

  private static func periods(
    of dates: Column, named name: String, _ number: @Sendable (Calendar.Parts) -> Int,
    text: (Int32) -> String
  ) throws -> Column {
    guard dates.type.isTemporal || dates.missingCount == dates.count else {
      throw Problem(
        .script, "cohorts: \"\(name)\" is \(dates.type.rawValue), not a date",
        hints: ["quarters and years are of date columns"])
    }
    let numbers = Buffer<Int32>(count: dates.count)
    let ranges = Parallel.ranges(dates.count)
    Parallel.forEach(ranges.count) { piece in
      let to = numbers.base
      for row in ranges[piece] {
        let parts = dates.day(row).map { Calendar.parts(days: Int($0)) }
        to[row] = parts.map { Int32(clamping: number($0)) } ?? absent
      }
    }
    var (first, last) = (Int32.max, Int32.min)
    for period in numbers.elements where period != absent {
      (first, last) = (min(first, period), max(last, period))
    }
    guard first <= last else { return .missing(type: .text, count: dates.count) }
    guard Int(last) - Int(first) < TextDictionary.limit - 1 else {
      throw Problem(.data, "cohorts: the dates of \"\(name)\" span more than 65,534 periods")
    }
    // Each period is named once, those in between without a row too.
    let labels = (first...last).map { text($0) }
    let dictionary = TextDictionary(labels)
    let codes = labels.map { dictionary.code(of: $0) ?? 0 }
    let missing = UInt16(dictionary.count)
    let result = Buffer<UInt16>(count: dates.count)
    let origin = first
    Parallel.forEach(ranges.count) { piece in
      let (from, to) = (numbers.base, result.base)
      for row in ranges[piece] {
        to[row] = from[row] == absent ? missing : codes[Int(from[row] - origin)]
      }
    }
    let validity = dates.validity
    return Column(type: .text, storage: .coded(result, dictionary), validity: validity)
  }

  private static let absent = Int32.min
}
