import Basics
import Columns
import LuaHost
import Profiles

/// What surveys tell: `review.needs`, `personas.from_answers`.
enum SurveyFunctions {
  private static let answers = Parameter(
    "answers", TableType.table, "the survey, one row an answer")

  static var needs: HostFunction {
    HostFunction(
      "needs", "What customers ask for more or less often than they did, over survey waves",
      details: """
        One row a need, with its share of the answers in the first wave and the last, the change with
        its interval, and rose or fell where chance is no good explanation (a trend over all waves,
        corrected for all needs). A row without an answer does not count.
        """,
      [
        answers,
        Parameter(
          "options",
          .options([
            Parameter(
              "needs", .oneOf([.text, .list(.text)]),
              "the columns that hold needs: sets of several, one a row, or yes and no"),
            Parameter(
              "wave", .oneOf([.text, .object(PeriodsObject.luaType)]),
              "what tells the waves apart: a column, or periods(\"answered\", \"quarter\")",
              standard: "wave"),
            Parameter(
              "respondent", .text,
              "the column of who answered, where an answer takes several rows",
              standard: "each row is an answer"),
            Parameter(
              "least", .integer, "needs that fewer answers name are left out", standard: "5"),
          ]), "where needs and waves are"),
      ],
      returns: [Returned(TableType.table, "one row a need, what moved most surely first")],
      errors: ["fewer than two waves", "a column of free text"],
      example: """
        local crm = open()
        local people = crm.contacts:with{ wave = function(c) return c.created < date "2025-06-01" and "1" or "2" end }
        print(review.needs(people, { needs = "department" }))
        """,
      body: .swift { arguments in
        let options = try arguments.options("options")
        let wave: CohortKey =
          (options["wave"].object as? PeriodsObject)?.key ?? .column(options["wave"].text ?? "wave")
        var needs = ChangedNeeds(
          needs: try texts(options["needs"]), wave: wave, respondent: options["respondent"].text)
        needs.least = max(1, options["least"].int ?? 5)
        let table = try arguments.object("answers", as: TableObject.self).table
        return [.object(TableObject(figures: try needs.table(table)))]
      })
  }

  static var fromAnswers: HostFunction {
    HostFunction(
      "from_answers", "Groups of people who answer alike, and what tells them apart",
      details: """
        Latent classes; how many is what Bayes' criterion asks for, and that may be one: then one
        persona will do. The notes say how well groups found in either half of the answers agree.
        A group is no persona yet: name it, give it goals and pains, and say by position who it is.
        """,
      [
        answers,
        Parameter(
          "options",
          .options([
            Parameter(
              "answers", .list(.text), "the columns with answers",
              standard: "all that ask a question"),
            Parameter("groups", .integer, "the most groups, 1 to 12", standard: "6"),
          ]), "where the answers are", standard: "all columns"),
      ],
      returns: [
        Returned(TableType.table, "one row for each answer that tells a group apart"),
        Returned(TableType.table, "the answers with group and group_chance"),
      ],
      errors: ["fewer than 20 rows", "fewer than two questions", "a named column of free text"],
      example: """
        local crm = open()
        local groups, people = personas.from_answers(crm.contacts, { answers = { "department", "country" }, groups = 3 })
        print(groups)
        assert(#people == #crm.contacts)
        """,
      body: .swift { arguments in
        let options = try arguments.options("options")
        let survey = try arguments.object("answers", as: TableObject.self)
        var search = AnswerGroups(
          answers: try options["answers"].tableContent()?.list.compactMap(\.text))
        if let limit = options["groups"].int {
          guard (1...12).contains(limit) else {
            throw arguments.problem("'groups' must be from 1 to 12")
          }
          search.limit = limit
        }
        let found = try search.find(survey.table) { try Interruption.check() }
        return [
          .object(TableObject(figures: found.groups)), .object(survey.changed(found.people)),
        ]
      })
  }

  private static func texts(_ value: LuaValue) throws -> [String] {
    try value.text.map { [$0] } ?? value.tableContent()?.list.compactMap(\.text) ?? []
  }
}
