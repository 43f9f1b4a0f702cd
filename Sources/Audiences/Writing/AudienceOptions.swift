import CRM
import Columns

/// What the writing of an audience may be told.
public struct AudienceOptions: Sendable {
  /// Whether people granted the two uses of their data that Google asks about.
  public enum Consent: String, BitwiseCopyable, Sendable { case granted, denied, unspecified }

  /// The name of the list, for destinations that write it into the file. Empty: the file's name.
  public var listName = ""
  /// Who must not be in the file.
  public var suppress: [SuppressionList] = []
  /// Write values plain where the destination hashes them: for platforms that hash uploads in the
  /// browser. Personal data is then readable in the file.
  public var writesPlain = false
  /// The country of people whose row has none. National phone numbers without a country are dropped.
  public var defaultCountry: Country?
  /// Consent of people whose row does not say, as declared by whoever runs this.
  public var consent = Consent.unspecified
  /// Write the file in spite of reasons to refuse it. An empty audience is refused all the same.
  public var force = false
  /// Files that the audience was made from, with their SHA-256, for the manifest; nil where that is
  /// found out later (``AudienceManifest/complete(_:)``).
  public var inputs: [(name: String, sha256: String?)] = []
  /// The script that asked for the file, for the manifest.
  public var script: String?
  /// The day that the run takes for today, `YYYY-MM-DD`, for the manifest: the clock is never read.
  public var asOf: String?

  public init() {}
}

/// People or companies that must not be in an audience.
public struct SuppressionList: Sendable {
  /// What the ledger and messages call it.
  public var name: String
  public var table: Table
  /// Whether rows are people or companies; nil: worked out from the columns.
  ///
  /// It matters: a colleague of somebody who opted out shares the account, and stays; a colleague of
  /// a customer shares the account, and goes.
  public var subject: Destination.Subject?

  public init(name: String, table: Table, subject: Destination.Subject? = nil) {
    self.name = name
    self.table = table
    self.subject = subject
  }

  /// Rows of deals are companies; rows with a person's id or name are people; rows with an e-mail
  /// but no company's id or domain are people; all others are companies.
  var about: Destination.Subject {
    if let subject, subject != .any { return subject }
    func has(_ names: String...) -> Bool { names.contains { table.position(of: $0) != nil } }
    if has("deal_id", "outcome") { return .companies }
    if has("contact_id", "first_name", "last_name") { return .people }
    if has("email"), !has("account_id", "domain") { return .people }
    return .companies
  }
}
