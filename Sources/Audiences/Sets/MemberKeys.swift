import Basics
import CRM
import Columns

/// An audience by the name that results call it.
public struct NamedAudience: Sendable {
  public var name: String
  public var table: Table

  public init(_ name: String, _ table: Table) {
    self.name = name
    self.table = table
  }
}

/// Who is who across audiences: the text that a row's person or company is known by.
struct MemberKeys {
  /// In order of preference: ids before addresses, people before companies.
  static let preferred = ["contact_id", "account_id", "email", "domain"]

  /// The column that all tables have.
  ///
  /// - Throws: ``Problem`` when none is shared, or `wanted` is missing somewhere.
  static func column(_ wanted: String?, in tables: [Table]) throws -> String {
    if let wanted {
      for table in tables where table.position(of: wanted) == nil {
        throw table.noSuchColumn(wanted)
      }
      return wanted
    }
    if let shared = preferred.first(where: { name in
      tables.allSatisfy { $0.position(of: name) != nil }
    }) {
      return shared
    }
    throw Problem(
      .script, "audiences: the tables share no column that tells people or companies apart",
      hints: ["one of \(preferred.joined(separator: ", ")), or name one: key"])
  }

  /// The key of each row; nil where the row has none.
  ///
  /// E-mails count as one where they reach one mailbox, domains where one company registered them.
  static func keys(_ table: Table, _ column: String) throws -> [String?] {
    let cells = TextCells(try table.column(column))
    // Few distinct texts are worked out once each.
    var bySlot: [Int: String?] = [:]
    return (0..<table.rowCount).map { row in
      let slot = cells.slot(row)
      if cells.slots != nil, let known = bySlot[slot] { return known }
      let key = key(cells.views.base[slot].string, column)
      if cells.slots != nil { bySlot[slot] = key }
      return key
    }
  }

  private static func key(_ text: String, _ column: String) -> String? {
    let trimmed = TextForm.trimmed(text)
    if MissingWords.contains(trimmed) { return nil }
    if column == "email" || column.hasPrefix("email_") {
      if case .success(let address) = EmailAddress.read(trimmed) { return address.mailbox }
      return Normaliser.digest(trimmed)
    }
    if column == "domain" || column == "website" {
      guard case .success(let host) = HostName.read(trimmed) else { return nil }
      return host.registrable ?? host.ascii
    }
    return trimmed
  }
}
