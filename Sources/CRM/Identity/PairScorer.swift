import Basics
import Columns

/// Why two records are taken for one, or what speaks against it.
public struct PairReasons: OptionSet, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The field agrees.
  static func agrees(_ field: IdentityField) -> Self { Self(rawValue: 1 << field.number) }
  /// Both have a value, and they differ.
  static func differs(_ field: IdentityField) -> Self { Self(rawValue: 1 << (field.number + 12)) }
  static let similarName = Self(rawValue: 1 << 30)

  /// What agrees, and what does not: `domain, similar name, city; not phone`.
  public var text: String {
    let agreed = IdentityField.allCases.filter { contains(.agrees($0)) }.map(\.rawValue)
    let differing = IdentityField.allCases.filter { contains(.differs($0)) }.map(\.rawValue)
    let name = contains(.similarName) ? ["similar name"] : []
    let text = (agreed + name).joined(separator: ", ")
    return differing.isEmpty ? text : text + "; not " + differing.joined(separator: ", ")
  }
}

extension IdentityField {
  var number: UInt32 {
    switch self {
    case .domain: 0
    case .phone: 1
    case .email: 2
    case .linkedin: 3
    case .name: 4
    case .country: 5
    case .state: 6
    case .city: 7
    case .zip: 8
    case .company: 9
    }
  }
}

/// Adds up the evidence for pairs of records.
///
/// Fields of one record alone (domain, phone, e-mail) and the name add up. Places hang together, so
/// only the strongest agreement of them counts, and only the strongest difference.
struct PairScorer: @unchecked Sendable {
  /// More words of a name are not looked at.
  static let wordLimit = 12

  private struct Field {
    let left: UnsafePointer<UInt32>
    let right: UnsafePointer<UInt32>
    let agreement: UnsafePointer<Float>
    let difference: Float
    let agrees: UInt32
    let differs: UInt32
  }

  private let keys: UnsafeMutablePointer<Field>
  private let keyCount: Int
  private let places: UnsafeMutablePointer<Field>
  private let placeCount: Int
  /// The place of the phone among the keys, or -1.
  private let phone: Int
  private let leftPhones: UnsafePointer<UInt64>?
  private let rightPhones: UnsafePointer<UInt64>?
  private let leftNames: UnsafePointer<UInt32>
  private let rightNames: UnsafePointer<UInt32>
  private let nameAgreement: UnsafePointer<Float>
  private let leftStarts: UnsafePointer<UInt32>
  private let rightStarts: UnsafePointer<UInt32>
  private let leftWords: UnsafePointer<UInt32>
  private let rightWords: UnsafePointer<UInt32>
  private let bits: UnsafePointer<Float>
  private let texts: UnsafePointer<TextView>
  /// By word: one bit a letter that is in it.
  private let letters: UnsafePointer<UInt32>
  /// By row: the most that sharing its words could be worth.
  private let leftMost: UnsafePointer<Float>
  private let rightMost: UnsafePointer<Float>
  private let prior: Float
  private let isPeople: Bool
  private let owner: Owner

  /// Keeps what the pointers lead to.
  private final class Owner {
    let kept: [Any]
    let keys: UnsafeMutablePointer<Field>
    let places: UnsafeMutablePointer<Field>
    init(_ kept: [Any], _ keys: UnsafeMutablePointer<Field>, _ places: UnsafeMutablePointer<Field>)
    {
      self.kept = kept
      self.keys = keys
      self.places = places
    }
    deinit {
      keys.deallocate()
      places.deallocate()
    }
  }

  init(
    _ left: IdentityRecords, _ right: IdentityRecords, fields: [FieldEvidence],
    words: WordEvidence, names: NameEvidence, prior: Double, subject: IdentitySubject
  ) {
    func made(_ chosen: [FieldEvidence]) -> UnsafeMutablePointer<Field> {
      let pointer = UnsafeMutablePointer<Field>.allocate(capacity: max(1, chosen.count))
      for (index, field) in chosen.enumerated() {
        (pointer + index).initialize(
          to: Field(
            left: field.left.base, right: field.right.base, agreement: field.agreement.base,
            difference: field.difference, agrees: PairReasons.agrees(field.field).rawValue,
            differs: PairReasons.differs(field.field).rawValue))
      }
      return pointer
    }
    let keyFields = fields.filter { $0.field.key != nil }
    let placeFields = fields.filter { $0.field.key == nil }
    keys = made(keyFields)
    keyCount = keyFields.count
    places = made(placeFields)
    placeCount = placeFields.count
    phone = keyFields.firstIndex { $0.field == .phone } ?? -1
    leftPhones = left.phoneDigits.map { UnsafePointer($0.base) }
    rightPhones = right.phoneDigits.map { UnsafePointer($0.base) }
    leftNames = UnsafePointer(names.left.base)
    rightNames = UnsafePointer(names.right.base)
    nameAgreement = UnsafePointer(names.agreement.base)
    leftStarts = UnsafePointer(left.wordStarts.base)
    rightStarts = UnsafePointer(right.wordStarts.base)
    leftWords = UnsafePointer(words.left.base)
    rightWords = UnsafePointer(words.right.base)
    bits = UnsafePointer(words.bits.base)
    texts = UnsafePointer(words.texts.base)
    let letters = Self.letters(words.texts)
    self.letters = UnsafePointer(letters.base)
    let most = Self.most(left, words.left, words.bits)
    let other = left === right ? most : Self.most(right, words.right, words.bits)
    leftMost = UnsafePointer(most.base)
    rightMost = UnsafePointer(other.base)
    self.prior = Float(prior)
    isPeople = subject == .people
    owner = Owner([left, right, fields, words, names, most, other, letters], keys, places)
  }

