import Basics
import Columns
import LuaHost
import LuaLift
import Profiles

/// `icp.search`: rules of a table by weighted relative accuracy.
enum DeriveSearch {
  static var search: HostFunction {
    HostFunction(
      "search", in: "icp",
      "Rules of a table by weighted relative accuracy, without asking whether they are chance",
      details: """
        For looking around, and for comparison with other tools; icp.derive says what to believe.
        Accuracy is coverage × (rate inside - rate of the whole). Level by level the best rules are
        extended by every condition; near copies of a better rule (Jaccard over 0.8) are left out.
        """,
      [
        Parameter("from", .object(TableObject.luaType), "the table"),
        Parameter(
          "options",
          .options([
            Parameter("outcome", .rowFunction, "what to look for, such as \"churn == 'Yes'\""),
            Parameter("max_terms", .integer, "conditions of a rule, 1 to 5", standard: "3"),
            Parameter("beam", .integer, "rules of each length that are extended", standard: "50"),
            Parameter("top", .integer, "how many rules", standard: "10"),
            Parameter("min_rows", .integer, "rows a rule covers at the least", standard: "1"),
            Parameter(
              "parts", .integer, "intervals of equal frequency that numbers are cut into",
              standard: "10, and fifths"),
            Parameter(
              "simple", .boolean, "single values and intervals only, no ranges of several",
              standard: "where there are too few rows for more"),
            Parameter(
              "complements", .boolean, "\"not this value\" beside \"this value\"",
              standard: "false"),
            Parameter("near_copies", .boolean, "keep near copies too", standard: "false"),
            Parameter(
              "traits", .list(.text), "the columns to use", standard: "all that can be traits"),
          ]), "what to look for"),
      ],
      returns: [Returned(.object(TableObject.luaType), "one row a rule, the best first")],
      errors: ["a trait that tells the outcome"],
      example: """
        local rules = icp.search(open().accounts, { outcome = "is_customer == true", max_terms = 2, top = 5 })
        print(rules)
        """,
      body: .swift { arguments in
        let table = try arguments.object("from", as: TableObject.self).table
        let given = try arguments.options("options")
        var options = SubgroupSearch.Options()
        if let value = given["max_terms"].int { options.maxTerms = value }
        if let value = given["beam"].int { options.beam = value }
        if let value = given["top"].int { options.top = value }
        if let value = given["min_rows"].int { options.minRows = value }
        if let value = given["parts"].int { options.parts = value }
        if let isSimple = given["simple"].bool { options.ranges = !isSimple }
        options.complements = given["complements"].bool ?? false
        if given["near_copies"].bool ?? false { options.nearCopy = 1 }
        if let traits = try given["traits"].tableContent() {
          options.traits = traits.list.compactMap(\.text)
        }
        let outcome = try RowFunction(
          given["outcome"], what: "icp.search: outcome", in: arguments.engine)
        let found = try SubgroupSearch(table, outcome: outcome, options: options)
        return [.object(try shown(found))]
      })
  }

  private static func shown(_ found: SubgroupSearch) throws -> TableObject {
    let rules = found.rules
    let rates = rules.map { $0.n > 0 ? $0.sum / Double($0.n) : nil }
    let columns: [(name: String, column: Column)] = [
      ("rule", Column(texts: rules.map(\.text))),
      ("n", Column(integers: rules.map { Int64($0.n) })),
      ("rate", Column(numbers: rates)),
      (
        "lift",
        Column(
          numbers: rates.map { rate in rate.flatMap { found.mean > 0 ? $0 / found.mean : nil } })
      ),
      ("accuracy", Column(numbers: rules.map(\.accuracy))),
    ]
    return try DeriveModule.shown(
      FigureTable(
        table: Table(name: "rules", columns, rowCount: rules.count),
        definitions: [
          FigureDefinition("rule", "the rule, as an expression", unit: .text),
          FigureDefinition("n", "rows it covers", unit: .count),
          FigureDefinition("rate", "share of those for which the outcome holds", unit: .share),
          FigureDefinition("lift", "rate / rate of all rows", unit: .ratio),
          FigureDefinition(
            "accuracy", "weighted relative accuracy: coverage × (rate - rate of all rows)",
            unit: .ratio),
        ],
        notes: ["\(found.tried) rules tried; whether any is more than chance, icp.derive tells"]
          + found.notes))
  }
}
