import Basics
import CRM
import Columns
import LuaHost
import Profiles
import Reports

/// A CRM that was opened: tables with canonical names, and what was found on the way.
final class CRMObject: HostObject {
  static var luaType: String { "crm" }
  let data: CRMData
  /// What it was opened from, as the script wrote it.
  let source: String
  private var tables: [String: TableObject] = [:]
  /// What an as-of view keeps back of accounts, and its notes.
  private let view: AsOf.AccountView?

  init(_ data: CRMData, source: String, view: AsOf.AccountView? = nil) {
    self.data = data
    self.source = source
    self.view = view
  }

  /// The same table gives the same object, so that its views are made once.
  func table(_ name: String) throws -> TableObject {
    if let table = tables[name] { return table }
    var context = TableObject.Context()
    context.crm = data
    if name == "accounts" || name == "customers", let view {
      context.hidden = view.refused
      context.notes = view.notes
    }
    let made = TableObject(
      try CRMLists.table(name, of: data) ?? data.table(name), context: context)
    tables[name] = made
    return made
  }
}

/// Tables that are worked out from the others.
enum CRMLists {
  static let names = ["customers", "optouts"]

  static func table(_ name: String, of data: CRMData) throws -> Table? {
    switch name {
    case "customers": try customers(data)
    case "optouts": try optOuts(data)
    default: nil
    }
  }

  /// Accounts with a won deal, a subscription, or the mark of a customer.
  private static func customers(_ data: CRMData) throws -> Table {
    let accounts = try data.table("accounts")
    var chosen = Bitmap(count: accounts.rowCount)
    if let mark = accounts["is_customer"], mark.type == .boolean {
      chosen = chosen.or(try accounts.mask("is_customer", equals: .boolean(true)))
    }
    if let deals = data.deals, deals["outcome"] != nil, deals["account_id"] != nil {
      let won = deals.filter(try deals.mask("outcome", equals: .text("won")))
      chosen = chosen.or(try matching(accounts, won))
    }
    if let subscriptions = data.subscriptions, subscriptions["account_id"] != nil {
      chosen = chosen.or(try matching(accounts, subscriptions))
    }
    return accounts.filter(chosen).named("customers")
  }

  private static func matching(_ accounts: Table, _ other: Table) throws -> Bitmap {
    let rows = try accounts.joinLookup(other, on: [(left: "account_id", right: "account_id")])
    return Bitmap(count: accounts.rowCount) { rows.base[$0] >= 0 }
  }

  /// People who said no to marketing.
  private static func optOuts(_ data: CRMData) throws -> Table {
    let contacts = try data.table("contacts")
    guard contacts["opt_out"] != nil else {
      throw Problem(
        .data, "crm.optouts: contacts has no column opt_out",
        hints: [
          "map it: open(\"data\", { contacts = { columns = { opt_out = \"Unsubscribed\" } } })"
        ])
    }
    return contacts.filter(try contacts.mask("opt_out", equals: .boolean(true))).named("optouts")
  }
}

