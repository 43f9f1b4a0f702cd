import Foundation
import Testing

@testable import ReticleLua

@Suite("Documents")
struct DocsTests {
  /// The README and every page of docs; the generated reference has tests of its own.
  static let pages: [String] = {
    let folder = Workbench.root + "/docs"
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    return ["README.md"]
      + (names ?? []).filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
  }()

  /// The code blocks of a page in a language.
  static func blocks(_ page: String, _ language: String) throws -> [String] {
    let text = try String(contentsOfFile: Workbench.root + "/" + page, encoding: .utf8)
    return text.components(separatedBy: "```\(language)\n").dropFirst().map {
      $0.components(separatedBy: "\n```")[0]
    }
  }

  @Test("each Lua block runs", arguments: pages)
  func lua(page: String) throws {
    for block in try Self.blocks(page, "lua") {
      let output = Output()
      let script = Workbench.root + "/scripts/page.lua"
      let out = Workbench.temporary("out")
      // The name decides where modules are looked for; the text is the block's.
      let runner = try ScriptRunner(
        data: Workbench.demo, out: out, asOf: nil, script: Workbench.root + "/scripts/main.lua",
        output: output)
      try runner.run(block, named: script)
    }
  }

  @Test("the README shows what the program prints")
  func transcripts() throws {
    let folder = Workbench.temporary("readme")
    _ = try DemoFolder.write(folder + "/demo", accounts: 2000, seed: 1, shuffled: false)
    let output = Output()
    let runner = try ScriptRunner(
      data: folder + "/demo", out: folder + "/out", asOf: nil,
      script: Workbench.root + "/scripts/audiences/linkedin-targets.lua", output: output)
    try runner.run()
    let said = output.kept.replacingOccurrences(of: folder + "/", with: "")
    let readme = try String(contentsOfFile: Workbench.root + "/README.md", encoding: .utf8)
    #expect(readme.contains(said), "\(said)")
  }

  @Test("each link leads somewhere", arguments: pages)
  func links(page: String) throws {
    let text = try String(contentsOfFile: Workbench.root + "/" + page, encoding: .utf8)
    let folder = (Workbench.root + "/" + page as NSString).deletingLastPathComponent
    for part in text.components(separatedBy: "](").dropFirst() {
      let target = part.components(separatedBy: ")")[0].components(separatedBy: "#")[0]
      if target.isEmpty || target.hasPrefix("http") { continue }
      #expect(FileManager.default.fileExists(atPath: folder + "/" + target), "\(page): \(target)")
    }
  }
}
