import Basics
import Columns
import LuaHost
import Profiles

/// `metrics`: figures of customers, sales and spend for any division into cohorts.
enum MetricsModule {
  static let module = ModuleDescription(
    "metrics",
    "Retention, cost, value, velocity and more for any cohorts: each with n, interval, definition")

  static var functions: [HostFunction] {
    CustomerMetrics.all + SpendMetrics.all + ServiceMetrics.all + SalesMetrics.all + [list]
  }

  /// What is asked, and by which function it is answered.
  private static let questions: [(name: String, answer: String, function: String)] = [
    ("average contract value", "acv_mean, acv_median, acv_trimmed", "cohorts"),
    ("win rate", "win_rate, win_rate_by_value, win_rate_shrunk", "cohorts"),
    ("sales cycle", "cycle_median, days_to_decision (open deals counted)", "cohorts"),
    ("margin", "margin, profit_per_account", "metrics.margin"),
    ("logo retention, churn", "logo_retention, churned", "metrics.retention"),
    ("survival", "left_12m, left_24m, median_months, monthly_churn", "metrics.survival"),
    ("survival curve", "left, month by month", "metrics.survival_curve"),
    ("retention triangle", "logo_retention and nrr by age", "metrics.triangle"),
    ("lifetime value", "ltv, ltv_discounted, ltv_realised", "metrics.unit_economics"),
    ("net and gross revenue retention", "nrr, grr", "metrics.retention"),
    ("customer acquisition cost", "cac, by a rule with a name", "metrics.acquisition"),
    ("payback, LTV to CAC", "payback_months, ltv_cac", "metrics.unit_economics"),
    ("expansion, contraction", "expanding, expansion_rate", "metrics.retention"),
    ("renewal", "renewal_rate, mrr_renewal", "metrics.renewal"),
    ("cost to serve", "tickets_per_account, cost_per_account", "metrics.cost_to_serve"),
    ("product engagement", "active, index", "metrics.engagement"),
    ("revenue and opportunity share", "revenue_share, opportunities", "cohorts"),
    ("concentration", "top_1, top_5, effective_accounts", "metrics.concentration"),
    ("satisfaction, advocacy", "nps, promoters, csat, escalated", "metrics.satisfaction"),
    ("conversion of each stage", "conversion, share_of_first", "metrics.funnel"),
    ("marketing ROI", "roi", "metrics.acquisition"),
    ("spend of channels", "cac, click_conversion", "metrics.spend"),
    ("lead quality mix", "share of each tier", "funnel.mix"),
    ("uplift of fit", "uplift, difference", "metrics.uplift"),
    ("friction", "friction, 0 to 100", "metrics.friction"),
    ("saturation", "contacted_share, months_left", "market.saturation"),
    ("spill", "spill, spilled; later cost in money", "spill.campaigns, spill.ledger"),
    ("sales velocity", "profit_per_day with its parts", "metrics.velocity"),
  ]

  private static var list: HostFunction {
    HostFunction(
      "list", "Which question is answered by which function",
      returns: [Returned(MetricOptions.table, "question, figures, function")],
      example: "metrics.list():show(30)",
      body: .swift { _ in
        let table = try Table(
          name: "metrics",
          [
            ("question", Column(texts: questions.map(\.name))),
            ("figures", Column(texts: questions.map(\.answer))),
            ("answered_by", Column(texts: questions.map(\.function))),
          ])
        return [.object(TableObject(table))]
      })
  }
}
