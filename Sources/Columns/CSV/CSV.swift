import Basics

/// Reading and writing delimited text.
///
/// What a cell is, is said at `RecordScanner`; what makes a value of it, at `Cells`. Types are
/// decided by looking at every cell, never at a sample.
public enum CSV {
  /// Reads a file.
  ///
  /// An empty cell, quoted or not, is missing. A column is boolean, integer, number, date or
  /// timestamp if all its other cells are; integers among numbers are numbers, dates among
  /// timestamps are midnights, anything else is text, as written. A column without a value is
  /// text. Rows with more or fewer cells than the first row are left out and reported; but if the
  /// first row behind the header has empty cells beyond it, rows with as many are kept without.
  ///
  /// - Parameters:
  ///   - path: A file or a pipe; `-` is the standard input.
  ///   - name: What to call the table: the file's name without its extension, if not given.
  /// - Throws: ``Problem`` if the file cannot be read, if it ends inside a quoted cell, or if
  ///   `options.types` names a column that is not there.
  public static func read(
    _ path: String, options: CSVOptions = .init(), name: String? = nil
  ) throws -> LoadedTable {
    if let delimiter = options.delimiter { try check(delimiter: delimiter) }
    let name = name ?? (path == "-" ? "stdin" : stem(path))
    if path != "-", let source = ByteSource(path: path, atLeast: fastSize) {
      return try read(source, file: path, name: name, options: options)
    }
    let bytes = try Files.bytes(of: path == "-" ? "/dev/stdin" : path)
    return try read(bytes: bytes, file: path, options: options, name: name)
  }

  /// Reads delimited text that is in memory.
  ///
  /// - Parameter file: What the report and messages call it.
  public static func read(
    bytes: [UInt8], file: String, options: CSVOptions = .init(), name: String? = nil
  ) throws -> LoadedTable {
    if let delimiter = options.delimiter { try check(delimiter: delimiter) }
    let name = name ?? stem(file)
    try PlainText.check(bytes, file: file, encoding: options.encoding)
    if bytes.count >= fastSize {
      return try read(ByteSource(bytes, name: file), file: file, name: name, options: options)
    }
    let text = TextDecoding.decode(bytes, forced: options.encoding)
    return try SimpleReader(text: text, file: file, name: name, options: options).read()
  }

  /// From this size on the fast reader is worth its threads.
  private static let fastSize = 1 << 20

  /// Reads with all cores, if it can be done; the result is the same either way.
  static func read(
    _ source: ByteSource, file: String, name: String, options: CSVOptions,
    settings: FastReader.Settings = .init()
  ) throws -> LoadedTable {
    func fast(_ source: ByteSource, _ text: TextDecoding.Decoded) throws -> LoadedTable {
      try FastReader(
        source: source, start: text.start, encoding: text.encoding, notes: text.notes, file: file,
        name: name, options: options, settings: settings
      ).read()
    }
    let head = try source.bytes(0..<min(source.count, TextDecoding.window))
    try PlainText.check(head, file: file, encoding: options.encoding)
    let encoding = options.encoding ?? head.withUnsafeBufferPointer { TextDecoding.sure($0) }
    if encoding == nil || encoding == .utf8 {
      let start = head.starts(with: TextDecoding.utf8Mark) ? TextDecoding.utf8Mark.count : 0
      let text = TextDecoding.Decoded(bytes: [], start: start, encoding: .utf8, notes: [])
      do {
        return try fast(source, text)
      } catch Unusual.encoding {
        // Only the whole of it says what it is instead.
      } catch is Unusual {
        let all = try source.bytes(0..<source.count)
        let text = TextDecoding.decode(all, forced: options.encoding)
        return try SimpleReader(text: text, file: file, name: name, options: options).read()
      }
    }
    let text = TextDecoding.decode(try source.bytes(0..<source.count), forced: options.encoding)
    do {
      return try fast(ByteSource(text.bytes, name: file), text)
    } catch is Unusual {
      return try SimpleReader(text: text, file: file, name: name, options: options).read()
    }
  }

  /// The file's name without folder and extension.
  static func stem(_ path: String) -> String {
    let name = Files.name(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
