import Basics

/// One column to group by, as a code a row; missing is a code of its own.
struct CodeSource: Sendable {
  /// Codes are below this.
  let bound: Int
  private let kind: Kind

  private enum Kind: Sendable {
    case direct(Column, DirectKeys)
    case numbered(NumberedTexts, Buffer<TextView>, Bitmap?, DirectKeys)
    /// Hashed, and numbered by first appearance.
    case numbers(GroupNumbers)
  }

  /// - Parameter limit: More codes than this are not counted by direct index.
  init(_ column: Column, limit: Int) {
    var keys = column
    if case .text(let views, _) = column.storage,
      let form = NumberedTexts.of(views, present: column.validity)
    {
      if let direct = DirectKeys(form.range, limit: limit) {
        kind = .numbered(form, views, column.validity, direct)
        bound = direct.span + 1
        return
      }
      keys = form.numbers(of: views, present: column.validity)
    }
    if let direct = keys.directKeys(limit: limit) {
      kind = .direct(keys, direct)
      bound = direct.span + 1
      return
    }
    let numbers =
      switch keys.hashableKeys() {
      case .words(let words): GroupNumbers.numbers(ofHashed: words, present: column.validity)
      case .texts(let texts): GroupNumbers.numbers(ofHashed: texts, present: column.validity)
      }
    kind = .numbers(numbers)
    bound = numbers.count
  }

  /// The codes of all rows; with the group numbers, where the codes are those already.
  func codes() -> (codes: Buffer<UInt32>, numbers: GroupNumbers?) {
    switch kind {
    case .direct(let column, let direct):
      let codes = Buffer<UInt32>(count: column.count)
      Parallel.overRows(column.count) { range in
        let codes = codes.base
        column.forEachCode(direct, in: range) { codes[$0] = $1 }
      }
      return (codes, nil)
    case .numbered(let form, let views, let present, let direct):
      let codes = form.codes(of: views, present: present, in: direct)
      let missing = Int32(truncatingIfNeeded: direct.span)
      if present != nil {
        Parallel.overRows(codes.count) { range in
          let codes = codes.base
          for row in range where codes[row] < 0 { codes[row] = missing }
        }
      }
      return (codes.reinterpreted(as: UInt32.self), nil)
    case .numbers(let numbers): return (numbers.groupOf, numbers)
    }
  }

  /// Makes each of `codes` one number in mixed radix with this column's code.
  func fold(into codes: Buffer<UInt32>) {
    let radix = UInt32(truncatingIfNeeded: bound)
    if case .direct(let column, let direct) = kind {
      Parallel.overRows(codes.count) { range in
        let codes = codes.base
        column.forEachCode(direct, in: range) { codes[$0] = codes[$0] &* radix &+ $1 }
      }
      return
    }
    let own = self.codes().codes
    Parallel.overRows(codes.count) { range in
      let (codes, own) = (codes.base, own.base)
      for row in range { codes[row] = codes[row] &* radix &+ own[row] }
    }
  }
}
