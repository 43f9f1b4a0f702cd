import Basics
import CRM
import Columns
import Formats
import LuaHost

/// `open`: everything that data comes from.
enum OpenFunction {
  /// Options that say how one file or database is read; all others name tables of a crm.
  private static let fileOptions = [
    Parameter(
      "sheet", .oneOf([.text, .integer]), "the sheet of a workbook, by name or number",
      standard: "the first that is visible"),
    Parameter("table", .text, "one table of a database, as a table", standard: "all, as a crm"),
    Parameter(
      "header", .boolean, "whether the first row of a file names the columns", standard: "true"),
    Parameter(
      "text", .boolean, "keep every cell of a file as it is written", standard: "false"),
    Parameter("delimiter", .text, "what separates the cells of a file", standard: "found out"),
    Parameter("missing", .list(.text), "cells of a file that mean missing", standard: "none"),
    Parameter(
      "format", .choice(FileFormat.allCases.map(\.rawValue)), "what kind of file it is",
      standard: "its name or first bytes say it"),
  ]

  static var open: HostFunction {
    let format = LuaType.options([
      Parameter("day_first", .boolean, "31/12/2025, not 12/31/2025", standard: "recognised"),
      Parameter("decimal_comma", .boolean, "1.200,50, not 1,200.50", standard: "recognised"),
      Parameter("scale", .number, "what to multiply by: 1e6 for millions", standard: "1"),
    ])
    let mapping = LuaType.options([
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
    ])
    let tables = Entity.allCases.map {
      Parameter(
        $0.name, mapping, "which file and columns are the \($0.name)", standard: "recognised")
    }
    return HostFunction(
      "open", "Opens CRM exports: a folder or database as a crm, a file as a table",
      details: """
        open() is the folder given with --data. A folder's files (delimited text, JSON, JSON lines,
        workbooks with all their sheets, SQLite; text also compressed with gzip) and a database's tables
        are recognised by their headers and get canonical column names; a single file keeps its columns
        as they are, and so does one table of a database: open("crm.sqlite", { table = "deals" }).
        "-" is the standard input; "postgres://…" is a PostgreSQL database of this machine (others need
        --allow-database). Paths are below the data folder. A mapping says what recognition cannot know:
          open("exports", { accounts = { file = "firms.csv", columns = { employees = "Headcount" } } })
        """,
      [
        Parameter(
          "path", .oneOf([.text, .list(.text)]),
          "a folder, a file, a list of files, or the address of a database",
          standard: "the data folder"),
        Parameter(
          "options", .options(fileOptions + tables),
          "how a file is read; files, columns and stages by table of a crm",
          standard: "everything is recognised"),
      ],
      returns: [
        Returned(
          .oneOf([.object(CRMObject.luaType), .object(TableObject.luaType)]),
          "a crm, or a table for one file")
      ],
      errors: [
        "nothing there", "nothing recognised", "a mapping that names what does not exist",
        "a damaged file", "a database on another machine",
      ],
      example: """
        local crm = open()
        print(crm)
        local plain = open "accounts.csv"
        assert(#plain == #open{ "accounts.csv", "deals.csv" }.accounts or true)
        assert(open("accounts.csv", { text = true }):head(1).columns[1] == plain.columns[1])
        """,
      body: .swift { try result($0) })
  }

  private static func result(_ arguments: Arguments) throws -> [LuaValue] {
    let session = try Session.of(arguments.engine)
    let options = try arguments.options("options")
    let mapping = try self.mapping(options)
    let reading = try readOptions(options, arguments, session)
    let saysHow = fileOptions.contains { !options[$0.name].isNil }
    let isList = arguments["path"].isTable
    let paths: [String]
    if let list = try arguments["path"].tableContent() {
      paths = list.list.compactMap(\.text)
      if paths.isEmpty { throw arguments.problem("the list of files is empty") }
    } else {
      paths = [arguments.text("path") ?? "."]
    }
    let full = try paths.map {
      $0 == "-" || TableFile.isAddress($0) ? $0 : try session.readable($0)
    }
    if full.count == 1, !isList, mapping.isEmpty, try isOneTable(full[0], reading) {
      if full[0] != "-", !TableFile.isAddress(full[0]) { session.noteInput(full[0]) }
      let loaded = try TableFile.read(full[0], options: reading)
      return [.object(TableObject(loaded.table, notes: FileNotes.lines(loaded.report)))]
    }
    if saysHow, Files.entry(full[0]) == .folder {
      throw arguments.problem(
        "options such as 'text' and 'sheet' are for one file, not for a folder",
        hints: ["open the file by itself: open(\"deals.xlsx\", { sheet = 2 })"])
    }
    let source: CRMSource
    if full.count == 1, Files.entry(full[0]) == .folder {
      source = CRMSource(folder: full[0], mapping: mapping)
    } else if full.contains(where: { $0 == "-" || TableFile.isDatabase($0) }) {
      source = CRMSource(
        .tables(try full.flatMap { try TableFile.readAll($0, options: reading) }),
        mapping: mapping)
    } else {
      source = CRMSource(.files(full), mapping: mapping)
    }
    let progress = Progress(session)
    let data = try CRMLoader.open(source, asOf: session.options.asOf) { step, done in
      progress.report(step, done)
    }
    progress.end()
    if case .tables = source.input {
      for path in full where path != "-" && !TableFile.isAddress(path) { session.noteInput(path) }
    } else {
      for file in data.report.files where file.entity != nil {
        // A sheet or table is named behind its file.
        let name = file.name.components(before: ": ")
        session.noteInput(Files.entry(full[0]) == .folder ? Files.join(full[0], name) : name)
      }
    }
    // An address may hold a password.
    let shown = paths.map { TableFile.isAddress($0) ? "postgres://…" : $0 }
    return [.object(CRMObject(data, source: shown.joined(separator: ", ")))]
  }

  /// Whether a source is one table: every file but a database, unless one table of it is chosen.
  private static func isOneTable(_ path: String, _ options: ReadOptions) throws -> Bool {
    if TableFile.isDatabase(path) { return options.table != nil }
    return path == "-" || Files.entry(path) != .folder
  }

  private static func readOptions(
    _ options: LuaTableContent, _ arguments: Arguments, _ session: Session
  ) throws -> ReadOptions {
    var csv = CSVOptions(
      hasHeader: options["header"].bool ?? true, allText: options["text"].bool ?? false,
      missingMarks: try options["missing"].tableContent()?.list.compactMap(\.text) ?? [])
    if let delimiter = options["delimiter"].text {
      guard delimiter.utf8.count == 1, let byte = delimiter.utf8.first else {
        throw arguments.problem("'delimiter' must be one ASCII character, such as \";\"")
      }
      csv.delimiter = byte
    }
    return ReadOptions(
      csv: csv, format: options["format"].text.flatMap { FileFormat(rawValue: $0) },
      sheet: options["sheet"].text ?? options["sheet"].int.map { String($0) },
      table: options["table"].text,
      allowsRemoteDatabases: session.options.allowsRemoteDatabases)
  }

  private static func mapping(_ options: LuaTableContent) throws -> [String: EntityMapping] {
    var result: [String: EntityMapping] = [:]
    let own = Set(fileOptions.map(\.name))
    for (entity, value) in options.fields where !own.contains(entity) {
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

extension String {
  /// The part before the first `separator`, or all of it.
  fileprivate func components(before separator: String) -> String {
    guard let range = firstRange(of: separator) else { return self }
    return String(self[..<range.lowerBound])
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
