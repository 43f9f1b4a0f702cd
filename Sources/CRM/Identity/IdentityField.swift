import Basics
import Columns

/// What tells records apart, and what records of one company or person share.
public enum IdentityField: String, Sendable, CaseIterable {
  case domain, phone, email, linkedin, name, country, state, city, zip, company

  /// Columns that hold it, by their canonical names, in order of preference.
  func columns(_ subject: IdentitySubject) -> [String] {
    switch self {
    case .domain: ["domain", "website", "url"]
    case .phone: ["phone", "mobile"]
    case .email: ["email"]
    case .linkedin: ["linkedin_url"]
    case .name:
      subject == .companies ? ["name", "account_name", "company"] : ["full_name", "name"]
    case .country: ["country", "country_code"]
    case .state: ["state", "state_code"]
    case .city: ["city"]
    case .zip: ["zip"]
    case .company: subject == .companies ? [] : ["account_id", "company", "account_name"]
    }
  }

  /// Of fields that a record has alone: how often two records that share a value, which nobody else
  /// has, are one; and how often two records of one company or person differ in it.
  ///
  /// Domains change with a rename, phones with an office. Set by judgement, once, and kept by the
  /// tests on a generated set with known truth.
  var key: (reliability: Double, differs: Double)? {
    switch self {
    case .domain: (0.975, 0.2)
    case .email: (0.98, 0.3)
    case .linkedin: (0.97, 0.2)
    case .phone: (0.85, 0.35)
    default: nil
    }
  }

  /// Of fields that many records share: how often two records of one company or person agree.
  var agrees: Double? {
    switch self {
    case .country: 0.97
    case .state: 0.93
    case .city: 0.85
    case .zip: 0.75
    case .company: 0.85
    default: nil
    }
  }

  static let keys: [Self] = allCases.filter { $0.key != nil }
  static let shared: [Self] = allCases.filter { $0.agrees != nil }
}

/// Whose records are compared.
public enum IdentitySubject: String, Sendable {
  case companies, people

  /// People have an e-mail address or a first name; everything else is a company.
  public init(_ table: Table) {
    let isPeople =
      table.position(of: "contact_id") != nil
      || table.position(of: "first_name") != nil || table.position(of: "full_name") != nil
    self = isPeople ? .people : .companies
  }
}

/// Turns cells into hashes that are equal where the cells mean the same; 0 where they mean nothing.
///
/// One reader a thread: it keeps scratch memory.
struct FieldHasher {
  private let field: IdentityField
  private let subject: IdentitySubject
  private var scratch: [UInt8] = []
  private static let freeMail = Set(HostName.freeMailDomains.map { ByteHash.of($0) })

  init(_ field: IdentityField, _ subject: IdentitySubject) {
    self.field = field
    self.subject = subject
  }

  mutating func hash(_ cell: UnsafeBufferPointer<UInt8>) -> UInt64 {
    switch field {
    case .domain: domain(cell)
    case .phone: PhoneKey.key(cell)
    case .email: email(cell)
    case .linkedin: linkedIn(cell)
    case .zip: zip(cell)
    case .country: country(cell)
    default: folded(cell)
    }
  }

  /// The registered domain, unless anybody may have an address there.
  private mutating func domain(_ cell: UnsafeBufferPointer<UInt8>) -> UInt64 {
    if let offset = PlainHost.registrable(cell, into: &scratch) {
      if offset < 0 { return 0 }
      return scratch.withUnsafeBufferPointer { bytes -> UInt64 in
        var hash = ByteHash()
        // The last byte is the terminator.
        hash.add(UnsafeBufferPointer(rebasing: bytes[offset..<(bytes.count - 1)]))
        return Self.freeMail.contains(hash.value) ? 0 : hash.value
      }
    }
    guard case .success(let host) = HostName.read(String(decoding: cell, as: UTF8.self)),
      !host.isFreeMail
    else { return 0 }
    return ByteHash.of(host.registrable ?? host.ascii)
  }

  private mutating func email(_ cell: UnsafeBufferPointer<UInt8>) -> UInt64 {
    // Plain addresses outside Gmail, whose dots and tags do not count, are their own mailbox.
    scratch.removeAll(keepingCapacity: true)
    var at = -1
    var isPlain = cell.count > 3
    for byte in cell {
      let small = byte &- 0x41 < 26 ? byte | 0x20 : byte
      if small == UInt8(ascii: "@") {
        if at >= 0 { isPlain = false }
        at = scratch.count
      } else if !(small &- 0x61 < 26 || small &- 0x30 < 10 || small == 0x2E || small == 0x2D
        || small == 0x5F)
      {
        isPlain = false
      }
      scratch.append(small)
    }
    if isPlain, at > 0, at < scratch.count - 3, scratch[at + 1] != UInt8(ascii: "g") {
      return scratch.withUnsafeBufferPointer { bytes in
        var hash = ByteHash()
        hash.add(bytes)
        return hash.value
      }
    }
    guard case .success(let address) = EmailAddress.read(String(decoding: cell, as: UTF8.self))
    else { return 0 }
    return ByteHash.of(address.mailbox)
  }

