import Basics
import Columns

#if canImport(Glibc)
  import Glibc
#endif

/// Data sets outside the repository, found by the environment variable RETICLE_DATA.
enum SharedData {
  static let root: String? = getenv("RETICLE_DATA").map { String(cString: $0) }
  static var isThere: Bool { root != nil }

  static func read(_ path: String, _ options: CSVOptions = CSVOptions(), name: String) throws
    -> Table
  {
    try CSV.read((root ?? "") + "/data/" + path, options: options, name: name).table
  }

  /// The CRM of Maven Analytics with the names of ours.
  static func maven() throws -> (deals: Table, accounts: Table) {
    let pipeline = try read("maven_crm_sales/sales_pipeline.csv", name: "deals")
    let stages = try pipeline.column("deal_stage")
    let outcome = (0..<pipeline.rowCount).map { row -> String in
      switch stages.text(row) {
      case "Won": "won"
      case "Lost": "lost"
      default: "open"
      }
    }
    let deals = try pipeline.rename([
      ("account", "account_id"), ("engage_date", "created"), ("close_date", "closed"),
      ("close_value", "amount"),
    ]).with([("outcome", Column(texts: outcome))])
    let accounts = try read("maven_crm_sales/accounts.csv", name: "accounts").rename([
      ("account", "account_id"), ("sector", "industry"), ("revenue", "annual_revenue"),
      ("office_location", "country"),
    ])
    return (deals, accounts)
  }
}

func near(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  a.map { abs($0 - b) <= tolerance } ?? false
}
