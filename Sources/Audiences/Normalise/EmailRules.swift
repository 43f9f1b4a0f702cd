import CRM

/// What each platform does to an e-mail address before it hashes it.
enum EmailRules {
  static func normalise(_ platform: Platform, _ text: String) -> Normalised {
    // TikTok's page of September 2025 says to remove spaces; for the others an address with a space
    // in it is one that nobody gave.
    switch EmailAddress.read(text, removingSpaces: platform == .tiktok) {
    case .failure(let fault): return .drop(reason(fault))
    case .success(let address):
      guard let local = local(platform, address) else { return .drop(.malformed) }
      return .plain(local + "@" + address.domain)
    }
  }

  /// The part before the `@` by the platform's rule, or nil if nothing is left.
  private static func local(_ platform: Platform, _ address: EmailAddress) -> String? {
    switch platform {
    case .googleAds where address.isGmail:
      // The whole domain decides: gmail.com.au and mygmail.com are others' domains.
      let bare = EmailAddress.withoutDots(EmailAddress.withoutTag(address.local))
      return bare.isEmpty ? nil : bare
    case .reddit:
      let letters = EmailAddress.withoutTag(address.local).unicodeScalars
        .filter { TextForm.isLetterOrDigit($0) || TextForm.isMark($0) }
      return letters.isEmpty ? nil : String(String.UnicodeScalarView(letters))
    default:
      return address.local
    }
  }

  private static func reason(_ fault: EmailAddress.Fault) -> DropReason {
    switch fault {
    case .missing: .missing
    case .several: .several
    case .space: .spaceInside
    case .malformed: .malformed
    }
  }
}

/// Phone numbers as platforms hash them.
enum PhoneRules {
  static func normalise(_ text: String, plus: Bool, _ context: NormalisingContext) -> Normalised {
    switch PhoneNumber.read(text, country: context.country) {
    case .success(let number): .plain(plus ? number.e164 : String(number.digits))
    case .failure(let fault): .drop(reason(fault))
    }
  }

  static func reason(_ fault: PhoneNumber.Fault) -> DropReason {
    switch fault {
    case .missing: .missing
    case .malformed: .malformed
    case .noCountry: .noCountryCode
    case .tooShort: .tooShort
    case .tooLong: .tooLong
    case .several: .several
    case .rounded: .rounded
    }
  }
}
