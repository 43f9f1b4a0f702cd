import CRM

/// Values that are written for people and for matching by name: tidied, never hashed.
enum PlainRules {
  static func normalise(
    _ field: Field, _ text: String, _ context: NormalisingContext
  ) -> Normalised {
    switch field {
    case .email:
      switch EmailAddress.read(text) {
      case .success(let address): .plain(address.text)
      case .failure: EmailRules.normalise(.linkedin, text)
      }
    case .phone: PhoneRules.normalise(text, plus: true, context)
    case .country: PlaceRules.country(text, upper: true)
    case .domain: domain(text)
    case .website: website(text)
    case .linkedinPage: linkedinPage(text)
    case .hubspotID: RecordID.hubspot(text)
    case .salesforceAccountID: RecordID.salesforce(text, prefix: "001")
    case .salesforceContactID: RecordID.salesforce(text, prefix: "003")
    case .salesforceLeadID: RecordID.salesforce(text, prefix: "00Q")
    default: self.text(text, limit: nil)
    }
  }

  /// One line: runs of white space and control characters become one space, invisible characters go.
  ///
  /// - Parameter limit: Characters to keep, whole ones as people count them.
  static func text(_ text: String, limit: Int?) -> Normalised {
    var tidy = text
    if !text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) || text.contains("  ") {
      var scalars = String.UnicodeScalarView()
      var gap = false
      for scalar in TextForm.withoutInvisible(text, keepingJoiners: true).unicodeScalars {
        if scalar != "\u{200C}" && scalar != "\u{200D}" && TextForm.isBlank(scalar) {
          gap = true
          continue
        }
        if gap && !scalars.isEmpty { scalars.append(" ") }
        gap = false
        scalars.append(scalar)
      }
      tidy = TextForm.composed(String(scalars))
    }
    if let limit, tidy.utf8.count > limit, tidy.count > limit {
      tidy = TextForm.trimmed(String(tidy.prefix(limit)))
    }
    return tidy.isEmpty ? .drop(.missing) : .plain(tidy)
  }

  /// The host without `www.`, in ASCII. Mail services, social networks and addresses of no company
  /// are dropped.
  static func domain(_ text: String) -> Normalised {
    switch HostName.read(text) {
    case .success(let host): host.isFreeMail ? .drop(.notUsed) : .plain(companyHost(host))
    case .failure(let fault): .drop(reason(fault))
    }
  }

  /// `https://` and the host. Matching is by host; paths of landing pages would only hinder it.
  static func website(_ text: String) -> Normalised {
    guard case .plain(let host) = domain(text) else { return domain(text) }
    return .plain("https://" + host)
  }

  /// `https://www.linkedin.com/company/NAME`. Pages of people (`/in/`) are dropped.
  static func linkedinPage(_ text: String) -> Normalised {
    let lowered = TextForm.lowercased(TextForm.withoutInvisible(text))
    for kind in ["company", "school", "showcase"] {
      guard let found = lowered.firstRange(of: "linkedin.com/\(kind)/") else { continue }
      let name = lowered[found.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
      guard !name.isEmpty, !name.unicodeScalars.contains(where: TextForm.isBlank) else { break }
      return .plain("https://www.linkedin.com/\(kind)/\(name)")
    }
    return .drop(.malformed)
  }

  /// The registered domain, so that `shop.acme.com` and `acme.com` are one company; under a hosting
  /// service, such as `github.io`, that is the customer's name there.
  private static func companyHost(_ host: HostName) -> String { host.registrable ?? host.ascii }

  private static func reason(_ fault: HostName.Fault) -> DropReason {
    switch fault {
    case .missing: .missing
    case .malformed: .malformed
    case .notPublic, .socialPage: .notUsed
    }
  }
}
