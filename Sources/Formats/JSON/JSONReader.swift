import Basics
import CJSON
import Columns

/// Reads JSON documents and JSON lines.
enum JSONReader {
  private typealias Kind = JSONTape.Kind

  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - isLines: One value a line: a line that is none is left out and reported. Otherwise the file
  ///     is one document (a list of rows, or an object that holds one), or several values one after
  ///     the other, and a mistake in it is an error.
  /// - Throws: ``Problem`` that names line and byte.
  static func read(
    _ bytes: [UInt8], file: String, name: String, isLines: Bool, options: ReadOptions
  ) throws -> LoadedTable {
    let plain = PlainText.utf8(bytes, encoding: options.csv.encoding)
    var report = LoadReport(
      file: file, encoding: plain.encoding, delimiter: UInt8(ascii: ","))
    report.notes = plain.notes
    var text = plain.bytes
    let count = text.count
    // The parser stops at a zero.
    text.append(0)
    let made = try text.withUnsafeMutableBufferPointer { buffer -> LoadedTable in
      guard let base = buffer.baseAddress, let parser = JSONParser(base, count: count) else {
        throw Problem(.limit, "\(file): no memory to parse it")
      }
      var reading = Reading(
        file: file, parser: parser, rows: JSONRows(file: file, options: options), report: report)
      if isLines { try reading.lines() } else { try reading.document() }
      return try reading.finish(name: name, isLines: isLines)
    }
    return made
  }

  private struct Reading {
    let file: String
    let parser: JSONParser
    var rows: JSONRows
    var report: LoadReport
    var values = 0

    func problem(_ reason: String, at place: Int, hints: [String] = []) -> Problem {
      Problem(
        .data,
        "\(file): line \(parser.line), byte \(max(0, place - parser.lineStart) + 1): \(reason)",
        hints: hints.isEmpty
          ? [
            "a whole JSON document was expected; if each line is a value of its own, name it .jsonl"
          ]
          : hints)
    }

    // MARK: lines

    mutating func lines() throws {
      let text = parser.text
      var start = 0
      var number = 0
      while start < parser.count {
        number += 1
        var end = start
        while end < parser.count, text[end] != 0x0a { end += 1 }
        // Values end where their line does.
        text[end] = 0
        if number & 0xfff == 0 { try Interruption.check() }
        var place = start
        switch parser.parse(&place, end: end) {
        case .nothing: report.blankLines += 1
        case .wrong(let reason, let at):
          values += 1
          report.reject(line: number, reason: "byte \(at - start + 1): \(reason)")
        case .value(let tape):
          values += 1
          if let at = firstNonBlank(place, end) {
            report.reject(
              line: number, reason: "byte \(at - start + 1): something follows the value")
          } else if let reason = try rows.add(tape, at: 0, line: number) {
            report.reject(line: number, reason: reason)
          }
        }
        start = end + 1
      }
    }

    private func firstNonBlank(_ start: Int, _ end: Int) -> Int? {
      var place = start
      while place < end {
        let byte = parser.text[place]
        if byte != 0x20, byte != 0x09, byte != 0x0d, byte != 0x0a { return place }
        place += 1
      }
      return nil
    }

    // MARK: documents

    mutating func document() throws {
      var place = 0
      guard let first = parser.skipBlanks(&place) else { return }
      if first == UInt8(ascii: "[") {
        try list(&place)
        if parser.skipBlanks(&place) != nil {
          throw problem("something follows the end of the list", at: place)
        }
        return
      }
      var isFirst = true
      while parser.skipBlanks(&place) != nil {
        let line = parser.line
        switch parser.parse(&place, end: parser.count) {
        case .nothing: return
        case .wrong(let reason, let at): throw problem(reason, at: at)
        case .value(let tape):
          if isFirst, tape.kind(0) == Kind.object, parser.skipBlanks(&place) == nil,
            try wrapped(tape, line: line)
          {
            return
          }
          isFirst = false
          try add(tape, at: 0, line: line)
        }
      }
    }

    /// The elements of a list, each a row.
    private mutating func list(_ place: inout Int) throws {
      place += 1
      if parser.skipBlanks(&place) == UInt8(ascii: "]") {
        place += 1
        return
      }
      while parser.skipBlanks(&place) != nil {
        let line = parser.line
        switch parser.parse(&place, end: parser.count) {
        case .nothing: break
        case .wrong(let reason, let at): throw problem(reason, at: at)
        case .value(let tape): try add(tape, at: 0, line: line)
        }
        let next = parser.skipBlanks(&place)
        if next == UInt8(ascii: "]") {
          place += 1
          return
        }
        if next == nil { break }
        if next != UInt8(ascii: ",") {
          throw problem("a comma or ] is missing after the value", at: place)
        }
        place += 1
        if parser.skipBlanks(&place) == UInt8(ascii: "]") {
          throw problem(
            "no value follows the last comma of the list", at: place,
            hints: ["take out the comma before ]"])
        }
      }
      throw problem(
        "the list is not closed: the file ends after \(values) row\(values == 1 ? "" : "s")",
        at: parser.count,
        hints: ["a download or copy was cut off: fetch it again"])
    }

    /// An object that is no row but holds the rows, as answers of web services do: exactly one of its
    /// members is a list of objects.
    private mutating func wrapped(_ tape: JSONTape, line: Int) throws -> Bool {
      var found: [(name: String, index: Int)] = []
      var others: [String] = []
      var place = 1
      while tape.kind(place) != Kind.objectEnd {
        let name = String(decoding: tape.bytes(place), as: UTF8.self)
        place += 1
        if tape.kind(place) == Kind.array, !tape.isEmpty(place),
          tape.kind(place + 1) == Kind.object
        {
          found.append((name, place))
        } else {
          others.append(name)
        }
        place = tape.next(place)
      }
      guard found.count == 1 else { return false }
      var element = found[0].index + 1
      while tape.kind(element) != Kind.arrayEnd {
        try add(tape, at: element, line: line)
        element = tape.next(element)
      }
      let rest = others.isEmpty ? "" : "; left aside: \(others.prefix(12).joined(separator: ", "))"
      report.notes.append("the rows are the elements of \"\(found[0].name)\"\(rest)")
      return true
    }

    private mutating func add(_ tape: JSONTape, at index: Int, line: Int) throws {
      values += 1
      if let reason = try rows.add(tape, at: index, line: line) {
        report.reject(line: line, reason: reason)
      }
    }

    // MARK: the table

    func finish(name: String, isLines: Bool) throws -> LoadedTable {
      var report = report
      report.format = isLines ? "JSON lines" : "JSON"
      if rows.assembler.rows == 0, let first = report.rejected.first,
        report.rejectedCount == values
      {
        throw Problem(
          .data, "\(file): no line is a row of JSON; line \(first.line): \(first.reason)",
          hints: ["--from names another format if this is none"])
      }
      if values == 0 { report.notes.append("the file is empty: no rows") }
      if rows.reordered > 0 {
        report.notes.append(SetMember.note(rows.reordered))
      }
      if rows.keptLists > 0 {
        report.notes.append(
          "\(rows.keptLists) lists of other things than plain texts, and empty objects, were kept as "
            + "JSON text")
      }
      return try rows.assembler.finish(name: name, report: report)
    }
  }
}
