import Basics

/// The form of texts such as `A1204`, `ACC-00017` or `000351`: a prefix that all share, and a
/// decimal number that is written in one way only, so that the number says which text it is.
///
/// Most systems give their records such names. As integers they are found by direct index
/// instead of by hashing, which makes joins on them several times as fast.
struct NumberedTexts: Sendable {
  private let prefix: [UInt8]
  private let prefixLength: Int
  /// The first 12 bytes of texts with this prefix, as two words, and which bits of them count.
  private let wanted: (UInt64, UInt64)
  private let mask: (UInt64, UInt64)
  /// The number of digits of the shortest text. Only with as many may a number begin with 0.
  private var width = 0
  /// The smallest and the largest number of the column the form was found in.
  private(set) var range: ClosedRange<Int64> = 0...0

  /// More digits than this are not read.
  private static let mostDigits = 18

  private init(prefix: [UInt8]) {
    self.prefix = prefix
    prefixLength = prefix.count
    var bytes = prefix.prefix(16)
    bytes += repeatElement(0, count: 16 - bytes.count)
    wanted = (Self.word(bytes[0..<8]), Self.word(bytes[8..<16]))
    let length = prefix.count
    mask = (
      length >= 8 ? ~0 : (1 << UInt64(8 * length)) - 1,
      length >= 16 ? ~0 : length <= 8 ? 0 : (1 << UInt64(8 * (length - 8))) - 1
    )
  }

  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The form that all present texts have, or nil if they have none in common.
  ///
  /// - Complexity: O(*n*) on all cores; O(1) for most columns that are not of this kind.
  static func of(_ views: Buffer<TextView>, present: Bitmap?) -> NumberedTexts? {
    let chosen = Chosen(views.count, mask: nil, present: present)
    guard let first = (0..<views.count).first(where: { present?[$0] ?? true }) else { return nil }
    let bytes = views[first].withBytes { Array($0) }
    let digits = bytes.reversed().prefix { isDigit($0) }.count
    var form = NumberedTexts(prefix: Array(bytes.dropLast(digits)))
    // Other columns mostly show within a few rows that they are something else.
    for row in stride(from: 0, to: views.count, by: max(1, views.count / 64))
    where present?[row] ?? true && form.read(views[row]) == nil {
      return nil
    }
    let pieces = Parallel.ranges(views.count)
    let found = Buffer<Shape>(repeating: Shape(), count: pieces.count)
    let template = form
    Parallel.forEach(pieces.count) { piece in
      let views = views.base
      var shape = Shape()
      chosen.forEach(in: pieces[piece]) { row in
        if let number = template.read(views[row]) {
          shape.add(number)
        } else {
          shape.fits = false
        }
      }
      found.base[piece] = shape
    }
    var shape = Shape()
    for piece in 0..<pieces.count { shape.add(found.base[piece]) }
    guard shape.isUnambiguous else { return nil }
    form.width = shape.fewest
    form.range = shape.least...shape.most
    return form
  }

  /// The numbers of texts as integer cells; those of another form are missing.
  func numbers(of views: Buffer<TextView>, present: Bitmap?) -> Column {
    let numbers = Buffer<Int64>(count: views.count)
    let fits = Bitmap(count: views.count) { words, range in
      let (views, numbers) = (views.base, numbers.base)
      Bitmap.fill(words, range) { row in
        let number = number(views[row])
        numbers[row] = number ?? 0
        return number == nil ? 0 : 1
      }
    }
    return Column(
      type: .integer, storage: .integer(numbers), validity: present.map { fits.and($0) } ?? fits)
  }

  /// The codes of texts among `direct`, -1 for those of another form, out of range or missing:
  /// as through ``numbers(of:present:)``, without keeping the numbers.
  func codes(
    of views: Buffer<TextView>, present: Bitmap?, in direct: DirectKeys
  ) -> Buffer<Int32> {
    let result = Buffer<Int32>(count: views.count)
    let (lowest, span) = (direct.lowest, UInt64(direct.span))
    Parallel.overRows(views.count) { range in
      let (views, result) = (views.base, result.base)
      let present = present?.words.base
      for row in range {
        var code: Int32 = -1
        if let number = number(views[row]) {
          let distance = UInt64(bitPattern: number &- lowest)
          if distance < span { code = Int32(truncatingIfNeeded: distance) }
        }
        if let present, present[row >> 6] >> UInt64(row & 63) & 1 == 0 { code = -1 }
        result[row] = code
      }
    }
    return result
  }

