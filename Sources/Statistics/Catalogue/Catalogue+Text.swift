extension Catalogue {
  static let textFunctions: [StatFunction] = [
    StatFunction(
      "jaro_winkler", .text, "How alike two short texts are, such as names of companies.",
      details: """
        Compared by Unicode code point as given: fold case, accents and normal form before. Matches \
        within max(length)/2 - 1 places, transpositions halved; above a Jaro similarity of 0.7, 0.1 of \
        the rest is added for each of up to four common first characters. An empty text: 0.
        """,
      source: "Jaro 1989; Winkler 1990",
      parameters: twoTexts,
      results: [StatResult("similarity", .number, "0 to 1, 1 for equal texts")],
      example: ["a": "MARTHA", "b": "MARHTA"],
      body: { arguments in
        [
          "similarity": StatValue(
            JaroWinkler.similarity(try arguments.text("a"), try arguments.text("b")))
        ]
      }),
    StatFunction(
      "token_set_ratio", .text, "How alike two texts are as sets of words.",
      details: """
        Words are split at white space; order and repetition do not matter. 100 when the words of one \
        are all in the other; else the best indel ratio 200 LCS/(length + length) of the common words \
        with the rests. An empty side: 0.
        """,
      source: "longest common subsequence: Hyyrö 2004",
      parameters: twoTexts,
      results: [StatResult("ratio", .number, "0 to 100")],
      example: ["a": "general electric company", "b": "general motors company"],
      body: { arguments in
        [
          "ratio": StatValue(
            TokenSet.ratio(
              TokenSet(try arguments.text("a")), TokenSet(try arguments.text("b"))))
        ]
      }),
    StatFunction(
      "token_jaccard", .text, "The share of the words of two texts that both have.",
      details: "Words are split at white space. Both empty: 0.",
      source: "Jaccard 1901",
      parameters: twoTexts,
      results: [StatResult("jaccard", .number, "0 to 1")],
      example: ["a": "acme", "b": "acme industries holding"],
      body: { arguments in
        [
          "jaccard": StatValue(
            TokenSet.jaccard(
              TokenSet(try arguments.text("a")), TokenSet(try arguments.text("b"))))
        ]
      }),
  ]

  static let decayFunctions: [StatFunction] = [
    StatFunction(
      "half_life_sum", .decay, "Signals added up, those a half-life ago counting half.",
      details: """
        Sum of value 0.5^(age/half-life) over rows with an age of at least 0; future rows and rows with \
        a missing cell are not used.
        """,
      source: "exponential decay",
      parameters: [
        .number("half_life_days", "above 0", unit: "days"),
        .records("events", "what happened, and how long ago", eventFields),
      ],
      results: [
        StatResult("sum", .number, "0 without rows"),
        StatResult("used", .integer, "rows used"),
      ],
      example: [
        "half_life_days": 30,
        "events": [["value": 10, "age_days": 0], ["value": 10, "age_days": 60]],
      ],
      body: { arguments in
        let events = try arguments.records("events", eventFields)
        let result = try HalfLife.sum(
          halfLife: arguments.number("half_life_days"),
          values: events.map { $0.optionalNumber("value") ?? .nan },
          ages: events.map { $0.optionalNumber("age_days") ?? .nan })
        return ["sum": StatValue(result.sum), "used": .integer(result.used)]
      }),
    StatFunction(
      "ewma", .decay, "A running mean in which older values fade.",
      details: """
        adjust = true: weighted mean with weights 0.5^(steps back / half_life), or of the time between \
        with times_days; a missing row repeats the mean and ages the others. adjust = false: recursive, \
        alpha = 1 - 0.5^(1/half_life). Before the first value: nil.
        """,
      source: "exponentially weighted moving average",
      parameters: [
        .column("values", "in order of time"),
        .number("half_life", "above 0", unit: "rows, or days with times_days"),
        .flag("adjust", "weights over all rows so far, not recursive", true),
        StatParameter(
          "times_days", .list(.number(infinite: false), missing: false),
          "the time of each row, never falling; one step each when left out", unit: "days",
          .optional(.null)),
      ],
      results: [StatResult("ewma", .numbers, "one for each row", nullable: true)],
      example: ["values": [1, nil, 3, 4], "half_life": 1.5],
      body: { arguments in
        let values = try arguments.numbers("values")
        let halfLife = try arguments.number("half_life")
        let adjust = try arguments.boolean("adjust")
        if let times = arguments.optionalNumbers("times_days") {
          guard adjust else {
            throw StatError("adjust", "must be true with times_days")
          }
          return [
            "ewma": StatValue(
              try MovingAverage.timed(values, times: times, halfLife: halfLife))
          ]
        }
        return [
          "ewma": StatValue(
            adjust
              ? try MovingAverage.adjusted(values, halfLife: halfLife)
              : try MovingAverage.recursive(values, halfLife: halfLife))
        ]
      }),
  ]

  private static let twoTexts: [StatParameter] = [
    StatParameter("a", .text, "a text"), StatParameter("b", .text, "another text"),
  ]

  private static let eventFields: [StatParameter] = [
    .number("value", "how much it counts for, of either sign", .mayBeMissing),
    .number("age_days", "how long ago; below 0 is in the future", unit: "days", .mayBeMissing),
  ]
}
