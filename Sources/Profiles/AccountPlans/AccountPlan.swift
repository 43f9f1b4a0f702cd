import Columns

/// What to do about one account, on one sheet: how it fits, what is known of money and people, what
/// moves these people, and the next steps (H9).
public struct AccountPlan: Sendable, Equatable {
  public var accountID: String
  /// The account's name, or its id where it has none.
  public var name: String
  /// What is known of the company, in the words of its columns: `584 employees`.
  public var facts: [String]
  public var fit: Explanation
  public var money: Money
  /// Nil without a committee.
  public var roles: [Role]?
  public var people: [Person]
  public var personas: [Moved]
  /// Next steps, the script's own before those that follow from the sheet.
  public var plays: [Play]

  /// Deals and the last touch.
  public struct Money: Sendable, Equatable {
    public var open = 0, won = 0, lost = 0
    public var openAmount, wonAmount: Double?
    /// Days since the last touch; nil where there is none, or touches are not known.
    public var quietDays: Int?
  }

  /// A role of the committee and who fills it.
  public struct Role: Sendable, Equatable {
    public var name: String
    public var isRequired: Bool
    /// Positions in ``people``.
    public var filledBy: [Int]
  }

  public struct Person: Sendable, Equatable {
    public var contactID: String?
    public var name: String?
    public var title: String?
    public var persona: String?

    /// `Ana Ruiz, VP Engineering (Engineering Eddy)`
    var text: String {
      var text = [name ?? contactID, title].compactMap { $0 }.joined(separator: ", ")
      if text.isEmpty { text = "somebody" }
      return persona.map { "\(text) (\($0))" } ?? text
    }
  }

  /// A persona that people of the account are, with what moves it.
  public struct Moved: Sendable, Equatable {
    public var name: String
    public var people: Int
    public var card: Persona.Card
  }

  public struct Play: Sendable, Equatable {
    public var what: String
    public var why: String?

    public init(_ what: String, why: String? = nil) { (self.what, self.why) = (what, why) }
  }

  /// The sheet in Markdown, which reads as well in a terminal.
  public var text: String {
    var lines = ["# \(Self.line(name)) (\(Self.line(accountID)))", ""]
    if !facts.isEmpty { lines += [facts.map(Self.line).joined(separator: " · "), ""] }
    lines += ["## Fit", ""]
    lines += fit.description.split(separator: "\n").map { "    \($0)" }
    lines += ["", "## Deals", "", moneyText, ""]
    if let roles { lines += rolesText(roles) } else { lines += peopleText }
    if !personas.isEmpty {
      lines += ["## What moves them", ""]
      for persona in personas {
        lines.append("- \(persona.name), \(Wording.counted(persona.people, "person", "people"))")
        for (heading, entries) in persona.card.headings {
          lines.append("  - \(heading): \(entries.map(Self.line).joined(separator: "; "))")
        }
      }
      lines.append("")
    }
    lines += ["## Next steps", ""]
    lines += plays.enumerated().map { number, play in
      "\(number + 1). \(Self.line(play.what))" + (play.why.map { ": \(Self.line($0))" } ?? "")
    }
    if plays.isEmpty { lines.append("none") }
    return lines.joined(separator: "\n") + "\n"
  }

  private var moneyText: String {
    func deals(_ count: Int, _ kind: String, _ amount: Double?) -> String {
      let money = amount.map { ", \(Wording.grouped(Int($0.rounded(.toNearestOrEven))))" } ?? ""
      return Wording.counted(count, "\(kind) deal", "\(kind) deals") + (count > 0 ? money : "")
    }
    var parts = [
      deals(money.open, "open", money.openAmount), deals(money.won, "won", money.wonAmount),
      deals(money.lost, "lost", nil),
    ]
    if let days = money.quietDays {
      parts.append("last touch \(Wording.counted(days, "day", "days")) ago")
    }
    return parts.joined(separator: " · ")
  }

  private func rolesText(_ roles: [Role]) -> [String] {
    let required = roles.filter(\.isRequired)
    let filled = required.count { !$0.filledBy.isEmpty }
    var lines = ["## Committee: \(filled) of \(required.count) required roles", ""]
    for role in roles {
      let who =
        role.filledBy.isEmpty
        ? (role.isRequired ? "MISSING" : "nobody, not required")
        : role.filledBy.map { Self.line(people[$0].text) }.joined(separator: "; ")
      lines.append("- \(role.name): \(who)")
    }
    let named = Set(roles.flatMap(\.filledBy))
    let others = people.indices.filter { !named.contains($0) }
    if !others.isEmpty {
      lines.append("- others: " + others.map { Self.line(people[$0].text) }.joined(separator: "; "))
    }
    return lines + [""]
  }

  private var peopleText: [String] {
    var lines = ["## People", ""]
    lines += people.isEmpty ? ["nobody is known"] : people.map { "- \(Self.line($0.text))" }
    return lines + [""]
  }

  /// Text of the data on one line: a name with a line break must not begin a heading.
  private static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
