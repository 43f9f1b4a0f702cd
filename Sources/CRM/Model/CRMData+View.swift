import Columns

extension CRMData {
  /// The same CRM with some tables replaced, as it was looked at on a day.
  ///
  /// The report stays that of the whole.
  public func replacing(_ replaced: [Entity: Table], asOf day: Int32) -> CRMData {
    var tables: [Entity: Table] = [:]
    for entity in Entity.allCases {
      if let table = replaced[entity] ?? self[entity] { tables[entity] = table }
    }
    return CRMData(tables: tables, report: report, asOf: day)
  }
}
