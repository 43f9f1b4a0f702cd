import Audiences
import Basics
import CRM
import Columns
import Formats
import LuaHost

/// `audience`: files that ad platforms accept.
enum AudienceModule {
  static let module = ModuleDescription(
    "audience", "Audience files in each ad platform's exact form, with a ledger of what was dropped"
  )

  /// A function for each destination that comes with the program, then the general ones.
  static var functions: [HostFunction] {
    DestinationCatalogue.headings.map(function) + [write, preflight, destinations, normalise]
      + AudienceDestinations.functions + AudienceSets.functions + AudienceFilters.functions
  }

  static let options = LuaType.options([
    Parameter(
      "suppress",
      .oneOf([
        .object(TableObject.luaType), .list(.object(TableObject.luaType)),
        .map(.object(TableObject.luaType)),
      ]),
      "tables of accounts or people who must not be in the file; matched by every key both have",
      standard: "none"),
    Parameter(
      "list_name", .text, "the list's name, where the file carries one", standard: "the file's name"
    ),
    Parameter(
      "plain", .boolean, "write values as they are where the platform hashes them itself",
      standard: "false: hashed"),
    Parameter(
      "country", .text, "the country of phones and addresses that name none, as \"US\"",
      standard: "unknown"),
    Parameter(
      "consent", .choice(["granted", "denied", "unspecified"]),
      "the consent of people whose rows do not say", standard: "\"unspecified\""),
    Parameter("force", .boolean, "write even where there is a reason to refuse", standard: "false"),
  ])

  private static func function(_ destination: DestinationHeading) -> HostFunction {
    let example =
      destination.subject == .companies
      ? "audience.\(destination.name)(open().accounts:where \"country == 'US'\", \"list.csv\", { force = true })"
      : "audience.\(destination.name)(open().contacts, \"list.csv\", { force = true, consent = \"granted\" })"
    return HostFunction(
      destination.name, "Writes the file of \(destination.title)",
      details: """
        Values are normalised by the platform's rules (checked \(destination.checked)) and hashed where it
        hashes. Beside the file come FILE.dropped.csv, with the reason for every row that is not
        in it, and FILE.manifest.json, with counts and the hashes of inputs and outputs.
        """,
      [
        Parameter(
          "table", .object(TableObject.luaType),
          destination.subject == .companies ? "the accounts" : "the people"),
        Parameter("path", .text, "the file below the output folder"),
        Parameter("options", options, "suppression, consent and the like", standard: "none"),
      ],
      returns: [
        Returned(.map(.any), "rows_in, rows_out, rows_dropped, matchable, files, warnings")
      ],
      errors: ["no row is left", "a limit of the platform is not met (force writes anyway)"],
      example: example,
      body: .swift { arguments in
        try write(arguments, to: try DestinationCatalogue.destination(destination.name))
      })
  }

  private static var write: HostFunction {
    HostFunction(
      "write", "Writes the file of a destination by its name, or by a definition of your own",
      details:
        "audience.destination makes a definition; its text has the form of the files that destinations() lists.",
      [
        Parameter(
          "destination", .oneOf([.text, .object(DestinationObject.luaType)]),
          "a name such as \"linkedin_companies\", one made with audience.destination, or the text of a definition"
        ),
        Parameter("table", .object(TableObject.luaType), "the rows"),
        Parameter("path", .text, "the file below the output folder"),
        Parameter("options", options, "suppression, consent and the like", standard: "none"),
      ],
      returns: [
        Returned(.map(.any), "rows_in, rows_out, rows_dropped, matchable, files, warnings")
      ],
      example:
        "audience.write(\"plain\", open().contacts:head(20), \"list.csv\", { force = true })",
      body: .swift { arguments in
        try write(arguments, to: try destination(arguments["destination"]))
      })
  }

  private static var preflight: HostFunction {
    HostFunction(
      "preflight", "What writing a file would do: rows kept and dropped, coverage, warnings",
      [
        Parameter(
          "destination", .oneOf([.text, .object(DestinationObject.luaType)]),
          "a name such as \"linkedin_companies\", or one made with audience.destination"),
        Parameter("table", .object(TableObject.luaType), "the rows"),
        Parameter("options", options, "suppression, consent and the like", standard: "none"),
      ],
      returns: [Returned(.text, "lines to print")],
      example: "print(audience.preflight(\"google_customer_match\", open().contacts))",
      body: .swift { arguments in
        let table = try arguments.object("table", as: TableObject.self)
        let result = try AudienceWriter.preflight(
          table.table, for: try destination(arguments["destination"]),
          options: try settings(arguments))
        return [
          .text(
            (result.description + result.refusals.map { "would be refused: \($0)" }).joined(
              separator: "\n"))
        ]
      })
  }

  private static var destinations: HostFunction {
    HostFunction(
      "destinations", "The destinations there are",
      returns: [
        Returned(
          .object(TableObject.luaType),
          "name, title, what its rows are, the day its rules were checked")
      ],
      example: "print(audience.destinations())",
      body: .swift { _ in
        let all = DestinationCatalogue.headings
        let table = try Table(
          name: "destinations",
          [
            ("name", Column(texts: all.map(\.name))), ("title", Column(texts: all.map(\.title))),
            ("rows", Column(texts: all.map { $0.subject.rawValue })),
            ("checked", Column(texts: all.map(\.checked))),
          ])
        return [.object(TableObject(table))]
      })
  }

