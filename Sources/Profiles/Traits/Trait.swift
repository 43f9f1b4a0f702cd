/// A property of rows that a rule may speak of: an industry, a number of employees, one technology.
///
/// A trait splits the rows into **atoms**, which are bitmaps: the levels of a text, the intervals of
/// a number in ascending order, the holders of a set's member. Conditions on the trait are put
/// together from its atoms.
package struct Trait: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// Levels of a text, each an atom; missing is a level of its own.
    case category
    case boolean
    /// Intervals of a number, then (where cells are missing) the missing ones.
    case number
    /// As numbers, in days since 1970-01-01.
    case date
    /// The holders of one member of a set: a single atom.
    case member(String)
  }

  /// The column it is of.
  package let column: String
  package let kind: Kind
  /// Places of its atoms among all atoms.
  package let atoms: Range<Int>
  /// Number of intervals of a number or date; 0 otherwise.
  package let intervals: Int
  /// Where the intervals begin, without the first: interval i holds cuts[i-1] <= x < cuts[i].
  package let cuts: [Double]
  /// Position of the column among those the traits were made of: terms of one rule have different
  /// columns, except for members of a set.
  package let source: Int

  package var isOrdered: Bool { kind == .number || kind == .date }

  /// The name of the trait for people: `industry`, `tech_stack: sap`.
  package var name: String {
    if case .member(let member) = kind { return "\(column): \(member)" }
    return column
  }
}

/// One piece of a trait.
package struct TraitAtom: Sendable, Equatable {
  package enum Value: Sendable, Equatable {
    case missing
    case text(String)
    case flag(Bool)
    case holds
    /// The interval of this number.
    case interval(Int)
  }

  package let trait: Int
  package let value: Value
  /// Rows it covers.
  package let count: Int
}

/// A condition on one trait: atoms `low...high`, or all rows but those.
///
/// Ranges of more than one atom are of numbers; complements are of single levels and members.
package struct Term: Sendable, Hashable, Comparable {
  package let trait: UInt16
  package let low: UInt16
  package let high: UInt16
  package let isComplement: Bool

  package init(trait: Int, atoms: ClosedRange<Int>, isComplement: Bool = false) {
    self.trait = UInt16(truncatingIfNeeded: trait)
    low = UInt16(truncatingIfNeeded: atoms.lowerBound)
    high = UInt16(truncatingIfNeeded: atoms.upperBound)
    self.isComplement = isComplement
  }

  private var order: UInt64 {
    UInt64(trait) << 33 | UInt64(low) << 17 | UInt64(high) << 1 | (isComplement ? 1 : 0)
  }

  package static func < (a: Term, b: Term) -> Bool { a.order < b.order }
}
