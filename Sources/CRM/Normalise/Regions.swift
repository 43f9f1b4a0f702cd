import Basics

/// Regions that people sell in: "Midwest", "DACH", "EMEA", by country and US state.
public struct Regions: Sendable {
  private struct Region: Sendable {
    let name: String
    let countries: Set<String>
    /// Of the United States; empty: the countries count.
    let states: Set<String>
  }

  private let regions: [Region]
  private let places: [String: Int]
  private let worlds: [(code: String, name: String, countries: Set<String>)]

  /// The regions that come with the program (`regions.txt`).
  public static let standard = Self(String(decoding: PackageResources.regions_txt, as: UTF8.self))

  init(_ text: String) {
    var regions: [Region] = []
    var places: [String: Int] = [:]
    var worlds: [(code: String, name: String, countries: Set<String>)] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let head = line[..<colon]
      let members = line[line.index(after: colon)...]
      if head.hasPrefix("world ") {
        let words = head.dropFirst(6).split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { continue }
        worlds.append(
          (words[0], words[1], Set(members.split(separator: " ").map(String.init))))
      } else if head.hasPrefix("region ") {
        let title = head.dropFirst(7)
        let open = title.firstIndex(of: "(") ?? title.endIndex
        let name = TextForm.trimmed(String(title[..<open]))
        let others = title[open...].filter { $0 != "(" && $0 != ")" }.split(separator: ";")
        var codes = Set(members.split(separator: " ").map(String.init))
        let isOfStates = codes.remove("US:") != nil
        for key in [name] + others.map(String.init) where places[TextForm.folded(key)] == nil {
          places[TextForm.folded(key)] = regions.count
        }
        regions.append(
          Region(
            name: name, countries: isOfStates ? ["US"] : codes, states: isOfStates ? codes : []))
      }
    }
    self.regions = regions
    self.places = places
    self.worlds = worlds
  }

  /// The names of all regions, then of the parts of the world.
  public var names: [String] { regions.map(\.name) + worlds.map(\.code) }

  /// The region a place is shown under: of the United States one of the four of the Census Bureau,
  /// elsewhere the first that has the country. Nil without a country, or for a state that is not
  /// known.
  ///
  /// - Parameter state: Name or code; only US states count. A state without a country is a state
  ///   of the United States if it is one by name or code.
  public func region(country: String?, state: String?) -> String? {
    guard let (code, state) = place(country, state) else { return nil }
    if code == "US" {
      guard let state else { return nil }
      return regions.first { $0.states.contains(state) }?.name
    }
    return regions.first { $0.states.isEmpty && $0.countries.contains(code) }?.name
  }

  /// `NA`, `LATAM`, `EMEA` or `APAC`; nil without a country.
  public func world(country: String?, state: String? = nil) -> String? {
    guard let (code, _) = place(country, state) else { return nil }
    return worlds.first { $0.countries.contains(code) || $0.countries.contains("*") }?.code
  }

  /// Whether a place is in the named region or part of the world; nil where that is not known.
  ///
  /// - Throws: ``Problem`` with the nearest name.
  public func contains(_ region: String, country: String?, state: String?) throws -> Bool? {
    let key = TextForm.folded(region)
    if let index = places[key] {
      guard let (code, state) = place(country, state) else { return nil }
      let region = regions[index]
      guard region.countries.contains(code) else { return false }
      if region.states.isEmpty { return true }
      return state.map { region.states.contains($0) }
    }
    guard
      let world = worlds.first(where: {
        TextForm.folded($0.code) == key || TextForm.folded($0.name) == key
      })
    else { throw Problem.unknown("region", region, known: names) }
    guard place(country, state) != nil else { return nil }
    return self.world(country: country, state: state) == world.code
  }

  private func place(_ country: String?, _ state: String?) -> (country: String, state: String?)? {
    let known = state.flatMap { UnitedStates.state($0) }
    guard let country, !MissingWords.contains(country) else { return known.map { ("US", $0) } }
    guard let code = Country(country)?.code else { return nil }
    return (code, code == "US" ? known : nil)
  }
}
