/// A company's name and domain: three words that no other account has together.
struct CompanyName {
  private let first: Int
  private let second: Int
  private let trade: Int
  private let kind: Int
  private let qualifier: Int
  private let isHyphenated: Bool
  private let legalForm: UnsafeBufferPointer<UInt8>
  private let topDomain: UnsafeBufferPointer<UInt8>

  init(
    _ account: Int, industry: Int, country: DemoCountry, names: NamePermutation, _ dice: inout Dice
  ) {
    let place = names.place(of: account & NamePermutation.mask)
    first = place >> 12
    second = place >> 6 & 63
    trade = place & 63
    kind = Int(Firmographics.trade[industry])
    qualifier = account >> NamePermutation.bits
    isHyphenated = dice.chance(0.3)
    legalForm = country.legalForms.pick(&dice)
    topDomain = country.topDomains.pick(&dice)
  }

  /// `Northbridge Controls GmbH`
  func write(to cells: inout CellWriter) {
    writeBare(to: &cells)
    cells.text(legalForm)
  }

  /// The same company as somebody else typed it: `NORTHBRIDGE CONTROLS, INC.`
  func writeAsDuplicate(to cells: inout CellWriter) {
    let start = cells.count
    writeBare(to: &cells)
    if legalForm.count > 1, legalForm[0] == UInt8(ascii: " "), legalForm[1] == UInt8(ascii: "I") {
      cells.text(", Inc.")
    } else {
      cells.text(legalForm)
    }
    cells.capitalize(since: start)
  }

  private func writeBare(to cells: inout CellWriter) {
    cells.text(CompanyWords.first[first])
    cells.text(CompanyWords.second[second])
    cells.byte(UInt8(ascii: " "))
    cells.text(CompanyWords.trade[kind][trade])
    if qualifier > 0 {
      cells.byte(UInt8(ascii: " "))
      cells.text(CompanyWords.qualifier[qualifier])
    }
  }

  /// `northbridge-controls`
  func writeSlug(to cells: inout CellWriter, alwaysHyphenated: Bool = false) {
    cells.text(CompanyWords.firstSlugs[first])
    cells.text(CompanyWords.secondSlugs[second])
    if isHyphenated || alwaysHyphenated { cells.byte(UInt8(ascii: "-")) }
    cells.text(CompanyWords.tradeSlugs[kind][trade])
    if qualifier > 0 {
      cells.byte(UInt8(ascii: "-"))
      cells.text(CompanyWords.qualifierSlugs[qualifier])
    }
  }

  /// `northbridge-controls.de`
  func writeDomain(to cells: inout CellWriter) {
    writeSlug(to: &cells)
    cells.byte(UInt8(ascii: "."))
    cells.text(topDomain)
  }
}

/// Deals out the 1,048,576 triples of words in an order that only the seed knows, each once.
///
/// Four rounds of a Feistel network on 2 × 10 bits: a permutation whatever the keys are, so no
/// list of used names has to be kept.
struct NamePermutation {
  static let bits = 20
  static let mask = (1 << bits) - 1
  private let keys: (UInt64, UInt64, UInt64, UInt64)

  init(seed: UInt64) {
    var dice = Dice(seed: seed, .names, 0)
    keys = (dice.next(), dice.next(), dice.next(), dice.next())
  }

  @inline(__always)
  func place(of number: Int) -> Int {
    var left = UInt64(number >> 10 & 1023)
    var right = UInt64(number & 1023)
    (left, right) = (right, left ^ Dice.mix(right &+ keys.0) >> 54)
    (left, right) = (right, left ^ Dice.mix(right &+ keys.1) >> 54)
    (left, right) = (right, left ^ Dice.mix(right &+ keys.2) >> 54)
    (left, right) = (right, left ^ Dice.mix(right &+ keys.3) >> 54)
    return Int(left << 10 | right)
  }
}
