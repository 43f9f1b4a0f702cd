import Basics
import CRM
import Columns
import Formats
import Reports

/// `reticle inspect`: what is in a folder or a file.
public enum Inspection {
  public static func run(_ path: String, asOf: String?, output: Output) throws {
    defer { output.flush() }
    let width = output.width ?? 120
    if TableFile.isDatabase(path), Files.entry(path) != .folder {
      let tables = try TableFile.readAll(path)
      let data = try CRMLoader.open(
        CRMSource(.tables(tables)), asOf: try AsOfDate.day(asOf, folder: "."))
      output.write(InspectText.full(data.report, width: width) + "\n")
      return
    }
    switch Files.entry(path) {
    case nil: throw Problem(.file, "there is no file or folder \(path)")
    case .folder:
      let progress = Progress()
      let data = try CRMLoader.open(
        CRMSource(folder: path), asOf: try AsOfDate.day(asOf, folder: path)
      ) { step, done in progress.report(step, done) }
      progress.end()
      output.write(InspectText.full(data.report, width: width) + "\n")
    default:
      let loaded = try CRMLoader.openFile(path)
      let report = loaded.report
      let delimiter = report.delimiter == 9 ? "tab" : String(UnicodeScalar(report.delimiter))
      let kind = report.format ?? "\(report.encoding.rawValue), delimiter \(delimiter)"
      output.write("\(path): \(Figures.count(report.rows)) rows, \(kind)\n")
      output.write(TableText.render(try loaded.table.describe(), rows: .max, width: width) + "\n")
      for column in report.columns {
        if let deciding = column.decidedBy { output.write("\(column.name): \(deciding)\n") }
      }
      for line in FileNotes.lines(report) { output.write("note: \(line)\n") }
    }
  }
}
