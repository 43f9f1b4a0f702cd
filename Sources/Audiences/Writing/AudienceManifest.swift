import Basics

/// What was written, from what, by which rules: enough to say later which file went where.
public struct AudienceManifest: Sendable {
  /// Where it is.
  public let path: String
  private let destination: Destination
  private let result: AudienceResult
  private let options: AudienceOptions
  private let suppression: [String]

  init(_ plan: AudiencePlan, _ result: AudienceResult, path: String) {
    self.path = path
    destination = plan.destination
    self.result = result
    // Tables are not held for the sake of their names.
    suppression = plan.options.suppress.map(\.name)
    var options = plan.options
    options.suppress = []
    self.options = options
  }

  static func path(_ path: String) -> String { path + ".manifest.json" }

  /// Whether it has the digests of all its inputs.
  public var isComplete: Bool { options.inputs.allSatisfy { $0.sha256 != nil } }

  /// Writes the manifest anew with the digests of its inputs.
  ///
  /// Reading gigabytes again takes longer than making the audience, so a run does this once, for
  /// all manifests, when its script has ended; until then the digests are `null`.
  ///
  /// - Parameter digests: SHA-256 in hexadecimal digits by the input's name.
  public func complete(_ digests: [String: String]) throws {
    var options = options
    for index in options.inputs.indices {
      options.inputs[index].sha256 = digests[options.inputs[index].name]
    }
    try AtomicFile.write(text(options).utf8, to: path)
  }

  func text() -> String { text(options) }

  private func text(_ options: AudienceOptions) -> String {
    func texts(_ list: [String]) -> JSONText { .list(list.map { .text($0) }) }
    func text(_ optional: String?) -> JSONText { optional.map { .text($0) } ?? .nothing }
    let files = result.files.map { file -> JSONText in
      var members: [(String, JSONText)] = [
        ("name", .text(Files.name(of: file.path))), ("rows", .integer(file.rows)),
        ("lines", .integer(file.lines)), ("bytes", .integer(file.bytes)),
        ("sha256", .text(file.sha256)),
      ]
      if let consent = file.consent { members.append(("consent", .text(consent.rawValue))) }
      return .object(members)
    }
    let coverage = result.coverage.map { coverage -> JSONText in
      .object([
        ("header", .text(coverage.header)), ("filled", .integer(coverage.filled)),
        ("already_hashed", .integer(coverage.alreadyHashed)),
        ("unusable", counts(coverage.unusable)),
      ])
    }
    let share = result.rowsOut == 0 ? 0 : Double(result.matchable) / Double(result.rowsOut)
    let json: JSONText = .object([
      (
        "destination",
        .object([
          ("name", .text(destination.name)), ("title", .text(destination.title)),
          ("rules_checked", .text(destination.checked)), ("sources", texts(destination.sources)),
          ("unconfirmed", texts(destination.unconfirmed)), ("notes", texts(destination.notes)),
        ])
      ),
      ("script", text(options.script)), ("as_of", text(options.asOf)),
      (
        "inputs",
        .list(
          options.inputs.map {
            .object([("name", .text($0.name)), ("sha256", text($0.sha256))])
          })
      ),
      ("suppression", texts(suppression)),
      ("values_are_plain", .text(options.writesPlain ? "yes" : "no")),
      ("rows_in", .integer(result.rowsIn)), ("rows_out", .integer(result.rowsOut)),
      ("rows_dropped", .integer(result.rowsDropped)), ("dropped", counts(result.dropped)),
      ("ledger", text(result.ledgerPath.map(Files.name(of:)))),
      ("matchable_at_most", .integer(result.matchable)), ("matchable_share", .fraction(share)),
      ("coverage", .list(coverage)), ("files", .list(files)), ("warnings", texts(result.warnings)),
      ("forced", texts(result.refusals)),
    ])
    return json.written() + "\n"
  }

  private func counts(_ counts: [DropCount]) -> JSONText {
    .object(counts.map { ($0.reason.rawValue, .integer($0.rows)) })
  }
}
