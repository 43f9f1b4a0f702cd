extension Catalogue {
  static let evidenceFunctions: [StatFunction] = [
    StatFunction(
      "woe_iv", .scorecards,
      "How strongly each bin speaks for winning, and how much a column says.",
      details: """
        woe = ln of a bin's share of the won over its share of the lost: positive favours winning (much \
        of the scorecard literature has the opposite sign). iv = sum of (share of won - share of lost) \
        woe. smoothing is added to won and lost of every bin; left out, it is 0 unless some cell is 0, \
        then 0.5. With smoothing 0 a zero cell gives infinity, which is not for scoring, and an empty \
        bin nil. One class only: nil.
        """,
      source: "Good 1950; Kullback, Leibler 1951",
      parameters: [
        .records("bins", "won and lost of each bin", binFields),
        .number("smoothing", "added to every cell; see details", unit: "rows", .optional(.null)),
      ],
      results: [
        StatResult("woe", .numbers, "weight of evidence of each bin", nullable: true),
        StatResult("iv", .number, "information value", nullable: true),
        StatResult("smoothing", .number, "what was added"),
      ],
      example: [
        "bins": [["won": 10, "lost": 90], ["won": 30, "lost": 70], ["won": 60, "lost": 40]]
      ],
      body: { arguments in
        let bins = try arguments.records("bins", binFields).map {
          BinCount(won: try $0.number("won"), lost: try $0.number("lost"))
        }
        let evidence = try WeightOfEvidence(
          bins, smoothing: arguments.optionalNumber("smoothing"))
        return [
          "woe": StatValue(evidence.woe), "iv": StatValue(evidence.informationValue),
          "smoothing": StatValue(evidence.smoothing),
        ]
      }),
    StatFunction(
      "psi", .scorecards, "How far a distribution has moved: the population stability index.",
      details: """
        Sum of (a - e) ln(a/e) over the shares, each raised to at least floor (not renormalised). By \
        custom below 0.1 nothing has moved, above 0.25 much has. An empty side: nil.
        """,
      source: "Jeffreys' divergence",
      parameters: [
        StatParameter(
          "expected", .list(.number(infinite: false), missing: false),
          "counts then, for each level", unit: "rows"),
        StatParameter(
          "actual", .list(.number(infinite: false), missing: false),
          "counts now, of the same levels in the same order", unit: "rows"),
        .number("floor", "least share of a level, 0 to below 1", unit: "share", .optional(0.0001)),
      ],
      results: [StatResult("psi", .number, "0 when nothing moved", nullable: true)],
      example: ["expected": [120, 200, 300], "actual": [115, 210, 290]],
      body: { arguments in
        [
          "psi": StatValue(
            try StabilityIndex.psi(
              expected: arguments.numbers("expected"), actual: arguments.numbers("actual"),
              floor: arguments.number("floor")))
        ]
      }),
  ]

  static let binningFunctions: [StatFunction] = [
    StatFunction(
      "monotone_binning", .scorecards,
      "Cuts a number into ranges whose win rates only rise or fall.",
      details: """
        The cuts with the largest information value such that win rates follow the trend, every bin \
        holds at least min_bin_size of the rows and a won and a lost row, and there are at most \
        max_bins; the best there is up to 512 distinct values, over 512 places to cut beyond. A value \
        belongs to the bin above the cut it equals. Rows without x are counted apart. One class only: \
        a single bin.
        """,
      source: "dynamic programming; Barlow, Brunk 1972",
      parameters: [
        .column("x", "the column to cut"), .labels("y", "1 for won, 0 for lost"),
        StatParameter(
          "trend", .choice(["auto", "increasing", "decreasing"]),
          "how win rates move with x", .optional("auto")),
        .number("min_bin_size", "least share of rows in a bin", unit: "share", .optional(0.05)),
        StatParameter("max_bins", .integer, "1 to 100", .optional(10)),
      ],
      results: [
        StatResult("splits", .numbers, "cuts, ascending; one fewer than bins"),
        StatResult("won", .numbers, "won rows of each bin"),
        StatResult("lost", .numbers, "lost rows of each bin"),
        StatResult("iv", .number, "information value, without smoothing", nullable: true),
        StatResult("trend", .text, "the trend used"),
        StatResult("missing_won", .number, "won rows without x"),
        StatResult("missing_lost", .number, "lost rows without x"),
      ],
      example: [
        "x": [1, 2, 3, 4, 5, 6, 7, 8], "y": [0, 1, 0, 0, 1, 0, 1, 1], "trend": "increasing",
        "min_bin_size": 0.25, "max_bins": 3,
      ],
      body: { arguments in
        let trend = MonotoneBinning.Trend(rawValue: try arguments.text("trend"))
        let binning = try MonotoneBinning(
          arguments.numbers("x"), labels: arguments.labels("y"), trend: trend ?? .automatic,
          minBinSize: arguments.number("min_bin_size"), maxBins: arguments.integer("max_bins"))
        return [
          "splits": StatValue(binning.splits),
          "won": StatValue(binning.bins.map(\.won)),
          "lost": StatValue(binning.bins.map(\.lost)),
          "iv": StatValue(binning.informationValue),
          "trend": .string(binning.trend.rawValue),
          "missing_won": StatValue(binning.missing.won),
          "missing_lost": StatValue(binning.missing.lost),
        ]
      })
  ]

  static let pointsFunctions: [StatFunction] = [
    StatFunction(
      "pdo_points", .scorecards, "Odds as points, where a fixed number of points doubles them.",
      details: """
        factor = pdo / ln 2; offset = base_points - factor ln base_odds; points = offset + factor ln \
        odds.
        """,
      source: "points to double the odds",
      parameters: [
        .number("pdo", "points that double the odds, above 0", unit: "points"),
        .number("base_points", "points at base_odds", unit: "points"),
        .number("base_odds", "odds won to lost, above 0"),
        StatParameter(
          "odds", .list(.number(infinite: false), missing: true),
          "odds to turn into points, above 0"),
      ],
      results: [
        StatResult("factor", .number, "points for a factor e of the odds"),
        StatResult("offset", .number, "points at odds of 1"),
        StatResult(
          "points", .numbers, "one for each of odds, nil where it is missing",
          nullable: true),
      ],
      example: ["pdo": 20, "base_points": 600, "base_odds": 50, "odds": [50, 25, 100]],
      body: { arguments in
        let scale = try PointsScale(
          pointsToDouble: arguments.number("pdo"), basePoints: arguments.number("base_points"),
          baseOdds: arguments.number("base_odds"))
        let points = try arguments.optionals("odds").enumerated().map { index, odds in
          guard let odds else { return Double?.none }
          do {
            return try scale.points(odds: odds)
          } catch var error as StatError {
            error.parameter = "odds[\(index + 1)]"
            throw error
          }
        }
        return [
          "factor": StatValue(scale.factor), "offset": StatValue(scale.offset),
          "points": StatValue(points),
        ]
      }),
    StatFunction(
      "largest_remainder", .scorecards, "Rounds parts so that they add up to the total exactly.",
      details: """
        Every part is rounded down; the units missing from the total go to the largest fractions, one \
        each, the earlier first on ties. Refused when no such rounding reaches the total.
        """,
      source: "Hamilton's method",
      parameters: [
        StatParameter(
          "parts", .list(.number(infinite: false), missing: false), "the parts, of either sign"),
        StatParameter("total", .integer, "what they have to add up to"),
      ],
      results: [StatResult("rounded", .integers, "whole parts, in the order given")],
      example: ["parts": [33.4, 33.3, 33.3], "total": 100],
      body: { arguments in
        [
          "rounded": StatValue(
            try LargestRemainder.rounded(
              arguments.numbers("parts"), total: arguments.integer("total")))
        ]
      }),
  ]

  private static let binFields: [StatParameter] = [
    .number("won", "won rows", unit: "rows"), .number("lost", "lost rows", unit: "rows"),
  ]
}
