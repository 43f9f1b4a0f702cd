import Basics
import Columns
import Synchronization

/// The positions of contacts: each distinct title, department and seniority read once.
struct Positions: Sendable {
  /// Nil where the table has no such column.
  let titles: DistinctTexts?
  private let departments, seniorities: DistinctTexts?
  private let titleReadings: [TitleReading]
  private let departmentOf: [Department?]
  private let seniorityOf: [Seniority?]

  /// - Throws: if the contacts have none of the columns `title`, `department` and `seniority`.
  init(_ contacts: Table, rules: TitleRules) throws {
    if ["title", "department", "seniority"].allSatisfy({ contacts[$0] == nil }) {
      throw contacts.noSuchColumn("title")
    }
    titles = try Self.texts(contacts, "title")
    departments = try Self.texts(contacts, "department")
    seniorities = try Self.texts(contacts, "seniority")
    titleReadings = try Self.read(titles?.entries ?? [], rules)
    let departmentReadings = try Self.read(departments?.entries ?? [], rules)
    departmentOf = zip(departments?.entries ?? [], departmentReadings).map { view, reading in
      (try? Department(named: view.string)) ?? reading.department
    }
    let seniorityReadings = try Self.read(seniorities?.entries ?? [], rules)
    seniorityOf = zip(seniorities?.entries ?? [], seniorityReadings).map { view, reading in
      (try? Seniority(named: view.string)) ?? reading.seniority
    }
  }

  private static func texts(_ contacts: Table, _ name: String) throws -> DistinctTexts? {
    guard let column = contacts[name] else { return nil }
    guard column.type.isText else {
      throw Problem(
        .data, "\(contacts.name): the column \"\(name)\" is \(column.type.rawValue), not text")
    }
    return try DistinctTexts(column)
  }

  static func read(_ texts: [TextView], _ rules: TitleRules) throws -> [TitleReading] {
    // A reader remembers words, so it should read many titles.
    let ranges = Parallel.ranges(texts.count, size: max(2048, (texts.count + 15) / 16))
    let readings = Mutex<[[TitleReading]]>(Array(repeating: [], count: ranges.count))
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      var reader = TitleReader(rules)
      let read = texts[ranges[piece]].map { view in
        view.withBytes { reader.read(TitleTokens($0)) }
      }
      readings.withLock { $0[piece] = read }
    }
    return readings.withLock { $0.flatMap { $0 } }
  }

  /// Two words that are equal where title, department and seniority are.
  @inline(__always)
  func key(_ row: Int) -> (UInt64, UInt64) {
    let title = titles?.codes.base[row] ?? DistinctTexts.missing
    let department = departments?.codes.base[row] ?? DistinctTexts.missing
    let seniority = seniorities?.codes.base[row] ?? DistinctTexts.missing
    return (UInt64(title) | UInt64(department) << 32, UInt64(seniority))
  }

  /// What ``key(_:)`` stands for.
  func position(_ key: (UInt64, UInt64)) -> (position: Position, title: TextView?) {
    let title = UInt32(truncatingIfNeeded: key.0)
    let department = UInt32(truncatingIfNeeded: key.0 >> 32)
    let seniority = UInt32(truncatingIfNeeded: key.1)
    let missing = DistinctTexts.missing
    let position = Position(
      title == missing ? .nothing : titleReadings[Int(title)],
      departmentColumn: department == missing ? nil : departmentOf[Int(department)],
      seniorityColumn: seniority == missing ? nil : seniorityOf[Int(seniority)])
    return (position, title == missing ? nil : titles?.entries[Int(title)])
  }
}
