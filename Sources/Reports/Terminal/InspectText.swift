import CRM
import Columns

/// What opening a CRM found, as text: for `reticle inspect` and `print(crm)`.
public enum InspectText {
  /// One line a table and the weightiest findings.
  public static func summary(_ report: CRMReport, width: Int) -> String {
    var lines = report.tables.map { table in
      let files = table.files.joined(separator: ", ")
      return
        "\(table.entity.name): \(Figures.count(table.rows)) rows, \(table.columns.count) columns (\(files))"
    }
    let weighty = report.findings.filter { $0.weight == .warning }
    lines += weighty.prefix(8).map { "warning: \($0.text)" }
    if weighty.count > 8 { lines.append("… \(weighty.count - 8) more warnings") }
    let rest = report.findings.count - weighty.count
    if rest > 0 {
      lines.append("\(rest) more finding\(rest == 1 ? "" : "s"): crm:report() shows them")
    }
    return lines.joined(separator: "\n")
  }

  /// Everything: files, tables column by column, links, stages, findings.
  public static func full(_ report: CRMReport, width: Int) -> String {
    var parts = [files(report, width: width)]
    parts += report.tables.map { table($0, width: width) }
    if !report.links.isEmpty { parts.append(links(report)) }
    if !report.stages.isEmpty { parts.append(stages(report, width: width)) }
    if !report.findings.isEmpty { parts.append(findings(report)) }
    return parts.joined(separator: "\n\n")
  }

  private static func files(_ report: CRMReport, width: Int) -> String {
    let table = text([
      ("file", report.files.map(\.name)),
      ("read as", report.files.map { $0.entity?.name ?? "not used" }),
      ("rows", report.files.map { $0.entity == nil ? "" : Figures.count($0.rows) }),
      (
        "rejected",
        report.files.map { file in
          let dropped = (file.load?.rejectedCount ?? 0) + file.dropped.reduce(0) { $0 + $1.rows }
          return dropped == 0 ? "" : Figures.count(dropped)
        }
      ),
      ("why", report.files.map(\.why)),
    ])
    return "FILES\n" + TableText.render(table, rows: .max, width: width, cellLimit: 120)
  }

  private static func table(_ table: TableReport, width: Int) -> String {
    let columns = table.columns
    let shown = text([
      ("column", columns.map(\.name)),
      ("type", columns.map(\.type.rawValue)),
      ("filled", columns.map { Figures.percent($0.filled) }),
      ("from", columns.map { $0.headers == [$0.name] ? "" : $0.headers.joined(separator: ", ") }),
      (
        "notes",
        columns.map { column in
          let marks = column.marks.map {
            "\"\($0.mark)\" read as missing: \(Figures.count($0.cells))"
          }
          let unreadable =
            column.unreadable > 0 ? ["\(Figures.count(column.unreadable)) cells unreadable"] : []
          return (marks + unreadable + column.notes + column.odd).joined(separator: "; ")
        }
      ),
    ])
    let title =
      "\(table.entity.name.uppercased())  \(Figures.count(table.rows)) rows from \(table.files.joined(separator: ", "))"
    return title + "\n" + TableText.render(shown, rows: .max, width: width, cellLimit: 120)
  }

  private static func links(_ report: CRMReport) -> String {
    let lines = report.links.map { link in
      var parts = link.linked.map { "\(Figures.count($0.rows)) by \($0.by)" }
      if link.without > 0 { parts.append("\(Figures.count(link.without)) name none") }
      if link.orphans > 0 {
        parts.append("\(Figures.count(link.orphans)) name one that does not exist")
      }
      if link.ambiguous > 0 { parts.append("\(Figures.count(link.ambiguous)) ambiguous") }
      return "\(link.from.name) → \(link.to.name): \(parts.joined(separator: ", "))"
    }
    return (["LINKS"] + lines).joined(separator: "\n")
  }

  private static func stages(_ report: CRMReport, width: Int) -> String {
    let table = text([
      ("stage", report.stages.map { $0.stage ?? "(none)" }),
      ("outcome", report.stages.map { $0.outcome ?? "-" }),
      ("deals", report.stages.map { Figures.count($0.deals) }),
      ("because", report.stages.map(\.because)),
    ])
    return "STAGES  \(report.outcomeSource)\n" + TableText.render(table, rows: 40, width: width)
  }

  private static func findings(_ report: CRMReport) -> String {
    let lines = report.findings.map { finding in
      let name: String =
        switch finding.weight {
        case .warning: "warning"
        case .change: "changed"
        case .odd: "odd"
        case .note: "note"
        }
      return "\(name)  \(finding.text)"
    }
    return (["FINDINGS"] + lines).joined(separator: "\n")
  }

  private static func text(_ columns: [(String, [String])]) -> Table {
    // The names are distinct and the lists as long as one another.
    try! Table(columns.map { ($0.0, Column(texts: $0.1.map { Optional($0) })) })
  }
}