  private static var normalise: HostFunction {
    HostFunction(
      "normalise", "A value as a platform wants it before hashing",
      [
        Parameter("platform", .text, "such as \"google_ads\" or \"meta\""),
        Parameter("field", .text, "such as \"email\", \"phone\", \"first_name\""),
        Parameter("value", .text, "the value"),
        Parameter(
          "country", .text, "the country of a phone without one, as \"US\"", standard: "unknown"),
      ],
      returns: [
        Returned(.text, "the normalised value; nil if it cannot be used"),
        Returned(.text, "its SHA-256, where the platform hashes"),
      ],
      example:
        "assert(audience.normalise(\"google_ads\", \"email\", \" Jane.Doe@Gmail.com \") == \"janedoe@gmail.com\")",
      body: .swift { arguments in
        let result = HashingVectors.run(
          platform: arguments.text("platform")!, field: arguments.text("field")!,
          input: arguments.text("value")!,
          defaultRegion: arguments.text("country"))
        return [LuaValue(result.normalised), LuaValue(result.sha256)]
      })
  }

  /// A destination by its name, its text, or as an object.
  static func destination(_ value: LuaValue) throws -> Destination {
    if let object = value.object as? DestinationObject { return object.destination }
    let text = value.text ?? ""
    return text.contains("\n")
      ? try Destination.parse(text) : try DestinationCatalogue.destination(text)
  }

  private static func settings(_ arguments: Arguments) throws -> AudienceOptions {
    let session = try Session.of(arguments.engine)
    let content = try arguments.options("options")
    var settings = AudienceOptions()
    if let object = content["suppress"].object as? TableObject {
      settings.suppress = [SuppressionList(name: object.table.name, table: object.table)]
    } else if let lists = try content["suppress"].tableContent() {
      settings.suppress = try lists.pairs.map { key, value in
        guard let list = value.object as? TableObject else {
          throw arguments.problem(
            "suppress: each list must be a table, not \(value.kind)",
            hints: ["suppress = { customers = crm.accounts:where \"is_customer\" }"])
        }
        return SuppressionList(name: key.text ?? list.table.name, table: list.table)
      }
    }
    settings.listName = content["list_name"].text ?? ""
    settings.writesPlain = content["plain"].bool ?? false
    if let code = content["country"].text {
      guard let country = Country(code) else {
        throw arguments.problem(
          "\"\(code)\" is no country", hints: ["write its two letters, as \"US\""])
      }
      settings.defaultCountry = country
    }
    if let consent = content["consent"].text.flatMap(AudienceOptions.Consent.init(rawValue:)) {
      settings.consent = consent
    }
    settings.force = content["force"].bool ?? false
    settings.script = session.options.script.map { Files.name(of: $0) }
    settings.asOf = Calendar.text(days: session.options.asOf)
    settings.inputs = try session.inputDigests()
    return settings
  }

  static func write(_ arguments: Arguments, to destination: Destination) throws -> [LuaValue] {
    let result = try write(
      try arguments.object("table", as: TableObject.self), to: destination, arguments.text("path")!,
      arguments)
    return [
      .fields([
        ("rows_in", LuaValue(result.rowsIn)), ("rows_out", LuaValue(result.rowsOut)),
        ("rows_dropped", LuaValue(result.rowsDropped)), ("matchable", LuaValue(result.matchable)),
        ("files", .list(result.files.map { .text($0.path) })),
        ("warnings", .list(result.warnings.map { .text($0) })),
      ])
    ]
  }

  /// Writes one file, with the options of the call, and prints what became of it.
  static func write(
    _ object: TableObject, to destination: Destination, _ name: String, _ arguments: Arguments
  ) throws -> AudienceResult {
    let session = try Session.of(arguments.engine)
    try checkEnding(name)
    let path = try session.writable(name)
    var result = try AudienceWriter.write(
      object.table, to: destination, path: path, options: try settings(arguments))
    if object.context.personas != nil, !object.context.isWithinICP {
      result.warnings.append(Self.withoutICP)
    }
    session.output.write(result.description.joined(separator: "\n") + "\n")
    if object.context.personas != nil, !object.context.isWithinICP {
      session.output.write("warning: \(Self.withoutICP)\n")
    }
    for file in result.files { session.noteOutput(file.path) }
    if let manifest = result.manifest, !manifest.isComplete { session.manifests.append(manifest) }
    return result
  }

  /// Audiences are CSV: under another ending they would be taken for what they are not.
  private static func checkEnding(_ name: String) throws {
    let (format, isCompressed) = FileFormat.named(name)
    let others = [".xls", ".ods", ".zip"]
    let isOther = others.contains { name.lowercased().hasSuffix($0) }
    guard isCompressed || isOther || format != nil && format != .csv else { return }
    throw Problem(
      .script, "audience: \"\(name)\" would hold CSV under the ending of another format",
      hints: [
        "end the name in .csv", "reticle convert makes a workbook of it, if one is asked for",
      ])
  }

  private static let withoutICP =
    "this persona audience is not kept to an ICP; use :within(scored accounts) before writing it"
}
