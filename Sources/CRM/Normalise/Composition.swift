/// Unicode's canonical composition (NFC) without Foundation.
///
/// Source: The Unicode Standard, section 3.11 "Normalization Forms". The mappings are field 5 of
/// `UnicodeData.txt` and the exclusions of `CompositionExclusions.txt` (Unicode 14), which can only
/// grow: Unicode's stability policy fixes the composed form of every character that exists.
/// Combining classes come from the Swift standard library.
enum Composition {
  /// The scalars in composed form. O(*n* log *n*) at worst, O(*n*) for text in one script.
  static func composed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    // Nothing below U+0300 combines with what precedes it, and all of it is composed already.
    if scalars.allSatisfy({ $0.value < 0x300 }) { return scalars }
    var decomposed: [UInt32] = []
    decomposed.reserveCapacity(scalars.count + 8)
    for scalar in scalars { decompose(scalar.value, into: &decomposed) }
    sortMarks(&decomposed)
    return recomposed(decomposed).compactMap(Unicode.Scalar.init)
  }

  /// The scalars that `scalar` is made of, marks in canonical order.
  static func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    if scalar.value < 0xC0 { return [scalar] }
    var parts: [UInt32] = []
    decompose(scalar.value, into: &parts)
    sortMarks(&parts)
    return parts.compactMap(Unicode.Scalar.init)
  }

  private struct Tables: Sendable {
    /// A scalar's mapping; the second is 0 where the mapping is one scalar.
    var parts: [UInt32: (first: UInt32, second: UInt32)] = [:]
    /// The scalar that two compose to, by `first << 32 | second`.
    var composites: [UInt64: UInt32] = [:]
  }

  /// `canonical.txt`: a line holds a scalar, `!` if it is never composed to, and its mapping.
  private static let tables: Tables = {
    var tables = Tables()
    for line in PackageResources.canonical_txt.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: UInt8(ascii: " "))
      guard fields.count >= 2 else { continue }
      let excluded = fields[0].last == UInt8(ascii: "!")
      let scalar = hexadecimal(excluded ? fields[0].dropLast() : fields[0])
      let first = hexadecimal(fields[1])
      let second = fields.count > 2 ? hexadecimal(fields[2]) : 0
      tables.parts[scalar] = (first, second)
      if !excluded && second != 0 {
        tables.composites[UInt64(first) << 32 | UInt64(second)] = scalar
      }
    }
    return tables
  }()

  private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt32 {
    digits.reduce(0) { value, digit in
      value << 4 | UInt32(digit <= UInt8(ascii: "9") ? digit - 48 : digit - 55)
    }
  }

  // Hangul syllables are composed by arithmetic: section 3.12 of the standard.
  private static let (syllables, leads, vowels, trails): (UInt32, UInt32, UInt32, UInt32) =
    (0xAC00, 0x1100, 0x1161, 0x11A7)
  private static let (leadCount, vowelCount, trailCount): (UInt32, UInt32, UInt32) = (19, 21, 28)
  private static let syllableCount = leadCount * vowelCount * trailCount

  private static func decompose(_ scalar: UInt32, into result: inout [UInt32]) {
    if scalar < 0xC0 {
      result.append(scalar)
    } else if scalar >= syllables && scalar < syllables + syllableCount {
      let index = scalar - syllables
      result.append(leads + index / (vowelCount * trailCount))
      result.append(vowels + index % (vowelCount * trailCount) / trailCount)
      if index % trailCount != 0 { result.append(trails + index % trailCount) }
    } else if let (first, second) = tables.parts[scalar] {
      decompose(first, into: &result)
      if second != 0 { decompose(second, into: &result) }
    } else {
      result.append(scalar)
    }
  }

  private static func combiningClass(_ scalar: UInt32) -> UInt8 {
    guard scalar >= 0x300, let scalar = Unicode.Scalar(scalar) else { return 0 }
    return scalar.properties.canonicalCombiningClass.rawValue
  }

  /// Puts each run of marks in the order of their classes, equal ones as they were.
  private static func sortMarks(_ scalars: inout [UInt32]) {
    var index = 0
    while index < scalars.count {
      if combiningClass(scalars[index]) == 0 {
        index += 1
        continue
      }
      var end = index + 1
      while end < scalars.count, combiningClass(scalars[end]) != 0 { end += 1 }
      if end - index > 1 {
        let run = scalars[index..<end].map { (scalar: $0, order: combiningClass($0)) }
        let sorted = run.enumerated().sorted {
          ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
        }
        for (place, entry) in sorted.enumerated() { scalars[index + place] = entry.element.scalar }
      }
      index = end
    }
  }

  private static func recomposed(_ scalars: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(scalars.count)
    /// Where in `result` the last starter is, which later marks may join.
    var starter: Int?
    /// The class of the last scalar kept after that starter.
    var lastClass: UInt8 = 0
    for scalar in scalars {
      let order = combiningClass(scalar)
      if let place = starter {
        let adjacent = place == result.count - 1
        // A mark is blocked by an equal or higher class between it and the starter.
        if adjacent || (lastClass != 0 && lastClass < order),
          let joined = composite(result[place], scalar)
        {
          result[place] = joined
          continue
        }
      }
      if order == 0 { starter = result.count }
      lastClass = order
      result.append(scalar)
    }
    return result
  }

  private static func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if first >= leads && first < leads + leadCount && second >= vowels
      && second < vowels + vowelCount
    {
      return syllables + ((first - leads) * vowelCount + second - vowels) * trailCount
    }
    if first >= syllables && first < syllables + syllableCount
      && (first - syllables) % trailCount == 0 && second > trails && second < trails + trailCount
    {
      return first + second - trails
    }
    return tables.composites[UInt64(first) << 32 | UInt64(second)]
  }
}
