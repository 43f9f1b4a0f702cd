import Profiles
import Reports

/// A derivation as people read it.
struct DeriveText {
  let profile: DerivedProfile

  init(_ profile: DerivedProfile) { self.profile = profile }

  var text: String {
    var lines = head
    lines += verdict
    let found = profile.verdict.isSignal
    lines += section(
      found ? "Whom to look for" : "Hints, not findings: whom to look for", profile.rules,
      none: "no rule stands out")
    lines += section(
      found ? "Whom to avoid" : "Hints, not findings: whom to avoid", profile.avoid,
      none: "no rule stands out", saysSpent: true)
    lines += power
    if !profile.tableStakes.isEmpty {
      lines.append("Winners and losers share these, so they tell nothing:")
      lines += profile.tableStakes.prefix(5).map {
        "  \($0.text): \(Written.percent($0.winners, decimals: 0)) of winners, "
          + "\(Written.percent($0.losers, decimals: 0)) of losers"
      }
    }
    if !profile.repeated.isEmpty {
      lines.append("Traits that repeat each other; score one of each pair:")
      lines += profile.repeated.prefix(5).map {
        "  \($0.a) and \($0.b): Cramér's V \(Written.number($0.v, 2))"
      }
    }
    lines += profile.warnings.map { "warning: \($0)" }
    lines += profile.notes.map { "note: \($0)" }
    return lines.joined(separator: "\n")
  }

  private var head: [String] {
    [
      "Derived from \(Figures.count(profile.rows)) \(profile.noun), \(profile.goal): "
        + bounded(profile.whole),
      "\(Figures.count(profile.tried)) rules tried on \(Figures.count(profile.trainRows)) "
        + "\(profile.noun); held out: \(profile.holdoutText)",
    ]
  }

  private var verdict: [String] {
    var lines = ["", ""]
    lines[1] =
      profile.verdict.isSignal
      ? "There is a reliable signal."
      : "No reliable signal: no trait here tells the \(profile.noun) apart by \(profile.goal), as "
        + "far as can be seen."
    return lines + profile.verdict.parts.map { "  \($0)" } + [""]
  }

  private func section(
    _ title: String, _ rules: [DerivedRule], none: String, saysSpent: Bool = false
  ) -> [String] {
    var lines = [title]
    if rules.isEmpty { lines.append("  \(none)") }
    for (number, rule) in rules.prefix(profile.verdict.isSignal ? 5 : 3).enumerated() {
      lines += self.rule(rule, number + 1, saysSpent: saysSpent)
    }
    return lines + [""]
  }

  private func rule(_ rule: DerivedRule, _ number: Int, saysSpent: Bool) -> [String] {
    var lines = ["  \(number). \(rule.text)", "     \(rule.status.rawValue): \(rule.because)"]
    var first =
      "     \(bounded(rule.inside)) of \(Figures.count(rule.inside.n)), others "
      + "\(shown(rule.outside.value))"
    if let lift = rule.lift, lift > 0 { first += ": \(Written.number(lift, 2)) times" }
    first += "; drawn to the whole \(bounded(rule.shrunk)); \(Written.p("q", rule.q))"
    lines.append(first)
    if let holdout = rule.holdout, let other = rule.holdoutOutside, holdout.n > 0 {
      var held =
        "     held out: \(bounded(holdout)) of \(Figures.count(holdout.n)), others "
        + shown(other.value)
      if let folds = rule.foundInFolds { held += "; found again in \(folds) of 5 folds" }
      lines.append(held)
    }
    if let a = rule.dealsInside, let b = rule.dealsOutside {
      var parts: [String] = []
      if profile.goal != "win rate" {
        parts.append(pair("won", a.winRate, b.winRate) { Written.percent($0) })
      }
      parts.append(pair("value of a won deal", a.value, b.value) { money($0) })
      parts.append(pair("days to win", a.cycle, b.cycle) { Written.number($0, 0) })
      parts.append(pair("won per selling day", a.perDay, b.perDay) { Written.number($0, 2) })
      parts.removeAll { $0.isEmpty }
      if !parts.isEmpty { lines.append("     " + parts.joined(separator: "; ")) }
      if saysSpent, let days = a.days {
        let cost = a.cost.map { ", \(money($0))" } ?? ""
        lines.append("     spent on them so far: \(money(days)) days of selling\(cost)")
      }
    }
    var about: [String] = []
    if let accounts = rule.accounts {
      about.append("\(Figures.count(accounts)) accounts behind it")
    }
    if let share = rule.share {
      about.append("\(Written.percent(share)) of all rows to choose from")
    }
    if rule.nearCopies > 0 {
      about.append("\(rule.nearCopies) near \(rule.nearCopies == 1 ? "copy" : "copies") not shown")
    }
    if !about.isEmpty { lines.append("     " + about.joined(separator: "; ")) }
    return lines
  }

  private var power: [String] {
    guard let power = profile.power else { return [] }
    let gap = { (value: Double) in
      profile.isRate ? "\(Written.number(value * 100, 1)) points" : money(value)
    }
    return [
      "What could have been seen: with \(Figures.count(power.n)) \(profile.noun) of a kind, a gap of "
        + "\(gap(power.single)) to the rest is found four times in five; of \(power.tests) levels "
        + "looked at together, \(gap(power.corrected)). Smaller ones may be there.",
      "",
    ]
  }

  private func pair(
    _ name: String, _ a: Double?, _ b: Double?, _ written: (Double?) -> String
  ) -> String {
    a == nil ? "" : "\(name) \(written(a)), others \(written(b))"
  }

  private func bounded(_ figure: DerivedRule.Figure) -> String {
    guard figure.value != nil else { return "nothing" }
    if profile.isRate {
      return "\(Written.percent(figure.value)) [\(Written.number(figure.low.map { $0 * 100 }, 1)), "
        + "\(Written.number(figure.high.map { $0 * 100 }, 1))]"
    }
    return "\(money(figure.value)) [\(money(figure.low)), \(money(figure.high))]"
  }

  private func shown(_ value: Double?) -> String {
    profile.isRate ? Written.percent(value) : money(value)
  }

  private func money(_ value: Double?) -> String {
    guard let value else { return "?" }
    if value.magnitude >= 100, value.magnitude < 1e15 {
      return (value < 0 ? "-" : "") + Figures.count(Int(value.magnitude.rounded()))
    }
    return Written.number(value, 2)
  }
}
