extension Catalogue {
  static let retentionFunctions: [StatFunction] = [
    StatFunction(
      "retention", .customers, "Net and gross revenue retention between two days.",
      details: """
        A row is active on a day when start <= day < end. The cohort is whoever pays more than 0 on the \
        first day. nrr = what the cohort pays on the second day / on the first; grr = sum of the \
        smaller of both / on the first; all counted for each customer, net over its rows. No cohort: \
        nil. A row without an amount or a start is skipped and reported.
        """,
      source: "definition",
      parameters: [
        .records("subscriptions", "who pays how much, from when to when", subscriptionFields),
        StatParameter("from", .day, "the first day"),
        StatParameter("to", .day, "the second day, not before the first"),
      ],
      results: [
        StatResult("start_customers", .integer, "customers on the first day: the cohort"),
        StatResult("start_mrr", .number, "what they pay then"),
        StatResult("end_mrr", .number, "what all customers pay on the second day"),
        StatResult("kept_mrr", .number, "what the cohort pays on the second day"),
        StatResult("new_mrr", .number, "what others pay on the second day, win-backs included"),
        StatResult("expansion", .number, "what members of the cohort pay more"),
        StatResult("contraction", .number, "what remaining members pay less"),
        StatResult("churned_mrr", .number, "what the lost members paid"),
        StatResult("churned_customers", .integer, "members lost"),
        StatResult("nrr", .number, "net revenue retention", nullable: true),
        StatResult("grr", .number, "gross revenue retention, at most 1", nullable: true),
        StatResult("logo_retention", .number, "share of the cohort still paying", nullable: true),
        StatResult("missing_mrr", .integer, "rows skipped for want of an amount"),
        StatResult("missing_start", .integer, "rows skipped for want of a start"),
      ],
      example: [
        "subscriptions": [
          ["customer": "A", "mrr": 100, "start": "2023-01-01", "end": nil],
          ["customer": "B", "mrr": 200, "start": "2023-02-01", "end": "2023-07-01"],
        ], "from": "2023-03-01", "to": "2024-03-01",
      ],
      body: { arguments in
        let rows = try arguments.records("subscriptions", subscriptionFields)
        let from = try arguments.day("from")
        let snapshot = try subscriptions(rows).retention(from: from, to: arguments.day("to"))
        let result = snapshot.retention
        return [
          "start_customers": .integer(result.startCustomers),
          "start_mrr": StatValue(result.startAmount), "end_mrr": StatValue(result.endAmount),
          "kept_mrr": StatValue(result.keptAmount), "new_mrr": StatValue(result.newAmount),
          "expansion": StatValue(result.expansion),
          "contraction": StatValue(result.contraction),
          "churned_mrr": StatValue(result.churnedAmount),
          "churned_customers": .integer(result.churnedCustomers),
          "nrr": StatValue(result.netRevenueRetention),
          "grr": StatValue(result.grossRevenueRetention),
          "logo_retention": StatValue(result.logoRetention),
          "missing_mrr": .integer(snapshot.missingAmounts),
          "missing_start": .integer(snapshot.missingStarts),
        ]
      })
  ]

