import Basics
import Columns
import Statistics

/// How much of a committee is known at each account.
public struct CommitteeCoverage: Sendable {
  /// The accounts with these columns after their own:
  /// - `contacts_known`: contacts of the account
  /// - `committee`: contacts that fill at least one role
  /// - `coverage`: required roles that somebody fills ÷ required roles, 0 to 1
  /// - `roles_filled`, `roles_missing`: roles by name, joined by semicolons; missing where none.
  ///   Roles that are not required are only among those filled.
  /// - `decision_makers`: contacts that can sign; see ``Committees/coverage(_:_:_:rules:)``
  /// - `engaged`: committee contacts with a touch in the window; only where touches were given
  /// - `single_threaded`: whether the account hangs on one person: at most one of `engaged`, or of
  ///   `committee` where no touches were given, and at least one contact is known
  public let accounts: Table
  /// One row a role: how many accounts it is filled at, with Wilson's interval.
  public let roles: FigureTable
  public let notes: [String]
}

public enum Committees {
  /// Which roles of a committee are known at each account, and which are missing (F5, F6).
  ///
  /// A contact may fill several roles. Who has left the position fills none. A decision maker is
  /// who has one of the committee's deciding levels, or whom the column `buying_role` calls one.
  ///
  /// - Parameters:
  ///   - accounts: With `account_id`. Scored ones are meant; others are noted.
  ///   - contacts: With `account_id` and a column that tells the position.
  ///   - touches: With `contact_id` and `date`: who was in touch in the last `days` before `asOf`.
  /// - Throws: for columns that are not there.
  /// - Complexity: each kind of contact is looked at once; O(contacts + accounts) for the rest.
  public static func coverage(
    _ accounts: Table, _ contacts: Table, _ committee: Committee, touches: Table? = nil,
    asOf: Int32 = 0, days: Int = 90, level: Double = 0.95, rules: TitleRules = .standard
  ) throws -> CommitteeCoverage {
    let filled = try RolesFilled(committee, contacts, rules: rules)
    let accountOf = try contacts.joinLookup(accounts, on: [("account_id", "account_id")])
    let engaged = try touches.map {
      try EngagedContacts.find(contacts, $0, asOf: asOf, days: days)
    }
    var known = KnownPeople(accounts.rowCount)
    known.add(filled, accountOf, engaged)
    var notes = notes(accounts, contacts, accountOf)
    if let touches, touches["contact_id"] == nil || contacts["contact_id"] == nil {
      notes.append("\(touches.name) do not say which contact: nobody counts as engaged")
    }
    return CommitteeCoverage(
      accounts: try accounts.with(known.columns(committee)),
      roles: try roles(known, filled, committee, accountOf, level: level), notes: notes)
  }

  static func notes(_ accounts: Table, _ contacts: Table, _ accountOf: Buffer<Int32>) -> [String] {
    var notes: [String] = []
    if !accounts.names.contains(where: { $0.hasSuffix("fit") || $0.hasSuffix("tier") }) {
      notes.append(
        "\(accounts.name) were not scored by an ICP: a committee is worth knowing at accounts "
          + "that fit")
    }
    var outside = 0
    for row in accountOf.elements where row < 0 { outside += 1 }
    if outside > 0 {
      notes.append(
        Wording.counted(outside, "contact belongs", "contacts belong")
          + " to none of these accounts")
    }
    return notes
  }

  private static func roles(
    _ known: KnownPeople, _ filled: RolesFilled, _ committee: Committee,
    _ accountOf: Buffer<Int32>, level: Double
  ) throws -> FigureTable {
    let confidence = try Confidence(level)
    let count = committee.roles.count
    var (accounts, people) = ([Int](repeating: 0, count: count), [Int](repeating: 0, count: count))
    for mask in known.roles.elements where mask != 0 {
      var rest = mask
      while rest != 0 {
        accounts[rest.trailingZeroBitCount] += 1
        rest &= rest - 1
      }
    }
    for row in 0..<accountOf.count where accountOf.base[row] >= 0 {
      var rest = filled.masks.base[row]
      while rest != 0 {
        people[rest.trailingZeroBitCount] += 1
        rest &= rest - 1
      }
    }
    var columns = FigureBuilder(level: level)
    columns.text("role", committee.roles.map(\.name), "the role")
    columns.flag("required", committee.roles.map(\.isRequired), "whether it counts in the coverage")
    columns.count("contacts", people, "contacts at these accounts that fill it")
    columns.count("accounts", accounts, "accounts where somebody fills it")
    columns.interval(
      "filled",
      try accounts.map {
        Bounded(try Proportion.wilson(wins: $0, n: known.roles.count, at: confidence))
      }, .share, "accounts where somebody fills it / accounts", bounds: "Wilson's score interval")
    return FigureTable(
      table: try Table(name: "roles", columns.columns, rowCount: count),
      definitions: columns.definitions)
  }
}

/// What is known of the people at each account, summed up over the contacts.
struct KnownPeople: Sendable {
  let roles: Buffer<UInt64>
  let contacts, committee, deciders: Buffer<Int64>
  private(set) var engaged: Buffer<Int64>?
  private let count: Int

