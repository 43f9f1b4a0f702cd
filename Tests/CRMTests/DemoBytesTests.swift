import Basics
import Glibc
import Testing

@testable import CRM

@Suite("Demo: the bytes")
struct DemoBytesTests {
  private func hash(_ files: [String: [UInt8]]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
      for byte in Array(name.utf8) + bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    return hash
  }

  @Test("the same seed gives the same bytes, however the work is split")
  func repeatable() throws {
    let first = try TestFolder()
    try DemoCRM(accounts: 200, seed: 7).write(to: first.path)
    let expected = try first.everything()
    #expect(expected.keys.sorted() == DemoCRM.fileNames.sorted())
    for blockSize in [1, 7, 63, 64, 65, 200, 1000] {
      let other = try TestFolder()
      _ = try DemoCRM(accounts: 200, seed: 7).write(to: other.path, blockSize: blockSize)
      #expect(try other.everything() == expected, "blocks of \(blockSize)")
    }
  }

  // Pinned so that another machine, compiler or C library cannot change a demo unnoticed. A
  // change of the generator changes it: put the new value here, and say so in the changelog.
  @Test("the bytes are those that were recorded")
  func recorded() throws {
    let folder = try TestFolder()
    try DemoCRM(accounts: 200, seed: 7).write(to: folder.path)
    #expect(hash(try folder.everything()) == 0x9F50_5182_C88F_B71C)
  }

  @Test("other seeds, another day and shuffled outcomes give other files")
  func seedsDiffer() throws {
    let base = try TestFolder()
    try DemoCRM(accounts: 60, seed: 1).write(to: base.path)
    let other = try TestFolder()
    try DemoCRM(accounts: 60, seed: 2).write(to: other.path)
    for name in DemoCRM.fileNames { #expect(try base.bytes(name) != other.bytes(name), "\(name)") }
    let later = try TestFolder()
    try DemoCRM(accounts: 60, seed: 1, asOf: 20_000).write(to: later.path)
    #expect(try base.bytes("deals.csv") != later.bytes("deals.csv"))
    let shuffled = try TestFolder()
    try DemoCRM(accounts: 60, seed: 1, shuffledOutcomes: true).write(to: shuffled.path)
    #expect(try base.bytes("deals.csv") != shuffled.bytes("deals.csv"))
    #expect(
      try base.table("accounts.csv").column("industry")
        == shuffled.table("accounts.csv").column("industry"))
  }

  @Test("a small demo is the beginning of a large one")
  func prefix() throws {
    let small = try TestFolder()
    let large = try TestFolder()
    try DemoCRM(accounts: 65, seed: 3).write(to: small.path)
    try DemoCRM(accounts: 700, seed: 3).write(to: large.path)
    for file in DemoFile.allCases {
      let part = try small.bytes(file.name)
      let whole = try large.bytes(file.name)
      #expect(whole.count > part.count, "\(file.name)")
      #expect(whole.starts(with: part), "\(file.name)")
    }
  }

  @Test("one thread, block after block, makes what all cores make")
  func threads() throws {
    let folder = try TestFolder()
    try DemoCRM(accounts: 3000, seed: 5).write(to: folder.path)
    let world = DemoWorld(
      seed: 5, asOf: DemoCRM(accounts: 0).asOf, shuffledOutcomes: false)
    var block = DemoBlock()
    block.make(0..<3000, in: world)
    for file in DemoFile.allCases {
      let header = Array("\(file.header)\n".utf8)
      let rows = block.withRows(of: file) { bytes, _ in Array(bytes) }
      #expect(try folder.bytes(file.name) == header + rows, "\(file.name)")
    }
  }

  @Test(
    "any size has a header, the rows it says and nothing that breaks CSV",
    arguments: [
      0, 1, 7, 63, 64, 65, 513, 2000,
    ])
  func sizes(accounts: Int) throws {
    let folder = try TestFolder()
    var seen: [Double] = []
    let summary = try DemoCRM(accounts: accounts, seed: 11).write(to: folder.path) {
      seen.append($0)
    }
    #expect(summary.files.map(\.name) == DemoCRM.fileNames)
    #expect(try Files.names(in: folder.path) == DemoCRM.fileNames.sorted())
    for file in summary.files {
      #expect(try folder.bytes(file.name).count == file.bytes, "\(file.name)")
      guard let rows = file.rows else { continue }
      #expect(try folder.table(file.name).rows.count == rows, "\(file.name)")
      if accounts == 0 { #expect(rows == 0, "\(file.name)") }
    }
    #expect(summary.files[0].rows == accounts)
    #expect(summary.segments.map(\.accounts).reduce(0, +) == accounts)
    #expect(seen == seen.sorted() && seen.last == 1)
  }

  @Test("every file is valid UTF-8, some of it beyond ASCII")
  func encoding() throws {
    let folder = try TestFolder()
    try DemoCRM(accounts: 1000, seed: 2).write(to: folder.path)
    for (name, bytes) in try folder.everything() {
      #expect(String(validating: bytes, as: UTF8.self) != nil, "\(name)")
    }
    #expect(try folder.bytes("accounts.csv").contains { $0 >= 0x80 })
    #expect(try folder.bytes("contacts.csv").contains { $0 >= 0x80 })
  }

  @Test("sizes and days out of range are refused")
  func ranges() throws {
    let folder = try TestFolder()
    for demo in [
      DemoCRM(accounts: -1), DemoCRM(accounts: DemoCRM.maximumAccounts + 1),
      DemoCRM(accounts: 1, asOf: 0), DemoCRM(accounts: 1, asOf: .max),
    ] {
      let problem = #expect(throws: Problem.self) { try demo.write(to: folder.path) }
      #expect(problem?.kind == .usage)
    }
    #expect(try Files.names(in: folder.path).isEmpty)
  }

  @Test("the first and the last day that are allowed work")
  func extremeDays() throws {
    for asOf in [3652, 84_005] {
      let folder = try TestFolder()
      try DemoCRM(accounts: 50, seed: 1, asOf: asOf).write(to: folder.path)
      for created in try folder.table("deals.csv").column("created") {
        let created = try #require(day(created))
        #expect(created < asOf && created >= asOf - 1095)
      }
    }
  }

  @Test("somebody's own files are left alone, an earlier demo is replaced")
  func foreignFiles() throws {
    let folder = try TestFolder()
    try AtomicFile.write(Array("mine\n".utf8), to: Files.join(folder.path, "deals.csv"))
    let problem = #expect(throws: Problem.self) {
      try DemoCRM(accounts: 5).write(to: folder.path)
    }
    #expect(problem?.kind == .output)
    #expect(problem?.message.contains("deals.csv") == true)
    #expect(try folder.bytes("deals.csv") == Array("mine\n".utf8))
    #expect(try Files.names(in: folder.path) == ["deals.csv"])
    unlink(Files.join(folder.path, "deals.csv"))
    try DemoCRM(accounts: 5).write(to: folder.path)
    try DemoCRM(accounts: 6).write(to: folder.path)
    #expect(try folder.table("accounts.csv").rows.count == 6)
  }

  @Test("a folder that cannot be made is a problem with its name")
  func noFolder() throws {
    let folder = try TestFolder()
    let file = Files.join(folder.path, "file")
    try AtomicFile.write([], to: file)
    let problem = #expect(throws: Problem.self) { try DemoCRM(accounts: 5).write(to: file) }
    #expect(problem?.kind == .output)
    #expect(problem?.message.contains(file) == true)
  }
}
