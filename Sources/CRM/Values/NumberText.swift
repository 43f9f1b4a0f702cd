/// Which character separates the decimals.
enum DecimalMark: Sendable, Equatable {
  case point, comma
}

/// A number as people write it: `$1,200.50`, `1.200,50 €`, `(300)`, `75M`, `12 %`.
struct NumberText: Sendable, BitwiseCopyable {
  var value: Double
  /// Written without decimals.
  var isWhole: Bool
  var traits: Traits
  /// Position in ``Currencies/all`` plus one; 0: none.
  var currency: UInt8

  struct Traits: OptionSet, Sendable, BitwiseCopyable {
    let rawValue: UInt8
    static let grouped = Traits(rawValue: 1)
    static let decimals = Traits(rawValue: 2)
    static let percent = Traits(rawValue: 4)
    static let multiplier = Traits(rawValue: 8)
    static let parentheses = Traits(rawValue: 16)
  }

  /// What a cell says about the decimal mark of its column.
  enum Evidence: Sendable {
    case point, comma
    /// `1,200` or `1.200`: the one separator could be either.
    case eitherComma, eitherPoint
    case none
  }

  /// Reads one cell.
  ///
  /// - Returns: nil if it is no number in that writing.
  static func read(
    _ cell: UnsafeBufferPointer<UInt8>, decimal: DecimalMark, multipliers: Bool
  ) -> NumberText? {
    guard let parts = Parts(cell, multipliers: multipliers) else { return nil }
    return parts.number(decimal)
  }

  static func evidence(_ cell: UnsafeBufferPointer<UInt8>) -> Evidence {
    guard let parts = Parts(cell, multipliers: true) else { return .none }
    let asPoint = parts.number(.point) != nil
    let asComma = parts.number(.comma) != nil
    switch (asPoint, asComma) {
    case (true, false): return parts.points + parts.commas > 0 ? .point : .none
    case (false, true): return parts.points + parts.commas > 0 ? .comma : .none
    case (true, true):
      if parts.commas > 0 { return .eitherComma }
      return parts.points > 0 ? .eitherPoint : .none
    case (false, false): return .none
    }
  }
}

/// Currency signs and codes that may stand before or after an amount.
enum Currencies {
  static let all: [String] = [
    "$", "€", "£", "¥", "₹", "₩", "₽", "₺", "₪", "zł", "kr", "R$", "US$", "A$", "C$", "Fr.",
    "USD", "EUR", "GBP", "JPY", "INR", "CHF", "CNY", "AUD", "CAD", "NZD", "SEK", "NOK", "DKK",
    "PLN", "CZK", "HUF", "BRL", "MXN", "ZAR", "SGD", "HKD", "KRW", "TRY", "ILS", "AED", "RUB",
  ]

  /// Longest first, so that `US$` is not read as `$`.
  static let ordered: [(bytes: [UInt8], number: UInt8)] =
    all.enumerated().map { (Array($1.utf8), UInt8($0 + 1)) }.sorted {
      $0.bytes.count > $1.bytes.count
    }
}

/// A cell taken apart: what stands around the digits, and the digits with their separators.
private struct Parts {
  private let core: UnsafeBufferPointer<UInt8>.SubSequence
  private var isNegative = false
  private var traits: NumberText.Traits = []
  private var currency: UInt8 = 0
  /// Power of ten that a `k` or `M` stands for.
  private var scale = 0
  private(set) var points = 0
  private(set) var commas = 0

