import Columns

/// `deals.csv`: what was offered to an account, and how it ended.
enum DealRows {
  static let header: StaticString = """
    deal_id,account_id,name,stage,amount,created,closed,source,campaign,owner,product,discount,\
    lost_reason,qualified_at,proposal_at,contract_at
    """

  static func write(
    _ account: AccountTraits, _ story: AccountStory, _ world: DemoWorld,
    to cells: inout CellWriter
  ) {
    var dice = Dice(seed: world.seed, .dealCells, account.number)
    for (index, deal) in story.deals.enumerated() {
      row(index, deal, account, &dice, to: &cells)
    }
  }

  private static func row(
    _ index: Int, _ deal: AccountStory.Deal, _ account: AccountTraits, _ dice: inout Dice,
    to cells: inout CellWriter
  ) {
    let isOpen = deal.closed == nil
    cells.id("D", account.number, index)
    cells.comma()
    // Ids from 90,000,000 up belong to no account of any demo.
    let unknown = 90_000_000 + dice.below(9_000_000)
    cells.id("A", deal.isOrphan ? unknown : account.number)
    cells.comma()
    let start = cells.count
    account.name.write(to: &cells)
    cells.text(" - ")
    cells.text(CommerceWords.products[deal.product])
    cells.quoteIfNeeded(since: start)
    cells.comma()
    stage(deal, to: &cells)
    cells.comma()
    let hidesAmount = dice.chance(DemoRates.openWithoutAmount)
    if !(isOpen && hidesAmount) { cells.hundredths(deal.amount) }
    cells.comma()
    cells.date(deal.created)
    cells.comma()
    let isMistyped = dice.chance(DemoRates.closedBeforeCreated)
    let back = dice.between(1, 20)
    if let closed = deal.closed { cells.date(isMistyped ? deal.created - back : closed) }
    cells.comma()
    cells.text(CommerceWords.sources[deal.source])
    cells.comma()
    if deal.source < Campaigns.channels {
      let day = Calendar.parts(days: deal.created)
      Campaigns.write(
        channel: deal.source, theme: deal.theme, year: day.year, month: day.month, to: &cells)
    }
    cells.comma()
    cells.text(PeopleWords.owners[account.owner])
    cells.comma()
    cells.text(CommerceWords.products[deal.product])
    cells.comma()
    cells.hundredths(deal.discount)
    cells.comma()
    let hidesReason = dice.chance(DemoRates.reasonMissing)
    if !isOpen, !deal.isWon, !hidesReason { cells.text(CommerceWords.lostReasons[deal.reason]) }
    cells.comma()
    if let day = deal.qualified { cells.date(day) }
    cells.comma()
    if let day = deal.proposal { cells.date(day) }
    cells.comma()
    if let day = deal.contract { cells.date(day) }
    cells.endRow()
  }

  private static func stage(_ deal: AccountStory.Deal, to cells: inout CellWriter) {
    if deal.closed != nil {
      if deal.isWon { cells.text("Closed Won") } else { cells.text("Closed Lost") }
    } else if deal.contract != nil {
      cells.text("Contract Sent")
    } else if deal.proposal != nil {
      cells.text("Proposal")
    } else if deal.qualified != nil {
      cells.text("Qualified")
    } else {
      cells.text("Discovery")
    }
  }
}
