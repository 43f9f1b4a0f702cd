import Basics
import Columns
import LuaHost
import LuaLift
import Reports

/// `plot`: charts of text, for a look at figures without leaving the terminal.
enum PlotModule {
  static let module = ModuleDescription(
    "plot", "Charts of text: bars with intervals, histograms, lines, heat maps")

  static var functions: [HostFunction] { [bar, histogram, line, heat] }

  private static let table = LuaType.object(TableObject.luaType)
  private static let width = Parameter(
    "width", .integer, "columns of text to use", standard: "those of the terminal, or 100")

  private static var bar: HostFunction {
    HostFunction(
      "bar", "A bar for each row, with its interval where the table has one",
      details: """
        Where the value is a column x and there are x.low and x.high, the interval is drawn over
        the bar. Shares are written in percent.
        """,
      [
        Parameter("rows", table, "a table of figures"),
        Parameter("name", .rowFunction, "what a bar is called: a column or expression"),
        Parameter("value", .rowFunction, "how long it is: a column or expression"),
        Parameter(
          "options",
          .options([Parameter("n", .integer, "at most so many rows", standard: "30"), width]),
          "how many and how wide", standard: "30 rows"),
      ],
      returns: [Returned(.text, "lines to print")],
      example: """
        local by = cohorts(open(), { by = "industry" })
        print(plot.bar(by, "industry", "win_rate", { n = 10 }))
        """,
      body: .swift { arguments in
        let object = try arguments.object("rows", as: TableObject.self)
        let options = try arguments.options("options")
        let rows = max(0, min(object.table.rowCount, options["n"].int ?? 30))
        let chosen = object.table.head(rows)
        let names = try texts(arguments["name"], "plot.bar: name", of: chosen, arguments)
        let values = try numbers(arguments["value"], "plot.bar: value", of: chosen, arguments)
        var bounds: (low: [Double?], high: [Double?])?
        if let column = arguments["value"].text, let low = chosen[column + ".low"],
          let high = chosen[column + ".high"]
        {
          bounds = ((0..<rows).map { low.double($0) }, (0..<rows).map { high.double($0) })
        }
        let bars = (0..<rows).map { row in
          BarChart.Bar(names[row], values[row], low: bounds?.low[row], high: bounds?.high[row])
        }
        return [
          .text(
            try drawn(
              BarChart.lines(
                bars, width: space(options, arguments), shown: format(arguments["value"], object)),
              left: object.table.rowCount - rows))
        ]
      })
  }

  private static var histogram: HostFunction {
    HostFunction(
      "histogram", "How many rows have a value in each of some ranges",
      [
        Parameter("rows", table, "any table"),
        Parameter("value", .rowFunction, "a column of numbers, or an expression"),
        Parameter(
          "options",
          .options([Parameter("bins", .integer, "about how many ranges", standard: "12"), width]),
          "how many and how wide", standard: "12 ranges"),
      ],
      returns: [Returned(.text, "lines to print")],
      example: "print(plot.histogram(open().deals:where \"outcome == 'won'\", \"amount\"))",
      body: .swift { arguments in
        let object = try arguments.object("rows", as: TableObject.self)
        let options = try arguments.options("options")
        let values = try numbers(
          arguments["value"], "plot.histogram: value", of: object.table, arguments)
        let bins = options["bins"].int ?? 12
        guard (1...200).contains(bins) else { throw arguments.problem("'bins' is from 1 to 200") }
        var lines = try Histogram.lines(
          values.compactMap { $0 }, width: space(options, arguments), bins: bins,
          shown: format(arguments["value"], object))
        let missing = values.count { $0 == nil }
        if missing > 0 { lines.append("missing: \(Figures.count(missing))") }
        return [.text(lines.joined(separator: "\n"))]
      })
  }

  private static var line: HostFunction {
    HostFunction(
      "line", "A line over the rows in their order, such as months",
      [
        Parameter("rows", table, "a table in the order of time"),
        Parameter("name", .rowFunction, "what a place is called: a column or expression"),
        Parameter("value", .rowFunction, "how high the line is: a column or expression"),
        Parameter(
          "options",
          .options([Parameter("height", .integer, "lines of text", standard: "10"), width]),
          "how high and how wide", standard: "10 lines"),
      ],
      returns: [Returned(.text, "lines to print")],
      example: """
        local won = open().deals:where "outcome == 'won'"
        local by = won:group_by{ year = "closed.year", quarter = "closed.quarter" }:summarize{ revenue = sum "amount" }
        print(plot.line(by:sort("year", "quarter"), "year .. '-Q' .. quarter", "revenue"))
        """,
      body: .swift { arguments in
        let object = try arguments.object("rows", as: TableObject.self)
        let options = try arguments.options("options")
        let names = try texts(arguments["name"], "plot.line: name", of: object.table, arguments)
        let values = try numbers(
          arguments["value"], "plot.line: value", of: object.table, arguments)
        let height = options["height"].int ?? 10
        guard (1...200).contains(height) else {
          throw arguments.problem("'height' is from 1 to 200")
        }
        return [
          .text(
            try LineChart.lines(
              zip(names, values).map { ($0, $1) }, width: space(options, arguments),
              height: height, shown: format(arguments["value"], object)
            ).joined(separator: "\n"))
        ]
      })
  }

