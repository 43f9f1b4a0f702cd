import Foundation
import LuaHost
import LuaLift
import Testing

@testable import ReticleLua

/// The scripts that people start from are the ones they copy: their row functions must be quick.
@Suite("Row functions of starter scripts")
struct LiftedStarterTests {
  /// Row functions that run row by row, by script, with the reason. There are none.
  static let exceptions: [String: String] = [:]

  /// Scripts by their path below `scripts`, and what to run for each: a module that only returns
  /// something is put to use.
  static let scripts: [String] = {
    let folder = Workbench.root + "/scripts"
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix(".lua") && !$0.hasPrefix("benchmarks/") }.sorted()
  }()

  static func text(of script: String) throws -> String {
    let module = String(script.dropLast(".lua".count))
    let name = module.split(separator: "/").joined(separator: ".")
    if module.hasPrefix("icp/") {
      return """
        local ideal = require "\(name)"
        if type(ideal) == "icp" or pcall(function() return ideal.score end) then ideal:score(open().accounts) end
        """
    }
    if module.hasPrefix("personas/") {
      return """
        local people = require "\(name)"
        if type(people) == "table" then personas.map(open().contacts, people) end
        """
    }
    return try String(contentsOfFile: Workbench.root + "/scripts/" + script, encoding: .utf8)
  }

  @Test("their row functions are evaluated by columns", arguments: scripts)
  func lifted(script: String) throws {
    let out = Workbench.temporary("starter")
    defer { try? FileManager.default.removeItem(atPath: out) }
    let path = Workbench.root + "/scripts/" + script
    let runner = try ScriptRunner(
      data: Workbench.demo, out: out, asOf: nil, script: path, output: Output())
    var explained: [String: RowFunctionExplanation] = [:]
    RowObserver { functions, table, _ in
      for function in functions {
        explained[function.text] = try? function.explanation(on: table)
      }
    }.attach(to: runner.engine)
    try runner.run(Self.text(of: script), named: path)
    for (text, explanation) in explained where !explanation.isLifted {
      #expect(
        Self.exceptions[script] != nil,
        "\(script): \(text) runs row by row: \(explanation.reason ?? "?") (line \(explanation.line))"
      )
    }
    if script == "icp/mid-market-automation.lua" { #expect(explained.count == 7) }
    if script == "segments/warm-manufacturers.lua" { #expect(explained.count == 1) }
  }
}
