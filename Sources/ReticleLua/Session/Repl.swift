import Basics
import CEdit
import LuaHost

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lua line by line. Expressions print; a line that is not complete asks for more; Ctrl-C stops the
/// line that runs, not the REPL.
public final class Repl {
  private let runner: ScriptRunner
  private let isInteractive: Bool

  public init(_ runner: ScriptRunner) {
    self.runner = runner
    isInteractive = isatty(0) == 1
    runner.engine.allowGlobals(true)
  }

  public func run() throws {
    let output = runner.session.output
    if isInteractive {
      output.write("Reticle \(Version.text), \(Version.lua). help() explains, Ctrl-D ends.\n")
      output.flush()
      loadHistory()
      completeLines()
    }
    var pending = ""
    while let line = read(pending.isEmpty ? "> " : ">> ") {
      let text = pending.isEmpty ? line : pending + "\n" + line
      if pending.isEmpty, line.allSatisfy(\.isWhitespace) { continue }
      do {
        guard let function = try compile(text) else {
          pending = text
          continue
        }
        pending = ""
        let values = try runner.interruptible { try runner.engine.call(function) }
        try runner.session.completeManifests()
        if !values.isEmpty, !(values.count == 1 && values[0].isNil) {
          let shown = try values.map { try GlobalFunctions.shown($0, runner.engine) }
          output.write(shown.joined(separator: "\t") + "\n")
        }
      } catch let error as ScriptError {
        pending = ""
        show(error.problem)
      } catch let problem as Problem {
        pending = ""
        show(problem)
      }
      output.flush()
    }
    if isInteractive { output.write("\n") }
    output.flush()
    saveHistory()
  }

  /// An expression if it is one, else a statement; nil if the text is not complete.
  private func compile(_ text: String) throws -> LuaFunction? {
    if let expression = try? runner.engine.compile("return " + text, chunk: "=repl") {
      return expression
    }
    // A local would end with its line: what is typed here is meant to stay, also where it was
    // copied from a script.
    if text.hasPrefix("local ") {
      let kept = String(text.dropFirst("local ".count))
      if let statement = try? runner.engine.compile(kept, chunk: "=repl") { return statement }
    }
    do {
      return try runner.engine.compile(text, chunk: "=repl")
    } catch let error as ScriptError where error.isIncomplete {
      return nil
    }
  }

  private func show(_ problem: Problem) {
    runner.session.output.flush()
    StandardError.write(problem.description + "\n")
  }

  // MARK: lines

  private func read(_ prompt: String) -> String? {
    guard isInteractive else { return readLine(strippingNewline: true) }
    guard let line = readline(prompt) else { return nil }
    defer { free(line) }
    if line.pointee != 0 { add_history(line) }
    return String(cString: line)
  }

  // MARK: completion

  /// The completer of the REPL that reads lines: the library that edits them calls a function
  /// without a context, on the thread that reads.
  private nonisolated(unsafe) static var completion: Completion?

  private func completeLines() {
    guard let registry = try? ReticleRegistry.make() else { return }
    let engine = runner.engine
    Self.completion = Completion(
      registry: registry,
      value: { path in
        guard let first = path.first, first.isLetter || first == "_" else { return nil }
        return (try? engine.compile("return \(path)", chunk: "=completion"))
          .flatMap { try? engine.call($0).first }
      },
      globals: {
        let list =
          "local names = {} for name in pairs(_G) do names[#names + 1] = name end return names"
        let names = (try? engine.compile(list, chunk: "=completion"))
          .flatMap { try? engine.call($0).first }
        return (try? names?.tableContent()?.list.compactMap(\.text)) ?? []
      })
    // A word is what a name is made of; everything else ends it.
    let completer:
      @convention(c) (UnsafePointer<CChar>?, Int32, Int32) ->
        UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = { _, _, end in
          guard let line = reticle_edited_line(), end >= 0 else { return nil }
          let bytes = UnsafeRawBufferPointer(start: line, count: min(Int(end), strlen(line)))
          let choices = Repl.completion?.choices(before: String(decoding: bytes, as: UTF8.self))
          guard let names = choices?.names, let first = names.first else { return nil }
          // The library wants what all have in common first, then each, then nothing; it frees them.
          let common = names.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
          let texts = names.count == 1 ? [first] : [common] + names
          let size = (texts.count + 1) * MemoryLayout<UnsafeMutablePointer<CChar>?>.stride
          guard let memory = malloc(size) else { return nil }
          let list = memory.bindMemory(
            to: UnsafeMutablePointer<CChar>?.self, capacity: texts.count + 1)
          for (place, text) in texts.enumerated() { list[place] = strdup(text) }
          list[texts.count] = nil
          return list
        }
    reticle_complete_with(completer, strdup(" \t\n\"\\'`@$><=;|&{}(),.:+-*/%^#~[]!?"))
  }

  private var historyPath: String? {
    getenv("HOME").map { Files.join(String(cString: $0), ".reticle_history") }
  }

  private func loadHistory() {
    if let historyPath { read_history(historyPath) }
  }

  private func saveHistory() {
    guard isInteractive, let historyPath else { return }
    stifle_history(1000)
    write_history(historyPath)
  }
}

extension String {
  /// What two texts begin with alike.
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
