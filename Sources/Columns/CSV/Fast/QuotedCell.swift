/// A cell's bytes as they stand in the file.
enum QuotedCell {
  /// Puts what a cell says into `text`, and gives the number of quotes that its quoting takes:
  /// none if it is not quoted.
  ///
  /// - Throws: ``Unusual/structure`` if it begins with a quote, but is not quoted from its first
  ///   byte to its last.
  static func unquote(_ cell: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) throws -> Int {
    text.removeAll(keepingCapacity: true)
    guard cell.first == 0x22 else {
      text.append(contentsOf: cell)
      return 0
    }
    guard cell.count >= 2, cell[cell.count - 1] == 0x22 else { throw Unusual.structure }
    var quotes = 2
    var index = 1
    while index < cell.count - 1 {
      let byte = cell[index]
      text.append(byte)
      index += 1
      if byte == 0x22 {
        guard index < cell.count - 1, cell[index] == 0x22 else { throw Unusual.structure }
        index += 1
        quotes += 2
      }
    }
    return quotes
  }
}
