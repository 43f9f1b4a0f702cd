extension Catalogue {
  static let regressionFunctions: [StatFunction] = [
    StatFunction(
      "logistic_l2", .regression, "The chance of winning as a function of columns.",
      details: """
        Minimises - sum of w loglik + (lambda/2) sum of coef^2: the intercept is not penalised, columns \
        are not standardised, nothing is divided by n (scikit-learn's C is 1/lambda). log_likelihood \
        is without the penalty. std_error, intercept first, only at lambda 0. Rows with a missing cell \
        are dropped and counted. Refused where no fit exists: one class only, and at lambda 0 columns \
        that determine each other or that separate won from lost.
        """,
      source: "Newton's method (iteratively reweighted least squares)",
      parameters: [
        StatParameter(
          "x", .list(.list(.number(infinite: false), missing: true), missing: false),
          "one list for each row, with one number for each column"),
        .labels("y", "1 for won, 0 for lost"),
        .column(
          "weights", "how many rows each row stands for; 1 when left out", unit: "rows",
          .optional(.null)),
        .number("lambda", "strength of the penalty, at least 0", .optional(1)),
      ],
      results: [
        StatResult("intercept", .number, "log odds where all columns are 0"),
        StatResult("coef", .numbers, "change of the log odds for one unit of each column"),
        StatResult("log_likelihood", .number, "of the data, without the penalty"),
        StatResult(
          "std_error", .numbers, "intercept first; nil unless lambda is 0", nullable: true),
        StatResult("iterations", .integer, "Newton steps"),
        StatResult("dropped", .integer, "rows with a missing cell"),
      ],
      example: [
        "x": [[0], [0], [1], [1], [2], [2]], "y": [1, 0, 1, 0, 1, 0],
        "weights": [5, 20, 12, 14, 18, 6], "lambda": 0,
      ],
      body: { arguments in try logistic(arguments) }),
    StatFunction(
      "isotonic", .regression, "The rising (or falling) steps closest to the data.",
      details: """
        Weighted least squares under the order, by pooling adjacent violators; tied x are averaged \
        (weighted) first. Rows with a missing cell get nil.
        """,
      source: "Ayer, Brunk, Ewing, Reid, Silverman 1955",
      parameters: [
        .column("x", "what y is ordered by, such as a score"),
        .column("y", "what to fit, such as 0 and 1"),
        .column("weights", "above 0; 1 when left out", .optional(.null)),
        .flag("increasing", "whether the fit rises with x", true),
      ],
      results: [
        StatResult("fitted", .numbers, "one for each row, in the order given", nullable: true),
        StatResult("dropped", .integer, "rows with a missing cell"),
      ],
      example: ["x": [1, 2, 3, 4, 5, 6], "y": [0.1, 0.3, 0.2, 0.5, 0.4, 0.9]],
      body: { arguments in
        let fit = try IsotonicFit(
          arguments.numbers("x"), arguments.numbers("y"),
          weights: arguments.optionalNumbers("weights"),
          increasing: arguments.boolean("increasing"))
        return ["fitted": StatValue(fit.fitted), "dropped": .integer(fit.missing)]
      }),
  ]

  private static func logistic(_ arguments: StatArguments) throws -> StatObject {
    let x = try arguments.rows("x")
    let y = try arguments.labels("y")
    let weights = arguments.optionalNumbers("weights")
    try Require.sameLength(y.count, x.count, "y", "x")
    if let weights { try Require.sameLength(weights.count, x.count, "weights", "x") }
    let width = x.first?.count ?? 0
    for (index, row) in x.enumerated() where row.count != width {
      throw StatError(
        "x[\(index + 1)]", "has \(row.count) numbers, but the first row has \(width)")
    }
    let rows = x.indices.filter { row in
      y[row] >= 0 && !(weights?[row].isNaN ?? false) && !x[row].contains { $0.isNaN }
    }
    if let weights, let wrong = rows.first(where: { weights[$0] < 0 }) {
      throw StatError("weights[\(wrong + 1)]", "is negative")
    }
    let design = try Design(
      rows: rows.count,
      (0..<width).map { column in .numeric(rows.map { x[$0][column] }) })
    let fit = try LogisticRegression.fit(
      design, outcomes: rows.map { y[$0] },
      weights: weights.map { weights in rows.map { weights[$0] } },
      lambda: arguments.number("lambda"), checkpoint: arguments.checkpoint)
    return [
      "intercept": StatValue(fit.intercept), "coef": StatValue(fit.coefficients),
      "log_likelihood": StatValue(fit.logLikelihood),
      "std_error": fit.standardErrors.map { StatValue($0) } ?? .null,
      "iterations": .integer(fit.iterations), "dropped": .integer(x.count - rows.count),
    ]
  }
}