  init(_ accounts: Int) {
    count = accounts
    roles = Buffer(repeating: 0, count: accounts)
    contacts = Buffer(repeating: 0, count: accounts)
    committee = Buffer(repeating: 0, count: accounts)
    deciders = Buffer(repeating: 0, count: accounts)
  }

  /// One pass in the order of the contacts: their accounts are all over the place, and adding up
  /// in memory is soon done.
  mutating func add(_ filled: RolesFilled, _ accountOf: Buffer<Int32>, _ engaged: Bitmap?) {
    let (roles, contacts, committee) = (roles.base, contacts.base, committee.base)
    let (deciders, masks) = (deciders.base, filled.masks.base)
    let accountOfRow = accountOf.base
    for row in 0..<accountOf.count {
      let account = Int(accountOfRow[row])
      if account < 0 { continue }
      let mask = masks[row]
      contacts[account] += 1
      roles[account] |= mask
      if mask != 0 { committee[account] += 1 }
    }
    filled.deciders.forEachSet { row in
      let account = Int(accountOfRow[row])
      if account >= 0 { deciders[account] += 1 }
    }
    guard let engaged else { return }
    let counts = Buffer<Int64>(repeating: 0, count: count)
    engaged.forEachSet { row in
      let account = Int(accountOfRow[row])
      if account >= 0 && masks[row] != 0 { counts.base[account] += 1 }
    }
    self.engaged = counts
  }

  func columns(_ committee: Committee) -> [(name: String, column: Column)] {
    let required = committee.requiredRoles
    let total = Double(required.nonzeroBitCount)
    let coverage = Buffer<Double>(count: count)
    let single = Buffer<UInt8>(repeating: 0, count: count)
    for account in 0..<count {
      coverage.base[account] = Double((roles.base[account] & required).nonzeroBitCount) / total
      let threads = engaged?.base[account] ?? self.committee.base[account]
      if contacts.base[account] > 0 && threads <= 1 { single.base[account] = 1 }
    }
    var columns: [(name: String, column: Column)] = [
      ("contacts_known", Column(type: .integer, storage: .integer(contacts), validity: nil)),
      ("committee", Column(type: .integer, storage: .integer(self.committee), validity: nil)),
      ("coverage", Column(type: .number, storage: .number(coverage), validity: nil)),
      ("roles_filled", names(committee) { $0 }),
      ("roles_missing", names(committee) { ~$0 & required }),
      ("decision_makers", Column(type: .integer, storage: .integer(deciders), validity: nil)),
    ]
    if let engaged {
      columns.append(
        ("engaged", Column(type: .integer, storage: .integer(engaged), validity: nil)))
    }
    columns.append(
      ("single_threaded", Column(type: .boolean, storage: .boolean(single), validity: nil)))
    return columns
  }

  /// The names of the chosen roles of each account. Accounts share few combinations, so each is
  /// written once.
  private func names(_ committee: Committee, _ choose: (UInt64) -> UInt64) -> Column {
    var texts: [String?] = []
    // Few roles: the combination itself is the place of its number. Asking a dictionary once an
    // account would take longer than all the rest.
    let isDirect = committee.roles.count <= 16
    let unknown = UInt32.max
    var direct = [UInt32](repeating: unknown, count: isDirect ? 1 << committee.roles.count : 0)
    var numberOf: [UInt64: UInt32] = [:]
    let numbers = Buffer<UInt32>(count: count)
    for account in 0..<count {
      let mask = choose(roles.base[account])
      let known = isDirect ? direct[Int(mask)] : numberOf[mask] ?? unknown
      if known != unknown {
        numbers.base[account] = known
        continue
      }
      let number = UInt32(truncatingIfNeeded: texts.count)
      if isDirect { direct[Int(mask)] = number } else { numberOf[mask] = number }
      numbers.base[account] = number
      let names = committee.roles.indices.filter { mask >> UInt64($0) & 1 == 1 }.map {
        committee.roles[$0].name
      }
      texts.append(names.isEmpty ? nil : names.joined(separator: "; "))
    }
    return Column(texts: texts).take(numbers)
  }
}

/// Contacts that were in touch lately.
enum EngagedContacts {
  /// - Returns: Contacts with a touch in the `days` up to and with `asOf`.
  static func find(_ contacts: Table, _ touches: Table, asOf: Int32, days: Int) throws -> Bitmap {
    let result = Bitmap(count: contacts.rowCount)
    guard contacts["contact_id"] != nil, touches["contact_id"] != nil else { return result }
    let contactOf = try touches.joinLookup(contacts, on: [("contact_id", "contact_id")])
    let day = try touches.column("date").days()
    let first = Int64(asOf) - Int64(days)
    for row in 0..<touches.rowCount {
      let contact = Int(contactOf.base[row])
      let when = day.base[row]
      if contact >= 0, when != Column.noDay, Int64(when) > first, when <= asOf {
        result[contact] = true
      }
    }
    return result
  }
}
