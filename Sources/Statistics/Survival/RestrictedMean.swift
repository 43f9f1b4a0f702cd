/// The mean time without the event, counting at most `tau` of each row: the area under the survival
/// curve up to tau. Unlike the median it always exists.
public struct RestrictedMean: Sendable, Equatable {
  /// Nil without rows.
  public var mean: Double?
  public var standardError: Double?
  /// Whether tau lies beyond the longest observed time while some rows still had no event: the
  /// curve is then continued level, which is a guess.
  public var extrapolated = false

  /// standard error = sqrt(sum over event times t_i < tau of A_i^2 d_i / (n_i (n_i - d_i))), A_i the
  /// area from t_i to tau; terms with n_i = d_i are left out.
  ///
  /// Source: J. P. Klein, M. L. Moeschberger (2003), "Survival Analysis", section 4.5.
  ///
  /// - Parameter tau: In the unit of the durations, at least 0.
  public init(_ lifetimes: Lifetimes, tau: Double) throws {
    try Require.notNegative(tau, "tau")
    guard let longest = lifetimes.durations.last else { return }
    let steps = lifetimes.steps.filter { $0.time < tau }
    // The curve is level between its steps: heights[i] from times[i] on.
    var heights: [Double] = [1]
    var times: [Double] = [0]
    for step in steps {
      let (atRisk, events) = (Double(step.atRisk), Double(step.events))
      times.append(step.time)
      heights.append((heights.last ?? 1) * ((atRisk - events) / atRisk))
    }
    times.append(tau)
    var area = CompensatedSum()
    var variance = CompensatedSum()
    for index in stride(from: heights.count - 1, through: 0, by: -1) {
      area.add(heights[index] * (times[index + 1] - times[index]))
      guard index > 0 else { continue }
      let step = steps[index - 1]
      guard step.events < step.atRisk else { continue }
      let (atRisk, events) = (Double(step.atRisk), Double(step.events))
      variance.add(area.value * area.value * events / (atRisk * (atRisk - events)))
    }
    mean = area.value
    standardError = variance.value.squareRoot()
    let left = heights.last ?? 1
    extrapolated = tau > longest && left > 0
  }
}
