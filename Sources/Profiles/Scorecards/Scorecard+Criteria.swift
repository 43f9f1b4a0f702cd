import Basics
import Columns

/// One line of a profile that gives the same points as a card.
public struct ScorecardCriterion: Sendable, Equatable {
  public var name: String
  public var points: Int
  public var category: Criterion.Category
  /// A Lua expression over the columns of a row.
  public var condition: String
}

extension Scorecard {
  /// The card as criteria of an ideal customer profile whose fit is the card's, account by account.
  ///
  /// The bins of a trait are nested: the criterion with the points from the least bin to the next
  /// holds in all bins from there on, the next one in fewer, so that the best bin meets all of them
  /// and the weights add up to 100.
  ///
  /// - Throws: a ``Problem`` where there is no signal: a profile of nothing would look like one.
  public func criteria() throws -> [ScorecardCriterion] {
    guard isEstablished else {
      throw Problem(.data, "scorecard \"\(name)\": \(signal.text)")
    }
    return scoring.flatMap { $0.criteria() }
  }

  /// A file that people can read, review and change: `return icp.define { … }`.
  ///
  /// - Throws: as ``criteria()``.
  public func script() throws -> String {
    let quoted = LuaText.quoted
    var lines = [
      "-- Learnt from \(Wording.grouped(n)) rows, \(Wording.grouped(won)) won, by \(method.rawValue).",
      "-- \(signal.text)",
    ]
    lines += notes.map { "-- Note: \($0)" }
    lines += ["return icp.define {", "  name = \(quoted(name)),", "  criteria = {"]
    for criterion in try criteria() {
      lines.append(
        "    { \(quoted(criterion.name)), \(criterion.points), \(quoted(criterion.category.rawValue)), "
          + "\(quoted(criterion.condition)) },")
    }
    let shown = tiers.map { tier in
      "[\(quoted(tier.name))] = \(LuaText.number(tier.threshold))"
    }
    lines += ["  },", "  tiers = { \(shown.joined(separator: ", ")) },", "}", ""]
    return lines.joined(separator: "\n")
  }
}

extension Scorecard.Trait {
  /// Nested criteria, the widest first.
  func criteria() -> [ScorecardCriterion] {
    let levels = Set(bins.map(\.points)).sorted().filter { $0 > 0 }
    var below = 0
    return levels.map { level in
      let inside = bins.indices.filter { bins[$0].points >= level }
      defer { below = level }
      let labels = merged(inside).map { label($0) }
      return ScorecardCriterion(
        name: member == nil
          ? "\(column): \(labels.joined(separator: " or "))" : memberName(inside),
        points: level - below, category: category, condition: condition(inside))
    }
  }

  private func memberName(_ inside: [Int]) -> String {
    let texts = inside.map { index -> String in
      switch bins[index].values {
      case .levels(let levels):
        levels == ["true"] ? name : "\(column) without \(member ?? "")"
      case .missing: "\(column) missing"
      default: name
      }
    }
    return texts.joined(separator: " or ")
  }

  /// Bins with neighbouring ranges put together.
  private func merged(_ inside: [Int]) -> [Scorecard.Bin] {
    var result: [Scorecard.Bin] = []
    var last = -2
    for index in inside {
      if index == last + 1, case .range(let low, _)? = result.last?.values,
        case .range(_, let high) = bins[index].values
      {
        result[result.count - 1].values = .range(low, high)
      } else {
        result.append(bins[index])
      }
      last = index
    }
    return result
  }

  /// A Lua expression that holds exactly in these bins.
  private func condition(_ inside: [Int]) -> String {
    let cell = LuaText.cell(column)
    let hasMissing = inside.contains(bins.count - 1)
    if let member {
      let has = "has(\(cell), \(LuaText.single(member)))"
      let values = Set(
        inside.compactMap { index -> String? in
          if case .levels(let levels) = bins[index].values { levels.first } else { nil }
        })
      switch (values.contains("true"), values.contains("false"), hasMissing) {
      case (true, true, _): return hasMissing ? "true" : "\(cell) ~= nil"
      case (true, false, false): return has
      case (true, false, true): return "\(cell) == nil or \(has)"
      case (false, true, false): return "\(cell) ~= nil and not \(has)"
      case (false, true, true): return "not \(has)"
      case (false, false, _): return "\(cell) == nil"
      }
    }
    var parts: [String] = []
    let hasOthers = inside.contains { bins[$0].values == .others }
    if hasOthers {
      // Every text but those of the bins outside.
      let outside = bins.indices.filter { !inside.contains($0) }.flatMap { levels(of: bins[$0]) }
      var tests = outside.map { "\(cell) ~= \(literal($0))" }
      if !hasMissing { tests.insert("\(cell) ~= nil", at: 0) }
      return tests.isEmpty ? "true" : tests.joined(separator: " and ")
    }
    for bin in merged(inside) {
      switch bin.values {
      case .range(let low, let high):
        let tests = [
          low.map { "\(cell) >= \(LuaText.number($0))" },
          high.map { "\(cell) < \(LuaText.number($0))" },
        ]
        .compactMap { $0 }
        parts.append(tests.isEmpty ? "\(cell) ~= nil" : tests.joined(separator: " and "))
      case .levels(let levels): parts += levels.map { "\(cell) == \(literal($0))" }
      case .missing: parts.append("\(cell) == nil")
      case .others: break
      }
    }
    return parts.count > 1
      ? parts.map { $0.contains(" and ") ? "(\($0))" : $0 }.joined(separator: " or ")
      : parts.first ?? "false"
  }

  private func levels(of bin: Scorecard.Bin) -> [String] {
    if case .levels(let levels) = bin.values { levels } else { [] }
  }

  private func literal(_ level: String) -> String { isFlag ? level : LuaText.single(level) }

  private var category: Criterion.Category {
    let words = Set(Scorecard.words(column))
    if !words.isDisjoint(with: ["country", "state", "city", "region", "office", "location", "zip"])
    {
      return .geographic
    }
    if !words.isDisjoint(with: ["tech", "stack", "technology", "technologies", "tools"]) {
      return .technographic
    }
    if !words.isDisjoint(with: [
      "visits", "intent", "activity", "usage", "uses", "touches", "clicks", "opens", "sessions",
      "time", "views", "engagement",
    ]) {
      return .behavioural
    }
    return .firmographic
  }
}

/// Pieces of Lua source.
enum LuaText {
  private static let keywords: Set<String> = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
    "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
  ]

  /// A column of the row in an expression.
  static func cell(_ column: String) -> String {
    let bytes = Array(column.utf8)
    let isName =
      !keywords.contains(column) && column != "row"
      && bytes.enumerated().allSatisfy { index, byte in
        byte == 0x5f || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a)
          || (index > 0 && byte >= 0x30 && byte <= 0x39)
      }
    return isName && !bytes.isEmpty ? column : "row[\(single(column))]"
  }

  static func single(_ text: String) -> String { "'" + escaped(text, quote: 0x27) + "'" }
  static func quoted(_ text: String) -> String { "\"" + escaped(text, quote: 0x22) + "\"" }

  private static func escaped(_ text: String, quote: UInt8) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case quote, 0x5c: bytes += [0x5c, byte]
      case 0x0a: bytes += [0x5c, 0x6e]
      case 0..<0x20, 0x7f:
        let digits = Array(String(byte).utf8)
        bytes += [0x5c] + [UInt8](repeating: 0x30, count: 3 - digits.count) + digits
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A number as Lua reads it back.
  static func number(_ value: Double) -> String {
    let text = value.written
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
