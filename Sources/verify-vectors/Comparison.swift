import Statistics

/// How far a number may be from the expected one: abs + rel |expected|.
struct Tolerance {
  var absolute = 0.0
  var relative = 0.0

  init(absolute: Double = 0, relative: Double = 0) {
    self.absolute = absolute
    self.relative = relative
  }

  init(_ value: StatValue?) {
    absolute = value?["abs"]?.double ?? 0
    relative = value?["rel"]?.double ?? 0
  }
}

/// Compares what was computed with what was expected.
enum Comparison {
  /// The differences, one sentence each; none when it passes.
  ///
  /// A result may hold names that are not expected, such as how many rows were dropped. `null` asks
  /// for an undefined result. Numbers are within the tolerance; integers, texts and booleans equal.
  static func differences(
    _ expected: StatValue, _ got: StatValue?, _ tolerance: Tolerance, at path: String = ""
  ) -> [String] {
    let place = path.isEmpty ? "" : path + ": "
    func differ() -> [String] {
      ["\(place)expected \(shown(expected)), got \(got.map(shown) ?? "nothing")"]
    }
    guard let got else { return differ() }
    switch (expected, got) {
    case (.null, .null): return []
    case (.bool(let a), .bool(let b)): return a == b ? [] : differ()
    case (.string(let text), _) where number(text) != nil:
      return got.double == number(text) || got == expected ? [] : differ()
    case (.string(let a), .string(let b)):
      return a.unicodeScalars.elementsEqual(b.unicodeScalars) ? [] : differ()
    case (.integer(let a), .integer(let b)): return a == b ? [] : differ()
    case (.integer, .number), (.number, .integer), (.number, .number):
      guard let wanted = expected.double, let value = got.double else { return differ() }
      let allowed = tolerance.absolute + tolerance.relative * wanted.magnitude
      return (value - wanted).magnitude <= allowed ? [] : differ()
    case (.array(let a), .array(let b)):
      guard a.count == b.count else {
        return ["\(place)expected \(a.count) entries, got \(b.count)"]
      }
      return zip(a, b).enumerated().flatMap { index, pair in
        differences(pair.0, pair.1, tolerance, at: "\(path)[\(index + 1)]")
      }
    case (.object(let a), .object(let b)):
      return zip(a.names, a.values).flatMap { name, value in
        differences(value, b[name], tolerance, at: path.isEmpty ? name : "\(path).\(name)")
      }
    default: return differ()
    }
  }

  /// JSON has no infinity, so vectors write it as a text.
  static func number(_ text: String) -> Double? {
    switch text {
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    default: nil
    }
  }

  static func shown(_ value: StatValue) -> String {
    switch value {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let value): "\"\(value)\""
    case .array(let values): "a list of \(values.count)"
    case .object(let object): "{\(object.names.joined(separator: ", "))}"
    }
  }
}
