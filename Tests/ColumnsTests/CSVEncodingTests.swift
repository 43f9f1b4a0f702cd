import Basics
import Testing

@testable import Columns

@Suite("CSV encodings")
struct CSVEncodingTests {
  private let text = "name,city\nZoë,Kraków\n\"Ā, b\",東京 😀\n"
  private var expected: [[String?]] { [["Zoë", "Kraków"], ["Ā, b", "東京 😀"]] }

  private func read(_ bytes: [UInt8], _ encoding: TextEncoding? = nil) throws -> LoadedTable {
    try CSV.read(bytes: bytes, file: "x.csv", options: CSVOptions(encoding: encoding))
  }

  private func utf16(_ text: String, bigEndian: Bool, mark: Bool) -> [UInt8] {
    ((mark ? [0xfeff] : []) + Array(text.utf16)).flatMap { unit -> [UInt8] in
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xff))
      return bigEndian ? [high, low] : [low, high]
    }
  }

  @Test("UTF-8 with and without a byte order mark")
  func utf8() throws {
    for mark in [[], [0xef, 0xbb, 0xbf]] as [[UInt8]] {
      let loaded = try read(mark + Array(text.utf8))
      #expect(loaded.table.names == ["name", "city"])
      #expect(loaded.table.cells == expected)
      #expect(loaded.report.encoding == .utf8)
      #expect(loaded.report.notes.isEmpty)
    }
  }

  @Test(
    "UTF-16 of both orders, with and without a byte order mark", arguments: [true, false],
    [true, false])
  func utf16(bigEndian: Bool, mark: Bool) throws {
    let loaded = try read(utf16(text, bigEndian: bigEndian, mark: mark))
    #expect(loaded.table.names == ["name", "city"])
    #expect(loaded.table.cells == expected)
    #expect(loaded.report.encoding == (bigEndian ? .utf16be : .utf16le))
    #expect(loaded.report.notes.isEmpty)
  }

  @Test("UTF-16 of another script is recognised by its delimiters and line breaks")
  func utf16Greek() throws {
    let greek = "όνομα,πόλη\n" + String(repeating: "Ελένη,Αθήνα\nΓιώργος,Πάτρα\n", count: 40)
    for bigEndian in [true, false] {
      let loaded = try read(utf16(greek, bigEndian: bigEndian, mark: false))
      #expect(loaded.report.encoding == (bigEndian ? .utf16be : .utf16le))
      #expect(loaded.table.cells.first == ["Ελένη", "Αθήνα"])
      #expect(loaded.table.rowCount == 80)
    }
  }

  @Test("broken UTF-16 becomes U+FFFD, with a note")
  func brokenUTF16() throws {
    var bytes = utf16("a,b\nx,y", bigEndian: false, mark: true) + [0x00, 0xd8]
    #expect(try read(bytes).table.cells == [["x", "y\u{fffd}"]])
    #expect(try read(bytes).report.notes == ["invalid UTF-16 characters became U+FFFD"])
    bytes = utf16("a,b\nx,y", bigEndian: false, mark: true) + [0x41]
    #expect(try read(bytes).table.cells == [["x", "y\u{fffd}"]])
    #expect(try read(bytes).report.notes == ["the file ends in the middle of a UTF-16 character"])
  }

  @Test("what is not UTF-8 is Windows-1252, with a note that names the line")
  func windows1252() throws {
    let loaded = try read(Array("a,b\n1,2\n".utf8) + [0x80, 0x2c, 0xe9, 0x9f, 0x81, 0x0a])
    #expect(loaded.table.cells == [["1", "2"], ["€", "éŸ\u{fffd}"]])
    #expect(loaded.report.encoding == .windows1252)
    #expect(
      loaded.report.notes == [
        "line 3 is not valid UTF-8; the file was read as Windows-1252",
        "1 byte means nothing in Windows-1252; it became U+FFFD",
      ])
  }

  @Test("a few bytes that are no UTF-8 do not make other characters of the whole file")
  func mixed() throws {
    let text = Array("a,b\n1,Müller\n2,Łódź\n3,Caf".utf8)
    for mark in [[], [0xef, 0xbb, 0xbf]] as [[UInt8]] {
      let one = try read(mark + text + [0xe9, 0x0a])
      #expect(one.table.cells == [["1", "Müller"], ["2", "Łódź"], ["3", "Café"]])
      #expect(one.table.names == ["a", "b"])
      #expect(one.report.encoding == .utf8)
      #expect(
        one.report.notes == [
          "1 byte is not valid UTF-8, on line 4; it was read as Windows-1252"
        ])
    }
    let two = try read(text + [0xe9, 0x0a, 0x34, 0x2c, 0x81])
    #expect(two.table.cells.last == ["4", "\u{fffd}"])
    #expect(
      two.report.notes == [
        "2 bytes are not valid UTF-8, the first on line 4; they were read as Windows-1252",
        "1 byte means nothing in Windows-1252; it became U+FFFD",
      ])
    // As many as there are characters: the file is Windows-1252.
    let many = try read(Array("a,b\n1,Ã¼\n".utf8) + [0x32, 0x2c, 0xe9, 0xe9, 0xe9, 0x0a])
    #expect(many.report.encoding == .windows1252)
  }

  @Test("every Windows-1252 byte from 0xa0 on is the code point of that number")
  func latin1() throws {
    let bytes = Array(UInt8(0xa0)...0xff)
    let loaded = try read(Array("a,b\n1,".utf8) + bytes, .windows1252)
    let expected = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    #expect(loaded.table.columns[1].text(0) == expected)
    #expect(loaded.report.notes.isEmpty)
  }

  @Test("a forced encoding is kept to: what is no UTF-8 becomes U+FFFD")
  func forced() throws {
    let bytes = Array("a,b\nx,Zo".utf8) + [0xeb, 0x0a]
    let loaded = try read(bytes, .utf8)
    #expect(loaded.table.cells == [["x", "Zo\u{fffd}"]])
    #expect(loaded.report.notes == ["line 2 is not valid UTF-8; what is not became U+FFFD"])
    #expect(try read(bytes).table.cells == [["x", "Zoë"]])
    #expect(try read(Array("a,b\n1,é\n".utf8), .windows1252).table.cells == [["1", "Ã©"]])
    // A byte order mark is as good as a forced encoding.
    #expect(try read([0xef, 0xbb, 0xbf] + bytes).report.encoding == .utf8)
  }

  @Test("validity is what Swift's own decoder says", arguments: 0..<400)
  func validity(seed: Int) {
    var dice = Dice(seed)
    let edges: [UInt8] = [
      0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec,
      0xed,
      0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
    ]
    let pieces = ["a", "é", "東", "😀", "\u{7ff}", "\u{800}", "\u{ffff}", "\u{10ffff}"].map {
      Array($0.utf8)
    }
    var bytes: [UInt8] = []
    for _ in 0..<dice.below(40) { bytes += dice.pick(pieces) }
    for _ in 0..<dice.below(4) {
      bytes.insert(dice.pick(edges), at: dice.below(bytes.count + 1))
    }
    let isValid = String(validating: bytes, as: UTF8.self) != nil
    let invalid = bytes.withUnsafeBufferPointer { UTF8Check.firstInvalid($0, from: 0) }
    #expect((invalid == nil) == isValid)
    if let invalid {
      #expect(String(validating: bytes[..<invalid], as: UTF8.self) != nil)
    }
  }
}
