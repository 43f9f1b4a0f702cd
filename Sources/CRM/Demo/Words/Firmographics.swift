/// The traits of companies that have a fixed list of values.
enum Firmographics {
  /// Names from LinkedIn's classic list of industries. The first is the ideal profile's, the
  /// second the negative profile's.
  static let industries = WordList(
    """
    Industrial Automation|Retail|Computer Software|Machinery|Hospital & Health Care|
    Financial Services|Construction|Automotive|Logistics and Supply Chain|
    Information Technology and Services|Electrical/Electronic Manufacturing|
    Government Administration|Food Production|Management Consulting|Higher Education|
    Telecommunications|Insurance|Pharmaceuticals|Chemicals|Utilities|Hospitality|
    Marketing and Advertising|Consumer Goods|Staffing and Recruiting|
    Glass, Ceramics & Concrete|Real Estate
    """)
  static let industryWeights = WeightedChoice([
    28, 20, 6, 4, 4, 3.5, 4, 3, 3, 3, 2.5, 2.5, 2, 2, 1.5, 1.5, 1.3, 1.2, 1.2, 1, 1, 1, 1, 0.7,
    0.6, 0.5,
  ])
  /// Which list of ``CompanyWords/trade`` each industry names itself by.
  static let trades: [UInt8] = [
    0, 1, 2, 0, 2, 2, 2, 0, 2, 2, 0, 2, 1, 2, 2, 2, 2, 2, 0, 2, 2, 2, 1, 2, 0, 2,
  ]
  static let trade = FixedList(trades)

  static let ownerships = WordList(
    "private|family-owned|private equity|venture capital|public|non-profit")
  static let smallOwnership = WeightedChoice([55, 30, 2, 10, 0.5, 2.5])
  static let midOwnership = WeightedChoice([50, 20, 14, 8, 5, 3])
  static let largeOwnership = WeightedChoice([30, 8, 12, 2, 45, 3])

  /// How far a company is on its way.
  static let stages = WordList("early|growing|established")

  /// Every technology that can be in `tech_stack`, in the order of the bytes of their names so
  /// that a set is written sorted.
  static let technologies = WordList(
    """
    autocad|aws|azure|databricks|dynamics|gcp|hubspot|jira|magento|marketo|netsuite|office365|
    oracle|powerbi|salesforce|sap|servicenow|shopify|slack|snowflake|tableau|teamcenter|
    wordpress|workday|zendesk
    """)
  static let sap = 15
  static let shopify = 17
  /// How common each is, apart from the two that the profiles ask for.
  static let technologyShares = FixedList<Double>([
    0.12, 0.34, 0.28, 0.05, 0.11, 0.10, 0.18, 0.22, 0.05, 0.06, 0.09, 0.46,
    0.12, 0.21, 0.27, 0, 0.09, 0, 0.30, 0.08, 0.14, 0.07,
    0.24, 0.08, 0.16,
  ])
}
