/// What went wrong, said so that the person who reads it can go on.
///
/// Every layer throws this one type: the kind decides the exit code of the command,
/// the message names the place and the cause, and the hints say what to do next.
/// No message holds the value of a cell: cells are people's names and addresses.
public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
  /// The class of a problem. The raw value is the exit code of the command.
  public enum Kind: Int32, Sendable, CaseIterable {
    /// A check the user asked for did not hold (`reticle test`, `expect`).
    case checkFailed = 1
    /// The script has an error, or asked for something that does not exist.
    case script = 2
    /// A file is missing, unreadable, or may not be read or written.
    case file = 3
    /// A file was read, but what is in it is not what it should be.
    case data = 4
    /// The disk is full, or the system refused to write.
    case output = 5
    /// A limit on time or memory was reached.
    case limit = 6
    /// A mistake in the command line.
    case usage = 64
    /// A fault of this program, not of its user.
    case fault = 70
    /// Stopped by Ctrl-C.
    case interrupted = 130
  }

  public var kind: Kind
  /// One sentence: the place, the cause.
  public var message: String
  /// Further lines: what was expected, what to do.
  public var hints: [String]

  public init(_ kind: Kind, _ message: String, hints: [String] = []) {
    self.kind = kind
    self.message = message
    self.hints = hints
  }

  /// The message, then each hint on an indented line of its own.
  public var description: String {
    ([message] + hints.map { "  " + $0 }).joined(separator: "\n")
  }

  /// The same problem with the place where it happened in front.
  public func at(_ place: String) -> Problem {
    Problem(kind, "\(place): \(message)", hints: hints)
  }
}

extension Problem {
  /// A name that is not known, with the nearest of those that are.
  ///
  /// - Parameters:
  ///   - what: The noun for the unknown thing, such as `column`.
  ///   - name: The name that was asked for.
  ///   - known: All names that would have been understood, in the order to list them.
  public static func unknown(
    _ what: String, _ name: String, known: [String], kind: Kind = .script, plural: String? = nil
  ) -> Problem {
    var message = "no \(what) \"\(name)\""
    if let near = nearest(to: name, in: known) { message += " (did you mean \"\(near)\"?)" }
    guard !known.isEmpty else { return Problem(kind, message) }
    let shown = known.prefix(24).joined(separator: ", ")
    let more = known.count > 24 ? ", … (\(known.count) in all)" : ""
    return Problem(kind, message, hints: ["\(plural ?? what + "s"): \(shown)\(more)"])
  }
}
