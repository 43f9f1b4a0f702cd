/// The passes over the rows of a logistic fit: likelihood, gradient and curvature at a position.
///
/// Positions are in scaled columns: numeric columns have mean 0 and standard deviation 1 (by weight),
/// columns of levels stay 0/1. Index 0 is the intercept.
struct LogisticKernel: Sendable {
  struct State: Sendable {
    var logLikelihood = 0.0
    var gradient: [Double]
    /// Full size, of which only the lower triangle (row-major) is filled.
    var hessian: [Double]
  }

  let design: Design
  let outcomes: [Int8]
  let weights: [Double]?
  /// Intercept and columns.
  let size: Int
  /// Of each column: what is taken off it, and what it is divided by.
  let centres: [Double]
  let scales: [Double]
  let wonWeight: Double
  let lostWeight: Double
  private let checkpoint: Checkpoint
  private let pieces: [Range<Int>]

  /// Rows that are worked on at a time, so that what is computed of them stays in cache.
  private static let chunk = 1024

  init(
    _ design: Design, _ outcomes: [Int8], _ weights: [Double]?, _ checkpoint: @escaping Checkpoint
  ) throws {
    self.design = design
    self.outcomes = outcomes
    self.weights = weights
    self.checkpoint = checkpoint
    size = design.columns + 1
    var won = CompensatedSum()
    var lost = CompensatedSum()
    for row in outcomes.indices {
      let weight = weights?[row] ?? 1
      if outcomes[row] == 1 { won.add(weight) } else { lost.add(weight) }
    }
    wonWeight = won.value
    lostWeight = lost.value
    var centres = [Double](repeating: 0, count: design.columns)
    var scales = [Double](repeating: 1, count: design.columns)
    for (block, offset) in zip(design.blocks, design.offsets) {
      guard case .numeric(let values) = block else { continue }
      (centres[offset], scales[offset]) = Self.scaling(values, weights)
    }
    self.centres = centres
    self.scales = scales
    // Each piece has sums of its own: as many pieces as 64 MB of them allow, 2 to 16. The number
    // depends on the data alone, so the result does not depend on the machine.
    let (square, overflow) = size.multipliedReportingOverflow(by: size)
    guard !overflow, square <= 1 << 27 else {
      throw StatError("x", "has too many columns", hint: "merge rare levels into one")
    }
    let limit = max(2, min(16, (1 << 23) / max(1, square)))
    pieces = Pieces.ranges(design.rows, least: 8 * Self.chunk, limit: limit)
  }

  /// Weighted mean and standard deviation; a constant column keeps the scale 1.
  private static func scaling(_ values: [Double], _ weights: [Double]?) -> (Double, Double) {
    guard let first = values.first, let least = values.min(), let most = values.max() else {
      return (0, 1)
    }
    if least == most { return (first, 1) }
    var (sum, total) = (CompensatedSum(), CompensatedSum())
    for row in values.indices {
      let weight = weights?[row] ?? 1
      sum.add(weight * (values[row] - first))
      total.add(weight)
    }
    guard total.value > 0 else { return (first, 1) }
    let centre = first + sum.value / total.value
    var squares = CompensatedSum()
    for row in values.indices {
      let distance = values[row] - centre
      squares.add((weights?[row] ?? 1) * distance * distance)
    }
    let scale = (squares.value / total.value).squareRoot()
    // A column that varies only among rows of no weight is constant to the fit.
    return scale > 0 && scale.isFinite ? (centre, scale) : (centre, 1)
  }

  /// Likelihood, gradient and curvature at a position.
  func evaluate(_ position: [Double]) throws -> State {
    var states = [State?](repeating: nil, count: pieces.count)
    try states.withUnsafeMutableBufferPointer { states in
      let target = SharedBuffer(states)
      try Pieces.forEach(pieces.count, checkpoint: checkpoint) { piece in
        target.base[piece] = sums(over: pieces[piece], at: position)
      }
    }
    var total = State(
      gradient: [Double](repeating: 0, count: size),
      hessian: [Double](repeating: 0, count: size * size))
    let stride = size + 1
    for state in states {
      guard let state else { continue }
      total.logLikelihood += state.logLikelihood
      for row in 0..<size {
        total.gradient[row] += state.gradient[row]
        for column in 0...row {
          total.hessian[row * size + column] += state.hessian[row * stride + column]
        }
      }
    }
    return total
  }

  /// The largest change of any row's log odds along a direction.
  func largestChange(_ direction: [Double]) throws -> Double {
    var most = 0.0
    var chunk = Chunk(self, capacity: Self.chunk)
    for range in Pieces.ranges(design.rows, least: Self.chunk) {
      chunk.load(range)
      chunk.predict(direction)
      for row in 0..<range.count where (weights?[range.lowerBound + row] ?? 1) > 0 {
        most = max(most, chunk.logOdds[row].magnitude)
      }
    }
    return most
  }

  /// The sums of one piece. Its gradient and curvature have one index more than the fit: rows
  /// without a level of a block add to it, and nobody reads it.
  private func sums(over rows: Range<Int>, at position: [Double]) -> State {
    let stride = size + 1
    var state = State(
      gradient: [Double](repeating: 0, count: stride),
      hessian: [Double](repeating: 0, count: stride * stride))
    var likelihood = CompensatedSum()
    var chunk = Chunk(self, capacity: Self.chunk)
    state.gradient.withUnsafeMutableBufferPointer { gradient in
      state.hessian.withUnsafeMutableBufferPointer { hessian in
        var start = rows.lowerBound
        while start < rows.upperBound {
          let end = min(start + Self.chunk, rows.upperBound)
          chunk.load(start..<end)
          chunk.predict(position)
          likelihood.add(chunk.weigh(outcomes, weights, from: start))
          chunk.accumulate(gradient, hessian, stride: stride)
          start = end
        }
      }
    }
    state.logLikelihood = likelihood.value
    return state
  }

  /// A position in the columns' own units: intercept, coefficients.
  func inOwnUnits(_ position: [Double]) -> (Double, [Double]) {
    var intercept = CompensatedSum()
    intercept.add(position[0])
    var coefficients = [Double](repeating: 0, count: size - 1)
    for column in coefficients.indices {
      coefficients[column] = position[column + 1] / scales[column]
      intercept.add(-coefficients[column] * centres[column])
    }
    return (intercept.value, coefficients)
  }

  /// Standard errors in the columns' own units, intercept first, from the inverse curvature.
  func standardErrors(_ inverse: [Double]) -> [Double] {
    // The intercept is position[0] - sum of centre/scale position[j].
    let shares = [1.0] + centres.indices.map { -centres[$0] / scales[$0] }
    var variance = CompensatedSum()
    for row in 0..<size {
      for column in 0..<size {
        variance.add(shares[row] * shares[column] * inverse[row * size + column])
      }
    }
    var errors = [max(0, variance.value).squareRoot()]
    for index in 1..<max(1, size) {
      errors.append(max(0, inverse[index * size + index]).squareRoot() / scales[index - 1])
    }
    return errors
  }
}
