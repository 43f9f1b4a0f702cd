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
      for variant in HeaderVariant.all(of: header) {
        for (field, rank) in terms.byHeader[variant.folded] ?? [] {
          let penalty = variant.penalty + (empty.contains(position) ? 10_000 : 0)
          candidates.append(
            Candidate(rank: rank + penalty, field: field, position: position, scale: variant.scale))
        }
      }
    }
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

  static func all(of header: String) -> [HeaderVariant] {
    var variants = [HeaderVariant(folded: FoldedText.of(header), penalty: 0, scale: nil)]
    func add(_ text: Substring, _ penalty: Int, _ scale: Double? = nil) {
      let folded = FoldedText.of(String(text))
      if !folded.isEmpty, !variants.contains(where: { $0.folded == folded && $0.scale == scale }) {
        variants.append(HeaderVariant(folded: folded, penalty: penalty, scale: scale))
      }
    }
    let lower = header.lowercased()
    // Fivetran's property_… of HubSpot, in quotes of its warehouse or not.
    if let range = prefix("property_", of: lower) {
      add(header[header.index(header.startIndex, offsetBy: range)...], 1)
    }
    for suffix in ["__c", "_c"] where lower.hasSuffix(suffix) && lower.count > suffix.count {
      add(header.dropLast(suffix.count), 1000)
      break
    }
    // Amount (EUR), Revenue (in millions); but not the (2) of a header that occurs twice.
    if header.last == ")", let open = header.lastIndex(of: "("), open > header.startIndex {
      let inside = header[header.index(after: open)...].dropLast()
      if Int(inside) == nil { add(header[..<open], 500, scale(of: inside)) }
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
