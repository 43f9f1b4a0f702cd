import Columns

extension Scorecard {
  /// One row a trait, the most points first: `trait`, `most`, `information_value`, `p_value`,
  /// `q_value`, `direction` (rising, falling, or free), `bins`, `missing` (rows).
  public func traitTable() throws -> Table {
    let order = traits.enumerated().sorted {
      ($1.element.most, $0.offset) < ($0.element.most, $1.offset)
    }.map(\.element)
    return try Table(
      name: "traits",
      [
        ("trait", Column(texts: order.map(\.name))),
        ("most", Column(integers: order.map { Int64($0.most) })),
        ("information_value", Column(numbers: order.map(\.informationValue))),
        ("p_value", Column(numbers: order.map(\.p))),
        ("q_value", Column(numbers: order.map(\.q))),
        ("direction", Column(texts: order.map(\.trend.rawValue))),
        ("bins", Column(integers: order.map { Int64($0.bins.count { $0.n > 0 }) })),
        ("missing", Column(integers: order.map { Int64($0.missing.n) })),
      ])
  }

  /// One row a bin that rows were in: `trait`, `bin`, `points`, `n`, `won`, `win_rate`.
  public func pointTable() throws -> Table {
    let bins = (scoring + traits.filter { $0.most == 0 }).flatMap { trait in
      trait.bins.filter { $0.n > 0 }.map { (trait, $0) }
    }
    return try Table(
      name: "points",
      [
        ("trait", Column(texts: bins.map(\.0.name))),
        ("bin", Column(texts: bins.map { $0.label($1) })),
        ("points", Column(integers: bins.map { Int64($1.points) })),
        ("n", Column(integers: bins.map { Int64($1.n) })),
        ("won", Column(integers: bins.map { Int64($1.won) })),
        ("win_rate", Column(numbers: bins.map { $1.rate })),
      ])
  }
}
