import Basics
import Columns

/// Which columns hold what, of one table.
public struct IdentityColumns: Sendable {
  public var columns: [IdentityField: String]
  /// Of people: the columns of first and last name, where there is none of the whole name.
  var nameParts: [String] = []

  /// Finds the columns by their canonical names.
  ///
  /// - Parameter own: Columns by field, where they are called otherwise.
  /// - Throws: ``Problem`` for a column that the table does not have.
  public init(
    _ table: Table, _ subject: IdentitySubject, own: [IdentityField: String] = [:]
  ) throws {
    columns = [:]
    for field in IdentityField.allCases {
      if let name = own[field] {
        guard table.position(of: name) != nil else { throw table.noSuchColumn(name) }
        columns[field] = name
      } else if let name = field.columns(subject).first(where: {
        table.position(of: $0) != nil
          && (table.rowCount == 0 || (table[$0]?.missingCount ?? 0) < table.rowCount)
      }) {
        columns[field] = name
      }
    }
    if subject == .people, own[.name] == nil, table.position(of: "last_name") != nil {
      columns[.name] = nil
      nameParts = ["first_name", "last_name"].filter { table.position(of: $0) != nil }
    }
  }

  var hasName: Bool { columns[.name] != nil || !nameParts.isEmpty }
}

/// The records of one table as hashes: what matching compares.
final class IdentityRecords: @unchecked Sendable {
  let count: Int
  /// By field; 0 for a cell that means nothing.
  let hashes: [IdentityField: Buffer<UInt64>]
  let phoneDigits: Buffer<UInt64>?
  /// Where the words of each record begin; one more than records.
  let wordStarts: Buffer<UInt32>
  let words: Buffer<TextView>
  let wordHashes: Buffer<UInt64>
  /// The whole name, words without blanks between: `Data Bricks` is `databricks`.
  let names: Buffer<UInt64>
  /// The first eight bytes of it, the first byte lowest.
  let prefixes: Buffer<UInt64>
  private let arenas: [TextArena]

  private struct Piece {
    var starts: [UInt32] = []
    var words: [TextView] = []
    var hashes: [UInt64] = []
    var arena = TextArena()
  }

  /// - Complexity: O(rows), on all cores.
  init(_ table: Table, _ columns: IdentityColumns, _ subject: IdentitySubject) throws {
    let count = table.rowCount
    guard count < Int(Int32.max) / 4 else {
      throw Problem(.limit, "\(table.name): \(count) rows are more than can be matched at once")
    }
    self.count = count
    var hashes: [IdentityField: Buffer<UInt64>] = [:]
    for field in IdentityField.allCases where field != .name {
      guard let name = columns.columns[field] else { continue }
      hashes[field] = try Self.hashes(try Self.texts(try table.column(name)), field, subject)
    }
    self.hashes = hashes
    phoneDigits = try columns.columns[.phone].map {
      try Self.phoneDigits(try Self.texts(try table.column($0)))
    }

    let nameColumns = columns.columns[.name].map { [$0] } ?? columns.nameParts
    let cells = try nameColumns.map { try Self.texts(try table.column($0)) }
    let names = Buffer<UInt64>(count: count, zeroed: true)
    let prefixes = Buffer<UInt64>(count: count, zeroed: true)
    let ranges = Parallel.ranges(count, size: 32_768)
    let pieces = Buffer<Unmanaged<Box>?>(repeating: nil, count: ranges.count)
    defer { for piece in pieces.elements { piece?.release() } }
    let target = PiecePointer(base: pieces.base)
    try Parallel.forEach(ranges.count) { index in
      try Interruption.check()
      let box = Box(
        try Self.read(ranges[index], cells, subject, names: names.base, prefixes: prefixes.base))
      target.base[index] = Unmanaged.passRetained(box)
    }
    var total = 0
    for piece in pieces.elements { total += piece?.takeUnretainedValue().piece.words.count ?? 0 }
    let starts = Buffer<UInt32>(count: count + 1, zeroed: true)
    let words = Buffer<TextView>(count: total)
    let wordHashes = Buffer<UInt64>(count: total)
    var arenas: [TextArena] = []
    var (row, word) = (0, 0)
    for element in pieces.elements {
      guard let piece = element?.takeUnretainedValue().piece else { continue }
      for length in piece.starts {
        starts.base[row] = UInt32(truncatingIfNeeded: word + Int(length))
        row += 1
      }
      for (index, view) in piece.words.enumerated() {
        words.base[word + index] = view
        wordHashes.base[word + index] = piece.hashes[index]
      }
      word += piece.words.count
      arenas.append(piece.arena)
    }
    starts.base[count] = UInt32(truncatingIfNeeded: total)
    wordStarts = starts
    self.words = words
    self.wordHashes = wordHashes
    self.names = names
    self.prefixes = prefixes
    self.arenas = arenas
  }

