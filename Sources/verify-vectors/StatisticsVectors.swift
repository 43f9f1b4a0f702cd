import Statistics

/// Runs vectors of the statistics format: a function of the catalogue, its inputs, what it must give.
struct StatisticsVectors {
  /// Where the files of dataset vectors are; nil when unknown.
  let data: DataFolder?

  func run(_ vector: StatValue) -> Outcome {
    guard let function = vector["function"]?.text, let inputs = vector["inputs"] else {
      return .failed(["this is no statistics vector: function or inputs are missing"])
    }
    let expected = vector["expected"] ?? .null
    let tolerance = Tolerance(vector["tolerance"])
    do {
      switch function {
      case "refuses": return refusal(inputs)
      case "dataset":
        guard let data else {
          return .skipped("the data folder is not known (--data or RETICLE_DATA)")
        }
        let got = try Dataset(inputs, data).result(like: expected)
        return judged(Comparison.differences(expected, got, tolerance))
      case "monotone_binning":
        return judged(try monotoneBinning(inputs, expected, tolerance))
      case "bca_bootstrap":
        return judged(try bootstrap(inputs, expected, tolerance))
      default:
        let got = try Catalogue.call(function, Self.numbered(inputs, for: function))
        return judged(Comparison.differences(expected, got, tolerance))
      }
    } catch {
      return .failed(["refused: \(error)"])
    }
  }

  private func judged(_ differences: [String]) -> Outcome {
    differences.isEmpty ? .passed : .failed(differences)
  }

  /// A refusal is an error about the inputs, not an unknown function.
  private func refusal(_ inputs: StatValue) -> Outcome {
    guard let name = inputs["function"]?.text, let given = inputs["inputs"] else {
      return .failed(["function or inputs of the call to refuse are missing"])
    }
    guard let function = Catalogue.function(name) else {
      return .failed(["there is no statistic \"\(name)\""])
    }
    do {
      let got = try function(Self.numbered(given, for: name))
      return .failed(["expected a refusal, got \(Comparison.shown(got))"])
    } catch let error as StatError {
      return error.message.isEmpty ? .failed(["refused without a reason"]) : .passed
    } catch {
      return .failed(["refused with another error: \(error)"])
    }
  }

  /// Texts that stand for infinity become numbers, except where the function takes texts.
  private static func numbered(_ value: StatValue, for function: String) -> StatValue {
    if Catalogue.function(function)?.family == .text { return value }
    switch value {
    case .string(let text): return Comparison.number(text).map { .number($0) } ?? value
    case .array(let values): return .array(values.map { numbered($0, for: function) })
    case .object(let object):
      return .object(
        StatObject(zip(object.names, object.values.map { numbered($0, for: function) }).map { $0 }))
    default: return value
    }
  }

  /// Bins are judged by what they must be, not by where the reference put them: monotone in win
  /// rate, large enough, few enough, counted rightly, and with at least the reference's information
  /// value.
  private func monotoneBinning(
    _ inputs: StatValue, _ expected: StatValue, _ tolerance: Tolerance
  ) throws -> [String] {
    let got = try Catalogue.call("monotone_binning", inputs)
    guard let splits = got["splits"]?.elements?.compactMap(\.double),
      let won = got["won"]?.elements?.compactMap(\.double),
      let lost = got["lost"]?.elements?.compactMap(\.double),
      let x = inputs["x"]?.elements, let y = inputs["y"]?.elements
    else { return ["splits, won or lost are missing"] }
    var counted = [(won: Double, lost: Double)](repeating: (0, 0), count: splits.count + 1)
    for (value, label) in zip(x, y) {
      guard let value = value.double, let label = label.double else { continue }
      let bin = splits.firstIndex { value < $0 } ?? splits.count
      if label == 1 { counted[bin].won += 1 } else { counted[bin].lost += 1 }
    }
    var differences: [String] = []
    if counted.map(\.won) != won || counted.map(\.lost) != lost {
      differences.append("won and lost are not what the splits cut out")
    }
    let rows = counted.reduce(0) { $0 + $1.won + $1.lost }
    let least = (inputs["min_bin_size"]?.double ?? 0) * rows
    if counted.contains(where: { $0.won + $0.lost < least * (1 - 1e-12) }) {
      differences.append("a bin is smaller than min_bin_size")
    }
    if let most = inputs["max_bins"]?.double, Double(counted.count) > most {
      differences.append("there are more than max_bins bins")
    }
    let rates = counted.map { $0.won / ($0.won + $0.lost) }
    let rising = zip(rates, rates.dropFirst()).allSatisfy { $0 <= $1 }
    let falling = zip(rates, rates.dropFirst()).allSatisfy { $0 >= $1 }
    switch inputs["trend"]?.text {
    case "increasing" where !rising, "decreasing" where !falling:
      differences.append("win rates do not follow the trend")
    default: if !rising && !falling { differences.append("win rates are not monotone") }
    }
    let bins = zip(won, lost).map { StatValue.object(["won": .number($0), "lost": .number($1)]) }
    let evidence = try Catalogue.call("woe_iv", ["bins": .array(bins), "smoothing": 0])
    if let wanted = expected["iv_at_least"]?.double {
      let allowed = tolerance.absolute + tolerance.relative * wanted.magnitude
      if !((evidence["iv"]?.double ?? -.infinity) >= wanted - allowed) {
        differences.append("the information value is below \(wanted)")
      }
    }
    return differences
  }

  /// The estimate is exact; the bounds are a matter of chance to within the tolerance.
  private func bootstrap(
    _ inputs: StatValue, _ expected: StatValue, _ tolerance: Tolerance
  ) throws -> [String] {
    let got = try Catalogue.call("bca_bootstrap", inputs)
    let exact = Tolerance(absolute: 1e-12, relative: 1e-9)
    return ["estimate", "low", "high"].flatMap { name in
      Comparison.differences(
        expected[name] ?? .null, got[name], name == "estimate" ? exact : tolerance, at: name)
    }
  }
}
