import CStatistics

/// The chance of winning as a function of columns: ln(p / (1 - p)) = intercept + sum of coefficient
/// times column.
public struct LogisticRegression: Sendable, Equatable {
  public var intercept: Double
  /// One for each column of the design, in its order and in the columns' own units.
  public var coefficients: [Double]
  /// Of the data, without the penalty: sum of w (y ln p + (1 - y) ln(1 - p)).
  public var logLikelihood: Double
  /// Intercept first; nil under a penalty, where they would not mean what they seem to.
  public var standardErrors: [Double]?
  public var iterations: Int

  /// Minimises - sum w loglik + (lambda/2) sum coefficient^2. The intercept is not penalised, columns
  /// are not standardised, and nothing is divided by n: scikit-learn's C is 1/lambda, glmnet's lambda
  /// is lambda/n.
  ///
  /// Newton's method on columns that are centred and scaled inside (the penalty is scaled along, so
  /// the answer is the same); all cores share the rows in pieces of fixed size, so that the result
  /// does not depend on how many there are.
  ///
  /// - Parameters:
  ///   - design: The columns.
  ///   - outcomes: 1 for won, 0 for lost.
  ///   - weights: How many rows each row stands for, at least 0; all 1 when nil.
  ///   - lambda: At least 0.
  ///   - checkpoint: Asked now and then; throws to stop.
  /// - Throws: ``StatError`` where no fit exists: one class only, columns that determine each other
  ///   (lambda 0), or columns that separate won from lost (lambda 0).
  /// - Complexity: O(*n* *k*^2) a step for k blocks, O(*p*^3) for p columns; 5 to 10 steps.
  public static func fit(
    _ design: Design, outcomes: [Int8], weights: [Double]? = nil, lambda: Double = 1,
    checkpoint: @escaping Checkpoint = {}
  ) throws -> LogisticRegression {
    try Require.notNegative(lambda, "lambda")
    try Require.sameLength(outcomes.count, design.rows, "y", "x")
    if let wrong = outcomes.firstIndex(where: { $0 != 0 && $0 != 1 }) {
      throw StatError("y[\(wrong + 1)]", "is neither 0 nor 1")
    }
    if let weights {
      try Require.sameLength(weights.count, design.rows, "weights", "x")
      try Require.allNotNegative(weights, "weights")
    }
    let kernel = try LogisticKernel(design, outcomes, weights, checkpoint)
    guard kernel.wonWeight > 0, kernel.lostWeight > 0 else {
      throw StatError(
        "y", "holds one class only, so no fit exists", hint: "it takes rows of both outcomes")
    }
    return try Newton(kernel: kernel, lambda: lambda).run(checkpoint)
  }

  /// The chance of winning of each row.
  ///
  /// - Throws: ``StatError`` when the design has another number of columns.
  public func probabilities(_ design: Design) throws -> [Double] {
    guard design.columns == coefficients.count else {
      throw StatError(
        "x", "has \(design.columns) columns, but the fit has \(coefficients.count)")
    }
    var sums = [Double](repeating: intercept, count: design.rows)
    for (block, offset) in zip(design.blocks, design.offsets) {
      switch block {
      case .numeric(let values):
        let coefficient = coefficients[offset]
        for row in sums.indices { sums[row] += coefficient * values[row] }
      case .levels(let codes, let count):
        for row in sums.indices where codes[row] >= 0 && Int(codes[row]) < count {
          sums[row] += coefficients[offset + Int(codes[row])]
        }
      }
    }
    for row in sums.indices { sums[row] = Self.chance(sums[row]) }
    return sums
  }

  /// 1 / (1 + exp(-x)), without overflow.
  static func chance(_ x: Double) -> Double {
    let small = exponential(-x.magnitude)
    return x >= 0 ? 1 / (1 + small) : small / (1 + small)
  }
}

/// Newton's steps for one fit.
private struct Newton {
  let kernel: LogisticKernel
  let lambda: Double

  /// Beyond this many steps something is wrong that no further step would mend.
  static let mostSteps = 100

