import Foundation
import LuaHost
import Testing

@testable import ReticleLua

@Suite("What is declared")
struct ExampleTests {
  nonisolated(unsafe) static let functions = try! ReticleRegistry.make().functions.filter {
    !$0.example.isEmpty
  }

  @Test("each example runs on the demo CRM", arguments: functions.map(\.qualifiedName))
  func example(name: String) throws {
    let function = Self.functions.first { $0.qualifiedName == name }!
    try Workbench.run(function.example)
  }

  @Test("each function says what it does, what it takes and gives, and has an example")
  func documented() throws {
    let registry = try ReticleRegistry.make()
    for function in registry.functions {
      let name = function.qualifiedName
      #expect(!function.summary.isEmpty && !function.summary.hasSuffix("."), "\(name)")
      #expect(!function.example.isEmpty, "\(name) has no example")
      for parameter in function.parameters {
        #expect(!parameter.about.isEmpty, "\(name): \(parameter.name)")
      }
      for returned in function.returns { #expect(!returned.about.isEmpty, "\(name)") }
    }
    let names = registry.functions.map(\.qualifiedName)
    #expect(Set(names).count == names.count)
  }

  @Test("the reference in docs is what the declarations say")
  func reference() throws {
    for page in ReferencePages.pages(of: try ReticleRegistry.make()) {
      let path = Workbench.root + "/docs/reference/\(page.name).md"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text == page.text, "docs/reference/\(page.name).md is old; run scripts/generate")
    }
  }

  @Test("the editor's annotations name every function once")
  func annotations() throws {
    let registry = try ReticleRegistry.make()
    let text = Annotations.text(of: registry)
    for function in registry.functions where function.receiver == nil {
      let call = "function \(function.qualifiedName)("
      #expect(text.components(separatedBy: call).count == 2, "\(call)")
    }
    // It is Lua that compiles.
    let engine = try LuaEngine(Registry())
    _ = try engine.compile(text, chunk: "=annotations")
  }
}

@Suite("Starter scripts")
struct StarterScriptTests {
  static let scripts: [String] = {
    let folder = Workbench.root + "/scripts"
    let files = FileManager.default.enumerator(atPath: folder)!.compactMap { $0 as? String }
    // Modules give something back and print nothing; benchmarks have data of their own.
    let others = ["icp/", "personas/", "benchmarks/", "tests/"]
    return files.filter { file in
      file.hasSuffix(".lua") && !others.contains { file.hasPrefix($0) }
    }.sorted()
  }()

  @Test("each runs on the demo CRM, and twice gives the same bytes", arguments: scripts)
  func runs(script: String) throws {
    let path = Workbench.root + "/scripts/" + script
    var runs: [(text: String, files: [String: Data])] = []
    for _ in 0..<2 {
      let out = Workbench.temporary("out")
      let text = try Workbench.runFile(path, out: out).replacingOccurrences(of: out, with: "OUT")
      var files: [String: Data] = [:]
      for name in try FileManager.default.subpathsOfDirectory(atPath: out) {
        // Folders are no data.
        files[name] = try? Data(contentsOf: URL(fileURLWithPath: out + "/" + name))
      }
      runs.append((text, files))
      try? FileManager.default.removeItem(atPath: out)
    }
    #expect(!runs[0].text.isEmpty)
    #expect(runs[0].text == runs[1].text)
    #expect(runs[0].files == runs[1].files)
  }

  @Test("there are two or more of each kind")
  func kinds() {
    let all = FileManager.default.enumerator(atPath: Workbench.root + "/scripts")!.compactMap {
      $0 as? String
    }
    for kind in ["segments", "audiences", "analyses", "icp"] {
      #expect(all.filter { $0.hasPrefix(kind + "/") && $0.hasSuffix(".lua") }.count >= 2, "\(kind)")
    }
  }
}
