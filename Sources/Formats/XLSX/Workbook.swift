import Basics
import Columns

/// What a workbook says about its sheets, without their cells.
struct Workbook {
  struct Sheet {
    let name: String
    let part: String
    let isVisible: Bool
  }

  let archive: ZipArchive
  private(set) var sheets: [Sheet] = []
  private(set) var dates: SerialDates
  private(set) var styles: [NumberFormat] = []
  private let stringsPart: String?
  /// Whether this program wrote it: then every row counts, also those without a value.
  let isOwn: Bool

  init(_ archive: ZipArchive) throws {
    self.archive = archive
    let top = Relations()
    if archive.has("_rels/.rels") { try XMLParser.read("_rels/.rels", of: archive, top) }
    let main =
      top.entries.first { $0.type.hasSuffix("/officeDocument") }
      .map { Self.path($0.target, in: "") } ?? "xl/workbook.xml"
    guard archive.has(main) else {
      throw Problem(
        .data, "\(archive.file): a ZIP archive, but no XLSX workbook: there is no \(main) in it",
        hints: ["save it as .xlsx or .csv from the spreadsheet"])
    }
    let folder = main.contains("/") ? Files.folder(of: main) : ""
    let relations = Relations()
    let relationsPart =
      (folder.isEmpty ? "" : folder + "/") + "_rels/" + Files.name(of: main) + ".rels"
    if archive.has(relationsPart) { try XMLParser.read(relationsPart, of: archive, relations) }
    let book = BookHandler()
    try XMLParser.read(main, of: archive, book)
    dates = SerialDates(from1904: book.from1904)
    for (index, sheet) in book.sheets.enumerated() {
      let target = relations.entries.first { $0.id == sheet.id }
      // Chart sheets have no cells.
      if let target, !target.type.hasSuffix("/worksheet") { continue }
      sheets.append(
        Sheet(
          name: sheet.name,
          part: target.map { Self.path($0.target, in: folder) }
            ?? Self.path("worksheets/sheet\(index + 1).xml", in: folder),
          isVisible: sheet.isVisible))
    }
    if let part = relations.part("/styles", in: folder), archive.has(part) {
      let handler = StylesHandler()
      try XMLParser.read(part, of: archive, handler)
      styles = handler.formats
    }
    let strings = relations.part("/sharedStrings", in: folder)
    stringsPart = strings.flatMap { archive.has($0) ? $0 : nil }
    let application = ApplicationHandler()
    if archive.has("docProps/app.xml") {
      try XMLParser.read("docProps/app.xml", of: archive, application)
    }
    isOwn = application.name == XLSXWriter.application
  }

  /// The texts that cells name by number.
  func sharedStrings(_ arena: TextArena) throws -> [TextView] {
    guard let stringsPart else { return [] }
    let handler = StringsHandler(arena)
    try XMLParser.read(stringsPart, of: archive, handler)
    return handler.texts
  }

  /// The sheet that is meant: by name, by number from 1, or the first that is visible.
  func sheet(_ wanted: String?) throws -> Sheet {
    guard let wanted else {
      guard let first = sheets.first(where: \.isVisible) ?? sheets.first else {
        throw Problem(.data, "\(archive.file): the workbook has no sheet with cells")
      }
      return first
    }
    if let named = sheets.first(where: { $0.name == wanted }) { return named }
    if let number = Int(wanted), sheets.indices.contains(number - 1) { return sheets[number - 1] }
    throw Problem.unknown("sheet", wanted, known: sheets.map(\.name)).at(archive.file)
  }

  /// The name of a part that another names.
  private static func path(_ target: String, in folder: String) -> String {
    if target.hasPrefix("/") { return String(target.dropFirst()) }
    var parts = folder.split(separator: "/").map(String.init)
    for part in target.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": _ = parts.popLast()
      default: parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }

  /// `_rels/….rels`: which part an id stands for.
  private final class Relations: XMLHandler {
    var entries: [(id: String, type: String, target: String)] = []

    func begin(_ name: XMLName, _ attributes: XMLAttributes) {
      guard name.matches("Relationship"), let id = attributes.text("Id"),
        let type = attributes.text("Type"), let target = attributes.text("Target")
      else { return }
      entries.append((id, type, target))
    }
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
    func end(_ name: XMLName) {}

    func part(_ type: String, in folder: String) -> String? {
      entries.first { $0.type.hasSuffix(type) }.map { Workbook.path($0.target, in: folder) }
    }
  }

  private final class BookHandler: XMLHandler {
    var sheets: [(name: String, id: String, isVisible: Bool)] = []
    var from1904 = false

    func begin(_ name: XMLName, _ attributes: XMLAttributes) throws {
      if name.matches("sheet"), let title = attributes.text("name") {
        if sheets.count >= 10_000 { throw Problem(.data, "more than 10000 sheets") }
        let state = attributes.text("state") ?? "visible"
        sheets.append((title, attributes.text("id") ?? "", state == "visible"))
      } else if name.matches("workbookPr") {
        from1904 = attributes.isTrue("date1904")
      }
    }
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
    func end(_ name: XMLName) {}
  }

