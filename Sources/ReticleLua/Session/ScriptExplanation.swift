import Basics
import Columns
import LuaHost
import LuaLift

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// `reticle explain`: what becomes of each row function of a script.
public enum ScriptExplanation {
  /// Runs the script with its output put aside, and explains each row function that it evaluates,
  /// once for each table, in the order they come.
  public static func lines(of script: String, data: String, asOf: String?) throws -> [String] {
    var template = Array("/tmp/reticle-explain-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw Problem(.output, "cannot make a temporary folder: \(Files.reason())")
    }
    let folder = String(cString: made)
    defer { removeFolder(folder) }
    let runner = try ScriptRunner(
      data: data, out: folder, asOf: asOf, script: script, output: Output())
    var lines: [String] = []
    var seen: Set<String> = []
    var failure: (any Error)?
    RowObserver { functions, table, _ in
      for function in functions where seen.insert("\(function.text)\n\(table.name)").inserted {
        do {
          lines.append("over \(table.name): \(try function.explanation(on: table).description)")
        } catch { failure = failure ?? error }
      }
    }.attach(to: runner.engine)
    try runner.run()
    if let failure { throw failure }
    return lines.isEmpty ? ["the script evaluates no row function"] : lines
  }

  private static func removeFolder(_ path: String) {
    for name in (try? Files.names(in: path)) ?? [] {
      let inner = Files.join(path, name)
      if Files.entry(inner) == .folder { removeFolder(inner) } else { unlink(inner) }
    }
    rmdir(path)
  }
}
