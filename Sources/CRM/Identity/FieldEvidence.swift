import Basics
import Columns

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One field of two tables as numbers, with what agreement on each value is worth.
///
/// Evidence is in bits, as Fellegi and Sunter weigh it: log2 of how much more often records of one
/// company agree than records of different ones. (I. P. Fellegi, A. B. Sunter, "A Theory for Record
/// Linkage", JASA 1969.) What is rare says much, what many share says little.
struct FieldEvidence: @unchecked Sendable {
  let field: IdentityField
  let left: Buffer<UInt32>
  let right: Buffer<UInt32>
  /// By number, for a pair that agrees.
  let agreement: Buffer<Float>
  /// For a pair of which both have a value, and not the same.
  let difference: Float

  /// - Parameter prior: The evidence, in bits, before anything is compared.
  /// - Complexity: O(rows) expected.
  init(
    _ field: IdentityField, _ left: Buffer<UInt64>, _ right: Buffer<UInt64>, prior: Double
  ) {
    self.field = field
    let numbered = NumberedPair(left, right)
    (self.left, self.right) = (numbered.left, numbered.right)
    let agreement = Buffer<Float>(count: numbered.count + 1, zeroed: true)
    let isOne = left === right
    if let key = field.key {
      for number in 1..<max(1, numbered.count + 1) {
        let (a, b) = (numbered.leftCounts[number], numbered.rightCounts[number])
        // Within one table the others that share the value; across tables the larger side.
        let sharing = isOne ? max(1, Double(a) - 1) : max(1, Double(max(a, b)))
        let chance = key.reliability / sharing.squareRoot()
        agreement.base[number] = Float(log2(chance / (1 - chance)) - prior)
      }
      difference = Float(log2(key.differs))
    } else {
      let agrees = field.agrees ?? 0.5
      let total = Double(max(1, left.count + (isOne ? 0 : right.count)))
      for number in 1..<max(1, numbered.count + 1) {
        let (a, b) = (numbered.leftCounts[number], numbered.rightCounts[number])
        let share = Double(isOne ? a : a + b) / total
        agreement.base[number] = Float(min(14, max(0, log2(agrees / share))))
      }
      difference = Float(log2(1 - agrees))
    }
    self.agreement = agreement
  }
}

/// Hashes of two tables as numbers of one numbering.
struct NumberedPair: @unchecked Sendable {
  let left: Buffer<UInt32>
  let right: Buffer<UInt32>
  /// By number; 0 stands for no value.
  let leftCounts: Buffer<UInt32>
  let rightCounts: Buffer<UInt32>
  let count: Int
  private let numbers: HashNumbers

  init(_ left: Buffer<UInt64>, _ right: Buffer<UInt64>) {
    var numbers = HashNumbers(capacity: max(left.count, right.count))
    func numbered(_ hashes: Buffer<UInt64>) -> Buffer<UInt32> {
      let result = Buffer<UInt32>(count: hashes.count)
      let (source, target) = (hashes.base, result.base)
      for row in 0..<hashes.count { target[row] = numbers.insert(source[row]) }
      return result
    }
    self.left = numbered(left)
    self.right = left === right ? self.left : numbered(right)
    count = numbers.count
    self.numbers = numbers
    leftCounts = Self.counts(self.left, numbers.count)
    rightCounts = left === right ? leftCounts : Self.counts(self.right, numbers.count)
  }

  /// The number of a hash, or 0.
  func number(of hash: UInt64) -> Int { Int(numbers.number(of: hash)) }

  private static func counts(_ numbers: Buffer<UInt32>, _ count: Int) -> Buffer<UInt32> {
    let counts = Buffer<UInt32>(count: count + 1, zeroed: true)
    let target = counts.base
    for number in numbers.elements { target[Int(number)] &+= 1 }
    target[0] = 0
    return counts
  }
}

/// The words of names of two tables as numbers, and what sharing each is worth.
struct WordEvidence: @unchecked Sendable {
  let left: Buffer<UInt32>
  let right: Buffer<UInt32>
  /// By number: one text for each word.
  let texts: Buffer<TextView>
  /// By number: log2 of records to one that has the word, in bits.
  let bits: Buffer<Float>

  init(_ left: IdentityRecords, _ right: IdentityRecords) {
    let numbered = NumberedPair(left.wordHashes, right.wordHashes)
    (self.left, self.right) = (numbered.left, numbered.right)
    let texts = Buffer(repeating: TextView(), count: numbered.count + 1)
    for (records, numbers) in [(left, numbered.left), (right, numbered.right)] {
      for index in 0..<numbers.count {
        let number = Int(numbers.base[index])
        if texts.base[number].isEmpty { texts.base[number] = records.words.base[index] }
      }
    }
    // A short list is a sample of all companies: a word is not common because it is in two of five.
    let isOne = left === right
    let total = Double(max(16_384, left.count + (isOne ? 0 : right.count)))
    let bits = Buffer<Float>(count: numbered.count + 1, zeroed: true)
    for number in 1..<max(1, numbered.count + 1) {
      let (a, b) = (numbered.leftCounts[number], numbered.rightCounts[number])
      bits.base[number] = Float(max(0.5, log2(total / Double(max(1, isOne ? a : a + b)))))
    }
    for word in NameVocabulary.standard.generic {
      let number = numbered.number(of: word)
      if number > 0 { bits.base[number] = min(bits.base[number], 4) }
    }
    self.texts = texts
    self.bits = bits
  }

  /// The hash of the word that fewest records have; 0 without words.
  static func rarest(
    _ records: IdentityRecords, _ numbers: Buffer<UInt32>, _ bits: Buffer<Float>
  ) -> Buffer<UInt64> {
    let result = Buffer<UInt64>(count: records.count, zeroed: true)
    for row in 0..<records.count {
      var best: Float = -1
      for index in Int(records.wordStarts.base[row])..<Int(records.wordStarts.base[row + 1]) {
        let own = bits.base[Int(numbers.base[index])]
        if own > best {
          best = own
          result.base[row] = records.wordHashes.base[index]
        }
      }
    }
    return result
  }
}

/// What equal names are worth.
struct NameEvidence: @unchecked Sendable {
  let left: Buffer<UInt32>
  let right: Buffer<UInt32>
  let agreement: Buffer<Float>

  /// How often two records of one name, which no other has, are one company or person.
  private static let reliability = 0.8

  init(_ left: Buffer<UInt64>, _ right: Buffer<UInt64>, prior: Double) {
    let numbered = NumberedPair(left, right)
    (self.left, self.right) = (numbered.left, numbered.right)
    let agreement = Buffer<Float>(count: numbered.count + 1, zeroed: true)
    let isOne = left === right
    for number in 1..<max(1, numbered.count + 1) {
      let (a, b) = (numbered.leftCounts[number], numbered.rightCounts[number])
      let sharing = isOne ? max(1, Double(a) - 1) : max(1, Double(max(a, b)))
      let chance = Self.reliability / sharing
      agreement.base[number] = Float(max(0, log2(chance / (1 - chance)) - prior))
    }
    self.agreement = agreement
  }
}