  /// What stands after `/company/` or `/in/`.
  private func linkedIn(_ cell: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let text = TextForm.lowercased(String(decoding: cell, as: UTF8.self))
    for marker in ["/company/", "/in/", "/school/", "/showcase/"] {
      guard let range = text.firstRange(of: marker) else { continue }
      let name = text[range.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
      return name.isEmpty ? 0 : ByteHash.of(marker + name)
    }
    return 0
  }

  /// Letters and digits; of US codes with four further digits the first five.
  private func zip(_ cell: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = ByteHash()
    var count = 0
    var isDigits = true
    for byte in cell {
      if byte == UInt8(ascii: "-"), isDigits, count == 5 { break }
      let small = byte &- 0x41 < 26 ? byte | 0x20 : byte
      let isDigit = small &- 0x30 < 10
      guard isDigit || small &- 0x61 < 26 else { continue }
      if !isDigit { isDigits = false }
      hash.add(small)
      count += 1
    }
    return count < 3 ? 0 : hash.value
  }

  private func country(_ cell: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let country = Country(String(decoding: cell, as: UTF8.self)) else { return folded(cell) }
    return ByteHash.of(country.code)
  }

  private func folded(_ cell: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = ByteHash()
    var count = 0
    for byte in cell {
      if byte >= 0x80 {
        let text = TextForm.folded(String(decoding: cell, as: UTF8.self))
        return text.isEmpty ? 0 : ByteHash.of(text)
      }
      let small = byte &- 0x41 < 26 ? byte | 0x20 : byte
      guard small &- 0x61 < 26 || small &- 0x30 < 10 else { continue }
      hash.add(small)
      count += 1
    }
    return count == 0 ? 0 : hash.value
  }
}

/// Hosts in plain ASCII, without a text for each.
enum PlainHost {
  /// The host of a domain, URL or e-mail address into `scratch`, with a terminator.
  ///
  /// - Returns: where the registered name begins; -1 for no name of a company; nil if the cell needs
  ///   the full reader: other scripts, or signs that hosts do not have.
  static func registrable(
    _ cell: UnsafeBufferPointer<UInt8>, into scratch: inout [UInt8]
  ) -> Int? {
    scratch.removeAll(keepingCapacity: true)
    var (start, end) = (0, cell.count)
    while start < end, cell[start] <= 0x20 { start += 1 }
    while end > start, cell[end - 1] <= 0x20 { end -= 1 }
    // A scheme, at most eight letters long.
    var index = start
    while index < end, index - start < 9, (cell[index] | 0x20) &- 0x61 < 26 { index += 1 }
    if index + 2 < end, cell[index] == UInt8(ascii: ":"), cell[index + 1] == UInt8(ascii: "/"),
      cell[index + 2] == UInt8(ascii: "/")
    {
      start = index + 3
    }
    index = start
    loop: while index < end {
      let byte = cell[index]
      switch byte {
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: ":"): break loop
      case UInt8(ascii: "@"): scratch.removeAll(keepingCapacity: true)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): scratch.append(byte | 0x20)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"):
        scratch.append(byte)
      default: return nil
      }
      index += 1
    }
    while scratch.last == UInt8(ascii: ".") { scratch.removeLast() }
    guard scratch.count > 3, scratch.count < 254, scratch.contains(UInt8(ascii: ".")) else {
      return -1
    }
    // `xn--…` and what only looks like a host is left to the full reader.
    if scratch.starts(with: "xn--".utf8) || scratch.allSatisfy({ $0 < 0x3A }) { return nil }
    scratch.append(0)
    let offset = HostName.registrableOffset(scratch)
    return offset >= 0 && HostName.isSocial(scratch, from: offset) ? -1 : offset
  }
}

/// Phone numbers as keys of matching.
///
/// Not the number itself: whether a country code or a trunk zero is written does not count, so that
/// numbers can be compared without knowing their country, and without asking libphonenumber for
/// each of millions. The last eight digits bring numbers together; ``agree(_:_:)`` compares the rest.
enum PhoneKey {
  static func key(_ cell: UnsafeBufferPointer<UInt8>) -> UInt64 {
    // Eight digits at the end are what a number has in common however it is dialled; the others
    // are area codes, which a trunk zero may stand before.
    let key = digits(cell) % 100_000_000
    // 0000000, 9999999: typed to get past a form.
    if key == 0 || key % 11_111_111 == 0 { return 0 }
    return mixed(key, 0x50_48_4F_4E_45) | 1
  }

  /// The digits as a number, without extension; 0 where there are fewer than seven.
  static func digits(_ cell: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var digits: UInt64 = 0
    var count = 0
    var index = 0
    loop: while index < cell.count {
      let byte = cell[index]
      switch byte {
      case 0x30...0x39:
        digits = (digits &* 10 &+ UInt64(byte &- 0x30)) % 1_000_000_000_000_000
        count += 1
      case UInt8(ascii: "(")
      where count > 0 && index + 2 < cell.count && cell[index + 1] == UInt8(ascii: "0")
        && cell[index + 2] == UInt8(ascii: ")"):
        // +49 (0)89 …: dialled only within the country.
        index += 2
      case UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "#"), UInt8(ascii: ";"): break loop
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        // `ext. 12`
        if count >= 7 { break loop }
      default: break
      }
      index += 1
    }
    return count < 7 ? 0 : digits
  }

  /// Whether two numbers agree as far as both are written, up to ten digits.
  @inline(__always)
  static func agree(_ a: UInt64, _ b: UInt64) -> Bool {
    let shorter = min(a, b)
    if shorter >= 1_000_000_000 { return a % 10_000_000_000 == b % 10_000_000_000 }
    if shorter >= 100_000_000 { return a % 1_000_000_000 == b % 1_000_000_000 }
    return a % 100_000_000 == b % 100_000_000
  }
}
