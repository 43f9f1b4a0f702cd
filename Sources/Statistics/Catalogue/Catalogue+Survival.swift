extension Catalogue {
  static let survivalFunctions: [StatFunction] = [
    StatFunction(
      "kaplan_meier", .survival, "The share still without the event over time, from censored rows.",
      details: """
        One entry of each list for each distinct time at which events happened. Greenwood's standard \
        error; low and high from the log-log interval, low_plain and high_plain from the plain one. An \
        event precedes a censoring at the same time. With entry a row is at risk at t when entry < t \
        <= duration. Where survival is 0 the error and the bounds are nil. The median is the first \
        time with survival at most 0.5, nil if never.
        """,
      source: "Kaplan, Meier 1958; Greenwood 1926; Kalbfleisch, Prentice 1980",
      parameters: lifetimeFields + [.level()],
      results: [
        StatResult("time", .numbers, "distinct times of events, ascending"),
        StatResult("at_risk", .integers, "rows at risk just before each"),
        StatResult("events", .integers, "events at each"),
        StatResult("survival", .numbers, "share without the event just after each"),
        StatResult("std_error", .numbers, "Greenwood's", nullable: true),
        StatResult("low", .numbers, "log-log lower bounds", nullable: true),
        StatResult("high", .numbers, "log-log upper bounds", nullable: true),
        StatResult("low_plain", .numbers, "plain lower bounds", nullable: true),
        StatResult("high_plain", .numbers, "plain upper bounds", nullable: true),
        StatResult("median", .number, "median time; nil if never reached", nullable: true),
        StatResult("median_low", .number, "its lower bound", nullable: true),
        StatResult("median_high", .number, "its upper bound", nullable: true),
        StatResult("n", .integer, "rows used"),
        StatResult("dropped", .integer, "rows with a missing cell, or never at risk"),
      ],
      example: ["durations": [5, 5, 5, 9, 12], "events": [1, 0, 0, 1, 0], "level": 0.9],
      body: { arguments in
        let lifetimes = try lifetimes(arguments)
        let curve = try KaplanMeier(lifetimes, level: arguments.number("level"))
        let points = curve.points
        return [
          "time": StatValue(points.map(\.time)), "at_risk": StatValue(points.map(\.atRisk)),
          "events": StatValue(points.map(\.events)),
          "survival": StatValue(points.map(\.survival)),
          "std_error": StatValue(points.map(\.standardError)),
          "low": StatValue(points.map(\.low)), "high": StatValue(points.map(\.high)),
          "low_plain": StatValue(points.map(\.lowPlain)),
          "high_plain": StatValue(points.map(\.highPlain)),
          "median": StatValue(curve.median), "median_low": StatValue(curve.medianLow),
          "median_high": StatValue(curve.medianHigh), "n": .integer(curve.n),
          "dropped": .integer(lifetimes.missing + lifetimes.neverAtRisk),
        ]
      }),
    StatFunction(
      "restricted_mean", .survival,
      "The mean time without the event, counting at most tau of each.",
      details: """
        The area under the Kaplan-Meier curve up to tau. std_error = sqrt(sum over event times t < tau \
        of A^2 d/(n(n - d))), A the area from t to tau, terms with n = d left out. Beyond the longest \
        observed time the curve is continued level, and extrapolated is true.
        """,
      source: "Klein, Moeschberger 2003",
      parameters: lifetimeFields + [
        .number("tau", "up to when to count, at least 0", unit: "as durations")
      ],
      results: [
        StatResult("rmst", .number, "nil without rows", nullable: true),
        StatResult("std_error", .number, "its standard error", nullable: true),
        StatResult("extrapolated", .boolean, "whether tau lies beyond the data"),
        StatResult("dropped", .integer, "rows with a missing cell, or never at risk"),
      ],
      example: ["durations": [2, 4, 6, 8], "events": [1, 1, 0, 1], "tau": 8],
      body: { arguments in
        let lifetimes = try lifetimes(arguments)
        let mean = try RestrictedMean(lifetimes, tau: arguments.number("tau"))
        return [
          "rmst": StatValue(mean.mean), "std_error": StatValue(mean.standardError),
          "extrapolated": .bool(mean.extrapolated),
          "dropped": .integer(lifetimes.missing + lifetimes.neverAtRisk),
        ]
      }),
    StatFunction(
      "log_rank", .survival, "Do groups have the event at the same pace?",
      details: """
        Unweighted log-rank test: chi-square with one degree of freedom less than there are groups \
        with rows. Without events chi2 and p are nil.
        """,
      source: "Mantel 1966",
      parameters: [
        .records("groups", "durations and events of each group", lifetimeFields)
      ],
      results: [
        StatResult("chi2", .number, "the statistic", nullable: true),
        StatResult("df", .integer, "degrees of freedom", nullable: true),
        StatResult("p", .number, "p-value", nullable: true),
        StatResult("observed", .integers, "events of each group"),
        StatResult("expected", .numbers, "events each would have at the common pace"),
        StatResult("dropped", .integer, "rows with a missing cell, or never at risk"),
      ],
      example: [
        "groups": [
          ["durations": [3, 5, 7, 9, 18], "events": [1, 1, 1, 0, 1]],
          ["durations": [12, 19, 20, 20, 33], "events": [1, 1, 0, 1, 0]],
        ]
      ],
      body: { arguments in
        let records = try arguments.records("groups", lifetimeFields)
        let groups = try records.enumerated().map { index, record in
          do {
            return try lifetimes(record)
          } catch var error as StatError {
            error.parameter = "groups[\(index + 1)]" + (error.parameter.map { ".\($0)" } ?? "")
            throw error
          }
        }
        let test = try LogRank(groups)
        return [
          "chi2": StatValue(test.chi2), "df": StatValue(test.df), "p": StatValue(test.p),
          "observed": StatValue(test.observed), "expected": StatValue(test.expected),
          "dropped": .integer(groups.reduce(0) { $0 + $1.missing + $1.neverAtRisk }),
        ]
      }),
  ]

  private static let lifetimeFields: [StatParameter] = [
    .column("durations", "how long each row was observed, at least 0", unit: "any, such as days"),
    .labels("events", "1 where it ended with the event, 0 where it was cut off"),
    .column(
      "entry", "from when on each row was observed; from the start when left out",
      unit: "as durations", .optional(.null)),
  ]

  private static func lifetimes(_ arguments: StatArguments) throws -> Lifetimes {
    try Lifetimes(
      durations: arguments.numbers("durations"), events: arguments.labels("events"),
      entry: arguments.optionalNumbers("entry"))
  }
}
