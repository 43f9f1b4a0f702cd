import Columns

/// What every part of a demo must know to be made alone: nothing here changes while it is.
struct DemoWorld: Sendable {
  let seed: UInt64
  /// The day the demo was "exported", days since 1970-01-01. Nothing happens on it or later.
  let asOf: Int
  let shuffledOutcomes: Bool
  let year: Int
  let names: NamePermutation

  init(seed: UInt64, asOf: Int, shuffledOutcomes: Bool) {
    self.seed = seed
    self.asOf = asOf
    self.shuffledOutcomes = shuffledOutcomes
    year = Calendar.parts(days: asOf).year
    names = NamePermutation(seed: seed)
  }
}

/// How often a cell is missing or dirty. `PLANTED.md` and the tests are written from these.
enum DemoRates {
  // Missing cells of accounts.
  static let industryMissing = 0.03
  static let employeesMissing = 0.08
  static let revenueMissing = 0.12
  static let countryMissing = 0.02
  static let accountPhoneMissing = 0.30
  // Missing cells of contacts.
  static let emailMissing = 0.06
  static let contactPhoneMissing = 0.30
  static let seniorityMissing = 0.25
  static let departmentMissing = 0.10
  // Dirt in accounts.
  static let industryCase = 0.015
  static let industryMisspelt = 0.012
  static let industryMark = 0.005
  static let countryByName = 0.015
  static let placeMark = 0.005
  // Dirt in contacts.
  static let emailBlanks = 0.015
  static let emailCapitals = 0.02
  static let emailFreeMail = 0.03
  static let emailBroken = 0.005
  static let phoneNational = 0.45
  static let contactWithoutAccount = 0.015
  static let titleSmallLetters = 0.03
  // Dirt in deals.
  static let dealOfUnknownAccount = 0.004
  static let closedBeforeCreated = 0.004
  static let openWithoutAmount = 0.06
  static let reasonMissing = 0.10
}
