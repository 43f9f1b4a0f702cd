import Audiences
import Basics
import CRM
import Columns
import LuaHost
import Profiles

/// `scored:write_back`: scores for the CRM they came from.
enum WriteBackModule {
  static var function: HostFunction {
    HostFunction(
      "write_back", of: TableObject.luaType,
      "Writes scores for the CRM's import: record id, fit, tier and reasons under its own headers",
      details: """
        The fields are custom ones to create first, ICP_Fit__c in Salesforce and "ICP Fit" in HubSpot;
        headers names others. Ids are checked (Salesforce: 15 or 18 characters of the right object,
        written with 18; HubSpot: digits); rows without a usable one are not written, and listed in
        FILE.dropped.csv. FILE.manifest.json has counts and hashes.
        """,
      [
        Parameter(
          "system", .choice(WriteBack.System.allCases.map(\.rawValue)), "the CRM"),
        Parameter("path", .text, "the file below the output folder"),
        Parameter(
          "options",
          .options([
            Parameter(
              "record", .choice(WriteBack.Record.allCases.map(\.rawValue)), "what the rows are",
              standard: "\"accounts\""),
            Parameter(
              "id", .text, "the column with the record's id",
              standard: "account_id, contact_id or lead_id"),
            Parameter(
              "headers", .map(.text),
              "the CRM's names of id, fit, fit_low, fit_high, tier, reasons, icp, scored_on",
              standard: "ICP_Fit__c and so on"),
            Parameter(
              "columns", .map(.text), "further columns of the table, and the fields they go to",
              standard: "none"),
            Parameter(
              "icp", .oneOf([.text, .object(ICPObject.luaType)]), "the profile that scored",
              standard: "the column icp, where there is one"),
            Parameter(
              "force", .boolean, "write even where there is a reason to refuse", standard: "false"),
          ]), "ids, headers, further columns", standard: "none"),
      ],
      returns: [
        Returned(
          .map(.any),
          "rows_in, rows_out, rows_dropped, ids_missing, ids_malformed, ids_foreign, files, warnings"
        )
      ],
      errors: ["a table that is not scored", "no row with a usable id"],
      example: """
        local ideal = icp.define{ name = "Large", criteria = { { "large", 1, "firmographic", "employees >= 1000" } } }
        local known = open().accounts:head(3):with{ crm_id = function(a) return "90071992547" .. #a.name end }
        local done = ideal:score(known):write_back("hubspot", "scores.csv", { id = "crm_id", icp = ideal })
        assert(done.rows_in == 3 and done.rows_out >= 1 and done.ids_missing == 0)
        """,
      body: .swift { arguments in
        let object = try arguments.this(TableObject.self)
        let session = try Session.of(arguments.engine)
        guard let system = arguments.text("system").flatMap(WriteBack.System.init(rawValue:)) else {
          throw arguments.problem("'system' must be hubspot or salesforce")
        }
        let options = try arguments.options("options")
        var settings = WriteBack.Options(
          day: object.context.crm?.asOf ?? session.options.asOf)
        if let record = options["record"].text.flatMap(WriteBack.Record.init(rawValue:)) {
          settings.record = record
        }
        settings.id = options["id"].text
        settings.headers = try pairs(options["headers"])
        settings.columns = try pairs(options["columns"])
        settings.icp =
          options["icp"].text ?? (options["icp"].object as? ICPObject).map { $0.icp.name }
        settings.audience.force = options["force"].bool ?? false
        settings.audience.script = session.options.script.map { Files.name(of: $0) }
        settings.audience.asOf = Calendar.text(days: session.options.asOf)
        settings.audience.inputs = try session.inputs.map {
          (name: session.shortened($0), sha256: try FileDigest.sha256(of: $0))
        }
        let path = try session.writable(arguments.text("path") ?? "")
        do {
          let (result, ids) = try WriteBack.write(
            object.table, to: system, path: path, options: settings)
          session.output.write(result.description.joined(separator: "\n") + "\n")
          for file in result.files { session.noteOutput(file.path) }
          return [
            .fields([
              ("rows_in", LuaValue(result.rowsIn)), ("rows_out", LuaValue(result.rowsOut)),
              ("rows_dropped", LuaValue(result.rowsDropped)),
              ("ids_missing", LuaValue(ids.missing)), ("ids_malformed", LuaValue(ids.malformed)),
              ("ids_foreign", LuaValue(ids.foreign)),
              ("files", .list(result.files.map { .text($0.path) })),
              ("warnings", .list(result.warnings.map { .text($0) })),
            ])
          ]
        } catch let problem as Problem where problem.kind == .script {
          throw problem.at("table:write_back")
        }
      })
  }

  private static func pairs(_ value: LuaValue) throws -> [(name: String, header: String)] {
    try value.tableContent()?.fields.compactMap { field in
      field.value.text.map { (field.name, $0) }
    } ?? []
  }
}
