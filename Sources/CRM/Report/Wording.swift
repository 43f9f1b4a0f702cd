/// Words and numbers of reports, in one way.
enum Wording {
  /// `1 cell`, `1,480 cells`
  static func cells(_ count: Int) -> String { counted(count, "cell", "cells") }

  static func rows(_ count: Int) -> String { counted(count, "row", "rows") }

  static func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(number(count)) \(count == 1 ? one : many)"
  }

  /// `8,800`
  static func number(_ value: Int) -> String {
    var digits = String(value.magnitude)[...]
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits = digits.dropLast(3)
    }
    groups.insert(digits, at: 0)
    return (value < 0 ? "-" : "") + groups.joined(separator: ",")
  }

  static func number(_ value: Double) -> String {
    if let whole = Int(exactly: value) { return number(whole) }
    return "\(value)"
  }

  /// `a` or `an`.
  static func article(_ noun: String) -> String {
    noun.first.map { "aeiou".contains($0) } == true ? "an" : "a"
  }

  /// One record of an entity, or several: `deal`, `deals`.
  static func noun(_ entity: Entity, _ count: Int) -> String {
    if count != 1, [.usage, .spend, .market].contains(entity) { return "\(entity.name) rows" }
    if count != 1 { return String(entity.name.map { $0 == "_" ? " " : $0 }) }
    switch entity {
    case .touches: return "touch"
    case .usage: return "usage row"
    case .spend: return "spend row"
    case .market: return "market row"
    case .stageHistory: return "stage history row"
    default: return String(entity.name.dropLast())
    }
  }
}

extension Wording {
  /// Two decimals below ten, none above.
  static func rounded(_ value: Double) -> String {
    if value >= 10 || value <= -10 { return number(value.rounded()) }
    return "\((value * 100).rounded() / 100)"
  }
}