  init?(_ cell: UnsafeBufferPointer<UInt8>, multipliers: Bool) {
    var rest = cell[...]
    Self.trim(&rest)
    // $(300), (300) EUR: the sign of the currency stands outside.
    if rest.last == UInt8(ascii: ")"), rest.first != UInt8(ascii: "(") {
      currency = Self.takeCurrency(&rest, fromEnd: false)
    } else if rest.first == UInt8(ascii: "("), rest.last != UInt8(ascii: ")") {
      currency = Self.takeCurrency(&rest, fromEnd: true)
    }
    if rest.first == UInt8(ascii: "("), rest.last == UInt8(ascii: ")") {
      rest = rest.dropFirst().dropLast()
      isNegative = true
      traits.insert(.parentheses)
      Self.trim(&rest)
    }
    var signs = 0
    // Sign and currency come in either order: -$5, $-5, € 5.
    for _ in 0..<2 {
      if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        signs += 1
        if sign == UInt8(ascii: "-") { isNegative = true }
        rest = rest.dropFirst()
        Self.trim(&rest)
      } else if rest.starts(with: [0xe2, 0x88, 0x92]) {
        // U+2212, the typographic minus.
        signs += 1
        isNegative = true
        rest = rest.dropFirst(3)
      }
      if currency == 0 { currency = Self.takeCurrency(&rest, fromEnd: false) }
    }
    if currency == 0 { currency = Self.takeCurrency(&rest, fromEnd: true) }
    if signs == 0, rest.last == UInt8(ascii: "-"), rest.count > 1 {
      // 300-: how SAP writes what is owed.
      signs += 1
      isNegative = true
      rest = rest.dropLast()
      Self.trim(&rest)
    }
    if rest.last == UInt8(ascii: "%") {
      traits.insert(.percent)
      rest = rest.dropLast()
      Self.trim(&rest)
    }
    if multipliers, let last = rest.last, Self.isLetter(last) || last == UInt8(ascii: "."),
      let found = Self.takeMultiplier(&rest)
    {
      scale = found
      traits.insert(.multiplier)
    }
    if currency == 0 { currency = Self.takeCurrency(&rest, fromEnd: true) }
    guard signs <= 1, let first = rest.first,
      Self.isDigit(first) || first == UInt8(ascii: ".") || first == UInt8(ascii: ",")
    else { return nil }
    core = rest
    for byte in rest {
      if byte == UInt8(ascii: ".") { points += 1 }
      if byte == UInt8(ascii: ",") { commas += 1 }
    }
  }

  /// The number, if the separators are where that decimal mark allows them.
  func number(_ decimal: DecimalMark) -> NumberText? {
    let mark = decimal == .point ? UInt8(ascii: ".") : UInt8(ascii: ",")
    let group = decimal == .point ? UInt8(ascii: ",") : UInt8(ascii: ".")
    var traits = traits
    var mantissa: UInt64 = 0
    var digits = 0
    var inGroup = 0
    var groups = 0
    var decimals = 0
    var seenMark = false
    var exponent = 0
    var index = core.startIndex
    while index < core.endIndex {
      let byte = core[index]
      if Self.isDigit(byte) {
        let (product, over) = mantissa.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt64(byte - 0x30))
        if over || carry { return nil }
        mantissa = sum
        digits += 1
        if seenMark { decimals += 1 } else { inGroup += 1 }
        index += 1
        continue
      }
      if byte == mark {
        if seenMark || (groups > 0 && inGroup != 3) { return nil }
        seenMark = true
        traits.insert(.decimals)
        index += 1
        continue
      }
      let width = byte == group ? 1 : Self.groupSign(core[index...])
      if width > 0 {
        // 1,234,567 and the Indian 12,34,567; never 1234,567.
        if seenMark || inGroup == 0 || inGroup > 3 || (groups > 0 && inGroup < 2) { return nil }
        groups += 1
        inGroup = 0
        traits.insert(.grouped)
        index += width
        continue
      }
      if byte | 0x20 == UInt8(ascii: "e"), digits > 0,
        let read = Self.exponent(core[(index + 1)...])
      {
        exponent = read
        index = core.endIndex
        continue
      }
      return nil
    }
    guard digits > 0, groups == 0 || seenMark || inGroup == 3 else { return nil }
    // 0,123 is no grouped number.
    if groups > 0, core.first == UInt8(ascii: "0") { return nil }
    guard let value = Self.scaled(mantissa, by: exponent - decimals + scale), value.isFinite
    else { return nil }
    return NumberText(
      value: isNegative ? -value : value, isWhole: decimals == 0 && exponent == 0,
      traits: traits, currency: currency)
  }

  private static func scaled(_ mantissa: UInt64, by power: Int) -> Double? {
    if power == 0 { return Double(mantissa) }
    // Exact operands give a correctly rounded result; anything else goes the long way.
    if mantissa <= 1 << 53, (-22...22).contains(power) {
      let factor = powers[abs(power)]
      return power < 0 ? Double(mantissa) / factor : Double(mantissa) * factor
    }
    return Double("\(mantissa)e\(power)")
  }

  private static let powers: [Double] = (0...22).map { Double("1e\($0)") ?? 1 }

  private static func exponent(_ rest: UnsafeBufferPointer<UInt8>.SubSequence) -> Int? {
    var rest = rest
    let negative = rest.first == UInt8(ascii: "-")
    if negative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    guard !rest.isEmpty, rest.count <= 3, rest.allSatisfy(isDigit) else { return nil }
    let value = rest.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return negative ? -value : value
  }

  /// Bytes of a separator that can only group: blanks of all widths, apostrophes.
  private static func groupSign(_ rest: UnsafeBufferPointer<UInt8>.SubSequence) -> Int {
    switch rest.first {
    case 0x20, UInt8(ascii: "'"), UInt8(ascii: "_"): return 1
    case 0xc2: return rest.starts(with: [0xc2, 0xa0]) ? 2 : 0
    case 0xe2:
      let isSign =
        rest.starts(with: [0xe2, 0x80, 0xaf]) || rest.starts(with: [0xe2, 0x80, 0x89])
        || rest.starts(with: [0xe2, 0x80, 0x99])
      return isSign ? 3 : 0
    default: return 0
    }
  }

  private static func takeCurrency(
    _ rest: inout UnsafeBufferPointer<UInt8>.SubSequence, fromEnd: Bool
  ) -> UInt8 {
    guard let edge = fromEnd ? rest.last : rest.first, !isDigit(edge) else { return 0 }
    for (bytes, number) in Currencies.ordered {
      let found = fromEnd ? rest.suffix(bytes.count) : rest.prefix(bytes.count)
      guard found.count == bytes.count, found.elementsEqual(bytes) else { continue }
      rest = fromEnd ? rest.dropLast(bytes.count) : rest.dropFirst(bytes.count)
      trim(&rest)
      return number
    }
    return 0
  }

  private static let multipliers: [(bytes: [UInt8], power: Int)] = [
    ("thousand", 3), ("tsd.", 3), ("tsd", 3), ("k", 3),
    ("millionen", 6), ("millions", 6), ("million", 6), ("mio.", 6), ("mio", 6),
    ("mill.", 6), ("mln", 6), ("mm", 6), ("mn", 6), ("m", 6),
    ("billions", 9), ("billion", 9), ("milliarden", 9), ("mrd.", 9), ("mrd", 9),
    ("bn", 9), ("b", 9), ("trillion", 12), ("tn", 12),
  ].map { (Array($0.0.utf8), $0.1) }

  private static func takeMultiplier(
    _ rest: inout UnsafeBufferPointer<UInt8>.SubSequence
  ) -> Int? {
    for (bytes, power) in multipliers where rest.count > bytes.count {
      let end = rest.suffix(bytes.count)
      guard zip(end, bytes).allSatisfy({ lower($0) == $1 }) else { continue }
      var before = rest.dropLast(bytes.count)
      trim(&before)
      guard let last = before.last, isDigit(last) else { continue }
      rest = before
      return power
    }
    return nil
  }

  private static func trim(_ rest: inout UnsafeBufferPointer<UInt8>.SubSequence) {
    while true {
      if let first = rest.first, first == 0x20 || first == 0x09 {
        rest = rest.dropFirst()
      } else if rest.starts(with: [0xc2, 0xa0]) {
        rest = rest.dropFirst(2)
      } else {
        break
      }
    }
    while true {
      if let last = rest.last, last == 0x20 || last == 0x09 {
        rest = rest.dropLast()
      } else if rest.suffix(2).elementsEqual([0xc2, 0xa0]) {
        rest = rest.dropLast(2)
      } else if rest.suffix(3).elementsEqual([0xe2, 0x80, 0xaf]) {
        rest = rest.dropLast(3)
      } else {
        break
      }
    }
  }

  @inline(__always)
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  @inline(__always)
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  @inline(__always)
  private static func lower(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
  }
}
