import Basics
import CRM
import Columns

/// An audience worked out in memory: which rows go into the file, which do not and why.
final class AudiencePlan: @unchecked Sendable {
  let table: Table
  let destination: Destination
  let options: AudienceOptions
  let groups: [ColumnGroup]
  /// For each row 0 if it is in the file, else the state of a ``DropReason``.
  let states: Buffer<UInt8>
  /// For each suppressed row 1 + the index of the list.
  let suppressedBy: Buffer<UInt8>
  let consent: ConsentRules
  private(set) var result: AudienceResult

  init(_ table: Table, _ destination: Destination, path: String?, _ options: AudienceOptions) throws
  {
    self.table = table
    self.destination = destination
    self.options = options
    result = AudienceResult(destination: destination.name, title: destination.title)
    result.rowsIn = table.rowCount
    if destination.columns.contains(where: \.isHashed) && !options.writesPlain {
      try HashSelfTest.run()
    }
    let cache = try ColumnCache(table, defaultCountry: options.defaultCountry)
    let listName = options.listName.isEmpty ? path.map(Files.name(of:)) ?? "" : options.listName
    let allGroups = try Self.groups(cache, destination, options, listName)
    consent = ConsentRules(cache, destination.consent, options)
    states = Buffer(count: table.rowCount, zeroed: true)
    suppressedBy = Buffer(count: table.rowCount, zeroed: true)

    let lists = try Self.suppression(cache, destination, options, &result)
    let needs = Self.bitmap(destination.needs, allGroups, table.rowCount)
    try Self.exclude(states, suppressedBy, consent, lists, needs)
    let same = destination.same.compactMap { alternative -> [ColumnGroup]? in
      let named = alternative.compactMap { header in allGroups.first { $0.header == header } }
      return named.count == alternative.count ? named : nil
    }
    for row in try Duplicates(same).repeated(among: Self.kept(states).rows()) {
      states.base[Int(row)] = DropReason.duplicate.state
    }
    let kept = Self.kept(states)
    groups = Self.withoutUnused(allGroups, kept)
    result.matchable =
      kept.and(Self.bitmap(destination.match, allGroups, table.rowCount)).countOfSet
    count(kept)
    Preflight.check(self, path: path, &result)
  }

  /// The rows that are in the file, in order.
  func rows(where isWanted: @Sendable (Int) -> Bool = { _ in true }) -> Buffer<UInt32> {
    Bitmap.parallel(table.rowCount) { [states] in
      states.base[$0] == 0 && isWanted($0)
    }.rows()
  }

  private static func kept(_ states: Buffer<UInt8>) -> Bitmap {
    Bitmap.parallel(states.count) { states.base[$0] == 0 }
  }

  private static func groups(
    _ cache: ColumnCache, _ destination: Destination, _ options: AudienceOptions, _ listName: String
  ) throws -> [ColumnGroup] {
    let table = cache.table
    var columns = destination.columns
    if destination.takesAllColumns {
      columns = table.names.map { name in
        Destination.Column(header: name, sources: [name], platform: .plain, field: .raw)
      }
    }
    if options.writesPlain {
      for index in columns.indices { columns[index].isHashed = false }
    }
    var groups: [ColumnGroup] = []
    var prepared: [PreparedKey: PreparedColumn] = [:]
    var start = 0
    while start < columns.count {
      var end = start + 1
      while end < columns.count, columns[start].sharesValues(with: columns[end]) { end += 1 }
      let column = columns[start]
      var names: [String] = []
      for source in column.sources {
        for name in cache.names(matching: source) where !names.contains(name) { names.append(name) }
      }
      let sources = try names.compactMap { name -> PreparedColumn? in
        // A domain may feed two columns: it is worked out once.
        let key = PreparedKey(name: name, column: column)
        if let known = prepared[key] { return known }
        let made: PreparedColumn?
        if column.field == .phone || column.field == .phoneDigits {
          made = try cache.phones(name).map { try PreparedColumn($0, column) }
        } else {
          made = try cache.cells(name).map {
            try PreparedColumn($0, column, countries: cache.countries)
          }
        }
        prepared[key] = made
        return made
      }
      let constant = column.constant.map { Self.filledIn($0, listName) }
      groups.append(
        ColumnGroup(
          Array(columns[start..<end]), sources: sources, constant: constant,
          rowCount: table.rowCount))
      start = end
    }
    return groups
  }

  /// What decides the values of a prepared column.
  private struct PreparedKey: Hashable {
    var name: String
    var platform: Platform
    var field: Field
    var isHashed: Bool
    var limit: Int?

    init(name: String, column: Destination.Column) {
      self.name = name
      platform = column.platform
      field = column.field
      isHashed = column.isHashed
      limit = column.limit
    }
  }

