/// The files that hold rows of accounts, in the order they are written.
enum DemoFile: Int, CaseIterable {
  case accounts, contacts, deals, subscriptions, touches, tickets, usage, surveys

  var name: String { "\(self).csv" }

  var header: StaticString {
    switch self {
    case .accounts: AccountRows.header
    case .contacts: ContactRows.header
    case .deals: DealRows.header
    case .subscriptions: CustomerRows.subscriptionHeader
    case .touches: TouchRows.header
    case .tickets: CustomerRows.ticketHeader
    case .usage: CustomerRows.usageHeader
    case .surveys: CustomerRows.surveyHeader
    }
  }
}

/// The rows of some accounts in a row, for all files, waiting to be written.
struct DemoBlock: ~Copyable, Sendable {
  private var accounts = CellWriter()
  private var contacts = CellWriter()
  private var deals = CellWriter()
  private var subscriptions = CellWriter()
  private var touches = CellWriter()
  private var tickets = CellWriter()
  private var usage = CellWriter()
  private var surveys = CellWriter()
  private(set) var tally = DemoTally()
  private var story = AccountStory()

  /// Forgets what the block held and makes the rows of `numbers`.
  mutating func make(_ numbers: Range<Int>, in world: DemoWorld) {
    accounts.clear()
    contacts.clear()
    deals.clear()
    subscriptions.clear()
    touches.clear()
    tickets.clear()
    usage.clear()
    surveys.clear()
    tally = DemoTally()
    for number in numbers { make(number, in: world) }
  }

  private mutating func make(_ number: Int, in world: DemoWorld) {
    let account = AccountTraits(
      seed: world.seed, number: number, year: world.year, names: world.names)
    story.tell(of: account, in: world)
    let isVisible = AccountRows.write(account, story, world, to: &accounts)
    ContactRows.write(account, story, world, to: &contacts)
    DealRows.write(account, story, world, to: &deals)
    CustomerRows.writeSubscriptions(account, story, to: &subscriptions)
    TouchRows.write(account, story, world, to: &touches)
    CustomerRows.writeTickets(account, story, world, to: &tickets)
    CustomerRows.writeUsage(account, story, world, to: &usage)
    CustomerRows.writeSurveys(account, story, world, to: &surveys)
    tally.count(account, story, isVisible: isVisible)
  }

  /// The bytes and the number of rows for one file.
  func withRows<Result>(
    of file: DemoFile, _ body: (UnsafeRawBufferPointer, Int) throws -> Result
  ) rethrows -> Result {
    switch file {
    case .accounts: try accounts.withBytes { try body($0, accounts.rows) }
    case .contacts: try contacts.withBytes { try body($0, contacts.rows) }
    case .deals: try deals.withBytes { try body($0, deals.rows) }
    case .subscriptions: try subscriptions.withBytes { try body($0, subscriptions.rows) }
    case .touches: try touches.withBytes { try body($0, touches.rows) }
    case .tickets: try tickets.withBytes { try body($0, tickets.rows) }
    case .usage: try usage.withBytes { try body($0, usage.rows) }
    case .surveys: try surveys.withBytes { try body($0, surveys.rows) }
    }
  }
}

/// How the planted kinds of account came out.
struct DemoTally {
  struct Kind {
    var accounts = 0
    /// Accounts whose cells show the traits of the rules.
    var visible = 0
    var customers = 0
    var won = 0
    var lost = 0
    var open = 0
  }

  /// In the order of ``PlantedProfile``.
  private(set) var kinds = [Kind](repeating: Kind(), count: PlantedProfile.allCases.count)

  mutating func count(_ account: AccountTraits, _ story: AccountStory, isVisible: Bool) {
    let kind = Int(account.profile.rawValue)
    kinds[kind].accounts += 1
    if isVisible { kinds[kind].visible += 1 }
    if story.isCustomer { kinds[kind].customers += 1 }
    for deal in story.deals where !deal.isOrphan {
      if deal.closed == nil {
        kinds[kind].open += 1
      } else if deal.isWon {
        kinds[kind].won += 1
      } else {
        kinds[kind].lost += 1
      }
    }
  }

  mutating func add(_ other: DemoTally) {
    for index in kinds.indices {
      kinds[index].accounts += other.kinds[index].accounts
      kinds[index].visible += other.kinds[index].visible
      kinds[index].customers += other.kinds[index].customers
      kinds[index].won += other.kinds[index].won
      kinds[index].lost += other.kinds[index].lost
      kinds[index].open += other.kinds[index].open
    }
  }
}
