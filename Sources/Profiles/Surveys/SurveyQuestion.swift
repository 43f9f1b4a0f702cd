import Basics
import Columns

/// A question of a survey with the answers of all rows: one choice of a few.
struct SurveyQuestion: Sendable {
  let column: String
  /// Of a set: which member the question is about.
  var member: String?
  let choices: [String]
  /// The choice of each row, or -1 where there is no answer.
  let codes: [Int32]

  /// The column; of a set, the column and the member: `pains: reporting`.
  var name: String { member.map { "\(column): \($0)" } ?? column }

  /// More different answers than this are no choices that tell groups apart.
  static let choiceLimit = 20
  private static let other = "(other)"

  /// The questions that a column asks: of a set one for each member (yes or no), else one.
  ///
  /// Choices of fewer than `least` rows go together; numbers of more than seven values are cut at
  /// their thirds. A column without any two choices asks nothing.
  ///
  /// - Throws: a ``Problem`` for free text: more than `limit` choices, or hardly any that repeats.
  static func read(
    _ table: Table, _ name: String, least: Int, limit: Int = choiceLimit
  ) throws -> [SurveyQuestion] {
    let column = try table.column(name)
    switch column.type {
    case .set: return members(column, name, least: least)
    case .boolean:
      let codes = (0..<column.count).map { row -> Int32 in
        switch column[row] {
        case .boolean(let flag): flag ? 1 : 0
        default: -1
        }
      }
      return Set(codes.filter { $0 >= 0 }).count < 2
        ? [] : [SurveyQuestion(column: name, choices: ["no", "yes"], codes: codes)]
    case .text:
      let texts = (0..<column.count).map { column.text($0) }
      return try choices(texts, name, least: least, limit: limit) { $0 < $1 }.map { [$0] } ?? []
    case .integer, .number: return try numbers(column, name, least: least)
    case .date, .timestamp:
      throw Problem(
        .script, "survey: \(name) holds dates, which are no answers",
        hints: ["name the columns with answers: answers = { \"pains\", \"role\" }"])
    }
  }

  private static func members(_ column: Column, _ name: String, least: Int) -> [SurveyQuestion] {
    let rows = (0..<column.count).map { row in
      column.text(row).map { Set($0.split(separator: ";").map(String.init)) }
    }
    var counts: [String: Int] = [:]
    for members in rows { for member in members ?? [] { counts[member, default: 0] += 1 } }
    let answered = rows.count { $0 != nil }
    return counts.keys.sorted()
      .filter { counts[$0, default: 0] >= least && counts[$0, default: 0] < answered }
      .map { member in
        SurveyQuestion(
          column: name, member: member, choices: ["no", "yes"],
          codes: rows.map { $0.map { $0.contains(member) ? 1 : 0 } ?? -1 })
      }
  }

  private static func choices(
    _ texts: [String?], _ name: String, least: Int, limit: Int = choiceLimit,
    inOrder: (String, String) -> Bool
  ) throws -> SurveyQuestion? {
    var counts: [String: Int] = [:]
    for case let text? in texts { counts[text, default: 0] += 1 }
    var kept = counts.keys.filter { counts[$0, default: 0] >= least }.sorted(by: inOrder)
    let answered = texts.count { $0 != nil }
    let covered = kept.reduce(0) { $0 + counts[$1, default: 0] }
    if kept.count > limit || covered * 2 < answered {
      throw Problem(
        .data, "survey: \(name) holds \(counts.count) different texts: no choices of a question",
        hints: [
          "put free text into topics first: answers:with{ topic = function(r) … end }"
        ])
    }
    if covered < answered { kept.append(other) }
    guard kept.count > 1 else { return nil }
    let numberOf = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, Int32($0)) })
    let rest = Int32(kept.count - 1)
    return SurveyQuestion(
      column: name, choices: kept, codes: texts.map { $0.map { numberOf[$0] ?? rest } ?? -1 })
  }

  private static func numbers(
    _ column: Column, _ name: String, least: Int
  ) throws -> [SurveyQuestion] {
    let values = (0..<column.count).map { column.double($0) }
    let known = values.compactMap { $0 }.filter { !$0.isNaN }.sorted()
    if Set(known).count <= 7 {
      let texts = values.map { $0.map(\.written) }
      return try choices(texts, name, least: least) { Double($0) ?? 0 < Double($1) ?? 0 }
        .map { [$0] } ?? []
    }
    var cuts: [Double] = []
    for third in 1...2 {
      let cut = known[third * known.count / 3]
      if cut > known[0], cut != cuts.last { cuts.append(cut) }
    }
    guard let first = cuts.first, let last = cuts.last else { return [] }
    var names = ["below \(first.written)"]
    if last > first { names.append("\(first.written) to below \(last.written)") }
    names.append("\(last.written) or more")
    let codes = values.map { value -> Int32 in
      guard let value, !value.isNaN else { return -1 }
      return Int32(cuts.count { value >= $0 })
    }
    return [SurveyQuestion(column: name, choices: names, codes: codes)]
  }
}
