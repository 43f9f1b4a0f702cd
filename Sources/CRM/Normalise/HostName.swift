import CDomain

/// The host of a web or e-mail address, cleaned, and the domain that a company registered.
public struct HostName: Sendable, Hashable {
  /// Lower-case, ASCII (`xn--…` for other scripts), without scheme, path, port, `www.` or final dot.
  public let ascii: String

  /// Why a cell holds no host name of a company.
  public enum Fault: String, Error, Sendable {
    /// Empty, or a word such as `n/a`.
    case missing
    /// Not the form of a host name.
    case malformed
    /// An IP address, `localhost`, or a name under no public suffix.
    case notPublic
    /// A page on a social network or directory: the host is not the company's.
    case socialPage
  }

  /// The host in a domain, a URL or an e-mail address.
  public static func read(_ cell: String) -> Result<Self, Fault> {
    var text = TextForm.trimmed(TextForm.withoutInvisible(cell))
    if MissingWords.contains(text) { return .failure(.missing) }
    text = host(in: TextForm.lowercased(text))
    while text.hasSuffix(".") { text.removeLast() }
    if text.hasPrefix("www.") { text.removeFirst(4) }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if labels.count < 2 {
      return .failure(text == "localhost" ? .notPublic : .malformed)
    }
    if text.hasPrefix("[") || labels.allSatisfy({ $0.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } }) {
      return .failure(.notPublic)
    }
    var encoded: [String] = []
    for label in labels {
      guard let ascii = Punycode.encoded(label), isLabel(ascii) else { return .failure(.malformed) }
      encoded.append(ascii)
    }
    let ascii = encoded.joined(separator: ".")
    guard ascii.utf8.count <= 253 else { return .failure(.malformed) }
    let name = Self(ascii: ascii)
    guard let domain = name.registrable else { return .failure(.notPublic) }
    if Self.socialDomains.contains(domain) { return .failure(.socialPage) }
    return .success(name)
  }

  /// The part that was registered: `acme.co.uk` of `shop.acme.co.uk`. Under a hosting service it is
  /// the customer's name there, `acme.github.io`. Nil for a public suffix itself and for names under
  /// none.
  public var registrable: String? {
    let offset = ascii.withCString { cdomain_registrable($0, 0) }
    guard offset >= 0 else { return nil }
    return String(decoding: Array(ascii.utf8.dropFirst(offset)), as: UTF8.self)
  }

  /// Where the registered name begins in a host in lower-case ASCII with a terminator; -1 for none.
  static func registrableOffset(_ host: [UInt8]) -> Int {
    host.withUnsafeBytes { bytes in
      bytes.baseAddress.map { cdomain_registrable($0.assumingMemoryBound(to: CChar.self), 0) } ?? -1
    }
  }

  /// Whether the registered name that begins at `offset` is a social network's.
  static func isSocial(_ host: [UInt8], from offset: Int) -> Bool {
    // The longest of them has 14 bytes.
    guard host.count - 1 - offset <= 14 else { return false }
    return socialDomains.contains(String(decoding: host[offset..<(host.count - 1)], as: UTF8.self))
  }

  /// For people to read: `bücher.de` for `xn--bcher-kva.de`.
  public var unicode: String {
    ascii.split(separator: ".")
      .map { Punycode.decoded(String($0)) ?? String($0) }
      .joined(separator: ".")
  }

  /// Whether many people who do not know each other have addresses here (`gmail.com`): such a domain
  /// says nothing about a company.
  public var isFreeMail: Bool { Self.freeMail.contains(registrable ?? ascii) }

  /// The free-mail domains that are known, sorted.
  public static let freeMailDomains: [String] = freeMail.sorted()

  private static let freeMail: Set<String> = words(PackageResources.freemail_txt)
  private static let socialDomains: Set<String> = [
    "linkedin.com", "facebook.com", "fb.com", "twitter.com", "x.com", "instagram.com",
    "youtube.com",
    "tiktok.com", "xing.com", "crunchbase.com", "pinterest.com", "linktr.ee", "t.me", "wa.me",
  ]

  private static func words(_ bytes: [UInt8]) -> Set<String> {
    Set(
      String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        .filter { !$0.hasPrefix("#") }
        .flatMap { $0.split(separator: " ").map(String.init) })
  }

  /// What is left of a URL or an address without scheme, user, port, path, query and fragment.
  private static func host(in text: String) -> String {
    var text = text[...]
    if let scheme = text.firstRange(of: "://") {
      text = text[scheme.upperBound...]
    } else if text.hasPrefix("//") {
      text = text.dropFirst(2)
    } else if text.hasPrefix("mailto:") {
      text = text.dropFirst(7)
    }
    if let end = text.firstIndex(where: { $0 == "/" || $0 == "?" || $0 == "#" || $0 == "\\" }) {
      text = text[..<end]
    }
    if let at = text.lastIndex(of: "@") { text = text[text.index(after: at)...] }
    if !text.hasPrefix("["), let colon = text.firstIndex(of: ":") { text = text[..<colon] }
    // Full stops of other scripts separate labels too (IDNA2003, section 3.1).
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          "\u{3002}\u{FF0E}\u{FF61}".unicodeScalars.contains($0) ? "." : $0
        }))
  }

  private static func isLabel(_ label: String) -> Bool {
    !label.isEmpty && label.utf8.count <= 63 && label.utf8.first != UInt8(ascii: "-")
      && label.utf8.last != UInt8(ascii: "-")
      && label.utf8.allSatisfy {
        ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == UInt8(ascii: "-")
          || $0 == UInt8(ascii: "_")
      }
  }
}
