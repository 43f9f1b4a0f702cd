import Basics
import Columns
import Formats

/// A file or table that may hold records, as far as its header tells.
struct Candidate: Sendable {
  enum Content: Sendable {
    case file(path: String)
    case table(LoadedTable)
  }

  /// What reports call it: the path relative to the folder, or as it was given.
  let name: String
  let content: Content
  let headers: [String]
  /// Semicolons separate cells.
  let hasSemicolons: Bool
}

/// Lists the input and reads the headers.
enum InputFiles {
  struct Listing {
    var candidates: [Candidate] = []
    /// Files that are none of ours, with the reason.
    var others: [(name: String, why: String)] = []
    var folder: String?
  }

  /// Names that end like this are read as delimited text, besides those that say their format.
  private static let endings = [".txt", ".txt.gz"]
  /// How much of a file is read to see its header.
  private static let headSize = 1 << 17

  static func list(_ input: CRMSource.Input) throws -> Listing {
    switch input {
    case .folder(let folder): return try list(folder: folder)
    case .files(let paths):
      if paths.isEmpty { throw Problem(.script, "no files were given") }
      return Listing(candidates: try paths.flatMap { try candidates($0, name: $0) })
    case .tables(let tables):
      if tables.isEmpty { throw Problem(.script, "no tables were given") }
      return Listing(
        candidates: tables.map { candidate($0, name: $0.report.file) })
    }
  }

  private static func list(folder: String) throws -> Listing {
    switch Files.entry(folder) {
    case .folder?: break
    case nil: throw Problem(.file, "there is no folder \(folder)")
    default:
      throw Problem(
        .file, "\(folder) is a file, not a folder",
        hints: ["a file is opened as a plain table: open(\"\(Files.name(of: folder))\")"])
    }
    var listing = Listing(folder: folder)
    for name in try Files.names(in: folder) where !name.hasPrefix(".") {
      let path = Files.join(folder, name)
      switch Files.entry(path) {
      case .file?:
        if FileFormat.named(name).format != nil
          || endings.contains(where: name.lowercased().hasSuffix)
        {
          do {
            listing.candidates += try candidates(path, name: name)
          } catch let problem as Problem where problem.kind == .data && !isText(name) {
            // A damaged workbook among good exports: said in the report, and no more.
            listing.others.append((name, problem.message))
          }
        } else {
          listing.others.append(
            (name, "not a delimited text file or other file with tables (\(FileFormat.endings))"))
        }
      case .folder?: listing.others.append((name, "a folder; folders inside are not looked into"))
      default: listing.others.append((name, "neither a file nor a folder"))
      }
    }
    return listing
  }

  private static func isText(_ name: String) -> Bool {
    FileFormat.named(name).format?.isDelimited ?? true
  }

  /// What a file holds: several tables if it is a workbook or a database.
  ///
  /// Delimited text is read when it is known what it is, because some columns must stay as written;
  /// other formats say what is text.
  private static func candidates(_ path: String, name: String) throws -> [Candidate] {
    if Files.entry(path) == .folder { throw Problem(.file, "\(path) is a folder, not a file") }
    let (format, isCompressed) = FileFormat.named(path)
    if format?.isDelimited ?? true, !isCompressed { return [try candidate(path, name: name)] }
    if format?.isDelimited ?? true {
      let head = try TableFile.read(path, options: ReadOptions(csv: CSVOptions(allText: true)))
      return [
        Candidate(
          name: name, content: .file(path: path), headers: head.table.names,
          hasSemicolons: head.report.delimiter == UInt8(ascii: ";"))
      ]
    }
    let tables = try TableFile.readAll(path)
    return tables.map { table in
      candidate(table, name: name + table.report.file.dropFirst(path.utf8.count))
    }
  }

  private static func candidate(_ table: LoadedTable, name: String) -> Candidate {
    Candidate(
      name: name, content: .table(table), headers: table.table.names,
      hasSemicolons: table.report.delimiter == UInt8(ascii: ";"))
  }

  private static func candidate(_ path: String, name: String) throws -> Candidate {
    let head = try self.head(path)
    return Candidate(
      name: name, content: .file(path: path), headers: head.table.names,
      hasSemicolons: head.report.delimiter == UInt8(ascii: ";"))
  }

  /// The first rows of a file, all as text.
  private static func head(_ path: String) throws -> LoadedTable {
    let options = CSVOptions(allText: true)
    let (bytes, isWhole) = try Files.head(of: path, limit: headSize)
    if isWhole { return try CSV.read(bytes: bytes, file: path, options: options) }
    // UTF-16 has a zero in every line break: cut at one, and the rest would be out of step.
    let isPlain =
      !bytes.prefix(256).contains(0) && !bytes.starts(with: [0xff, 0xfe])
      && !bytes.starts(with: [0xfe, 0xff])
    if isPlain, let end = bytes.lastIndex(of: 0x0a) ?? bytes.lastIndex(of: 0x0d),
      let read = try? CSV.read(bytes: Array(bytes[...end]), file: path, options: options)
    {
      return read
    }
    try Interruption.check()
    // The cut fell into a quoted cell that is longer than the head.
    return try CSV.read(path, options: options)
  }
}
