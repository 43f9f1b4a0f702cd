import Foundation
import Testing

@testable import ReticleLua

@Suite("icp.derive in scripts")
struct DeriveScriptTests {
  static let derive = """
    local crm = open()
    local found = icp.derive(crm, { shuffles = 20, traits = { "industry", "employees", "tech_stack" } })

    """

  @Test("a saved profile scores as the one that was made at once")
  func saved() throws {
    let folder = Workbench.temporary("derived")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let printed = try Workbench.run(
      Self.derive + """
        found:save("derived.lua", { name = "Derived", anyway = true })
        local profile = found:icp{ name = "Derived", anyway = true }
        print(profile.name, #profile.criteria > 0, #profile:score(crm.accounts) == #crm.accounts)
        """, out: folder)
    #expect(printed.contains("Derived\ttrue\ttrue\n"), "\(printed)")
    let text = try String(contentsOfFile: folder + "/derived.lua", encoding: .utf8)
    let again = try Workbench.run(
      Self.derive + "local saved = (function()\n" + text + "\nend)()\n" + """
        local made = found:icp{ name = "Derived", anyway = true }
        local a, b = made:score(crm.accounts), saved:score(crm.accounts)
        local above = 0
        for row = 1, #a do
          assert(a[row].fit == b[row].fit and a[row].tier == b[row].tier)
          if a[row].fit > 0 then above = above + 1 end
        end
        print(above > 0 and above < #a)
        """)
    #expect(again == "true\n")
  }

  @Test("without a signal there is no profile, unless one is asked for all the same")
  func noSignal() throws {
    let folder = Workbench.temporary("shuffled")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try DemoFolder.write(folder, accounts: 600, seed: 8, shuffled: true)
    let printed = try Workbench.run(
      Self.derive + """
        local fine, message = pcall(function() return found:icp() end)
        print(found.signal, fine, string.find(tostring(message), "no reliable signal", 1, true) ~= nil)
        """, data: folder)
    #expect(printed == "false\tfalse\ttrue\n")
  }

  @Test("best customers and lost patterns are tables with reasons")
  func tables() throws {
    let printed = try Workbench.run(
      """
      local crm = open()
      local best = icp.best_customers(crm, { revenue = 0.5, speed = 0.5 })
      local before = 101
      for row in best:rows() do assert(row.score <= before); before = row.score end
      print(#best == #crm.customers, best[1].reasons ~= "")
      local lost = icp.lost_patterns(crm)
      for row in lost:rows() do assert(row.lost > row.outside and row.n > 0) end
      print(#lost > 0)
      """)
    #expect(printed == "true\ttrue\ntrue\n", "\(printed)")
    #expect(
      Workbench.failure("icp.best_customers(open(), { revenu = 1 })").contains(
        "did you mean \"revenue\""))
  }
}