  static func filledIn(_ text: String, _ listName: String) -> String {
    text.split(separator: "{list}", omittingEmptySubsequences: false).joined(separator: listName)
  }

  private static func suppression(
    _ cache: ColumnCache, _ destination: Destination, _ options: AudienceOptions,
    _ result: inout AudienceResult
  ) throws -> [SuppressionIndex] {
    guard !options.suppress.isEmpty else { return [] }
    guard options.suppress.count < 255 else {
      throw Problem(
        .script, "audience: more than 254 suppression lists", hints: ["join some of them"])
    }
    var subject = destination.subject
    if subject == .any { subject = SuppressionList(name: "", table: cache.table).about }
    let audience = try AudienceKeys(
      cache.table, subject: subject, defaultCountry: options.defaultCountry, cache: cache)
    return try options.suppress.map { list in
      let index = try SuppressionIndex(list, for: audience, defaultCountry: options.defaultCountry)
      if index.isAboutOthers {
        result.warnings.append(
          "suppression list \"\(list.name)\" is about people: no company was left out because of it"
        )
      } else if index.keys.isEmpty && list.table.rowCount > 0 {
        result.refusals.append(
          "suppression list \"\(list.name)\" shares no key with the audience (account_id, contact_id, email, phone, domain)"
        )
      }
      return index
    }
  }

  /// Opting out and consent come before suppression: they are the person's own word.
  private static func exclude(
    _ states: Buffer<UInt8>, _ suppressedBy: Buffer<UInt8>, _ consent: ConsentRules,
    _ lists: [SuppressionIndex], _ needs: Bitmap
  ) throws {
    let ranges = Parallel.ranges(states.count, size: 8192)
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      for row in ranges[piece] {
        if let reason = consent.reason(row) {
          states.base[row] = reason.state
        } else if let list = lists.firstIndex(where: { $0.contains(row) }) {
          states.base[row] = DropReason.suppressed.state
          suppressedBy.base[row] = UInt8(truncatingIfNeeded: list + 1)
        } else if !needs[row] {
          states.base[row] = DropReason.noIdentifier.state
        }
      }
    }
  }

  private static func bitmap(
    _ alternatives: Destination.Alternatives, _ groups: [ColumnGroup], _ count: Int
  ) -> Bitmap {
    if alternatives.isEmpty { return Bitmap(count: count, filled: true) }
    var any = Bitmap(count: count)
    for alternative in alternatives {
      var all = Bitmap(count: count, filled: true)
      for header in alternative {
        // A header may name several groups where rules differ: any of them will do.
        let named = groups.filter { $0.header == header }.map(\.filled)
        all = all.and(named.dropFirst().reduce(named.first ?? Bitmap(count: count)) { $0.or($1) })
      }
      any = any.or(all)
    }
    return any
  }

  /// Optional columns that no row fills are not in the file.
  private static func withoutUnused(_ groups: [ColumnGroup], _ kept: Bitmap) -> [ColumnGroup] {
    groups.filter { group in
      let fixed = group.columns.count { !$0.isOptional }
      if fixed == group.columns.count { return true }
      var used = 0
      if group.mayRepeat {
        kept.forEachSet { used = max(used, group.valueCount($0)) }
      } else if kept.and(group.filled).countOfSet > 0 {
        used = 1
      }
      group.width = min(group.columns.count, max(fixed, used))
      return group.width > 0
    }
  }

  private func count(_ kept: Bitmap) {
    result.rowsOut = kept.countOfSet
    var counts = [Int](repeating: 0, count: DropReason.allCases.count + 1)
    for state in states.elements { counts[Int(state)] += 1 }
    result.dropped = DropReason.allCases
      .map { DropCount(reason: $0, rows: counts[Int($0.state)]) }
      .filter { $0.rows > 0 }
      .sorted { $0.reason.rawValue < $1.reason.rawValue }
    result.coverage = groups.filter { $0.constant == nil }.map { group in
      var unusable = [Int](repeating: 0, count: DropReason.allCases.count + 1)
      var digested = 0
      // A column that the table has not is missing everywhere.
      let unfilled =
        group.sources.isEmpty ? Bitmap(count: kept.count) : kept.subtracting(group.filled)
      unfilled.forEachSet { row in
        if let reason = group.reason(row), reason != .missing { unusable[Int(reason.state)] += 1 }
      }
      for source in group.sources where source.digested.countOfSet > 0 {
        kept.forEachSet { if source.digested[source.cells.slot($0)] { digested += 1 } }
      }
      return Coverage(
        header: group.header, filled: kept.and(group.filled).countOfSet,
        unusable: DropReason.allCases
          .map { DropCount(reason: $0, rows: unusable[Int($0.state)]) }
          .filter { $0.rows > 0 }
          .sorted { ($1.rows, $0.reason.rawValue) < ($0.rows, $1.reason.rawValue) },
        alreadyHashed: digested)
    }
  }
}
