/// An e-mail address, taken out of what a cell holds: in lower case, composed (NFC), without what
/// people and programs put around it.
///
/// `mailto:`, `Jane Doe <jane@example.com>`, surrounding quotes, trailing separators and invisible
/// characters are taken off. Nothing else is repaired: a space inside an address, or two addresses in
/// one cell, is a fault, because the repaired address would be one that nobody gave.
public struct EmailAddress: Sendable, Equatable {
  /// Before the `@`.
  public let local: String
  /// After the `@`, without a final dot. Not converted between `bücher.de` and `xn--bcher-kva.de`.
  public let domain: String

  public var text: String { local + "@" + domain }

  /// Why a cell holds no address.
  public enum Fault: String, Error, Sendable {
    /// Empty, or a word such as `n/a`.
    case missing
    /// More than one address.
    case several
    /// White space within the address.
    case space
    /// Not the form of an address.
    case malformed
  }

  /// Reads one address.
  ///
  /// - Parameter removingSpaces: Whether white space within is taken out instead of being a fault.
  public static func read(_ cell: String, removingSpaces: Bool = false) -> Result<Self, Fault> {
    var text = TextForm.trimmed(TextForm.withoutInvisible(cell))
    if MissingWords.contains(text) { return .failure(.missing) }
    switch unwrapped(text) {
    case .success(let inner): text = inner
    case .failure(let fault): return .failure(fault)
    }
    let signs = text.utf8.count { $0 == UInt8(ascii: "@") }
    if signs > 1 { return .failure(.several) }
    if signs == 0 { return .failure(.malformed) }
    if text.unicodeScalars.contains(where: TextForm.isBlank) {
      guard removingSpaces else { return .failure(.space) }
      text = TextForm.string(text.unicodeScalars.filter { !TextForm.isBlank($0) })
    }
    text = TextForm.lowercased(text)
    guard let at = text.utf8.firstIndex(of: UInt8(ascii: "@")) else { return .failure(.malformed) }
    let local = String(text[..<at])
    var domain = String(text[text.utf8.index(after: at)...])
    if domain.utf8.last == UInt8(ascii: ".") { domain.removeLast() }
    guard isLocal(local), isDomain(domain) else { return .failure(.malformed) }
    return .success(Self(local: local, domain: domain))
  }

  /// The addresses in a cell that may hold several, split at `;`, `,`, `|` and line ends.
  public static func split(_ cell: String) -> [String] {
    cell.unicodeScalars
      .split { $0 == ";" || $0 == "," || $0 == "|" || $0 == "\n" || $0 == "\r" }
      .map { TextForm.trimmed(String($0)) }
      .filter { !$0.isEmpty }
  }

  /// The same for all spellings that reach one mailbox, as far as that is known: at Gmail dots and
  /// what follows a `+` do not count, and `googlemail.com` is `gmail.com`. For recognising a person,
  /// never for hashing: each platform has rules of its own.
  public var mailbox: String {
    guard isGmail else { return text }
    return Self.withoutDots(Self.withoutTag(local)) + "@gmail.com"
  }

  public var isGmail: Bool { domain == "gmail.com" || domain == "googlemail.com" }

  /// `local` up to the first `+`.
  public static func withoutTag(_ local: String) -> String {
    guard let plus = local.utf8.firstIndex(of: UInt8(ascii: "+")) else { return local }
    return String(local[..<plus])
  }

  public static func withoutDots(_ local: String) -> String {
    String(decoding: local.utf8.filter { $0 != UInt8(ascii: ".") }, as: UTF8.self)
  }

  private static func unwrapped(_ text: String) -> Result<String, Fault> {
    var text = text[...]
    func drop(_ prefix: String) -> Bool {
      guard TextForm.lowercased(String(text.prefix(prefix.count))) == prefix else { return false }
      text = text.dropFirst(prefix.count)
      return true
    }
    if drop("mailto:") {
      // "mailto:jane@example.com?subject=…"
      if let query = text.firstIndex(of: "?") { text = text[..<query] }
    }
    while let last = text.last, last == ";" || last == "," || last == " " { text = text.dropLast() }
    if text.last == ">" {
      let opening = text.filter { $0 == "<" }.count
      let closing = text.filter { $0 == ">" }.count
      if opening != 1 || closing != 1 { return .failure(opening > 1 ? .several : .malformed) }
      guard let start = text.firstIndex(of: "<") else { return .failure(.malformed) }
      text = text[text.index(after: start)...].dropLast()
      _ = drop("mailto:")
    }
    if text.count >= 2, let first = text.first, first == text.last, first == "\"" || first == "'" {
      text = text.dropFirst().dropLast()
    }
    return .success(TextForm.trimmed(String(text)))
  }

  /// Letters, digits and the signs of RFC 5322's `atext`, with dots anywhere: some providers hand out
  /// addresses such as `a..b@`. Letters of all scripts, as RFC 6531 allows.
  private static func isLocal(_ local: String) -> Bool {
    guard local.utf8.count <= 64 else { return false }
    var onlyDots = true
    for scalar in local.unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9", "!", "#", "$", "%", "&", "'", "*", "+", "-", "/", "=", "?", "^",
        "_", "`", "{", "|", "}", "~":
        onlyDots = false
      case ".": continue
      default:
        guard scalar.value >= 0x80, TextForm.isLetterOrDigit(scalar) || TextForm.isMark(scalar)
        else { return false }
        onlyDots = false
      }
    }
    return !onlyDots
  }

  /// At least two labels, none empty, the last not a number.
  private static func isDomain(_ domain: String) -> Bool {
    guard domain.utf8.count <= 253 else { return false }
    let labels = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard labels.count >= 2, let top = labels.last else { return false }
    for label in labels where label.isEmpty || label.count > 63 { return false }
    if top.allSatisfy({ $0 >= 48 && $0 <= 57 }) { return false }
    return domain.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "0"..."9", "-", ".": true
      default: scalar.value >= 0x80 && (TextForm.isLetterOrDigit(scalar) || TextForm.isMark(scalar))
      }
    }
  }
}
