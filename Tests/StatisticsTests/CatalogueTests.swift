import Statistics
import Testing

@Suite("The catalogue of statistics")
struct CatalogueTests {
  @Test("names are unique, and found by name")
  func names() {
    let names = Catalogue.functions.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.count >= 46)
    for name in names { #expect(Catalogue.function(name)?.name == name) }
    #expect(Catalogue.function("no_such_function") == nil)
  }

  @Test("every function, parameter and result says what it is")
  func documentation() {
    for function in Catalogue.functions {
      #expect(!function.summary.isEmpty && !function.details.isEmpty && !function.source.isEmpty)
      #expect(!function.parameters.isEmpty && !function.results.isEmpty)
      func check(_ parameters: [StatParameter]) {
        #expect(Set(parameters.map(\.name)).count == parameters.count, "\(function.name)")
        for parameter in parameters {
          #expect(!parameter.meaning.isEmpty, "\(function.name).\(parameter.name)")
          if case .list(.record(let fields), _) = parameter.kind { check(fields) }
        }
      }
      check(function.parameters)
      for result in function.results {
        #expect(!result.meaning.isEmpty, "\(function.name).\(result.name)")
      }
    }
  }

  /// Whether a value is what a result is declared to be.
  private func fits(_ value: StatValue, _ result: StatResult) -> Bool {
    func one(_ value: StatValue) -> Bool {
      switch (value, result.kind) {
      case (.null, _): result.mayBeUndefined
      case (.number(let number), .number), (.number(let number), .numbers): !number.isNaN
      case (.integer, .number), (.integer, .integer), (.integer, .integers): true
      case (.bool, .boolean), (.string, .text), (.string, .texts): true
      default: false
      }
    }
    switch (value, result.kind) {
    case (.array(let values), .numbers), (.array(let values), .integers),
      (.array(let values), .texts):
      return values.allSatisfy(one)
    case (.array, _): return false
    default: return one(value)
    }
  }

  @Test("every example runs and gives the declared results, in the declared order")
  func examples() throws {
    for function in Catalogue.functions {
      let result = try function(.object(function.example))
      guard case .object(let object) = result else {
        Issue.record("\(function.name) gives no object")
        continue
      }
      #expect(object.names == function.results.map(\.name), "\(function.name)")
      for (value, declared) in zip(object.values, function.results) {
        #expect(fits(value, declared), "\(function.name).\(declared.name)")
      }
    }
  }

