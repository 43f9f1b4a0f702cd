/// All statistics by name, declared once: what the Lua module `stats` and its reference are made of.
///
/// ```swift
/// let result = try Catalogue.call("wilson_interval", ["wins": 5, "n": 10])
/// result["low"]  // 0.2366
/// ```
public enum Catalogue {
  /// In the order of the reference: by family, then as declared.
  public static let functions: [StatFunction] =
    proportionFunctions + contingencyFunctions + multiplicityFunctions + comparisonFunctions
    + summaryFunctions + sampleFunctions + shrinkageFunctions + survivalFunctions
    + retentionFunctions
    + economicsFunctions + rankingFunctions + calibrationFunctions + gainsFunctions
    + evidenceFunctions + binningFunctions + pointsFunctions + regressionFunctions
    + distributionFunctions + textFunctions + decayFunctions

  private static let byName: [String: StatFunction] = Dictionary(
    functions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The function of that name, or nil.
  public static func function(_ name: String) -> StatFunction? { byName[name] }

  /// Runs a function by name.
  ///
  /// - Parameters:
  ///   - inputs: An object with the parameters by name; a list entry that is `null` is a missing
  ///     cell, a parameter that is `null` was left out.
  ///   - checkpoint: Asked now and then by long computations; throws to stop them.
  /// - Returns: An object with the results by name; `null` where a result is undefined.
  /// - Throws: ``StatError`` for an unknown function, or inputs that are unknown, missing, of the
  ///   wrong kind or outside what the statistic is defined for; what `checkpoint` throws.
  public static func call(
    _ name: String, _ inputs: StatValue, checkpoint: @escaping Checkpoint = {}
  ) throws -> StatValue {
    guard let function = function(name) else {
      throw StatError(nil, "there is no statistic \"\(name)\"")
    }
    return try function(inputs, checkpoint: checkpoint)
  }
}

extension StatFunction {
  /// Runs the function; see ``Catalogue/call(_:_:checkpoint:)``.
  public func callAsFunction(
    _ inputs: StatValue, checkpoint: @escaping Checkpoint = {}
  ) throws -> StatValue {
    .object(try body(try StatArguments(inputs, parameters, checkpoint: checkpoint)))
  }
}

extension Interval {
  /// Estimate, low and high as results.
  var results: StatObject {
    ["estimate": StatValue(estimate), "low": StatValue(low), "high": StatValue(high)]
  }
}

extension StatObject: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, StatValue)...) { self.init(elements) }
}
