import Basics
import LuaHost
import Profiles

/// What the expectations of one test script came to.
final class TestRecorder {
  struct Entry {
    /// The named part of the script, if any.
    var test: String?
    /// The line, such as `tests/ideal_test.lua:12`.
    var place: String?
    var holds: Bool
    /// The summary first, then the accounts that failed.
    var text: String
    /// Set for an error of the script rather than an expectation.
    var error: Problem.Kind?
  }

  private(set) var entries: [Entry] = []
  private var test: String?

  func note(_ expectation: Expectation, at place: String?) {
    entries.append(
      Entry(
        test: test, place: place, holds: expectation.holds,
        text: expectation.holds ? expectation.summary : expectation.description, error: nil))
  }

  /// An error that ended a script or a named part of it.
  func note(_ error: any Error) {
    let problem =
      (error as? ScriptError)?.problem ?? error as? Problem ?? Problem(.fault, "\(error)")
    entries.append(
      Entry(
        test: test, place: nil, holds: false, text: problem.description, error: problem.kind))
  }

  /// Runs a named part; an error in it ends that part alone. Ctrl-C and limits end everything.
  func group(_ name: String, _ body: () throws -> Void) throws {
    let outer = test
    test = name
    defer { test = outer }
    do {
      try body()
    } catch {
      let kind = (error as? ScriptError)?.problem.kind ?? (error as? Problem)?.kind
      if kind == .interrupted || kind == .limit { throw error }
      note(error)
    }
  }
}
