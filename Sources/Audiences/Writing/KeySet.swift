import Columns

/// A set of texts that many rows are looked up in, from any thread once it is filled.
struct KeySet: @unchecked Sendable {
  private var table = TextTable()
  private let arena = TextArena()

  var isEmpty: Bool { table.count == 0 }

  mutating func insert(_ text: String) {
    let view = arena.view(text)
    _ = table.insert(view)
  }

  mutating func insert(_ bytes: UnsafeBufferPointer<UInt8>) {
    // A text that is there already needs no copy.
    if contains(bytes) { return }
    _ = table.insert(arena.view(bytes))
  }

  func contains(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return false }
    return table.find(TextView(base, count: bytes.count)) != nil
  }

  func contains(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { contains($0) }
  }
}
