/// Every conjunction of up to three traits of accounts, with the closed deals it covers: the
/// obvious way to look for a planted rule, knowing nothing of how it was planted.
struct RuleSearch {
  struct Trait {
    var column: String
    var text: String
    var accounts: [Bool]
    /// One bit for each closed deal.
    var deals: [UInt64]
  }

  struct Rule {
    var traits: [Int]
    var won: Int
    var closed: Int
  }

  private(set) var traits: [Trait] = []
  private let ids: [String]
  private let dealAccounts: [Int]
  private var wins: [UInt64]

  init(accounts: CellTable, deals: CellTable) throws {
    ids = try accounts.column("account_id")
    let places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($0.element, $0.offset) })
    var dealAccounts: [Int] = []
    var won: [Bool] = []
    for (id, stage) in zip(try deals.column("account_id"), try deals.column("stage")) {
      guard let place = places[id], stage.hasPrefix("Closed") else { continue }
      dealAccounts.append(place)
      won.append(stage == "Closed Won")
    }
    self.dealAccounts = dealAccounts
    wins = Self.bits(won)

    for column in ["industry", "country", "state", "ownership", "stage"] {
      let cells = try accounts.column(column)
      for (value, cells) in Dictionary(grouping: cells.indices, by: { cells[$0] }).sorted(
        by: { $0.key < $1.key })
      where !value.isEmpty && cells.count * 50 >= ids.count {
        var mask = [Bool](repeating: false, count: ids.count)
        for cell in cells { mask[cell] = true }
        add(column, "\(column) == \(value)", mask)
      }
    }
    let stacks = try accounts.column("tech_stack").map { Set($0.split(separator: ";")) }
    for name in stacks.reduce(into: Set()) { $0.formUnion($1) }.sorted() {
      add("has \(name)", "has \(name)", stacks.map { $0.contains(name) })
    }
    for column in ["employees", "annual_revenue", "intent_score"] {
      // Every run of fifths.
      let values = try accounts.column(column).map { Double($0) }
      let sorted = values.compactMap { $0 }.sorted()
      let edges = [-1] + (1...4).map { sorted[sorted.count * $0 / 5] } + [Double.infinity]
      for low in 0..<5 {
        for high in (low + 1)...5 where high - low < 5 {
          add(
            column, "\(edges[low]) <= \(column) < \(edges[high])",
            values.map { value in value.map { edges[low] <= $0 && $0 < edges[high] } ?? false })
        }
      }
    }
  }

  private static func bits(_ flags: [Bool]) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: (flags.count + 63) / 64)
    for (index, flag) in flags.enumerated() where flag { words[index / 64] |= 1 << (index % 64) }
    return words
  }

  private mutating func add(_ column: String, _ text: String, _ mask: [Bool]) {
    traits.append(
      Trait(
        column: column, text: text, accounts: mask,
        deals: Self.bits(dealAccounts.map { mask[$0] })))
  }

  /// The rule with the highest `quality`, among those that cover at least 2 % of closed deals.
  func best(_ quality: (_ won: Int, _ closed: Int) -> Double) -> Rule {
    var best = Rule(traits: [], won: 0, closed: 0)
    var highest = -Double.infinity
    let least = dealAccounts.count / 50
    func look(_ rule: [Int], _ covered: [UInt64], from start: Int) {
      for index in start..<traits.count {
        let trait = traits[index]
        if rule.contains(where: { traits[$0].column == trait.column }) { continue }
        var both = covered
        var closed = 0
        var won = 0
        for word in both.indices {
          both[word] &= trait.deals[word]
          closed += both[word].nonzeroBitCount
          won += (both[word] & wins[word]).nonzeroBitCount
        }
        guard closed >= least else { continue }
        let value = quality(won, closed)
        if value > highest {
          highest = value
          best = Rule(traits: rule + [index], won: won, closed: closed)
        }
        if rule.count < 2 { look(rule + [index], both, from: index + 1) }
      }
    }
    look([], [UInt64](repeating: .max, count: wins.count), from: 0)
    return best
  }

  func accounts(of rule: Rule) -> Set<String> {
    Set(
      ids.indices.filter { place in rule.traits.allSatisfy { traits[$0].accounts[place] } }
        .map { ids[$0] })
  }

  func text(_ rule: Rule) -> String {
    rule.traits.map { traits[$0].text }.joined(separator: " and ")
  }
}
