import Basics
import Columns
import Formats
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder that is gone when the test is.
final class Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/formats-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  deinit {
    for name in (try? Files.names(in: path)) ?? [] { unlink(path + "/" + name) }
    rmdir(path)
  }

  subscript(name: String) -> String { path + "/" + name }

  func write(_ text: String, _ name: String) throws -> String {
    try AtomicFile.write(text.utf8, to: self[name])
    return self[name]
  }

  /// Names that are there, without those of tests.
  var names: [String] { (try? Files.names(in: path)) ?? [] }
}

/// The numbers of a test: the same in every run.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Where two tables differ, or nil.
func difference(_ a: Table, _ b: Table) -> String? {
  if a.names != b.names { return "names \(a.names) and \(b.names)" }
  if a.rowCount != b.rowCount { return "\(a.rowCount) and \(b.rowCount) rows" }
  for (name, (left, right)) in zip(a.names, zip(a.columns, b.columns)) {
    let isEmpty = left.missingCount == left.count
    if left.type != right.type, !isEmpty { return "\(name): \(left.type) and \(right.type)" }
    for row in 0..<left.count where left[row] != right[row] {
      return "\(name), row \(row): \(left[row]) and \(right[row])"
    }
  }
  return nil
}

func rows(_ table: Table) -> [[Value]] {
  (0..<table.rowCount).map { row in table.columns.map { $0[row] } }
}

func read(_ text: String, _ format: FileFormat, _ change: (inout ReadOptions) -> Void = { _ in })
  throws -> LoadedTable
{
  var options = ReadOptions(format: format)
  change(&options)
  return try TableFile.read(bytes: Array(text.utf8), file: "test", options: options)
}

/// The problem that `body` ends in.
func problem(_ body: () throws -> Void) -> Problem? {
  do {
    try body()
    return nil
  } catch {
    return error as? Problem
  }
}

func seed(_ path: String) throws -> [UInt8] {
  try Files.bytes(of: Files.folder(of: #filePath) + "/Seeds/" + path)
}
