import Basics
import CExpat

/// An element's attributes, as expat hands them over: valid while the element begins.
struct XMLAttributes {
  fileprivate let list: UnsafeMutablePointer<UnsafePointer<CChar>?>?

  /// The value of an attribute by its name without a prefix.
  func value(_ name: StaticString) -> UnsafePointer<CChar>? {
    guard var next = list else { return nil }
    while let key = next[0] {
      if XMLName.local(key).matches(name) { return next[1] }
      next += 2
    }
    return nil
  }

  func text(_ name: StaticString) -> String? { value(name).map { String(cString: $0) } }
  func int(_ name: StaticString) -> Int? { text(name).flatMap { Int($0) } }

  /// What OOXML takes for true.
  func isTrue(_ name: StaticString) -> Bool {
    let text = text(name)
    return text == "1" || text == "true"
  }
}

/// A name without its prefix: spreadsheets of some programs write `x:row` for `row`.
struct XMLName {
  let start: UnsafePointer<CChar>

  static func local(_ name: UnsafePointer<CChar>) -> XMLName {
    var start = name
    var next = name
    while next[0] != 0 {
      if next[0] == 0x3a { start = next + 1 }
      next += 1
    }
    return XMLName(start: start)
  }

  @inline(__always)
  func matches(_ name: StaticString) -> Bool {
    let bytes = name.utf8Start
    var index = 0
    while index < name.utf8CodeUnitCount {
      if UInt8(bitPattern: start[index]) != bytes[index] { return false }
      index += 1
    }
    return start[index] == 0
  }
}

/// What a part of a workbook means to whoever reads it.
protocol XMLHandler: AnyObject {
  func begin(_ name: XMLName, _ attributes: XMLAttributes) throws
  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws
  func end(_ name: XMLName) throws
}

/// Reads one part of an archive as XML, by expat.
///
/// Documents that declare a type are refused: OOXML forbids it, and entities are how small XML becomes
/// large.
final class XMLParser {
  private let handler: any XMLHandler
  private let parser: OpaquePointer
  private var failure: (any Error)?
  private var hasDoctype = false
  private var depth = 0
  private static let depthLimit = 256

  private init(_ handler: any XMLHandler) throws {
    self.handler = handler
    guard let parser = XML_ParserCreate(nil) else {
      throw Problem(.limit, "no memory to read XML")
    }
    self.parser = parser
  }

  deinit { XML_ParserFree(parser) }

  static func read(_ part: String, of archive: ZipArchive, _ handler: any XMLHandler) throws {
    let parser = try XMLParser(handler)
    try parser.run(part, archive)
  }

  private func run(_ part: String, _ archive: ZipArchive) throws {
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser,
      { context, name, attributes in
        guard let name, let self = XMLParser.of(context) else { return }
        self.depth += 1
        if self.depth > XMLParser.depthLimit {
          self.fail(Problem(.data, "elements are nested more than \(XMLParser.depthLimit) deep"))
          return
        }
        self.guarded {
          try self.handler.begin(XMLName.local(name), XMLAttributes(list: attributes))
        }
      },
      { context, name in
        guard let name, let self = XMLParser.of(context) else { return }
        self.depth -= 1
        self.guarded { try self.handler.end(XMLName.local(name)) }
      })
    XML_SetCharacterDataHandler(parser) { context, text, count in
      guard let text, let self = XMLParser.of(context) else { return }
      text.withMemoryRebound(to: UInt8.self, capacity: Int(count)) { start in
        self.guarded {
          try self.handler.text(UnsafeBufferPointer(start: start, count: Int(count)))
        }
      }
    }
    XML_SetStartDoctypeDeclHandler(parser) { context, _, _, _, _ in
      guard let self = XMLParser.of(context) else { return }
      self.hasDoctype = true
      XML_StopParser(self.parser, 0)
    }
    try archive.forEachBlock(of: part) { block in
      try parse(block, isLast: false, part, archive)
      return true
    }
    try parse(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true, part, archive)
  }

  private func parse(
    _ block: UnsafeRawBufferPointer, isLast: Bool, _ part: String, _ archive: ZipArchive
  ) throws {
    let start = block.baseAddress?.assumingMemoryBound(to: CChar.self)
    let status = XML_Parse(parser, start, Int32(block.count), isLast ? 1 : 0)
    if let failure {
      if let problem = failure as? Problem, problem.kind != .interrupted {
        throw problem.at("\(archive.file): \(part)")
      }
      throw failure
    }
    if status == XML_STATUS_OK { return }
    let place =
      "line \(XML_GetCurrentLineNumber(parser)), byte \(XML_GetCurrentByteIndex(parser) + 1)"
    let reason =
      hasDoctype
      ? "it declares a document type, which no spreadsheet program writes"
      : XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "damaged"
    throw Problem(
      .data, "\(archive.file): \(part): \(place): \(reason)",
      hints: ["the file is damaged: fetch it again, or save it anew from the spreadsheet"])
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> XMLParser? {
    context.map { Unmanaged<XMLParser>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Errors must not pass through C: the first is kept, and parsing stops.
  private func guarded(_ body: () throws -> Void) {
    if failure != nil { return }
    do { try body() } catch { fail(error) }
  }

  private func fail(_ error: any Error) {
    if failure == nil { failure = error }
    XML_StopParser(parser, 0)
  }
}
