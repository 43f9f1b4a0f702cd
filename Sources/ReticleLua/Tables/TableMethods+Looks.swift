import Basics
import Columns
import Formats
import LuaHost
import LuaLift
import Profiles
import Reports

extension TableMethods {
  /// Looking at a table and writing it.
  static var looks: [HostFunction] {
    [
      HostFunction(
        "describe", "What is in each column: type, how much is filled, distinct values, range",
        returns: [Returned(TableType.table, "one row a column")],
        example: "print(open().accounts:describe())",
        body: .swift { arguments in
          result(TableObject(try this(arguments).table.describe()))
        }),
      HostFunction(
        "show", "Prints more of the table than print does",
        [Parameter("n", .integer, "how many rows", standard: "50")],
        returns: [Returned(TableType.table, "the table itself")],
        example: "open().accounts:select{ \"name\", \"country\" }:show(3)",
        body: .swift { arguments in
          let object = try this(arguments)
          let session = try Session.of(arguments.engine)
          session.output.write(
            TableText.render(
              object.table, rows: max(0, arguments.int("n") ?? 50),
              width: session.output.width ?? 120) + "\n")
          return result(object)
        }),
      HostFunction(
        "definition", "What a figure of this table means",
        [Parameter("column", .text, "the column")],
        returns: [Returned(.text, "the definition, or nil if the column is no figure")],
        example: "print(cohorts(open(), { by = \"industry\" }):definition \"win_rate\")",
        body: .swift { arguments in
          let object = try this(arguments)
          let name = arguments.text("column")!
          _ = try object.table.column(name)
          return [LuaValue(object.context.definitions.first { $0.column == name }?.text)]
        }),
      HostFunction(
        "save", "Writes the table to a file below the output folder",
        details: """
          The ending says the format: .csv (comma), .tsv (tab), .psv (|), .json, .jsonl, .xlsx, .sqlite;
          those of text may end in .gz. UTF-8, one header row. The file appears whole or not at all.
          What a format cannot hold (a workbook no infinite number, JSON neither) is an error, unless
          { lossy = true } makes it missing; .csv cannot tell an empty text from a missing one.
          """,
        [
          Parameter("path", .text, "the file, such as \"warm.csv\""),
          Parameter(
            "options",
            .options([
              Parameter(
                "sheet", .text, "the name of the sheet or table in a workbook or database",
                standard: "the table's name"),
              Parameter(
                "lossy", .boolean, "whether what the format cannot hold may become missing",
                standard: "false"),
            ]), "how it is written", standard: "as usual for the format"),
        ],
        returns: [Returned(TableType.table, "the table itself")],
        errors: [
          "a path that leads out of the output folder", "a disk that is full",
          "what the format cannot hold",
        ],
        example: "open().accounts:head(10):save \"first.csv\"",
        body: .swift { arguments in
          let object = try this(arguments)
          let session = try Session.of(arguments.engine)
          let path = arguments.text("path")!
          let (format, isCompressed) = FileFormat.named(path)
          let isText = path.lowercased().hasSuffix(".txt")
          guard format != nil || isText, !path.isEmpty else {
            throw arguments.problem(
              "\"\(path)\" must end in .csv or .tsv, or in .json, .jsonl, .xlsx or .sqlite",
              hints: ["what it may end in: \(FileFormat.endings)"])
          }
          let options = try arguments.options("options")
          let full = try session.writable(path)
          // Scripts have always written empty texts to CSV as what they look like there.
          let isDelimited = format?.isDelimited ?? !isCompressed
          try TableFile.write(
            object.table, to: full,
            options: WriteOptions(
              table: options["sheet"].text,
              isLossy: isDelimited || options["lossy"].bool ?? false))
          session.noteOutput(full)
          return result(object)
        }),
    ]
  }
}
