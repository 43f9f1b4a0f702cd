/// What one header of a file was taken for.
struct HeaderMatch: Sendable {
  let header: String
  /// The column in the file.
  let position: Int
  let field: Field
  /// 0: the canonical name itself; greater: a less usual name.
  let rank: Int
  /// The user said so.
  let isExplicit: Bool
  /// What a unit in the header says numbers are to be multiplied by.
  let scale: Double?
}

/// Finds out which headers stand for which fields of an entity.
enum HeaderMatching {
  /// At most one header for each field and one field for each header; of several headers the one
  /// that stands first in the field's list wins, then the one that stands first in the file.
  ///
  /// - Parameters:
  ///   - explicit: Field to header, as the user says; both must exist.
  ///   - empty: Columns without any value, which are taken only if there is nothing else.
  static func match(
    _ headers: [String], _ terms: EntityTerms, explicit: [String: String] = [:],
    empty: Set<Int> = []
  ) -> [HeaderMatch] {
    var matches: [HeaderMatch] = []
    var takenFields: Set<Int> = []
    var takenHeaders: Set<Int> = []
    for (name, header) in explicit.sorted(by: { $0.key < $1.key }) {
      guard let field = terms.fields.firstIndex(where: { $0.name == name }),
        let position = headers.firstIndex(of: header)
      else { continue }
      takenFields.insert(field)
      takenHeaders.insert(position)
      matches.append(
        HeaderMatch(
          header: header, position: position, field: terms.fields[field], rank: 0,
          isExplicit: true, scale: nil))
    }
    var candidates: [Candidate] = []
    for (position, header) in headers.enumerated() where !takenHeaders.contains(position) {
      for variant in HeaderVariant.all(of: header, terms.entity) {
        for (field, rank) in terms.byHeader[variant.folded] ?? [] {
          let penalty = variant.penalty + (empty.contains(position) ? 10_000 : 0)
          candidates.append(
            Candidate(rank: rank + penalty, field: field, position: position, scale: variant.scale))
        }
      }
    }
    candidates += optOuts(headers, terms, takenHeaders, empty)
    candidates.sort { ($0.rank, $0.position, $0.field) < ($1.rank, $1.position, $1.field) }
    for candidate in candidates {
      guard !takenFields.contains(candidate.field), !takenHeaders.contains(candidate.position)
      else { continue }
      takenFields.insert(candidate.field)
      takenHeaders.insert(candidate.position)
      matches.append(
        HeaderMatch(
          header: headers[candidate.position], position: candidate.position,
          field: terms.fields[candidate.field], rank: candidate.rank, isExplicit: false,
          scale: candidate.scale))
    }
    return matches.sorted { $0.position < $1.position }
  }

  /// Added to the rank of headers that are known by their words only, which tell nothing of what a
  /// file is.
  static let byWords = 2000

  /// Headers that speak of opting out, however they word it.
  private static func optOuts(
    _ headers: [String], _ terms: EntityTerms, _ taken: Set<Int>, _ empty: Set<Int>
  ) -> [Candidate] {
    guard let field = terms.fields.firstIndex(where: { $0.name == "opt_out" }) else { return [] }
    return headers.enumerated().compactMap { position, header in
      guard !taken.contains(position), OptOutHeader.matches(header) else { return nil }
      let rank = byWords + (empty.contains(position) ? 10_000 : 0)
      return Candidate(rank: rank, field: field, position: position, scale: nil)
    }
  }

  /// The columns besides the matched ones that say who opted out too: of "Do not allow Emails" and
  /// "Do not allow Bulk Emails" each counts.
  static func otherOptOuts(
    _ headers: [String], _ terms: EntityTerms, _ matches: [HeaderMatch]
  ) -> [HeaderMatch] {
    guard let own = matches.first(where: { $0.field.name == "opt_out" }), !own.isExplicit else {
      return []
    }
    let taken = Set(matches.map(\.position))
    return headers.enumerated().compactMap { position, header in
      guard !taken.contains(position) else { return nil }
      let isKnown = HeaderVariant.all(of: header, terms.entity).contains {
        own.field.headers.contains($0.folded)
      }
      guard isKnown || OptOutHeader.matches(header) else { return nil }
      return HeaderMatch(
        header: header, position: position, field: own.field, rank: byWords, isExplicit: false,
        scale: nil)
    }
  }

