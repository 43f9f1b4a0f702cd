import Testing

@testable import Columns

@Suite("Cells for loops over many rows")
struct CellReaderTests {
  @Test("say what the column says, missing cells included", arguments: [0, 1, 63, 64, 65, 200])
  func cells(rows: Int) throws {
    let types: [ColumnType] = [.integer, .number, .date, .timestamp]
    let builders = types.map { (type: $0, builder: ColumnBuilder(type: $0, capacity: rows)) }
    for row in 0..<rows {
      let isMissing = row % 7 == 3
      for (type, builder) in builders {
        if isMissing {
          builder.appendMissing()
          continue
        }
        switch type {
        case .integer: builder.append(Int64(row * 3 - 50))
        case .number: builder.append(row == 5 ? Double.nan : Double(row) / 4)
        case .date: builder.append(days: Int32(row - 10))
        default: builder.append(micros: Int64(row - 10) * 43_200_000_000)
        }
      }
    }
    for (type, builder) in builders {
      let column = builder.finish()
      let (numbers, days) = (NumberCells(column), DayCells(column))
      #expect((numbers != nil) == type.isNumeric && (days != nil) == type.isTemporal)
      for row in 0..<rows {
        if let numbers { #expect(numbers[row]?.bitPattern == column.double(row)?.bitPattern) }
        if let days { #expect(days[row] == column.day(row)) }
      }
    }
    #expect(NumberCells(Column(texts: ["a"])) == nil && DayCells(Column(texts: ["a"])) == nil)
  }

  @Test("the bytes of a text are found without taking it apart")
  func bytes() {
    let texts = [
      "", "a", "ab;", ";abc", "abcd", "abcde", "abcd;f", "twelve bytes", "twelve byte;",
      "thirteen byte", "thirteen byt;", ";hirteen bytes and more", "\u{1}\u{2}", "ÿ;", "ÿÿÿÿÿÿ",
    ]
    let arena = TextArena()
    for text in texts {
      let view = arena.view(text)
      #expect(view.firstByte == text.utf8.first ?? 0, "\(text)")
      #expect(view.lastByte == text.utf8.last ?? 0, "\(text)")
      for byte in [UInt8(ascii: ";"), UInt8(ascii: "a"), 1, 0x80, 0xbf, 0xff] {
        #expect(view.contains(byte) == text.utf8.contains(byte), "\(text) \(byte)")
      }
    }
  }
}
