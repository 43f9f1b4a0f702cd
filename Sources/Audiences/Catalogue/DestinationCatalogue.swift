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

  /// All of them, in the order of ``names``.
  public static func all() throws -> [Destination] { try names.map(destination) }

  private static let parsed = Mutex<[String: Destination]>([:])
}