  private struct Candidate {
    let rank: Int
    let field: Int
    let position: Int
    let scale: Double?
  }
}

/// A header, folded, as it is and without what CRMs hang on it.
struct HeaderVariant {
  let folded: String
  /// Added to the rank: the plain header goes before the stripped one.
  let penalty: Int
  let scale: Double?

  /// Dynamics' `statecode` is the state of the record; that of an address is written `state_code`,
  /// `State Code` or `BillingStateCode`.
  static func isState(_ header: String) -> Bool {
    header == "statecode" || header == "StateCode" || header == "STATECODE"
  }

  /// - Parameter entity: What the file may hold: `Deal - Title` is the title of a deal, and nothing
  ///   of a contact.
  static func all(of header: String, _ entity: Entity? = nil) -> [HeaderVariant] {
    if isState(header) {
      return [HeaderVariant(folded: FoldedText.of("record state code"), penalty: 0, scale: nil)]
    }
    var variants = [HeaderVariant(folded: FoldedText.of(header), penalty: 0, scale: nil)]
    func add(_ text: Substring, _ penalty: Int, _ scale: Double? = nil) {
      let folded = FoldedText.of(String(text))
      if !folded.isEmpty, !variants.contains(where: { $0.folded == folded && $0.scale == scale }) {
        variants.append(HeaderVariant(folded: folded, penalty: penalty, scale: scale))
      }
    }
    let lower = header.lowercased()
    var bodies = [header[...]]
    // Fivetran's property_… of HubSpot, in quotes of its warehouse or not.
    if let range = prefix("property_", of: lower) {
      add(header[header.index(header.startIndex, offsetBy: range)...], 1)
    }
    for known in HeaderPrefix.all where known.entity == nil || known.entity == entity {
      guard lower.hasPrefix(known.text), lower.count > known.text.count else { continue }
      let rest = header.dropFirst(known.text.count)
      if known.namesRecord, let record = HeaderPrefix.records[FoldedText.of(String(rest))] {
        // Dynamics calls the id by the table: (Do Not Modify) Account.
        add(record[...], 1)
      } else {
        add(rest, 1)
        bodies.append(rest)
      }
      break
    }
    for body in bodies {
      let penalty = body.count < header.count ? 1 : 0
      let lower = body.lowercased()
      for suffix in ["__c", "_c"] where lower.hasSuffix(suffix) && lower.count > suffix.count {
        add(body.dropLast(suffix.count), 1000 + penalty)
        break
      }
      // Amount (EUR), Revenue (in millions); but not the (2) of a header that occurs twice.
      if body.last == ")", let open = body.lastIndex(of: "("), open > body.startIndex {
        let inside = body[body.index(after: open)...].dropLast()
        if Int(inside) == nil { add(body[..<open], 500 + penalty, scale(of: inside)) }
      }
    }
    return variants
  }

  private static func prefix(_ prefix: String, of text: String) -> Int? {
    let quotes: Set<Character> = ["\"", "`", "'"]
    let skipped = text.prefix { quotes.contains($0) }.count
    return text.dropFirst(skipped).hasPrefix(prefix) ? skipped + prefix.count : nil
  }

  private static func scale(of unit: Substring) -> Double? {
    let words = FoldedText.words(String(unit))
    for word in words {
      switch word {
      case "million", "millions", "mio", "mn", "mm", "m", "millionen", "mln": return 1e6
      case "thousand", "thousands", "k", "tsd", "000", "000s": return 1e3
      case "billion", "billions", "bn", "b", "mrd": return 1e9
      default: continue
      }
    }
    return nil
  }
}
