import Testing

@testable import Statistics

@Suite("Regression")
struct RegressionTests {
  /// The gradient of the penalised likelihood at a fit, by the definition.
  private func gradient(
    _ fit: LogisticRegression, _ columns: [[Double]], _ y: [Int8], _ weights: [Double]?,
    _ lambda: Double
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: columns.count + 1)
    for row in y.indices {
      var odds = fit.intercept
      for (column, coefficient) in zip(columns, fit.coefficients) {
        odds += column[row] * coefficient
      }
      let residual = (weights?[row] ?? 1) * (Double(y[row]) - 1 / (1 + exponential(-odds)))
      sums[0] += residual
      for index in columns.indices { sums[index + 1] += residual * columns[index][row] }
    }
    for index in columns.indices { sums[index + 1] -= lambda * fit.coefficients[index] }
    return sums
  }

  @Test("at the fit nothing pulls any more, whatever the units, weights and penalty")
  func gradients() throws {
    var random = RandomStream(seed: 19)
    for size in [63, 64, 65, 1023, 1024, 1025, 3000] {
      let columns = [
        random.column(size), (0..<size).map { _ in random.double(1990...2030) },
        (0..<size).map { _ in random.double(0...1e6) },
        (0..<size).map { _ in Double(random.integer(0...1)) },
      ]
      let y = (0..<size).map { row -> Int8 in
        let odds = columns[0][row] * 0.4 - columns[3][row] + (columns[1][row] - 2010) * 0.02
        return random.double(0...1) < 1 / (1 + exponential(-odds)) ? 1 : 0
      }
      let weights = (0..<size).map { _ in Double(random.integer(0...3)) }
      let design = try Design(rows: size, columns.map { .numeric($0) })
      for lambda in [0, 0.1, 10] {
        for w in [nil, weights] {
          let fit = try LogisticRegression.fit(design, outcomes: y, weights: w, lambda: lambda)
          let pull = gradient(fit, columns, y, w, lambda)
          let scale = [1, 10, 2000, 1e6, 1].map { $0 * Double(size) }
          for (part, size) in zip(pull, scale) { #expect(part.magnitude < 1e-10 * size) }
          #expect((fit.standardErrors == nil) == (lambda > 0))
        }
      }
    }
  }

  @Test("columns of levels give what their 0/1 columns give")
  func levels() throws {
    var random = RandomStream(seed: 20)
    for size in [64, 65, 2500] {
      let first = (0..<size).map { _ in Int32(random.integer(-1...3)) }
      let second = (0..<size).map { _ in Int32(random.integer(0...9)) }
      let number = random.column(size)
      let y = (0..<size).map { row -> Int8 in
        random.double(0...1) < 0.2 + 0.1 * Double(max(0, first[row])) ? 1 : 0
      }
      let coded = try Design(
        rows: size,
        [.levels(first, count: 4), .numeric(number), .levels(second, count: 10)])
      func oneHot(_ codes: [Int32], _ count: Int) -> [Design.Block] {
        (0..<count).map { level in .numeric(codes.map { Int($0) == level ? 1 : 0 }) }
      }
      let dense = try Design(
        rows: size, oneHot(first, 4) + [.numeric(number)] + oneHot(second, 10))
      #expect(coded.columns == dense.columns)
      let a = try LogisticRegression.fit(coded, outcomes: y, lambda: 0.5)
      let b = try LogisticRegression.fit(dense, outcomes: y, lambda: 0.5)
      #expect(near(a.coefficients, b.coefficients, relative: 1e-7, absolute: 1e-9))
      #expect(near(a.intercept, b.intercept, relative: 1e-7, absolute: 1e-9))
      #expect(near(a.logLikelihood, b.logLikelihood))
      #expect(try near(a.probabilities(coded), b.probabilities(dense), relative: 1e-7))
      // The mean probability is the base rate, since the intercept is free.
      let mean = Moments(try a.probabilities(coded)).mean
      #expect(near(mean, Double(y.count { $0 == 1 }) / Double(size), relative: 1e-8))
    }
  }

  @Test("a weight of two is a row twice")
  func weights() throws {
    var random = RandomStream(seed: 21)
    let x = random.column(80)
    let y = random.labels(80)
    let twice = try LogisticRegression.fit(
      Design(rows: 160, [.numeric(x + x)]), outcomes: y + y, lambda: 1)
    let weighted = try LogisticRegression.fit(
      Design(rows: 80, [.numeric(x)]), outcomes: y, weights: [Double](repeating: 2, count: 80),
      lambda: 1)
    #expect(near(twice.coefficients, weighted.coefficients, relative: 1e-9))
    #expect(near(twice.logLikelihood, weighted.logLikelihood))
  }

  @Test("where no fit exists it is refused, and says why")
  func refusals() throws {
    func message(
      _ columns: [[Double]], _ y: [Int8], weights: [Double]? = nil, lambda: Double = 0
    ) -> String {
      refusal {
        _ = try LogisticRegression.fit(
          Design(rows: y.count, columns.map { .numeric($0) }), outcomes: y, weights: weights,
          lambda: lambda)
      }?.description ?? "a fit"
    }
    let x = [1.0, 2, 3, 4, 5, 6]
    #expect(message([x], [0, 0, 0, 1, 1, 1]).contains("separates won from lost"))
    #expect(message([x], [0, 0, 0, 1, 1, 1], lambda: 1e-3) == "a fit")
    // Separated but for a tie at the border: the fit is at infinity still.
    #expect(message([[1, 2, 3, 3, 4, 5]], [0, 0, 0, 1, 1, 1]).contains("separates"))
    // One level that always won.
    #expect(
      message([[0, 0, 0, 0, 1, 1], x], [0, 1, 0, 1, 1, 1]).contains("separates"))
    #expect(message([x, x.map { 2 * $0 + 1 }], [0, 1, 0, 1, 1, 0]).contains("column 2"))
    #expect(message([[3, 3, 3, 3, 3, 3]], [0, 1, 0, 1, 1, 0]).contains("determine"))
    #expect(message([x], [1, 1, 1, 1, 1, 1], lambda: 1).contains("one class only"))
    #expect(
      message([x], [0, 1, 1, 1, 1, 1], weights: [0, 1, 1, 1, 1, 1], lambda: 1)
        .contains("one class only"))
    #expect(message([x], [0, 2, 0, 1, 0, 1]).hasPrefix("y[2]"))
    #expect(message([x], [0, 1, 0, 1, 0, 1], lambda: -1).hasPrefix("lambda"))
    #expect(message([[1, .nan, 3, 4, 5, 6]], [0, 1, 0, 1, 0, 1]).hasPrefix("x[2][1]"))
  }

  @Test("a fit is refused exactly when the won and the lost do not overlap")
  func separation() throws {
    var random = RandomStream(seed: 27)
    var (fitted, refused) = (0, 0)
    for _ in 0..<1500 {
      let size = random.integer(4...9)
      let x = (0..<size).map { _ in Double(random.integer(0...4)) }
      let y = random.labels(size, won: 0.5)
      guard y.contains(0), y.contains(1), Set(x).count > 1 else { continue }
      let won = x.indices.filter { y[$0] == 1 }.map { x[$0] }
      let lost = x.indices.filter { y[$0] == 0 }.map { x[$0] }
      guard let lowWon = won.min(), let highWon = won.max(), let lowLost = lost.min(),
        let highLost = lost.max()
      else { continue }
      let overlap = lowWon < highLost && lowLost < highWon
      let error = refusal {
        let fit = try LogisticRegression.fit(
          Design(rows: size, [.numeric(x)]), outcomes: y, lambda: 0)
        for part in gradient(fit, [x], y, nil, 0) { #expect(part.magnitude < 1e-8) }
      }
      #expect((error == nil) == overlap, "\(x) \(y)")
      if overlap { fitted += 1 } else { refused += 1 }
    }
    #expect(fitted > 200 && refused > 200)
  }

  @Test("the same fit comes out bit by bit, however the cores share the work")
  func deterministic() throws {
    var random = RandomStream(seed: 28)
    let size = 60_000
    let codes = (0..<size).map { _ in Int32(random.integer(0...30)) }
    let design = try Design(
      rows: size, [.levels(codes, count: 31), .numeric(random.column(size))])
    let y = random.labels(size)
    let first = try LogisticRegression.fit(design, outcomes: y)
    for _ in 0..<3 { #expect(try LogisticRegression.fit(design, outcomes: y) == first) }
  }

  @Test("a far outlier or a rare win is no separation")
  func nearSeparation() throws {
    var random = RandomStream(seed: 22)
    var x = (0..<500).map { _ in random.double(-2...2) }
    let y = x.map { value -> Int8 in
      random.double(0...1) < 1 / (1 + exponential(-3 * value)) ? 1 : 0
    }
    x.append(1e4)
    let outlier = try LogisticRegression.fit(
      Design(rows: 501, [.numeric(x)]), outcomes: y + [1], lambda: 0)
    #expect(outlier.coefficients[0] > 1.5)
    // One win in a hundred thousand rows: the intercept alone is -11.5.
    var rare = [Int8](repeating: 0, count: 100_000)
    rare[77] = 1
    let alone = try LogisticRegression.fit(
      Design(rows: 100_000, []), outcomes: rare, lambda: 0)
    #expect(near(alone.intercept, logarithm(1.0 / 99_999)))
    #expect(near(alone.standardErrors?[0], (1 + 1.0 / 99_999).squareRoot(), relative: 1e-6))
  }

  @Test("the isotonic fit is the max-min of averages")
  func isotonic() throws {
    var random = RandomStream(seed: 23)
    for size in edgeSizes {
      for increasing in [true, false] {
        let x = random.column(size, steps: 20)
        let y = random.column(size)
        let w = (0..<size).map { _ in random.double(0.1...3) }
        let fit = try IsotonicFit(x, y, weights: w, increasing: increasing)
        let sign = increasing ? 1.0 : -1.0
        let distinct = Set(x).sorted()
        let points = distinct.map { value -> (Double, Double) in
          let rows = x.indices.filter { x[$0] == value }
          return (
            rows.reduce(0) { $0 + sign * w[$1] * y[$1] }, rows.reduce(0) { $0 + w[$1] }
          )
        }
        for (index, value) in distinct.enumerated() {
          var most = -Double.infinity
          for start in 0...index {
            var least = Double.infinity
            for end in index..<distinct.count {
              let part = points[start...end]
              least = min(least, part.reduce(0) { $0 + $1.0 } / part.reduce(0) { $0 + $1.1 })
            }
            most = max(most, least)
          }
          for row in x.indices where x[row] == value {
            #expect(near(fit.fitted[row], sign * most, absolute: 1e-9))
          }
        }
      }
    }
    let missing = try IsotonicFit([1, .nan, 3], [1, 2, 0])
    #expect(missing.fitted == [0.5, nil, 0.5] && missing.missing == 1)
    #expect(refusal { _ = try IsotonicFit([1], [1], weights: [0]) }?.parameter == "weights[1]")
    let fit = try IsotonicFit([1, 2, 4], [0, 1, 3])
    #expect(fit(0) == 0 && fit(3) == 2 && fit(9) == 3 && fit(.nan) == nil)
  }
}
