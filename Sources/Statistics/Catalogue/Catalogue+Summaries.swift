extension Catalogue {
  static let summaryFunctions: [StatFunction] = [
    StatFunction(
      "summary", .samples, "A list of numbers in a few figures.",
      details: """
        Missing values are counted and left out. sd has n - 1 in the denominator and is nil below two \
        values; quartiles are of type 7.
        """,
      source: "definition",
      parameters: [.column("values", "the sample")],
      results: [
        StatResult("n", .integer, "values used"),
        StatResult("missing", .integer, "values missing"),
        StatResult("sum", .number, "0 without values"),
        StatResult("mean", .number, "nil without values", nullable: true),
        StatResult("sd", .number, "standard deviation", nullable: true),
        StatResult("min", .number, "smallest value", nullable: true),
        StatResult("q25", .number, "lower quartile", nullable: true),
        StatResult("median", .number, "middle value", nullable: true),
        StatResult("q75", .number, "upper quartile", nullable: true),
        StatResult("max", .number, "largest value", nullable: true),
      ],
      example: ["values": [12, nil, 7, 31, 9]],
      body: { arguments in
        let summary = try SampleSummary(arguments.numbers("values"))
        let moments = summary.moments
        return [
          "n": .integer(moments.n), "missing": .integer(moments.missing),
          "sum": StatValue(moments.sum), "mean": StatValue(moments.mean),
          "sd": StatValue(moments.standardDeviation), "min": StatValue(moments.min),
          "q25": StatValue(summary.quarter), "median": StatValue(summary.median),
          "q75": StatValue(summary.threeQuarters), "max": StatValue(moments.max),
        ]
      }),
    StatFunction(
      "trimmed_mean", .samples, "The mean without the extremes: one huge deal does not move it.",
      details: """
        The floor(trim n) smallest and as many of the largest values are dropped. Without values: nil.
        """,
      source: "definition",
      parameters: [
        .column("values", "the sample"),
        .number("trim", "share dropped at each end, 0 to below 0.5", unit: "share", .optional(0.1)),
      ],
      results: [
        StatResult("mean", .number, "of what is left", nullable: true),
        StatResult("used", .integer, "values left"),
      ],
      example: ["values": [3, 4, 5, 6, 900], "trim": 0.2],
      body: { arguments in
        let result = try TrimmedMean.of(
          arguments.numbers("values"), trim: arguments.number("trim"))
        return ["mean": StatValue(result.mean), "used": .integer(result.n)]
      }),
    StatFunction(
      "correlation", .samples, "Do two columns move together?",
      details: """
        pearson: along a straight line. spearman: in order, by ranks with ties at their mean. p by the \
        t distribution, the interval by Fisher's transformation. Rows without both values are left \
        out. A column that does not vary: nil.
        """,
      source: "Pearson 1895; Spearman 1904; Fisher 1921; Bonett, Wright 2000",
      parameters: [
        .column("x", "one column"), .column("y", "another of the same rows"),
        StatParameter(
          "method", .choice(["pearson", "spearman"]), "along a line, or in order",
          .optional("pearson")), .level(),
      ],
      results: [
        StatResult("r", .number, "-1 to 1", nullable: true),
        StatResult("p", .number, "two-sided p-value; nil below three rows", nullable: true),
        StatResult("low", .number, "lower bound; nil below four rows", nullable: true),
        StatResult("high", .number, "upper bound; nil below four rows", nullable: true),
        StatResult("n", .integer, "rows with both values"),
      ],
      example: ["x": [1, 2, 3, 4, 5], "y": [2, 1, 4, 3, 6]],
      body: { arguments in
        let method = Correlation.Method(rawValue: try arguments.text("method")) ?? .pearson
        let result = try Correlation(
          arguments.numbers("x"), arguments.numbers("y"), method: method,
          level: arguments.number("level"))
        return [
          "r": StatValue(result.coefficient), "p": StatValue(result.p),
          "low": StatValue(result.low), "high": StatValue(result.high), "n": .integer(result.n),
        ]
      }),
  ]
}
