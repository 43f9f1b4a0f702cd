import Basics
import Columns
import LuaHost
import LuaLift
import Profiles

/// An ICP made of a derived rule, as an object and as a file.
///
/// The conditions of the rule earn 20 points each together with 40 for meeting all of them, so that
/// accounts that miss one are told from those that miss none. Rules to avoid are gates.
struct DerivedICP {
  struct Criterion {
    var name: String
    var weight: Int
    var category: String
    var condition: String
  }

  var name: String
  var criteria: [Criterion] = []
  var gates: [(name: String, condition: String)] = []
  var source: String
  var isHunch: Bool

  /// - Throws: where there is no such rule, or no signal that one could stand for.
  init(_ profile: DerivedProfile, rule number: Int, name: String?, anyway: Bool) throws {
    guard profile.verdict.isSignal || anyway else {
      throw Problem(
        .script, "derivation:icp: there is no reliable signal to make a profile of",
        hints: [
          "print the derivation to see what was found and what could have been seen",
          "for a profile of hypotheses all the same: found:icp{ anyway = true }",
        ])
    }
    guard number >= 1, number <= profile.rules.count else {
      throw Problem(
        .script,
        profile.rules.isEmpty
          ? "derivation:icp: no rule was found"
          : "derivation:icp: there is no rule \(number); there are \(profile.rules.count)")
    }
    let rule = profile.rules[number - 1]
    self.name = name ?? "Derived: \(rule.text)"
    let rate = { (value: Double?) in
      profile.isRate ? Written.percent(value) : Written.number(value, 2)
    }
    source =
      "\(profile.goal) \(rate(rule.inside.value)) of \(rule.inside.n) \(profile.noun), others "
      + "\(rate(rule.outside.value)); \(rule.status.rawValue)"
    isHunch = rule.status == .hypothesis
    for condition in rule.conditions {
      criteria.append(
        Criterion(
          name: condition.text, weight: rule.conditions.count > 1 ? 20 : 100,
          category: Self.category(condition), condition: condition.text))
    }
    if rule.conditions.count > 1 {
      criteria.append(
        Criterion(
          name: "all of these", weight: 40, category: criteria[0].category, condition: rule.text))
    }
    for avoid in profile.avoid where avoid.status != .hypothesis {
      let text = "not (\(avoid.text))"
      if !gates.contains(where: { $0.name == text }) { gates.append((text, text)) }
    }
  }

  private static func category(_ condition: TraitCondition) -> String {
    if case .has = condition.test { return "technographic" }
    let name = condition.column.lowercased()
    for (part, category) in [
      ("tech", "technographic"), ("country", "geographic"), ("region", "geographic"),
      ("state", "geographic"), ("city", "geographic"), ("office", "geographic"),
      ("intent", "behavioural"), ("touch", "behavioural"), ("visit", "behavioural"),
      ("engage", "behavioural"), ("usage", "behavioural"),
    ] where name.contains(part) { return category }
    return "firmographic"
  }

  /// The profile, with conditions that this engine evaluates.
  func make(in engine: LuaEngine) throws -> ICP {
    try ICP(
      name: name,
      gates: gates.map { gate in
        Gate(
          gate.name,
          test: try RowFunction(.text(gate.condition), what: "derivation:icp", in: engine))
      },
      criteria: criteria.map { criterion in
        Profiles.Criterion(
          criterion.name, weight: Double(criterion.weight),
          category: try .init(named: criterion.category),
          test: try RowFunction(.text(criterion.condition), what: "derivation:icp", in: engine),
          source: source, hunch: isHunch)
      })
  }

  /// The profile as a file of `icp.define`.
  var script: String {
    var lines = [
      "-- \(Self.comment(source))",
      "return icp.define {",
      "  name = \(Self.quoted(name)),",
    ]
    if !gates.isEmpty {
      lines.append("  gates = {")
      lines += gates.map { "    { \(Self.quoted($0.name)), \(Self.quoted($0.condition)) }," }
      lines.append("  },")
    }
    lines.append("  criteria = {")
    for criterion in criteria {
      lines.append(
        "    { \(Self.quoted(criterion.name)), \(criterion.weight), "
          + "\(Self.quoted(criterion.category)), \(Self.quoted(criterion.condition)), "
          + "source = \(Self.quoted(source))\(isHunch ? ", hunch = true" : "") },")
    }
    lines += ["  },", "}", ""]
    return lines.joined(separator: "\n")
  }

  private static func comment(_ text: String) -> String {
    text.map { $0.isNewline ? " " : String($0) }.joined()
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text {
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n", "\r\n": result += "\\n"
      case "\r": result += "\\r"
      case "\0": result += "\\0"
      default: result.append(character)
      }
    }
    return result + "\""
  }
}
