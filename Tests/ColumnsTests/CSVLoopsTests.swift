import CScan
import Testing

@testable import Columns

/// The loops in C: both sets against each other, and against what Swift says.
@Suite("CSV loops")
struct CSVLoopsTests {
  static var sets: [(name: String, loops: UnsafePointer<cscan_loops>)] {
    [("plain", cscan_plain()), ("best", cscan_best())]
  }

  /// Text with room around it, as the loops want it.
  private final class Padded {
    let base: UnsafeMutablePointer<UInt8>
    let count: Int
    var text: UnsafeMutablePointer<UInt8> { base + 64 }

    init(_ bytes: [UInt8], before: [UInt8] = []) {
      count = bytes.count
      base = .allocate(capacity: count + 192)
      base.initialize(repeating: 0x22, count: count + 192)
      for index in 0..<64 { base[index] = 0 }
      for (index, byte) in before.suffix(64).reversed().enumerated() { base[63 - index] = byte }
      for (index, byte) in bytes.enumerated() { text[index] = byte }
    }

    deinit { base.deallocate() }
  }

  private struct Found: Equatable {
    var ends: [UInt32]
    var counts: [Int]
  }

  private func scan(
    _ loops: UnsafePointer<cscan_loops>, _ bytes: [UInt8], before: [UInt8] = [], isInside: Bool,
    isLast: Bool
  ) -> (found: Found, isInvalid: Bool) {
    let padded = Padded(bytes, before: before)
    let ends = Buffer<UInt32>(count: bytes.count + 64)
    var piece = cscan_structure()
    loops.pointee.scan(
      padded.text, bytes.count, 0x2c, isInside ? 1 : 0, isLast ? 1 : 0, 7, ends.base, &piece)
    let counts = [
      Int(piece.quotes), Int(piece.line_feeds), Int(piece.rows.0), Int(piece.rows.1),
      piece.last_row.0, piece.last_row.1, Int(piece.nulls), Int(piece.has_returns),
      Int(piece.lone_returns), Int(piece.has_lone_return.0), Int(piece.has_lone_return.1),
    ]
    return (
      Found(ends: Array(ends.array[..<piece.cells]), counts: counts), piece.is_invalid != 0
    )
  }

  private func expected(_ bytes: [UInt8], before: [UInt8], isInside: Bool) -> Found {
    var ends: [UInt32] = []
    var (quotes, feeds, nulls, lone, returns) = (0, 0, 0, [0, 0, 0], 0)
    var (rows, last) = ([0, 0], [0, 0])
    var inside = isInside
    var previous = before.last ?? 0
    for (index, byte) in bytes.enumerated() {
      if previous == 0x0d, byte != 0x0a {
        lone[0] += 1
        lone[inside ? 2 : 1] = 1
      }
      if byte == 0x22 {
        quotes += 1
        inside.toggle()
      }
      if byte == 0x0a {
        feeds += 1
        rows[inside ? 1 : 0] += 1
        last[inside ? 1 : 0] = index + 1
      }
      if !inside, byte == 0x0a || byte == 0x2c { ends.append(UInt32(index + 7)) }
      if byte == 0 { nulls += 1 }
      if byte == 0x0d { returns = 1 }
      previous = byte
    }
    return Found(
      ends: ends,
      counts: [quotes, feeds, rows[0], rows[1], last[0], last[1], nulls, returns] + lone)
  }

  @Test("structure, at every size around a block", arguments: Array(0...200))
  func structure(size: Int) {
    var dice = Dice(size)
    let alphabet = Array("ab,,\"\n\r\0é".utf8)
    let bytes = (0..<size).map { _ in dice.pick(alphabet) }
    let before = [dice.pick(alphabet)]
    for isInside in [false, true] {
      let expected = expected(bytes, before: before, isInside: isInside)
      for (name, loops) in Self.sets {
        let found = scan(loops, bytes, before: before, isInside: isInside, isLast: true).found
        #expect(found == expected, "\(name)")
      }
    }
  }

  @Test("UTF-8 is judged alike however it is cut into pieces", arguments: 0..<300)
  func utf8(seed: Int) {
    var dice = Dice(seed)
    let characters = ["a", "bcdefgh", "é", "東", "😀", "\u{7ff}", "\u{800}", "\u{10ffff}"]
    var bytes: [UInt8] = []
    for _ in 0..<dice.below(60) { bytes += Array(dice.pick(characters).utf8) }
    for _ in 0..<dice.below(3) {
      let broken: [UInt8] = [
        0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xa0, 0xf0, 0xf4, 0x90, 0xf5, 0xff,
      ]
      bytes.insert(dice.pick(broken), at: dice.below(bytes.count + 1))
    }
    let isInvalid = bytes.withUnsafeBufferPointer { UTF8Check.firstInvalid($0, from: 0) } != nil
    for (name, loops) in Self.sets {
      for size in [1, 2, 3, 5, 31, 32, 33, 63, 64, 65, 96, 1000] {
        var found = false
        var start = 0
        while start < bytes.count {
          let end = min(start + size, bytes.count)
          let piece = scan(
            loops, Array(bytes[start..<end]), before: Array(bytes[..<start]), isInside: false,
            isLast: end == bytes.count)
          found = found || piece.isInvalid
          start = end
        }
        #expect(found == isInvalid, "\(name), pieces of \(size)")
      }
    }
  }