enum CRMType {
  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        CRMObject.self,
        "A folder of CRM exports that was opened: tables with canonical column names",
        fields: Entity.allCases.filter(\.isTable).map {
          FieldDescription($0.name, .object(TableObject.luaType), "the table of \($0.name)")
        } + [
          FieldDescription(
            "customers", .object(TableObject.luaType),
            "accounts with a won deal, a subscription or the mark of a customer"),
          FieldDescription("optouts", .object(TableObject.luaType), "contacts that opted out"),
        ],
        index: { crm, key, _ in
          guard let name = key.text else { return nil }
          let known = Entity.allCases.filter(\.isTable).map(\.name) + CRMLists.names
          return known.contains(name) ? .object(try crm.table(name)) : nil
        },
        describe: { crm, engine in
          InspectText.summary(crm.data.report, width: try Session.of(engine).output.width ?? 120)
        },
        changeHint: "keep a table of your own in a local"),
      [
        HostFunction(
          "report", "Prints what was recognised, what was not, and what looks odd",
          details: "The same as reticle inspect.",
          returns: [Returned(.object(CRMObject.luaType), "the crm itself")],
          example: "open():report()",
          body: .swift { arguments in
            let crm = try arguments.this(CRMObject.self)
            let session = try Session.of(arguments.engine)
            session.output.write(
              InspectText.full(crm.data.report, width: session.output.width ?? 120) + "\n")
            return [.object(crm)]
          })
      ])
  }

  static var open: HostFunction {
    let format = LuaType.options([
      Parameter("day_first", .boolean, "31/12/2025, not 12/31/2025", standard: "recognised"),
      Parameter("decimal_comma", .boolean, "1.200,50, not 1,200.50", standard: "recognised"),
      Parameter("scale", .number, "what to multiply by: 1e6 for millions", standard: "1"),
    ])
    let mapping = LuaType.map(
      .options([
        Parameter(
          "file", .oneOf([.text, .list(.text)]), "the file or files of this table",
          standard: "recognised"),
        Parameter(
          "columns", .map(.text), "the header in the file for each canonical column",
          standard: "recognised"),
        Parameter(
          "stages", .map(.choice(["won", "lost", "open"])), "what each deal stage means",
          standard: "recognised"),
        Parameter(
          "formats", .map(format), "how the values of a column are written", standard: "recognised"),
      ]))
    return HostFunction(
      "open", "Opens CRM exports: a folder as a crm, a file as a table",
      details: """
        open() is the folder given with --data. A folder's files are recognised by their headers and
        get canonical column names; a single file keeps its columns as they are. Paths are below
        the data folder. A mapping says what recognition cannot know:
          open("exports", { accounts = { file = "firms.csv", columns = { employees = "Headcount" } } })
        """,
      [
        Parameter(
          "path", .oneOf([.text, .list(.text)]), "a folder, a file, or a list of files",
          standard: "the data folder"),
        Parameter(
          "mapping", mapping, "files, columns and stages by table",
          standard: "everything is recognised"),
      ],
      returns: [
        Returned(
          .oneOf([.object(CRMObject.luaType), .object(TableObject.luaType)]),
          "a crm, or a table for one file")
      ],
      errors: ["nothing there", "nothing recognised", "a mapping that names what does not exist"],
      example: """
        local crm = open()
        print(crm)
        local plain = open "accounts.csv"
        assert(#plain == #open{ "accounts.csv", "deals.csv" }.accounts or true)
        """,
      body: .swift { arguments in
        let session = try Session.of(arguments.engine)
        let mapping = try self.mapping(arguments)
        let paths: [String]
        if let list = try arguments["path"].tableContent() {
          paths = list.list.compactMap(\.text)
          if paths.isEmpty { throw arguments.problem("the list of files is empty") }
        } else {
          paths = [arguments.text("path") ?? "."]
        }
        let full = try paths.map { try session.readable($0) }
        let isList = arguments["path"].isTable
        if full.count == 1, !isList, Files.entry(full[0]) == .file, mapping.isEmpty {
          session.noteInput(full[0])
          let loaded = try CRMLoader.openFile(full[0])
          return [.object(TableObject(loaded.table, notes: FileNotes.lines(loaded.report)))]
        }
        let source =
          Files.entry(full[0]) == .folder && full.count == 1
          ? CRMSource(folder: full[0], mapping: mapping) : CRMSource(.files(full), mapping: mapping)
        let progress = Progress(session)
        let data = try CRMLoader.open(source, asOf: session.options.asOf) { step, done in
          progress.report(step, done)
        }
        progress.end()
        for file in data.report.files where file.entity != nil {
          session.noteInput(
            Files.entry(full[0]) == .folder ? Files.join(full[0], file.name) : file.name)
        }
        return [.object(CRMObject(data, source: paths.joined(separator: ", ")))]
      })
  }

  private static func mapping(_ arguments: Arguments) throws -> [String: EntityMapping] {
    var result: [String: EntityMapping] = [:]
    for (entity, value) in try arguments.options("mapping").fields {
      guard let content = try value.tableContent() else { continue }
      let files =
        try content["file"].text.map { [$0] } ?? content["file"].tableContent()?.list.compactMap(
          \.text) ?? []
      func texts(_ name: String) throws -> [String: String] {
        var map: [String: String] = [:]
        for (key, value) in try content[name].tableContent()?.fields ?? [] { map[key] = value.text }
        return map
      }
      var formats: [String: ValueFormat] = [:]
      for (column, value) in try content["formats"].tableContent()?.fields ?? [] {
        guard let format = try value.tableContent() else { continue }
        formats[column] = ValueFormat(
          dayFirst: format["day_first"].bool, decimalComma: format["decimal_comma"].bool,
          scale: format["scale"].double)
      }
      result[entity] = EntityMapping(
        files: files, columns: try texts("columns"), stages: try texts("stages"), formats: formats)
    }
    return result
  }
}

/// What to say below a table that came from one file.
enum FileNotes {
  static func lines(_ report: LoadReport) -> [String] {
    var lines = report.notes
    if report.rejectedCount > 0, let first = report.rejected.first {
      lines.append(
        "\(report.rejectedCount) row\(report.rejectedCount == 1 ? "" : "s") of \(report.file) could not be read; the first is line \(first.line): \(first.reason)"
      )
    }
    return lines
  }
}
