import Basics
import Columns
import Testing

@testable import CRM

@Suite("The demo CRM, opened")
struct OpenedDemoTests {
  @Test("is recognised whole, and its documented dirt is found")
  func whole() throws {
    let folder = try TestFolder()
    _ = try DemoCRM(accounts: 1500, seed: 3).write(to: folder.path, progress: nil)
    let data = try folder.open()
    #expect(
      data.entities == [
        .accounts, .contacts, .deals, .subscriptions, .touches, .spend, .tickets, .usage, .surveys,
      ])
    #expect(data.accounts?.rowCount == 1500)
    // Only the days on which deals reached a stage are the demo's own.
    let own = data.report.tables.flatMap { table in
      table.columns.filter { !$0.isCanonical }.map { "\(table.entity).\($0.name)" }
    }
    #expect(own == ["deals.qualified_at", "deals.proposal_at", "deals.contract_at"])
    #expect(data.deals?["qualified_at"]?.type == .date)
    #expect(data.accounts?["tech_stack"]?.type == .set)
    #expect(data.accounts?["employees"]?.type == .integer)
    #expect(data.contacts?["opt_out"]?.type == .boolean)
    #expect(data.report.stages.allSatisfy { $0.outcome != nil && $0.because != "no rule knows it" })

    let contacts = try #require(data.report.link(.contacts, .accounts))
    #expect(contacts.without > 0 && contacts.orphans == 0)
    #expect(try #require(data.report.link(.deals, .accounts)).orphans > 0)
    #expect(data.report.says("accounts.industry", "written in several ways"))
    #expect(data.report.says("accounts.industry", "\"N/A\""))
    #expect(data.report.says("deals.closed", "closed before created"))
    #expect(data.report.says("contacts.email", "no e-mail address"))
    #expect(data.report.says("accounts.domain", "the domain of an earlier one"))
  }
}
