import Basics
import Foundation

@testable import Columns

/// The folder of third-party test data; tests that need it are skipped without it.
enum TestData {
  static let folder = ProcessInfo.processInfo.environment["RETICLE_DATA"].map { $0 + "/data" }
  static let isThere = folder != nil
  static func path(_ name: String) -> String { (folder ?? "") + "/" + name }
  static func bytes(_ name: String) throws -> [UInt8] { try Files.bytes(of: path(name)) }
}

func load(_ text: String, _ options: CSVOptions = .init()) throws -> LoadedTable {
  try CSV.read(bytes: Array(text.utf8), file: "test.csv", options: options)
}

extension Table {
  /// All cells as they would be written; nil is missing.
  var cells: [[String?]] {
    (0..<rowCount).map { row in
      columns.map { $0.isMissing(row) ? nil : $0[row].written }
    }
  }

  subscript(row: Int) -> [Value] { columns.map { $0[row] } }
}

extension LoadedTable {
  var types: [ColumnType] { table.columns.map(\.type) }
}

/// A number generator that gives the same numbers in every run.
struct Dice: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
  mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}

/// A second, independent reader: one character at a time, one state after the other, as the
/// states of Python's `csv` module go.
enum ReferenceCSV {
  enum State { case start, bare, quoted, quoteInQuoted }

  struct Record: Equatable {
    var line: Int
    var cells: [[UInt8]]
    var isBlank: Bool
  }

  static func records(_ bytes: [UInt8], delimiter: UInt8) -> [Record] {
    var records: [Record] = []
    var cells: [[UInt8]] = []
    var cell: [UInt8] = []
    var state = State.start
    var (line, recordLine, length) = (1, 1, 0)
    var isOpen = false
    func isBreak(_ index: Int) -> Bool { bytes[index] == 10 || bytes[index] == 13 }
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if !isOpen { (isOpen, recordLine, length) = (true, line, 0) }
      var ends = false
      switch state {
      case .quoted:
        if byte == 34 { state = .quoteInQuoted } else { cell.append(byte) }
      case .quoteInQuoted where byte == 34:
        cell.append(34)
        state = .quoted
      case .start where byte == 34:
        state = .quoted
      default:
        if byte == delimiter {
          cells.append(cell)
          cell = []
          state = .start
        } else if isBreak(index) {
          ends = true
        } else {
          cell.append(byte)
          state = .bare
        }
      }
      if isBreak(index) {
        if byte == 10 || index + 1 == bytes.count || bytes[index + 1] != 10 {
          line += 1
        } else if ends {
          index += 1
          line += 1
        }
      }
      if ends {
        cells.append(cell)
        records.append(Record(line: recordLine, cells: cells, isBlank: length == 0))
        (cells, cell, state, isOpen) = ([], [], .start, false)
      }
      length += 1
      index += 1
    }
    if isOpen {
      cells.append(cell)
      records.append(Record(line: recordLine, cells: cells, isBlank: false))
    }
    return records
  }
}
