import Basics
import Columns

/// What a file is thought to be.
struct Recognition: Sendable {
  var entity: Entity?
  var certainty: Double = 0
  /// The weight of all that speaks for the entity.
  var points: Double = 0
  var why = ""
  /// For a file that is not used: what it came nearest to.
  var nearest: (entity: Entity, score: Double)?
  var matches: [HeaderMatch] = []
  /// The file holds old versions of records besides the current ones.
  var hasVersions = false
}

/// Tells what a file is by its headers and its name.
///
/// Every matched header adds the weight the vocabulary gives it, a word in the file's name adds
/// four or five, a header that speaks against the entity takes five away. The best entity wins if
/// it has what it needs, enough points, and clearly more than the next one; otherwise the file is
/// not used and the report says why.
struct Recogniser: Sendable {
  let vocabulary: Vocabulary

  /// Points below which nothing is recognised: by headers alone, and where the name agrees.
  static let enough = (headers: 5.0, named: 6.5)
  /// What a header that speaks against an entity takes away.
  private static let against = 5.0
  /// The share of its weight that a header adds which any table may have, such as `id`.
  private static let generic = 0.3
  /// The next entity must be below this share of the best one's points.
  static let clear = 0.9

  func recognise(_ file: String, _ headers: [String]) -> Recognition {
    if headers.isEmpty { return Recognition(why: "the file is empty") }
    if let link = associations(headers) { return link }
    let words = FileWords(file)
    let hasVersions = self.hasVersions(headers)
    var scores = vocabulary.entities.map { score($0, headers, words) }
    if words.saysHistory && !hasVersions {
      // Property histories and audits: rows are changes, not records.
      for index in scores.indices where scores[index].entity != .stageHistory {
        if scores[index].entity.isTable { scores[index].lacks.append("records, not their history") }
      }
    }
    let able = scores.filter(\.lacks.isEmpty).sorted { $0.points > $1.points }
    let nearest = scores.max { $0.points < $1.points }
    guard let best = able.first,
      best.points >= (best.byName ? Self.enough.named : Self.enough.headers)
    else {
      return unrecognised(nearest)
    }
    if able.count > 1, able[1].points > Self.clear * best.points {
      var result = unrecognised(best)
      result.why =
        "could be \(best.entity.name) or \(able[1].entity.name): "
        + "say which, \(Self.mappingHint(best.entity, file))"
      return result
    }
    let second = able.count > 1 ? able[1].points : 0
    return Recognition(
      entity: best.entity,
      certainty: min(0.99, min(1, best.points / 8) * (1 - 0.5 * second / best.points)),
      points: best.points, why: Self.reason(best), matches: best.matches, hasVersions: hasVersions)
  }

  static func mappingHint(_ entity: Entity, _ file: String) -> String {
    "{ \(entity.name) = { file = \"\(file)\" } }"
  }

  private struct Score {
    let entity: Entity
    let points: Double
    let matches: [HeaderMatch]
    let byName: Bool
    var lacks: [String]
  }

  private func score(_ terms: EntityTerms, _ headers: [String], _ words: FileWords) -> Score {
    let matches = HeaderMatching.match(headers, terms)
    let folded = headers.map { FoldedText.of($0) }
    var byName = words.weight(terms.fileWords)
    // Every table has an id; it is this entity's own only if the file's name says so.
    let telling = matches.filter { byName > 0 || !Self.isGeneric(folded[$0.position]) }
    let found = Set(telling.map(\.field.name))
    var lacks = terms.needs.filter { need in !need.contains { found.contains($0) } }
      .map { $0.count == 1 ? $0[0] : "one of \($0.joined(separator: ", "))" }
    if terms.entity == .stageHistory, !found.contains("entered"), !words.saysHistory {
      // Any table has a date of its own; only a history's is the day of a change.
      lacks.append("a file name that says history")
    }
    if terms.onlyByFile {
      if byName == 0 { lacks.append("a file name that says \(terms.entity.name)") }
      // Its columns are those of another entity: only the name can decide.
      byName *= 2
    }
    var points = 0.0
    for match in matches where match.rank < HeaderMatching.byWords {
      points += match.field.weight * (Self.isGeneric(folded[match.position]) ? Self.generic : 1)
    }
    if points > 0 { points += byName }
    if let other = headers.indices.first(where: { terms.never.contains(folded[$0]) }) {
      lacks.append("a header without \"\(headers[other])\"")
    }
    let against = terms.unless.filter { folded.contains($0) }
    points -= Self.against * Double(against.count)
    return Score(
      entity: terms.entity, points: points, matches: matches, byName: byName > 0, lacks: lacks)
  }

  private static let genericHeaders: Set<String> = [
    "id", "recordid", "hsobjectid", "idderegistro", "datensatzid", "iddelenregistrement",
  ]

  private static func isGeneric(_ folded: String) -> Bool { genericHeaders.contains(folded) }

  private func unrecognised(_ nearest: Score?) -> Recognition {
    guard let nearest, nearest.points > 0 else {
      return Recognition(why: "no header is one that CRM exports have")
    }
    let lacks =
      nearest.lacks.isEmpty ? "" : "; it lacks \(nearest.lacks.joined(separator: ", and "))"
    return Recognition(
      why: "too little speaks for any table; nearest are \(nearest.entity.name)\(lacks)",
      nearest: (nearest.entity, nearest.points))
  }

  private static func reason(_ score: Score) -> String {
    let telling = score.matches.filter { $0.field.weight > 0 }
      .sorted { ($1.field.weight, $0.position) < ($0.field.weight, $1.position) }
      .prefix(4).map { "\"\($0.header)\"" }
    let name = score.byName ? "the file's name and " : ""
    return "\(name)the columns \(telling.joined(separator: ", "))"
  }

  private func hasVersions(_ headers: [String]) -> Bool {
    let wanted = vocabulary.technical["version"] ?? []
    let folded = Set(headers.map { FoldedText.of($0) })
    return !wanted.isEmpty && wanted.allSatisfy { folded.contains($0) }
  }

  // MARK: Tables that only link others

  /// A table of two ids and nothing of its own: which record belongs to which.
  private func associations(_ headers: [String]) -> Recognition? {
    var ends: [HeaderMatch] = []
    let technical = Set(vocabulary.technical["link"] ?? [])
    for (position, header) in headers.enumerated() {
      let folded = FoldedText.of(header)
      if let field = LinkEnds.field(folded) {
        ends.append(
          HeaderMatch(
            header: header, position: position, field: field, rank: 0, isExplicit: false,
            scale: nil))
      } else if !technical.contains(folded) {
        return nil
      }
    }
    guard ends.count == 2, ends[0].field.name != ends[1].field.name else { return nil }
    return Recognition(
      entity: .links, certainty: 0.99,
      why: "it holds nothing but \"\(ends[0].header)\" and \"\(ends[1].header)\"", matches: ends)
  }
}

/// The ids that association tables are made of.
enum LinkEnds {
  private static let names: [(field: String, headers: [String])] = [
    ("account_id", ["accountid", "companyid"]),
    ("contact_id", ["contactid", "vid", "personid"]),
    ("deal_id", ["dealid", "opportunityid"]),
    ("ticket_id", ["ticketid", "caseid"]),
    ("touch_id", ["engagementid", "activityid", "touchid"]),
  ]

  static func field(_ folded: String) -> Field? {
    guard let entry = names.first(where: { $0.headers.contains(folded) }) else { return nil }
    return Field(name: entry.field, kind: .id, range: nil, weight: 0, headers: entry.headers)
  }
}
