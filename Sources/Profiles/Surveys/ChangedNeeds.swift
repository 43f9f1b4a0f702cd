import Basics
import Columns
import Statistics

/// What people ask for more or less often than they did, over the waves of a survey (I8).
public struct ChangedNeeds {
  /// The columns that hold needs: sets of several, or one a row.
  public var needs: [String]
  /// What tells the waves apart.
  public var wave: CohortKey
  /// The column of who answered, where an answer of several needs takes several rows; nil: each row
  /// is an answer.
  public var respondent: String?
  /// Needs that fewer answers name, in all waves together, are not looked at.
  public var least = 5
  public var level = 0.95
  public var falseDiscoveryRate = 0.05

  public init(needs: [String], wave: CohortKey, respondent: String? = nil) {
    (self.needs, self.wave, self.respondent) = (needs, wave, respondent)
  }

  /// One row a need, what moved most surely first: `need`, the share of answers that name it in the
  /// first wave (`then`) and the last (`now`), the `change` with Newcombe's interval, the `verdict`
  /// (rose, fell, not distinguishable) with its `q_value`, `waves` (all shares in order), `p` of the
  /// Cochran-Armitage test over all waves, and the numbers behind the shares.
  ///
  /// A row without an answer to a question does not count for it. Shares are of those who answered,
  /// so that a wave with more answers shows no more need.
  ///
  /// - Throws: a ``Problem`` below two waves, or where a column is not there or holds free text.
  /// - Complexity: O(answers × needs).
  public func table(_ answers: Table) throws -> FigureTable {
    guard !needs.isEmpty else {
      throw Problem(.script, "needs: no column is named", hints: ["needs = \"pains\""])
    }
    let waves = try Waves(answers, wave)
    guard waves.names.count > 1 else {
      throw Problem(
        .data, "needs: \(wave.name) tells \(waves.names.count) wave: a change takes two",
        hints: ["name the column that tells the waves: wave = \"wave\""])
    }
    let people = try respondent.map { try Self.people(answers, $0, waves) }
    var lines: [Line] = []
    for name in needs {
      for question in try SurveyQuestion.read(answers, name, least: 1, limit: 200) {
        lines += try self.lines(question, waves, people)
      }
    }
    let q = try statistics(for: "needs") { try Multiplicity.benjaminiHochberg(lines.map(\.p)) }
    let order = lines.indices.sorted { a, b in
      let (x, y) = (q[a] ?? 2, q[b] ?? 2)
      if x != y { return x < y }
      return lines[a].need != lines[b].need ? lines[a].need < lines[b].need : a < b
    }
    let columns = try columns(lines, q, order, waves)
    return FigureTable(
      table: try Table(name: "needs", columns.columns, rowCount: lines.count),
      definitions: columns.definitions, notes: notes(waves))
  }

  private func columns(
    _ lines: [Line], _ q: [Double?], _ order: [Int], _ waves: Waves
  ) throws -> FigureBuilder {
    let last = waves.names.count - 1
    let confidence = try Confidence(level)
    let changes = try order.map { index -> Bounded in
      let line = lines[index]
      let change = try TwoProportions.newcombe(
        wins1: line.named[last], n1: line.asked[last], wins2: line.named[0], n2: line.asked[0],
        level: confidence.level)
      return Bounded(estimate: change.difference, low: change.low, high: change.high)
    }
    var columns = FigureBuilder(level: level)
    columns.text("need", order.map { lines[$0].need }, "what is asked for")
    columns.number("then", order.map { lines[$0].share(0) }, .share, "then_named / then_asked")
    columns.number("now", order.map { lines[$0].share(last) }, .share, "now_named / now_asked")
    columns.interval(
      "change", changes, .share, "now - then", bounds: "Newcombe's interval of two shares")
    columns.text(
      "verdict",
      order.map { index in
        guard let q = q[index], q <= falseDiscoveryRate, let z = lines[index].z else {
          return "not distinguishable"
        }
        return z > 0 ? "rose" : "fell"
      }, "which way it moved, where chance is no good explanation")
    columns.number(
      "q_value", order.map { q[$0] }, .ratio, "p, corrected for all needs (Benjamini, Hochberg)")
    columns.text("waves", order.map { lines[$0].course }, "the share in each wave, in order")
    columns.number(
      "p", order.map { lines[$0].p }, .ratio, "Cochran-Armitage test for a trend over all waves")
    for (name, wave, title) in [("then", 0, "first"), ("now", last, "last")] {
      columns.count(
        "\(name)_named", order.map { lines[$0].named[wave] },
        "answers of the \(title) wave that name it")
      columns.count(
        "\(name)_asked", order.map { lines[$0].asked[wave] }, "answers of the \(title) wave")
    }
    return columns
  }