  private static var heat: HostFunction {
    HostFunction(
      "heat", "A table of shades: the darker, the more",
      [
        Parameter("rows", table, "one row a cell, as group_by of two columns gives them"),
        Parameter("down", .rowFunction, "what the rows of the map are"),
        Parameter("across", .rowFunction, "what its columns are"),
        Parameter("value", .rowFunction, "how dark a cell is"),
        Parameter("options", .options([width]), "how wide", standard: "the terminal"),
      ],
      returns: [Returned(.text, "lines to print")],
      errors: ["more than 60 columns across", "two rows for one cell"],
      example: """
        local t = open().deals:group_by{ "source", year = "created.year" }:summarize{ n = count() }
        print(plot.heat(t, "source", "year", "n"))
        """,
      body: .swift { arguments in
        let object = try arguments.object("rows", as: TableObject.self)
        let options = try arguments.options("options")
        let down = try texts(arguments["down"], "plot.heat: down", of: object.table, arguments)
        let across = try texts(
          arguments["across"], "plot.heat: across", of: object.table, arguments)
        let values = try numbers(
          arguments["value"], "plot.heat: value", of: object.table, arguments)
        // Rows in the order they come, columns in that of their names.
        var rows: [String] = []
        for name in down where !rows.contains(name) { rows.append(name) }
        let columns = Set(across).sorted()
        guard columns.count <= 60, rows.count <= 500 else {
          throw arguments.problem(
            "\(rows.count) rows and \(columns.count) columns are too many to look at",
            hints: ["at most 500 and 60; group by something coarser, such as bands"])
        }
        var cells = [[Double?]](
          repeating: [Double?](repeating: nil, count: columns.count), count: rows.count)
        var seen: Set<[Int]> = []
        for row in down.indices {
          let place = [
            rows.firstIndex(of: down[row]) ?? 0, columns.firstIndex(of: across[row]) ?? 0,
          ]
          guard seen.insert(place).inserted else {
            throw arguments.problem(
              "two rows are for the same cell", hints: ["group by both first"])
          }
          cells[place[0]][place[1]] = values[row]
        }
        return [
          .text(
            try HeatMap.lines(
              rows: rows, columns: columns, cells: cells, width: space(options, arguments),
              shown: format(arguments["value"], object)
            ).joined(separator: "\n"))
        ]
      })
  }

  // MARK: Parts

  private static func space(_ options: LuaTableContent, _ arguments: Arguments) throws -> Int {
    let asked = try options["width"].int ?? Session.of(arguments.engine).output.width ?? 100
    return max(30, min(1000, asked))
  }

  private static func column(
    _ value: LuaValue, _ what: String, of table: Table, _ arguments: Arguments
  ) throws -> Column {
    if let name = value.text, let column = table[name] { return column }
    return try RowFunction(value, what: what, in: arguments.engine).column(on: table)
  }

  private static func texts(
    _ value: LuaValue, _ what: String, of table: Table, _ arguments: Arguments
  ) throws -> [String] {
    let column = try column(value, what, of: table, arguments)
    return (0..<column.count).map { row in
      column.isMissing(row) ? "-" : DisplayWidth.printable(TableText.cell(column[row]))
    }
  }

  private static func numbers(
    _ value: LuaValue, _ what: String, of table: Table, _ arguments: Arguments
  ) throws -> [Double?] {
    let column = try column(value, what, of: table, arguments)
    guard column.type.isNumeric || column.missingCount == column.count else {
      throw Problem(.script, "\(what) is \(column.type.rawValue), not a number")
    }
    return (0..<column.count).map { column.double($0) }
  }

  private static func format(_ value: LuaValue, _ object: TableObject) -> (Double) -> String {
    if let name = value.text, object.shares.contains(name) { return { Figures.percent($0) } }
    return { Figures.number($0) }
  }

  private static func drawn(_ lines: [String], left: Int) -> String {
    (left > 0 ? lines + ["… \(Figures.count(left)) more rows"] : lines).joined(separator: "\n")
  }
}
