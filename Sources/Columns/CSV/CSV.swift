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
  /// text. Rows with more or fewer cells than the first row are left out and reported.
  ///
  /// - Parameters:
  ///   - path: A file or a pipe; `-` is the standard input.
  ///   - name: What to call the table: the file's name without its extension, if not given.
  /// - Throws: ``Problem`` if the file cannot be read, if it ends inside a quoted cell, or if
  ///   `options.types` names a column that is not there.
  public static func read(
    _ path: String, options: CSVOptions = .init(), name: String? = nil
  ) throws -> LoadedTable {
    let name = name ?? (path == "-" ? "stdin" : stem(path))
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
    let text = TextDecoding.decode(bytes, forced: options.encoding)
    return try SimpleReader(
      text: text, file: file, name: name ?? stem(file), options: options
    ).read()
  }

  /// The file's name without folder and extension.
  static func stem(_ path: String) -> String {
    let name = Files.name(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
