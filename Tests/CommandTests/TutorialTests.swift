import Foundation
import Testing

/// What a page that teaches tells its reader to do, in order: files to save, commands to type.
enum TutorialStep: Equatable {
  case file(name: String, text: String)
  case command(Command)

  struct Command: Equatable {
    /// The line of the page that the command stands in, from 1.
    var line: Int
    var typed: String
    /// The lines shown below it.
    var shown: [String] = []

    /// Where what was printed leaves what the page shows; nil if it does not.
    /// Blanks at the ends of lines do not count; "…" as the last line stands for whatever follows.
    func difference(from printed: String) -> String? {
      // Files for platforms end their lines as Windows does; a terminal does not show it.
      let text = printed.replacingOccurrences(of: "\r\n", with: "\n")
      var lines = text.components(separatedBy: "\n").map(Self.trimmed)
      if lines.last == "" { lines.removeLast() }
      var expected = shown.map(Self.trimmed)
      let goesOn = expected.last == "…"
      if goesOn { expected.removeLast() }
      for (index, (shown, said)) in zip(expected, lines).enumerated() where shown != said {
        return "line \(index + 1) of the output:\n  the page: \(shown)\n  printed:  \(said)"
      }
      if lines.count < expected.count {
        return "the output ends before:\n  the page: \(expected[lines.count])"
      }
      if goesOn {
        return lines.count > expected.count ? nil : "the page says … where the output ends"
      }
      return lines.count > expected.count
        ? "the page ends before:\n  printed:  \(lines[expected.count])" : nil
    }

    private static func trimmed(_ line: String) -> String {
      var line = Substring(line)
      while line.last == " " || line.last == "\t" { line.removeLast() }
      return String(line)
    }
  }

  /// What is wrong with a page, and where.
  struct Malformed: Error, CustomStringConvertible {
    var line: Int
    var what: String
    var description: String { "line \(line): \(what)" }
  }

  /// The steps of a page.
  ///
  /// A block "lua tutorial" is a file, named by the line before it (**`name.lua`**); a block
  /// "console" holds commands after "$ " and what each prints. Other blocks are passed over.
  static func read(_ page: String) throws -> [TutorialStep] {
    var steps: [TutorialStep] = []
    var lastLine = ""
    var fence: (kind: String, line: Int)?
    var block: [String] = []
    for (index, line) in page.components(separatedBy: "\n").enumerated() {
      if let open = fence {
        if line != "```" {
          block.append(line)
          continue
        }
        switch open.kind {
        case "lua tutorial":
          guard let name = fileName(lastLine) else {
            throw Malformed(line: open.line, what: "no line with the file's name above the block")
          }
          steps.append(.file(name: name, text: block.joined(separator: "\n") + "\n"))
        case "console":
          for command in try commands(block, from: open.line + 1) {
            steps.append(.command(command))
          }
        default: break
        }
        fence = nil
        block = []
        lastLine = ""
      } else if line.hasPrefix("```") {
        fence = (String(line.dropFirst(3)), index + 1)
      } else if !line.isEmpty {
        lastLine = line
      }
    }
    if let open = fence { throw Malformed(line: open.line, what: "the block has no end") }
    return steps
  }

  private static func fileName(_ line: String) -> String? {
    guard line.hasPrefix("**`"), line.hasSuffix("`**"), line.count > 6 else { return nil }
    let name = String(line.dropFirst(3).dropLast(3))
    return name.contains("/") || name.contains("`") ? nil : name
  }

  private static func commands(_ block: [String], from first: Int) throws -> [Command] {
    var commands: [Command] = []
    for (offset, line) in block.enumerated() {
      if line.hasPrefix("$ ") {
        commands.append(Command(line: first + offset, typed: String(line.dropFirst(2))))
      } else if commands.isEmpty {
        throw Malformed(line: first + offset, what: "output without a command")
      } else {
        commands[commands.count - 1].shown.append(line)
      }
    }
    return commands
  }
}

