import Basics
import Columns
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
        "save", "Writes the table to a CSV file below the output folder",
        details: """
          UTF-8, comma, one header row; a name that ends in .tsv gets tabs. The file appears whole
          or not at all.
          """,
        [Parameter("path", .text, "the file, such as \"warm.csv\"")],
        returns: [Returned(TableType.table, "the table itself")],
        errors: ["a path that leads out of the output folder", "a disk that is full"],
        example: "open().accounts:head(10):save \"first.csv\"",
        body: .swift { arguments in
          let object = try this(arguments)
          let session = try Session.of(arguments.engine)
          let path = arguments.text("path")!
          let lower = path.lowercased()
          guard lower.hasSuffix(".csv") || lower.hasSuffix(".tsv") || lower.hasSuffix(".txt") else {
            throw arguments.problem("\"\(path)\" must end in .csv or .tsv")
          }
          let full = try session.writable(path)
          let file = try AtomicFile(full)
          let delimiter = lower.hasSuffix(".tsv") ? UInt8(ascii: "\t") : UInt8(ascii: ",")
          try CSV.write(object.table, to: file, delimiter: delimiter)
          try Interruption.check()
          try file.commit()
          session.noteOutput(full)
          return result(object)
        }),
    ]
  }
}
