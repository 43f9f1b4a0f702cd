import Basics
import Columns

extension Assembly {
  /// Puts the files of one entity together: records that do not count are left out, then the rows
  /// of one file follow those of the other.
  mutating func add(_ entity: Entity, _ files: [LoadedFile]) throws {
    if entity == .links {
      for file in files {
        var one = try counted(file)
        one.columns = file.columns
        links.append(one)
      }
      return
    }
    var parts = try files.map { try counted($0) }
    // Touches of each kind may well be numbered from one.
    if parts.count > 1, let key = entity.key, parts.allSatisfy({ $0[key] != nil }),
      vocabulary.terms(entity)?.unionOfAnyShape != true
    {
      try leaveOutRepeats(entity, key, &parts)
    }
    guard var all = parts.first else { return }
    for part in parts.dropFirst() {
      all = try joined(all, part)
    }
    records[entity] = all
    if files.count > 1 {
      note(
        .note, entity, rows: all.table.rowCount,
        "\(Wording.number(all.table.rowCount)) \(Wording.noun(entity, 2)) from \(files.count) files: "
          + files.map(\.name).joined(separator: ", "))
    }
  }

  /// The rows of a file that count.
  private mutating func counted(_ file: LoadedFile) throws -> Records {
    try takeMasters(file)
    var records = Records(file)
    var gone: Bitmap?
    for (mask, reason) in Deletions(vocabulary).masks(file) {
      gone = gone?.or(mask) ?? mask
      let count = mask.countOfSet
      drop([(file.name, count)], because: reason)
      note(
        .change, file.entity, rows: count,
        "\(Wording.rows(count)) of \(file.name) \(count == 1 ? "was" : "were") left out: \(reason)")
    }
    if let gone { _ = records.leaveOut(gone) }
    return records
  }

  /// Records that an earlier file has already.
  private mutating func leaveOutRepeats(
    _ entity: Entity, _ key: String, _ parts: inout [Records]
  ) throws {
    for index in parts.indices.dropFirst() {
      let earlier = try parts[..<index].compactMap { $0[key] }.map { try $0.converted(to: .text) }
      let known = try KeyIndex([try Column.concatenate(earlier)])
      guard let own = try parts[index][key]?.converted(to: .text) else { continue }
      let found = try known.firstRows(of: [own])
      let repeats = Bitmap(count: own.count) { found[$0] >= 0 }
      let count = repeats.countOfSet
      if count == 0 { continue }
      let reason = "their \(key) is in an earlier file"
      drop(parts[index].leaveOut(repeats), because: reason)
      note(
        .change, entity, column: key, rows: count,
        "\(Wording.rows(count)) of \(parts[index].files[0]) \(count == 1 ? "was" : "were") left out: "
          + reason)
    }
  }

  /// The rows of both; a column of different types becomes text.
  mutating func joined(_ a: Records, _ b: Records) throws -> Records {
    var (first, second) = (a, b)
    for name in a.table.names {
      guard let left = a[name], let right = b[name], !Self.fit(left, right) else { continue }
      try first.set(name, try left.converted(to: .text))
      try second.set(name, try right.converted(to: .text))
      note(
        .odd, a.entity, column: name,
        "\(name) is \(left.type.rawValue) in one file and \(right.type.rawValue) in another; "
          + "it became text")
    }
    try first.append(second)
    return first
  }

  private static func fit(_ a: Column, _ b: Column) -> Bool {
    if a.type == b.type || a.missingCount == a.count || b.missingCount == b.count { return true }
    return a.type.isNumeric && b.type.isNumeric || a.type.isTemporal && b.type.isTemporal
  }
}

/// Records that a CRM keeps although they no longer count.
struct Deletions {
  private let terms: [String: [String]]

  init(_ vocabulary: Vocabulary) { terms = vocabulary.technical }

  /// For each reason the rows it takes away, without those of an earlier reason.
  func masks(_ file: LoadedFile) -> [(mask: Bitmap, reason: String)] {
    var masks: [(Bitmap, String)] = []
    var gone: Bitmap?
    func add(_ mask: Bitmap, _ reason: String) {
      let fresh = gone.map { mask.subtracting($0) } ?? mask
      if fresh.countOfSet == 0 { return }
      masks.append((fresh, reason))
      gone = gone?.or(fresh) ?? fresh
    }
    for (name, column) in zip(file.table.names, file.table.columns) {
      let folded = FoldedText.of(name)
      if terms["deleted"]?.contains(folded) == true {
        add(rows(column, saying: true), "\"\(name)\" says they are deleted")
      } else if file.entity != .stageHistory, terms["current"]?.contains(folded) == true {
        add(rows(column, saying: false), "\"\(name)\" says they are old versions")
      }
    }
    if file.entity == .stageHistory, let property = file.table["property"] {
      add(
        Bitmap(count: property.count) { !StageChanges.isStage(property[$0]) },
        "they are changes of other properties than the stage")
    }
    for (name, column) in zip(file.table.names, file.table.columns)
    where terms["master"]?.contains(FoldedText.of(name)) == true {
      add(
        Bitmap(count: column.count) { !column.isMissing($0) },
        "\"\(name)\" says they were merged into another record")
    }
    return masks
  }

  private func rows(_ column: Column, saying wanted: Bool) -> Bitmap {
    Bitmap(count: column.count) { row in
      switch column[row] {
      case .boolean(let value): return value == wanted
      case .integer(let value): return value == (wanted ? 1 : 0)
      case .text(let text):
        let folded = FoldedText.of(text)
        return (wanted ? ["true", "yes", "1"] : ["false", "no", "0"]).contains(folded)
      default: return false
      }
    }
  }
}
