extension Catalogue {
  static let contingencyFunctions: [StatFunction] = [
    StatFunction(
      "fisher_exact", .contingency, "Are two yes/no traits related? Exact, for small counts.",
      details: """
        Two-sided: the sum of the probabilities of all 2 x 2 tables with the same margins that are no \
        likelier than this one (with a relative slack of 1e-7 for ties). An empty row or column: 1.
        """,
      source: "Fisher 1935",
      parameters: [
        StatParameter(
          "table", .list(.list(.integer, missing: false), missing: false),
          "counts {{a, b}, {c, d}}", unit: "rows")
      ],
      results: [StatResult("p", .number, "two-sided p-value")],
      example: ["table": [[3, 1], [1, 3]]],
      body: { arguments in
        let cells = try twoByTwo(arguments).map { Int(exactly: $0) ?? .max }
        return ["p": StatValue(try FisherExact.p(cells[0], cells[1], cells[2], cells[3]))]
      }),
    StatFunction(
      "chi_square", .contingency,
      "Are two traits related? Pearson's test, for any table of counts.",
      details: """
        Empty rows and columns are removed first; with fewer than 2 x 2 left all results are nil. \
        Yates' correction only at df = 1. cramers_v always comes from the uncorrected statistic. \
        When an expected count is below 5 the p-value is rough, and a warning says so.
        """,
      source: "Pearson 1900; Cramér 1946",
      parameters: [
        .table("table", "rows of counts, all equally long"),
        .flag("yates", "apply Yates' continuity correction when df is 1", false),
      ],
      results: [
        StatResult("chi2", .number, "the statistic", nullable: true),
        StatResult("df", .integer, "degrees of freedom", nullable: true),
        StatResult("p", .number, "p-value", nullable: true),
        StatResult("cramers_v", .number, "strength, 0 to 1", nullable: true),
        StatResult("min_expected", .number, "smallest expected count", nullable: true),
        StatResult("warning", .text, "set when min_expected is below 5", nullable: true),
      ],
      example: ["table": [[20, 30], [35, 15]], "yates": true],
      body: { arguments in
        let test = try ChiSquareTest(
          table: arguments.rows("table"), yates: arguments.boolean("yates"))
        let small = test.minExpected.map { $0 < 5 } ?? false
        let advice = test.df == 1 ? "use fisher_exact" : "merge rare groups"
        return [
          "chi2": StatValue(test.chi2), "df": StatValue(test.df), "p": StatValue(test.p),
          "cramers_v": StatValue(test.cramersV), "min_expected": StatValue(test.minExpected),
          "warning": small
            ? .string("an expected count is below 5, so p is rough: \(advice)") : .null,
        ]
      }),
    StatFunction(
      "odds_ratio", .contingency, "Odds of winning with a trait over odds without it.",
      details: """
        Woolf's log-normal interval. If any cell is 0, 0.5 is added to all four cells \
        (Haldane-Anscombe) and shifted is true. A side without rows: nil.
        """,
      source: "Woolf 1955; Haldane 1956; Anscombe 1956",
      parameters: traitTable, results: ratioResults("odds_ratio"),
      example: ["table": [[30, 70], [15, 85]]],
      body: { arguments in
        ratio(
          "odds_ratio",
          try trait(arguments).oddsRatio(level: arguments.number("level")))
      }),
    StatFunction(
      "risk_ratio", .contingency, "Win rate with a trait over win rate without it.",
      details: """
        Katz's log-normal interval. If any cell is 0, 0.5 is added to all four cells and shifted is \
        true. A side without rows: nil.
        """,
      source: "Katz, Baptista, Azen, Pike 1978",
      parameters: traitTable, results: ratioResults("risk_ratio"),
      example: ["table": [[30, 70], [15, 85]]],
      body: { arguments in
        ratio(
          "risk_ratio",
          try trait(arguments).riskRatio(level: arguments.number("level")))
      }),
  ]

  static let multiplicityFunctions: [StatFunction] = [
    StatFunction(
      "benjamini_hochberg", .contingency, "p-values corrected for how many were looked at.",
      details: """
        Picking all adjusted values below 0.1 makes one in ten of the picked a false alarm on average. \
        A missing p stays missing and is not counted.
        """,
      source: "Benjamini, Hochberg 1995",
      parameters: [.column("p", "p-values, 0 to 1; missing ones stay missing")],
      results: [
        StatResult("adjusted", .numbers, "in the order given, at most 1", nullable: true)
      ],
      example: ["p": [0.04, 0.01, nil, 0.5]],
      body: { arguments in
        ["adjusted": StatValue(try Multiplicity.benjaminiHochberg(arguments.optionals("p")))]
      }),
    StatFunction(
      "holm", .contingency, "p-values corrected so that even one false alarm is unlikely.",
      details: """
        Stricter than benjamini_hochberg: the chance of any false alarm among the values below 0.05 is \
        at most 5 %. A missing p stays missing and is not counted.
        """,
      source: "Holm 1979",
      parameters: [.column("p", "p-values, 0 to 1; missing ones stay missing")],
      results: [
        StatResult("adjusted", .numbers, "in the order given, at most 1", nullable: true)
      ],
      example: ["p": [0.01, 0.04, 0.03, 0.005, 0.2]],
      body: { arguments in
        ["adjusted": StatValue(try Multiplicity.holm(arguments.optionals("p")))]
      }),
  ]

  private static let traitTable: [StatParameter] = [
    .table(
      "table", "{{won with the trait, lost with it}, {won without it, lost without it}}"),
    .level(),
  ]

  private static func ratioResults(_ name: String) -> [StatResult] {
    [
      StatResult(name, .number, "1 is no difference", nullable: true),
      StatResult("log_se", .number, "standard error of its logarithm", nullable: true),
      StatResult("low", .number, "lower bound", nullable: true),
      StatResult("high", .number, "upper bound", nullable: true),
      StatResult("shifted", .boolean, "whether 0.5 was added to all cells"),
    ]
  }

  private static func ratio(_ name: String, _ ratio: RatioInterval) -> StatObject {
    [
      name: StatValue(ratio.estimate), "log_se": StatValue(ratio.logStandardError),
      "low": StatValue(ratio.low), "high": StatValue(ratio.high),
      "shifted": .bool(ratio.shifted),
    ]
  }

  private static func trait(_ arguments: StatArguments) throws -> TraitTable {
    let cells = try twoByTwo(arguments)
    return try TraitTable(
      wonWith: cells[0], lostWith: cells[1], wonWithout: cells[2], lostWithout: cells[3])
  }

  /// The four cells of `table`, row by row.
  private static func twoByTwo(_ arguments: StatArguments) throws -> [Double] {
    let rows = try arguments.rows("table")
    guard rows.count == 2, rows[0].count == 2, rows[1].count == 2 else {
      throw StatError("table", "is not two rows of two counts", hint: "{{a, b}, {c, d}}")
    }
    return rows[0] + rows[1]
  }
}