  private func notes(_ waves: Waves) -> [String] {
    var notes = [
      "waves of \(wave.name): "
        + zip(waves.names, waves.rows).map { "\($0) (\(Wording.grouped($1)))" }.joined(
          separator: ", ")
    ]
    if waves.unknown > 0 {
      notes.append(
        Wording.counted(waves.unknown, "row has", "rows have") + " no wave: left out")
    }
    return notes
  }

  private struct Line {
    var need: String
    var named, asked: [Int]
    var z, p: Double?

    func share(_ wave: Int) -> Double? {
      asked[wave] > 0 ? Double(named[wave]) / Double(asked[wave]) : nil
    }

    /// `12 % > 18 % > 31 %`
    var course: String {
      named.indices.map { share($0).map(Wording.percent) ?? "-" }.joined(separator: " > ")
    }
  }

  /// One line for each choice of a question; of yes and no only for yes.
  private func lines(
    _ question: SurveyQuestion, _ waves: Waves, _ people: [Int]?
  ) throws -> [Line] {
    let isFlag = question.choices == ["no", "yes"]
    var named = [[Int]](
      repeating: [Int](repeating: 0, count: waves.names.count), count: question.choices.count)
    var asked = [Int](repeating: 0, count: waves.names.count)
    // An answer of several rows counts once, and names whatever any of its rows names.
    var seen: Set<[Int]> = []
    for (row, code) in question.codes.enumerated() where code >= 0 && waves.of[row] >= 0 {
      let wave = waves.of[row]
      if people.map({ seen.insert([$0[row], -1]).inserted }) ?? true { asked[wave] += 1 }
      if people.map({ seen.insert([$0[row], Int(code)]).inserted }) ?? true {
        named[Int(code)][wave] += 1
      }
    }
    return try question.choices.indices.compactMap { choice in
      if isFlag && choice == 0 { return nil }
      guard named[choice].reduce(0, +) >= least else { return nil }
      let trend = try statistics(for: "needs") {
        try ProportionTrend(wins: named[choice], n: asked)
      }
      // The column's name says nothing where there is only one.
      let prefix = needs.count > 1 ? question.column + ": " : ""
      return Line(
        need: isFlag
          ? question.member.map { prefix + $0 } ?? question.name
          : prefix + question.choices[choice],
        named: named[choice], asked: asked, z: trend.z, p: trend.p)
    }
  }

  /// A number for each answer: of a person in a wave.
  private static func people(_ answers: Table, _ name: String, _ waves: Waves) throws -> [Int] {
    let column = try answers.column(name)
    var numberOf: [String: Int] = [:]
    return (0..<answers.rowCount).map { row in
      // Rows that do not say who answered are answers of their own.
      let person = column.isMissing(row) ? "\u{0}\(row)" : column[row].written
      let key = "\(waves.of[row])\u{0}\(person)"
      return numberOf[key]
        ?? {
          numberOf[key] = numberOf.count
          return numberOf.count - 1
        }()
    }
  }

  /// The waves in order, and which of them each row is of.
  private struct Waves {
    let names: [String]
    let rows: [Int]
    /// -1 where it is not told.
    let of: [Int]
    let unknown: Int

    init(_ answers: Table, _ key: CohortKey) throws {
      let column = try key.column(of: answers)
      let texts = (0..<column.count).map { column.isMissing($0) ? nil : column[$0].written }
      let isNumeric = column.type.isNumeric
      let names = Set(texts.compactMap { $0 }).sorted { a, b in
        isNumeric ? Double(a) ?? 0 < Double(b) ?? 0 : a < b
      }
      guard names.count <= 100 else {
        throw Problem(
          .data, "needs: \(key.name) has \(names.count) values: more than there are waves",
          hints: ["put days together: wave = periods(\"answered\", \"quarter\")"])
      }
      let numberOf = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
      let places = texts.map { $0.flatMap { numberOf[$0] } ?? -1 }
      self.names = names
      of = places
      rows = names.indices.map { wave in places.count { $0 == wave } }
      unknown = places.count { $0 < 0 }
    }
  }
}
