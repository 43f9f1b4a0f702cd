import Basics
import CRM
import Columns
import LuaHost
import LuaSyntax

/// `reticle check`: what can be said of a script without running it.
///
/// Says only what is certain: what is not known is taken to be right.
public final class ScriptCheck {
  public struct Message: Hashable, Sendable, CustomStringConvertible {
    public var file: String
    public var line: Int
    /// In bytes, from 1.
    public var column: Int
    public var text: String
    /// Worth knowing, but no mistake: the script runs.
    public var isNote: Bool

    /// `file:line:column: text`, which editors understand.
    public var description: String {
      "\(file):\(line):\(column): \(isNote ? "note: " : "")\(text)"
    }
  }

  let registry: Registry
  /// Compiles what is said about, and tells whether row functions lift. Nothing of the script runs.
  let engine: LuaEngine
  /// The tables of the data, by the names scripts use; nil if none was given.
  let tables: [String: Schema]?
  /// Why columns are not looked at although a folder was given, in one line.
  public let note: String?

  /// - Parameter data: The folder whose columns count; nil: columns are not looked at.
  /// - Throws: ``Problem`` when there is no such folder.
  public init(data: String?) throws {
    registry = try ReticleRegistry.make()
    engine = try LuaEngine(registry)
    guard let data else {
      tables = nil
      note = nil
      return
    }
    guard Files.entry(data) == .folder else {
      throw Problem(.file, "there is no data folder \(data)")
    }
    do {
      tables = try Self.schemas(of: data)
      note = nil
    } catch let problem as Problem where problem.kind == .data || problem.kind == .file {
      // A folder of files that scripts open by name is no CRM, and no mistake.
      tables = nil
      note = "columns are not checked: \(problem.message)"
    }
  }

  /// The tables of a folder, by the names scripts use.
  private static func schemas(of data: String) throws -> [String: Schema] {
    let crm = try CRMLoader.open(CRMSource(folder: data), asOf: try AsOfDate.ofFolder(data))
    var tables: [String: Schema] = [:]
    for entity in crm.entities { tables[entity.name] = Schema(try crm.table(entity.name)) }
    // Lists that are worked out have the columns of the table they come from.
    tables["customers"] = tables["accounts"]
    tables["optouts"] = tables["contacts"]
    return tables
  }

  /// What there is to say about a script, in the order of its lines.
  ///
  /// - Throws: ``Problem`` when the script cannot be read.
  public func messages(of path: String) throws -> [Message] {
    let text = try ModuleLoader.text(of: path)
    return check(text, file: path)
  }

  func check(_ text: String, file: String) -> [Message] {
    var bytes = Array(text.utf8)
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
    // A line for the shell is a comment; columns of the first line do not matter then.
    if bytes.first == UInt8(ascii: "#") { bytes.insert(contentsOf: Array("--".utf8), at: 0) }
    if bytes.first == 0x1b {
      return [message(file, Position(line: 1, column: 1), "this is compiled Lua; only text is run")]
    }
    let body: FunctionBody
    do {
      body = try Parser.parse(bytes)
    } catch let problem as SyntaxProblem {
      return [
        message(
          file, problem.at, syntaxMessage(text, file) ?? problem.message,
          isNote: problem.isOwnLimit)
      ]
    } catch { return [] }
    if let refused = syntaxMessage(text, file) {
      return [message(file, Position(line: 1, column: 1), refused)]
    }
    let checker = Checker(self, file: file, source: bytes)
    checker.check(body)
    return checker.found.sorted {
      ($0.line, $0.column, $0.text) < ($1.line, $1.column, $1.text)
    }
  }

  /// What Lua itself says, without its position: ours has a column.
  private func syntaxMessage(_ text: String, _ file: String) -> String? {
    do {
      _ = try engine.compile(text, chunk: "@script")
      return nil
    } catch let error as ScriptError {
      let parts = error.problem.message.split(
        separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, Int(parts[1]) != nil else {
        return error.problem.message.replacing("script: ", with: "", maxReplacements: 1)
      }
      let hint = error.problem.hints.first.map { " (\($0))" } ?? ""
      return String(parts[2].drop { $0 == " " }) + hint
    } catch { return "\(error)" }
  }

  private func message(_ file: String, _ at: Position, _ text: String, isNote: Bool = false)
    -> Message
  {
    Message(file: file, line: at.line, column: at.column, text: text, isNote: isNote)
  }
}