  func run(_ checkpoint: Checkpoint) throws -> LogisticRegression {
    let size = kernel.size
    let penalty = kernel.scales.map { lambda / ($0 * $0) }
    var position = [Double](repeating: 0, count: size)
    position[0] = logarithm(kernel.wonWeight / kernel.lostWeight)
    var state = try kernel.evaluate(position)
    var objective = penalised(state.logLikelihood, position, penalty)
    // A pivot of the scaled matrix is the share of a column that the others leave unexplained.
    let tolerance = lambda > 0 ? 1e-15 : 1e-12

    for step in 1...Self.mostSteps {
      try checkpoint()
      addPenalty(&state, position, penalty)
      let direction = try solve(state, tolerance, step)
      let decrement = zip(direction, state.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      guard decrement.isFinite else { throw separated(direction) }

      var length = 1.0
      var next = position
      var trial = state
      while true {
        for index in 0..<size { next[index] = position[index] + length * direction[index] }
        trial = try kernel.evaluate(next)
        let reached = penalised(trial.logLikelihood, next, penalty)
        // Rounding may cost the last digits of a likelihood near its maximum.
        if reached >= objective - 1e-12 * objective.magnitude || length < 1e-6 {
          objective = reached
          break
        }
        length /= 2
      }
      position = next
      state = trial

      guard decrement <= 1e-10, length == 1 else { continue }
      // The likelihood has stopped rising. At a maximum the steps shrink with it; if rows still move
      // by much, the maximum is at infinity.
      let moved = lambda > 0 ? 0 : try kernel.largestChange(direction)
      if moved < 1e-3 {
        return try finished(position, state, penalty, tolerance, step)
      }
      if moved > 0.1 { throw separated(direction) }
    }
    throw StatError(
      "x", "is so ill-conditioned that the fit does not settle", hint: "use a larger lambda")
  }

  private func penalised(
    _ logLikelihood: Double, _ position: [Double], _ penalty: [Double]
  ) -> Double {
    var sum = 0.0
    for column in penalty.indices {
      sum += penalty[column] * position[column + 1] * position[column + 1]
    }
    return logLikelihood - sum / 2
  }

  private func addPenalty(
    _ state: inout LogisticKernel.State, _ position: [Double], _ penalty: [Double]
  ) {
    for column in penalty.indices {
      let index = column + 1
      state.gradient[index] -= penalty[column] * position[index]
      state.hessian[index * kernel.size + index] += penalty[column]
    }
  }

  private func solve(
    _ state: LogisticKernel.State, _ tolerance: Double, _ step: Int
  ) throws -> [Double] {
    var direction = [Double](repeating: 0, count: kernel.size)
    let status = cstat_solve_positive(
      Int64(kernel.size), state.hessian, state.gradient, &direction, nil, tolerance)
    switch status {
    case -1: return direction
    case -2: throw StatError("x", "has too many columns for the memory there is")
    default:
      if step == 1 { throw dependent(Int(status)) }
      throw separated(nil)
    }
  }

  private func finished(
    _ position: [Double], _ state: LogisticKernel.State, _ penalty: [Double],
    _ tolerance: Double, _ steps: Int
  ) throws -> LogisticRegression {
    let size = kernel.size
    var errors: [Double]?
    if lambda == 0 {
      var unused = [Double](repeating: 0, count: size)
      var inverse = [Double](repeating: 0, count: size * size)
      let status = cstat_solve_positive(
        Int64(size), state.hessian, state.gradient, &unused, &inverse, tolerance)
      guard status == -1 else { throw separated(nil) }
      errors = kernel.standardErrors(inverse)
    }
    let (intercept, coefficients) = kernel.inOwnUnits(position)
    return LogisticRegression(
      intercept: intercept, coefficients: coefficients, logLikelihood: state.logLikelihood,
      standardErrors: errors, iterations: steps)
  }

  private func dependent(_ index: Int) -> StatError {
    let column = index == 0 ? "the intercept" : "column \(index)"
    return StatError(
      "x", "has a column that the others determine (\(column)), so the fit is not unique",
      hint: "leave it out, or use lambda above 0")
  }

  private func separated(_ direction: [Double]?) -> StatError {
    var place = ""
    if let direction, kernel.size > 1,
      let column = (1..<kernel.size).max(by: { direction[$0].magnitude < direction[$1].magnitude })
    {
      place = ", most of all column \(column)"
    }
    return StatError(
      "x", "separates won from lost\(place), so without a penalty no fit exists",
      hint: "use lambda above 0")
  }
}
