import Basics
import CRM
import Columns

/// What a table knows people and companies by.
final class AudienceKeys: @unchecked Sendable {
  let subject: Destination.Subject
  let ids: [String: TextCells]
  let emails: [TextCells]
  let phones: [PhoneCells]
  let hosts: [TextCells]

  static let idNames = ["account_id", "contact_id"]

  init(
    _ table: Table, subject: Destination.Subject = .any, defaultCountry: Country?,
    cache: ColumnCache? = nil
  ) throws {
    self.subject = subject
    let cache = try cache ?? ColumnCache(table, defaultCountry: defaultCountry)
    var ids: [String: TextCells] = [:]
    for name in Self.idNames { ids[name] = cache.cells(name) }
    self.ids = ids
    emails = cache.names(matching: "email*").compactMap(cache.cells)
    phones = try (cache.names(matching: "phone*") + ["mobile"]).compactMap(cache.phones)
    hosts = ["domain", "website"].compactMap(cache.cells)
  }

  /// Whether any e-mail is a digest.
  var holdsDigests: Bool {
    emails.contains { column in
      column.views.elements.contains { view in
        view.count >= 32 && view.count <= 80
          && Normaliser.digest(TextForm.trimmed(view.string)) != nil
      }
    }
  }

  /// The registered domain of a company's host; nil for mail services and what is no host.
  static func domain(_ text: String) -> String? {
    guard !text.isEmpty, case .success(let host) = HostName.read(text), !host.isFreeMail else {
      return nil
    }
    return host.registrable
  }

  /// Domains of hosts and of e-mails, each worked out once. Asked for before rows are looked up on
  /// several threads.
  private(set) lazy var domains: [(cells: TextCells, domains: RowDomains)] =
    (hosts + emails).map { ($0, RowDomains($0)) }
}

/// The registered domains of the cells of a column of hosts or e-mails, by number.
final class RowDomains: Sendable {
  /// For each slot of the column the number of its domain; 0 for none.
  let numbers: Buffer<UInt32>
  /// By number less one; nil where the text was no company's host.
  let names: [String?]
  /// Numbers of further domains in cells that hold several addresses.
  let further: [Int: [UInt32]]

  init(_ column: TextCells) {
    let numbers = Buffer<UInt32>(repeating: 0, count: column.slotCount)
    let arena = TextArena()
    var hosts = TextTable()
    var further: [Int: [UInt32]] = [:]
    func number(_ host: UnsafeBufferPointer<UInt8>) -> UInt32 {
      guard let base = host.baseAddress, !host.isEmpty else { return 0 }
      if let known = hosts.find(TextView(base, count: host.count)) { return UInt32(known + 1) }
      return UInt32(hosts.insert(arena.view(host)) + 1)
    }
    for slot in 0..<column.slotCount {
      let view = column.views.base[slot]
      if view.isEmpty { continue }
      let simple = view.withBytes { bytes -> UInt32? in
        // Of an address only the domain matters; of a URL all is left to the reader of hosts.
        let start = bytes.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? 0
        if start > 0 && !Self.isOneAddress(bytes) { return nil }
        return number(UnsafeBufferPointer(rebasing: bytes[start...]))
      }
      if let simple {
        numbers.base[slot] = simple
        continue
      }
      let found = EmailAddress.split(view.string).compactMap { text -> UInt32? in
        guard case .success(let address) = EmailAddress.read(text) else { return nil }
        var domain = address.domain
        return domain.withUTF8(number)
      }
      numbers.base[slot] = found.first ?? 0
      if found.count > 1 { further[slot] = Array(found.dropFirst()) }
    }
    self.numbers = numbers
    self.further = further
    names = hosts.entries.map { AudienceKeys.domain($0.string) }
  }

  /// Whether a cell holds nothing that has to be taken off an address, and one address at most.
  private static func isOneAddress(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var signs = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "@"): signs += 1
      case UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "|"), UInt8(ascii: "<"),
        UInt8(ascii: ">"), 0x22, 0x27, 0x0A, 0x0D:
        return false
      default: break
      }
    }
    return signs == 1
  }
}
