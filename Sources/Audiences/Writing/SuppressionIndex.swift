import Basics
import CRM
import Columns

/// The keys of one suppression list, to look the rows of an audience up in.
struct SuppressionIndex: Sendable {
  let name: String
  /// What the list has in common with the audience, as messages name it.
  private(set) var keys: [String] = []
  /// People in a list for an audience of companies: nothing to match.
  private(set) var isAboutOthers = false
  private var ids: [String: Set<String>] = [:]
  private var mailboxes: Set<String> = []
  private var mailDigests: Set<String> = []
  private var phones: Set<UInt64> = []
  private var domains: Set<String> = []
  /// Whether e-mails are compared by digests too, because one side holds digests.
  private var comparesDigests = false
  private let audience: AudienceKeys

  init(_ list: SuppressionList, for audience: AudienceKeys, defaultCountry: Country?) throws {
    name = list.name
    self.audience = audience
    let own = try AudienceKeys(list.table, defaultCountry: defaultCountry)
    if list.about == .people && audience.subject == .companies {
      isAboutOthers = true
      return
    }
    let personal = list.about == .people
    // What a person shares with colleagues says nothing about that person's wishes.
    for id in personal ? ["contact_id"] : ["account_id", "contact_id"] {
      guard let theirs = own.ids[id], audience.ids[id] != nil else { continue }
      keys.append(id)
      ids[id] = Self.texts(theirs)
    }
    if !own.emails.isEmpty && !audience.emails.isEmpty {
      keys.append("email")
      addEmails(own)
    }
    if !own.phones.isEmpty && !audience.phones.isEmpty {
      keys.append("phone")
      for column in own.phones {
        phones.formUnion(column.numbers.elements.filter { $0 != 0 })
        for others in column.further.values { phones.formUnion(others) }
      }
    }
    if !personal && !own.hosts.isEmpty && (!audience.hosts.isEmpty || !audience.emails.isEmpty) {
      keys.append("domain")
      for column in own.hosts {
        for view in column.views.elements {
          if let domain = AudienceKeys.domain(view.string) { domains.insert(domain) }
        }
      }
    }
  }

  /// Whether a row of the audience is in the list.
  func contains(_ row: Int) -> Bool {
    for (id, known) in ids {
      if let text = audience.id(id, row), known.contains(text) { return true }
    }
    if !phones.isEmpty {
      for column in audience.phones {
        let slot = column.cells.slot(row)
        let number = column.numbers.base[slot]
        if number != 0, phones.contains(number) { return true }
        if let others = column.further[slot], others.contains(where: phones.contains) {
          return true
        }
      }
    }
    if !domains.isEmpty {
      for column in audience.hosts {
        if let domain = AudienceKeys.domain(column.text(row)), domains.contains(domain) {
          return true
        }
      }
    }
    if mailboxes.isEmpty && mailDigests.isEmpty && domains.isEmpty { return false }
    for column in audience.emails {
      let view = column.view(row)
      if !view.isEmpty && containsEmail(view.string) { return true }
    }
    return false
  }

  private func containsEmail(_ cell: String) -> Bool {
    for text in EmailAddress.split(cell) {
      guard case .success(let address) = EmailAddress.read(text) else {
        if let digest = Normaliser.digest(TextForm.trimmed(text)), mailDigests.contains(digest) {
          return true
        }
        continue
      }
      if mailboxes.contains(address.mailbox) { return true }
      if comparesDigests, Self.digests(address).contains(where: mailDigests.contains) {
        return true
      }
      // Those who work at a suppressed company; mail services are nobody's company.
      if !domains.isEmpty, let domain = AudienceKeys.domain(address.domain),
        domains.contains(domain)
      {
        return true
      }
    }
    return false
  }

  private mutating func addEmails(_ list: AudienceKeys) {
    var plain: [EmailAddress] = []
    for column in list.emails {
      for view in column.views.elements where !view.isEmpty {
        for text in EmailAddress.split(view.string) {
          if case .success(let address) = EmailAddress.read(text) {
            mailboxes.insert(address.mailbox)
            plain.append(address)
          } else if let digest = Normaliser.digest(TextForm.trimmed(text)) {
            mailDigests.insert(digest)
          }
        }
      }
    }
    comparesDigests = !mailDigests.isEmpty
    if audience.holdsDigests {
      for address in plain { mailDigests.formUnion(Self.digests(address)) }
    }
  }

  /// The digests that an address goes by: as it is, and by Google's rule.
  private static func digests(_ address: EmailAddress) -> [String] {
    var forms = [address.text]
    if address.isGmail {
      let local = EmailAddress.withoutDots(EmailAddress.withoutTag(address.local))
      forms.append(local + "@" + address.domain)
    }
    return forms.flatMap { [Digest.of($0, .sha256), Digest.of($0, .md5)] }
  }

  private static func texts(_ cells: TextCells) -> Set<String> {
    var texts: Set<String> = []
    for view in cells.views.elements where !view.isEmpty {
      let text = TextForm.trimmed(view.string)
      if !text.isEmpty { texts.insert(text) }
    }
    return texts
  }
}

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
    let cache = cache ?? ColumnCache(table, defaultCountry: defaultCountry)
    var ids: [String: TextCells] = [:]
    for name in Self.idNames { ids[name] = cache.cells(name) }
    self.ids = ids
    emails = cache.names(matching: "email*").compactMap(cache.cells)
    phones = try (cache.names(matching: "phone*") + ["mobile"]).compactMap(cache.phones)
    hosts = ["domain", "website"].compactMap(cache.cells)
  }

  func id(_ name: String, _ row: Int) -> String? {
    guard let cells = ids[name] else { return nil }
    let text = TextForm.trimmed(cells.text(row))
    return text.isEmpty ? nil : text
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
}
