import Basics
import Columns

/// Makes the data and its report of what was put together.
struct ReportMaker {
  private let assembly: Assembly
  private let others: [(name: String, why: String)]

  init(_ assembly: Assembly, others: [(name: String, why: String)]) {
    self.assembly = assembly
    self.others = others
  }

  func data() throws -> CRMData {
    var checks = Checks(assembly)
    for entity in Entity.allCases where entity.isTable {
      if let records = assembly[entity] { try checks.check(records) }
    }
    try checks.checkRecords(assembly)

    var report = CRMReport()
    report.files = files()
    report.links = assembly.linkReports
    report.stages = assembly.stages
    report.outcomeSource = assembly.outcomeSource
    var tables: [Entity: Table] = [:]
    for entity in Entity.allCases where entity.isTable {
      guard let records = assembly[entity] else { continue }
      tables[entity] = records.table
      report.tables.append(table(records, checks.byColumn[entity] ?? [:]))
    }
    report.findings = sorted(
      assembly.findings + checks.findings + readings() + rejections() + unused())
    return CRMData(tables: tables, report: report, asOf: assembly.asOf)
  }

  private func files() -> [FileReport] {
    var files = assembly.reports
    for (name, why) in others {
      var file = FileReport(name: name)
      file.why = why
      files.append(file)
    }
    return files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private func table(_ records: Records, _ odd: [String: [String]]) -> TableReport {
    let columns = zip(records.table.names, records.table.columns).map { name, column in
      let history = records.columns[name] ?? ColumnHistory()
      return TableReport.ColumnReport(
        name: name, type: column.type, headers: history.headers, isCanonical: history.isCanonical,
        missing: column.missingCount, rows: records.table.rowCount, marks: history.marks,
        unreadable: history.unreadable, notes: history.origins + history.notes + history.warnings,
        odd: odd[name] ?? [])
    }
    return TableReport(
      entity: records.entity, files: records.files, rows: records.table.rowCount, columns: columns)
  }

  /// What reading the columns did.
  private func readings() -> [Finding] {
    var findings: [Finding] = []
    for entity in Entity.allCases where entity.isTable {
      guard let records = assembly[entity] else { continue }
      for name in records.table.names {
        guard let history = records.columns[name] else { continue }
        let place = "\(entity.name).\(name)"
        for text in history.warnings {
          findings.append(
            Finding(.warning, entity, column: name, rows: history.unreadable, "\(place): \(text)"))
        }
        for text in history.notes {
          findings.append(Finding(.change, entity, column: name, "\(place): \(text)"))
        }
        if history.marks.isEmpty { continue }
        let cells = history.marks.reduce(0) { $0 + $1.cells }
        let list = history.marks.prefix(5).map { "\"\($0.mark)\" \(Wording.number($0.cells))" }
        findings.append(
          Finding(
            .change, entity, column: name, rows: cells,
            "\(place): \(Wording.cells(cells)) read as missing: \(list.joined(separator: ", "))"))
      }
    }
    return findings
  }

  private func rejections() -> [Finding] {
    assembly.reports.compactMap { file in
      guard let load = file.load, load.rejectedCount > 0 else { return nil }
      let first = load.rejected.first.map { ", first line \($0.line): \($0.reason)" } ?? ""
      return Finding(
        .warning, file.entity, rows: load.rejectedCount,
        "\(Wording.rows(load.rejectedCount)) of \(file.name) could not be read\(first)")
    }
  }

  private func unused() -> [Finding] {
    assembly.reports.filter { $0.entity == nil }.map {
      Finding(.note, $0.nearest?.entity, "\($0.name) was not used: \($0.why)")
    }
  }

  private func sorted(_ findings: [Finding]) -> [Finding] {
    findings.enumerated().sorted { a, b in
      let (x, y) = (a.element, b.element)
      if x.weight != y.weight { return x.weight < y.weight }
      let (first, second) = (x.entity?.position ?? Int.max, y.entity?.position ?? Int.max)
      if first != second { return first < second }
      if x.rows != y.rows { return x.rows > y.rows }
      return a.offset < b.offset
    }.map(\.element)
  }
}
