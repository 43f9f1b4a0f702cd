import CRM
import Columns

/// Opting out and consent, row by row, from the columns `opt_out`, `consent_ad_user_data` and
/// `consent_ad_personalization`.
struct ConsentRules: Sendable {
  private let rule: Destination.ConsentRule
  private let optOut: (cells: TextCells, isOut: Buffer<Bool>)?
  private let consents: [(cells: TextCells, states: Buffer<AudienceOptions.Consent>)?]
  private let declared: AudienceOptions.Consent
  private let countries: Buffer<UInt16>
  /// Whether the table says anything about consent.
  let isStated: Bool
  /// Whether the table says who opted out.
  var saysOptOut: Bool { optOut != nil }

  init(_ cache: ColumnCache, _ rule: Destination.ConsentRule, _ options: AudienceOptions) {
    self.rule = rule
    optOut = cache.cells("opt_out").map { ($0, $0.map(Self.isOptOut)) }
    consents = ["consent_ad_user_data", "consent_ad_personalization"].map { name in
      cache.cells(name).map { ($0, $0.map(Self.consent)) }
    }
    isStated = consents.contains { $0 != nil }
    declared = options.consent
    countries = cache.countries
  }

  /// Why a row must not be in the file, or nil.
  func reason(_ row: Int) -> DropReason? {
    if rule == .none { return nil }
    if let optOut, optOut.isOut.base[optOut.cells.slot(row)] { return .optedOut }
    guard rule == .ads || rule == .google else { return nil }
    switch state(row) {
    case .denied: return .consentDenied
    case .granted: return nil
    case .unspecified:
      // A table that keeps no consents at all says nothing about anybody: its rows go into a file
      // whose upload has to be declared unspecified, and Google itself leaves these people out.
      guard rule == .google, isStated, let country = Country(raw: countries.base[row]),
        country.isInConsentArea
      else { return nil }
      return .consentMissing
    }
  }

  /// Whether a row is a person whom Google leaves out without consent.
  func isInConsentArea(_ row: Int) -> Bool {
    Country(raw: countries.base[row])?.isInConsentArea ?? false
  }

  /// Granted if both uses are, denied if either is.
  func state(_ row: Int) -> AudienceOptions.Consent {
    var all = true
    for stated in consents {
      switch stated.map({ $0.states.base[$0.cells.slot(row)] }) ?? .unspecified {
      case .granted: continue
      case .denied: return .denied
      case .unspecified: all = false
      }
    }
    // What was declared for the whole list fills gaps, it does not overrule the row.
    return all ? .granted : declared
  }

  /// Any word but a clear no counts: keeping somebody who opted out is the worse mistake.
  private static func isOptOut(_ view: TextView) -> Bool {
    if view.isEmpty { return false }
    let text = view.string
    if MissingWords.contains(text) { return false }
    return !notOptedOut.contains(TextForm.folded(text))
  }

  /// What says that somebody did not opt out, folded.
  private static let notOptedOut: Set<String> = [
    "false", "f", "no", "n", "0", "00", "off", "unchecked", "nein", "non", "nao", "nee", "falsch",
    "faux", "falso", "optedin", "optin", "in", "subscribed", "resubscribed", "allow", "allowed",
    "notoptedout", "notunsubscribed", "nichtabgemeldet", "abonniert", "angemeldet", "zulassen",
    "erlaubt", "erlauben", "abonne", "inscrit", "autoriser", "autorise", "suscrito", "permitir",
    "permitido", "iscritto", "inscrito", "marketing", "marketingcontact",
  ]

  private static func consent(_ view: TextView) -> AudienceOptions.Consent {
    if view.isEmpty { return .unspecified }
    switch TextForm.folded(view.string) {
    case "granted", "true", "t", "yes", "y", "1", "given", "optedin", "optin", "ja", "oui", "si":
      return .granted
    case "denied", "false", "f", "no", "n", "0", "refused", "withdrawn", "optedout", "optout",
      "revoked",
      "nein", "non":
      return .denied
    default: return .unspecified
    }
  }
}
