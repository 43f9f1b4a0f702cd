import CScan
import Columns
import Statistics

/// Columns that tell the outcome so well that they must have been filled in afterwards.
enum Leaks {
  /// A single trait that ranks rows this well by itself is no trait.
  static let area = 0.98
  /// From here on it is only warned of.
  static let suspicious = 0.9

  struct Found {
    var columns: Set<String> = []
    var warnings: [String] = []
  }

  /// - Parameter isAsked: The traits were asked for by name: they stay, with a warning.
  static func find(_ bits: TraitBits, _ target: SearchTarget, isAsked: Bool) -> Found {
    var found = Found()
    guard let won = target.won else { return found }
    let wins = won.countOfSet
    guard wins >= 20, target.count - wins >= 20 else { return found }
    for trait in bits.traits {
      var groups: [(n: Int, won: Int)] = []
      var rest = (n: target.count, won: wins)
      for atom in trait.atoms {
        let n = bits.atoms[atom].count
        let sum = Int(SpreadModel.sum(bits.bits(of: atom), bits.words, target))
        groups.append((n, sum))
        rest = (rest.n - n, rest.won - sum)
      }
      groups.append(rest)
      // The area under the curve of ranking rows by the rate of their level.
      groups.sort { Double($0.won) * Double(max(1, $1.n)) < Double($1.won) * Double(max(1, $0.n)) }
      var (lostBelow, pairs) = (0.0, 0.0)
      for group in groups where group.n > 0 {
        let lost = Double(group.n - group.won)
        pairs += Double(group.won) * (lostBelow + lost / 2)
        lostBelow += lost
      }
      let value = pairs / (Double(wins) * lostBelow)
      if value >= area {
        if isAsked {
          found.warnings.append(
            "\(trait.name) tells the outcome almost by itself (area under the curve "
              + "\(Written.number(value, 2))): it was probably filled in afterwards")
        } else if found.columns.insert(trait.column).inserted {
          found.warnings.append(
            "\(trait.name) was left out: it tells the outcome almost by itself (area under the "
              + "curve \(Written.number(value, 2))), so it was probably filled in afterwards")
        }
      } else if value >= suspicious {
        found.warnings.append(
          "\(trait.name) tells a great deal by itself (area under the curve "
            + "\(Written.number(value, 2))): make sure it was known before the outcome")
      }
    }
    return found
  }
}

/// Traits that repeat each other (features D5, N17): scoring both counts one thing twice.
enum DoubleCounts {
  static let strong = 0.5

  static func pairs(_ bits: TraitBits) -> [(a: String, b: String, v: Double)] {
    var pairs: [(a: String, b: String, v: Double)] = []
    let traits = bits.traits
    for first in traits.indices {
      for second in traits.indices.dropFirst(first + 1)
      where traits[first].source != traits[second].source {
        if let v = cramersV(traits[first], traits[second], bits), v >= strong {
          pairs.append((traits[first].name, traits[second].name, v))
        }
      }
    }
    return pairs.sorted { ($1.v, $0.a, $0.b) < ($0.v, $1.a, $1.b) }
  }

  /// Of rows that have an atom of both; members count as held or not.
  static func cramersV(_ a: Trait, _ b: Trait, _ bits: TraitBits) -> Double? {
    var table: [[Double]] = []
    for atom in a.atoms {
      var row: [Double] = []
      for other in b.atoms {
        row.append(
          Double(subgroup_shared(bits.bits(of: atom), bits.bits(of: other), bits.words)))
      }
      if b.atoms.count == 1 { row.append(Double(bits.atoms[atom].count) - row[0]) }
      table.append(row)
    }
    if a.atoms.count == 1, let only = table.first {
      let all = Double(bits.rowCount)
      let second = b.atoms.map { Double(bits.atoms[$0].count) }
      let whole = b.atoms.count == 1 ? [second[0], all - second[0]] : second
      table.append(zip(whole, only).map { max(0, $0 - $1) })
    }
    return try? ChiSquareTest(table: table).cramersV
  }
}

/// What winners and losers share (features D8, N17): it does not tell a customer from another.
enum TableStakes {
  static let common = 0.7
  static let gap = 0.05

  static func find(_ bits: TraitBits, _ target: SearchTarget)
    -> [(text: String, winners: Double, losers: Double)]
  {
    guard let won = target.won else { return [] }
    let wins = won.countOfSet
    let losses = target.count - wins
    guard wins > 0, losses > 0 else { return [] }
    var found: [(text: String, winners: Double, losers: Double)] = []
    for (number, atom) in bits.atoms.enumerated() where atom.value != .missing {
      let trait = bits.traits[atom.trait]
      let sum = Int(SpreadModel.sum(bits.bits(of: number), bits.words, target))
      let (a, b) = (Double(sum) / Double(wins), Double(atom.count - sum) / Double(losses))
      guard a >= common, b >= common,
        let difference = try? TwoProportions.newcombe(
          wins1: sum, n1: wins, wins2: atom.count - sum, n2: losses),
        let low = difference.low, let high = difference.high, low > -gap, high < gap
      else { continue }
      let term = Term(trait: atom.trait, atoms: number...number)
      _ = trait
      found.append((bits.condition(term).text, a, b))
    }
    return found.sorted { ($1.winners, $0.text) < ($0.winners, $1.text) }
  }
}
