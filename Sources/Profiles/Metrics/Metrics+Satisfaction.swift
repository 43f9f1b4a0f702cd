import Basics
import Columns
import Statistics

extension Metrics {
  /// What customers say (B14): net promoter score and satisfaction, asked and after tickets; how
  /// many would recommend us, and how often customers complain.
  ///
  /// - Parameters:
  ///   - surveys: `account_id` with `nps` and `csat`; or one `score` with its `kind` (`nps` or
  ///     `csat`); or a `score` alone, which is NPS if any is above 5.
  ///   - tickets: `account_id` and `satisfaction`, where known.
  ///   - accounts: nil: the accounts the answers name.
  public static func satisfaction(
    surveys: Table, tickets: Table? = nil, accounts: Table? = nil, by keys: [CohortKey] = [],
    level: Double = 0.95
  ) throws -> FigureTable {
    let accounts = try accounts ?? AccountCohorts.named(in: surveys)
    let cohorts = try AccountCohorts(accounts, by: keys)
    let answers = try SurveyAnswers(surveys, accounts)
    let load = try tickets.map { tickets in
      let rows = try AccountRows(tickets, accounts)
      let escalated = try tickets["escalated"].flatMap { flag in
        flag.type == .boolean
          ? rows.counts(try tickets.mask("escalated", equals: .boolean(true))) : nil
      }
      return (
        all: rows.counts(Bitmap(count: tickets.rowCount, filled: true)), escalated: escalated
      )
    }
    let afterTickets = try tickets.flatMap { tickets in
      tickets["satisfaction"] == nil
        ? nil : try SurveyAnswers(tickets, accounts, satisfaction: "satisfaction")
    }
    return try cohorts.table(
      "satisfaction", level: level, rank: ["nps.low", "csat.low", "answers"],
      notes: answers.notes + (afterTickets?.notes ?? [])
    ) { grouping, columns in
      let confidence = try Confidence(level)
      let satisfied = { (counts: [SurveyAnswers.Counts]) in
        try counts.map {
          Bounded(try Proportion.wilson(wins: $0.satisfied, n: $0.csat, at: confidence))
        }
      }
      let counts = answers.byGroup(grouping)
      columns.count("answers", counts.map { $0.nps + $0.csat }, "answers to either question")
      columns.count(
        "nps_answers", counts.map(\.nps), "answers from 0 to 10: would you recommend us?")
      columns.count("promoters", counts.map(\.promoters), "answers of 9 and 10")
      columns.interval(
        "nps", counts.map { $0.promoterScore(z: confidence.z) }, .points,
        "share of 9 and 10 - share of 0 to 6, × 100",
        bounds: "normal, of a difference of two shares")
      columns.count("csat_answers", counts.map(\.csat), "answers to: how satisfied are you?")
      columns.interval(
        "csat", try satisfied(counts), .share, "answers of at least \(answers.csatText) / answers",
        bounds: "Wilson's score interval")
      if let afterTickets {
        let rated = afterTickets.byGroup(grouping)
        columns.count("rated_tickets", rated.map(\.csat), "tickets with a rating")
        columns.interval(
          "ticket_satisfaction", try satisfied(rated), .share,
          "ratings of at least \(afterTickets.csatText) / rated tickets",
          bounds: "Wilson's score interval")
      }
      if let load {
        let members = AccountCohorts.members(grouping)
        columns.count(
          "tickets", grouping.sums(load.all.map(Double.init)).map { Int($0) }, "tickets")
        columns.interval(
          "tickets_per_account",
          members.map { SumRatio.of($0.map { (Double(load.all[$0]), 1) }, z: confidence.z) },
          .ratio,
          "tickets / accounts, those without a ticket too", bounds: "by accounts, linearised")
        if let escalated = load.escalated {
          columns.interval(
            "escalated",
            try members.map { group in
              Bounded(
                try Proportion.wilson(
                  wins: group.reduce(0) { $0 + escalated[$1] },
                  n: group.reduce(0) { $0 + load.all[$1] }, at: confidence))
            }, .share, "escalated tickets / tickets", bounds: "Wilson's score interval")
        }
      }
      columns.flag(
        "small", counts.map { $0.nps + $0.csat < smallBelow }, "fewer than \(smallBelow) answers")
    }
  }
}
