extension Catalogue {
  static let proportionFunctions: [StatFunction] = [
    StatFunction(
      "wilson_interval", .proportions, "A win rate with its Wilson score interval.",
      details: """
        The rates x at which (rate - x)^2 = z^2 x (1 - x) / n, without continuity correction. Stays \
        inside [0, 1] and is good for small n. n = 0: no estimate, interval [0, 1].
        """,
      source: "Wilson 1927",
      parameters: [
        .count("wins", "how many of the rows are won, at most n", unit: "rows"),
        .count("n", "won and lost rows together", unit: "rows"), .level(),
      ],
      results: [
        StatResult("estimate", .number, "wins / n; nil at n = 0", nullable: true),
        StatResult("low", .number, "lower bound, 0 exactly at no wins"),
        StatResult("high", .number, "upper bound, 1 exactly at n wins"),
      ],
      example: ["wins": 5, "n": 10],
      body: { arguments in
        try Proportion.wilson(
          wins: arguments.integer("wins"), n: arguments.integer("n"),
          level: arguments.number("level")
        ).results
      }),
    StatFunction(
      "clopper_pearson", .proportions, "A win rate with the exact interval of Clopper and Pearson.",
      details: """
        Beta quantiles: the interval holds at least the level for every true rate, and is wider than \
        Wilson's for it. n = 0: no estimate, interval [0, 1].
        """,
      source: "Clopper, Pearson 1934",
      parameters: [
        .count("wins", "how many of the rows are won, at most n", unit: "rows"),
        .count("n", "won and lost rows together", unit: "rows"), .level(),
      ],
      results: [
        StatResult("estimate", .number, "wins / n; nil at n = 0", nullable: true),
        StatResult("low", .number, "lower bound, 0 at no wins"),
        StatResult("high", .number, "upper bound, 1 at n wins"),
      ],
      example: ["wins": 3, "n": 17],
      body: { arguments in
        try Proportion.clopperPearson(
          wins: arguments.integer("wins"), n: arguments.integer("n"),
          level: arguments.number("level")
        ).results
      }),
    StatFunction(
      "two_proportion_z", .proportions, "Do two groups have different win rates?",
      details: """
        z test with the pooled variance, two-sided, without continuity correction. z and p are nil \
        when nobody or everybody won, or a side is empty. For small counts use fisher_exact.
        """,
      source: "pooled two-sample z test",
      parameters: twoSides,
      results: [
        StatResult("diff", .number, "rate 1 - rate 2; nil with an empty side", nullable: true),
        StatResult("z", .number, "difference in standard errors", nullable: true),
        StatResult("p", .number, "two-sided p-value", nullable: true),
      ],
      example: ["wins1": 45, "n1": 100, "wins2": 30, "n2": 100],
      body: { arguments in
        let test = try TwoProportions.zTest(
          wins1: arguments.integer("wins1"), n1: arguments.integer("n1"),
          wins2: arguments.integer("wins2"), n2: arguments.integer("n2"))
        return [
          "diff": StatValue(test.difference), "z": StatValue(test.z), "p": StatValue(test.p),
        ]
      }),
    StatFunction(
      "newcombe_difference", .proportions, "The difference of two win rates with its interval.",
      details: """
        Newcombe's hybrid of the two Wilson intervals. All nil when a side is empty.
        """,
      source: "Newcombe 1998, method 10",
      parameters: twoSides + [.level()],
      results: [
        StatResult("diff", .number, "rate 1 - rate 2", nullable: true),
        StatResult("low", .number, "lower bound, at least -1", nullable: true),
        StatResult("high", .number, "upper bound, at most 1", nullable: true),
      ],
      example: ["wins1": 56, "n1": 70, "wins2": 48, "n2": 80],
      body: { arguments in
        let result = try TwoProportions.newcombe(
          wins1: arguments.integer("wins1"), n1: arguments.integer("n1"),
          wins2: arguments.integer("wins2"), n2: arguments.integer("n2"),
          level: arguments.number("level"))
        return [
          "diff": StatValue(result.difference), "low": StatValue(result.low),
          "high": StatValue(result.high),
        ]
      }),
    StatFunction(
      "cohens_h", .proportions, "The size of the difference of two rates, on the arcsine scale.",
      details: """
        2 asin sqrt p1 - 2 asin sqrt p2, signed. By custom 0.2 is small, 0.5 medium, 0.8 large.
        """,
      source: "Cohen 1988",
      parameters: [
        .number("p1", "the first rate, 0 to 1", unit: "share"),
        .number("p2", "the second rate, 0 to 1", unit: "share"),
      ],
      results: [StatResult("h", .number, "between -pi and pi")],
      example: ["p1": 0.5, "p2": 0.25],
      body: { arguments in
        [
          "h": StatValue(
            try TwoProportions.cohensH(p1: arguments.number("p1"), p2: arguments.number("p2")))
        ]
      }),
    StatFunction(
      "trait_lift", .proportions, "How much more often rows with a trait win.",
      details: """
        lift = rate with the trait / overall rate; wracc = coverage (rate with the trait - overall \
        rate), what the trait adds over all rows. Lift is nil when nobody has the trait or nobody \
        won.
        """,
      source: "WRAcc: Lavrač, Flach, Zupan 1999",
      parameters: [
        .count("wins_with", "won among the rows with the trait", unit: "rows"),
        .count("n_with", "rows with the trait", unit: "rows"),
        .count("wins_all", "won among all rows", unit: "rows"),
        .count("n_all", "all rows, those with the trait included", unit: "rows"),
      ],
      results: [
        StatResult("lift", .number, "1 is no difference", nullable: true),
        StatResult("wracc", .number, "weighted relative accuracy", nullable: true),
        StatResult("coverage", .number, "share of rows with the trait", nullable: true),
      ],
      example: ["wins_with": 30, "n_with": 50, "wins_all": 200, "n_all": 1000],
      body: { arguments in
        let lift = try TraitLift(
          winsWith: arguments.integer("wins_with"), nWith: arguments.integer("n_with"),
          winsAll: arguments.integer("wins_all"), nAll: arguments.integer("n_all"))
        return [
          "lift": StatValue(lift.lift), "wracc": StatValue(lift.weightedRelativeAccuracy),
          "coverage": StatValue(lift.coverage),
        ]
      }),
  ]

  private static let twoSides: [StatParameter] = [
    .count("wins1", "won rows of the first group", unit: "rows"),
    .count("n1", "won and lost rows of the first group", unit: "rows"),
    .count("wins2", "won rows of the second group", unit: "rows"),
    .count("n2", "won and lost rows of the second group", unit: "rows"),
  ]
}
