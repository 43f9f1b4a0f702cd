import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program in a terminal of its own: what is typed goes in, what it shows comes out.
final class Terminal {
  private let main: Int32
  private let process = Process()
  /// What was shown since the last time somebody looked.
  private var shown = ""

  /// Some containers have no terminals to give.
  static let isThere: Bool = {
    var (main, other): (Int32, Int32) = (-1, -1)
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/setsid"),
      openpty(&main, &other, nil, nil, nil) == 0
    else { return false }
    close(main)
    close(other)
    return true
  }()

  /// - Parameter home: Where the program keeps its history.
  init(_ arguments: [String], in folder: String, home: String) throws {
    var (main, other): (Int32, Int32) = (-1, -1)
    guard openpty(&main, &other, nil, nil, nil) == 0 else {
      throw CocoaError(.fileReadNoSuchFile)
    }
    self.main = main
    let handle = FileHandle(fileDescriptor: other, closeOnDealloc: true)
    // A session of its own makes the terminal its own, so that Ctrl-C reaches it.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
    process.arguments = ["--ctty", "--wait", Program.path] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ["TERM": "xterm", "HOME": home, "PATH": "/usr/bin:/bin"]
    (process.standardInput, process.standardOutput, process.standardError) = (
      handle, handle, handle
    )
    try process.run()
    _ = fcntl(main, F_SETFL, O_NONBLOCK)
  }

  deinit {
    if process.isRunning { process.terminate() }
    close(main)
  }

  func type(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let sent = bytes.withUnsafeBytes { write(main, $0.baseAddress, $0.count) }
      if sent > 0 { bytes = bytes.dropFirst(sent) } else { usleep(1000) }
    }
  }

  /// Waits until a text has been shown, and gives all that was shown until then; after a while, what
  /// there is.
  func show(_ text: String, within seconds: Double = 60) -> String {
    let end = Date().addingTimeInterval(seconds)
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while !shown.contains(text), Date() < end {
      let got = read(main, &buffer, buffer.count)
      if got > 0 {
        shown += String(decoding: buffer[..<got], as: UTF8.self)
      } else {
        usleep(5000)
      }
    }
    defer { shown = shown.range(of: text).map { String(shown[$0.upperBound...]) } ?? "" }
    return shown
  }

  func waitForEnd() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }
}

@Suite(
  "The REPL in a terminal", .serialized,
  .enabled(if: Terminal.isThere, "there is no terminal, or no setsid"))
struct TerminalTests {
  static func started() throws -> (terminal: Terminal, folder: String) {
    let folder = NSTemporaryDirectory() + "reticle-terminal-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try Program.run(["demo", "demo", "--accounts", "200"], in: folder)
    let terminal = try Terminal(["repl", "--data", "demo"], in: folder, home: folder)
    #expect(terminal.show("> ").contains("Ctrl-D ends"))
    return (terminal, folder)
  }

  @Test("names, members, methods, columns and options are completed")
  func completion() throws {
    let (terminal, folder) = try Self.started()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    terminal.type("local crm = open()\n")
    _ = terminal.show("\n> ")
    // What is typed is completed, and the line is run as it then reads.
    terminal.type("print(\"got \" .. #crm.acco\t)\n")
    #expect(terminal.show("got 200").contains("got 200"))
    _ = terminal.show("> ")
    terminal.type("print(\"got \" .. #crm.accounts:whe\t\"true\")\n")
    #expect(terminal.show("got 200").contains("got 200"))
    _ = terminal.show("> ")
    terminal.type("print(\"kept\", #crm.accounts:where \"indus\t ~= 'none'\" > 0)\n")
    #expect(terminal.show("kept\ttrue").contains("kept"))
    _ = terminal.show("> ")
    terminal.type("print(#cohorts(crm, { b\t = \"industry\" }) > 1 and \"sev\" .. \"eral\")\n")
    #expect(terminal.show("several").contains("several"))
    terminal.type("\u{4}")
    #expect(terminal.waitForEnd() == 0)
  }

  @Test("several lines are one statement, Ctrl-C stops only what runs, history comes back")
  func lines() throws {
    let (terminal, folder) = try Self.started()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    terminal.type("for i = 1, 2 do\n")
    #expect(terminal.show(">> ").contains("for i"))
    terminal.type("print(\"line \" .. i)\nend\n")
    #expect(terminal.show("line 2").contains("line 1"))
    _ = terminal.show("> ")
    terminal.type("while true do end\n")
    _ = terminal.show("while true do end")
    usleep(500_000)
    terminal.type("\u{3}")
    #expect(terminal.show("stopped by Ctrl-C").contains("stopped by Ctrl-C"))
    _ = terminal.show("> ")
    terminal.type("20 + 22\n")
    #expect(terminal.show("42").contains("42"))
    _ = terminal.show("> ")
    // The line before the last.
    terminal.type("\u{1b}[A")
    #expect(terminal.show("20 + 22").contains("20 + 22"))
    terminal.type("\n")
    #expect(terminal.show("42").contains("42"))
    _ = terminal.show("> ")
    terminal.type("\u{4}")
    #expect(terminal.waitForEnd() == 0)
    let history = try String(contentsOfFile: folder + "/.reticle_history", encoding: .utf8)
    #expect(history.contains("while"))
  }

  @Test("Ctrl-C at the prompt gives up what is typed, and keeps the rest")
  func interruptedTyping() throws {
    let (terminal, folder) = try Self.started()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    terminal.type("x = 40\n")
    _ = terminal.show("\n> ")
    terminal.type("x = nonsense(")
    _ = terminal.show("nonsense(")
    terminal.type("\u{3}")
    #expect(terminal.show("^C\r\n> ").contains("^C"))
    // What is left of a block goes too: the next line is a line of its own.
    terminal.type("for i = 1, 2 do\n")
    _ = terminal.show(">> ")
    terminal.type("print(i")
    _ = terminal.show("print(i")
    terminal.type("\u{3}")
    #expect(terminal.show("^C\r\n> ").contains("^C"))
    terminal.type("\u{3}")
    #expect(terminal.show("^C\r\n> ").contains("^C"))
    terminal.type("\"is \" .. x + 2\n")
    #expect(terminal.show("is 42").contains("is 42"))
    _ = terminal.show("> ")
    terminal.type("\u{4}")
    #expect(terminal.waitForEnd() == 0)
  }

  @Test("history is kept line by line, and a block comes back as one entry")
  func history() throws {
    let (terminal, folder) = try Self.started()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    terminal.type("for i = 1, 2 do -- twice\n")
    _ = terminal.show(">> ")
    terminal.type("  print('line -- ' .. i)\n")
    _ = terminal.show(">> ")
    terminal.type("end\n")
    _ = terminal.show("line -- 2")
    _ = terminal.show("> ")
    // It is on disk already, before the end.
    let entry = "for i = 1, 2 do print('line -- ' .. i) end"
    let kept = try String(contentsOfFile: folder + "/.reticle_history", encoding: .utf8)
    #expect(
      kept.replacingOccurrences(of: "\\040", with: " ").split(separator: "\n").last
        .map(String.init) == entry)
    terminal.type("\u{1b}[A")
    #expect(terminal.show(entry).contains(entry))
    terminal.type("\n")
    #expect(terminal.show("line -- 2").contains("line -- 1"))
    _ = terminal.show("> ")
    terminal.type("\u{4}")
    #expect(terminal.waitForEnd() == 0)
  }
}