  /// Runs a loop over one column of cells, each read as a block of its own.
  private func values<Value: BitwiseCopyable>(
    _ cells: [String], _ zero: Value,
    _ run: (inout cscan_cells, inout cscan_block, UnsafeMutablePointer<Value>) -> Int
  ) -> [Value?] {
    cells.map { cell in
      let padded = Padded(Array(cell.utf8))
      var ends = [UInt32(0), UInt32(1 + cell.utf8.count)]
      var out = zero
      return ends.withUnsafeMutableBufferPointer { ends -> Value? in
        var column = cscan_cells(
          text: padded.text - 1, ends: ends.baseAddress! + 1, stride: 1, may_be_quoted: 0,
          strips_return: 0)
        var block = cscan_block()
        block.to = 1
        return run(&column, &block, &out) == 1 ? out : nil
      }
    }
  }

  @Test("every day and no other date is a date")
  func dates() {
    var cells: [String] = []
    func padded(_ value: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - "\(value)".count)) + "\(value)"
    }
    for year in [
      0, 1, 4, 99, 100, 400, 1582, 1899, 1900, 1969, 1970, 1972, 2000, 2023, 2024, 2100, 9999,
    ] {
      for month in 0...13 {
        for day in 0...32 {
          cells.append("\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))")
        }
      }
    }
    cells += [
      "2024-01-0a", "2024x01-01", "2024-01x01", "/024-01-01", "202:-01-01", "2024-01-1", "",
    ]
    for (name, loops) in Self.sets {
      let found = values(cells, Int32(0)) { loops.pointee.dates(&$0, &$1, $2) }
      for (cell, value) in zip(cells, found) {
        let expected = Array(cell.utf8).withUnsafeBufferPointer { Cells.day($0) }
        #expect(value == (cell.isEmpty ? 0 : expected), "\(name) \(cell)")
      }
    }
  }

  @Test("numbers, integers, booleans and timestamps are read as Cells reads them, or left")
  func cells() {
    var dice = Dice(3)
    let alphabet = Array("0123456789012345.-e+ :TZ").map { String($0) }
    var cells = [
      "0", "-0", "00", "007", "-7", "-", ".", "-.", ".5", "-.5", "5.", "0.5", "00.5", "1.2.3",
      "-0.0",
      "9007199254740992", "9007199254740993", "1234567890123456", "12345678901234567", "1e5", " 1",
      "123456789012.345", "0.00000000000001", "true", "FALSE", "tRuE", "truE ", "fals", "T",
      "T\u{52}UE",
      "2024-01-01 10:00", "2024-01-01T09:30:15.123456Z", "2024-01-01 9:30", "2024-01-01",
      "2024-01-01 10:00:00.1234567", "2024-01-01 10:0", "2024-01-01 24:00", "2024-01-01 10:00:60",
      "2024-01-01 10:00:00.", "2024-01-01 10:00Z", "2024-02-30 10:00",
    ]
    for _ in 0..<4000 {
      cells.append((0...dice.below(18)).map { _ in dice.pick(alphabet) }.joined())
      cells.append("\(Double(dice.below(1 << dice.below(50))) / dice.pick([1, 8, 10, 100, 1000]))")
      cells.append("\(Double(dice.next()) / 18_446_744_073_709_551_616)")
      // Half-way between two doubles, and close to it.
      let odd = (UInt64(1) << 53 | dice.next() >> 12) | 1
      cells += ["\(odd).0", "\(odd).5", "\(odd)", "\(odd / 10).\(odd % 10)"]
    }
    for (name, loops) in Self.sets {
      let integers = values(cells, Int64(0)) { loops.pointee.integers(&$0, &$1, $2) }
      let numbers = values(cells, 0.0) { loops.pointee.numbers(&$0, &$1, $2) }
      let booleans = values(cells, UInt8(0)) { loops.pointee.booleans(&$0, &$1, $2) }
      let moments = values(cells, Int64(0)) { loops.pointee.timestamps(&$0, &$1, $2) }
      for (index, cell) in cells.enumerated() {
        let bytes = Array(cell.utf8)
        bytes.withUnsafeBufferPointer { cell in
          let (integer, number) = (Cells.integer(cell), Cells.number(cell))
          let length = cell.count - (cell.first == 0x2d ? 1 : 0)
          if length > 16 {
            #expect(integers[index] == nil)
          } else {
            #expect(integers[index] == integer)
          }
          let value = integer.map { Double($0) } ?? number
          if let found = numbers[index] {
            #expect(found.bitPattern == value?.bitPattern, "\(name) \(cells[index])")
          } else if length <= 16, !bytes.contains(0x65) {
            // Left: what is no number, and integers that a double may not hold.
            #expect(value == nil || integer != nil, "\(name) \(cells[index])")
          }
          #expect(booleans[index].map { $0 != 0 } == Cells.boolean(cell))
          let moment =
            Cells.day(cell).map { Int64($0) * Calendar.microsPerDay } ?? Cells.moment(cell)
          if let found = moments[index] { #expect(found == moment, "\(name) \(cells[index])") }
        }
      }
      // What is usual is not left.
      for usual in ["2024-01-01 10:00", "2024-01-01T09:30:15.123456Z", "2024-01-01"] {
        #expect(values([usual], Int64(0)) { loops.pointee.timestamps(&$0, &$1, $2) } != [nil])
      }
    }
  }
}
