import Columns
import Testing

@testable import CRM

/// Accounts of two sources with known truth: mistyped, abbreviated, moved, renamed, and with cells missing.
private struct KnownTruth {
  private(set) var left: [[String?]] = []
  private(set) var right: [[String?]] = []
  /// The right row of each left row, where it has one.
  private(set) var truth: [Int: Int] = [:]
  private var state: UInt64

  private static let kinds = [
    "Technologies", "Systems", "Manufacturing", "Consulting", "Solutions", "Logistics", "Group",
    "Engineering", "Software", "Energy", "Foods", "Construction", "Media", "Electronics",
  ]
  private static let short = [
    "Technologies": "Tech", "Manufacturing": "Mfg.", "Systems": "Sys", "Group": "Grp",
    "Engineering": "Eng", "Solutions": "Solns", "Construction": "Constr",
  ]
  private static let legal = ["Inc.", "LLC", "Corp", "GmbH", "Ltd", "S.A.", ""]
  private static let cities = (0..<25).map { "City\(Character(Unicode.Scalar(UInt8(65 + $0))))ton" }

  init(seed: UInt64, rows: Int) {
    state = seed
    var before: [String] = []
    for row in 0..<rows {
      var words = [word()]
      if chance(25) { words.append(word()) }
      if chance(80) { words.append(pick(Self.kinds)) }
      var domain = words[0].lowercased() + "\(next(10)).com"
      let city = pick(Self.cities)
      let phone = "\(200 + next(700))555\(1000 + next(9000))"
      // A branch on the domain of another company: not the same.
      if chance(4), before.count == 2 { domain = before[1] }
      before = [words[0], domain]
      left.append(record(row, words, pick(Self.legal), domain, phone, city))
      guard chance(70) else { continue }
      if chance(20) { words = words.map { Self.short[$0] ?? $0 } }
      if chance(12) { words[0] = typo(words[0]) }
      if chance(8) { domain = words[0].lowercased() + ".io" }
      truth[row] = right.count
      right.append(
        record(
          right.count, words, pick(Self.legal), domain, chance(15) ? "2125550000" : phone,
          chance(6) ? pick(Self.cities) : city))
      if chance(30) {
        right.append(
          record(
            right.count, [word(), pick(Self.kinds)], "", word() + ".com", "", pick(Self.cities)))
      }
    }
  }

  private mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
  private mutating func chance(_ percent: Int) -> Bool { next(100) < percent }
  private mutating func pick(_ list: [String]) -> String { list[next(list.count)] }

  private mutating func word() -> String {
    let parts = [
      "br", "ka", "lo", "min", "ter", "vo", "zan", "quil", "sor", "de", "pha", "nix", "gre",
    ]
    let text = pick(parts) + pick(parts) + pick(parts)
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  private mutating func typo(_ text: String) -> String {
    var letters = Array(text)
    let place = 4 + next(max(1, letters.count - 5))
    if place < letters.count { letters.remove(at: place) }
    return String(letters)
  }

  private mutating func record(
    _ id: Int, _ words: [String], _ legal: String, _ domain: String, _ phone: String, _ city: String
  ) -> [String?] {
    [
      "\(id)", words.joined(separator: " ") + (legal.isEmpty ? "" : " " + legal),
      chance(15) ? nil : chance(40) ? "https://www.\(domain)/" : domain,
      chance(25) ? nil : phone, chance(8) ? nil : city, "US",
    ]
  }

  static func table(_ name: String, _ rows: [[String?]]) throws -> Table {
    let names = ["account_id", "name", "website", "phone", "city", "country"]
    return try Table(
      name: name,
      names.enumerated().map { index, column in (column, Column(texts: rows.map { $0[index] })) })
  }
}

@Suite("Matching against known truth")
struct IdentityTruthTests {
  @Test("few are missed and few are wrong", arguments: [1, 2, 3] as [UInt64])
  func quality(seed: UInt64) throws {
    let known = KnownTruth(seed: seed, rows: 3000)
    let found = try Identity.match(
      try KnownTruth.table("left", known.left), try KnownTruth.table("right", known.right))
    let right = found.pairs.count { known.truth[Int($0.left)] == Int($0.right) }
    let precision = Double(right) / Double(found.pairs.count)
    let recall = Double(right) / Double(known.truth.count)
    #expect(precision > 0.96, "precision \(precision), recall \(recall)")
    #expect(recall > 0.93, "precision \(precision), recall \(recall)")
  }

  @Test("what is said to be probable is as often true")
  func calibration() throws {
    let known = KnownTruth(seed: 9, rows: 4000)
    var options = IdentityOptions()
    options.threshold = 0.5
    let found = try Identity.match(
      try KnownTruth.table("left", known.left), try KnownTruth.table("right", known.right), options)
    let sure = found.pairs.filter { $0.probability > 0.95 }
    let unsure = found.pairs.filter { $0.probability <= 0.95 }
    func share(_ pairs: [IdentityPair]) -> Double {
      let right = pairs.count { known.truth[Int($0.left)] == Int($0.right) }
      return Double(right) / Double(max(1, pairs.count))
    }
    #expect(share(sure) > 0.97)
    #expect(unsure.isEmpty || share(unsure) < share(sure))
  }
}
