import Basics
import CZip

/// A ZIP archive that is read, by libzip. What comes out of it is limited (see ``Expansion``).
final class ZipArchive {
  let file: String
  private let archive: OpaquePointer
  private var expansion: Expansion
  /// Kept for archives that are in memory.
  private let bytes: UnsafeMutableRawPointer?

  /// - Throws: ``Problem`` if the file is no whole ZIP archive.
  init(path: String, file: String) throws {
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_RDONLY, &code) else {
      throw Self.problem(file, code)
    }
    self.archive = archive
    self.file = file
    bytes = nil
    var size = 0
    if let head = try? Files.size(of: path) { size = head }
    expansion = Expansion(file: file, compressed: size)
  }

  init(bytes source: [UInt8], file: String) throws {
    let copy = UnsafeMutableRawPointer.allocate(byteCount: max(1, source.count), alignment: 16)
    source.withUnsafeBytes {
      if $0.count > 0 { copy.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    }
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let buffer = zip_source_buffer_create(copy, UInt64(source.count), 0, &error) else {
      copy.deallocate()
      throw Self.problem(file, error.zip_err)
    }
    guard let archive = zip_open_from_source(buffer, ZIP_RDONLY, &error) else {
      zip_source_free(buffer)
      copy.deallocate()
      throw Self.problem(file, error.zip_err)
    }
    self.archive = archive
    self.file = file
    bytes = copy
    expansion = Expansion(file: file, compressed: source.count)
  }

  deinit {
    zip_discard(archive)
    bytes?.deallocate()
  }

  /// Whether there is a part of that name.
  func has(_ name: String) -> Bool { zip_name_locate(archive, name, UInt32(ZIP_FL_NOCASE)) >= 0 }

  /// Calls `body` with the bytes of a part, block by block, until it says false.
  func forEachBlock(of name: String, _ body: (UnsafeRawBufferPointer) throws -> Bool) throws {
    let index = zip_name_locate(archive, name, UInt32(ZIP_FL_NOCASE))
    guard index >= 0, let part = zip_fopen_index(archive, UInt64(index), 0) else {
      throw damaged(name, String(cString: zip_strerror(archive)))
    }
    defer { zip_fclose(part) }
    let size = 1 << 17
    let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    defer { block.deallocate() }
    while true {
      try Interruption.check()
      let count = zip_fread(part, block, UInt64(size))
      if count < 0 { throw damaged(name, String(cString: zip_file_strerror(part))) }
      if count == 0 { return }
      try expansion.add(Int(count))
      if try !body(UnsafeRawBufferPointer(start: block, count: Int(count))) { return }
    }
  }

  private func damaged(_ name: String, _ reason: String) -> Problem {
    Problem(
      .data, "\(file): \(name) in it cannot be read (\(reason))",
      hints: ["the file is damaged: fetch it again, or save it anew from the spreadsheet"])
  }

  private static func problem(_ file: String, _ code: Int32) -> Problem {
    var error = zip_error_t()
    zip_error_init_with_code(&error, code)
    defer { zip_error_fini(&error) }
    let reason = String(cString: zip_error_strerror(&error))
    return Problem(
      .data, "\(file): not a whole XLSX file (\(reason))",
      hints: [
        "an XLSX file is a ZIP archive: a download that was cut off, or an old .xls, is none",
        "save it as .xlsx or .csv from the spreadsheet",
      ])
  }
}