  @Test("unknown, missing and wrong inputs are refused by name")
  func refusals() {
    func message(_ name: String, _ inputs: StatValue) -> String {
      refusal { _ = try Catalogue.call(name, inputs) }?.description ?? "accepted"
    }
    #expect(message("no_such", [:]) == "there is no statistic \"no_such\"")
    #expect(
      message("wilson_interval", ["wins": 1, "rows": 2])
        == "rows is not a parameter here (there are wins, n, level)")
    #expect(
      message("wilson_interval", ["wins": 1])
        == "n is missing (a whole number: won and lost rows together)")
    #expect(
      message("wilson_interval", ["wins": "one", "n": 2])
        == "wins is a text (it must be a whole number)")
    #expect(
      message("wilson_interval", ["wins": 1.5, "n": 2])
        == "wins is not a whole number (it must be a whole number)")
    #expect(
      message("wilson_interval", [1, 2])
        == "the inputs are a list, not a table with names (names: wins, n, level)")
    #expect(message("quantile_type7", ["values": [1, "x"], "q": [0.5]]).hasPrefix("values[2] is"))
    #expect(message("quantile_type7", ["values": [1], "q": [nil]]) == "q[1] is missing")
    #expect(
      message("beta_binomial_shrinkage", ["groups": [["wins": 1, "n": 2], ["wins": 3, "n": 2]]])
        == "groups[2].wins is larger than groups[2].n "
        + "(groups[2].wins counts the won among the groups[2].n rows)")
    #expect(
      message("log_rank", ["groups": [["durations": [1, -1], "events": [1, 1]]]])
        .hasPrefix("groups[1].durations[2] is negative"))
    #expect(
      message("distribution", ["fn": "normal_cdf", "x": 1, "df": 2])
        == "df is not a parameter of normal_cdf (there are x)")
    #expect(
      message("distribution", ["fn": "t_cdf", "x": 1]) == "df is missing (t_cdf takes x, df)")
    #expect(
      message("mann_whitney", ["a": [1, 1], "b": [2], "method": "exact"])
        == "method exact is for samples without ties (use \"asymptotic\")")
  }

  @Test("no message repeats a value out of the data")
  func privacy() throws {
    let secret = 4_815_162_342
    for function in Catalogue.functions {
      for (name, value) in zip(function.example.names, function.example.values) {
        guard case .array(let entries) = value, !entries.isEmpty else { continue }
        for odd in [StatValue.integer(secret), .integer(-secret), .string("\(secret)")] {
          var inputs = function.example
          inputs[name] = .array([odd] + entries.dropFirst())
          let error = refusal { _ = try function(.object(inputs)) }
          #expect(!(error?.description.contains("\(secret)") ?? false), "\(function.name)")
        }
      }
    }
  }

  @Test("an optional parameter may be left out or be missing")
  func optional() throws {
    let short = try Catalogue.call("wilson_interval", ["wins": 3, "n": 9])
    let long = try Catalogue.call("wilson_interval", ["wins": 3.0, "n": 9, "level": 0.95])
    let null = try Catalogue.call("wilson_interval", ["wins": 3, "n": 9, "level": nil])
    #expect(short == long && short == null)
  }

  /// Values that are odd in one way or another.
  private static let odd: [StatValue] = [
    nil, true, 0, 1, -1, 2, 3, 0.5, 1e-300, 1e300, -1e300, .number(.nan), .number(.infinity),
    .number(-.infinity), .integer(.max), .integer(.min), .integer(1 << 53), "", "x", "2024-02-30",
    "9999-12-31", [], [nil], [1], [1, 2, 3], [[1, 2], [3, 4]], [[]], [[1], [2, 3]], [:],
    ["wins": 1], [0, 1, 0, 1, 1, 0], [0.1, 0.9, 0.1, 0.4, 0.5, 0.6],
  ]

  /// `value` with one part of it replaced by something odd.
  private func mutated(_ value: StatValue, _ random: inout RandomStream) -> StatValue {
    let stop = random.integer(0...3) == 0
    switch value {
    case .object(var object) where !stop && object.count > 0:
      let name = object.names[random.integer(0...(object.count - 1))]
      object[name] = mutated(object[name] ?? .null, &random)
      return .object(object)
    case .array(var values) where !stop && !values.isEmpty:
      let index = random.integer(0...(values.count - 1))
      switch random.integer(0...4) {
      case 0: values.remove(at: index)
      case 1: values.append(values[index])
      default: values[index] = mutated(values[index], &random)
      }
      return .array(values)
    default: return Self.odd[random.integer(0...(Self.odd.count - 1))]
    }
  }

  private func holdsNaN(_ value: StatValue) -> Bool {
    switch value {
    case .number(let number): number.isNaN
    case .array(let values): values.contains(where: holdsNaN)
    case .object(let object): object.values.contains(where: holdsNaN)
    default: false
    }
  }

  @Test("whatever it is given, a function answers or refuses, and never answers NaN")
  func hostile() {
    var random = RandomStream(seed: 11)
    var (answered, refused) = (0, 0)
    for function in Catalogue.functions {
      for round in 0..<400 {
        var inputs = StatValue.object(function.example)
        for _ in 0...(round % 3) { inputs = mutated(inputs, &random) }
        // Long resampling is not what this is about.
        if function.name == "bca_bootstrap", case .object(var object) = inputs {
          object["resamples"] = 99
          inputs = .object(object)
        }
        do {
          let result = try function(inputs)
          #expect(!holdsNaN(result), "\(function.name) \(inputs)")
          answered += 1
        } catch let error as StatError {
          #expect(!error.message.isEmpty)
          refused += 1
        } catch {
          Issue.record("\(function.name): \(error)")
        }
      }
    }
    #expect(answered > 1000 && refused > 1000)
  }

  @Test("a checkpoint that throws stops a long computation")
  func checkpoint() {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      _ = try Catalogue.call(
        "bca_bootstrap", ["values": [1, 2, 3, 4, 5], "resamples": 100_000],
        checkpoint: { throw Stop() })
    }
    #expect(throws: Stop.self) {
      _ = try Catalogue.call(
        "logistic_l2", ["x": [[1], [2], [3], [4]], "y": [0, 1, 0, 1]], checkpoint: { throw Stop() })
    }
  }

  @Test("days are read as days of the calendar only")
  func days() throws {
    func kept(_ from: StatValue) -> StatValue? {
      try? Catalogue.call(
        "retention",
        [
          "subscriptions": [["customer": "a", "mrr": 5, "start": "2024-02-29"]], "from": from,
          "to": "2024-03-01",
        ])["start_customers"]
    }
    #expect(kept("2024-02-29") == 1)
    #expect(kept("2024-02-28") == 0)
    #expect(kept(19_782) == 1)
    for wrong in ["2023-02-29", "2024-2-29", "2024-13-01", "29.02.2024", "2024-00-10", ""] {
      #expect(kept(.string(wrong)) == nil, "\(wrong)")
    }
  }
}
