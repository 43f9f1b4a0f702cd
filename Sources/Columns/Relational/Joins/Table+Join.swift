import Basics

/// Which rows a join gives.
public enum JoinKind: String, Sendable, CaseIterable {
  /// A row for each pair of rows whose keys are equal.
  case inner
  /// As `inner`, and each left row without a match once, its right cells missing.
  case left
  /// The left rows that have a match, once each, with the left columns alone.
  case semi
  /// The left rows that have no match.
  case anti
}

extension Table {
  /// The rows of this table beside the matching rows of `other`.
  ///
  /// Rows come in the order of this table, and several matches of one row in the order of
  /// `other`. A missing key matches nothing. Integer keys match number keys of exactly their
  /// value; other types must agree. The key columns of `other` are not repeated; of its other
  /// columns, those whose name is taken are called `<other>_<column>`.
  ///
  /// - Parameter keys: Pairs of columns that must be equal: one of this table, one of `other`.
  /// - Throws: without keys, for an unknown column, for keys whose types cannot match, and when
  ///   the result would have more rows than 31 bits can number.
  /// - Complexity: O(*n* + *m* + result) expected, for row numbers alone: cells are gathered
  ///   column by column when they are asked for, and where every row has exactly one match those
  ///   of this table never are.
  public func join(
    _ other: Table, on keys: [(left: String, right: String)], how: JoinKind = .inner
  ) throws -> Table {
    let (index, first) = try matches(other, keys)
    switch how {
    case .semi, .anti:
      let mask = Bitmap(count: rowCount) { words, range in
        let first = first.base
        Bitmap.fill(words, range) { first[$0] < 0 ? 0 : 1 }
      }
      return filter(how == .semi ? mask : mask.inverted())
    case .inner, .left:
      let pairs = try JoinedRows(first, index, keepsUnmatched: how == .left)
      let left = pairs.left.map { choosing(.rows($0)) } ?? self
      let skipped = Set(keys.map(\.right))
      let kept = other.names.indices.filter { !skipped.contains(other.names[$0]) }
      let added = joinedNames(kept.map { other.names[$0] }, of: other.name)
      return try Table(
        name: name, names + added,
        left.parts + TableColumn.choosing(pairs.right, from: kept.map { other.parts[$0] }),
        rowCount: pairs.count, related: related)
    }
  }

  /// For each row of this table the first row of `other` with the same key, or -1.
  ///
  /// With it columns of `other` can be gathered one by one (`take(optional:)`), or rows grouped
  /// by them, and no joined table need exist.
  public func joinLookup(
    _ other: Table, on keys: [(left: String, right: String)]
  ) throws -> Buffer<Int32> {
    try matches(other, keys).first
  }

  private func matches(
    _ other: Table, _ keys: [(left: String, right: String)]
  ) throws -> (index: KeyIndex, first: Buffer<Int32>) {
    if keys.isEmpty {
      throw Problem(.script, "\(name): a join needs at least one key column")
    }
    let left = try keys.map { try column($0.left) }
    let right = try keys.map { try other.column($0.right) }
    for (position, key) in keys.enumerated() {
      let (wanted, own) = (left[position], right[position])
      let isKin = wanted.type == own.type || wanted.type.isNumeric && own.type.isNumeric
      if isKin || wanted.hasNoValue || own.hasNoValue { continue }
      throw KeyIndex.mismatch(wanted.type, own.type)
        .at("join of \(name).\(key.left) with \(other.name).\(key.right)")
    }
    let index = right.count == 1 ? try right[0].keyIndex() : try KeyIndex(right)
    return (index, try index.firstRows(of: left))
  }

  /// Names for columns of another table, in order, that no column of this one has yet.
  private func joinedNames(_ kept: [String], of other: String) -> [String] {
    var taken = Set(names)
    // A name that is free keeps its column, wherever that stands.
    let free = Set(kept.filter { !taken.contains($0) })
    taken.formUnion(free)
    return kept.map { name in
      if free.contains(name) { return name }
      let prefixed = "\(other)_\(name)"
      var candidate = prefixed
      var number = 2
      while !taken.insert(candidate).inserted {
        candidate = "\(prefixed)_\(number)"
        number += 1
      }
      return candidate
    }
  }
}
