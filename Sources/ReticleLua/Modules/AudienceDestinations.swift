import Audiences
import Basics
import Columns
import LuaHost

/// A destination that a script made.
final class DestinationObject: HostObject {
  static var luaType: String { "destination" }
  let destination: Destination

  init(_ destination: Destination) { self.destination = destination }
}

/// `audience.destination{…}`: a platform that the program does not know yet, in a few lines.
enum AudienceDestinations {
  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        DestinationObject.self, "Where an audience goes: the form of its file and who may be in it",
        fields: [
          FieldDescription("name", .text, "its name"),
          FieldDescription("title", .text, "what people call it"),
          FieldDescription("headers", .list(.text), "the headers of its file"),
        ],
        index: { object, key, _ in
          switch key.text {
          case "name": .text(object.destination.name)
          case "title": .text(object.destination.title)
          case "headers": .list(object.destination.headers.map { .text($0) })
          default: nil
          }
        },
        describe: { object, _ in describe(object.destination) },
        changeHint: "define another destination"),
      [write])
  }

  static var functions: [HostFunction] { [destination] }

  /// Texts of keys that take one value, with the key in the definition's text.
  private static let texts: [(option: String, key: String, about: String, standard: String?)] = [
    ("title", "title", "what people call it", "its name"),
    (
      "platform", "platform",
      "whose rules the values follow: "
        + Platform.allCases.map(\.rawValue).joined(separator: ", "), "\"plain\": as they are"
    ),
    (
      "checked", "checked", "the day its rules were last checked, as \"2026-11-21\"",
      "the as-of day"
    ),
    (
      "needs", "needs", "headers a row must have, as \"Email or Phone + Country\"",
      "nothing in particular"
    ),
    ("match", "match", "headers by which a row can be matched", "as needs"),
    ("same", "same", "headers that make two rows one", "rows are never one"),
    ("each", "each", "the header whose further values become further lines", "none"),
  ]

  private static let numbers: [(option: String, key: String, about: String)] = [
    ("limit_rows", "limit rows", "rows over which the file is split"),
    ("limit_bytes", "limit bytes", "bytes over which the file is split"),
    ("least_rows", "least rows", "rows below which the platform does not take the file"),
    ("least_matched", "least matched", "matches below which the audience is not used"),
    ("advised_rows", "advised rows", "rows below which there is a warning"),
  ]

  private static let columnFields: [Parameter] = [
    Parameter(
      "from", .oneOf([.text, .list(.text)]),
      "columns of the table in order of preference; \"email*\" takes email, email_2 and so on",
      standard: "none"),
    Parameter(
      "as", .text,
      "the field whose rules it follows: " + Field.allCases.map(\.rawValue).joined(separator: ", "),
      standard: "plain text"),
    Parameter("hash", .boolean, "hash it, as the platform does", standard: "false"),
    Parameter("optional", .boolean, "left out when no row has a value", standard: "false"),
    Parameter("advised", .boolean, "worth a warning when empty", standard: "false"),
    Parameter("max", .integer, "characters", standard: "no limit"),
    Parameter("constant", .text, "the same text in each row", standard: "none"),
  ]

  private static var destination: HostFunction {
    HostFunction(
      "destination", "A destination of your own: headers, fields, rules and limits",
      details: """
        A column is { "Header", from = "email", as = "email", hash = true }; its fields:
        \(columnFields.map { "\($0.name): \($0.about)" }.joined(separator: "; ")).
        Headers may repeat. Normalising, hashing, preflight, ledger and manifest are those of the
        destinations that come with the program.
        """,
      [
        Parameter(
          "definition",
          .options(
            [Parameter("name", .text, "small letters, digits and _, as \"my_platform\"")]
              + texts.map { Parameter($0.option, .text, $0.about, standard: $0.standard) }
              + numbers.map { Parameter($0.option, .integer, $0.about, standard: "none") } + [
                Parameter(
                  "rows", .choice(["people", "companies", "any"]), "what a row is about",
                  standard: "\"any\""),
                Parameter(
                  "consent", .choice(["none", "opt_out", "ads", "google"]),
                  "who has to be left out",
                  standard: "\"opt_out\""),
                Parameter("header", .boolean, "whether there is a header row", standard: "true"),
                Parameter(
                  "below", .choice(["warn", "refuse"]), "what happens under least_rows",
                  standard: "\"warn\""),
                Parameter(
                  "notes", .list(.text), "how to upload, and what to mind", standard: "none"),
                Parameter(
                  "sources", .list(.text), "where the rules are written", standard: "none"),
                Parameter("columns", .list(.any), "the columns, in the order of the file"),
              ]), "the definition")
      ],
      returns: [
        Returned(.object(DestinationObject.luaType), "for audience.write, or its own :write")
      ],
      errors: ["a rule or a field that does not exist", "a header in needs that is no column"],
      example: """
        local partner = audience.destination { name = "partner", rows = "people", platform = "meta",
          needs = "mail or tel", same = "mail",
          columns = { { "mail", from = "email*", as = "email", hash = true },
                      { "tel", from = { "phone", "mobile" }, as = "phone", hash = true },
                      { "kind", constant = "b2b" } } }
        local done = partner:write(open().contacts:head(50), "partner.csv", { country = "US" })
        assert(done.rows_in == 50)
        """,
      body: .swift { arguments in
        let content = try arguments.options("definition")
        let name = content["name"].text!
        let place = "destination \"\(name)\""
        let lines = try lines(content, place, arguments)
        return [.object(DestinationObject(try Destination.parse(lines, place: place)))]
      })
  }

  /// The definition as the text of a destination file, so that both forms have the same checks.
  private static func lines(
    _ content: LuaTableContent, _ place: String, _ arguments: Arguments
  ) throws -> String {
    let day = Calendar.text(days: try Session.of(arguments.engine).options.asOf)
    var lines = ["name: \(try plain(content["name"].text!, place))"]
    for (option, key, _, _) in texts {
      let standard: String? =
        switch option {
        case "title": content["name"].text
        case "checked": day
        default: nil
        }
      guard let text = content[option].text ?? standard else { continue }
      lines.append("\(key): \(try plain(text, "\(place): \(option)"))")
    }
    for (option, key, _) in numbers {
      if let number = content[option].int { lines.append("\(key): \(number)") }
    }
    lines.append("rows: \(content["rows"].text ?? "any")")
    lines.append("consent: \(content["consent"].text ?? "opt_out")")
    if let header = content["header"].bool { lines.append("header: \(header ? "yes" : "no")") }
    if let below = content["below"].text { lines.append("below: \(below)") }
    for (option, key) in [("notes", "note"), ("sources", "source")] {
      for text in try content[option].tableContent()?.list.compactMap(\.text) ?? [] {
        lines.append("\(key): \(try plain(text, "\(place): \(option)"))")
      }
    }
    for (index, value) in (try content["columns"].tableContent()?.list ?? []).enumerated() {
      lines.append("column: " + (try column(value, "\(place): column \(index + 1)", arguments)))
    }
    return lines.joined(separator: "\n")
  }

  private static func column(
    _ value: LuaValue, _ place: String, _ arguments: Arguments
  ) throws -> String {
    let hint = "{ \"Email\", from = \"email\", as = \"email\", hash = true }"
    guard let content = try value.tableContent(), let header = content.list.first?.text,
      content.list.count == 1
    else {
      throw Problem(.script, "\(place) must be { header, … }", hints: [hint])
    }
    for (field, _) in content.fields where !columnFields.contains(where: { $0.name == field }) {
      throw Problem.unknown("field", field, known: columnFields.map(\.name)).at(place)
    }
    var parts = [try plain(header, place)]
    let from =
      try content["from"].text.map { [$0] } ?? content["from"].tableContent()?.list.compactMap(
        \.text) ?? []
    if !from.isEmpty {
      for name in from where name.contains(",") {
        throw Problem(
          .script, "\(place): a column name with a comma cannot be a source",
          hints: ["rename it first: t:with{ plain = 'row[\"…\"]' }"])
      }
      parts.append("from " + (try plain(from.joined(separator: ", "), place)))
    }
    if let field = content["as"].text { parts.append("as \(try plain(field, place))") }
    for flag in ["hash", "optional", "advised"] where content[flag].bool == true {
      parts.append(flag)
    }
    if let limit = content["max"].int { parts.append("max \(limit)") }
    if let constant = content["constant"].text {
      parts.append("constant \(try plain(constant, place))")
    }
    return parts.joined(separator: " | ")
  }

  private static func plain(_ text: String, _ place: String) throws -> String {
    guard !text.isEmpty, !text.contains(where: { $0.isNewline || $0 == "|" }) else {
      throw Problem(.script, "\(place): a text is empty, or has a line break or \"|\" in it")
    }
    return text
  }

  private static var write: HostFunction {
    HostFunction(
      "write", "Writes the file of this destination",
      [
        Parameter("table", .object(TableObject.luaType), "the rows"),
        Parameter("path", .text, "the file below the output folder"),
        Parameter(
          "options", AudienceModule.options, "suppression, consent and the like", standard: "none"),
      ],
      returns: [
        Returned(.map(.any), "rows_in, rows_out, rows_dropped, matchable, files, warnings")
      ],
      errors: ["no row is left", "a limit is not met (force writes anyway)"],
      example: """
        local ids = audience.destination { name = "ids", columns = { { "id", from = "account_id" } } }
        assert(ids:write(open().accounts, "ids.csv").rows_out == #open().accounts)
        """,
      body: .swift { arguments in
        try AudienceModule.write(
          arguments, to: try arguments.this(DestinationObject.self).destination)
      })
  }

  private static func describe(_ destination: Destination) -> String {
    var lines = ["\(destination.title) (\(destination.name)), checked \(destination.checked)"]
    for column in destination.columns {
      var line = "  \(column.header)"
      if let constant = column.constant { line += ": always \"\(constant)\"" }
      if !column.sources.isEmpty { line += ": from \(column.sources.joined(separator: ", "))" }
      if column.field != .text { line += " as \(column.field.rawValue)" }
      if column.isHashed { line += ", hashed" }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }
}