  /// The number of a text of this form, or nil.
  @inline(__always)
  private func number(_ view: TextView) -> Int64? {
    guard let number = read(view), number.digits >= width,
      number.digits == width || !number.hasLeadingZero
    else { return nil }
    return number.value
  }

  /// How the numbers of a column are written.
  private struct Shape: BitwiseCopyable, Sendable {
    var fits = true
    var fewest = Int.max
    var least = Int64.max
    var most = Int64.min
    /// Digits of the numbers that begin with a needless 0.
    var fewestPadded = Int.max
    var mostPadded = 0

    @inline(__always)
    mutating func add(_ number: Number) {
      fewest = min(fewest, number.digits)
      least = min(least, number.value)
      most = max(most, number.value)
      if number.hasLeadingZero {
        fewestPadded = min(fewestPadded, number.digits)
        mostPadded = max(mostPadded, number.digits)
      }
    }

    mutating func add(_ other: Shape) {
      fits = fits && other.fits
      fewest = min(fewest, other.fewest)
      least = min(least, other.least)
      most = max(most, other.most)
      fewestPadded = min(fewestPadded, other.fewestPadded)
      mostPadded = max(mostPadded, other.mostPadded)
    }

    /// Whether no number could have been written in two ways.
    var isUnambiguous: Bool {
      fits && (mostPadded == 0 || fewestPadded == mostPadded && mostPadded == fewest)
    }
  }

  private struct Number {
    let value: Int64
    let digits: Int
    /// Whether a 0 stands in front of other digits.
    let hasLeadingZero: Bool
  }

  /// The number after the prefix, or nil if the text is not of that form.
  @inline(__always)
  private func read(_ view: TextView) -> Number? {
    let count = view.count
    let digits = count - prefixLength
    guard digits > 0, count <= TextView.inlineLimit else { return readLong(view) }
    // Twelve bytes as two words, the first byte lowest.
    let low = view.head >> 32 | view.tail << 32
    let high = view.tail >> 32
    if (low ^ wanted.0) & mask.0 | (high ^ wanted.1) & mask.1 != 0 { return nil }
    // The last byte moves to the top, so that the last eight digits fill a word.
    let shift = UInt64(8 * (16 - count))
    var last = shift >= 64 ? low << (shift - 64) : high << shift | low >> (64 - shift)
    let first = UInt8(truncatingIfNeeded: digits <= 8 ? last >> UInt64(64 - 8 * digits) : 0)
    if digits <= 8 {
      // What stands before the digits reads as 0.
      let kept = ~UInt64(0) << UInt64(64 - 8 * digits)
      last = last & kept | Self.zeros & ~kept
      guard let value = Self.eight(last) else { return nil }
      return Number(
        value: value, digits: digits, hasLeadingZero: digits > 1 && first == UInt8(ascii: "0"))
    }
    let rest = low << shift
    let kept = ~UInt64(0) << UInt64(128 - 8 * digits)
    guard let lower = Self.eight(last), let upper = Self.eight(rest & kept | Self.zeros & ~kept)
    else { return nil }
    let leading = UInt8(truncatingIfNeeded: rest >> UInt64(128 - 8 * digits))
    return Number(
      value: upper * 100_000_000 + lower, digits: digits,
      hasLeadingZero: leading == UInt8(ascii: "0"))
  }

  private static let zeros: UInt64 = 0x3030_3030_3030_3030

  /// The value of eight decimal digits, the first in the lowest byte, or nil if one is none.
  @inline(__always)
  private static func eight(_ text: UInt64) -> Int64? {
    let outside =
      (text & 0xF0F0_F0F0_F0F0_F0F0 ^ zeros)
      | ((text &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0 ^ zeros)
    if outside != 0 { return nil }
    // Pairs, then fours, then all eight, side by side in one word.
    var value = text &- zeros
    value = value &* 10 &+ value >> 8
    let even = (value & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let odd = (value >> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return Int64((even &+ odd) >> 32)
  }

  /// ``read(_:)`` for texts that are not kept in the view itself.
  @inline(never)
  private func readLong(_ view: TextView) -> Number? {
    view.withBytes { bytes in
      let digits = bytes.count - prefix.count
      guard digits > 0, digits <= Self.mostDigits, bytes.starts(with: prefix) else { return nil }
      var value: Int64 = 0
      for byte in bytes[prefix.count...] {
        guard Self.isDigit(byte) else { return nil }
        value = value * 10 + Int64(byte - 0x30)
      }
      return Number(
        value: value, digits: digits,
        hasLeadingZero: digits > 1 && bytes[prefix.count] == UInt8(ascii: "0"))
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
