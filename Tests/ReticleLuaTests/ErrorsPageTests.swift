import Foundation
import Testing

@testable import ReticleLua

/// What docs/errors.md says against the messages in the sources, and against what scripts get.
@Suite("The page of errors")
struct ErrorsPageTests {
  static let page = Workbench.root + "/docs/errors.md"

  /// The first cells of all rows of tables: the messages, without marks of code.
  static func rows(_ text: String) -> String {
    var cells: [String] = []
    for line in text.components(separatedBy: "\n") where line.hasPrefix("| ") {
      // A bar inside of a cell is written with a backslash.
      let plain = line.replacingOccurrences(of: "\\|", with: "\u{1}")
      let cell = plain.components(separatedBy: "|")[1]
      cells.append(
        cell.replacingOccurrences(of: "\u{1}", with: "|").replacingOccurrences(of: "`", with: ""))
    }
    return cells.joined(separator: "\n")
  }

  // MARK: completeness

  @Test("each message of the sources has a row")
  func complete() throws {
    let rows = Self.rows(try String(contentsOfFile: Self.page, encoding: .utf8))
    let found = try MessageSources.all()
    // Below that the walk or the reading of calls is broken.
    #expect(found.count > 600)
    var missing: [String] = []
    var passedOn = 0
    for message in found {
      if message.pieces.isEmpty { passedOn += 1 }
      for piece in message.pieces where !rows.contains(piece) {
        missing.append("\(message.place): \"\(piece)\"")
      }
    }
    let list = missing.joined(separator: "\n")
    #expect(missing.isEmpty, "no row of docs/errors.md has these words:\n\(list)")
    // Messages made of parts only, such as "PLACE: REASON", whose reasons are elsewhere.
    #expect(passedOn <= 16, "\(passedOn) messages have no fixed words to look for")
  }

  @Test("a message without a row is found")
  func missingRow() {
    let source = """
      throw Problem(
        .script, "\\(f("a", (1))): the moon is " + "made of \\(x) cheese", hints: ["eat it up"])
      throw Problem(.fault, "a fault of the program")
      """
    let found = MessageSources.messages(in: source, of: "a.swift")
    #expect(found.map(\.place) == ["a.swift:1"])
    #expect(found.first?.pieces == [": the moon is ", "made of "])
    #expect(!Self.rows("| `the moon` | the moon is made of cheese |").contains("the moon is"))
  }

  // MARK: examples

  /// The scripts of the section "Examples", each with what is said of it.
  static let examples: [(script: String, says: String)] = {
    let text = (try? String(contentsOfFile: page, encoding: .utf8)) ?? ""
    return text.components(separatedBy: "```lua error\n").dropFirst().map { part in
      let script = part.components(separatedBy: "\n```")[0]
      let rest = part.components(separatedBy: "```text\n")
      return (script, rest.count > 1 ? rest[1].components(separatedBy: "\n```")[0] : "")
    }
  }()

  @Test("there are examples of all sorts") func exampleCount() {
    #expect(Self.examples.count >= 40)
  }

  @Test("each example says what the page says", arguments: examples.indices)
  func example(index: Int) {
    let (script, says) = Self.examples[index]
    #expect(Self.message(of: script) == says, "\(script)")
  }

  /// The message of a script, with the folders named as the page names them.
  private static func message(of script: String) -> String {
    let folder = Workbench.temporary("errors")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      let path = folder + "/example.lua"
      try script.write(toFile: path, atomically: true, encoding: .utf8)
      _ = try Workbench.runFile(path, out: folder + "/out")
      return "no error"
    } catch {
      var message = "\(error)".replacingOccurrences(of: folder + "/", with: "")
      // Lua itself shortens the paths of long folders from the left.
      if message.hasPrefix("..."), let name = message.range(of: "/example.lua:") {
        message = "example.lua:" + message[name.upperBound...]
      }
      return message.replacingOccurrences(of: Workbench.demo, with: "demo")
    }
  }
}

/// A message in a source, cut at what is put into it.
struct SourceMessage {
  var place: String
  /// Its fixed words, where they are long enough to be looked for.
  var pieces: [String]
}

/// Reads the messages out of the Swift sources.
enum MessageSources {
  /// How a message is made, and which argument it is.
  static let makers: [(call: String, argument: Int)] = [
    ("Problem", 1), ("StatError", 1), ("say", 1), (".problem", 0), ("Problem.unknown", 0),
    ("luaL_error", 1),
  ]
  static let leastLength = 8

