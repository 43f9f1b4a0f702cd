import Basics
import Synchronization

/// The destinations that come with the program, and those that a run adds.
public enum DestinationCatalogue {
  /// The text of each file in `Destinations/`, in the order in which they are listed to people.
  private static let files: [(name: String, bytes: [UInt8])] = [
    ("linkedin_companies", PackageResources.linkedin_companies_txt),
    ("linkedin_contacts", PackageResources.linkedin_contacts_txt),
    ("google_customer_match", PackageResources.google_customer_match_txt),
    ("meta_customer_list", PackageResources.meta_customer_list_txt),
    ("microsoft_customer_match", PackageResources.microsoft_customer_match_txt),
    ("microsoft_bulk", PackageResources.microsoft_bulk_txt),
    ("x_audience", PackageResources.x_audience_txt),
    ("tiktok_customer_file", PackageResources.tiktok_customer_file_txt),
    ("reddit_customer_list", PackageResources.reddit_customer_list_txt),
    ("pinterest_customer_list", PackageResources.pinterest_customer_list_txt),
    ("rollworks_contacts", PackageResources.rollworks_contacts_txt),
    ("rollworks_accounts", PackageResources.rollworks_accounts_txt),
    ("sixsense_accounts", PackageResources.sixsense_accounts_txt),
    ("demandbase_accounts", PackageResources.demandbase_accounts_txt),
    ("zoominfo_companies", PackageResources.zoominfo_companies_txt),
    ("hubspot_companies", PackageResources.hubspot_companies_txt),
    ("hubspot_contacts", PackageResources.hubspot_contacts_txt),
    ("salesforce_accounts", PackageResources.salesforce_accounts_txt),
    ("salesforce_contacts", PackageResources.salesforce_contacts_txt),
    ("plain", PackageResources.plain_txt),
  ]

  /// The names of the destinations that come with the program.
  public static let names: [String] = files.map(\.name)

  /// The destination of that name.
  ///
  /// - Throws: ``Problem`` that names the nearest one.
  public static func destination(_ name: String) throws -> Destination {
    guard let file = files.first(where: { $0.name == name }) else {
      throw Problem.unknown("destination", name, known: names)
    }
    return try parsed.withLock { known in
      if let destination = known[name] { return destination }
      let destination = try Destination.parse(
        String(decoding: file.bytes, as: UTF8.self), place: "\(name).txt")
      known[name] = destination
      return destination
    }
  }

  /// What each destination is called, in the order of ``names``, without reading its columns: a
  /// program lists them all each time it starts, and most runs write none.
  public static let headings: [DestinationHeading] = files.map {
    DestinationHeading(name: $0.name, text: $0.bytes)
  }

  /// All of them, in the order of ``names``.
  public static func all() throws -> [Destination] { try names.map(destination) }

  private static let parsed = Mutex<[String: Destination]>([:])
}

/// What a destination is called and what its rows are.
public struct DestinationHeading: Sendable {
  public let name: String
  public let title: String
  public let subject: Destination.Subject
  /// The day its rules were checked.
  public let checked: String

  /// Takes the lines `title`, `rows` and `checked` of a destination's text.
  init(name: String, text: [UInt8]) {
    let value = { (key: String) in Self.value(of: key, in: text) ?? "" }
    self.name = name
    title = value("title: ")
    subject = Destination.Subject(rawValue: value("rows: ")) ?? .any
    checked = value("checked: ")
  }

  private static func value(of key: String, in text: [UInt8]) -> String? {
    var start = 0
    while start < text.count {
      let end = text[start...].firstIndex(of: 0x0a) ?? text.count
      if text[start..<end].starts(with: key.utf8) {
        return String(decoding: text[(start + key.utf8.count)..<end], as: UTF8.self)
      }
      start = end + 1
    }
    return nil
  }
}
