import Basics

extension Table {
  /// What is in each column, one row a column, without any value of a text cell: those may be
  /// people's names.
  ///
  /// - `column`, `type`
  /// - `filled`: share of cells that are present (missing if there are no rows)
  /// - `distinct`: how many different values
  /// - `top_share`: of the cells that are present, the share of the most frequent value
  /// - `min`, `mean`, `median`, `max`: of numbers; for booleans `mean` is the share that is true
  /// - `earliest`, `latest`: of dates, and the days of timestamps
  ///
  /// - Complexity: O(*n*) expected a column.
  public func describe() throws -> Table {
    let types = columns.map { Optional($0.type.rawValue) }
    var filled: [Double?] = []
    var distinct: [Int64?] = []
    var topShare: [Double?] = []
    var figures: [[Double?]] = [[], [], [], []]
    var days: [[Int32?]] = [[], []]
    let whole = try Grouping([], rowCount: rowCount)
    for column in columns {
      let present = column.count - column.missingCount
      filled.append(rowCount == 0 ? nil : Double(present) / Double(rowCount))
      let values = try Grouping([column], rowCount: rowCount)
      let counts = try values.aggregate(.count, of: column)
      let most = try Grouping([], rowCount: counts.count).aggregate(.max, of: counts)
      distinct.append(Int64(values.groupCount - (column.missingCount > 0 ? 1 : 0)))
      topShare.append(present == 0 ? nil : most.double(0).map { $0 / Double(present) })
      for (index, aggregate) in [Aggregate.min, .mean, .median, .max].enumerated() {
        let wanted = column.type.isNumeric || column.type == .boolean && aggregate == .mean
        figures[index].append(wanted ? try whole.aggregate(aggregate, of: column).double(0) : nil)
      }
      for (index, aggregate) in [Aggregate.min, .max].enumerated() {
        let wanted = column.type.isTemporal
        days[index].append(wanted ? try whole.aggregate(aggregate, of: column).day(0) : nil)
      }
    }
    return try Table(
      name: "\(name) described",
      [
        ("column", Column(texts: names.map { Optional($0) })), ("type", Column(texts: types)),
        ("filled", Column(numbers: filled)), ("distinct", Column(integers: distinct)),
        ("top_share", Column(numbers: topShare)), ("min", Column(numbers: figures[0])),
        ("mean", Column(numbers: figures[1])), ("median", Column(numbers: figures[2])),
        ("max", Column(numbers: figures[3])), ("earliest", Column(days: days[0])),
        ("latest", Column(days: days[1])),
      ], rowCount: columns.count)
  }
}
