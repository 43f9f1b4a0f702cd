import Basics
import Columns
import Synchronization

/// The traits of rows as bitmaps: what a rule search counts over.
package final class TraitBits: Sendable {
  package let rowCount: Int
  /// Words of one bitmap.
  package let words: Int
  package let traits: [Trait]
  package let atoms: [TraitAtom]
  /// One bitmap after the other, by atom.
  package let bits: Buffer<UInt64>
  /// The numbers of ordered traits, NaN where missing; nil for others. For finding cut points.
  package let numbers: [Buffer<Double>?]
  /// What was left out on the way, in words.
  package let notes: [String]

  package struct Options: Sendable {
    /// Intervals of about equal frequency that a number is cut into.
    package var parts = 10
    /// Levels of a text, and members of a set, that are rarer are no atoms.
    package var leastCount = 1
    /// The most frequent levels, or members, that a column gets.
    package var mostLevels = 64

    package init(parts: Int = 10, leastCount: Int = 1, mostLevels: Int = 64) {
      (self.parts, self.leastCount, self.mostLevels) = (parts, leastCount, mostLevels)
    }
  }

  /// - Complexity: O(rows × columns) time on all cores; rows × atoms / 8 bytes.
  package init(_ columns: [(name: String, column: Column)], rowCount: Int, options: Options) throws
  {
    self.rowCount = rowCount
    words = (rowCount + 63) / 64
    let read = Mutex<[(drafts: [Draft], notes: [String])]>(
      Array(repeating: (drafts: [], notes: []), count: columns.count))
    try Parallel.forEach(columns.count) { position in
      try Interruption.check()
      var notes: [String] = []
      let drafts = try Draft.of(
        columns[position].name, columns[position].column, source: position, options: options,
        notes: &notes)
      read.withLock { [notes] in $0[position] = (drafts, notes) }
    }
    let drafts = read.withLock { $0.flatMap(\.drafts) }
    let notes = read.withLock { $0.flatMap(\.notes) }
    var traits: [Trait] = []
    var atoms: [TraitAtom] = []
    for draft in drafts {
      let range = atoms.count..<atoms.count + draft.values.count
      guard range.upperBound < Int(UInt16.max), traits.count < Int(UInt16.max) else {
        throw Problem(
          .script, "there are too many traits: \(atoms.count) conditions, at most 65,000",
          hints: ["name the traits to look at: traits = { \"industry\", \"employees\" }"])
      }
      for (value, count) in zip(draft.values, draft.counts) {
        atoms.append(TraitAtom(trait: traits.count, value: value, count: count))
      }
      traits.append(
        Trait(
          column: draft.column, kind: draft.kind, atoms: range, intervals: draft.intervals,
          cuts: draft.cuts, source: draft.source))
    }
    self.traits = traits
    self.atoms = atoms
    numbers = drafts.map(\.numbers)
    bits = Buffer(count: atoms.count * words, zeroed: true)
    self.notes = notes
    let (bits, words) = (bits, words)
    let places = zip(drafts, traits).map { (slots: $0.slots, first: $1.atoms.lowerBound) }
    let ranges = Parallel.ranges(rowCount)
    Parallel.forEach(ranges.count) { piece in
      for place in places {
        // Ranges begin at multiples of 64 rows: no word is written twice.
        let (from, to) = (place.slots.base, bits.base + place.first * words)
        for row in ranges[piece] {
          let slot = Int(from[row])
          if slot != Draft.none { to[slot * words + row >> 6] |= 1 << UInt64(row & 63) }
        }
      }
    }
  }

  /// The bitmap of an atom.
  @inline(__always)
  package func bits(of atom: Int) -> UnsafeMutablePointer<UInt64> { bits.base + atom * words }

  /// The rows for which a term holds.
  package func write(_ term: Term, to target: UnsafeMutablePointer<UInt64>) {
    let first = bits(of: Int(term.low))
    for word in 0..<words { target[word] = first[word] }
    for atom in stride(from: Int(term.low) + 1, through: Int(term.high), by: 1) {
      let other = bits(of: atom)
      for word in 0..<words { target[word] |= other[word] }
    }
    guard term.isComplement else { return }
    for word in 0..<words { target[word] = ~target[word] }
    if rowCount & 63 != 0 { target[words - 1] &= (1 << UInt64(rowCount & 63)) - 1 }
  }

  /// The rows for which all terms hold; all rows for none.
  package func rows(_ terms: [Term]) -> Bitmap {
    let result = Bitmap(count: rowCount, filled: true)
    let one = Buffer<UInt64>(count: words)
    for term in terms {
      write(term, to: one.base)
      for word in 0..<words { result.words.base[word] &= one.base[word] }
    }
    return result
  }

  /// The atom each row has, trait by trait; the number of atoms where it has none. For sums of
  /// values, which bitmaps do not help with.
  func slots() -> Buffer<UInt16> {
    let width = traits.count
    let none = UInt16(truncatingIfNeeded: atoms.count)
    let slots = Buffer<UInt16>(repeating: none, count: rowCount * width)
    for (number, atom) in atoms.enumerated() {
      let (from, to) = (bits(of: number), slots.base + atom.trait)
      for word in 0..<words {
        var rest = from[word]
        while rest != 0 {
          to[(word << 6 + rest.trailingZeroBitCount) * width] = UInt16(truncatingIfNeeded: number)
          rest &= rest - 1
        }
      }
    }
    return slots
  }

  /// A trait before its atoms have places.
  struct Draft: Sendable {
    static let none = Int(UInt16.max)
    let column: String
    let kind: Trait.Kind
    let source: Int
    var values: [TraitAtom.Value]
    var counts: [Int]
    var intervals = 0
    var cuts: [Double] = []
    /// The atom of each row among the trait's own, or ``none``.
    let slots: Buffer<UInt16>
    var numbers: Buffer<Double>?
  }
}
