import Basics

/// A file of an audience that was written.
public struct AudienceFile: Sendable, Equatable {
  public var path: String
  /// Rows of the table that are in it.
  public var rows: Int
  /// Lines without header and preamble. More than rows where a person has several addresses.
  public var lines: Int
  public var bytes: Int
  /// SHA-256 in hexadecimal digits.
  public var sha256: String
  /// The state of consent to declare on upload, for destinations that ask for it.
  public var consent: AudienceOptions.Consent?
}

/// Writes lines to a file, and to a further one each time a limit on rows or bytes is reached.
///
/// Nothing is at its final name before ``commit()``.
final class PartWriter {
  private let path: String
  private let head: [UInt8]
  private let rowLimit: Int
  private let byteLimit: Int
  private let consent: AudienceOptions.Consent?
  private var file: AtomicFile?
  private var hash = BackgroundDigest()
  private var current: AudienceFile
  private var settled: [AtomicFile] = []
  private(set) var parts: [AudienceFile] = []

  /// - Parameter head: Header and preamble, at the top of each part.
  init(
    _ path: String, head: [UInt8], rowLimit: Int?, byteLimit: Int?,
    consent: AudienceOptions.Consent?
  ) {
    self.path = path
    self.head = head
    self.rowLimit = rowLimit ?? .max
    self.byteLimit = byteLimit ?? .max
    self.consent = consent
    current = AudienceFile(path: path, rows: 0, lines: 0, bytes: 0, sha256: "", consent: consent)
  }

  func write(_ piece: LineFormatter.Piece) throws {
    if file == nil { try begin() }
    try withExtendedLifetime(piece.bytes) {
      let bytes = piece.bytes.bytes
      // Usually all of it fits.
      if current.lines <= rowLimit - piece.ends.count, current.bytes <= byteLimit - bytes.count {
        try put(
          piece.bytes, 0..<bytes.count, lines: piece.ends.count, rows: piece.linesPerRow.count)
        return
      }
      var start = 0
      var line = 0
      for count in piece.linesPerRow {
        // The lines of one person stay together.
        let last = line + Int(count) - 1
        let slice = start..<piece.ends[last]
        if current.lines > 0,
          current.lines > rowLimit - Int(count) || current.bytes > byteLimit - slice.count
        {
          try end()
          try begin()
        }
        if Int(count) > rowLimit || current.bytes > byteLimit - slice.count {
          throw Problem(
            .output, "\(Files.name(of: path)): one row alone is over the destination's limit",
            hints: ["the limits are those of the destination's file; nothing was written"])
        }
        try put(piece.bytes, slice, lines: Int(count), rows: 1)
        start = piece.ends[last]
        line = last + 1
      }
    }
  }

  /// Ends the last part. Parts are in ``parts`` afterwards.
  func finish() throws {
    if file != nil { try end() }
  }

  func commit() throws {
    for file in settled { try file.commit() }
    settled = []
  }

  private func put(_ bytes: FileBytes, _ range: Range<Int>, lines: Int, rows: Int) throws {
    hash.update(bytes, range)
    try withExtendedLifetime(bytes) {
      try file?.write(UnsafeRawBufferPointer(rebasing: bytes.bytes[range]))
    }
    current.bytes += range.count
    current.lines += lines
    current.rows += rows
  }

  private func begin() throws {
    let name = parts.isEmpty ? path : Self.path(path, adding: "-\(parts.count + 1)")
    current = AudienceFile(path: name, rows: 0, lines: 0, bytes: 0, sha256: "", consent: consent)
    hash = BackgroundDigest()
    file = try AtomicFile(name)
    try put(FileBytes(head), 0..<head.count, lines: 0, rows: 0)
  }

  private func end() throws {
    current.sha256 = hash.finish()
    parts.append(current)
    // Closed at once: a small limit on a large list makes more parts than files may be open.
    try file?.settle()
    if let file { settled.append(file) }
    file = nil
  }

  /// `list.csv` becomes `list-2.csv`.
  static func path(_ path: String, adding suffix: String) -> String {
    let name = Files.name(of: path)
    let stem: Substring
    let type: Substring
    if let dot = name.lastIndex(of: "."), dot != name.startIndex {
      (stem, type) = (name[..<dot], name[dot...])
    } else {
      (stem, type) = (name[...], "")
    }
    let changed = stem + suffix + type
    return path.utf8.count == name.utf8.count
      ? String(changed) : String(path.dropLast(name.count)) + changed
  }
}
