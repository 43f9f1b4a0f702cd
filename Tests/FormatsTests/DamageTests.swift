import Basics
import Columns
import ReaderFuzzing
import Testing

@testable import Formats

@Suite struct DamageTests {
  @Test func truncatedGzipSaysHowFarItGot() throws {
    let whole = try seed("gzip/csv.gz")
    for cut in 3..<whole.count {
      let found = problem {
        _ = try TableFile.read(bytes: Array(whole[..<cut]), file: "x.csv.gz")
      }
      #expect(found?.message.contains("ends too early") == true, "\(cut)")
    }
    var broken = whole
    broken[whole.count - 6] ^= 0xff
    let found = problem { _ = try TableFile.read(bytes: broken, file: "x.csv.gz") }
    #expect(found?.message.contains("damaged") == true)
  }

  @Test func membersFollowEachOther() throws {
    let loaded = try TableFile.read(bytes: try seed("gzip/two.gz"), file: "two.csv.gz")
    #expect(rows(loaded.table) == [[.integer(1)], [.integer(2)]])
    let found = problem {
      _ = try TableFile.read(bytes: try seed("gzip/two.gz") + [1, 2, 3], file: "two.csv.gz")
    }
    #expect(found?.message.contains("behind the end of the compressed text") == true)
  }

  @Test func aFileMadeToFillTheMemoryIsRefused() throws {
    let scratch = try Scratch()
    let file = try AtomicFile(scratch["bomb.csv.gz"])
    let sink = try GzipSink(file)
    let block = [UInt8](repeating: 0x30, count: 1 << 20)
    for _ in 0..<300 { try sink.writeAll(block) }
    try sink.finish()
    try file.commit()
    #expect(try Files.size(of: scratch["bomb.csv.gz"]) < 1 << 20)
    let found = problem { _ = try TableFile.read(scratch["bomb.csv.gz"]) }
    #expect(found?.kind == .limit)
  }

  @Test(arguments: ReaderCheck.allCases)
  func seedsAndWhatBecomesOfThemBreakNoReader(_ check: ReaderCheck) throws {
    let folder = Files.folder(of: #filePath) + "/Seeds/" + check.rawValue
    var dice = Dice(state: 7)
    for name in try Files.names(in: folder) {
      let whole = try Files.bytes(of: folder + "/" + name)
      #expect(check.failure(whole) == nil, "\(name)")
      for _ in 0..<100 {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...4, using: &dice) where !bytes.isEmpty {
          let place = Int.random(in: 0..<bytes.count, using: &dice)
          switch Int.random(in: 0..<4, using: &dice) {
          case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
          case 1: bytes.remove(at: place)
          case 2: bytes.insert(UInt8.random(in: 0...255, using: &dice), at: place)
          default: bytes.removeLast(bytes.count - place)
          }
        }
        let failure = check.failure(bytes)
        #expect(failure == nil, "\(name): \(bytes)")
      }
    }
  }

  @Test func hugeSparseSheetsAreRefused() {
    var sheet =
      "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\"><v>1</v></c></row>"
    for row in 2..<9000 { sheet += "<row r=\"\(row)\"><c r=\"A\(row)\"><v>1</v></c></row>" }
    let bytes = [0] + Array((sheet + "</sheetData></worksheet>").utf8)
    #expect(ReaderCheck.sheet.failure(bytes) == nil)
  }

  @Test func aDocumentTypeIsRefused() {
    let text = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><worksheet/>"
    #expect(ReaderCheck.sheet.failure([0] + Array(text.utf8)) == nil)
  }
}
