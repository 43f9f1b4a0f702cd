import CZlib

/// Puts XML into an archive without compression, with right checksums.
enum WholeWorkbook {
  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

  /// The first byte says which part the rest is; the other parts are those of a small workbook.
  static func bytes(from input: [UInt8]) -> [UInt8] {
    let part = Int(input.first ?? 0) % 4
    let content = Array(input.dropFirst())
    var parts: [(String, [UInt8])] = [
      (
        "xl/worksheets/sheet1.xml",
        Array(
          ("<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"
            + "<row r=\"2\"><c r=\"A2\" s=\"1\"><v>45000</v></c></row></sheetData></worksheet>")
            .utf8)
      ),
      ("xl/sharedStrings.xml", Array("<sst><si><t>name</t></si></sst>".utf8)),
      (
        "xl/styles.xml",
        Array(
          "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            .utf8)
      ),
      (
        "xl/workbook.xml",
        Array(
          "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            .utf8)
      ),
    ]
    parts[part].1 = content
    parts.append(
      (
        "xl/_rels/workbook.xml.rels",
        Array(
          ("<Relationships><Relationship Id=\"rId1\" Type=\"\(office)/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
            + "<Relationship Id=\"rId2\" Type=\"\(office)/styles\" Target=\"styles.xml\"/>"
            + "<Relationship Id=\"rId3\" Type=\"\(office)/sharedStrings\" Target=\"sharedStrings.xml\"/>"
            + "</Relationships>").utf8)
      ))
    return archive(parts)
  }

  private static func archive(_ parts: [(String, [UInt8])]) -> [UInt8] {
    var out: [UInt8] = []
    var directory: [UInt8] = []
    func put(_ value: Int, _ size: Int, _ out: inout [UInt8]) {
      for byte in 0..<size { out.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
    }
    for (name, content) in parts {
      let checksum = content.withUnsafeBufferPointer {
        Int(crc32(0, $0.baseAddress, UInt32($0.count)))
      }
      let offset = out.count
      func fields(_ out: inout [UInt8]) {
        put(20, 2, &out)
        put(0, 2, &out)
        put(0, 2, &out)
        put(0, 2, &out)
        put(0x21, 2, &out)
        put(checksum, 4, &out)
        put(content.count, 4, &out)
        put(content.count, 4, &out)
        put(name.utf8.count, 2, &out)
        put(0, 2, &out)
      }
      put(0x0403_4b50, 4, &out)
      fields(&out)
      out += name.utf8
      out += content
      put(0x0201_4b50, 4, &directory)
      put(20, 2, &directory)
      fields(&directory)
      put(0, 2, &directory)
      put(0, 2, &directory)
      put(0, 2, &directory)
      put(0, 4, &directory)
      put(offset, 4, &directory)
      directory += name.utf8
    }
    let start = out.count
    out += directory
    put(0x0605_4b50, 4, &out)
    put(0, 2, &out)
    put(0, 2, &out)
    put(parts.count, 2, &out)
    put(parts.count, 2, &out)
    put(directory.count, 4, &out)
    put(start, 4, &out)
    put(0, 2, &out)
    return out
  }
}
