import Basics
import CZip
import Columns

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The XML of a sheet, made as it is asked for.
final class SheetStream {
  private let rows: SheetRows
  private var pending: [UInt8] = []
  private var place = 0
  private var nextPiece = 0
  private let pieces: [Range<Int>]
  private var isOpen = false
  private var error = zip_error_t()

  init(_ table: Table, hasHeader: Bool) {
    rows = SheetRows(table, hasHeader: hasHeader)
    pieces = Parallel.ranges(table.rowCount, size: 2048)
    zip_error_init(&error)
  }

  deinit { zip_error_fini(&error) }

  /// What libzip asks of a source of bytes.
  func answer(
    _ data: UnsafeMutableRawPointer?, _ length: UInt64, _ command: zip_source_cmd_t
  ) -> Int64 {
    switch command {
    case ZIP_SOURCE_SUPPORTS:
      return Int64(1) << Int64(ZIP_SOURCE_OPEN.rawValue) | 1 << Int64(ZIP_SOURCE_READ.rawValue)
        | 1 << Int64(ZIP_SOURCE_CLOSE.rawValue) | 1 << Int64(ZIP_SOURCE_STAT.rawValue)
        | 1 << Int64(ZIP_SOURCE_ERROR.rawValue) | 1 << Int64(ZIP_SOURCE_FREE.rawValue)
    case ZIP_SOURCE_OPEN:
      pending = rows.head()
      place = 0
      nextPiece = 0
      return 0
    case ZIP_SOURCE_READ:
      guard let data else { return -1 }
      return read(data, Int(clamping: length))
    case ZIP_SOURCE_STAT:
      guard let data else { return -1 }
      let stat = data.assumingMemoryBound(to: zip_stat_t.self)
      zip_stat_init(stat)
      return Int64(MemoryLayout<zip_stat_t>.size)
    case ZIP_SOURCE_ERROR:
      guard let data else { return -1 }
      return zip_error_to_data(&error, data, length)
    case ZIP_SOURCE_CLOSE, ZIP_SOURCE_FREE: return 0
    default:
      zip_error_set(&error, ZIP_ER_OPNOTSUPP, 0)
      return -1
    }
  }

  private func read(_ data: UnsafeMutableRawPointer, _ length: Int) -> Int64 {
    var done = 0
    while done < length {
      if place == pending.count {
        if Interruption.isRequested {
          zip_error_set(&error, ZIP_ER_INTERNAL, 0)
          return -1
        }
        pending.removeAll(keepingCapacity: true)
        place = 0
        if nextPiece < pieces.count {
          rows.append(pieces[nextPiece], to: &pending)
        } else if nextPiece == pieces.count {
          pending += rows.tail
        } else {
          break
        }
        nextPiece += 1
      }
      let count = min(length - done, pending.count - place)
      pending.withUnsafeBytes { bytes in
        if let base = bytes.baseAddress { memcpy(data + done, base + place, count) }
      }
      place += count
      done += count
    }
    return Int64(done)
  }
}
