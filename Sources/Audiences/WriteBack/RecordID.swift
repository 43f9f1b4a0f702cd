/// The ids by which CRMs know their records.
enum RecordID {
  /// HubSpot: digits only. A spreadsheet that made `1.23E+11` of one has lost digits.
  static func hubspot(_ text: String) -> Normalised {
    let bytes = text.utf8
    if bytes.contains(where: { $0 == UInt8(ascii: "E") || $0 == UInt8(ascii: "e") }),
      Double(text) != nil
    {
      return .drop(.rounded)
    }
    // Digits of a column of numbers may have been written with a fraction of nothing.
    let whole = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    guard (1...19).contains(whole.utf8.count), whole.utf8.allSatisfy(isDigit),
      whole.utf8.first != UInt8(ascii: "0")
    else { return .drop(.malformed) }
    return .plain(whole)
  }

  /// Salesforce: 15 letters and digits whose case counts, or 18, where the last three tell the case
  /// of the others so that a program that ignores it cannot confuse two records. Written with 18.
  ///
  /// - Parameter prefix: The first three characters of the object's ids; nil for any.
  static func salesforce(_ text: String, prefix: String?) -> Normalised {
    let bytes = Array(text.utf8)
    guard bytes.count == 15 || bytes.count == 18, bytes.allSatisfy({ isDigit($0) || isLetter($0) })
    else {
      return Double(text) != nil && text.contains(".") ? .drop(.rounded) : .drop(.malformed)
    }
    let base = Array(bytes.prefix(15))
    let ending = suffix(of: base)
    if bytes.count == 18 {
      let given = bytes.suffix(3).map { isLetter($0) ? $0 & 0xDF : $0 }
      guard given == ending else { return .drop(.malformed) }
    }
    if let prefix, !base.starts(with: prefix.utf8) { return .drop(.notUsed) }
    return .plain(String(decoding: base + ending, as: UTF8.self))
  }

  /// Three characters of `A…Z0…5`, one for each five of the id: bit *i* is set where the *i*-th is a
  /// capital.
  private static func suffix(of base: [UInt8]) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".utf8)
    return (0..<3).map { group in
      var bits = 0
      for index in 0..<5 {
        let byte = base[group * 5 + index]
        if byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") { bits |= 1 << index }
      }
      return alphabet[bits]
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 97 && byte | 0x20 <= 122 }
}
