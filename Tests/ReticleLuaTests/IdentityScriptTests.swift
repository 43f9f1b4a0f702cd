import Foundation
import Testing

@testable import ReticleLua

@Suite("Identity, enrichment and coverage in scripts")
struct IdentityScriptTests {
  @Test("a profile with a least coverage refuses, and names the fields and their shares")
  func coverage() throws {
    let script = """
      local strict = icp.define{ name = "Strict", coverage = 0.8, criteria = {
        { "large", 1, "firmographic", "employees >= 100" },
        { "code", 1, "technographic", "has(tech_stack, 'sap')" } } }
      strict:score(open().accounts)
      """
    let message = Workbench.failure(script, data: smallCRM)
    // employees: 3 of 4; tech_stack: 3 of 4; tech and size are below 80 %.
    #expect(message.contains("icp \"Strict\""))
    #expect(message.contains("employees (filled in 75 % of 4 rows)"))
    #expect(message.contains("tech_stack (filled in 75 % of 4 rows)"))
    #expect(message.contains("crm:quality()"))
    let enough = script.replacingOccurrences(of: "0.8", with: "0.75")
    _ = try Workbench.run(enough, data: smallCRM)
    #expect(
      Workbench.failure(script.replacingOccurrences(of: "0.8", with: "80"), data: smallCRM)
        .contains("a share from 0 to 1"))
  }

  @Test("quality counts what is filled, marked and unreadable")
  func quality() throws {
    let text = try Workbench.run(
      """
      local q = open():quality{ table = "accounts", least = 0.8 }
      local e = q:find("column", "employees")
      print(e.rows, e.filled, e.coverage, e.enough)
      print(open().accounts:quality():find("column", "domain").coverage)
      """, data: smallCRM)
    #expect(text == "4\t3\t0.75\tfalse\n1.0\n")
  }

  @Test("a mistake in options is said with the nearest name")
  func mistakes() {
    #expect(
      Workbench.failure("identity.match(open().accounts, open().deals, { threshold = 2 })")
        .contains("the threshold must be above 0 and below 1"))
    #expect(
      Workbench.failure("identity.duplicates(open().accounts, { block = { 'domian' } })")
        .contains("did you mean \"domain\""))
    #expect(
      Workbench.failure(
        "enrich.join(open().accounts, open().accounts, { fields = { 'emplyees' } })"
      )
      .contains("employees"))
    #expect(
      Workbench.failure("audience.exclusive{ a = open().accounts }").contains(
        "'audiences' must be a list"))
    #expect(
      Workbench.failure("audience.destination{ name = 'x', columns = { { 'a', form = 'b' } } }")
        .contains("did you mean \"from\""))
  }
}
