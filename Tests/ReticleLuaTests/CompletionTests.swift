import Columns
import LuaHost
import Testing

@testable import ReticleLua

@Suite("Completion")
struct CompletionTests {
  private let accounts = TableObject(
    try! Table(
      name: "accounts",
      [
        ("industry", Column(texts: ["a"])), ("employees", Column(integers: [1])),
        ("Close Value", Column(integers: [1])),
      ]))

  private func names(_ text: String) throws -> [String] {
    let completion = Completion(
      registry: try ReticleRegistry.make(),
      value: { [accounts] in $0 == "t" || $0 == "crm.accounts" ? .object(accounts) : nil },
      globals: { ["ideal", "t"] })
    return completion.choices(before: text).names
  }

  @Test("globals, libraries and words of Lua")
  func globals() throws {
    #expect(try names("coh") == ["cohorts"])
    #expect(try names("print(idea") == ["ideal"])
    #expect(try names("local x = perso") == ["personas"])
    #expect(try names("fun") == ["function", "funnel"])
  }

  @Test("functions of a library, fields and methods of a value")
  func members() throws {
    #expect(try names("audience.linkedin_com") == ["linkedin_companies"])
    #expect(try names("string.up") == ["upper"])
    #expect(try names("t:wh") == ["where"])
    #expect(try names("print(crm.accounts:gro") == ["group_by"])
    #expect(try names("t.ind") == ["industry"])
    #expect(try names("unknown:wh") == [])
  }

  @Test("columns inside a condition, of the table it is asked of")
  func columns() throws {
    #expect(try names("t:where \"emp") == ["employees"])
    #expect(try names("crm.accounts:where(\"employees > 5 and ind") == ["industry"])
    // A column that is no Lua name cannot stand in a condition as it is.
    #expect(try names("t:where \"Clo") == [])
  }

  @Test("options of the call one is in")
  func options() throws {
    #expect(try names("market.size(t, { serv") == ["serviceable"])
    #expect(try names("icp.define { na") == ["name"])
    #expect(try names("cohorts(crm, { by = { \"a\" }, win") == ["window"])
  }

  @Test("what is typed is what is replaced")
  func typed() throws {
    let completion = Completion(
      registry: try ReticleRegistry.make(), value: { _ in nil }, globals: { [] })
    #expect(completion.choices(before: "print(coh").typed == 3)
    #expect(completion.choices(before: "").typed == 0)
  }
}