  private final class Box {
    let piece: Piece
    init(_ piece: Piece) { self.piece = piece }
  }

  /// Each piece is written by one thread.
  private struct PiecePointer: @unchecked Sendable {
    let base: UnsafeMutablePointer<Unmanaged<Box>?>
  }

  private static func texts(_ column: Column) throws -> TextSlots {
    if let slots = TextSlots(column) { return slots }
    guard let slots = TextSlots(try column.converted(to: .text)) else {
      throw Problem(.fault, "a column could not be read as text")
    }
    return slots
  }

  private static func hashes(
    _ slots: TextSlots, _ field: IdentityField, _ subject: IdentitySubject
  ) throws -> Buffer<UInt64> {
    let bySlot = Buffer<UInt64>(count: slots.count, zeroed: true)
    let ranges = Parallel.ranges(slots.count, size: 16_384)
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      var hasher = FieldHasher(field, subject)
      let (target, views) = (bySlot.base, slots.views.base)
      for slot in ranges[piece] where slots.isUsed(slot) {
        target[slot] = views[slot].withBytes { hasher.hash($0) }
      }
    }
    return slots.spread(bySlot, Bitmap(count: slots.count, filled: true), none: 0).values
  }

  private static func phoneDigits(_ slots: TextSlots) throws -> Buffer<UInt64> {
    let (values, valid) = try slots.map(UInt64(0)) { PhoneKey.digits($0) }
    return slots.spread(values, valid, none: 0).values
  }

  private static func read(
    _ rows: Range<Int>, _ cells: [TextSlots], _ subject: IdentitySubject,
    names: UnsafeMutablePointer<UInt64>, prefixes: UnsafeMutablePointer<UInt64>
  ) throws -> Piece {
    var piece = Piece()
    piece.starts.reserveCapacity(rows.count)
    piece.words.reserveCapacity(rows.count * 3)
    var reader = NameReader(subject == .companies ? .companies : .people)
    for row in rows {
      piece.starts.append(UInt32(truncatingIfNeeded: piece.words.count))
      var hash = ByteHash()
      var prefix: UInt64 = 0
      var length: UInt64 = 0
      let first = piece.words.count
      for slots in cells where !slots.isMissing(row) {
        slots.views.base[slots.slot(row)].withBytes { reader.read($0) }
        for (word, wordHash) in zip(reader.words, reader.hashes)
        where piece.words.count - first < PairScorer.wordLimit {
          piece.words.append(word)
          piece.hashes.append(wordHash)
          word.withBytes { bytes in
            hash.add(bytes)
            for byte in bytes where length < 8 {
              prefix |= UInt64(byte) << (length * 8)
              length += 1
            }
          }
        }
      }
      if piece.words.count > first {
        names[row] = hash.value
        prefixes[row] = prefix
      }
    }
    // Words that are longer than a view holds live in the reader's arena.
    piece.arena = reader.arena
    return piece
  }
}
