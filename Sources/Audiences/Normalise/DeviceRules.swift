import CRM

/// Advertising identifiers, user names and user numbers.
enum DeviceRules {
  enum Case { case lower, upper, lowerWithoutDashes, asGiven }

  /// A mobile advertising identifier: 32 hexadecimal digits, with dashes in 8-4-4-4-12 or none; an
  /// Android ID has 16 and no dashes. All zeros is what a device sends that does not want to be
  /// followed.
  static func identifier(_ text: String, _ form: Case) -> Normalised {
    let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let lengths = groups.map(\.count)
    let isAndroid = form == .lowerWithoutDashes && lengths == [16]
    guard lengths == [8, 4, 4, 4, 12] || lengths == [32] || isAndroid else {
      return .drop(.malformed)
    }
    for group in groups where !group.allSatisfy(Normaliser.isHexDigit) { return .drop(.malformed) }
    if groups.allSatisfy({ $0.allSatisfy { $0 == 48 } }) { return .drop(.missing) }
    switch form {
    case .lower: return .plain(TextForm.lowercased(text))
    case .upper: return .plain(text.uppercased())
    case .asGiven: return .plain(text)
    case .lowerWithoutDashes:
      return .plain(TextForm.lowercased(String(decoding: groups.joined(), as: UTF8.self)))
    }
  }

  /// A user name on X: without `@` and address, lower-case; letters, digits and `_`.
  static func handle(_ text: String) -> Normalised {
    var name = TextForm.lowercased(TextForm.withoutInvisible(text))
    for prefix in ["https://", "http://", "www.", "mobile.", "twitter.com/", "x.com/"]
    where name.hasPrefix(prefix) {
      name.removeFirst(prefix.count)
    }
    while name.hasSuffix("/") { name.removeLast() }
    if name.hasPrefix("@") { name.removeFirst() }
    name = TextForm.trimmed(name)
    guard !name.isEmpty, name.utf8.count <= 50, name.utf8.allSatisfy(isNameByte) else {
      return .drop(.malformed)
    }
    return .plain(name)
  }

  static func userID(_ text: String) -> Normalised {
    guard text.utf8.count <= 20, text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else {
      return .drop(.malformed)
    }
    return .plain(text)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) || byte == UInt8(ascii: "_")
  }
}
