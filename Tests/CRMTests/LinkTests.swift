import Basics
import Columns
import Testing

@testable import CRM

@Suite("Linking records")
struct LinkTests {
  private let accounts =
    "account_id,name,industry,employees\n1,Acme Inc.,Retail,5\n2,Beta,Retail,6\n3,Beta,Food,7\n4,Gamma,Food,8\n"

  @Test("by id, else by exact name, else by the name without case and punctuation")
  func ways() throws {
    let data = try openCRM([
      "accounts.csv": accounts,
      "deals.csv": """
      deal_id,account_id,account_name,stage
      1,1,,Won
      2,,Acme Inc.,Won
      3,,ACME INC,Won
      4,,Beta,Won
      5,9,Gamma,Won
      6,,Nobody,Won
      7,,,Won

      """,
    ])
    let deals = try data.table("deals")
    // An id that no account has stays: the name must not overrule it.
    #expect(try deals.written("account_id") == ["1", "1", "1", nil, "9", nil, nil])
    #expect(deals["account_id"]?.type == .integer)
    let link = try #require(data.report.link(.deals, .accounts))
    #expect(
      link.linked.map { "\($0.by): \($0.rows)" }
        == ["account_id: 1", "account name: 1", "account name, without case and punctuation: 1"])
    #expect(link.ambiguous == 1)
    #expect(link.orphans == 2)
    #expect(link.without == 1)
    #expect(data.report.says("1 deal names an account by a name that several accounts share"))
    #expect(data.report.says("2 deals name an account that is not among the accounts"))
    #expect(data.report.says("1 deal has no account"))
  }

  @Test("accounts without an id have their name for one")
  func nameAsID() throws {
    let data = try openCRM([
      "accounts.csv": "account,sector,employees,subsidiary_of\nAcme,Retail,5,\nBeta,Food,6,Acme\n",
      "deals.csv": "deal_id,account,stage\n1,Acme,Won\n2,acme ,Lost\n3,,Won\n",
    ])
    #expect(try data.table("accounts").written("account_id") == ["Acme", "Beta"])
    #expect(try data.table("accounts").written("parent_id") == [nil, "Acme"])
    #expect(try data.table("deals").written("account_id") == ["Acme", "Acme", nil])
    let joined = try data.table("deals").join(
      data.table("accounts"), on: [("account_id", "account_id")], how: .inner)
    #expect(joined.rowCount == 2)
  }

  @Test("ids that are numbers in one file and texts in another become one type")
  func types() throws {
    let data = try openCRM([
      "accounts.csv": "account_id,name,industry,employees\n1,A,Retail,5\n2,B,Food,6\n",
      "deals.csv": "deal_id,account_id,stage\n1,1,Won\n2,X7,Won\n",
      "contacts.csv": "contact_id,account_id,email,title\n1,2,a@x.com,CEO\n",
    ])
    for name in ["accounts", "deals", "contacts"] {
      #expect(try data.table(name).column("account_id").type == .text, "\(name)")
    }
    #expect(data.report.link(.deals, .accounts)?.linkedRows == 1)
    #expect(data.report.link(.contacts, .accounts)?.linkedRows == 1)
  }

  @Test("Salesforce ids of 15 and of 18 characters are the same id")
  func salesforceIDs() throws {
    let data = try openCRM([
      "Account.csv":
        "Id,Name,Industry,NumberOfEmployees\n0015500000Xyy06AAB,A,R,5\n0015500000xyy06QAA,B,R,6\n",
      "report.csv":
        "Opportunity ID,Account ID,Stage,Amount\n0065500000AAAAA,0015500000Xyy06,Won,5\n0065500000AAAAB,0015500000xyy06,Won,5\n",
    ])
    #expect(
      try data.table("deals").written("account_id") == ["0015500000Xyy06", "0015500000xyy06"])
    #expect(data.report.link(.deals, .accounts)?.linkedRows == 2)
    #expect(data.report.says("15 and with 18 characters"))
    // Where only one form occurs, nothing is cut.
    let long = try openCRM([
      "Account.csv": "Id,Name,Industry,NumberOfEmployees\n0015500000Xyy06AAB,A,R,5\n"
    ])
    #expect(try long.table("accounts").written("account_id") == ["0015500000Xyy06AAB"])
  }

  @Test("association tables: the primary record, else the one with the lowest id")
  func associations() throws {
    let data = try openCRM([
      "company.csv":
        "id,property_name,property_industry,property_numberofemployees\n11,A,R,5\n12,B,R,6\n13,C,R,7\n",
      "contact.csv": "id,property_email,property_firstname\n21,a@x.com,A\n22,b@x.com,B\n",
      "deal.csv":
        "deal_id,property_dealname,property_amount,deal_pipeline_stage_id\n1,x,5,closedwon\n2,y,5,closedwon\n3,z,5,closedlost\n4,v,5,closedlost\n",
      "deal_company.csv":
        "company_id,deal_id,type_id,category\n13,1,341,HUBSPOT_DEFINED\n12,1,5,HUBSPOT_DEFINED\n13,2,341,HUBSPOT_DEFINED\n11,2,341,HUBSPOT_DEFINED\n13,3,5,USER_DEFINED\n12,3,341,HUBSPOT_DEFINED\n",
      "deal_contact.csv":
        "contact_id,deal_id,type_id,category\n22,1,3,HUBSPOT_DEFINED\n21,1,3,HUBSPOT_DEFINED\n",
      "contact_company.csv": "contact_id,company_id,label\n22,11,\n22,12,Primary\n",
    ])
    let deals = try data.table("deals")
    #expect(try deals.written("account_id") == ["12", "11", "12", nil])
    #expect(try deals.written("contact_id") == ["21", nil, nil, nil])
    #expect(try data.table("contacts").written("account_id") == [nil, "12"])
    #expect(data.report.says("deal_company.csv gives 3 of 4 deals their account_id"))
    #expect(data.report.says("3 deals have several records in deal_company.csv", "lowest id"))
    #expect(data.report.file("deal_company.csv")?.entity == .links)
  }

  @Test("an id that a record has already is not replaced by an association")
  func associationsFill() throws {
    let data = try openCRM([
      "accounts.csv": "account_id,name,industry,employees\n1,A,Retail,5\n2,B,Food,6\n",
      "deals.csv": "deal_id,account_id,stage\n1,1,Won\n2,,Won\n",
      "links.csv": "deal_id,company_id\n1,2\n2,2\n",
    ])
    #expect(try data.table("deals").written("account_id") == ["1", "2"])
  }

  @Test("records that were merged are left out, and what named them names the one that stayed")
  func merges() throws {
    let data = try openCRM([
      "accounts.csv": "account_id,name,industry,employees\n1,A,Retail,5\n",
      "contacts.csv":
        "id,account_id,email,title,hs_merged_object_ids\n1,1,a@x.com,CEO,2;3\n2,1,b@x.com,CEO,\n3,1,c@x.com,CEO,\n4,1,d@x.com,CEO,\n5,1,e@x.com,CEO,\n",
      "contact_merge_audit.csv": "canonical_vid,vid_to_merge,timestamp\n5,1,2025-01-01\n",
      "touches.csv":
        "touch_id,contact_id,kind,date\n1,2,visit,2025-01-01\n2,4,visit,2025-01-01\n3,1,visit,2025-01-01\n",
    ])
    #expect(try data.table("contacts").written("contact_id") == ["4", "5"])
    // 2 was merged into 1, and 1 into 5.
    #expect(try data.table("touches").written("contact_id") == ["5", "4", "5"])
    #expect(data.report.says("3 contacts left out: merged into another"))
    #expect(data.report.says("2 touches named a merged record"))
  }

  @Test("a merge that goes round in a circle ends")
  func circle() throws {
    let data = try openCRM([
      "deals.csv": "deal_id,stage,amount\n1,Won,5\n2,Won,5\n3,Won,5\n",
      "merged_deal.csv": "deal_id,merged_deal_id\n1,2\n2,1\n3,3\n",
    ])
    #expect((data.deals?.rowCount ?? 0) >= 1)
  }

  @Test("deleted and outdated records are left out with their number")
  func deleted() throws {
    let data = try openCRM([
      "accounts.csv":
        "id,name,industry,employees,is_deleted,_fivetran_active,master_record_id\n1,A,R,5,false,true,\n2,B,R,5,true,true,\n3,C,R,5,false,false,\n4,D,R,5,false,true,1\n"
    ])
    #expect(try data.table("accounts").written("account_id") == ["1"])
    #expect(data.report.file("accounts.csv")?.dropped.map(\.rows) == [1, 1, 1])
    #expect(data.report.file("accounts.csv")?.rows == 1)
  }

  @Test(
    "usage finds its account through the subscription, touches through the contact or the e-mail")
  func through() throws {
    let data = try openCRM([
      "accounts.csv": "account_id,name,industry,employees\nA1,A,Retail,5\nA2,B,Food,6\n",
      "contacts.csv": "contact_id,account_id,email,title\nC1,A1,Ann@X.com,CEO\nC2,A2,b@x.com,CTO\n",
      "subscriptions.csv": "subscription_id,account_id,start,mrr\nS1,A2,2025-01-01,5\n",
      "feature_usage.csv":
        "usage_id,subscription_id,usage_date,feature_name,usage_count\nU1,S1,2025-01-01,f,5\nU2,S9,2025-01-01,f,5\n",
      "touches.csv":
        "touch_id,recipient,type,date\n1,ann@x.com,OPEN,2025-01-01\n2,zed@x.com,OPEN,2025-01-01\n",
      "tickets.csv": "ticket_id,contact_id,priority,created_at\n1,C2,high,2025-01-01\n",
    ])
    #expect(try data.table("usage").written("account_id") == ["A2", nil])
    #expect(try data.table("touches").written("contact_id") == ["C1", nil])
    #expect(try data.table("touches").written("account_id") == ["A1", nil])
    #expect(try data.table("tickets").written("account_id") == ["A2"])
    #expect(
      data.report.says("1 usage row has a subscription_id that is not among the subscriptions"))
  }

  @Test("touches of a file for each kind have the kind of their file")
  func kinds() throws {
    #expect(TouchKinds.kind(of: "engagement_meeting_data.csv") == "meeting")
    #expect(TouchKinds.kind(of: "contact_form_submission.csv") == "form submission")
    #expect(TouchKinds.kind(of: "touches.csv") == nil)
    let data = try openCRM([
      "engagement_call.csv":
        "engagement_id,contact_id,property_hs_timestamp,type\n1,5,2025-01-01,CALL\n2,5,2025-01-01,\n",
      "engagement_meeting.csv": "engagement_id,start_time,title\n3,2025-01-02,hello\n",
    ])
    #expect(try data.table("touches").written("kind") == ["CALL", "call", "meeting"])
  }

  @Test("owners known by id get their name")
  func owners() throws {
    let data = try openCRM([
      "deals.csv": "deal_id,owner_id,stage,amount\n1,7,Won,5\n2,8,Won,5\n3,9,Lost,5\n",
      "owners.csv":
        "owner_id,email,first_name,last_name,active_user_id\n7,a@x.com,Ann,Lee,1\n8,b@x.com,Bob,,2\n",
    ])
    #expect(try data.table("deals").written("owner") == ["Ann Lee", "Bob", nil])
    #expect(data.report.says("1 deal has an owner_id"))
  }

  @Test("first and last names come from the full name where there are no others")
  func names() throws {
    let data = try openCRM([
      "contacts.csv":
        "contact_id,name,email\n1,Ann Mary Lee,a@x.com\n2,\"Lee, Bob\",b@x.com\n3,Cher,c@x.com\n4,,d@x.com\n"
    ])
    let contacts = try data.table("contacts")
    #expect(try contacts.written("first_name") == ["Ann Mary", "Bob", nil, nil])
    #expect(try contacts.written("last_name") == ["Lee", "Lee", "Cher", nil])
    #expect(data.report.says("full name"))
  }

  @Test("the domain comes from the website where there is no other")
  func domains() throws {
    let data = try openCRM([
      "accounts.csv":
        "account_id,name,website,industry\n1,A,https://www.shop.acme.co.uk/x?y=1,R\n2,B,beta.com,R\n3,C,none at all,R\n"
    ])
    #expect(try data.table("accounts").written("domain") == ["acme.co.uk", "beta.com", nil])
  }

  @Test("links agree with a slow look-up on random tables")
  func property() throws {
    var state: UInt64 = 11
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<30 {
      let count = [0, 1, 5, 64, 200][next(5)]
      let names = (0..<count).map { "Name \($0 % max(1, count - next(3)))" }
      let ids = (0..<count).map { "\($0 + 1)" }
      var accounts = "account_id,name,industry,employees\n"
      for (id, name) in zip(ids, names) { accounts += "\(id),\(name),R,5\n" }
      var deals = "deal_id,account_id,account_name,stage\n"
      var expected: [String?] = []
      for row in 0..<150 {
        let id = next(3) == 0 ? "\(next(260) + 1)" : ""
        let name =
          next(4) == 0
          ? "" : "\(next(2) == 0 ? "Name" : "NAME")\(next(2) == 0 ? " " : "-")\(next(220))"
        deals += "\(row),\(id),\(name),Won\n"
        let exact = names.indices.filter { names[$0] == name }
        let folded = names.indices.filter { FoldedText.of(names[$0]) == FoldedText.of(name) }
        if !id.isEmpty {
          expected.append(id)
        } else if !name.isEmpty, exact.count == 1 {
          expected.append(ids[exact[0]])
        } else if !name.isEmpty, exact.isEmpty, folded.count == 1 {
          expected.append(ids[folded[0]])
        } else {
          expected.append(nil)
        }
      }
      let data = try openCRM(["accounts.csv": accounts, "deals.csv": deals])
      #expect(try data.table("deals").written("account_id") == expected)
      let link = try #require(data.report.link(.deals, .accounts))
      #expect(link.linkedRows + link.without + link.orphans + link.ambiguous == 150)
    }
  }
}
