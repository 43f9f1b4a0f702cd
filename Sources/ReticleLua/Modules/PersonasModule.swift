import Basics
import Columns
import LuaHost
import LuaLift
import Profiles

/// A persona in a script's hands.
final class PersonaObject: HostObject {
  static var luaType: String { "persona" }
  let persona: Persona

  init(_ persona: Persona) { self.persona = persona }
}

/// `personas`: which people inside the companies that fit.
enum PersonasModule {
  static let module = ModuleDescription(
    "personas", "Buyer personas: which people, inside the companies that fit")

  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        PersonaObject.self,
        "A persona: a department, a level, titles, and what moves such a person",
        fields: [FieldDescription("name", .text, "its name")],
        index: { object, key, _ in key.text == "name" ? .text(object.persona.name) : nil },
        describe: { object, _ in describe(object.persona) },
        changeHint: "define another persona"))
    registry.add(
      ObjectType(
        TitleRulesObject.self, "Rules that job titles are read by",
        describe: { rules, _ in "title rules: the standard ones and \(rules.count) of your own" }))
    registry.add(
      module,
      [define, map, SurveyFunctions.fromAnswers] + PersonaTitles.functions
        + PersonaFigures.functions)
  }

  private static let texts = LuaType.oneOf([.text, .list(.text)])

  private static var define: HostFunction {
    func card(_ name: String, _ about: String) -> Parameter {
      Parameter(name, texts, about, standard: "none")
    }
    return HostFunction(
      "define", "A persona, told by department, level or titles",
      [
        Parameter(
          "definition",
          .options([
            Parameter("name", .text, "what the persona is called, such as \"Engineering Eddy\""),
            Parameter(
              "department", texts,
              "departments: " + Department.allCases.map(\.rawValue).joined(separator: ", "),
              standard: "any"),
            Parameter(
              "seniority", texts,
              "levels: " + Seniority.allCases.map(\.rawValue).joined(separator: ", "),
              standard: "any"),
            Parameter(
              "titles", texts, "phrases of titles that belong to it, * for the rest of a word",
              standard: "none"),
            Parameter(
              "where", .rowFunction, "a further condition on the contact", standard: "none"),
            card("goals", "what such a person wants to reach"),
            card("fears", "what they stand to lose"),
            card("pains", "what troubles them"), card("kpis", "what they are measured by"),
            card("objections", "what they say against buying"),
            card("channels", "where they can be reached"),
          ]), "the persona")
      ],
      returns: [Returned(.object(PersonaObject.luaType), "the persona")],
      errors: ["a department or level that does not exist", "nothing that tells who it is"],
      example: """
        local eddy = personas.define{ name = "Engineering Eddy", department = "engineering",
          seniority = { "vp", "director" }, goals = { "ship faster" }, pains = { "manual releases" } }
        print(eddy)
        """,
      body: .swift { arguments in
        let content = try arguments.options("definition")
        let name = content["name"].text!
        func list(_ field: String) throws -> [String] {
          try content[field].text.map { [$0] } ?? content[field].tableContent()?.list.compactMap(
            \.text) ?? []
        }
        let place = "persona \"\(name)\""
        do {
          let test =
            content["where"].isNil
            ? nil : try RowFunction(content["where"], what: "\(place): where", in: arguments.engine)
          let persona = try Persona(
            name: name, departments: Set(try list("department").map { try Department(named: $0) }),
            seniorities: Set(try list("seniority").map { try Seniority(named: $0) }),
            titles: try list("titles"),
            test: test,
            card: Persona.Card(
              goals: try list("goals"), fears: try list("fears"), pains: try list("pains"),
              kpis: try list("kpis"),
              objections: try list("objections"), channels: try list("channels")))
          return [.object(PersonaObject(persona))]
        } catch let problem as Problem
          where !problem.message.hasPrefix("persona") && !problem.message.hasPrefix("a persona")
        {
          throw problem.at(place)
        }
      })
  }

  private static var map: HostFunction {
    HostFunction(
      "map", "Contacts with the persona each of them is",
      details: """
        Adds persona, persona_confidence (0 to 1), persona_why, department_found and seniority_found.
        Keep the result to accounts that fit with :within(scored accounts): which company comes
        before which person.
        """,
      [
        Parameter("contacts", .object(TableObject.luaType), "the people"),
        Parameter("personas", .list(.object(PersonaObject.luaType)), "the personas"),
        Parameter(
          "options",
          .options([
            Parameter(
              "rules", .object(TitleRulesObject.luaType), "how titles are read",
              standard: "the standard rules")
          ]), "how to map", standard: "as it comes"),
      ],
      returns: [
        Returned(.object(TableObject.luaType), "all people"),
        Returned(
          .object(TableObject.luaType), "the titles that are no persona, most frequent first"),
      ],
      example: """
        local crm = open()
        local eddy = personas.define{ name = "Eddy", department = "engineering" }
        local people, unmapped = personas.map(crm.contacts, { eddy })
        print(people:within(crm.accounts:where "employees >= 100"):head(5))
        """,
      body: .swift { arguments in
        let contacts = try arguments.object("contacts", as: TableObject.self)
        let list = try arguments["personas"].tableContent()?.list ?? []
        let personas = list.compactMap { ($0.object as? PersonaObject)?.persona }
        let rules = try arguments.options("options")["rules"].object as? TitleRulesObject
        let map = try Personas.map(contacts.table, personas, rules: rules?.rules ?? .standard)
        var context = contacts.context
        context.personas = map
        context.notes += map.notes
        context.isWithinICP = map.isWithinICP || contacts.context.isWithinICP
        return [
          .object(TableObject(map.table, whole: contacts.whole, context: context)),
          .object(TableObject(map.unmapped)),
        ]
      })
  }

  private static func describe(_ persona: Persona) -> String {
    var lines = ["persona \"\(persona.name)\""]
    if !persona.departments.isEmpty {
      lines.append(
        "  department: " + persona.departments.map(\.rawValue).sorted().joined(separator: ", "))
    }
    if !persona.seniorities.isEmpty {
      lines.append(
        "  seniority: " + persona.seniorities.sorted().map(\.rawValue).joined(separator: ", "))
    }
    if !persona.titles.isEmpty {
      lines.append("  titles: " + persona.titles.joined(separator: ", "))
    }
    for (heading, entries) in persona.card.headings {
      lines.append("  \(heading): " + entries.joined(separator: "; "))
    }
    return lines.joined(separator: "\n")
  }
}
