import Basics
import CRM
import Columns
import Synchronization

/// The phone numbers of a column.
///
/// Reading one takes libphonenumber some 20 µs. North American numbers in the usual forms are read
/// here row by row; of the others each distinct pair of text and country is read once, on all cores.
final class PhoneCells: @unchecked Sendable {
  let cells: TextCells
  /// The digits of E.164 of each slot, 0 where there is no number.
  let numbers: Buffer<UInt64>
  /// Why a slot has no number: the state of a ``DropReason``, 0 if it has one.
  let reasons: Buffer<UInt8>
  /// Further numbers in cells that hold several.
  let further: [Int: [UInt64]]

  init(_ column: TextCells, countries: Buffer<UInt16>) throws {
    // Few distinct texts: each pair of text and country is a slot. Many: each row is.
    let cells = column.slots == nil ? column : try column.distinct(countries)
    let known = cells.countries ?? countries
    let count = cells.slotCount
    let numbers = Buffer<UInt64>(count: count, zeroed: true)
    let reasons = Buffer<UInt8>(repeating: 0, count: count)
    let missing = DropReason.missing.state
    let ranges = Parallel.ranges(count, size: 16_384)
    let left = Mutex([[Int]](repeating: [], count: ranges.count))
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      var unread: [Int] = []
      for slot in ranges[piece] {
        let view = cells.views.base[slot]
        if view.isEmpty {
          reasons.base[slot] = missing
          continue
        }
        let country = Country(raw: known.base[slot])
        let number = view.withBytes { PhoneNumber.plainNorthAmerican($0, country: country) }
        if let number { numbers.base[slot] = number.digits } else { unread.append(slot) }
      }
      left.withLock { $0[piece] = unread }
    }
    let unread = left.withLock { $0.flatMap(\.self) }
    further = try Self.read(unread, cells, known, numbers, reasons)
    self.cells = cells
    self.reasons = reasons
    self.numbers = numbers
  }

  private struct Reading: Sendable {
    var numbers: [UInt64] = []
    var reason = DropReason.missing
  }

  /// Reads the texts of some slots with libphonenumber, each distinct one once.
  private static func read(
    _ slots: [Int], _ cells: TextCells, _ countries: Buffer<UInt16>, _ numbers: Buffer<UInt64>,
    _ reasons: Buffer<UInt8>
  ) throws -> [Int: [UInt64]] {
    var table = PairTable()
    let pairs = slots.map { Int(table.insert(cells.views.base[$0], countries.base[$0])) }
    let (views, codes) = (table.views, table.countries)
    let read = Mutex([Reading](repeating: Reading(), count: views.count))
    let ranges = Parallel.ranges(views.count, size: 256)
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      let found = ranges[piece].map { Self.reading(views[$0].string, Country(raw: codes[$0])) }
      read.withLock { $0.replaceSubrange(ranges[piece], with: found) }
    }
    let results = read.withLock { $0 }
    var further: [Int: [UInt64]] = [:]
    for (index, slot) in slots.enumerated() {
      let found = results[pairs[index]]
      numbers.base[slot] = found.numbers.first ?? 0
      if found.numbers.isEmpty { reasons.base[slot] = found.reason.state }
      if found.numbers.count > 1 { further[slot] = Array(found.numbers.dropFirst()) }
    }
    return further
  }

  private static func reading(_ text: String, _ country: Country?) -> Reading {
    switch PhoneNumber.read(text, country: country) {
    case .success(let number): return Reading(numbers: [number.digits])
    case .failure(.several):
      let numbers = split(text).compactMap { part -> UInt64? in
        guard case .success(let number) = PhoneNumber.read(part, country: country) else {
          return nil
        }
        return number.digits
      }
      return Reading(numbers: numbers, reason: .several)
    case .failure(let fault): return Reading(reason: PhoneRules.reason(fault))
    }
  }

  private static func split(_ text: String) -> [String] {
    text.unicodeScalars
      .split { $0 == ";" || $0 == "," || $0 == "|" || $0 == "\n" || $0 == "\r" || $0 == "/" }
      .map { TextForm.trimmed(String($0)) }
      .filter { !$0.isEmpty }
  }
}
