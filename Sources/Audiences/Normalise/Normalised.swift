import CRM

/// What a platform's rules make of one value.
public enum Normalised: Sendable, Equatable {
  /// To be hashed: the bytes of this text in UTF-8.
  case hash(String)
  /// To be written as it is, never hashed.
  case plain(String)
  /// Already a digest: to be written as it is.
  case passthrough(String)
  /// Not to be sent: the cell stays empty.
  case drop(DropReason)
}

/// Why a value or a row is not sent. The raw value stands in the ledger.
public enum DropReason: String, Sendable, CaseIterable {
  // Values.
  /// Empty, or a word such as `n/a`.
  case missing
  /// Not the form of such a value.
  case malformed
  /// Several values in one cell.
  case several
  /// White space within an e-mail address.
  case spaceInside = "space_inside"
  /// A phone number without country code, of a person whose country is not known.
  case noCountryCode = "no_country_code"
  case tooShort = "too_short"
  case tooLong = "too_long"
  /// `1.41555E+10`: a spreadsheet lost digits.
  case rounded
  /// The digest of an empty or null-like text.
  case emptyDigest = "empty_digest"
  /// A digest where the platform wants plain text, or one of another kind.
  case wrongDigest = "wrong_digest"
  /// A name that is no known country, state and so on.
  case unknownName = "unknown_name"
  /// The platform does not take this field.
  case notUsed = "not_used"

  // Rows.
  /// No value that the platform could match by.
  case noIdentifier = "no_identifier"
  case duplicate
  case suppressed
  case optedOut = "opted_out"
  case consentDenied = "consent_denied"
  case consentMissing = "consent_missing"
}

/// What is known about the person or company besides the value itself.
public struct NormalisingContext: Sendable, Equatable {
  /// Where the person is: national phone numbers, states and ZIP codes are read as written there.
  public var country: Country?

  public init(country: Country? = nil) { self.country = country }
}
