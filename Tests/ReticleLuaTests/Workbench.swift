import Basics
import Foundation
import LuaHost

@testable import ReticleLua

/// A demo CRM that all tests of a run share, and scripts run on it.
enum Workbench {
  /// The folder of third-party data, if there is one.
  static let shared: String? = ProcessInfo.processInfo.environment["RETICLE_DATA"]

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// 600 accounts, made once.
  static let demo: String = {
    let folder = temporary("demo")
    _ = try! DemoFolder.write(folder, accounts: 600, seed: 7, shuffled: false)
    return folder
  }()

  static func temporary(_ name: String) -> String {
    let folder = NSTemporaryDirectory() + "reticle-tests-\(getpid())-\(name)-\(UUID().uuidString)"
    try! FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  /// Runs a script and gives what it printed.
  @discardableResult
  static func run(
    _ text: String, data: String? = nil, out: String? = nil, asOf: String? = nil,
    name: String = "test.lua"
  ) throws -> String {
    let folder = temporary("script")
    let path = folder + "/" + name
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try runFile(path, data: data, out: out ?? folder + "/out", asOf: asOf)
  }

  static func runFile(_ path: String, data: String? = nil, out: String, asOf: String? = nil) throws
    -> String
  {
    let output = Output()
    let runner = try ScriptRunner(
      data: data ?? demo, out: out, asOf: asOf, script: path, output: output)
    try runner.run()
    return output.kept
  }

  /// The message of a script that fails, with the path of the script cut off.
  static func failure(_ text: String, data: String? = nil) -> String {
    do {
      try run(text, data: data)
      return "no error"
    } catch {
      let message = "\(error)"
      guard let range = message.range(of: "test.lua") else { return message }
      return String(message[range.lowerBound...])
    }
  }
}
