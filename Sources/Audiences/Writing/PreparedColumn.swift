import Basics
import CRM
import Columns
import Synchronization

/// The values of one column of the table as a destination wants them: normalised, and hashed where it
/// hashes.
final class PreparedColumn: @unchecked Sendable {
  let cells: TextCells
  /// Bytes of a digest; 0 where values are text.
  let digestSize: Int
  /// For each slot 0, or 1 + the index of a ``DropReason`` in `allCases`.
  let states: Buffer<UInt8>
  let digests: Buffer<UInt8>
  let texts: Buffer<TextView>
  /// Further values of cells that hold several, as bytes of a digest or of text.
  let further: [Int: [[UInt8]]]
  /// Which slots were digests already.
  let digested: Bitmap
  private let arenas: [TextArena]

  private init(
    _ cells: TextCells, digestSize: Int,
    fill: @Sendable (Range<Int>, Sink) throws -> Void
  ) throws {
    let count = cells.slotCount
    let states = Buffer<UInt8>(count: count, zeroed: true)
    let digests = Buffer<UInt8>(count: digestSize == 0 ? 0 : count * digestSize)
    let texts = Buffer<TextView>(count: digestSize == 0 ? count : 0, zeroed: true)
    let further = Mutex<[Int: [[UInt8]]]>([:])
    let wasDigest = Buffer<UInt8>(count: count, zeroed: true)
    let ranges = Parallel.ranges(count, size: 4096)
    let arenas = ranges.map { _ in TextArena() }
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      let sink = Sink(
        digestSize: digestSize, states: states.base, digests: digests.base, texts: texts.base,
        wasDigest: wasDigest.base, arena: arenas[piece])
      try fill(ranges[piece], sink)
      if !sink.further.isEmpty {
        further.withLock { all in all.merge(sink.further) { first, _ in first } }
      }
    }
    self.cells = cells
    self.digestSize = digestSize
    self.states = states
    self.digests = digests
    self.texts = texts
    self.further = further.withLock { $0 }
    self.arenas = arenas
    digested = Bitmap(count: count) { wasDigest.base[$0] != 0 }
  }

  /// Values of any field but phones.
  convenience init(_ source: TextCells, _ column: Destination.Column, countries: Buffer<UInt16>)
    throws
  {
    let cells =
      switch column.field {
      case .zip, .st, .state: try source.distinct(countries)
      case .firstName, .lastName, .fn, .ln, .ct, .country: try source.distinct(nil)
      default: source
      }
    let size = column.isHashed ? column.platform.digest.byteCount : 0
    if column.field == .raw {
      try self.init(cells, digestSize: 0) { range, sink in
        for slot in range {
          let view = cells.views.base[slot]
          if view.isEmpty { sink.drop(slot, .missing) } else { sink.texts[slot] = view }
        }
      }
    } else if column.field == .email {
      try self.init(cells, digestSize: size) { range, sink in
        Self.fillEmails(cells, range, column, sink)
      }
    } else {
      let maySkip = column.field == .zip && ZipBytes.isKept(column.platform, column.limit)
      try self.init(cells, digestSize: size) { range, sink in
        for slot in range {
          let isDone =
            maySkip
            && cells.views.base[slot].withBytes { bytes in
              guard ZipBytes.isUsual(bytes) else { return false }
              sink.put(slot, bytes, column)
              return true
            }
          if !isDone { Self.fill(cells, slot, column, sink) }
        }
      }
    }
  }

  /// Phones, from numbers that were read before.
  convenience init(_ phones: PhoneCells, _ column: Destination.Column) throws {
    let size = column.isHashed ? column.platform.digest.byteCount : 0
    let plus = column.field == .phone && column.platform != .meta
    try self.init(phones.cells, digestSize: size) { range, sink in
      var text = [UInt8](repeating: 0, count: 24)
      for slot in range {
        let number = phones.numbers.base[slot]
        if number == 0 {
          // Digests are no numbers, but may be passed through.
          if Self.mayBeDigest(phones.cells.views.base[slot]) {
            Self.fill(phones.cells, slot, column, sink)
          } else {
            sink.states[slot] = phones.reasons.base[slot]
          }
          continue
        }
        sink.put(slot, Self.digits(number, plus: plus, &text), column)
        for other in phones.further[slot] ?? [] {
          sink.add(slot, Array(Self.digits(other, plus: plus, &text)), column)
        }
      }
    }
  }

  /// The value of a slot as bytes: of its digest, or of its text.
  @inline(__always)
  func withBytes<Result>(
    _ slot: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    if digestSize > 0 {
      return try body(
        UnsafeBufferPointer(start: digests.base + slot * digestSize, count: digestSize))
    }
    return try texts.base[slot].withBytes(body)
  }

  private static func digits(
    _ number: UInt64, plus: Bool, _ text: inout [UInt8]
  ) -> ArraySlice<UInt8> {
    var place = text.count
    var rest = number
    repeat {
      place -= 1
      text[place] = UInt8(truncatingIfNeeded: rest % 10) + 48
      rest /= 10
    } while rest > 0
    if plus {
      place -= 1
      text[place] = UInt8(ascii: "+")
    }
    return text[place...]
  }

  private static func mayBeDigest(_ view: TextView) -> Bool { view.count >= 32 }

  private static func fill(
    _ cells: TextCells, _ slot: Int, _ column: Destination.Column, _ sink: Sink
  ) {
    let view = cells.views.base[slot]
    if view.isEmpty {
      sink.drop(slot, .missing)
      return
    }
    let country = cells.countries.flatMap { Country(raw: $0.base[slot]) }
    let context = NormalisingContext(country: country)
    let text = view.string
    let result = normalised(text, column, context)
    if case .drop(.several) = result, column.field == .email {
      let values = EmailAddress.split(text).map { normalised($0, column, context) }
      let usable = values.filter { if case .drop = $0 { false } else { true } }
      sink.put(slot, usable.first ?? result, column)
      for value in usable.dropFirst() { sink.add(slot, value, column) }
    } else {
      sink.put(slot, result, column)
    }
  }

  private static func normalised(
    _ text: String, _ column: Destination.Column, _ context: NormalisingContext
  ) -> Normalised {
    let result = Normaliser.normalise(
      platform: column.platform, field: column.field, value: text, context: context)
    guard let limit = column.limit, case .plain(let long) = result else { return result }
    return PlainRules.text(long, limit: limit)
  }

  private static func fillEmails(
    _ cells: TextCells, _ range: Range<Int>, _ column: Destination.Column, _ sink: Sink
  ) {
    let rule = EmailBytes.Rule(column.platform)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: EmailBytes.limit) { scratch in
      guard let place = scratch.baseAddress else { return }
      for slot in range {
        let count = cells.views.base[slot].withBytes {
          EmailBytes.normalise($0, rule, to: place)
        }
        if let count {
          sink.put(slot, UnsafeBufferPointer(start: place, count: count), column)
        } else {
          fill(cells, slot, column, sink)
        }
      }
    }
  }

  /// Where one piece of the work puts its values.
  final class Sink {
    let digestSize: Int
    let states: UnsafeMutablePointer<UInt8>
    let digests: UnsafeMutablePointer<UInt8>
    let texts: UnsafeMutablePointer<TextView>
    let wasDigest: UnsafeMutablePointer<UInt8>
    let arena: TextArena
    var further: [Int: [[UInt8]]] = [:]

    init(
      digestSize: Int, states: UnsafeMutablePointer<UInt8>, digests: UnsafeMutablePointer<UInt8>,
      texts: UnsafeMutablePointer<TextView>, wasDigest: UnsafeMutablePointer<UInt8>,
      arena: TextArena
    ) {
      self.digestSize = digestSize
      self.states = states
      self.digests = digests
      self.texts = texts
      self.wasDigest = wasDigest
      self.arena = arena
    }

    func drop(_ slot: Int, _ reason: DropReason) { states[slot] = reason.state }

    /// A normalised value: hashed if the column is.
    @inline(__always)
    func put(_ slot: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ column: Destination.Column) {
      if digestSize > 0 {
        Digest.write(
          UnsafeRawBufferPointer(bytes), column.platform.digest, to: digests + slot * digestSize)
      } else {
        texts[slot] = arena.view(bytes)
      }
    }

    func put(_ slot: Int, _ bytes: ArraySlice<UInt8>, _ column: Destination.Column) {
      bytes.withUnsafeBufferPointer { put(slot, $0, column) }
    }

    func put(_ slot: Int, _ value: Normalised, _ column: Destination.Column) {
      switch value {
      case .hash(var text), .plain(var text): text.withUTF8 { put(slot, $0, column) }
      case .passthrough(var hex):
        wasDigest[slot] = 1
        if digestSize > 0 {
          for (index, byte) in (Digest.bytes(hex: hex.utf8) ?? []).prefix(digestSize).enumerated() {
            digests[slot * digestSize + index] = byte
          }
        } else {
          texts[slot] = hex.withUTF8 { arena.view($0) }
        }
      case .drop(let reason): drop(slot, reason)
      }
    }

    func add(_ slot: Int, _ bytes: [UInt8], _ column: Destination.Column) {
      guard digestSize > 0 else {
        further[slot, default: []].append(bytes)
        return
      }
      var digest = [UInt8](repeating: 0, count: digestSize)
      bytes.withUnsafeBytes { source in
        digest.withUnsafeMutableBytes { target in
          if let base = target.baseAddress {
            Digest.write(source, column.platform.digest, to: base)
          }
        }
      }
      further[slot, default: []].append(digest)
    }

    func add(_ slot: Int, _ value: Normalised, _ column: Destination.Column) {
      switch value {
      case .hash(let text), .plain(let text): add(slot, Array(text.utf8), column)
      case .passthrough(let hex):
        let bytes = digestSize > 0 ? Digest.bytes(hex: hex.utf8) ?? [] : Array(hex.utf8)
        further[slot, default: []].append(bytes)
      case .drop: break
      }
    }
  }
}

extension DropReason {
  /// 1 + the index in `allCases`; 0 stands for a value.
  var state: UInt8 { UInt8(truncatingIfNeeded: (Self.allCases.firstIndex(of: self) ?? 0) + 1) }

  init?(state: UInt8) {
    guard state > 0, Int(state) <= Self.allCases.count else { return nil }
    self = Self.allCases[Int(state) - 1]
  }
}
