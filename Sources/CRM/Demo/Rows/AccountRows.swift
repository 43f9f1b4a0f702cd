/// `accounts.csv`: one row an account.
enum AccountRows {
  static let header: StaticString = """
    account_id,name,domain,industry,employees,annual_revenue,country,state,city,founded,\
    ownership,stage,tech_stack,intent_score,website,linkedin_url,phone,last_activity,created,\
    parent_id,is_customer,owner
    """

  /// Writes the row, and says whether its cells show the traits the planted rules look at.
  static func write(
    _ account: AccountTraits, _ story: AccountStory, _ world: DemoWorld,
    to cells: inout CellWriter
  ) -> Bool {
    var dice = Dice(seed: world.seed, .cells, account.number)
    let country = DemoCountry.all[account.country]
    cells.id("A", account.number)
    cells.comma()
    name(account, to: &cells)
    cells.comma()
    if account.isDuplicate { cells.text("www.") }
    account.name.writeDomain(to: &cells)
    cells.comma()
    let showsIndustry = industry(account.industry, &dice, to: &cells)
    cells.comma()
    let showsEmployees = !dice.chance(DemoRates.employeesMissing)
    if showsEmployees { cells.number(account.employees) }
    cells.comma()
    if !dice.chance(DemoRates.revenueMissing) { cells.number(account.revenue) }
    cells.comma()
    place(account, country, &dice, to: &cells)
    cells.number(account.founded)
    cells.comma()
    cells.text(Firmographics.ownerships[account.ownership])
    cells.comma()
    cells.text(Firmographics.stages[account.stage])
    cells.comma()
    technologies(account.technologies, to: &cells)
    cells.comma()
    cells.number(account.intent)
    cells.comma()
    addresses(account, country, &dice, to: &cells)
    cells.date(story.lastActivity)
    cells.comma()
    cells.date(story.created)
    cells.comma()
    if let parent = parent(of: account, world, &dice) { cells.id("A", parent) }
    cells.comma()
    cells.flag(story.isCustomer)
    cells.comma()
    cells.text(PeopleWords.owners[account.owner])
    cells.endRow()
    return showsIndustry && showsEmployees
  }

  private static func name(_ account: AccountTraits, to cells: inout CellWriter) {
    let start = cells.count
    if account.isDuplicate {
      account.name.writeAsDuplicate(to: &cells)
    } else {
      account.name.write(to: &cells)
    }
    cells.quoteIfNeeded(since: start)
  }

  /// Writes the industry with its share of dirt; true if it reads as it should.
  private static func industry(
    _ index: Int, _ dice: inout Dice, to cells: inout CellWriter
  ) -> Bool {
    let word = Firmographics.industries[index]
    let place = dice.unit()
    let offset = dice.between(2, max(word.count - 2, 2))
    var limit = DemoRates.industryMissing
    if place < limit { return false }
    limit += DemoRates.industryMark
    if place < limit {
      cells.text("N/A")
      return false
    }
    let start = cells.count
    cells.text(word)
    limit += DemoRates.industryCase
    if place < limit {
      if offset % 2 == 0 { cells.capitalize(since: start) } else { cells.lowercase(since: start) }
      cells.quoteIfNeeded(since: start)
      return false
    }
    limit += DemoRates.industryMisspelt
    let isMisspelt = place < limit
    if isMisspelt { cells.dropLetter(since: start, offset: offset) }
    cells.quoteIfNeeded(since: start)
    return !isMisspelt
  }

  /// The cells country, state and city, each with its comma.
  private static func place(
    _ account: AccountTraits, _ country: DemoCountry, _ dice: inout Dice, to cells: inout CellWriter
  ) {
    let spelling = dice.unit()
    if spelling < DemoRates.countryByName {
      cells.text(country.name.pick(&dice))
    } else if spelling < 1 - DemoRates.countryMissing {
      cells.text(country.code[0])
    }
    cells.comma()
    let isMarked = dice.chance(DemoRates.placeMark)
    if isMarked { cells.text("N/A") } else { cells.text(country.states[account.city]) }
    cells.comma()
    cells.text(country.cities[account.city])
    cells.comma()
  }

  private static func technologies(_ set: UInt32, to cells: inout CellWriter) {
    var rest = set
    while rest != 0 {
      cells.text(Firmographics.technologies[rest.trailingZeroBitCount])
      rest &= rest &- 1
      if rest != 0 { cells.byte(UInt8(ascii: ";")) }
    }
  }

  /// The cells website, linkedin_url and phone, each with its comma.
  private static func addresses(
    _ account: AccountTraits, _ country: DemoCountry, _ dice: inout Dice, to cells: inout CellWriter
  ) {
    if dice.chance(0.9) { cells.text("https://") } else { cells.text("http://") }
    if dice.chance(0.6) { cells.text("www.") }
    account.name.writeDomain(to: &cells)
    if dice.chance(0.2) { cells.byte(UInt8(ascii: "/")) }
    cells.comma()
    cells.text("https://www.linkedin.com/company/")
    account.name.writeSlug(to: &cells, alwaysHyphenated: true)
    cells.comma()
    if !dice.chance(DemoRates.accountPhoneMissing) { phone(country, &dice, to: &cells) }
    cells.comma()
  }

  /// A phone number as people type it: as dialled at home, or with the country's code.
  static func phone(_ country: DemoCountry, _ dice: inout Dice, to cells: inout CellWriter) {
    let isNational = dice.chance(DemoRates.phoneNational)
    let template = (isNational ? country.national : country.international).pick(&dice)
    let start = cells.count
    cells.template(template, &dice)
    cells.quoteIfNeeded(since: start)
  }

  /// One account in 25 belongs to an earlier one.
  private static func parent(
    of account: AccountTraits, _ world: DemoWorld, _ dice: inout Dice
  ) -> Int? {
    let belongs = dice.chance(0.04)
    let candidate = dice.below(account.number)
    guard belongs, account.number > 0, !account.isDuplicate else { return nil }
    return AccountTraits.origin(of: candidate, seed: world.seed)
  }
}
