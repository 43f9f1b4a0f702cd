import Basics

/// A platform whose filters are set by hand: attributes with values to include or exclude, and sizes
/// in fixed steps or as a range. Read from the files in `FilterPlatforms/`.
struct BandPlatform: Sendable {
  struct Attribute: Sendable {
    var field: String
    var title: String
    /// Steps of a number, each from a value to one, the last open.
    var bands: [Band] = []
    /// Whether a number is given as a range of one's own.
    var isRange = false
  }

  struct Band: Sendable, Equatable {
    var low: Double
    var high: Double?

    var text: String {
      let low = AudienceResult.grouped(Int(self.low))
      guard let high else { return "\(low)+" }
      return high == self.low ? low : "\(low)-\(AudienceResult.grouped(Int(high)))"
    }
  }

  let title: String
  let attributes: [Attribute]

  private static let files: [(name: String, bytes: [UInt8])] = [
    ("linkedin_ads", PackageResources.linkedin_ads_txt),
    ("sales_navigator", PackageResources.sales_navigator_txt),
    ("zoominfo", PackageResources.zoominfo_txt),
  ]

  static let names = files.map(\.name)

  static func platform(_ name: String) throws -> BandPlatform {
    guard let file = files.first(where: { $0.name == name }) else {
      throw Problem.unknown("platform", name, known: names)
    }
    return try BandPlatform(String(decoding: file.bytes, as: UTF8.self), place: "\(name).txt")
  }

  /// - Throws: ``Problem`` with the line that cannot be read.
  init(_ text: String, place: String) throws {
    var title = ""
    var attributes: [Attribute] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      guard let colon = line.firstIndex(of: ":"), !line.hasPrefix("#") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      switch line[..<colon] {
      case "title": title = String(value)
      case "attribute":
        let parts = value.split(separator: "|").map { Self.trimmed($0) }
        guard parts.count >= 2 else {
          throw Problem(.data, "\(place):\(index + 1): an attribute needs a column and a title")
        }
        var attribute = Attribute(field: parts[0], title: parts[1])
        if parts.count > 2, parts[2] == "range" {
          attribute.isRange = true
        } else if parts.count > 2 {
          attribute.bands = try parts[2].split(separator: ",").map {
            try Self.band(Self.trimmed($0), "\(place):\(index + 1)")
          }
        }
        attributes.append(attribute)
      default: continue
      }
    }
    self.title = title
    self.attributes = attributes
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private static func band(_ text: String, _ place: String) throws -> Band {
    let ends = text.split(separator: "-").map(String.init)
    if text.hasSuffix("+"), let low = Double(text.dropLast()) { return Band(low: low, high: nil) }
    guard let low = Double(ends.first ?? ""), let high = Double(ends.last ?? ""), low <= high else {
      throw Problem(.data, "\(place): no step such as 11-50 or 10001+")
    }
    return Band(low: low, high: high)
  }

  func filter(_ condition: FilterExpression) -> PlatformFilter {
    let widened = condition.widened(canSay)
    var left = widened.left
    var choices: [(title: String, isExcluded: Bool, values: [String])] = []
    var numbers: [String: Interval] = [:]
    var notes: [String] = []
    let parts: [FilterExpression] =
      switch widened.expression {
      case .all(let parts): parts
      case .some(let single): [single]
      case nil: []
      }
    for part in parts {
      if let choice = choice(part) {
        choices.append(choice)
      } else if let (field, interval) = Self.interval(part) {
        numbers[field, default: Interval()].narrow(interval)
      } else {
        // Each alternative can be said, but not that one of them is enough.
        left.append(part)
      }
    }
    for attribute in attributes {
      guard let interval = numbers[attribute.field] else { continue }
      if attribute.isRange {
        choices.append((attribute.title, false, [interval.text]))
        continue
      }
      let bands = attribute.bands.filter { interval.meets($0) }
      choices.append((attribute.title, false, bands.map(\.text)))
      for band in bands where !interval.covers(band) {
        notes.append(
          "\(attribute.title) \(band.text) reaches beyond \(attribute.field) \(interval.text)")
      }
      if bands.isEmpty {
        notes.append("no step of \(attribute.title) meets \(attribute.field) \(interval.text)")
      }
    }
    for (index, choice) in choices.enumerated() where !choice.isExcluded {
      if choices[..<index].contains(where: { $0.title == choice.title && !$0.isExcluded }) {
        notes.append("\(choice.title): values of one filter are joined by \"or\"")
      }
    }
    return PlatformFilter(
      title: title, text: Self.lines(choices), coarser: notes,
      unsaid: left.map { "\($0.text): \(reason($0))" })
  }

