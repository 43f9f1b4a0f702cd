import Columns

/// `touches.csv`: what people at an account did, or what was done to reach them.
enum TouchRows {
  static let header: StaticString = "touch_id,account_id,contact_id,kind,date,weight,campaign"

  static func write(
    _ account: AccountTraits, _ story: AccountStory, _ world: DemoWorld,
    to cells: inout CellWriter
  ) {
    // The touches were drawn with the story; only their campaigns are drawn here.
    var dice = Dice(seed: world.seed, .touchCells, account.number)
    for (index, touch) in story.touches.enumerated() {
      cells.id("T", account.number, index)
      cells.comma()
      cells.id("A", account.number)
      cells.comma()
      if let contact = touch.contact { cells.id("C", account.number, contact) }
      cells.comma()
      cells.text(CommerceWords.touchKinds[touch.kind])
      cells.comma()
      cells.date(touch.day)
      cells.comma()
      cells.number(CommerceWords.touchPoints[touch.kind])
      cells.comma()
      let isPaid = dice.chance(0.3)
      let channel = dice.below(Campaigns.channels)
      let theme = dice.below(Campaigns.themes)
      // The kinds up to "event" can come from a campaign; calls and meetings do not.
      if isPaid, touch.kind < 6 {
        let day = Calendar.parts(days: touch.day)
        Campaigns.write(
          channel: channel, theme: theme, year: day.year, month: day.month, to: &cells)
      }
      cells.endRow()
    }
  }
}
