import Basics
import CLuaBridge

/// Why a script was given nothing, kept to explain an error that follows from it.
struct Nothing {
  /// The line of the script that asked.
  var position: String
  /// What it was given: nil, or the `true` of a module without a value.
  var kind: String
  var reason: String
}

extension LuaEngine {
  /// Remembers why the host function that is running gives nothing.
  ///
  /// - Parameter kind: What Lua calls the value that is given.
  public func noteNothing(_ reason: String, kind: String = "nil") {
    lastNothing = scriptPosition.map { Nothing(position: $0, kind: kind, reason: reason) }
  }

  /// Says why something is nil where Lua only says that it is.
  func explain(_ problem: inout Problem) {
    // Lua's words for keys that are no names.
    for words in [" (field 'integer index')", " (field '?')"] {
      problem.message = problem.message.replacing(words, with: "")
    }
    let message = problem.message
    guard let nothing = lastNothing, let range = message.firstRange(of: ": attempt to "),
      message.contains("index a \(nothing.kind) value")
        || message.contains("call a \(nothing.kind) value"),
      !problem.hints.contains(nothing.reason)
    else { return }
    var place = String(message[..<range.lowerBound])
    // Lua shortens long paths from the left.
    if place.hasPrefix("...") { place = String(place.dropFirst(3)) }
    let isSameLine = !place.isEmpty && nothing.position.hasSuffix(place)
    if isSameLine || Self.sets(variable(in: message), nothing.position) {
      problem.hints.append(nothing.reason)
    }
  }

  /// The name in `(local 'NAME')`.
  private func variable(in message: String) -> String? {
    for words in ["(local '", "(upvalue '"] {
      guard let start = message.firstRange(of: words),
        let end = message[start.upperBound...].firstIndex(of: "'")
      else { continue }
      return String(message[start.upperBound..<end])
    }
    return nil
  }

  /// Whether a line of a script gives a variable its value.
  private static func sets(_ variable: String?, _ position: String) -> Bool {
    guard let variable, let colon = position.lastIndex(of: ":"),
      let line = Int(position[position.index(after: colon)...]), line > 0,
      let text = try? Files.text(of: String(position[..<colon]))
    else { return false }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard line <= lines.count else { return false }
    let words = lines[line - 1].split { $0 == " " || $0 == "\t" }
    let name = words.first == "local" ? words.dropFirst().first : words.first
    return name.map(String.init) == variable
  }

  /// The arguments of a library's function; a colon hands it the library itself.
  func arguments(_ values: [LuaValue], of function: HostFunction) throws -> Arguments {
    do {
      return try Arguments(values, of: function, in: self)
    } catch var problem as Problem {
      if let module = function.module, case .table(let given)? = values.first,
        case .table(let library)? = try? lookup(nil, module),
        rl_identity(state, given.reference) == rl_identity(state, library.reference)
      {
        problem.hints = ["write a dot, not a colon:  \(function.qualifiedName)(…)"]
      }
      throw problem
    }
  }
}
