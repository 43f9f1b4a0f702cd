import Testing

@testable import CRM

@Suite("The vocabulary")
struct VocabularyTests {
  @Test("is whole: every entity that files can hold has its words")
  func everyEntity() throws {
    let vocabulary = try Vocabulary.builtIn()
    for entity in Entity.mappable {
      let terms = try #require(vocabulary.terms(entity), "\(entity)")
      #expect(!terms.fields.isEmpty)
      #expect(!terms.fileWords.isEmpty)
      if let key = entity.key, entity != .products { #expect(terms.field(key) != nil, "\(entity)") }
    }
    for list in ["anywhere", "not in names", "dropdowns", "in figures", "kept"] {
      #expect(vocabulary.missing[list]?.isEmpty == false, "\(list)")
    }
    for list in ["won", "lost", "open", "won words", "lost words"] {
      #expect(vocabulary.outcomes[list]?.isEmpty == false, "\(list)")
    }
    #expect(vocabulary.flags["yes"]?.isEmpty == false)
    #expect(vocabulary.words["industry"]?.isEmpty == false)
  }

  @Test("has no field twice in an entity, and every name can be written in Lua")
  func names() throws {
    for terms in try Vocabulary.builtIn().entities {
      let names = terms.fields.map(\.name)
      #expect(Set(names).count == names.count, "\(terms.entity)")
      for name in names {
        #expect(name.utf8.allSatisfy { $0 == 0x5f || (0x61...0x7a).contains($0) }, "\(name)")
      }
    }
  }

  @Test("has the columns that scripts rely on")
  func promised() throws {
    let vocabulary = try Vocabulary.builtIn()
    let promised: [Entity: String] = [
      .accounts:
        "account_id name domain website industry employees annual_revenue country state city "
        + "zip phone founded ownership stage tech_stack parent_id owner created last_activity "
        + "is_customer linkedin_url intent_score",
      .contacts: "contact_id account_id company first_name last_name email phone title department "
        + "seniority country language opt_out consent_ad_user_data consent_ad_personalization created",
      .deals:
        "deal_id account_id name amount stage outcome created closed source campaign owner product "
        + "lost_reason pipeline probability discount",
      .subscriptions: "subscription_id account_id start end mrr plan seats",
      .touches: "touch_id account_id contact_id kind date weight campaign",
      .spend: "date channel campaign amount impressions clicks",
      .tickets: "ticket_id account_id submitted closed priority hours satisfaction",
      .usage: "account_id month active_users events",
      .surveys: "survey_id account_id contact_id date nps question answer",
    ]
    for (entity, names) in promised {
      for name in names.split(separator: " ") {
        #expect(vocabulary.terms(entity)?.field(String(name)) != nil, "\(entity).\(name)")
      }
    }
  }

  @Test("says on which line it is wrong")
  func faults() {
    for (text, line) in [
      ("entity planets\n", "1"), ("entity accounts\n  name text\n", "2"),
      ("entity accounts\n  name prose 1 : x\n", "2"),
      ("# only\nnonsense\n", "2"), ("entity accounts\n  size count 5..1 1 : x\n", "2"),
    ] {
      let problem = problem { _ = try VocabularyParser.parse(text) }
      #expect(problem?.message.hasPrefix("vocabulary.txt:\(line)") == true, "\(text)")
    }
    let unknown = problem { _ = try VocabularyParser.parse("entity accounts\n  needs moon\n") }
    #expect(unknown?.message.contains("moon") == true)
  }

  @Test("texts fold without case, accents, blanks and punctuation, composed or not")
  func folding() {
    #expect(FoldedText.of("Número de teléfono") == "numerodetelefono")
    #expect(FoldedText.of("Nu\u{301}mero de tele\u{301}fono") == "numerodetelefono")
    #expect(FoldedText.of("Number_of EMPLOYEES") == "numberofemployees")
    #expect(FoldedText.of("País/región") == FoldedText.of("pais region"))
    #expect(FoldedText.of("--") == "")
    #expect(FoldedText.words("07. Closed-Lost (US)") == ["07", "closed", "lost", "us"])
    #expect(FoldedText.words("Won't buy") == ["wont", "buy"])
    #expect(FoldedText.words("") == [])
  }

  @Test("file names give the words that tell what is in them")
  func fileWords() {
    #expect(
      FileWords("ravenstack_support_tickets.csv").words == ["ravenstack", "support", "ticket"])
    #expect(FileWords("a/b/SalesPipeline-2025.csv").words == ["sale", "pipeline"])
    #expect(FileWords("hubspot-crm-exports-all-companies-2025-01-01.csv").words == ["company"])
    #expect(FileWords("company_property_history_data.csv").saysHistory)
    #expect(FileWords("deals.csv").weight(["deals"]) > FileWords("deals_x.csv").weight(["deals"]))
    #expect(FileWords("x.csv").weight(["deals"]) == 0)
  }

  @Test("headers are tried as they are, then without what CRMs hang on them")
  func variants() {
    #expect(HeaderVariant.all(of: "Intent_Score__c").map(\.folded).contains("intentscore"))
    #expect(HeaderVariant.all(of: "\"property_industry\"").map(\.folded).contains("industry"))
    #expect(HeaderVariant.all(of: "`property_industry`").map(\.folded).contains("industry"))
    #expect(!HeaderVariant.all(of: "Amount (2)").map(\.folded).contains("amount"))
    let scaled = HeaderVariant.all(of: "Revenue (in millions)")
    #expect(scaled.contains { $0.folded == "revenue" && $0.scale == 1e6 })
    #expect(
      HeaderVariant.all(of: "Amount (EUR)").contains { $0.folded == "amount" && $0.scale == nil })
  }
}
