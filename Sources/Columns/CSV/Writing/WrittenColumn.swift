/// A column as its writer sees it: addresses, and for coded text the entries as they are written.
///
/// `@unchecked`: columns are only read.
final class WrittenColumn: @unchecked Sendable {
  enum Cells {
    case booleans(UnsafePointer<UInt8>)
    case integers(UnsafePointer<Int64>)
    case numbers(UnsafePointer<Double>)
    case days(UnsafePointer<Int32>)
    case timestamps(UnsafePointer<Int64>)
    /// Codes, where each entry begins in `entries`, and the entries.
    case codes(UnsafePointer<UInt16>, UnsafePointer<Int>, UnsafePointer<UInt8>)
    case views(UnsafePointer<TextView>)
  }

  let cells: Cells
  /// A bit for each cell that has a value; nil if all do.
  let present: UnsafePointer<UInt64>?
  private let column: Column
  private let offsets: Buffer<Int>?
  private let entries: Buffer<UInt8>?

  init(_ column: Column, delimiter: UInt8) {
    self.column = column
    present = column.validity.map { UnsafePointer($0.words.base) }
    var offsets: Buffer<Int>?
    var entries: Buffer<UInt8>?
    switch column.storage {
    case .boolean(let buffer): cells = .booleans(buffer.base)
    case .integer(let buffer): cells = .integers(buffer.base)
    case .number(let buffer): cells = .numbers(buffer.base)
    case .date(let buffer): cells = .days(buffer.base)
    case .timestamp(let buffer): cells = .timestamps(buffer.base)
    case .text(let buffer, _): cells = .views(buffer.base)
    case .coded(let codes, let dictionary):
      var bytes: [UInt8] = []
      var starts = [0]
      for entry in dictionary.entries {
        entry.withBytes {
          if Quoting.isNeeded($0, delimiter) {
            bytes += Quoting.quoted($0)
          } else {
            bytes.append(contentsOf: $0)
          }
        }
        starts.append(bytes.count)
      }
      let (kept, places) = (Buffer(bytes), Buffer(starts))
      (entries, offsets) = (kept, places)
      cells = .codes(codes.base, places.base, kept.base)
    }
    self.offsets = offsets
    self.entries = entries
  }
}
