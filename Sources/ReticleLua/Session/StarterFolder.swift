import Basics
import LuaHost

/// `reticle new`: a folder to start from.
public enum StarterFolder {
  /// Makes the folder; files that exist are left alone.
  ///
  /// - Returns: lines that say what was made and what to do next.
  public static func make(_ folder: String) throws -> [String] {
    if Files.entry(folder) == .file { throw Problem(.output, "\(folder) is a file") }
    var lines: [String] = []
    let types = Annotations.text(of: try ReticleRegistry.make())
    for (name, text) in files + [(".reticle/reticle.d.lua", types)] {
      let path = Files.join(folder, name)
      if Files.entry(path) != nil {
        lines.append("kept   \(path)")
        continue
      }
      try AtomicFile.write(text.utf8, to: path)
      lines.append("wrote  \(path)")
    }
    return lines + [
      "", "Next: put your CRM exports into \(Files.join(folder, "data")), then",
      "  cd \(folder)", "  reticle inspect data",
      "  reticle run scripts/segments/large-accounts.lua --data data",
    ]
  }

  private static let files: [(name: String, text: String)] = [
    (
      ".luarc.json",
      "{\n  \"workspace.library\": [\".reticle\"],\n  \"runtime.version\": \"Lua 5.4\"\n}\n"
    ),
    (".gitignore", "/data/\n/out/\n"),
    (
      "data/README.md",
      "CSV exports of the CRM go here: accounts, contacts, deals, subscriptions, touches, spend.\n`reticle inspect data` shows what was recognised.\n"
    ),
    (
      "scripts/segments/large-accounts.lua",
      """
      -- Companies of a size and industry, as a file.
      local crm = open()
      local large = crm.accounts:where(function(a)
        return a.employees >= 1000 and (a.country == "US" or a.country == "United States")
      end)
      print(large)
      large:save "large-accounts.csv"

      """
    ),
    (
      "scripts/icp/ideal.lua",
      """
      -- Who fits, and why: change the criteria to what your won deals say.
      return icp.define {
        name = "Ideal customers",
        owner = "RevOps",
        gates = { { "not government", "industry ~= 'Government Administration'" } },
        criteria = {
          { "mid-market", 20, "firmographic", "employees >= 100 and employees <= 1000", used_by = { "sales" } },
          { "home market", 10, "geographic", "country == 'US' or country == 'United States'", used_by = { "marketing" } },
        },
        tiers = { A = 70, B = 40 },
      }

      """
    ),
    (
      "scripts/analyses/which-cohorts-win.lua",
      """
      -- Which kinds of companies buy: every figure with n and its interval.
      print(cohorts(open(), { by = "industry", window = years(2) }))

      """
    ),
    (
      "scripts/audiences/linkedin-tier-a.lua",
      """
      -- Companies of tier A that are not customers yet, for LinkedIn.
      local crm = open()
      local ideal = require "icp.ideal"
      local scored = ideal:score(crm.accounts)
      audience.linkedin_companies(scored:where "tier == 'A'", "linkedin-tier-a.csv",
        { suppress = { crm.customers } })

      """
    ),
  ]
}
