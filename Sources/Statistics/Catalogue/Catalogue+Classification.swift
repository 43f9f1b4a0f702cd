extension Catalogue {
  static let rankingFunctions: [StatFunction] = [
    StatFunction(
      "roc_auc_delong", .classification, "How well a score ranks the won above the lost.",
      details: """
        The chance that a won row has a higher score than a lost one, ties half, with DeLong's \
        interval (normal, clipped to [0, 1]). One class only: nil; a single row in a class: auc only. \
        Rows with a missing score or label are dropped and counted.
        """,
      source: "DeLong, DeLong, Clarke-Pearson 1988; Sun, Xu 2014",
      parameters: scoreFields + [.level()],
      results: [
        StatResult("auc", .number, "0.5 is guessing", nullable: true),
        StatResult("gini", .number, "2 auc - 1", nullable: true),
        StatResult("se", .number, "DeLong's standard error", nullable: true),
        StatResult("low", .number, "lower bound of auc", nullable: true),
        StatResult("high", .number, "upper bound of auc", nullable: true),
        StatResult("n", .integer, "rows used"),
        StatResult("dropped", .integer, "rows with a missing score or label"),
      ],
      example: scoreExample,
      body: { arguments in
        let scored = try scored(arguments)
        let area = try AreaUnderCurve(scored, level: arguments.number("level"))
        return [
          "auc": StatValue(area.auc), "gini": StatValue(area.gini),
          "se": StatValue(area.standardError), "low": StatValue(area.low),
          "high": StatValue(area.high), "n": .integer(scored.n),
          "dropped": .integer(scored.missing),
        ]
      }),
    StatFunction(
      "delong_paired", .classification, "Of two scores of the same rows, does one rank better?",
      details: """
        DeLong's test of the difference of two areas. z and p are nil when the difference has no \
        variance (scores that rank alike), with one class only, or a single row in a class.
        """,
      source: "DeLong, DeLong, Clarke-Pearson 1988",
      parameters: [
        .column("scores_a", "the first score, higher for likelier to win", infinite: true),
        .column("scores_b", "the second score of the same rows", infinite: true),
        .labels("labels", "1 for won, 0 for lost"),
      ],
      results: [
        StatResult("auc_a", .number, "area of the first score", nullable: true),
        StatResult("auc_b", .number, "area of the second score", nullable: true),
        StatResult("diff", .number, "auc_a - auc_b", nullable: true),
        StatResult("se", .number, "its standard error", nullable: true),
        StatResult("z", .number, "difference in standard errors", nullable: true),
        StatResult("p", .number, "two-sided p-value", nullable: true),
        StatResult("dropped", .integer, "rows with a missing score or label"),
      ],
      example: [
        "scores_a": [0.9, 0.8, 0.35, 0.6, 0.3, 0.2], "scores_b": [0.5, 0.9, 0.4, 0.1, 0.6, 0.3],
        "labels": [1, 1, 0, 1, 0, 0],
      ],
      body: { arguments in
        let pair = try PairedAreas(
          arguments.numbers("scores_a"), arguments.numbers("scores_b"),
          labels: arguments.labels("labels"))
        return [
          "auc_a": StatValue(pair.aucA), "auc_b": StatValue(pair.aucB),
          "diff": StatValue(pair.difference), "se": StatValue(pair.standardError),
          "z": StatValue(pair.z), "p": StatValue(pair.p), "dropped": .integer(pair.missing),
        ]
      }),
    StatFunction(
      "ks_statistic", .classification, "The largest distance between the scores of won and lost.",
      details: "Two-sample Kolmogorov-Smirnov statistic, 0 to 1. One class only: nil.",
      source: "Kolmogorov 1933; Smirnov 1939",
      parameters: scoreFields,
      results: [StatResult("ks", .number, "0 to 1", nullable: true)],
      example: scoreExample,
      body: { arguments in ["ks": StatValue(try scored(arguments).kolmogorovSmirnov)] }),
    StatFunction(
      "average_precision", .classification, "Precision averaged over recall, for rare wins.",
      details: """
        Sum over the distinct scores of the recall gained times the precision there, without \
        interpolation. Nothing won: nil.
        """,
      source: "Zhu 2004",
      parameters: scoreFields,
      results: [
        StatResult("average_precision", .number, "the win rate is guessing", nullable: true)
      ],
      example: scoreExample,
      body: { arguments in
        ["average_precision": StatValue(try scored(arguments).averagePrecision)]
      }),
  ]

  static let calibrationFunctions: [StatFunction] = [
    StatFunction(
      "brier", .classification, "The mean squared error of probabilities.",
      details: """
        Mean of (p - outcome)^2. Always saying the base rate r scores r (1 - r). Without rows: nil.
        """,
      source: "Brier 1950",
      parameters: probabilityFields,
      results: [StatResult("brier", .number, "0 is perfect", nullable: true)],
      example: scoreExample,
      body: { arguments in
        [
          "brier": StatValue(
            try Calibration.brier(
              arguments.numbers("scores"), labels: arguments.labels("labels")))
        ]
      }),
    StatFunction(
      "log_loss", .classification, "The mean surprise of what happened, given probabilities.",
      details: """
        Mean of -ln of the probability of what happened, p clipped to [2^-52, 1 - 2^-52]. Without \
        rows: nil.
        """,
      source: "cross-entropy",
      parameters: probabilityFields,
      results: [StatResult("log_loss", .number, "0 is perfect", nullable: true)],
      example: scoreExample,
      body: { arguments in
        [
          "log_loss": StatValue(
            try Calibration.logLoss(
              arguments.numbers("scores"), labels: arguments.labels("labels")))
        ]
      }),
  ]

  static let gainsFunctions: [StatFunction] = [
    StatFunction(
      "gains_table", .classification, "What working a list from the best score down brings.",
      details: """
        Sorted by score descending, the row of rank r (from 0) goes to bin floor(r bins / n). Tied \
        scores share their mean outcome, so wins may be fractional. lift, cum_capture and cum_lift are \
        against the overall rate, nil when nothing was won; rate and lift are nil for an empty bin.
        """,
      source: "definition",
      parameters: scoreFields + [
        StatParameter("bins", .integer, "how many, 10 for deciles", .optional(10))
      ],
      results: [
        StatResult("n", .integers, "rows of each bin, best first"),
        StatResult("wins", .numbers, "won rows of each bin"),
        StatResult("rate", .numbers, "win rate", nullable: true),
        StatResult("lift", .numbers, "rate / overall rate", nullable: true),
        StatResult(
          "cum_capture", .numbers, "share of all wins down to this bin", nullable: true),
        StatResult("cum_lift", .numbers, "lift of all bins down to this one", nullable: true),
      ],
      example: [
        "scores": [0.9, 0.8, 0.7, 0.6, 0.5, 0.4], "labels": [1, 1, 0, 1, 0, 0], "bins": 3,
      ],
      body: { arguments in
        let bins = try Gains(scored(arguments), bins: arguments.integer("bins")).bins
        return [
          "n": StatValue(bins.map(\.n)), "wins": StatValue(bins.map(\.wins)),
          "rate": StatValue(bins.map(\.rate)), "lift": StatValue(bins.map(\.lift)),
          "cum_capture": StatValue(bins.map(\.cumulativeCapture)),
          "cum_lift": StatValue(bins.map(\.cumulativeLift)),
        ]
      }),
    StatFunction(
      "top_fraction_lift", .classification, "How much better the best-scored rows do.",
      details: """
        The best k = ceil(fraction n) rows; rows tied at the cut count at their mean outcome.
        """,
      source: "definition",
      parameters: scoreFields + [
        .number(
          "fraction", "share of the list, above 0 and at most 1", unit: "share of rows",
          .optional(0.1))
      ],
      results: [
        StatResult("k", .integer, "rows in the top"),
        StatResult("rate", .number, "their win rate", nullable: true),
        StatResult("lift", .number, "rate / overall rate", nullable: true),
      ],
      example: [
        "scores": [0.9, 0.5, 0.5, 0.5, 0.1], "labels": [1, 1, 0, 0, 0], "fraction": 0.4,
      ],
      body: { arguments in
        let top = try TopFraction(scored(arguments), fraction: arguments.number("fraction"))
        return [
          "k": .integer(top.k), "rate": StatValue(top.rate), "lift": StatValue(top.lift),
        ]
      }),
  ]

  private static let scoreFields: [StatParameter] = [
    .column("scores", "one score for each row, higher for likelier to win", infinite: true),
    .labels("labels", "1 for won, 0 for lost"),
  ]

  private static let probabilityFields: [StatParameter] = [
    .column("scores", "probabilities of winning, 0 to 1", unit: "share"),
    .labels("labels", "1 for won, 0 for lost"),
  ]

  private static let scoreExample: StatValue = [
    "scores": [0.9, 0.8, 0.35, 0.6, 0.3, 0.2], "labels": [1, 1, 0, 1, 0, 1],
  ]

  private static func scored(_ arguments: StatArguments) throws -> ScoredOutcomes {
    try ScoredOutcomes(scores: arguments.numbers("scores"), labels: arguments.labels("labels"))
  }
}
