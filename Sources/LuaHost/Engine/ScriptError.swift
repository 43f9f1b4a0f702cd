import Basics

/// An error that came out of script code: its text begins with `file:line:` where one is known.
///
/// Thrown on through host functions unchanged, so that an error inside a row function still
/// names its own line.
public struct ScriptError: Error, CustomStringConvertible {
  /// What to tell the user.
  public var problem: Problem
  /// Lua's stack at the place of the error.
  public var traceback: String
  /// The text ended too soon: a REPL asks for another line.
  public var isIncomplete = false

  public var description: String { problem.description }
}
