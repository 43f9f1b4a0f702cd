/// What is true of one company, before cells go missing or are mistyped.
///
/// A duplicate has the traits of the account it repeats (`origin`), under a number of its own.
struct AccountTraits {
  /// The number of the account, from 0; its id is one more.
  let number: Int
  /// The account this one repeats; itself for nearly all.
  let origin: Int
  let profile: PlantedProfile
  let country: Int
  let city: Int
  let industry: Int
  let employees: Int
  /// A year, in US dollars.
  let revenue: Int
  let founded: Int
  let ownership: Int
  let stage: Int
  /// One bit for each of ``Firmographics/technologies``.
  let technologies: UInt32
  /// 0 to 100.
  let intent: Int
  let owner: Int
  let name: CompanyName

  var isDuplicate: Bool { number != origin }

  init(seed: UInt64, number: Int, year: Int, names: NamePermutation) {
    self.number = number
    origin = Self.origin(of: number, seed: seed)
    var dice = Dice(seed: seed, .traits, origin)
    country = DemoCountry.weights.pick(&dice)
    let place = DemoCountry.all[country]
    city = dice.below(place.cities.count)
    industry = Firmographics.industryWeights.pick(&dice)
    let size = Self.employees(industry: industry, &dice)
    employees = size
    technologies = Self.technologies(industry: industry, employees: size, &dice)
    profile = PlantedProfile(industry: industry, employees: size, technologies: technologies)

    // Shops turn over less a head than most, and every company is different: revenue follows
    // employees only loosely, and does not stand in for them in a rule.
    let perHead = dice.spread(median: industry == 1 ? 80_000 : 150_000, octaves: 1.6)
    revenue = Self.rounded(Double(size) * perHead)
    // Larger companies tend to be older; all are older than their first deal here.
    let age =
      size < 20
      ? dice.between(5, 28) : size <= 1000 ? dice.between(5, 60) : dice.between(9, 110)
    founded = year - age
    stage = age <= 9 ? 0 : age <= 18 ? 1 : dice.chance(0.12) ? 1 : 2
    let ownerships =
      size < 20
      ? Firmographics.smallOwnership
      : size <= 1000 ? Firmographics.midOwnership : Firmographics.largeOwnership
    ownership = ownerships.pick(&dice)
    // The mean of two even draws: most scores near 50.
    intent = min((dice.below(101) + dice.below(102)) / 2, 100)
    owner = dice.below(PeopleWords.owners.count)
    name = CompanyName(origin, industry: industry, country: place, names: names, &dice)
  }

  /// One account in a hundred repeats an earlier one.
  static let duplicateShare = 0.01

  static func origin(of number: Int, seed: UInt64) -> Int {
    guard number > 0 else { return number }
    var dice = Dice(seed: seed, .duplicate, number)
    guard dice.chance(duplicateShare) else { return number }
    var origin = dice.below(number)
    // The account repeated is no duplicate itself. The first never is, so this ends.
    while origin > 0 {
      var other = Dice(seed: seed, .duplicate, origin)
      guard other.chance(duplicateShare) else { break }
      origin -= 1
    }
    return origin
  }

  /// Over all industries a fifth of accounts is below 20, three fifths are below 100, four
  /// fifths up to 1000; manufacturers are larger and shops smaller.
  private static func employees(industry: Int, _ dice: inout Dice) -> Int {
    let bands =
      industry == 0
      ? (0.12, 0.45, 0.87) : industry == 1 ? (0.50, 0.86, 0.95) : (0.128, 0.581, 0.701)
    let band = dice.unit()
    let place = dice.unit()
    // Each band is even on the logarithmic scale, the highest thins out.
    if band < bands.0 { return min(Int(Dice.power2(4.321928 * place)), 19) }
    if band < bands.1 { return min(max(Int(20 * Dice.power2(2.321928 * place)), 20), 99) }
    if band < bands.2 { return min(max(Int(100 * Dice.power2(3.321928 * place) + 0.5), 100), 1000) }
    return 1001 + Int(1000 * (Dice.power2(6.6 * place * place) - 1))
  }

  // The share of companies with each, by size: below 20, below 100, up to 1000, above. Common
  // enough outside the planted rules that each of their conditions counts.
  private static let sapAtManufacturers = FixedList<Double>([0.15, 0.40, 0.75, 0.60])
  private static let sapElsewhere = FixedList<Double>([0.04, 0.15, 0.45, 0.55])
  private static let shopifyAtShops = FixedList<Double>([0.78, 0.55, 0.40, 0.30])
  private static let shopifyElsewhere = FixedList<Double>([0.35, 0.12, 0.05, 0.04])

  private static func technologies(
    industry: Int, employees: Int, _ dice: inout Dice
  ) -> UInt32 {
    var set: UInt32 = 0
    let shares = Firmographics.technologyShares
    for index in 0..<shares.count where dice.chance(shares[index]) { set |= 1 << UInt32(index) }
    let size = employees < 20 ? 0 : employees < 100 ? 1 : employees <= 1000 ? 2 : 3
    let sap = (industry == 0 ? sapAtManufacturers : sapElsewhere)[size]
    let shopify = (industry == 1 ? shopifyAtShops : shopifyElsewhere)[size]
    if dice.chance(sap) { set |= 1 << UInt32(Firmographics.sap) }
    if dice.chance(shopify) { set |= 1 << UInt32(Firmographics.shopify) }
    return set
  }

  /// Three significant digits: nobody knows a company's revenue better.
  private static func rounded(_ value: Double) -> Int {
    var unit = 1.0
    while value / unit >= 1000 { unit *= 10 }
    return Int((value / unit).rounded() * unit)
  }
}
