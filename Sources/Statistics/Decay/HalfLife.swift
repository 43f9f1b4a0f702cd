/// Signals that fade: what happened a half-life ago counts half.
public enum HalfLife {
  /// The sum of value 0.5^(age / half-life), and how many rows it is of. Rows in the future (age
  /// below 0) and rows with a missing value or age (NaN) are not used.
  ///
  /// - Parameters:
  ///   - halfLife: In the unit of the ages, above 0.
  ///   - values: Of either sign.
  ///   - ages: As many.
  public static func sum(
    halfLife: Double, values: [Double], ages: [Double]
  ) throws -> (sum: Double, used: Int) {
    try Require.positive(halfLife, "half_life_days")
    try Require.sameLength(ages.count, values.count, "ages", "values")
    var sum = CompensatedSum()
    var used = 0
    for (value, age) in zip(values, ages) where age >= 0 && !value.isNaN {
      sum.add(value * powerOfTwo(-age / halfLife))
      used += 1
    }
    return (sum.value, used)
  }
}

/// A running mean in which older values fade.
public enum MovingAverage {
  /// The weighted mean up to each row, with weights 0.5^(steps back / half-life) over the rows that
  /// have a value. A missing row repeats the last mean, and ages the older values all the same.
  ///
  /// - Parameters:
  ///   - values: In order of time; NaN stands for a missing value.
  ///   - halfLife: In rows, above 0.
  /// - Returns: One for each row; nil before the first value.
  public static func adjusted(_ values: [Double], halfLife: Double) throws -> [Double?] {
    try Require.positive(halfLife, "half_life")
    let fading = powerOfTwo(-1 / halfLife)
    return try running(values, ageing: { _ in fading }, newWeight: 1, keepsWeight: true)
  }

  /// The recursive form: mean = (1 - alpha) mean + alpha value, alpha = 1 - 0.5^(1/half-life), from
  /// the first value on. A missing row ages the mean before it.
  public static func recursive(_ values: [Double], halfLife: Double) throws -> [Double?] {
    try Require.positive(halfLife, "half_life")
    let fading = powerOfTwo(-1 / halfLife)
    let alpha = -exponentialLessOne(-0.693147180559945309417 / halfLife)
    return try running(values, ageing: { _ in fading }, newWeight: alpha, keepsWeight: false)
  }

  /// The weighted mean up to each row, with weights 0.5^((t - s) / half-life) for the time between.
  ///
  /// - Parameters:
  ///   - times: One for each value, never falling.
  ///   - halfLife: In the unit of the times, above 0.
  public static func timed(
    _ values: [Double], times: [Double], halfLife: Double
  ) throws -> [Double?] {
    try Require.positive(halfLife, "half_life")
    try Require.sameLength(times.count, values.count, "times_days", "values")
    try Require.allFinite(times, "times_days")
    for index in times.indices.dropFirst() where times[index] < times[index - 1] {
      throw StatError(
        "times_days[\(index + 1)]", "is before the time of the row above it",
        hint: "sort the rows by time")
    }
    return try running(
      values, ageing: { powerOfTwo(-(times[$0] - times[$0 - 1]) / halfLife) }, newWeight: 1,
      keepsWeight: true)
  }

  /// - Parameters:
  ///   - ageing: The factor by which weights fade from the row before to this one.
  ///   - keepsWeight: Whether weights add up, or the mean so far always counts 1.
  private static func running(
    _ values: [Double], ageing: (Int) -> Double, newWeight: Double, keepsWeight: Bool
  ) throws -> [Double?] {
    try Require.noInfinity(values, "values")
    var mean: Double?
    var weight = 1.0
    return values.indices.map { row in
      let value = values[row]
      guard let old = mean else {
        if !value.isNaN { mean = value }
        return mean
      }
      weight *= ageing(row)
      if !value.isNaN {
        // As a step from the old mean: a run of equal values stays equal.
        mean = old + (value - old) * (newWeight / (weight + newWeight))
        weight = keepsWeight ? weight + newWeight : 1
      }
      return mean
    }
  }
}
