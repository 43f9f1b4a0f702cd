import Columns

/// `PLANTED.md`: what an analysis of the demo should find, with the counts of this very demo.
enum PlantedDocument {
  static let name = "PLANTED.md"

  static func text(_ demo: DemoCRM, _ summary: DemoSummary) -> String {
    var lines = [
      "# What is planted in this demo", "",
      "Made up by `reticle demo`: \(demo.accounts) accounts, seed \(demo.seed), as of "
        + "\(Calendar.text(days: Int32(clamping: demo.asOf)))."
        + " Companies and people are made up; a likeness to real ones is chance.", "",
    ]
    lines += demo.shuffledOutcomes ? shuffled : planted
    lines += counts(summary)
    lines += demo.shuffledOutcomes ? [] : effects
    lines += dirt
    lines += tables(summary)
    return lines.joined(separator: "\n") + "\n"
  }

  private static let shuffled = [
    "**Outcomes are shuffled**: they are drawn without looking at any trait. Every rule that an",
    "analysis finds here is a mistake. The rules below are those of a demo that is not shuffled;",
    "here the kinds of account do not differ.", "",
    "- ideal: `\(PlantedProfile.ideal.rule ?? "")`",
    "- negative: `\(PlantedProfile.negative.rule ?? "")`", "",
  ]

  private static let planted = [
    "Two rules over the traits of accounts decide the outcomes:", "",
    "- **ideal** customers: `\(PlantedProfile.ideal.rule ?? "")`",
    "- the **negative** profile: `\(PlantedProfile.negative.rule ?? "")`", "",
    "All other traits are noise: country, state, revenue, ownership, stage, age and every other",
    "technology matter only as far as they go along with the traits of the rules. Two mild",
    "effects besides: a win is 0.92 times as likely at an intent score of 0 and 1.08 times at",
    "100, and accounts with a higher score have more touches.", "",
  ]

  private static func counts(_ summary: DemoSummary) -> [String] {
    var lines = [
      "## Counts", "",
      "\"Readable\" accounts are those whose industry and employees are neither missing nor",
      "mistyped: a rule can only find these.", "",
      "| kind | accounts | readable | customers | won | lost | open | won of closed |",
      "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for segment in summary.segments {
      let rate = segment.winRate.map(percent) ?? ""
      lines.append(
        "| \(segment.name) | \(segment.accounts) | \(segment.visibleAccounts) | "
          + "\(segment.customers) | \(segment.won) | \(segment.lost) | \(segment.open) | \(rate) |")
    }
    return lines + [""]
  }

  private static let effects: [String] = {
    let all = PlantedProfile.allCases.map(\.effects)
    func row(_ name: String, _ value: (PlantedProfile.Effects) -> String) -> String {
      "| \(name) | " + all.map(value).joined(separator: " | ") + " |"
    }
    return [
      "## What was drawn from", "",
      "| | ideal | negative | rest |", "|---|---:|---:|---:|",
      row("won of closed deals") { percent($0.winRate) },
      row("median days to close") { whole($0.cycle) },
      row("median amount a year") { whole($0.amount) },
      row("renewed after a year") { percent($0.renewal) },
      row("grow at renewal") { percent($0.expansion) },
      row("shrink at renewal") { percent($0.contraction) },
      row("yearly terms ended early") { percent($0.earlyEnd) },
      row("tickets a customer and year") { whole($0.tickets) },
      row("median hours a ticket") { whole($0.hours) },
      row("mean recommendation, 0 to 10") { tenths($0.recommends) },
      row("seats in use") { percent($0.usage) },
      "",
    ]
  }()

  private static let dirt: [String] = {
    typealias R = DemoRates
    let rows: [(String, Double)] = [
      ("accounts: industry missing", R.industryMissing),
      ("accounts: industry \"N/A\"", R.industryMark),
      ("accounts: industry in capitals or small letters", R.industryCase),
      ("accounts: industry with a letter left out", R.industryMisspelt),
      ("accounts: employees missing", R.employeesMissing),
      ("accounts: annual_revenue missing", R.revenueMissing),
      ("accounts, contacts: country missing", R.countryMissing),
      ("accounts: country by name instead of code", R.countryByName),
      ("accounts: state \"N/A\"", R.placeMark),
      ("accounts: phone missing", R.accountPhoneMissing),
      (
        "accounts that repeat an earlier one (name in capitals, domain with www.)",
        AccountTraits.duplicateShare
      ),
      ("contacts: email missing", R.emailMissing),
      ("contacts: email with blanks around it", R.emailBlanks),
      ("contacts: email in capitals", R.emailCapitals),
      ("contacts: email at a free-mail provider", R.emailFreeMail),
      ("contacts: email that is none", R.emailBroken),
      ("contacts: phone missing", R.contactPhoneMissing),
      ("phones as dialled inside the country (of those present)", R.phoneNational),
      ("contacts: department missing", R.departmentMissing),
      ("contacts: seniority missing", R.seniorityMissing),
      ("contacts: title in small letters", R.titleSmallLetters),
      ("contacts without an account", R.contactWithoutAccount),
      ("deals of an account that is not in the export", R.dealOfUnknownAccount),
      ("closed deals with a closed day before the created day", R.closedBeforeCreated),
      ("open deals without an amount", R.openWithoutAmount),
      ("lost deals without a reason", R.reasonMissing),
    ]
    return ["## Missing and dirty cells", "", "| what | share |", "|---|---:|"]
      + rows.map { "| \($0.0) | \(percent($0.1)) |" } + [""]
  }()

  private static func tables(_ summary: DemoSummary) -> [String] {
    ["## Files", "", "| file | rows |", "|---|---:|"]
      + summary.files.map { "| \($0.name) | \($0.rows ?? 0) |" }
      + [
        "",
        "A subscription is one row for each term at one price: `start` is its first day, `end` the",
        "first day after it, empty while it runs. `mrr` is a month's price, `amount` of a deal a",
        "year's. `discount` is a share of 1. `is_customer` says that a deal was ever won.",
        "`usage.csv` covers the \(CustomerRows.usageMonths) full months before the export.",
      ]
  }

  /// Hundredths as a percentage with one decimal, without Foundation: 0.015 is `1.5 %`.
  private static func percent(_ share: Double) -> String { tenths(share * 100) + " %" }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  private static func whole(_ value: Double) -> String { "\(Int(value.rounded()))" }
}
