import Columns

/// The tables that only customers have rows in: subscriptions, usage, tickets and surveys.
enum CustomerRows {
  static let subscriptionHeader: StaticString =
    "subscription_id,account_id,start,end,mrr,plan,seats"
  static let usageHeader: StaticString = "account_id,month,active_users,events"
  static let ticketHeader: StaticString =
    "ticket_id,account_id,submitted,closed,priority,hours,satisfaction"
  static let surveyHeader: StaticString =
    "survey_id,account_id,contact_id,date,nps,question,answer"

  /// The months before the as-of day that `usage.csv` covers.
  static let usageMonths = 12

  static func writeSubscriptions(
    _ account: AccountTraits, _ story: AccountStory, to cells: inout CellWriter
  ) {
    for (index, term) in story.terms.enumerated() {
      cells.id("S", account.number, index)
      cells.comma()
      cells.id("A", account.number)
      cells.comma()
      cells.date(term.start)
      cells.comma()
      if let end = term.end { cells.date(end) }
      cells.comma()
      cells.hundredths(term.monthly)
      cells.comma()
      cells.text(CommerceWords.products[term.product])
      cells.comma()
      cells.number(term.seats)
      cells.endRow()
    }
  }

  static func writeUsage(
    _ account: AccountTraits, _ story: AccountStory, _ world: DemoWorld,
    to cells: inout CellWriter
  ) {
    guard !story.terms.isEmpty else { return }
    var dice = Dice(seed: world.seed, .usage, account.number)
    let share = story.customerProfile.effects.usage
    let asOf = Calendar.parts(days: world.asOf)
    let current = Calendar.days(year: asOf.year, month: asOf.month, day: 1)
    for back in stride(from: usageMonths, to: 0, by: -1) {
      let month = Calendar.adding(months: -back, to: current)
      let next = Calendar.adding(months: 1, to: month)
      var seats = 0
      for term in story.terms where term.start < next && (term.end ?? next) > month {
        // Two terms of one subscription meet within a month: the seats of the later count.
        if let end = term.end, end < next { continue }
        seats += term.seats
      }
      guard seats > 0 else { continue }
      let active = Double(seats) * share * (0.8 + 0.4 * dice.unit())
      let users = min(Int(active + dice.unit()), seats)
      cells.id("A", account.number)
      cells.comma()
      cells.date(month)
      cells.comma()
      cells.number(users)
      cells.comma()
      cells.number(users * dice.between(20, 60))
      cells.endRow()
    }
  }

  static func writeTickets(
    _ account: AccountTraits, _ story: AccountStory, _ world: DemoWorld,
    to cells: inout CellWriter
  ) {
    let days = story.customerDays(world)
    guard !days.isEmpty else { return }
    var dice = Dice(seed: world.seed, .tickets, account.number)
    let effects = story.customerProfile.effects
    let count = dice.count(mean: effects.tickets * Double(days.count) / 365, atMost: 99)
    for index in 0..<count {
      let submitted = days.lowerBound + dice.below(days.count)
      let hours = dice.spread(median: effects.hours, octaves: 1.3)
      let closed = submitted + Int(hours / 24)
      let isOpen = closed >= world.asOf
      cells.id("K", account.number, index)
      cells.comma()
      cells.id("A", account.number)
      cells.comma()
      cells.date(submitted)
      cells.comma()
      if !isOpen { cells.date(closed) }
      cells.comma()
      cells.text(CommerceWords.priorities[CommerceWords.priorityWeights.pick(&dice)])
      cells.comma()
      if !isOpen { cells.hundredths(max(Int(hours * 10), 1) * 10) }
      cells.comma()
      let opinion = effects.recommends / 2 + 0.9 * dice.normal()
      let isRated = dice.chance(0.55)
      if !isOpen, isRated { cells.number(min(max(Int(opinion + 0.5), 1), 5)) }
      cells.endRow()
    }
  }

  static func writeSurveys(
    _ account: AccountTraits, _ story: AccountStory, _ world: DemoWorld,
    to cells: inout CellWriter
  ) {
    let days = story.customerDays(world)
    guard !days.isEmpty else { return }
    var dice = Dice(seed: world.seed, .surveys, account.number)
    var index = 0
    func begin(_ cells: inout CellWriter, _ dice: inout Dice) {
      cells.id("Q", account.number, index)
      index += 1
      cells.comma()
      cells.id("A", account.number)
      cells.comma()
      if story.contacts > 0 { cells.id("C", account.number, dice.below(story.contacts)) }
      cells.comma()
      cells.date(days.lowerBound + dice.below(days.count))
      cells.comma()
    }
    func answer(_ list: WordList, _ cells: inout CellWriter, _ dice: inout Dice) {
      let start = cells.count
      cells.text(list.pick(&dice))
      cells.quoteIfNeeded(since: start)
      cells.endRow()
    }
    if dice.chance(0.40) {
      begin(&cells, &dice)
      let opinion = story.customerProfile.effects.recommends + 1.6 * dice.normal()
      let score = min(max(Int(opinion + 0.5), 0), 10)
      cells.number(score)
      cells.comma()
      cells.text(CommerceWords.recommend[0])
      cells.comma()
      let words =
        score >= 9
        ? CommerceWords.praise : score >= 7 ? CommerceWords.neutral : CommerceWords.complaint
      // Many people give a number and no words.
      if dice.chance(0.6) { answer(words, &cells, &dice) } else { cells.endRow() }
    }
    if dice.chance(0.20) {
      begin(&cells, &dice)
      cells.comma()
      cells.text(CommerceWords.choose[0])
      cells.comma()
      answer(CommerceWords.reasonsToChoose, &cells, &dice)
    }
    if dice.chance(0.10) {
      begin(&cells, &dice)
      cells.comma()
      cells.text(CommerceWords.stopped[0])
      cells.comma()
      answer(CommerceWords.doubts, &cells, &dice)
    }
  }
}
