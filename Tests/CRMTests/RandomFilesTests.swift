import Basics
import Columns
import Testing

@testable import CRM

@Suite("Files of any kind")
struct RandomFilesTests {
  private struct Dice {
    var state: UInt64
    mutating func roll(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    mutating func pick<Element>(_ list: [Element]) -> Element { list[roll(list.count)] }
  }

  private static let cells = [
    "", "", "N/A", "null", "-", " ", "1", "0", "-7", "12.50", "1,200", "1.200,50", "$5", "75M",
    "99999999999999999999",
    "1e400", "nan", "inf", "true", "FALSE", "yes", "2025-01-31", "2025-02-30", "31/12/2025",
    "3/4/25", "20250131",
    "1740787200", "9223372036854775807", "-9223372036854775808", "5-Jan", "Won", "Closed Lost",
    "open", "sap;aws",
    "[\"a\"]", "a@b.com", "@", "ÄÖÜ ß", "\u{1F600}", "日本", "1;2;3", ";", "www.x.com", "0012", "1.0",
    "x\ny", "quote \" inside", "Acme, Inc.", "ACME INC", "\u{0}", "９", "½", "(5)", "%", "€",
    "0000-00-00",
    "9999-12-31 23:59:59", "2025-01-01T00:00:00+14:00", "1/1/1", "99/99/9999", "٣",
  ]

  private static func quoted(_ cell: String) -> String {
    "\"" + cell.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }

  /// Files with headers of the vocabulary and cells of every sort, often in the wrong column.
  private static func folder(_ dice: inout Dice, _ vocabulary: Vocabulary) -> [String: String] {
    var files: [String: String] = [:]
    for _ in 0...dice.roll(5) {
      let terms = dice.pick(vocabulary.entities)
      var headers: [String] = []
      for _ in 0...dice.roll(12) {
        let field = dice.pick(
          dice.roll(5) == 0 ? dice.pick(vocabulary.entities).fields : terms.fields)
        headers.append(dice.roll(3) == 0 ? dice.pick(field.headers) : field.name)
      }
      if dice.roll(4) == 0 {
        headers.append(
          dice.pick([
            "_fivetran_deleted", "_fivetran_active", "master record id", "hs_merged_object_ids",
          ]))
      }
      var text = headers.map(quoted).joined(separator: ",") + "\n"
      for _ in 0..<dice.pick([0, 1, 3, 40, 70]) {
        let width = dice.roll(20) == 0 ? headers.count + 1 : headers.count
        text += (0..<width).map { _ in quoted(dice.pick(cells)) }.joined(separator: ",") + "\n"
      }
      let word = terms.fileWords.isEmpty ? "x" : dice.pick(terms.fileWords)
      files["\(word)\(dice.roll(3)).csv"] = text
    }
    return files
  }

  @Test("open to tables whose rows are all accounted for, or end with a problem", arguments: 0..<40)
  func anything(_ seed: Int) throws {
    let vocabulary = try Vocabulary.builtIn()
    var dice = Dice(state: UInt64(seed) &* 977 &+ 5)
    for _ in 0..<4 {
      let files = Self.folder(&dice, vocabulary)
      let folder = try TestFolder(files)
      do {
        let data = try folder.open()
        for entity in data.entities {
          let table = try data.table(entity.name)
          let from = data.report.files.filter { $0.entity == entity }
          #expect(from.reduce(0) { $0 + $1.rows } == table.rowCount, "\(entity)")
          #expect(Set(table.names).count == table.names.count)
          for name in table.names { #expect(try table.column(name).count == table.rowCount) }
        }
        for file in data.report.files where file.entity != nil {
          let read = try #require(file.load).rows
          #expect(read == file.rows + file.dropped.reduce(0) { $0 + $1.rows }, "\(file.name)")
          #expect(
            file.columns.count == (try CSV.read(folder.path + "/" + file.name)).table.names.count)
        }
        if let outcome = data.deals?["outcome"] {
          #expect(
            (0..<outcome.count).allSatisfy {
              ["won", "lost", "open", nil].contains(outcome.text($0))
            })
        }
      } catch let problem as Problem {
        #expect(problem.kind == .data || problem.kind == .file, "\(problem)")
      }
    }
  }
}
