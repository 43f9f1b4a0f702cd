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
  private var ids: [(cells: TextCells, known: KeySet)] = []
  private var emails: [TextCells] = []
  private var mailboxes = KeySet()
  private var mailDigests = KeySet()
  /// Whether plain addresses are compared by their digests too, because the list holds digests.
  private var comparesDigests = false
  private var phoneColumns: [PhoneCells] = []
  private var phones: Set<UInt64> = []
  /// For each column with hosts or addresses which of its domains are suppressed.
  private var domains: [(cells: TextCells, domains: RowDomains, isSuppressed: Bitmap)] = []

  init(_ list: SuppressionList, for audience: AudienceKeys, defaultCountry: Country?) throws {
    name = list.name
    if list.about == .people && audience.subject == .companies {
      isAboutOthers = true
      return
    }
    let own = try AudienceKeys(list.table, defaultCountry: defaultCountry)
    let personal = list.about == .people
    // What a person shares with colleagues says nothing about that person's wishes.
    for id in personal ? ["contact_id"] : ["account_id", "contact_id"] {
      guard let theirs = own.ids[id], let ours = audience.ids[id] else { continue }
      keys.append(id)
      ids.append((ours, Self.texts(theirs)))
    }
    if !own.emails.isEmpty && !audience.emails.isEmpty {
      keys.append("email")
      emails = audience.emails
      addEmails(own, audienceHoldsDigests: audience.holdsDigests)
    }
    if !own.phones.isEmpty && !audience.phones.isEmpty {
      keys.append("phone")
      phoneColumns = audience.phones
      for column in own.phones {
        phones.formUnion(column.numbers.elements.filter { $0 != 0 })
        for others in column.further.values { phones.formUnion(others) }
      }
    }
    if !personal && !own.hosts.isEmpty && (!audience.hosts.isEmpty || !audience.emails.isEmpty) {
      keys.append("domain")
      let suppressed = Set(own.hosts.flatMap { RowDomains($0).names.compactMap { $0 } })
      domains = audience.domains.map { cells, domains in
        let bits = [false] + domains.names.map { $0.map(suppressed.contains) ?? false }
        return (cells, domains, Bitmap(bits))
      }
    }
  }

  /// Whether a row of the audience is in the list.
  func contains(_ row: Int) -> Bool {
    for (cells, known) in ids where Self.contains(known, cells.view(row)) { return true }
    if !phones.isEmpty {
      for column in phoneColumns {
        let slot = column.cells.slot(row)
        let number = column.numbers.base[slot]
        if number != 0, phones.contains(number) { return true }
        if let others = column.further[slot], others.contains(where: phones.contains) {
          return true
        }
      }
    }
    for (cells, domains, isSuppressed) in domains {
      let slot = cells.slot(row)
      if isSuppressed[Int(domains.numbers.base[slot])] { return true }
      if let others = domains.further[slot], others.contains(where: { isSuppressed[Int($0)] }) {
        return true
      }
    }
    if mailboxes.isEmpty && mailDigests.isEmpty { return false }
    for column in emails where containsEmail(column.view(row)) { return true }
    return false
  }

  private static func contains(_ known: KeySet, _ view: TextView) -> Bool {
    if view.isEmpty { return false }
    let isBare = view.withBytes { bytes in
      bytes.first.map { $0 > 0x20 && $0 < 0x7F } == true
        && bytes.last.map { $0 > 0x20 && $0 < 0x7F } == true
    }
    if isBare { return view.withBytes { known.contains($0) } }
    return known.contains(TextForm.trimmed(view.string))
  }

  private func containsEmail(_ view: TextView) -> Bool {
    if view.isEmpty { return false }
    if !comparesDigests {
      // The usual address needs no string.
      let known = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: EmailBytes.limit) {
        scratch -> Bool? in
        guard let place = scratch.baseAddress else { return nil }
        return view.withBytes { bytes in
          EmailBytes.mailbox(bytes, to: place).map {
            mailboxes.contains(UnsafeBufferPointer(start: place, count: $0))
          }
        }
      }
      if let known { return known }
    }
    for text in EmailAddress.split(view.string) {
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
    }
    return false
  }

  private mutating func addEmails(_ list: AudienceKeys, audienceHoldsDigests: Bool) {
    for column in list.emails {
      for view in column.views.elements where !view.isEmpty {
        if !audienceHoldsDigests && addUsual(view) { continue }
        for text in EmailAddress.split(view.string) {
          if case .success(let address) = EmailAddress.read(text) {
            mailboxes.insert(address.mailbox)
            if audienceHoldsDigests {
              for digest in Self.digests(address) { mailDigests.insert(digest) }
            }
          } else if let digest = Normaliser.digest(TextForm.trimmed(text)) {
            mailDigests.insert(digest)
            comparesDigests = true
          }
        }
      }
    }
  }

  /// Adds an address of the usual form without making a string of it.
  private mutating func addUsual(_ view: TextView) -> Bool {
    var added = false
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: EmailBytes.limit) { scratch in
      guard let place = scratch.baseAddress,
        let count = view.withBytes({ EmailBytes.mailbox($0, to: place) })
      else { return }
      mailboxes.insert(UnsafeBufferPointer(start: place, count: count))
      added = true
    }
    return added
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

  private static func texts(_ cells: TextCells) -> KeySet {
    var texts = KeySet()
    for view in cells.views.elements where !view.isEmpty {
      let text = TextForm.trimmed(view.string)
      if !text.isEmpty { texts.insert(text) }
    }
    return texts
  }
}