  private static func most(
    _ records: IdentityRecords, _ numbers: Buffer<UInt32>, _ bits: Buffer<Float>
  ) -> Buffer<Float> {
    let most = Buffer<Float>(count: records.count, zeroed: true)
    for row in 0..<records.count {
      var sum: Float = 0
      for word in Int(records.wordStarts.base[row])..<Int(records.wordStarts.base[row + 1]) {
        sum += 0.85 * bits.base[Int(numbers.base[word])]
      }
      // An acronym has a worth of its own.
      most.base[row] = max(8, sum)
    }
    return most
  }

  /// The evidence for two records being one, in bits, and what it consists of.
  ///
  /// - Parameter bound: Pairs that cannot reach it are not looked at any further; what is given for
  ///   them is below it.
  @inline(__always)
  func score(_ l: Int, _ r: Int, bound: Float) -> (bits: Float, reasons: UInt32) {
    var total = prior
    var reasons: UInt32 = 0
    var index = 0
    while index < keyCount {
      let field = keys[index]
      let (a, b) = (field.left[l], field.right[r])
      if a != 0, b != 0 {
        var isEqual = a == b
        if isEqual, index == phone, let leftPhones, let rightPhones {
          isEqual = PhoneKey.agree(leftPhones[l], rightPhones[r])
        }
        total += isEqual ? field.agreement[Int(a)] : field.difference
        reasons |= isEqual ? field.agrees : field.differs
      }
      index += 1
    }
    var (best, worst): (Float, Float) = (0, 0)
    index = 0
    while index < placeCount {
      let field = places[index]
      let (a, b) = (field.left[l], field.right[r])
      if a != 0, b != 0 {
        if a == b {
          best = max(best, field.agreement[Int(a)])
          reasons |= field.agrees
        } else {
          worst = min(worst, field.difference)
          reasons |= field.differs
        }
      }
      index += 1
    }
    total += best + worst
    if leftNames[l] != rightNames[r], total + min(leftMost[l], rightMost[r]) < bound {
      return (-.infinity, reasons)
    }
    // A domain is made of the name: where it agrees, shared words say little more, and words that
    // one name has alone say that it may be another company of the group.
    let name = nameBits(l, r, sharesDomain: reasons & Self.sameDomain != 0)
    reasons |= name.reasons
    return (total + name.bits, reasons)
  }

  private static let sameDomain = PairReasons.agrees(.domain).rawValue
  private static let sameName = PairReasons.agrees(.name).rawValue
  private static let otherName = PairReasons.differs(.name).rawValue
  private static let nearName = PairReasons.similarName.rawValue

  /// What the names say.
  private func nameBits(
    _ l: Int, _ r: Int, sharesDomain: Bool
  ) -> (bits: Float, reasons: UInt32) {
    let (firstL, endL) = (Int(leftStarts[l]), Int(leftStarts[l + 1]))
    let (firstR, endR) = (Int(rightStarts[r]), Int(rightStarts[r + 1]))
    if firstL == endL || firstR == endR { return (0, 0) }
    let name = leftNames[l]
    if name == rightNames[r] {
      var known: Float = 0
      var index = firstL
      while index < endL {
        known += bits[Int(leftWords[index])]
        index += 1
      }
      return (min(nameAgreement[Int(name)], 0.9 * known), Self.sameName)
    }
    var (usedL, usedR): (UInt32, UInt32) = (0, 0)
    var sum: Float = 0
    var i = firstL
    while i < endL {
      let word = leftWords[i]
      var j = firstR
      while j < endR {
        if rightWords[j] == word, usedR >> UInt32(j - firstR) & 1 == 0 {
          usedL |= 1 << UInt32(i - firstL)
          usedR |= 1 << UInt32(j - firstR)
          sum += 0.85 * bits[Int(word)]
          break
        }
        j += 1
      }
      i += 1
    }
    var loose: Float = 0
    i = firstL
    while i < endL {
      if usedL >> UInt32(i - firstL) & 1 == 0 {
        var best: Float = 0
        var place = -1
        var j = firstR
        while j < endR {
          if usedR >> UInt32(j - firstR) & 1 == 0 {
            let gain = likeness(Int(leftWords[i]), Int(rightWords[j]))
            if gain > best { (best, place) = (gain, j) }
          }
          j += 1
        }
        if place >= 0 {
          usedL |= 1 << UInt32(i - firstL)
          usedR |= 1 << UInt32(place - firstR)
          sum += best
        } else {
          loose += min(2.5, 0.35 * bits[Int(leftWords[i])])
        }
      }
      i += 1
    }
    if sum == 0 {
      if !isPeople, isAcronym(firstL, endL, firstR, endR) { return (8, Self.nearName) }
      return (-5, Self.otherName)
    }
    var j = firstR
    while j < endR {
      if usedR >> UInt32(j - firstR) & 1 == 0 {
        loose += min(2.5, 0.35 * bits[Int(rightWords[j])])
      }
      j += 1
    }
    let total = sharesDomain ? min(sum, 1.5) - 0.7 * min(loose, 6) : sum - min(loose, 6)
    if sharesDomain { return (total, sum > 0 ? Self.nearName : Self.otherName) }
    return (max(-5, total), total > 0 ? Self.nearName : Self.otherName)
  }

