import Basics
import Columns
import Testing

@testable import verify_models

#if canImport(Glibc)
  import Glibc
#endif

@Suite("Datasets of reference models")
struct VerifyModelsTests {
  private static let text = """
    # a comment
    name: tiny
    file: accounts.csv
    outcome: result = yes
    join: places.csv by town
    columns: all but note
    categorical: code
    missing: n/a
    days: age = born since 2024-01-01
    aggregate: visits = count of visits.csv by id
    aggregate: long = count kind=long of visits.csv by id
    aggregate: spent = sum money of visits.csv by id
    aggregate: money = mean money of pays.csv by visit via visits.csv by id
    """

  private static let files = [
    "accounts.csv": """
    id,result,town,size,code,born,note
    a, yes ,Ulm,10,1,2024-01-03,x
    b,no,Bonn,n/a,2,2024-02-01,y
    c,yes,Ulm,30,1,2024-01-01,z
    d,open,Ulm,40,1,2024-01-01,z
    """,
    "places.csv": "town,people\nUlm,126\nBonn,331\n",
    "visits.csv": "visit,id,kind,money\n1,a,long,5\n2,a,short,7\n3,c,long,\n",
    "pays.csv": "visit,money\n1,10\n2,20\n3,40\n",
    "tiny.folds.csv": "row,fold\n0,0\n1,1\n2,1\n",
    "tiny.oof.csv": "row,fold,y,logistic\n0,0,1,0.5\n1,1,0,0.25\n2,1,1,0.75\n",
  ]

  private static func folder(_ changed: [String: String] = [:]) throws -> String {
    var name = Array("/tmp/reticle-models-XXXXXX".utf8CString)
    guard let made = mkdtemp(&name) else {
      throw Problem(.output, "cannot make a folder: \(Files.reason())")
    }
    let folder = String(cString: made)
    for (file, content) in files.merging(changed, uniquingKeysWith: { $1 }) {
      try AtomicFile.write(Array(content.utf8), to: folder + "/" + file)
    }
    return folder
  }

  private static func load(_ folder: String, _ text: String = text) throws -> ModelDataset {
    let description = try DatasetDescription.parse(text, file: "tiny.txt")[0]
    let files = SourceFiles([folder])
    return try ModelDataset(description, files: files, foldFiles: files)
  }

  @Test("rows, outcome, joins, figures of other files, and the anchors' scores")
  func reading() throws {
    let dataset = try Self.load(try Self.folder())
    let traits = dataset.traits
    #expect(
      traits.names == [
        "id", "town", "size", "code", "born", "people", "age", "visits", "long", "spent", "money",
      ])
    #expect(dataset.outcomes == [1, 0, 1] && dataset.folds == [0, 1, 1])
    #expect(traits.numbers("size") == [10, nil, 30])
    #expect(traits.texts("code") == ["1", "2", "1"])
    #expect(traits.numbers("people") == [126, 331, 126])
    #expect(traits.numbers("age") == [2, 31, 0])
    #expect(traits.numbers("visits") == [2, 0, 1] && traits.numbers("long") == [1, 0, 1])
    #expect(traits.numbers("spent") == [12, 0, 0])
    #expect(traits.numbers("money") == [15, nil, 40])
    #expect(dataset.anchor("logistic") == [0.5, 0.25, 0.75])
    #expect(dataset.split(1).train == [0] && dataset.split(1).test == [1, 2])
  }

  @Test("an outcome other than the anchors', a row that is not there, other folds: an error")
  func mismatches() throws {
    #expect(throws: Problem.self) {
      try Self.load(
        try Self.folder(["tiny.oof.csv": "row,fold,y,logistic\n0,0,0,1\n1,1,0,1\n2,1,1,1\n"]))
    }
    #expect(throws: Problem.self) {
      try Self.load(try Self.folder(["tiny.folds.csv": "row,fold\n0,0\n9,1\n"]))
    }
    #expect(throws: Problem.self) { try Self.load(try Self.folder(["accounts.csv": "id\n1,2\n"])) }
  }

  @Test("a line that makes no sense is named")
  func lines() {
    for (text, line) in [
      ("file: a.csv", 1), ("name: x\nfile a", 2), ("name: x\noutcome: y", 2),
      ("name: x\naggregate: a = median b of c by d", 2), ("name: x\ncolour: red", 2),
    ] {
      #expect {
        try DatasetDescription.parse(text, file: "f.txt")
      } throws: { "\($0)".contains("f.txt, line \(line)") }
    }
  }

  @Test("the built-in descriptions are those of the anchors")
  func builtIn() throws {
    let names = try #require(Command([])).datasets().map(\.name)
    #expect(names.count == 7 && names.contains("uci_bank_marketing"))
  }
}
