import Basics
import CRM
import Columns
import Synchronization

/// The phone numbers of a column. Reading one takes libphonenumber some 20 µs, so each distinct pair
/// of text and country is read once, on all cores.
final class PhoneCells: @unchecked Sendable {
  let cells: TextCells
  /// The digits of E.164 of each slot, 0 where there is no number.
  let numbers: Buffer<UInt64>
  /// Why a slot has no number: a ``PhoneNumber/Fault``, 0 if it has one.
  let faults: Buffer<UInt8>
  /// Further numbers in cells that hold several.
  let further: [Int: [UInt64]]

  init(_ column: TextCells, countries: Buffer<UInt16>) throws {
    let cells = TextCells(distinct: column, countries: countries)
    let numbers = Buffer<UInt64>(count: cells.slotCount, zeroed: true)
    let faults = Buffer<UInt8>(count: cells.slotCount, zeroed: true)
    let several = Mutex<[Int: [UInt64]]>([:])
    let ranges = Parallel.ranges(cells.slotCount, size: 512)
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      for slot in ranges[piece] {
        let text = cells.views.base[slot].string
        let country = cells.countries.flatMap { Country(raw: $0.base[slot]) }
        switch PhoneNumber.read(text, country: country) {
        case .success(let number): numbers.base[slot] = number.digits
        case .failure(.several):
          let found = Self.split(text).compactMap { part -> UInt64? in
            guard case .success(let number) = PhoneNumber.read(part, country: country) else {
              return nil
            }
            return number.digits
          }
          guard let first = found.first else {
            faults.base[slot] = PhoneNumber.Fault.several.rawValue
            continue
          }
          numbers.base[slot] = first
          if found.count > 1 { several.withLock { $0[slot] = Array(found.dropFirst()) } }
        case .failure(let fault): faults.base[slot] = fault.rawValue
        }
      }
    }
    self.cells = cells
    self.numbers = numbers
    self.faults = faults
    further = several.withLock { $0 }
  }

  private static func split(_ text: String) -> [String] {
    text.unicodeScalars
      .split { $0 == ";" || $0 == "," || $0 == "|" || $0 == "\n" || $0 == "\r" || $0 == "/" }
      .map { TextForm.trimmed(String($0)) }
      .filter { !$0.isEmpty }
  }
}
