import Foundation
import Testing

/// Whatever happens to the program or the disk: a file at its final name is whole, the old or the new.
@Suite("Writes that are cut short")
struct InterruptedWriteTests {
  /// Writes a table, an audience with ledger and manifest, and a filter, over and over.
  static let script = """
    local t = open().accounts
    for i = 1, 13 do t = t:union(t) end
    for round = 1, 1000 do
      t:save "table.csv"
      audience.write("plain", t:head(9000), "list.csv", { force = true })
      audience.filter("hubspot", "employees >= 100"):save "filter.json"
    end
    """

  private func contents(_ folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where !name.hasPrefix(".") {
      files[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
    }
    return files
  }

  @Test("kill -9 at any point leaves each file whole: as a run that ended wrote it, or as it was")
  func killed() throws {
    let once = Self.script.replacingOccurrences(of: "1, 1000", with: "1, 1")
    let folder = try workFolder(["once.lua": once, "ever.lua": Self.script])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // The same script and so the same manifest: only how often it writes differs.
    let whole = try Program.run(["run", "once.lua", "--data", "data"], in: folder)
    #expect(whole.code == 0, "\(whole.errors)")
    var expected = try contents(folder + "/out")
    #expect(expected.count == 5)
    // The manifest names the script.
    for (name, bytes) in expected {
      let text = String(decoding: bytes, as: UTF8.self)
      expected[name] = Data(text.replacingOccurrences(of: "once.lua", with: "ever.lua").utf8)
    }
    var random = SystemRandomNumberGenerator()
    var seen = 0
    for round in 0..<12 {
      let out = folder + "/killed\(round)"
      try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
      try "before\n".write(toFile: out + "/table.csv", atomically: true, encoding: .utf8)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Program.path)
      process.arguments = ["run", "ever.lua", "--data", "data", "--out", out]
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      Thread.sleep(forTimeInterval: Double(UInt64.random(in: 20...900, using: &random)) / 1000)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      for (name, bytes) in try contents(out) {
        if name == "table.csv", bytes == Data("before\n".utf8) { continue }
        let text = String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: out, with: "out")
        let wanted = expected[name].map { String(decoding: $0, as: UTF8.self) }
        #expect(text == wanted, "\(name) is not whole after \(round) kills")
        seen += 1
      }
    }
    // Slow machines may be killed before the first file; not twelve times.
    #expect(seen > 0)
  }

  @Test("a limit on the disk, met at any point, ends with code 5 and whole files")
  func full() throws {
    let once = Self.script.replacingOccurrences(of: "1, 1000", with: "1, 1")
    for blocks in [1, 40, 200] {
      let folder = try workFolder(["once.lua": once])
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let outcome = try Program.run(
        ["run", "once.lua", "--data", "data"], in: folder,
        shell: "trap '' XFSZ; ulimit -f \(blocks); exec \"$0\" \"$@\"")
      #expect(outcome.code == 5, "\(outcome.errors)")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder + "/out")
      #expect(left.allSatisfy { !$0.hasSuffix(".part") && $0 != "table.csv" }, "\(left)")
    }
  }

  @Test("a folder that may not be written to is one message with code 5")
  func refused() throws {
    let folder = try workFolder(["a.lua": "open().accounts:save 'a.csv'"])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let out = folder + "/locked"
    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    try "before\n".write(toFile: out + "/a.csv", atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: out)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: out) }
    // The superuser may write anywhere.
    let asNobody =
      getuid() == 0
      ? "exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$0\" \"$@\""
      : "exec \"$0\" \"$@\""
    // Nobody must be able to reach the program itself.
    let program = folder + "/reticle"
    try FileManager.default.copyItem(atPath: Program.path, toPath: program)
    let outcome = try Program.run(
      ["run", "a.lua", "--data", "data", "--out", "locked"], in: folder,
      shell: asNobody.replacingOccurrences(of: "\"$0\"", with: "'\(program)'"))
    #expect(outcome.code == 5, "\(outcome.errors)")
    #expect(outcome.errors.contains("cannot write locked/a.csv"), "\(outcome.errors)")
    #expect(try String(contentsOfFile: out + "/a.csv", encoding: .utf8) == "before\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: out) == ["a.csv"])
  }
}
