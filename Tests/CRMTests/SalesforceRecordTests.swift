import Basics
import Columns
import Testing

@testable import CRM

@Suite("Ids and masters of Salesforce")
struct SalesforceRecordTests {
  @Test("parents have ids of both lengths too, and names stay names")
  func parents() throws {
    let data = try openCRM([
      "Account.csv": """
      Id,Name,Industry,NumberOfEmployees,ParentId
      0015g00000AbCdEAAV,Acme,Retail,5,
      0015g00000AbCdFAAV,Beta,Retail,5,0015g00000AbCdEAAV
      0015g00000AbCdGAAV,Gamma,Retail,5,0015g00000AbCdE
      0015g00000AbCdHAAV,Delta,Retail,5,Internationales

      """,
      "Opportunity.csv":
        "Id,AccountId,StageName,Amount\n0065g00000OppA1AAV,0015g00000AbCdE,Won,5\n",
    ])
    let accounts = try data.table("accounts")
    #expect(try accounts.written("account_id")[0] == "0015g00000AbCdE")
    #expect(
      try accounts.written("parent_id") == [nil, "0015g00000AbCdE", "0015g00000AbCdE", nil])
    #expect(try data.table("deals").written("account_id") == ["0015g00000AbCdE"])
    #expect(data.report.says("1 accounts have a parent that is not among the accounts"))
  }

  @Test("parents that are named do not turn whole-number ids into text")
  func namedParents() throws {
    let data = try openCRM([
      "accounts.csv":
        "account_id,name,industry,employees,parent_id\n1,Acme,Retail,5,\n2,Beta,Retail,5,Acme\n"
    ])
    let accounts = try data.table("accounts")
    #expect(accounts["account_id"]?.type == .integer)
    #expect(try accounts.written("parent_id") == [nil, "1"])
  }

  @Test("records that were merged into a master lead to it")
  func masters() throws {
    let data = try openCRM([
      "Account.csv": """
      Id,IsDeleted,MasterRecordId,Name,Industry,NumberOfEmployees,ParentId
      0015g00000AbCdEAAV,false,,Acme,Retail,5,
      0015g00000AbCdFAAV,false,,Beta,Retail,5,0015g00000AbCdGAAV
      0015g00000AbCdGAAV,true,0015g00000AbCdEAAV,Acme dup,Retail,5,
      0015g00000AbCdHAAV,true,0015g00000AbCdGAAV,Acme dup 2,Retail,5,

      """,
      "Contact.csv":
        "Id,AccountId,FirstName,LastName,Email\n0035g00000XyZaAAAV,0015g00000AbCdGAAV,Al,Bo,al@acme.com\n",
      "Opportunity.csv":
        "Id,AccountId,StageName,Amount\n0065g00000OppA1AAV,0015g00000AbCdHAAV,Won,5\n",
    ])
    #expect(data.accounts?.rowCount == 2)
    #expect(try data.table("contacts").written("account_id") == ["0015g00000AbCdEAAV"])
    #expect(try data.table("deals").written("account_id") == ["0015g00000AbCdEAAV"])
    #expect(try data.table("accounts").written("parent_id") == [nil, "0015g00000AbCdEAAV"])
    #expect(data.report.says("1 deal named a merged record"))
  }

  @Test("masters and a table of merges go together")
  func both() throws {
    let data = try openCRM([
      "contacts.csv":
        "id,email,first_name,title,master_record_id\n1,a@x.com,A,CEO,\n2,b@x.com,B,CEO,1\n3,c@x.com,C,CEO,\n",
      "contact_merge_audit.csv": "canonical_vid,vid_to_merge,timestamp\n1,3,2025-01-01\n",
      "touches.csv": "touch_id,contact_id,kind,date\n1,2,visit,2025-01-01\n2,3,visit,2025-01-01\n",
    ])
    #expect(try data.table("contacts").written("contact_id") == ["1"])
    #expect(try data.table("touches").written("contact_id") == ["1", "1"])
  }
}
