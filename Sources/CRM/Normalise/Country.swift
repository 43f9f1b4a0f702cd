/// A country by its ISO 3166-1 alpha-2 code, in 16 bits: the two capital letters.
public struct Country: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let raw: UInt16

  /// The country whose code, ISO alpha-3 code or name `text` is.
  ///
  /// Names are known in twenty languages and common spellings; case, accents, punctuation and a
  /// leading "the" do not count. `UK` is read as `GB`, `EL` as `GR`. Nil for what is not known:
  /// nothing is guessed from part of a name.
  ///
  /// - Complexity: O(length).
  public init?(_ text: String) {
    let trimmed = TextForm.trimmed(TextForm.withoutInvisible(text))
    var key = TextForm.folded(trimmed)
    if let raw = Self.index.codes[key] {
      self.raw = raw
      return
    }
    if key.hasPrefix("the"), key.utf8.count > 6 { key.removeFirst(3) }
    guard let raw = Self.index.codes[key] else { return nil }
    self.raw = raw
  }

  init(letters first: UInt8, _ second: UInt8) { raw = UInt16(first) << 8 | UInt16(second) }

  /// The two capital letters.
  public var code: String {
    String(
      decoding: [UInt8(truncatingIfNeeded: raw >> 8), UInt8(truncatingIfNeeded: raw)], as: UTF8.self
    )
  }

  public var description: String { code }

  /// The English name.
  public var name: String { Self.index.names[raw] ?? code }

  public static func < (a: Self, b: Self) -> Bool { a.raw < b.raw }

  public static let unitedStates = Country(letters: 0x55, 0x53)
  public static let canada = Country(letters: 0x43, 0x41)

  /// All that are known, by code.
  public static let all: [Country] = index.names.keys.sorted().map(Country.init(known:))

  private init(known raw: UInt16) { self.raw = raw }

  /// The country of a packed code; nil for 0, which stands for no country in columns of codes.
  public init?(raw: UInt16) {
    guard raw != 0 else { return nil }
    self.raw = raw
  }

  /// Whether Google's EU user consent policy covers people here: the European Economic Area, the
  /// United Kingdom and Switzerland.
  public var isInConsentArea: Bool { Self.consentArea[Int(raw)] }

  /// By packed code: lists of millions of people ask for each.
  private static let consentArea: [Bool] = {
    var area = [Bool](repeating: false, count: 1 << 16)
    for code in consentAreaCodes {
      let letters = Array(code.utf8)
      area[Int(Country(letters: letters[0], letters[1]).raw)] = true
    }
    return area
  }()

  private static let consentAreaCodes = [
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV",
    "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO", "GB", "CH",
    // Parts of EU states that ISO lists on their own.
    "AX", "GF", "GP", "MQ", "YT", "RE", "MF",
  ]

  private struct Index: Sendable {
    var codes: [String: UInt16] = [:]
    var names: [UInt16: String] = [:]
  }

  private static let index: Index = {
    var index = Index()
    let text = String(decoding: PackageResources.countries_txt, as: UTF8.self)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let fields = line.split(separator: "|")
      let letters = Array(fields[0].utf8)
      guard fields.count == 3, letters.count == 2 else { continue }
      let raw = UInt16(letters[0]) << 8 | UInt16(letters[1])
      let names = fields[2].split(separator: ";").map(String.init)
      index.names[raw] = names.first
      for name in [String(fields[0]), String(fields[1])] + names {
        var key = TextForm.folded(name)
        if key.hasPrefix("the"), key.utf8.count > 6 { key.removeFirst(3) }
        index.codes[key] = raw
      }
    }
    return index
  }()
}