  private static func lines(_ choices: [(title: String, isExcluded: Bool, values: [String])])
    -> String
  {
    var lines: [String] = []
    for isExcluded in [false, true] {
      let chosen = choices.filter { $0.isExcluded == isExcluded }
      if chosen.isEmpty { continue }
      lines.append(isExcluded ? "exclude" : "include")
      lines += chosen.map { "  \($0.title): \($0.values.joined(separator: "; "))" }
    }
    return lines.isEmpty ? "(no filter)" : lines.joined(separator: "\n")
  }

  private func attribute(_ field: String?) -> Attribute? {
    field.flatMap { field in attributes.first { $0.field == field } }
  }

  private func canSay(_ expression: FilterExpression) -> Bool {
    choice(expression) != nil
      || Self.interval(expression).map {
        attribute($0.field).map { $0.isRange || !$0.bands.isEmpty } ?? false
      } ?? false
  }

  /// Values to include or exclude.
  private func choice(
    _ expression: FilterExpression
  ) -> (title: String, isExcluded: Bool, values: [String])? {
    func chosen(_ field: String, _ excluded: Bool, _ values: [String]) -> (String, Bool, [String])?
    {
      guard let attribute = attribute(field), attribute.bands.isEmpty, !attribute.isRange else {
        return nil
      }
      return (attribute.title, excluded, values)
    }
    switch expression {
    case .any(let parts):
      return SalesforceFilter.oneOf(parts).flatMap { chosen($0.field, false, $0.values) }
    case .compare(let field, .equal, .text(let value)): return chosen(field, false, [value])
    case .compare(let field, .different, .text(let value)): return chosen(field, true, [value])
    case .has(let field, let member): return chosen(field, false, [member])
    case .not(.has(let field, let member)): return chosen(field, true, [member])
    default: return nil
    }
  }

  static func interval(_ expression: FilterExpression) -> (
    field: String, interval: Interval
  )? {
    guard case .compare(let field, let comparison, .number(let number)) = expression else {
      return nil
    }
    switch comparison {
    case .equal: return (field, Interval(low: number, high: number))
    case .atLeast: return (field, Interval(low: number))
    case .above: return (field, Interval(low: number, isLowOpen: true))
    case .atMost: return (field, Interval(high: number))
    case .below: return (field, Interval(high: number, isHighOpen: true))
    case .different: return nil
    }
  }

  private func reason(_ expression: FilterExpression) -> String {
    if let field = expression.field {
      return attribute(field) == nil
        ? "\(title) has no filter for \(field)" : "its filter for \(field) has no such test"
    }
    return "its filters are all joined by \"and\""
  }
}

/// From a number to a number, either end open or absent.
struct Interval: Sendable {
  var low: Double?
  var high: Double?
  var isLowOpen = false
  var isHighOpen = false

  mutating func narrow(_ other: Interval) {
    if let theirs = other.low {
      if low.map({ theirs > $0 || (theirs == $0 && other.isLowOpen) }) ?? true {
        (low, isLowOpen) = (theirs, other.isLowOpen)
      }
    }
    if let theirs = other.high {
      if high.map({ theirs < $0 || (theirs == $0 && other.isHighOpen) }) ?? true {
        (high, isHighOpen) = (theirs, other.isHighOpen)
      }
    }
  }

  /// Whether any number of the step is inside.
  func meets(_ band: BandPlatform.Band) -> Bool {
    if let low, let top = band.high, isLowOpen ? top <= low : top < low { return false }
    if let high, isHighOpen ? band.low >= high : band.low > high { return false }
    return true
  }

  /// Whether all numbers of the step are inside.
  func covers(_ band: BandPlatform.Band) -> Bool {
    if let low, isLowOpen ? band.low <= low : band.low < low { return false }
    guard let high else { return true }
    guard let top = band.high else { return false }
    return isHighOpen ? top < high : top <= high
  }

  var text: String {
    func many(_ value: Double) -> String {
      value == value.rounded() && value.magnitude < 1e15
        ? AudienceResult.grouped(Int(value)) : FilterValue.digits(value)
    }
    switch (low, high) {
    case (let low?, let high?) where low == high: return many(low)
    case (let low?, let high?):
      return
        "\(isLowOpen ? "above " : "")\(many(low)) to \(isHighOpen ? "below " : "")\(many(high))"
    case (let low?, nil): return isLowOpen ? "above \(many(low))" : "\(many(low)) and more"
    case (nil, let high?): return isHighOpen ? "below \(many(high))" : "up to \(many(high))"
    default: return "any"
    }
  }
}
