import Basics
import CZip
import Columns

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a table as a workbook of one sheet, by libzip.
///
/// Texts stand in their cells, so that memory does not grow with the table; the sheet is made while
/// it is compressed. The same table gives the same bytes.
enum XLSXWriter {
  static let application = "Reticle"
  /// What a sheet can hold, by the specification of Excel.
  static let rowLimit = 1_048_576
  static let columnLimit = 16_384
  static let textLimit = 32_767

  /// - Parameters:
  ///   - path: A file that is there, and is replaced.
  ///   - file: What messages call it.
  static func write(
    _ table: Table, to path: String, file: String, sheet: String, hasHeader: Bool
  ) throws {
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
      throw failed(file, Files.reason())
    }
    var isClosed = false
    // The library asks the stream for the last time when the archive is let go.
    let stream = SheetStream(table, hasHeader: hasHeader)
    defer { withExtendedLifetime(stream) { if !isClosed { zip_discard(archive) } } }
    for (name, content) in parts(sheet: sheet) {
      let bytes = Array(content.utf8)
      let copy = malloc(max(1, bytes.count))
      guard let copy else { throw Problem(.limit, "\(file): no memory") }
      bytes.withUnsafeBytes { if let base = $0.baseAddress { memcpy(copy, base, $0.count) } }
      guard let source = zip_source_buffer(archive, copy, UInt64(bytes.count), 1) else {
        free(copy)
        throw failed(file, archive)
      }
      try add(source, name, archive, file)
    }
    guard
      let source = zip_source_function(
        archive,
        { context, data, length, command in
          guard let context else { return -1 }
          return Unmanaged<SheetStream>.fromOpaque(context).takeUnretainedValue()
            .answer(data, length, command)
        }, Unmanaged.passUnretained(stream).toOpaque())
    else { throw failed(file, archive) }
    try add(source, "xl/worksheets/sheet1.xml", archive, file)
    if zip_close(archive) != 0 {
      if Interruption.isRequested { try Interruption.check() }
      throw failed(file, archive)
    }
    isClosed = true
  }

  private static func add(
    _ source: OpaquePointer, _ name: String, _ archive: OpaquePointer, _ file: String
  ) throws {
    let index = zip_file_add(archive, name, source, UInt32(ZIP_FL_ENC_UTF_8))
    if index < 0 {
      zip_source_free(source)
      throw failed(file, archive)
    }
    // Spreadsheets are opened more often than kept: a little larger, much faster.
    zip_set_file_compression(archive, UInt64(index), ZIP_CM_DEFLATE, 3)
    // 1980-01-01, the first day ZIP knows.
    zip_file_set_dostime(archive, UInt64(index), 0, 0x21, 0)
  }

  private static func failed(_ file: String, _ archive: OpaquePointer) -> Problem {
    failed(file, String(cString: zip_strerror(archive)))
  }

  private static func failed(_ file: String, _ reason: String) -> Problem {
    Problem(
      .output, "cannot write \(file): \(reason)",
      hints: ["nothing was left at that name; the file that was there before is unchanged"])
  }

  /// A sheet's name as spreadsheets accept it: at most 31 characters, without `[]:*?/\`.
  static func sheetName(_ name: String) -> String {
    var result = ""
    for scalar in name.unicodeScalars where result.utf16.count < 31 {
      let isAllowed = scalar.value >= 0x20 && !"[]:*?/\\".unicodeScalars.contains(scalar)
      result.unicodeScalars.append(isAllowed ? scalar : "_")
    }
    while result.utf16.count > 31 { result.removeLast() }
    while result.hasPrefix("'") { result.removeFirst() }
    while result.hasSuffix("'") { result.removeLast() }
    return result.isEmpty ? "Sheet1" : result
  }

  private static func parts(sheet: String) -> [(String, String)] {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    let package = "http://schemas.openxmlformats.org/package/2006"
    let type = "application/vnd.openxmlformats-officedocument"
    var name: [UInt8] = []
    XMLText.append(Array(sheetName(sheet).utf8)[...], to: &name)
    return [
      (
        "[Content_Types].xml",
        head + "<Types xmlns=\"\(package)/content-types\">"
          + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
          + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
          + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(type).spreadsheetml.sheet.main+xml\"/>"
          + "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"\(type).spreadsheetml.worksheet+xml\"/>"
          + "<Override PartName=\"/xl/styles.xml\" ContentType=\"\(type).spreadsheetml.styles+xml\"/>"
          + "<Override PartName=\"/docProps/app.xml\" ContentType=\"\(type).extended-properties+xml\"/>"
          + "</Types>"
      ),
      (
        "_rels/.rels",
        head + "<Relationships xmlns=\"\(package)/relationships\">"
          + "<Relationship Id=\"rId1\" Type=\"\(office)/officeDocument\" Target=\"xl/workbook.xml\"/>"
          + "<Relationship Id=\"rId2\" Type=\"\(office)/extended-properties\" Target=\"docProps/app.xml\"/>"
          + "</Relationships>"
      ),
      (
        "docProps/app.xml",
        head
          + "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">"
          + "<Application>\(application)</Application></Properties>"
      ),
      (
        "xl/workbook.xml",
        head + "<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><sheets><sheet name=\""
          + String(decoding: name, as: UTF8.self)
          + "\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
      ),
      (
        "xl/_rels/workbook.xml.rels",
        head + "<Relationships xmlns=\"\(package)/relationships\">"
          + "<Relationship Id=\"rId1\" Type=\"\(office)/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
          + "<Relationship Id=\"rId2\" Type=\"\(office)/styles\" Target=\"styles.xml\"/>"
          + "</Relationships>"
      ),
      (
        "xl/styles.xml",
        head + "<styleSheet xmlns=\"\(main)\"><numFmts count=\"2\">"
          + "<numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/>"
          + "<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/></numFmts>"
          + "<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
          + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
          + "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
          + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
          + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
          + "<cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
          + "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
          + "<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>"
          + "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>"
          + "</styleSheet>"
      ),
    ]
  }
}
