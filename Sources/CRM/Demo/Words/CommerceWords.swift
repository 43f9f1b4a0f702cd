/// What is sold, how deals come about, and what people say about it.
enum CommerceWords {
  static let products = WordList("Core|Plus|Enterprise|Analytics")
  static let productWeights = WeightedChoice([45, 30, 15, 10])

  /// Where deals come from. The first ``Campaigns/channels`` of them are the paid channels of
  /// `spend.csv`, under the same names.
  static let sources = WordList(
    "LinkedIn Ads|Google Ads|Events|Content Syndication|Outbound|Partner|Referral|Organic")
  static let sourceWeights = WeightedChoice([14, 12, 9, 7, 24, 10, 9, 15])

  static let lostReasons = WordList(
    "Price|Competitor|No decision|Timing|Missing feature|No budget|Went silent")
  static let usualReasons = WeightedChoice([18, 22, 20, 14, 12, 6, 8])
  /// Companies of the negative profile mostly cannot pay.
  static let negativeReasons = WeightedChoice([26, 8, 14, 6, 4, 34, 8])

  static let touchKinds = WordList(
    "web_visit|content_download|email_open|email_click|webinar|event|demo_request|call|meeting")
  static let touchWeights = WeightedChoice([34, 10, 18, 9, 6, 4, 4, 9, 6])
  /// What one touch of each kind counts, in the order of ``touchKinds``.
  static let touchPoints = FixedList<Int>([1, 4, 1, 2, 6, 8, 15, 5, 10])

  static let priorities = WordList("low|normal|high|urgent")
  static let priorityWeights = WeightedChoice([30, 45, 18, 7])

  static let recommend = WordList("How likely are you to recommend us?")
  static let choose = WordList("What made you choose us?")
  static let stopped = WordList("What almost stopped you from buying?")

  static let praise = WordList(
    """
    Support answers within the hour, every time.|The SAP connector saved us a migration.|
    Rollout took six weeks, as promised|Solid. We would buy it again.|
    Weniger Handarbeit, schnellere Angebote.|L'équipe projet connaît notre métier.|
    "It just works", says our plant manager.|Planning errors are down by a third|
    El soporte es excelente, muy recomendable.|Our engineers actually like using it
    """)
  static let neutral = WordList(
    """
    Does what it should; reporting could be better.|Good product, slow onboarding.|
    We use two of the five modules|Preis in Ordnung, Schulung fehlt.|
    Correct, sans plus.|Still waiting for the second site to go live|
    Fine for now, we review next year|Documentation is thin in places
    """)
  static let complaint = WordList(
    """
    Too expensive for a shop of our size.|We only needed a price list, not a platform.|
    Nobody here has time to set it up|Tickets stay open for weeks, then get closed.|
    Zu kompliziert für drei Leute.|Trop cher pour ce que nous en faisons.|
    "Enterprise" features we never asked for|Switched back to spreadsheets
    """)
  static let reasonsToChoose = WordList(
    """
    Fits our SAP landscape, no middleware needed.|References from two competitors of ours|
    Fewer steps between quote and order.|Cut month-end closing from nine days to four|
    The proof of concept ran on our own data.|Die Referenz aus der Region hat überzeugt.|
    Security review passed at the first attempt|Price was fair, scope was clear.|
    Le délai de mise en service.|Our CFO wanted one number, not five.
    """)
  static let doubts = WordList(
    """
    Budget was frozen until April.|The business case, mostly the savings on labour|
    Data protection; legal took eight weeks.|Two of our sites run another ERP|
    Fear of another failed rollout, honestly.|Der Preis.|La migration des données.|
    Our old vendor offered "the same" for half.|No internal owner for the project
    """)
}

/// Campaigns: one a paid channel, theme and half-year, such as `linkedin-cost-2025h1`.
enum Campaigns {
  static let channels = 4
  static let themes = 3
  private static let stems = WordList("linkedin|google|events|content")
  private static let themeNames = WordList("automation|cost|growth")

  /// Writes the name of the campaign of `channel` that has `theme` and runs on `day`.
  static func write(
    channel: Int, theme: Int, year: Int, month: Int, to cells: inout CellWriter
  ) {
    cells.text(stems[channel])
    cells.byte(UInt8(ascii: "-"))
    cells.text(themeNames[theme])
    cells.byte(UInt8(ascii: "-"))
    cells.number(year, width: 4)
    cells.text(month <= 6 ? "h1" : "h2")
  }
}