  /// What two different words that may be one are worth: mistyped, or cut short.
  @inline(__always)
  private func likeness(_ a: Int, _ b: Int) -> Float {
    let (first, second) = (texts[a], texts[b])
    let (m, n) = (first.count, second.count)
    // Words of very different length can only be an abbreviation of each other.
    let shorter = min(m, n)
    let rarer = min(bits[a], bits[b])
    return first.withBytes { x in
      second.withBytes { y in
        guard let p = x.baseAddress, let q = y.baseAddress else { return 0 }
        if shorter < max(m, n), shorter >= (isPeople ? 1 : 3) {
          var same = 0
          while same < shorter, p[same] == q[same] { same += 1 }
          if same == shorter { return max(0, (shorter == 1 ? 0.3 : 0.6) * rarer - 1.5) }
        }
        if shorter < 4 || max(m, n) > shorter + 3 { return 0 }
        if mostAlike(x, y, letters[a], letters[b]) < 0.88 { return 0 }
        let likeness = JaroWinkler.similarity(x, y)
        return likeness >= 0.88 ? max(0, 0.85 * rarer - Float(1 - likeness) * 30) : 0
      }
    }
  }

  /// One bit for each letter and digit of a word; other bytes share one.
  private static func letters(_ texts: Buffer<TextView>) -> Buffer<UInt32> {
    let letters = Buffer<UInt32>(count: texts.count)
    let ranges = Parallel.ranges(texts.count)
    Parallel.forEach(ranges.count) { piece in
      for word in ranges[piece] {
        letters.base[word] = texts.base[word].withBytes { bytes in
          bytes.reduce(into: 0) { mask, byte in
            switch byte {
            case 0x61...0x7A: mask |= 1 << UInt32(byte - 0x61)
            case 0x30...0x39: mask |= 1 << UInt32(26 + (byte - 0x30) / 2)
            default: mask |= 1 << 31
            }
          }
        }
      }
    }
    return letters
  }

  /// What the similarity of two words is at the most: a letter that only one of them has matches
  /// nothing. Most pairs of words need no more than this.
  @inline(__always)
  private func mostAlike(
    _ x: UnsafeBufferPointer<UInt8>, _ y: UnsafeBufferPointer<UInt8>, _ a: UInt32, _ b: UInt32
  ) -> Double {
    let matches = min(
      x.count - (a & ~b).nonzeroBitCount, y.count - (b & ~a).nonzeroBitCount)
    guard matches > 0 else { return 0 }
    let m = Double(matches)
    let jaro = (m / Double(x.count) + m / Double(y.count) + 1) / 3
    var common = 0
    while common < 4, x[common] == y[common] { common += 1 }
    return jaro + 0.1 * Double(common) * (1 - jaro)
  }

  /// `ibm` for `international business machines`.
  private func isAcronym(_ firstL: Int, _ endL: Int, _ firstR: Int, _ endR: Int) -> Bool {
    if endL - firstL == 1 { return spells(Int(leftWords[firstL]), rightWords, firstR, endR) }
    if endR - firstR == 1 { return spells(Int(rightWords[firstR]), leftWords, firstL, endL) }
    return false
  }

  private func spells(
    _ word: Int, _ words: UnsafePointer<UInt32>, _ first: Int, _ end: Int
  ) -> Bool {
    guard end - first >= 3, texts[word].count == end - first else { return false }
    return texts[word].withBytes { letters in
      for index in first..<end {
        let initial = texts[Int(words[index])].withBytes { $0.first ?? 0 }
        if letters[index - first] != initial { return false }
      }
      return true
    }
  }
}
