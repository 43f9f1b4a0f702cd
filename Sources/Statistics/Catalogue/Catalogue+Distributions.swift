extension Catalogue {
  static let distributionFunctions: [StatFunction] = [
    StatFunction(
      "distribution", .distributions,
      "Probabilities, tails and quantiles of the usual distributions.",
      details: """
        fn names a distribution and what is wanted: _cdf is P(X <= x), _sf is P(X > x) and right far \
        out in the tail, _quantile the x (or smallest k) with P(X <= x) >= q, _pdf a density, _pmf the \
        probability of k. Each fn takes its own parameters and no others:
        """ + "\n"
          + distributions.map { "\($0.name) { \($0.parameters.joined(separator: ", ")) }" }
          .joined(separator: "\n"),
      source: "Boost.Math; binomial and hypergeometric probabilities: Loader 2000",
      parameters: [
        StatParameter("fn", .choice(distributions.map(\.name)), "which function"),
        StatParameter("x", .number(infinite: true), "where to evaluate it", .optional(.null)),
        .number("q", "a probability, 0 to 1", .optional(.null)),
        StatParameter("k", .integer, "a count", .optional(.null)),
        StatParameter("n", .integer, "trials, or rows drawn", .optional(.null)),
        .number("p", "chance of success, 0 to 1", .optional(.null)),
        .number("df", "degrees of freedom, above 0, may be fractional", .optional(.null)),
        .number("a", "first shape, above 0", .optional(.null)),
        .number("b", "second shape, above 0", .optional(.null)),
        StatParameter("N", .integer, "rows in all", .optional(.null)),
        StatParameter("K", .integer, "successes in all", .optional(.null)),
        .number("d1", "degrees of freedom above, above 0", .optional(.null)),
        .number("d2", "degrees of freedom below, above 0", .optional(.null)),
        .number("mean", "expected count, at least 0", .optional(.null)),
      ],
      results: [
        StatResult(
          "value", .number, "may be infinite for a quantile at q 0 or 1")
      ],
      example: ["fn": "normal_quantile", "q": 0.975],
      body: { arguments in
        let name = try arguments.text("fn")
        guard let distribution = distributions.first(where: { $0.name == name }) else {
          throw StatError("fn", "is not a known word")
        }
        let known = ["x", "q", "k", "n", "p", "df", "a", "b", "N", "K", "d1", "d2", "mean"]
        for parameter in known
        where arguments.has(parameter) && !distribution.parameters.contains(parameter) {
          throw StatError(
            parameter, "is not a parameter of \(name)",
            hint: "there are " + distribution.parameters.joined(separator: ", "))
        }
        for parameter in distribution.parameters where !arguments.has(parameter) {
          throw StatError(
            parameter, "is missing",
            hint: "\(name) takes " + distribution.parameters.joined(separator: ", "))
        }
        return ["value": try distribution.evaluate(Point(arguments))]
      })
  ]

  /// One of the functions of `distribution`.
  private struct Distribution: Sendable {
    let name: String
    let parameters: [String]
    let evaluate: @Sendable (Point) throws -> StatValue

    init(
      _ name: String, _ parameters: [String],
      _ evaluate: @escaping @Sendable (Point) throws -> StatValue
    ) {
      self.name = name
      self.parameters = parameters
      self.evaluate = evaluate
    }

    init(
      _ name: String, _ parameters: [String],
      number evaluate: @escaping @Sendable (Point) throws -> Double
    ) {
      self.init(name, parameters) { StatValue(try evaluate($0)) }
    }
  }

  /// The checked parameters of a distribution function.
  private struct Point {
    let arguments: StatArguments

    init(_ arguments: StatArguments) { self.arguments = arguments }

    var x: Double { get throws { try arguments.number("x") } }
    var q: Double { get throws { try share("q") } }
    var p: Double { get throws { try share("p") } }
    var df: Double { get throws { try positive("df") } }
    var a: Double { get throws { try positive("a") } }
    var b: Double { get throws { try positive("b") } }
    var d1: Double { get throws { try positive("d1") } }
    var d2: Double { get throws { try positive("d2") } }
    /// A count may lie outside the support: its probability is 0 there.
    var k: Int { get throws { try bounded(arguments.integer("k")) } }
    var n: Int {
      get throws {
        let n = try arguments.integer("n")
        try Require.count(n, "n")
        return n
      }
    }
    var mean: Double {
      get throws {
        let mean = try arguments.number("mean")
        guard mean >= 0, mean <= Double(Require.largestCount) else {
          throw StatError("mean", "is negative or too large")
        }
        return mean
      }
    }
    var urn: Hypergeometric {
      get throws {
        try Hypergeometric(
          total: arguments.integer("N"), successes: arguments.integer("K"),
          drawn: arguments.integer("n"))
      }
    }

    private func share(_ name: String) throws -> Double {
      let value = try arguments.number(name)
      try Require.share(value, name)
      return value
    }

    private func positive(_ name: String) throws -> Double {
      let value = try arguments.number(name)
      try Require.positive(value, name)
      return value
    }

    /// Keeps sums and differences of counts far from overflow.
    private func bounded(_ k: Int) -> Int {
      max(-Require.largestCount, min(k, 2 * Require.largestCount))
    }
  }

  private static let distributions: [Distribution] = [
    Distribution("normal_cdf", ["x"], number: { Normal.cdf(try $0.x) }),
    Distribution("normal_sf", ["x"], number: { Normal.upper(try $0.x) }),
    Distribution("normal_pdf", ["x"], number: { Normal.density(try $0.x) }),
    Distribution("normal_quantile", ["q"], number: { Normal.quantile(try $0.q) }),
    Distribution("chi2_cdf", ["x", "df"], number: { ChiSquared.cdf(try $0.x, df: try $0.df) }),
    Distribution("chi2_sf", ["x", "df"], number: { ChiSquared.upper(try $0.x, df: try $0.df) }),
    Distribution(
      "chi2_quantile", ["q", "df"], number: { ChiSquared.quantile(try $0.q, df: try $0.df) }),
    Distribution("t_cdf", ["x", "df"], number: { StudentT.cdf(try $0.x, df: try $0.df) }),
    Distribution("t_sf", ["x", "df"], number: { StudentT.upper(try $0.x, df: try $0.df) }),
    Distribution(
      "t_quantile", ["q", "df"], number: { StudentT.quantile(try $0.q, df: try $0.df) }),
    Distribution(
      "f_cdf", ["x", "d1", "d2"],
      number: { FisherF.cdf(try $0.x, d1: try $0.d1, d2: try $0.d2) }),
    Distribution(
      "f_sf", ["x", "d1", "d2"],
      number: { FisherF.upper(try $0.x, d1: try $0.d1, d2: try $0.d2) }),
    Distribution(
      "f_quantile", ["q", "d1", "d2"],
      number: { FisherF.quantile(try $0.q, d1: try $0.d1, d2: try $0.d2) }),
    Distribution(
      "beta_cdf", ["x", "a", "b"],
      number: { BetaDistribution.cdf(try $0.x, a: try $0.a, b: try $0.b) }),
    Distribution(
      "beta_sf", ["x", "a", "b"],
      number: { BetaDistribution.upper(try $0.x, a: try $0.a, b: try $0.b) }),
    Distribution(
      "beta_quantile", ["q", "a", "b"],
      number: { BetaDistribution.quantile(try $0.q, a: try $0.a, b: try $0.b) }),
    Distribution(
      "binomial_pmf", ["k", "n", "p"],
      number: { Binomial.mass(try $0.k, n: try $0.n, p: try $0.p) }),
    Distribution(
      "binomial_cdf", ["k", "n", "p"],
      number: { Binomial.cdf(try $0.k, n: try $0.n, p: try $0.p) }),
    Distribution(
      "binomial_sf", ["k", "n", "p"],
      number: { Binomial.upper(try $0.k, n: try $0.n, p: try $0.p) }),
    Distribution(
      "binomial_quantile", ["q", "n", "p"],
      { .integer(Binomial.quantile(try $0.q, n: try $0.n, p: try $0.p)) }),
    Distribution(
      "poisson_pmf", ["k", "mean"], number: { Poisson.mass(try $0.k, mean: try $0.mean) }),
    Distribution(
      "poisson_cdf", ["k", "mean"], number: { Poisson.cdf(try $0.k, mean: try $0.mean) }),
    Distribution(
      "poisson_sf", ["k", "mean"], number: { Poisson.upper(try $0.k, mean: try $0.mean) }),
    Distribution(
      "poisson_quantile", ["q", "mean"],
      { point in
        Poisson.quantile(try point.q, mean: try point.mean).map { .integer($0) }
          ?? .number(.infinity)
      }),
    Distribution("hypergeom_pmf", ["k", "N", "K", "n"], number: { try $0.urn.mass(try $0.k) }),
    Distribution("hypergeom_cdf", ["k", "N", "K", "n"], number: { try $0.urn.cdf(try $0.k) }),
    Distribution("hypergeom_sf", ["k", "N", "K", "n"], number: { try $0.urn.upper(try $0.k) }),
    Distribution(
      "hypergeom_quantile", ["q", "N", "K", "n"],
      { .integer(try $0.urn.quantile(try $0.q)) }),
    Distribution(
      "log_gamma", ["x"],
      number: { point in
        try Require.positive(try point.x, "x")
        return GammaFunction.logarithm(try point.x)
      }),
  ]
}
