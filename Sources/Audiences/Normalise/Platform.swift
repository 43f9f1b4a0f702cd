/// An ad platform whose rules for the input of a hash are known. The raw value is the name in
/// destination files and in published test vectors.
public enum Platform: String, Sendable, CaseIterable {
  case googleAds = "google_ads"
  case meta
  case linkedin
  case microsoftAds = "microsoft_ads"
  case x
  case tiktok
  case reddit
  case pinterest
  case rollworks
  /// Files for CRMs, enrichment services and people: values are tidied, never hashed.
  case plain

  /// What is hashed here, in lower-case hexadecimal digits.
  public var digest: DigestKind { self == .rollworks ? .md5 : .sha256 }
}

/// What a value is about. The raw value is the name in destination files and in published vectors;
/// Meta's own short names stand for its own rules.
public enum Field: String, Sendable, CaseIterable {
  case email, phone
  /// A phone number without `+`, which TikTok matches too.
  case phoneDigits = "phone_digits"
  case firstName = "first_name"
  case lastName = "last_name"
  case fn, ln, ct, st, zip, country, dob, doby, dobm, dobd, gen, age
  case handle
  case userID = "user_id"
  /// A mobile advertising identifier of any kind.
  case maid
  /// Apple's, and Google's.
  case idfa, aaid
  case androidID = "android_id"

  // Plain fields of companies and people.
  case text
  case companyName = "company_name"
  case jobTitle = "job_title"
  case company, domain, website
  case linkedinPage = "linkedin_page"
  case state, city, industry
  case number
  /// Ids of records in a CRM.
  case hubspotID = "hubspot_id"
  case salesforceAccountID = "salesforce_account_id"
  case salesforceContactID = "salesforce_contact_id"
  case salesforceLeadID = "salesforce_lead_id"
  /// The cell as it is, line ends included.
  case raw
}

/// A digest that a platform asks for.
public enum DigestKind: String, Sendable {
  case sha256, md5
  /// Bytes of the digest; twice as many hexadecimal digits.
  public var byteCount: Int { self == .sha256 ? 32 : 16 }
}
