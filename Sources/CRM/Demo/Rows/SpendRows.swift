import Columns

/// `spend.csv`: what each campaign cost each week, over the three years of the deals.
///
/// Spend grows with the number of accounts, so that a new customer costs about the same in a
/// demo of any size: the one table that is not the same for a part of the accounts.
enum SpendRows {
  static let header: StaticString = "date,channel,campaign,amount,impressions,clicks"

  /// Dollars a week and campaign for 1,000 accounts, by channel.
  private static let weekly = FixedList<Double>([1500, 1200, 1100, 550])
  /// Dollars for a thousand impressions; 0 where there is no such thing.
  private static let perThousand = FixedList<Double>([33, 18, 0, 12])
  private static let clickRate = FixedList<Double>([0.006, 0.031, 0, 0.011])

  static func write(accounts: Int, _ world: DemoWorld, to cells: inout CellWriter) {
    guard accounts > 0 else { return }
    let first = world.asOf - AccountStory.days
    // Weeks are counted from their Monday.
    let monday = first + (8 - Calendar.weekday(days: first)) % 7
    for (week, day) in stride(from: monday, to: world.asOf, by: 7).enumerated() {
      var dice = Dice(seed: world.seed, .spend, week)
      let parts = Calendar.parts(days: day)
      for channel in 0..<Campaigns.channels {
        for theme in 0..<Campaigns.themes {
          let dollars = weekly[channel] * Double(accounts) / 1000 * (0.6 + 0.8 * dice.unit())
          cells.date(day)
          cells.comma()
          cells.text(CommerceWords.sources[channel])
          cells.comma()
          Campaigns.write(
            channel: channel, theme: theme, year: parts.year, month: parts.month, to: &cells)
          cells.comma()
          cells.hundredths(Int(dollars * 100))
          cells.comma()
          let price = perThousand[channel] * (0.85 + 0.3 * dice.unit())
          let rate = clickRate[channel] * (0.7 + 0.6 * dice.unit())
          if price > 0 { cells.number(Int(dollars / price * 1000)) }
          cells.comma()
          if price > 0 { cells.number(Int(dollars / price * 1000 * rate)) }
          cells.endRow()
        }
      }
    }
  }
}
