import Basics
import Columns

/// A condition on one column that a rule is made of. Means the same on any table with that column,
/// and reads as a script would write it.
public struct TraitCondition: Sendable, Hashable {
  public enum Test: Sendable, Hashable {
    case isMissing
    case equals(String)
    case isFlag(Bool)
    /// A set has this member; capitals do not count.
    case has(String)
    /// A number from `low` (included) to `high` (included or not); nil is no bound. With neither
    /// it says that the number is known.
    case range(low: Double?, high: Double?, includesHigh: Bool, isDate: Bool)
  }

  public var column: String
  public var test: Test
  public var isNegated: Bool

  public init(_ column: String, _ test: Test, isNegated: Bool = false) {
    self.column = column
    self.test = test
    self.isNegated = isNegated
  }

  /// The rows of a column for which it holds. As in scripts, a missing number is in no range, and
  /// `~=` holds where the value is missing.
  ///
  /// - Complexity: O(rows).
  public func rows(in column: Column) throws -> Bitmap {
    let positive = try plainRows(in: column)
    return isNegated ? positive.inverted() : positive
  }

  private func plainRows(in column: Column) throws -> Bitmap {
    let count = column.count
    switch test {
    case .isMissing: return column.validity?.inverted() ?? Bitmap(count: count)
    case .isFlag(let wanted):
      guard case .boolean(let flags) = column.storage else { return Bitmap(count: count) }
      let validity = column.validity
      return Bitmap.parallel(count) {
        (flags.base[$0] != 0) == wanted && validity?[$0] != false
      }
    case .equals(let text):
      guard column.type.isText else { return Bitmap(count: count) }
      let texts = try DistinctTexts(column)
      let wanted = Set(texts.entries.indices.filter { texts.entries[$0].string == text })
      return Self.rows(texts, wanted)
    case .has(let member):
      guard column.type.isText else { return Bitmap(count: count) }
      let texts = try DistinctTexts(column)
      let bytes = Array(member.utf8)
      let wanted = Set(
        texts.entries.indices.filter { entry in
          texts.entries[entry].withBytes { SetText.has($0, bytes) }
        })
      return Self.rows(texts, wanted)
    case .range(let low, let high, let includesHigh, _):
      let numbers = column.type.isTemporal ? Self.dayNumbers(column) : column.finiteDoubles()
      let (from, to) = (low ?? -.infinity, high ?? .infinity)
      return Bitmap.parallel(count) { row in
        let value = numbers.base[row]
        return value >= from && (includesHigh || high == nil ? value <= to : value < to)
      }
    }
  }

  private static func rows(_ texts: DistinctTexts, _ wanted: Set<Int>) -> Bitmap {
    var holds = [Bool](repeating: false, count: texts.entries.count)
    for entry in wanted { holds[entry] = true }
    let flags = holds
    let codes = texts.codes
    return Bitmap.parallel(codes.count) { row in
      let code = codes.base[row]
      return code != DistinctTexts.missing && flags[Int(code)]
    }
  }

  /// Days of dates as numbers; NaN where missing.
  static func dayNumbers(_ column: Column) -> Buffer<Double> {
    let days = column.days()
    let numbers = Buffer<Double>(count: column.count)
    for row in 0..<column.count {
      numbers.base[row] = days.base[row] == Column.noDay ? .nan : Double(days.base[row])
    }
    return numbers
  }
}

extension TraitCondition {
  /// As an expression of a script: `employees >= 100 and employees <= 1000`.
  public var text: String {
    let name = ConditionText.reference(column)
    switch test {
    case .isMissing: return "\(name) \(isNegated ? "~=" : "==") nil"
    case .equals(let text):
      return "\(name) \(isNegated ? "~=" : "==") \(ConditionText.quoted(text))"
    case .isFlag(let flag): return "\(name) \(isNegated ? "~=" : "==") \(flag)"
    case .has(let member):
      return "\(isNegated ? "not " : "")has(\(name), \(ConditionText.quoted(member)))"
    case .range(let low, let high, let includesHigh, let isDate):
      let written = { isDate ? ConditionText.day($0) : ConditionText.number($0) }
      var parts: [String] = []
      if let low, let high, low == high, includesHigh {
        parts = ["\(name) == \(written(low))"]
      } else {
        if let low { parts.append("\(name) >= \(written(low))") }
        if let high { parts.append("\(name) \(includesHigh ? "<=" : "<") \(written(high))") }
        if parts.isEmpty { parts = ["\(name) ~= nil"] }
      }
      let text = parts.joined(separator: " and ")
      return isNegated ? "not (\(text))" : text
    }
  }
}

/// How names and values are written in scripts.
enum ConditionText {
  /// A column as the variable of an expression.
  static func reference(_ column: String) -> String {
    isName(column) ? column : "row[\"\(escaped(column, quote: "\""))\"]"
  }

  static func quoted(_ text: String) -> String { "'\(escaped(text, quote: "'"))'" }

  static func escaped(_ text: String, quote: Character) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\\\"
      case "\n", "\r\n": result += "\\n"
      case "\r": result += "\\r"
      case "\0": result += "\\0"
      case quote: result += "\\\(quote)"
      default: result.append(character)
      }
    }
    return result
  }

  static func number(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? "\(Int64(value))" : "\(value)"
  }

  static func day(_ value: Double) -> String {
    guard value.isFinite else { return "nil" }
    let days = Int32(max(-1_000_000, min(3_000_000, value.rounded(.down))))
    return "date '\(Calendar.text(days: days))'"
  }

  private static let reserved: Set<String> = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
    "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while", "row", "has",
    "date",
  ]

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first), !reserved.contains(text)
    else { return false }
    return text.utf8.allSatisfy {
      $0 == 0x5f || (0x61...0x7a).contains($0 | 0x20) || (0x30...0x39).contains($0)
    }
  }
}

extension TraitBits {
  /// A term as a condition; with bounds of its own where a search has found better ones than those
  /// of the intervals.
  package func condition(_ term: Term, bounds: RangeBounds? = nil) -> TraitCondition {
    let trait = traits[Int(term.trait)]
    let isDate = trait.kind == .date
    let test: TraitCondition.Test
    switch atoms[Int(term.low)].value {
    case .missing: test = .isMissing
    case .text(let text): test = .equals(text)
    case .flag(let flag): test = .isFlag(flag)
    case .holds:
      guard case .member(let member) = trait.kind else {
        return TraitCondition(trait.column, .isMissing)
      }
      test = .has(member)
    case .interval:
      let range = bounds ?? self.bounds(of: term)
      test = .range(
        low: range.low, high: range.high, includesHigh: range.includesHigh, isDate: isDate)
    }
    return TraitCondition(trait.column, test, isNegated: term.isComplement)
  }

  /// The bounds that the intervals of a term have.
  package func bounds(of term: Term) -> RangeBounds {
    let trait = traits[Int(term.trait)]
    let first = Int(term.low) - trait.atoms.lowerBound
    let last = Int(term.high) - trait.atoms.lowerBound
    return RangeBounds(
      low: first > 0 ? trait.cuts[first - 1] : nil,
      high: last < trait.cuts.count ? trait.cuts[last] : nil, includesHigh: false)
  }
}

/// From where to where a number goes. Nil is no bound.
package struct RangeBounds: Sendable, Equatable {
  package var low: Double?
  package var high: Double?
  /// Whether the upper bound belongs to it; the lower one always does.
  package var includesHigh: Bool
}
