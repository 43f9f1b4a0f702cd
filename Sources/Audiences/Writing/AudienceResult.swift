/// How many rows were dropped, and why.
public struct DropCount: Sendable, Equatable {
  public var reason: DropReason
  public var rows: Int
}

/// How well one header of the file is filled.
public struct Coverage: Sendable, Equatable {
  public var header: String
  /// Rows in the file that have a value.
  public var filled: Int
  /// Values that the table had for rows in the file and that were not sent, most frequent first;
  /// cells that were simply empty are not counted.
  public var unusable: [DropCount]
  /// Values that were digests already.
  public var alreadyHashed: Int
}

/// What would be, or was, written.
public struct AudienceResult: Sendable {
  /// The destination's name and title.
  public var destination: String
  public var title: String
  public var rowsIn = 0
  public var rowsOut = 0
  /// Sorted by the reason's name; adds up to rows in less rows out.
  public var dropped: [DropCount] = []
  /// Rows in the file with all that the platform matches by. An upper bound: whether a person uses
  /// the platform cannot be known here.
  public var matchable = 0
  public var coverage: [Coverage] = []
  /// Empty for a preflight.
  public var files: [AudienceFile] = []
  public var ledgerPath: String?
  public var manifestPath: String?
  /// Set when it was written.
  public var manifest: AudienceManifest? {
    get { manifestBox?.manifest }
    set { manifestBox = newValue.map(ManifestBox.init) }
  }
  var manifestBox: ManifestBox?
  public var warnings: [String] = []
  /// Why the file is refused unless forced.
  public var refusals: [String] = []

  public var rowsDropped: Int { rowsIn - rowsOut }

  /// Lines to print: what was written, what was not, what to mind.
  public var description: [String] {
    var lines: [String] = []
    let many = Self.grouped
    for file in files {
      var line = "\(file.path): \(many(file.rows)) rows"
      if file.lines != file.rows { line += " on \(many(file.lines)) lines" }
      if let consent = file.consent { line += ", consent \(consent.rawValue)" }
      lines.append(line)
    }
    lines.append("\(title): \(many(rowsOut)) of \(many(rowsIn)) rows")
    if !dropped.isEmpty {
      let reasons = dropped.map { "\(many($0.rows)) \($0.reason.rawValue)" }.joined(separator: ", ")
      lines.append("dropped: \(reasons)" + (ledgerPath.map { " (see \($0))" } ?? ""))
    }
    if rowsOut > 0 {
      let share = Double(matchable) / Double(rowsOut) * 100
      let tenths = Int((share * 10).rounded())
      lines.append("matchable at most: \(many(matchable)) rows (\(tenths / 10).\(tenths % 10) %)")
    }
    lines += warnings.map { "warning: \($0)" }
    lines += refusals.map { "refused: \($0)" }
    return lines
  }

  /// `12,345`
  static func grouped(_ value: Int) -> String {
    var text = ""
    let digits = Array(String(value.magnitude))
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (value < 0 ? "-" : "") + text
  }
}

/// A manifest holds the result that it is of.
final class ManifestBox: Sendable {
  let manifest: AudienceManifest
  init(_ manifest: AudienceManifest) { self.manifest = manifest }
}