  static let economicsFunctions: [StatFunction] = [
    StatFunction(
      "unit_economics", .customers, "What a customer brings against what winning one costs.",
      details: """
        monthly margin = arpa times gross margin; lifetime = 1/churn; ltv = margin/churn; cac = \
        spend/new customers; payback = cac/margin (margin above 0). A division by zero gives nil with \
        a reason, never a cap.
        """,
      source: "definition",
      parameters: [
        .number("arpa_month", "average revenue of an account in a month", unit: "money"),
        .number("gross_margin", "share of it that is left, at most 1", unit: "share"),
        .number("monthly_churn", "share of customers lost in a month, 0 to 1", unit: "share"),
        .number("spend", "spent on winning customers", unit: "money"),
        .number("new_customers", "customers won with it", unit: "customers"),
      ],
      results: [
        StatResult("monthly_margin", .number, "margin of a customer in a month"),
        StatResult("lifetime_months", .number, "nil without churn", nullable: true),
        StatResult("ltv", .number, "lifetime value; nil without churn", nullable: true),
        StatResult("cac", .number, "cost of winning one; nil without new ones", nullable: true),
        StatResult("ltv_cac", .number, "ltv / cac; nil at cac 0", nullable: true),
        StatResult("payback_months", .number, "nil unless the margin is above 0", nullable: true),
        StatResult("reasons", .texts, "why results are nil"),
      ],
      example: [
        "arpa_month": 500, "gross_margin": 0.8, "monthly_churn": 0.02, "spend": 120_000,
        "new_customers": 24,
      ],
      body: { arguments in
        let result = try UnitEconomics(
          arpaMonth: arguments.number("arpa_month"),
          grossMargin: arguments.number("gross_margin"),
          monthlyChurn: arguments.number("monthly_churn"), spend: arguments.number("spend"),
          newCustomers: arguments.number("new_customers"))
        return [
          "monthly_margin": StatValue(result.monthlyMargin),
          "lifetime_months": StatValue(result.lifetimeMonths),
          "ltv": StatValue(result.lifetimeValue), "cac": StatValue(result.acquisitionCost),
          "ltv_cac": StatValue(result.valueToCost),
          "payback_months": StatValue(result.paybackMonths),
          "reasons": .array(result.reasons.map { .string($0) }),
        ]
      }),
    StatFunction(
      "discounted_ltv", .customers, "The margin of a customer over some months, discounted.",
      details: """
        Sum over t = 0..months-1 of margin (1 - churn)^t / (1 + discount)^t: the first payment comes at \
        once.
        """,
      source: "geometric sum",
      parameters: [
        .number("monthly_margin", "margin of a customer in a month", unit: "money"),
        .number("monthly_churn", "share of customers lost in a month, 0 to 1", unit: "share"),
        .number("monthly_discount", "discount rate of a month, at least 0", unit: "share"),
        .count("months", "how many to count", unit: "months"),
      ],
      results: [StatResult("ltv", .number, "discounted lifetime value")],
      example: [
        "monthly_margin": 400, "monthly_churn": 0.02, "monthly_discount": 0.01, "months": 36,
      ],
      body: { arguments in
        [
          "ltv": StatValue(
            try UnitEconomics.discountedLifetimeValue(
              monthlyMargin: arguments.number("monthly_margin"),
              monthlyChurn: arguments.number("monthly_churn"),
              monthlyDiscount: arguments.number("monthly_discount"),
              months: arguments.integer("months")))
        ]
      }),
    StatFunction(
      "market_size", .customers, "TAM, SAM and SOM of a market made of segments.",
      details: """
        tam = sum of companies times acv; sam times the serviceable share; som times reach and win \
        rate.
        """,
      source: "definition",
      parameters: [.records("segments", "the parts of the market", segmentFields)],
      results: [
        StatResult("tam", .number, "total addressable market a year"),
        StatResult("sam", .number, "what of it can be served"),
        StatResult("som", .number, "what of that can be won"),
      ],
      example: [
        "segments": [
          [
            "companies": 10_000, "acv": 12_000, "serviceable": 0.4, "reach": 0.1,
            "win_rate": 0.25,
          ]
        ]
      ],
      body: { arguments in
        let size = try MarketSize(
          try arguments.records("segments", segmentFields).map { segment in
            try MarketSize.Segment(
              companies: segment.number("companies"), contractValue: segment.number("acv"),
              serviceable: segment.number("serviceable"), reach: segment.number("reach"),
              winRate: segment.number("win_rate"))
          })
        return [
          "tam": StatValue(size.total), "sam": StatValue(size.serviceable),
          "som": StatValue(size.obtainable),
        ]
      }),
  ]

  private static let subscriptionFields: [StatParameter] = [
    StatParameter("customer", .identifier, "whose row it is"),
    .number("mrr", "what it pays a month; a row without is skipped", unit: "money", .mayBeMissing),
    StatParameter("start", .day, "first day that counts; a row without is skipped", .mayBeMissing),
    StatParameter("end", .day, "first day that no longer counts; missing: runs on", .mayBeMissing),
  ]

  private static let segmentFields: [StatParameter] = [
    .number("companies", "how many companies there are", unit: "companies"),
    .number("acv", "contract value of one a year", unit: "money"),
    .number("serviceable", "share that can be served, 0 to 1", unit: "share"),
    .number("reach", "share of those that can be reached, 0 to 1", unit: "share"),
    .number("win_rate", "share of those that would be won, 0 to 1", unit: "share"),
  ]

  private static func subscriptions(_ rows: [StatArguments]) throws -> Subscriptions {
    var numbers: [String: Int32] = [:]
    var customers: [Int32] = []
    for row in rows {
      let next = Int32(numbers.count)
      let customer = try row.identifier("customer")
      let number = numbers[customer] ?? next
      if number == next { numbers[customer] = next }
      customers.append(number)
    }
    return try Subscriptions(
      customers: customers, customerCount: numbers.count,
      monthly: rows.map { $0.optionalNumber("mrr") ?? .nan },
      starts: rows.map { $0.optionalDay("start") },
      ends: rows.map { $0.optionalDay("end") ?? Subscriptions.open })
  }
}
