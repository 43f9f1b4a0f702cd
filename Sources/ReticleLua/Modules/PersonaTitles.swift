import Basics
import Columns
import LuaHost
import Profiles

/// Rules for job titles in a script's hands.
final class TitleRulesObject: HostObject {
  static var luaType: String { "title rules" }
  let rules: TitleRules
  /// How many rules are not the standard ones.
  let count: Int

  init(_ rules: TitleRules, count: Int) { (self.rules, self.count) = (rules, count) }
}

/// Reading job titles, and the rules for it.
enum PersonaTitles {
  static var functions: [HostFunction] { [classify, rules] }

  private static var classify: HostFunction {
    HostFunction(
      "classify", "What a job title says: department and level, how sure, and which words decided",
      details: """
        English, German, French and Spanish titles, some Italian, Portuguese and Dutch. The
        reading has: department and seniority (nil where the title does not tell);
        department_group (one of eleven) and seniority_group (one of six), which every present
        position has; confidence from 0 to 1; words, the words of the title that decided;
        department_rule and seniority_rule, the phrases of the rules; former, interim, assistant.
        Of a table of people it reads the column title, each distinct one once, and adds
        title_department, title_seniority, title_department_group, title_seniority_group and
        title_confidence.
        """,
      [
        Parameter(
          "title", .oneOf([.text, TableType.table]), "the title, or a table with a column title"),
        Parameter(
          "rules", .object(TitleRulesObject.luaType), "how titles are read",
          standard: "the standard rules"),
      ],
      returns: [
        Returned(.oneOf([.map(.any), TableType.table]), "the reading, or the table with columns")
      ],
      example: """
        local found = personas.classify "Interim VP Engineering"
        assert(found.department == "engineering" and found.seniority == "vp" and found.interim)
        assert(personas.classify("Teamleiter Einkauf").seniority_group == "lead")
        assert(#personas.classify(open().contacts):where "title_department == 'sales'" > 0)
        assert(table.concat(personas.classify("Senior Buyer, EMEA").words, "+") == "Senior+Buyer")
        """,
      body: .swift { arguments in
        let title = arguments.text("title") ?? ""
        let own = arguments["rules"].object as? TitleRulesObject
        if let people = arguments["title"].object as? TableObject {
          let table = try Titles.classify(people.table, rules: own?.rules ?? .standard)
          return [.object(people.changed(table))]
        }
        let reading = (own?.rules ?? .standard).reading(of: title)
        return [
          .fields([
            ("department", LuaValue(reading.department?.rawValue)),
            ("seniority", LuaValue(reading.seniority?.rawValue)),
            ("department_group", LuaValue(reading.departmentGroup?.rawValue)),
            ("seniority_group", LuaValue(reading.seniorityGroup?.rawValue)),
            ("confidence", .number(reading.confidence)),
            ("words", .list(reading.words(of: title).map { .text($0) })),
            ("department_rule", LuaValue(reading.departmentPhrase)),
            ("seniority_rule", LuaValue(reading.seniorityPhrase)),
            ("former", .boolean(reading.isFormer)), ("interim", .boolean(reading.isInterim)),
            ("assistant", .boolean(reading.isAssistant)),
          ])
        ]
      })
  }

  private static let phrases = LuaType.map(.oneOf([.text, .list(.text)]))

  private static var rules: HostFunction {
    HostFunction(
      "rules", "The rules for job titles with some of your own, which come first",
      details: """
        A phrase is words in small letters; "tribe lead*" is any word that begins so, "*leiter"
        any that ends so, "= partner" holds only where it is the whole part of the title. After a
        department "!" makes its phrases decide whatever else is said. A file has lines such as
          seniority director: tribe lead, chapter lead
          department it!: mainframe*
        """,
      [
        Parameter(
          "rules",
          .options([
            Parameter("seniority", phrases, "phrases by level", standard: "none"),
            Parameter("department", phrases, "phrases by department", standard: "none"),
            Parameter("file", .text, "a file of rules, below the data folder", standard: "none"),
          ]), "what to add")
      ],
      returns: [Returned(.object(TitleRulesObject.luaType), "the rules, for classify and map")],
      errors: ["a level or department that does not exist", "a phrase that stands for two things"],
      example: """
        local ours = personas.rules{ seniority = { director = "tribe lead" }, department = { ["it!"] = { "mainframe*" } } }
        local found = personas.classify("Tribe Lead Mainframes", ours)
        assert(found.seniority == "director" and found.department == "it")
        """,
      body: .swift { arguments in
        let content = try arguments.options("rules")
        var own: [TitleRules.Own] = []
        for (kind, name) in [
          (TitleRules.Own.Kind.seniority, "seniority"), (.department, "department"),
        ] {
          for (label, value) in try content[name].tableContent()?.fields ?? [] {
            let list =
              try value.text.map { [$0] } ?? value.tableContent()?.list.compactMap(\.text) ?? []
            own.append(TitleRules.Own(kind, label, list))
          }
        }
        if let file = content["file"].text {
          let session = try Session.of(arguments.engine)
          let path = try session.readable(file)
          session.noteInput(path)
          own += try TitleRules.own(in: try Files.text(of: path), of: file)
        }
        return [.object(TitleRulesObject(try TitleRules(own: own), count: own.count))]
      })
  }
}
