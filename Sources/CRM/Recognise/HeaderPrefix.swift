/// What CRMs put before the name of a field.
struct HeaderPrefix {
  /// In lower case.
  let text: String
  /// The table whose fields it stands before; nil: of any.
  var entity: Entity?
  /// The name of a table after it is the record itself.
  var namesRecord = false

  /// Pipedrive's `Deal - Title`, JSON's `properties.name`, Dynamics' `(Do Not Modify) Account` and
  /// `Address 1: City`, as `address1_city` too.
  static let all: [HeaderPrefix] =
    [
      HeaderPrefix(text: "deal - ", entity: .deals),
      HeaderPrefix(text: "organization - ", entity: .accounts),
      HeaderPrefix(text: "organisation - ", entity: .accounts),
      HeaderPrefix(text: "person - ", entity: .contacts),
      HeaderPrefix(text: "lead - ", entity: .leads),
      HeaderPrefix(text: "properties."),
      HeaderPrefix(text: "(do not modify) ", namesRecord: true),
      HeaderPrefix(text: "(nicht ändern) ", namesRecord: true),
      HeaderPrefix(text: "(ne pas modifier) ", namesRecord: true),
      HeaderPrefix(text: "address 1: "),
      HeaderPrefix(text: "address1_"),
      HeaderPrefix(text: "adresse 1: "),
    ]

  /// Folded names of tables, with the id of their records.
  static let records: [String: String] = [
    "account": "account_id", "firma": "account_id", "konto": "account_id", "compte": "account_id",
    "contact": "contact_id", "kontakt": "contact_id", "opportunity": "opportunity_id",
    "verkaufschance": "opportunity_id", "opportunite": "opportunity_id", "lead": "lead_id",
  ]
}

/// Headers that say who opted out, by the words they are made of.
enum OptOutHeader {
  /// Parts of folded headers.
  private static let stems = [
    "abgemeldet", "abmeld", "abbestell", "werbesperre", "werbeverbot", "desabonn", "desinscri",
    "unsubscrib", "donotemail", "donotbulkemail", "donotallowemail", "donotallowbulkemail",
    "nepasenvoyerdemail", "nocontactar", "keinemassenemails", "keinewerbung",
  ]
  /// Ends that make something else of it, such as a link that everybody has.
  private static let others = ["link", "url", "token", "reason", "grund", "motif", "count"]
  /// Ways to reach people that no audience goes.
  private static let channels: Set<String> = [
    "fax", "phone", "call", "calls", "telefon", "anruf", "anrufe", "telephone", "appels",
  ]

  static func matches(_ header: String) -> Bool {
    let words = FoldedText.words(header)
    let folded = words.joined()
    if others.contains(where: { folded.hasSuffix($0) }) { return false }
    if words.contains(where: { channels.contains($0) || $0.hasSuffix("offax") }) { return false }
    if stems.contains(where: { folded.contains($0) }) { return true }
    return words.contains { $0.hasPrefix("optout") || $0.hasPrefix("optedout") }
      || zip(words, words.dropFirst()).contains { ["opt", "opted"].contains($0) && $1 == "out" }
  }
}