  static func all() throws -> [SourceMessage] {
    let root = Workbench.root + "/Sources"
    var found: [SourceMessage] = []
    let paths = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    for path in paths.sorted() where path.hasSuffix(".swift") || path.hasSuffix(".c") {
      let text = try String(contentsOfFile: root + "/" + path, encoding: .utf8)
      found += messages(in: text, of: path)
    }
    return found
  }

  static func messages(in text: String, of file: String) -> [SourceMessage] {
    // Comments are blanked, so that line numbers stay.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.drop { $0 == " " }.hasPrefix("//") ? "" : String(line)
    }
    let bytes = Array(lines.joined(separator: "\n").utf8)
    let calls = makers.map { (name: Array($0.call.utf8), maker: $0) }
    var found: [SourceMessage] = []
    var line = 1
    for (place, byte) in bytes.enumerated() {
      if byte == newline { line += 1 }
      guard byte == UInt8(ascii: "(") else { continue }
      let before = bytes[..<place]
      for (name, maker) in calls where before.suffix(name.count).elementsEqual(name) {
        // A longer name may end alike.
        if maker.call.first != ".", isName(before.dropLast(name.count).last) { continue }
        var reader = CallReader(bytes, at: place + 1)
        guard let fixed = words(of: reader.arguments(), maker) else { continue }
        found.append(SourceMessage(place: "\(file):\(line)", pieces: fixed))
      }
    }
    return found
  }

  /// The fixed words of a message; nil if they are elsewhere, or it is a fault of the program.
  private static func words(
    of arguments: [CallReader.Argument], _ maker: (call: String, argument: Int)
  ) -> [String]? {
    guard maker.argument < arguments.count else { return nil }
    let message = arguments[maker.argument]
    if maker.argument == 1, arguments[0].code == ".fault" { return nil }
    if message.literals.isEmpty || message.code.hasPrefix("Problem.") { return nil }
    var words = message.literals
    switch maker.call {
    case "Problem.unknown": words = words.map { "no \($0) \"" }
    case "luaL_error":
      // The first line is the message; what follows are hints.
      let first = message.literals.joined().split(separator: "\n").first ?? ""
      words = first.split(separator: "%", omittingEmptySubsequences: false).enumerated().map {
        String($0.offset == 0 ? $0.element : $0.element.dropFirst())
      }
    default: break
    }
    return words.filter { $0.utf8.count >= leastLength }
  }

  /// Whether a byte belongs to a name, or to what a name is a member of.
  private static func isName(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    let character = Character(UnicodeScalar(byte))
    return character.isLetter || character == "." || character == "_"
  }
}

private let newline = UInt8(ascii: "\n")

/// Reads the arguments of a call out of source text.
private struct CallReader {
  struct Argument {
    /// What is outside of literals, without spaces.
    var code = ""
    /// The fixed pieces of all literals.
    var literals: [String] = []
  }

  private let bytes: [UInt8]
  private var at: Int

  init(_ bytes: [UInt8], at: Int) {
    self.bytes = bytes
    self.at = at
  }

  private mutating func next() -> UInt8? {
    guard at < bytes.count else { return nil }
    at += 1
    return bytes[at - 1]
  }

  /// The arguments, from behind the opening parenthesis to the one that closes it.
  mutating func arguments() -> [Argument] {
    var found = [Argument()]
    var depth = 0
    while let byte = next() {
      switch byte {
      case UInt8(ascii: "\""):
        found[found.count - 1].literals += literal()
        continue
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        if depth == 0 { return found }
        depth -= 1
      case UInt8(ascii: ",") where depth == 0:
        found.append(Argument())
        continue
      case UInt8(ascii: " "), newline: continue
      default: break
      }
      found[found.count - 1].code.unicodeScalars.append(UnicodeScalar(byte))
    }
    return found
  }

  /// The pieces of a literal between what is interpolated, from behind its opening quote.
  private mutating func literal() -> [String] {
    var pieces: [[UInt8]] = [[]]
    while let byte = next(), byte != UInt8(ascii: "\"") {
      guard byte == UInt8(ascii: "\\") else {
        pieces[pieces.count - 1].append(byte)
        continue
      }
      switch next() {
      case UInt8(ascii: "(")?:
        // Literals inside of an interpolation are not the message's own.
        _ = arguments()
        pieces.append([])
      case UInt8(ascii: "n")?: pieces[pieces.count - 1].append(newline)
      case let escaped?: pieces[pieces.count - 1].append(escaped)
      case nil: break
      }
    }
    return pieces.map { String(decoding: $0, as: UTF8.self) }.filter { !$0.isEmpty }
  }
}
