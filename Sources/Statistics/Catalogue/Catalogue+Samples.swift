extension Catalogue {
  static let comparisonFunctions: [StatFunction] = [
    StatFunction(
      "mann_whitney", .samples, "Do the values of one group tend to be larger than another's?",
      details: """
        The U test (Wilcoxon's rank sum). asymptotic: tie-corrected variance, continuity correction \
        0.5. exact: the permutation distribution, without ties and for small samples. auto: exact \
        when the smaller sample has at most 8 values and nothing is tied. Missing values are dropped; \
        everything tied: p = 1; an empty side: nil.
        """,
      source: "Mann, Whitney 1947",
      parameters: [
        .column("a", "values of the first group", infinite: true),
        .column("b", "values of the second group", infinite: true),
        StatParameter(
          "method", .choice(["auto", "asymptotic", "exact"]), "how p is computed",
          .optional("auto")),
      ],
      results: [
        StatResult(
          "u_a", .number, "pairs in which a is larger, ties half", nullable: true),
        StatResult("u_b", .number, "pairs in which b is larger, ties half", nullable: true),
        StatResult("p", .number, "two-sided p-value", nullable: true),
        StatResult("auc", .number, "chance that a value of a is larger", nullable: true),
        StatResult("method", .text, "the method used"),
      ],
      example: ["a": [1.1, 2.4, 3.3, 5.0], "b": [0.2, 0.9, 2.2, 1.7, 3.0]],
      body: { arguments in
        let word = try arguments.text("method")
        let method = MannWhitney.Method(rawValue: word) ?? .automatic
        let test = try MannWhitney(
          arguments.numbers("a"), arguments.numbers("b"), method: method)
        return [
          "u_a": StatValue(test.uA), "u_b": StatValue(test.uB), "p": StatValue(test.p),
          "auc": StatValue(test.auc), "method": .string(test.method.rawValue),
        ]
      }),
    StatFunction(
      "welch_t", .samples, "The difference of two means, without assuming equal spreads.",
      details: """
        Welch's t test with Welch-Satterthwaite degrees of freedom. Missing values are dropped. Fewer \
        than two values on a side, or no spread on either: only diff.
        """,
      source: "Welch 1947",
      parameters: [
        .column("a", "values of the first group"), .column("b", "values of the second group"),
        .level(),
      ],
      results: [
        StatResult("diff", .number, "mean of a - mean of b", nullable: true),
        StatResult("t", .number, "difference in standard errors", nullable: true),
        StatResult("df", .number, "degrees of freedom, fractional", nullable: true),
        StatResult("p", .number, "two-sided p-value", nullable: true),
        StatResult("low", .number, "lower bound of diff", nullable: true),
        StatResult("high", .number, "upper bound of diff", nullable: true),
      ],
      example: ["a": [1, nil, 2.5, 4], "b": [nil, 3, 3.5, 9, 8], "level": 0.9],
      body: { arguments in
        let test = try WelchT(
          arguments.numbers("a"), arguments.numbers("b"), level: arguments.number("level"))
        return [
          "diff": StatValue(test.difference), "t": StatValue(test.t), "df": StatValue(test.df),
          "p": StatValue(test.p), "low": StatValue(test.low), "high": StatValue(test.high),
        ]
      }),
  ]

  static let sampleFunctions: [StatFunction] = [
    StatFunction(
      "quantile_type7", .samples, "Quantiles, as spreadsheets and R compute them.",
      details: """
        Linear between the order statistics at (n - 1) q. Missing values are dropped; without values \
        every quantile is nil.
        """,
      source: "Hyndman, Fan 1996, type 7",
      parameters: [
        .column("values", "the sample"),
        StatParameter(
          "q", .list(.number(infinite: false), missing: false), "which quantiles, each 0 to 1",
          unit: "share"),
      ],
      results: [
        StatResult("n", .integer, "values used"),
        StatResult("quantiles", .numbers, "one for each q", nullable: true),
      ],
      example: ["values": [9, 1, 4, 7, 3], "q": [0.25, 0.5, 0.75]],
      body: { arguments in
        let values = try arguments.numbers("values")
        return [
          "n": .integer(values.count { !$0.isNaN }),
          "quantiles": StatValue(try Quantile.type7(values, arguments.numbers("q"))),
        ]
      }),
    StatFunction(
      "median_interval", .samples, "The median with an interval that assumes no distribution.",
      details: """
        From the k-th smallest to the k-th largest value, k the largest with P(Bin(n, 1/2) <= k - 1) \
        <= (1 - level)/2. No such k (n below 6 at 95 %): bounds nil.
        """,
      source: "Thompson 1936",
      parameters: [.column("values", "the sample"), .level()],
      results: [
        StatResult("median", .number, "nil without values", nullable: true),
        StatResult("low", .number, "lower bound", nullable: true),
        StatResult("high", .number, "upper bound", nullable: true),
        StatResult("coverage", .number, "the level it really has", nullable: true),
      ],
      example: ["values": [3, 1, 4, 1, 5, 9]],
      body: { arguments in
        let result = try MedianInterval(
          arguments.numbers("values"), level: arguments.number("level"))
        return [
          "median": StatValue(result.median), "low": StatValue(result.low),
          "high": StatValue(result.high), "coverage": StatValue(result.coverage),
        ]
      }),
    StatFunction(
      "bca_bootstrap", .samples, "An interval for a statistic of a sample, by resampling.",
      details: """
        Bias-corrected and accelerated (BCa). The same seed gives the same result; different seeds \
        differ by about 1 % of the width. Bounds are nil below two values or when nothing varies.
        """,
      source: "Efron 1987",
      parameters: [
        .column("values", "the sample"),
        StatParameter(
          "statistic", .choice(["mean", "median", "sum", "sd", "quantile"]),
          "what is computed of each sample", .optional("mean")),
        .number("q", "which quantile, when the statistic is \"quantile\"", .optional(.null)),
        .level(),
        StatParameter(
          "resamples", .integer,
          "samples to draw, 99 to 1000000; by default 9999, fewer for long lists", unit: "samples",
          .optional(.null)),
        StatParameter("seed", .integer, "at least 0", .optional(1)),
      ],
      results: [
        StatResult("estimate", .number, "of the sample itself", nullable: true),
        StatResult("low", .number, "lower bound", nullable: true),
        StatResult("high", .number, "upper bound", nullable: true),
      ],
      example: ["values": [6.36, 2.73, 1.12, 3.45, 1.32, 2.02, 7.45], "statistic": "mean"],
      body: { arguments in
        let statistic = try bootstrapStatistic(arguments)
        guard let seed = UInt64(exactly: try arguments.integer("seed")) else {
          throw StatError("seed", "is negative")
        }
        let result = try Bootstrap.bca(
          arguments.numbers("values"), statistic, level: arguments.number("level"),
          resamples: arguments.optionalInteger("resamples"), seed: seed,
          checkpoint: arguments.checkpoint)
        return [
          "estimate": StatValue(result.estimate), "low": StatValue(result.low),
          "high": StatValue(result.high),
        ]
      }),
    StatFunction(
      "lognormal_mean_interval", .samples,
      "The mean of amounts that are log-normal, as deal sizes often are.",
      details: """
        Cox: exp(m + s2/2 +- z sqrt(s2/n + s2^2/(2(n-1)))), m and s2 (n - 1) of the logarithms. One \
        value: only the estimate. A value of 0 or less is refused.
        """,
      source: "Cox in Land 1972",
      parameters: [.column("values", "amounts, all above 0"), .level()],
      results: [
        StatResult("estimate", .number, "nil without values", nullable: true),
        StatResult("low", .number, "lower bound", nullable: true),
        StatResult("high", .number, "upper bound", nullable: true),
      ],
      example: ["values": [120, 340, 90, 1500, 610, 275, 80, 2200, 430, 150]],
      body: { arguments in
        let result = try LognormalMean(
          arguments.numbers("values"), level: arguments.number("level"))
        return [
          "estimate": StatValue(result.estimate), "low": StatValue(result.low),
          "high": StatValue(result.high),
        ]
      }),
  ]

  static let shrinkageFunctions: [StatFunction] = [
    StatFunction(
      "beta_binomial_shrinkage", .samples,
      "Win rates of many groups, drawn together as far as their spread is chance.",
      details: """
        Beta-binomial model by the n-weighted method of moments. rho 0 means that the groups differ no \
        more than by chance: every group gets the pooled rate. rho 1: raw rates. The interval ignores \
        the uncertainty of alpha and beta: it is approximate.
        """,
      source: "Kleinman 1973",
      parameters: [
        .records(
          "groups", "won and all rows of each group",
          [
            .count("wins", "won rows", unit: "rows"),
            .count("n", "won and lost rows", unit: "rows"),
          ]), .level(),
      ],
      results: [
        StatResult("mean", .number, "rate of all rows", nullable: true),
        StatResult(
          "rho", .number, "correlation of two rows of a group, 0 to 1", nullable: true),
        StatResult(
          "precision", .number, "rows the mean counts for; infinite at rho 0", nullable: true),
        StatResult("alpha", .number, "won rows of the prior; nil at rho 0", nullable: true),
        StatResult("beta", .number, "lost rows of the prior; nil at rho 0", nullable: true),
        StatResult("shrunk", .numbers, "each group's rate, drawn together", nullable: true),
        StatResult("low", .numbers, "lower bounds", nullable: true),
        StatResult("high", .numbers, "upper bounds", nullable: true),
      ],
      example: [
        "groups": [
          ["wins": 30, "n": 50], ["wins": 12, "n": 60], ["wins": 45, "n": 80],
          ["wins": 2, "n": 3],
        ]
      ],
      body: { arguments in
        let result = try Shrinkage(
          try groupCounts(arguments), level: arguments.number("level"))
        return [
          "mean": StatValue(result.mean), "rho": StatValue(result.rho),
          "precision": StatValue(result.precision), "alpha": StatValue(result.alpha),
          "beta": StatValue(result.beta), "shrunk": StatValue(result.groups.map(\.rate)),
          "low": StatValue(result.groups.map(\.low)),
          "high": StatValue(result.groups.map(\.high)),
        ]
      })
  ]

  private static func groupCounts(_ arguments: StatArguments) throws -> [GroupCount] {
    let fields: [StatParameter] = [.count("wins", ""), .count("n", "")]
    return try arguments.records("groups", fields).map {
      GroupCount(wins: try $0.integer("wins"), n: try $0.integer("n"))
    }
  }

  private static func bootstrapStatistic(
    _ arguments: StatArguments
  ) throws -> Bootstrap.Statistic {
    let word = try arguments.text("statistic")
    if word != "quantile", arguments.has("q") {
      throw StatError("q", "is only for the statistic \"quantile\"")
    }
    switch word {
    case "median": return .median
    case "sum": return .sum
    case "sd": return .standardDeviation
    case "quantile":
      guard let q = arguments.optionalNumber("q") else {
        throw StatError("q", "is missing", hint: "which quantile, 0 to 1")
      }
      return .quantile(q)
    default: return .mean
    }
  }
}
