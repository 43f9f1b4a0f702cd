/// `contacts.csv`: the people of an account.
enum ContactRows {
  static let header: StaticString = """
    contact_id,account_id,first_name,last_name,title,department,seniority,email,phone,country,\
    language,opt_out,consent_ad_user_data,consent_ad_personalization,created
    """

  static func write(
    _ account: AccountTraits, _ story: AccountStory, _ world: DemoWorld,
    to cells: inout CellWriter
  ) {
    var dice = Dice(seed: world.seed, .people, account.number)
    let country = DemoCountry.all[account.country]
    // A company writes all its addresses the same way.
    let pattern = dice.below(3)
    for contact in 0..<story.contacts {
      row(contact, account, country, pattern, story, world, &dice, to: &cells)
    }
  }

  private static func row(
    _ contact: Int, _ account: AccountTraits, _ country: DemoCountry, _ pattern: Int,
    _ story: AccountStory, _ world: DemoWorld, _ dice: inout Dice, to cells: inout CellWriter
  ) {
    cells.id("C", account.number, contact)
    cells.comma()
    if !dice.chance(DemoRates.contactWithoutAccount) { cells.id("A", account.number) }
    cells.comma()
    let words = PeopleWords.all[Int(country.language.rawValue)]
    let first = dice.below(words.first.count)
    let last = dice.below(words.last.count)
    cells.text(words.first[first])
    cells.comma()
    cells.text(words.last[last])
    cells.comma()
    job(country, &dice, to: &cells)
    if !dice.chance(DemoRates.emailMissing) {
      email(
        words.firstSlugs[first], words.lastSlugs[last], pattern, account, country, &dice,
        to: &cells)
    }
    cells.comma()
    if !dice.chance(DemoRates.contactPhoneMissing) {
      AccountRows.phone(country, &dice, to: &cells)
    }
    cells.comma()
    if !dice.chance(DemoRates.countryMissing) { cells.text(country.code[0]) }
    cells.comma()
    if dice.chance(0.08) { cells.text("en") } else { cells.text(country.languageCode[0]) }
    cells.comma()
    cells.flag(dice.chance(0.04))
    cells.comma()
    consent(country, &dice, to: &cells)
    cells.date(dice.between(story.created, world.asOf - 1))
    cells.endRow()
  }

  /// The cells title, department and seniority, each with its comma.
  private static func job(_ country: DemoCountry, _ dice: inout Dice, to cells: inout CellWriter) {
    let title = TitleWords.titles[TitleWords.weights.pick(&dice)]
    let isLocal = dice.chance(0.65)
    let start = cells.count
    cells.text(title.spellings(isLocal ? country.language : .english).pick(&dice))
    if dice.chance(DemoRates.titleSmallLetters) { cells.lowercase(since: start) }
    cells.quoteIfNeeded(since: start)
    cells.comma()
    if !dice.chance(DemoRates.departmentMissing) {
      cells.text(TitleWords.departments[title.department])
    }
    cells.comma()
    if !dice.chance(DemoRates.seniorityMissing) {
      cells.text(TitleWords.seniorities[title.seniority])
    }
    cells.comma()
  }

  private static let freeMail = WordList(
    "gmail.com|gmail.com|outlook.com|yahoo.com|hotmail.com|icloud.com|gmx.de|web.de|orange.fr")

  private static func email(
    _ first: UnsafeBufferPointer<UInt8>, _ last: UnsafeBufferPointer<UInt8>, _ pattern: Int,
    _ account: AccountTraits, _ country: DemoCountry, _ dice: inout Dice, to cells: inout CellWriter
  ) {
    let isPrivate = dice.chance(DemoRates.emailFreeMail)
    let provider = dice.below(freeMail.count)
    let place = dice.unit()
    let broken = place < DemoRates.emailBroken
    let blanks =
      !broken && place < DemoRates.emailBroken + DemoRates.emailBlanks
    let capitals =
      !broken && !blanks
      && place < DemoRates.emailBroken + DemoRates.emailBlanks + DemoRates.emailCapitals

    if blanks { cells.byte(UInt8(ascii: " ")) }
    let start = cells.count
    if pattern == 0 || isPrivate {
      cells.text(first)
      cells.byte(UInt8(ascii: "."))
    } else {
      cells.text(UnsafeBufferPointer(rebasing: first.prefix(1)))
      if pattern == 1 { cells.byte(UInt8(ascii: ".")) }
    }
    cells.text(last)
    if broken {
      // Addresses that no platform takes: without a domain, or with the sign spelt out.
      if provider % 2 == 0 {
        cells.byte(UInt8(ascii: "@"))
      } else {
        cells.text("(at)")
        account.name.writeDomain(to: &cells)
      }
      return
    }
    cells.byte(UInt8(ascii: "@"))
    if isPrivate { cells.text(freeMail[provider]) } else { account.name.writeDomain(to: &cells) }
    if capitals { cells.capitalize(since: start) }
    if blanks { cells.byte(UInt8(ascii: " ")) }
  }

  private static let asked = WeightedChoice([68, 20, 12])
  private static let notAsked = WeightedChoice([80, 2, 18])
  private static let answers = WordList("GRANTED|DENIED|")

  /// The two consent cells, each with its comma. The second is mostly the same as the first.
  private static func consent(
    _ country: DemoCountry, _ dice: inout Dice, to cells: inout CellWriter
  ) {
    let choice = country.asksConsent ? asked : notAsked
    let first = choice.pick(&dice)
    let other = choice.pick(&dice)
    let second = dice.chance(0.85) ? first : other
    cells.text(answers[first])
    cells.comma()
    cells.text(answers[second])
    cells.comma()
  }
}
