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

/// Lua line by line. Expressions print; a line that is not complete asks for more. Ctrl-C stops what
/// runs, or gives up what is typed; it never ends the REPL.
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
    var pending: [String] = []
    reading: while true {
      switch read(pending.isEmpty ? "> " : ">> ") {
      case .end:
        remember(pending)
        break reading
      case .givenUp:
        remember(pending)
        pending = []
        output.write("^C\n")
      case .text(let line):
        if pending.isEmpty, line.allSatisfy(\.isWhitespace) { continue }
        pending.append(line)
        let text = pending.joined(separator: "\n")
        let compiled: Result<LuaFunction?, any Error> = Result { try compile(text) }
        if case .success(.none) = compiled { continue }
        remember(pending)
        pending = []
        do {
          if let function = try compiled.get() { try evaluate(function, text) }
        } catch let error as ScriptError {
          show(error.problem)
        } catch let problem as Problem {
          show(problem)
        }
      }
      output.flush()
    }
    if isInteractive { output.write("\n") }
    output.flush()
  }

  /// Runs what was typed, and shows what it gives.
  private func evaluate(_ function: LuaFunction, _ text: String) throws {
    // Running took Ctrl-C for itself.
    defer { catchInterrupts() }
    let values = try runner.interruptible { try runner.engine.call(function) }
    try runner.session.completeManifests()
    if values.isEmpty || values.count == 1 && values[0].isNil { return }
    let shown = try values.map { try GlobalFunctions.shown($0, runner.engine) }
    let library = shown == ["{}"] ? libraryPage(text) : nil
    runner.session.output.write((library ?? shown.joined(separator: "\t")) + "\n")
  }

  /// What is in a library, if the text is the name of one: libraries are tables that show nothing.
  private func libraryPage(_ text: String) -> String? {
    let name = text.trimmed
    let registry = runner.engine.registry
    if registry.modules.contains(where: { $0.name == name }) {
      return Help.text(about: name, in: registry)
    }
    guard let library = Registry.luaFunctions.first(where: { $0.library == name }) else {
      return nil
    }
    return "\(name), a library of Lua's own: \(library.names.joined(separator: ", "))"
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

  private enum Line {
    case text(String)
    /// Ctrl-C while it was typed.
    case givenUp
    case end
  }

  private func read(_ prompt: String) -> Line {
    guard isInteractive else {
      return readLine(strippingNewline: true).map(Line.text) ?? .end
    }
    catchInterrupts()
    Interruption.reset()
    guard let line = readline(prompt) else { return Interruption.isRequested ? .givenUp : .end }
    defer { free(line) }
    return .text(String(cString: line))
  }

  /// Ctrl-C is noted, instead of ending the program, whenever nothing runs.
  private func catchInterrupts() {
    if isInteractive { reticle_catch_interrupts { _ in Interruption.request() } }
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
    stifle_history(1000)
    if let historyPath { read_history(historyPath) }
  }

  /// Keeps what was typed at once: the next line may be the last.
  private func remember(_ lines: [String]) {
    guard isInteractive, !lines.isEmpty else { return }
    add_history(Self.entry(lines))
    if let historyPath { write_history(historyPath) }
  }

  /// Lines as one entry of the history: a block comes back whole. A comment would hide what comes
  /// after it, and is left out.
  static func entry(_ lines: [String]) -> String {
    guard lines.count > 1 else { return lines.first ?? "" }
    return lines.map { $0.withoutComment.trimmed }.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension String {
  /// What two texts begin with alike.
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }

  /// Without spaces at both ends.
  fileprivate var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  /// A line of Lua without the comment at its end.
  fileprivate var withoutComment: String {
    var quote: Character?
    var isEscaped = false
    for place in indices {
      let character = self[place]
      if let open = quote {
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == open {
          quote = nil
        }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if self[place...].hasPrefix("--"), !self[place...].hasPrefix("--[") {
        return String(self[..<place])
      }
    }
    return self
  }
}
