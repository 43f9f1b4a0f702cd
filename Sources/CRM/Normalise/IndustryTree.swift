import Basics

/// An industry in the tree: what a CRM, a vendor or a register calls it, in one form.
public struct Industry: Sendable, Hashable {
  /// One of about fifteen.
  public let sector: String
  /// LinkedIn's name; nil where only the sector is known.
  public let industry: String?
  /// The nearest codes of the public classifications.
  public let naics: String?
  public let sic: String?
}

/// Industries by name, NAICS code or SIC code.
public struct IndustryTree: Sendable {
  private let names: [String: Industry]
  private let naics: [String: Industry]
  private let sic: [String: Industry]
  /// All industries, in the order of the tree.
  public let all: [Industry]

  /// The tree that comes with the program (`industries.txt`).
  public static let standard = Self(
    String(decoding: PackageResources.industries_txt, as: UTF8.self))

  init(_ text: String) {
    var names: [String: Industry] = [:]
    var (naics, sic): ([String: Industry], [String: Industry]) = ([:], [:])
    var all: [Industry] = []
    var sector = ""
    /// The first line that claims a name or code has it.
    func claim(_ map: inout [String: Industry], _ keys: [String], _ industry: Industry) {
      for key in keys where !key.isEmpty && map[key] == nil { map[key] = industry }
    }
    var sectors: [(codes: [String], sics: [String], industry: Industry)] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: "|", omittingEmptySubsequences: false).map {
        TextForm.trimmed(String($0))
      }
      guard !parts[0].isEmpty else { continue }
      let codes = parts.count > 1 ? parts[1].split(separator: " ").map(String.init) : []
      let sics = parts.count > 2 ? parts[2].split(separator: " ").map(String.init) : []
      if parts[0].hasPrefix("sector ") {
        sector = String(parts[0].dropFirst(7))
        let whole = Industry(sector: sector, industry: nil, naics: codes.first, sic: sics.first)
        sectors.append((codes, sics, whole))
        continue
      }
      let industry = Industry(
        sector: sector, industry: parts[0], naics: codes.first, sic: sics.first)
      all.append(industry)
      let others = parts.count > 3 ? parts[3].split(separator: ";").map(String.init) : []
      claim(&names, [TextForm.folded(parts[0])], industry)
      claim(&names, others.map { TextForm.folded($0) }, industry)
      claim(&names, ([parts[0]] + others).map { Self.withoutAnd($0) }, industry)
      claim(&naics, codes, industry)
      claim(&sic, sics, industry)
    }
    for (codes, sics, whole) in sectors {
      claim(&names, [TextForm.folded(whole.sector)], whole)
      claim(&naics, codes, whole)
      claim(&sic, sics, whole)
    }
    self.names = names
    self.naics = naics
    self.sic = sic
    self.all = all
  }

  /// The industry of a name or code; nil for what is not known: nothing is guessed from part of a
  /// name.
  ///
  /// Case, accents, punctuation and `&` or `and` do not count, so that HubSpot's `COMPUTER_SOFTWARE`
  /// and LinkedIn's `Computer Software` are one. Numbers are NAICS codes, or SIC codes where `sic`;
  /// a code of one industry's range counts for it.
  public func industry(_ text: String, sic isSIC: Bool = false) -> Industry? {
    let trimmed = TextForm.trimmed(text)
    let digits = trimmed.prefix { $0.isASCII && $0.isNumber }
    let rest = trimmed.dropFirst(digits.count).first
    if digits.count >= 2, digits.count <= 6,
      rest == nil || rest == " " || rest == "-" || rest == ":"
    {
      // `31-33`, `541511 Custom Computer Programming Services`
      return code(String(digits), isSIC ? sic : naics, longest: isSIC ? 4 : 6)
    }
    return names[TextForm.folded(trimmed)] ?? names[Self.withoutAnd(trimmed)]
      ?? names[Self.withAnd(trimmed)]
  }

  private func code(_ digits: String, _ codes: [String: Industry], longest: Int) -> Industry? {
    var prefix = String(digits.prefix(longest))
    while prefix.utf8.count >= 2 {
      if let found = codes[prefix] { return found }
      prefix.removeLast()
    }
    return nil
  }

  /// `&` and `and` are one.
  private static func withoutAnd(_ text: String) -> String {
    words(text).filter { $0 != "and" && $0 != "und" && $0 != "y" && $0 != "et" }.joined()
  }

  private static func withAnd(_ text: String) -> String {
    TextForm.folded(text.replacing("&", with: " and "))
  }

  private static func words(_ text: String) -> [String] {
    text.split { !$0.isLetter && !$0.isNumber }.map { TextForm.folded(String($0)) }
  }
}
