import Basics
import Columns
import Statistics

/// Groups of people who answer alike, and the answers that tell them apart (F9): what a persona may be
/// made of.
public struct AnswerGroups {
  /// The columns with answers; nil: all that ask a question.
  public var answers: [String]?
  /// The most groups that are tried.
  public var limit = 6
  /// Choices of fewer rows go together as "(other)".
  public var least = 5

  public init(answers: [String]? = nil) { self.answers = answers }

  public struct Result: Sendable {
    /// One row for each answer that a group gives more often than the others: `group`, `people`, `share`
    /// of all, `question`, `answer`, `inside` and `outside` (shares of the group and of the others that
    /// give it) and `difference`; the most telling first. A group without such answers has one row.
    public let groups: FigureTable
    /// The rows with `group` and `group_chance`, 0 to 1.
    public let people: Table
    public let count: Int
  }

  /// How many answers of each group are shown.
  private static let shown = 6

  /// The groups that Bayes' criterion asks for, of 1 up to ``limit``.
  ///
  /// Groups are always found where one looks for some: so the number is that of the least criterion,
  /// which may be one, and a note says how well the groups of one half of the rows fit those of the
  /// other (1: the same; about 0: no better than chance).
  ///
  /// - Throws: a ``Problem`` below 20 rows, or where fewer than two columns ask anything.
  public func find(_ table: Table, check: @escaping Checkpoint = {}) throws -> Result {
    let questions = try questions(table)
    guard table.rowCount >= 20 else {
      throw Problem(
        .data,
        "groups of answers: \(Wording.counted(table.rowCount, "row is", "rows are")) too few",
        hints: ["20 are the least; some hundred are needed to tell groups of ordinary size"])
    }
    guard questions.count > 1 else {
      throw Problem(
        .script, "groups of answers: \(questions.count) of the columns asks a question",
        hints: ["name columns whose answers differ: answers = { \"pains\", \"role\" }"])
    }
    let asked = questions.map {
      LatentClasses.Question(choices: $0.choices.count, codes: $0.codes)
    }
    let model = try LatentClasses.fit(asked, limit: limit, check: check)
    let (group, chance) = Self.assign(model, asked, table.rowCount)
    var notes: [String] = []
    if model.shares.count == 1 {
      notes.append("the answers fall into no groups: one persona will do")
    } else if let agreement = try Self.agreement(asked, model.shares.count, check) {
      notes.append(
        "groups found in either half of the rows agree to \(Wording.decimals(agreement, 2)) "
          + "(adjusted Rand index; 1: the same, 0: chance)"
          + (agreement < 0.5 ? "; do not build on them" : ""))
    }
    let sure = chance.reduce(0, +) / Double(chance.count)
    notes.append("a row belongs to its group with \(Wording.percent(sure)) on average")
    return Result(
      groups: try figures(questions, group, model.shares.count, notes),
      people: try table.with([
        ("group", Column(texts: group.map { "group \($0 + 1)" })),
        ("group_chance", Column(numbers: chance)),
      ]), count: model.shares.count)
  }

  private func questions(_ table: Table) throws -> [SurveyQuestion] {
    if let answers {
      return try answers.flatMap { try SurveyQuestion.read(table, $0, least: least) }
    }
    return table.names.flatMap { name -> [SurveyQuestion] in
      guard !name.hasSuffix("_id"), let column = table[name], !column.type.isTemporal else {
        return []
      }
      // Free text is no question; with its name given it would be an error.
      return (try? SurveyQuestion.read(table, name, least: least)) ?? []
    }
  }

  private static func assign(
    _ model: LatentClasses, _ questions: [LatentClasses.Question], _ rows: Int
  ) -> (group: [Int], chance: [Double]) {
    var (groups, chances): ([Int], [Double]) = ([], [])
    for row in 0..<rows {
      let found = model.chances(questions.map { $0.codes[row] })
      let best = found.indices.max { found[$0] != found[$1] ? found[$0] < found[$1] : $0 > $1 } ?? 0
      groups.append(best)
      chances.append(found[best])
    }
    return (groups, chances)
  }

  /// How alike all rows are grouped by what each half of them shows.
  private static func agreement(
    _ questions: [LatentClasses.Question], _ groups: Int, _ check: @escaping Checkpoint
  ) throws -> Double? {
    let rows = questions[0].codes.count
    guard rows >= 40 else { return nil }
    let halves = try [0, 1].map { half in
      let part = questions.map { question in
        LatentClasses.Question(
          choices: question.choices,
          codes: stride(from: half, to: rows, by: 2).map { question.codes[$0] })
      }
      let model = try LatentClasses.fit(part, groups: groups, check: check)
      return assign(model, questions, rows).group
    }
    return GroupAgreement.adjustedRand(halves[0], halves[1])
  }

  private struct Line {
    var group, people: Int
    var question, answer: String?
    var inside, outside: Double?
  }

  private func figures(
    _ questions: [SurveyQuestion], _ group: [Int], _ count: Int, _ notes: [String]
  ) throws -> FigureTable {
    var lines: [Line] = []
    for number in 0..<count {
      let people = group.count { $0 == number }
      var found: [Line] = []
      for question in questions {
        found += Self.lines(question, group, number, people)
      }
      found.sort { a, b in
        let (x, y) = (a.inside! - a.outside!, b.inside! - b.outside!)
        return x != y ? x > y : a.question! < b.question!
      }
      lines +=
        count == 1 || found.isEmpty
        ? [Line(group: number, people: people)] : Array(found.prefix(Self.shown))
    }
    var columns = FigureBuilder(level: 0.95)
    columns.text("group", lines.map { "group \($0.group + 1)" }, "the group, the largest first")
    columns.count("people", lines.map(\.people), "rows whose likeliest group it is")
    columns.number(
      "share", lines.map { Double($0.people) / Double(max(1, group.count)) }, .share,
      "people / all rows")
    columns.text("question", lines.map(\.question), "the column, or the member of a set")
    columns.text("answer", lines.map(\.answer), "an answer that the group gives more often")
    columns.number("inside", lines.map(\.inside), .share, "share of the group that gives it")
    columns.number("outside", lines.map(\.outside), .share, "share of all others that give it")
    columns.number(
      "difference", lines.map { line in line.inside.map { $0 - (line.outside ?? 0) } }, .share,
      "inside - outside")
    return FigureTable(
      table: try Table(name: "groups", columns.columns, rowCount: lines.count),
      definitions: columns.definitions, notes: notes)
  }

  /// The answers to a question that a group gives clearly more often than the others.
  private static func lines(
    _ question: SurveyQuestion, _ group: [Int], _ number: Int, _ people: Int
  ) -> [Line] {
    var inside = [Int](repeating: 0, count: question.choices.count)
    var outside = inside
    for (row, code) in question.codes.enumerated() where code >= 0 {
      if group[row] == number { inside[Int(code)] += 1 } else { outside[Int(code)] += 1 }
    }
    let (all, rest) = (inside.reduce(0, +), outside.reduce(0, +))
    guard all > 0, rest > 0 else { return [] }
    return question.choices.indices.compactMap { choice in
      let (a, b) = (Double(inside[choice]) / Double(all), Double(outside[choice]) / Double(rest))
      guard a - b >= 0.1 else { return nil }
      return Line(
        group: number, people: people, question: question.name, answer: question.choices[choice],
        inside: a, outside: b)
    }
  }
}