@Suite("The tutorial")
struct TutorialTests {
  static let page = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("docs/tutorial.md")

  /// What a command prints where a terminal shows both streams; $0 is the program under test.
  static func printed(by command: String, in folder: String) throws -> String {
    let shell = """
      export LC_ALL=C
      reticle() { command "$0" "$@"; }
      { \(command)
      } 2>&1
      """
    return try Program.run([], in: folder, shell: shell).output
  }

  @Test("followed to the letter, it prints what it shows")
  func followed() throws {
    let folder = NSTemporaryDirectory() + "reticle-tutorial-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }

    var (files, commands) = (0, 0)
    for step in try TutorialStep.read(String(contentsOf: Self.page, encoding: .utf8)) {
      switch step {
      case .file(let name, let text):
        files += 1
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
      case .command(let command):
        commands += 1
        let program = command.typed.prefix { $0 != " " }
        guard ["reticle", "cat", "ls", "head"].contains(program) else {
          Issue.record("tutorial.md:\(command.line): not a command to be typed: \(command.typed)")
          continue
        }
        let output = try Self.printed(by: command.typed, in: folder)
        if let difference = command.difference(from: output) {
          Issue.record("tutorial.md:\(command.line): \(command.typed)\n\(difference)")
        }
      }
    }
    #expect(files >= 10)
    #expect(commands >= 10)
  }

  @Test("a page is read into files and commands, in order")
  func reads() throws {
    let page = """
      Text with `$ reticle` in it.

      ```sh
      $ ls
      ```

      **`a.lua`**

      ```lua tutorial
      print(1)

      print(2)
      ```

      ```console
      $ cat a.lua
      print(1)

      $ ls
      ```
      """
    let first = TutorialStep.Command(line: 16, typed: "cat a.lua", shown: ["print(1)", ""])
    let second = TutorialStep.Command(line: 19, typed: "ls")
    #expect(
      try TutorialStep.read(page) == [
        .file(name: "a.lua", text: "print(1)\n\nprint(2)\n"), .command(first), .command(second),
      ])
  }

  @Test(
    "a page that cannot be followed is refused",
    arguments: [
      "```lua tutorial\nprint(1)\n```", "**`../a.lua`**\n```lua tutorial\nprint(1)\n```",
      "**`a.lua`**\n```lua tutorial\nprint(1)", "```console\n1\n```",
    ])
  func refuses(page: String) {
    #expect(throws: TutorialStep.Malformed.self) { try TutorialStep.read(page) }
  }

  static let comparisons: [(shown: [String], printed: String, alike: Bool)] = [
    (["a", "b"], "a\nb\n", true), (["a", "b"], "a  \nb", true), ([], "", true),
    (["a", "…"], "a\nb\nc\n", true), (["a", "", "b"], "a\n\nb\n", true),
    (["a", "b"], "a\r\nb\r\n", true),
    (["a", "b"], "a\nc\n", false), (["a", "b"], "a\n", false), (["a"], "a\nb\n", false),
    (["a", "…"], "b\nc\n", false), (["a", "…"], "a\n", false), ([], "a\n", false),
    (["a"], "", false), (["…", "a"], "b\na\n", false),
  ]

  @Test("what differs is found", arguments: comparisons.indices)
  func compares(index: Int) {
    let (shown, printed, alike) = Self.comparisons[index]
    let command = TutorialStep.Command(line: 1, typed: "ls", shown: shown)
    #expect((command.difference(from: printed) == nil) == alike, "\(shown) \(printed)")
  }

  @Test("a command prints both streams, in order, and an error does not stop the reader")
  func streams() throws {
    let folder = try workFolder(["a.lua": "print(1 +)"])
    let output = try Self.printed(by: "reticle run a.lua --data data", in: folder)
    #expect(output.hasPrefix("reticle: a.lua:1: "))
    #expect(try Self.printed(by: "cat a.lua nowhere", in: folder).hasPrefix("print(1 +)"))
  }
}