  private final class StylesHandler: XMLHandler {
    private var custom: [Int: NumberFormat] = [:]
    private var isInCells = false
    var formats: [NumberFormat] = []

    func begin(_ name: XMLName, _ attributes: XMLAttributes) throws {
      if name.matches("numFmt"), let id = attributes.int("numFmtId"),
        let code = attributes.text("formatCode")
      {
        custom[id] = NumberFormat(code: code)
      } else if name.matches("cellXfs") {
        isInCells = true
      } else if isInCells, name.matches("xf") {
        let id = attributes.int("numFmtId") ?? 0
        if formats.count >= 1_000_000 { throw Problem(.data, "more than a million cell formats") }
        formats.append(custom[id] ?? NumberFormat(builtIn: id))
      }
    }
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
    func end(_ name: XMLName) { if name.matches("cellXfs") { isInCells = false } }
  }

  private final class StringsHandler: XMLHandler {
    private let arena: TextArena
    private var text = CellText()
    private var isInText = false
    private var isPhonetic = false
    var texts: [TextView] = []

    init(_ arena: TextArena) { self.arena = arena }

    func begin(_ name: XMLName, _ attributes: XMLAttributes) {
      if name.matches("t") {
        isInText = !isPhonetic
      } else if name.matches("si") {
        text.clear()
      } else if name.matches("rPh") {
        isPhonetic = true
      }
    }
    func text(_ bytes: UnsafeBufferPointer<UInt8>) throws { if isInText { try text.append(bytes) } }
    func end(_ name: XMLName) {
      if name.matches("t") {
        isInText = false
      } else if name.matches("si") {
        texts.append(text.unescaped().withUnsafeBufferPointer { arena.view($0) })
      } else if name.matches("rPh") {
        isPhonetic = false
      }
    }
  }

  private final class ApplicationHandler: XMLHandler {
    private var isInName = false
    var name = ""

    func begin(_ name: XMLName, _ attributes: XMLAttributes) {
      isInName = name.matches("Application")
    }
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
      if isInName, name.utf8.count < 200 { name += String(decoding: bytes, as: UTF8.self) }
    }
    func end(_ name: XMLName) { isInName = false }
  }
}

/// The text of a cell while it comes in pieces.
struct CellText {
  private(set) var bytes: [UInt8] = []
  /// A spreadsheet's cell holds 32,767 characters; other programs are not so strict.
  private static let limit = 1 << 24

  mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  mutating func append(_ more: UnsafeBufferPointer<UInt8>) throws {
    if bytes.count + more.count > Self.limit {
      throw Problem(.data, "a cell has more than \(Self.limit >> 20) MiB of text")
    }
    bytes.append(contentsOf: more)
  }

  /// `_x000D_` stands for a character that XML cannot hold, or must not be taken for markup
  /// (ECMA-376 part 1, 22.9.2.19).
  func unescaped() -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "_")) else { return bytes }
    var result: [UInt8] = []
    var index = 0
    // A character beyond U+FFFF comes in two escapes.
    var upper: UInt32?
    while index < bytes.count {
      if let unit = Self.escape(bytes, index) {
        index += 7
        if let high = upper, (0xdc00...0xdfff).contains(unit) {
          Self.append(0x10000 + (high - 0xd800) << 10 + (unit - 0xdc00), &result)
          upper = nil
          continue
        }
        if upper != nil { Self.append(0xfffd, &result) }
        upper = (0xd800...0xdbff).contains(unit) ? unit : nil
        if upper == nil {
          Self.append((0xdc00...0xdfff).contains(unit) ? 0xfffd : unit, &result)
        }
        continue
      }
      if upper != nil {
        Self.append(0xfffd, &result)
        upper = nil
      }
      result.append(bytes[index])
      index += 1
    }
    if upper != nil { Self.append(0xfffd, &result) }
    return result
  }

  /// The number that seven bytes such as `_x000D_` stand for.
  static func escape(_ bytes: some RandomAccessCollection<UInt8>, _ index: Int) -> UInt32? {
    let start = bytes.index(bytes.startIndex, offsetBy: index)
    guard bytes.distance(from: start, to: bytes.endIndex) >= 7 else { return nil }
    var place = start
    func next() -> UInt8 {
      defer { place = bytes.index(after: place) }
      return bytes[place]
    }
    guard next() == UInt8(ascii: "_"), next() == UInt8(ascii: "x") else { return nil }
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = next()
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x46: digit = byte - 0x41 + 10
      case 0x61...0x66: digit = byte - 0x61 + 10
      default: return nil
      }
      value = value << 4 | UInt32(digit)
    }
    return next() == UInt8(ascii: "_") ? value : nil
  }

  private static func append(_ scalar: UInt32, _ result: inout [UInt8]) {
    result += String(UnicodeScalar(scalar) ?? "\u{fffd}").utf8
  }
}
