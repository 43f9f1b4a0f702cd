import Basics
import Glibc

extension TestFolder {
  func bytes(_ name: String) throws -> [UInt8] { try Files.bytes(of: Files.join(path, name)) }

  func table(_ name: String) throws -> CellTable { try CellTable(try bytes(name)) }

  /// All files' bytes, by name.
  func everything() throws -> [String: [UInt8]] {
    var all: [String: [UInt8]] = [:]
    for name in try Files.names(in: path) { all[name] = try bytes(name) }
    return all
  }
}

/// The obvious CSV reader: cells as text, by column name.
struct CellTable {
  var columns: [String] = []
  var rows: [[String]] = []

  struct Malformed: Error {
    var line: Int
  }

  init(_ bytes: [UInt8]) throws {
    var lines: [[String]] = []
    var cells: [String] = []
    var cell: [UInt8] = []
    var inQuotes = false
    var wasQuoted = false
    var place = 0
    func end() {
      cells.append(String(decoding: cell, as: UTF8.self))
      cell.removeAll()
      wasQuoted = false
    }
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if inQuotes {
        if byte != UInt8(ascii: "\"") {
          cell.append(byte)
        } else if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
          cell.append(byte)
          place += 1
        } else {
          inQuotes = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""):
        // A quote may only open a cell.
        guard cell.isEmpty, !wasQuoted else { throw Malformed(line: lines.count + 1) }
        inQuotes = true
        wasQuoted = true
      case UInt8(ascii: ","): end()
      case UInt8(ascii: "\n"):
        end()
        lines.append(cells)
        cells.removeAll()
      case UInt8(ascii: "\r"): throw Malformed(line: lines.count + 1)
      default:
        guard !wasQuoted else { throw Malformed(line: lines.count + 1) }
        cell.append(byte)
      }
    }
    // The last line is ended too, and every line has the header's number of cells.
    guard !inQuotes, cell.isEmpty, cells.isEmpty, let header = lines.first else {
      throw Malformed(line: lines.count + 1)
    }
    columns = header
    rows = Array(lines.dropFirst())
    if let bad = rows.firstIndex(where: { $0.count != header.count }) {
      throw Malformed(line: bad + 2)
    }
  }

  struct NoColumn: Error {
    var name: String
  }

  func column(_ name: String) throws -> [String] {
    guard let index = columns.firstIndex(of: name) else { throw NoColumn(name: name) }
    return rows.map { $0[index] }
  }

  /// The share of rows whose cell in `name` passes.
  func share(_ name: String, where passes: (String) -> Bool) throws -> Double {
    let cells = try column(name)
    return Double(cells.filter(passes).count) / Double(max(cells.count, 1))
  }
}

/// Days since 1970-01-01 of `2025-03-01`, or nil for an empty cell.
func day(_ text: String) -> Int? {
  let parts = text.split(separator: "-").compactMap { Int($0) }
  guard parts.count == 3 else { return nil }
  var time = tm()
  time.tm_year = Int32(parts[0] - 1900)
  time.tm_mon = Int32(parts[1] - 1)
  time.tm_mday = Int32(parts[2])
  return timegm(&time) / 86_400
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .nan }
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
