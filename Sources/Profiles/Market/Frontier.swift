import Basics
import Columns
import Statistics

/// Segments of a market by what an opportunity there is worth and how many accounts are left: the
/// trade-off of value against size (D14).
public enum Frontier {
  /// One row a segment of accounts. A segment is on the frontier where no other has both more
  /// accounts left and a higher value that is certain (`value.low`): the others are worse in both,
  /// and say which one beats them.
  ///
  /// - Parameters:
  ///   - deals: `account_id`, `outcome`, `amount`.
  ///   - accounts: The market, with `account_id` and the traits to divide it by.
  ///   - keys: What divides it.
  /// - Complexity: O(accounts + deals) and O(*n*²) in the segments.
  public static func table(
    deals: Table, accounts: Table, by keys: [CohortKey], asOf: Int32? = nil,
    smallBelow: Int = 30, level: Double = 0.95
  ) throws -> FigureTable {
    if keys.isEmpty {
      throw Problem(.script, "frontier: say what divides the market", hints: ["by = \"industry\""])
    }
    let facts = try DealFacts(deals, asOf: asOf)
    guard let amount = facts.amount else { throw deals.noSuchColumn("amount").at("frontier") }
    let rows = try AccountRows(deals, accounts)
    let keyed = try AccountedRows(accounts, accounts: nil).columns(keys)
    let grouping = try accounts.grouping(by: keyed.map(\.column))
    let count = grouping.groupCount
    var won = [Int](repeating: 0, count: count)
    var closed = won
    var paid = [[(y: Double, x: Double)]](repeating: [], count: count)
    var bought = [Bool](repeating: false, count: accounts.rowCount)
    facts.closed.forEachSet { deal in
      let account = Int(rows.accountOf.base[deal])
      guard account >= 0 else { return }
      let group = Int(grouping.groupOf.base[account])
      let isWon = facts.won[deal]
      closed[group] += 1
      if isWon {
        won[group] += 1
        bought[account] = true
      }
      let value = amount.base[deal]
      // A won deal without an amount tells nothing about money.
      if !isWon {
        paid[group].append((0, 1))
      } else if !value.isNaN {
        paid[group].append((value, 1))
      }
    }
    let size = grouping.counts { _ in true }
    let customers = grouping.counts { bought[$0] }
    return try statistics(for: "frontier") {
      let confidence = try Confidence(level)
      let shrunk = try Shrinkage(zip(won, closed).map { GroupCount(wins: $0, n: $1) }, level: level)
      let value = paid.map { SumRatio.of($0, z: confidence.z, within: 0...Double.infinity) }
      let left = zip(size, customers).map { $0 - $1 }
      let sure = value.map { $0.low ?? 0 }
      let beaten = (0..<count).map { segment in
        (0..<count).first { other in
          left[other] >= left[segment] && sure[other] >= sure[segment]
            && (left[other] > left[segment] || sure[other] > sure[segment])
        }
      }
      let names = (0..<count).map { group in
        keyed.map { key in
          let cell = key.column[Int(grouping.firstRow.base[group])]
          return cell == .missing ? "(missing)" : cell.written
        }.joined(separator: ", ")
      }
      var columns = FigureBuilder(level: level)
      columns.count("accounts", size, "accounts of the segment")
      columns.count("left", left, "of which have not bought")
      columns.count("n", closed, "closed deals of the segment")
      columns.interval(
        "win_rate",
        shrunk.groups.map { Bounded(estimate: $0.rate, low: $0.low, high: $0.high) }, .share,
        "won / closed deals, drawn towards the rate of the whole",
        bounds: "of the beta distribution")
      columns.interval(
        "value", value, .money, "won amount / closed deal: what an opportunity brings",
        bounds: "linearised ratio of sums over deals")
      columns.number(
        "potential",
        zip(left, value).map { left, value in value.estimate.map { $0 * Double(left) } },
        .money, "left × value, if each had one closed deal")
      columns.flag(
        "on_frontier", beaten.map { $0 == nil },
        "no other segment has more accounts left and a higher value.low")
      columns.text("beaten_by", beaten.map { $0.map { names[$0] } }, "a segment better in both")
      columns.flag("small", closed.map { $0 < smallBelow }, "fewer than \(smallBelow) closed deals")
      let cells = zip(keyed, grouping.keyColumns()).map { (name: $0.name, column: $1) }
      let table = try Table(name: "frontier", cells + columns.columns, rowCount: count)
      let order =
        [
          SortKey(column: "on_frontier", descending: true),
          SortKey(column: "potential", descending: true),
        ]
        + keyed.map { SortKey(column: $0.name) }
      return FigureTable(
        table: try table.sorted(by: order), definitions: columns.definitions, notes: facts.notes)
    }
  }
}
