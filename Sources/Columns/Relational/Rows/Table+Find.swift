import Basics

extension Table {
  /// The first row whose cell in the named column equals `value`, or nil.
  ///
  /// A missing value is found nowhere. An integer finds a number of exactly its value.
  ///
  /// - Throws: when the column is unknown or its cells are of another type than the value.
  public func find(_ name: String, equals value: Value) throws -> Int? {
    let mask = try mask(name, equals: value)
    for index in 0..<mask.words.count where mask.words.base[index] != 0 {
      return index << 6 + mask.words.base[index].trailingZeroBitCount
    }
    return nil
  }

  /// The rows whose cell in the named column equals `value`.
  public func mask(_ name: String, equals value: Value) throws -> Bitmap {
    do {
      return try column(name).mask(equals: value)
    } catch let problem as Problem where problem.kind == .data {
      throw problem.at("\(self.name).\(name)")
    }
  }
}

extension Column {
  /// The rows whose cell equals `value`; none for a missing value. NaN equals NaN.
  ///
  /// - Throws: when cells of this column can never equal a value of that type.
  public func mask(equals value: Value) throws -> Bitmap {
    guard let wanted = value.type else { return Bitmap(count: count) }
    let single = Self.single(value)
    if let single, type.isNumeric && wanted.isNumeric || type == wanted {
      return equal(to: single)
    }
    if type == .set, case .text(let text) = value {
      let canonical = SetText.canonical(Array(text.utf8))
      return equal(to: Self.single(.text(String(decoding: canonical, as: UTF8.self))))
    }
    if hasNoValue { return Bitmap(count: count) }
    throw Problem(
      .data, "cells are \(type.rawValue), and never equal to a value of type \(wanted.rawValue)")
  }

  private func equal(to single: Column?) -> Bitmap {
    guard let single else { return Bitmap(count: count) }
    if let codes, let dictionary, let view = single.textView(0) {
      guard let wanted = dictionary.code(of: view) else { return Bitmap(count: count) }
      return Bitmap(count: count) { words, range in
        let codes = codes.base
        Bitmap.fill(words, range) { codes[$0] == wanted ? 1 : 0 }
      }
    }
    let found: Bitmap
    switch (storage, single.storage) {
    case (.boolean(let cells), .boolean(let wanted)): found = cells.mask(of: wanted[0])
    case (.date(let cells), .date(let wanted)): found = cells.mask(of: wanted[0])
    case (.integer(let cells), .integer(let wanted)): found = cells.mask(of: wanted[0])
    case (.timestamp(let cells), .timestamp(let wanted)): found = cells.mask(of: wanted[0])
    default:
      found = Bitmap(count: count) { words, range in
        Bitmap.fill(words, range) { self.equalsCell($0, single, 0) ? 1 : 0 }
      }
    }
    return validity.map { found.and($0) } ?? found
  }

  /// A column of one row.
  private static func single(_ value: Value) -> Column? {
    guard let type = value.type else { return nil }
    let builder = ColumnBuilder(type: type)
    builder.append(value)
    return builder.finish()
  }
}

extension Buffer where Element: Equatable & Sendable {
  /// Which elements equal `wanted`.
  fileprivate func mask(of wanted: Element) -> Bitmap {
    Bitmap(count: count) { words, range in
      let elements = base
      Bitmap.fill(words, range) { elements[$0] == wanted ? 1 : 0 }
    }
  }
}
