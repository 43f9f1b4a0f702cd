import Audiences
import Basics
import Columns
import LuaHost
import Reports

/// `audience.overlap`, `exclusive`, `split`, `by_message`, `write_each`: audiences as sets.
enum AudienceSets {
  static var functions: [HostFunction] { [overlap, exclusive, split, byMessage, writeEach] }

  private static let table = LuaType.object(TableObject.luaType)

  private static let key = Parameter(
    "key", .text, "the column that tells members apart",
    standard: "the first of contact_id, account_id, email, domain that all have")

  private static let sets = Parameter(
    "audiences",
    .oneOf([.list(.oneOf([table, .list(.any)])), .map(table)]),
    "tables by name, { [\"tier A\"] = a, … }, or in order, { { \"tier A\", a }, … }")

  private static var overlap: HostFunction {
    HostFunction(
      "overlap", "How many members audiences have, and how many they share",
      details: """
        A member is a person or a company, not a row. E-mails that reach one mailbox are one member,
        domains that one company registered too.
        """,
      [sets, Parameter("options", .options([key]), "the key", standard: "none")],
      returns: [
        Returned(table, "a row an audience: members, exclusive, and the members shared with each")
      ],
      errors: ["tables that share no column that tells members apart"],
      example: """
        local accounts = open().accounts
        local t = audience.overlap{ large = accounts:where "employees >= 1000", german = accounts:where "country == 'DE'" }
        assert(t:find("audience", "large").german <= t:find("audience", "german").members)
        """,
      body: .swift { arguments in
        let named = try named(arguments, ordered: false).map(\.audience)
        let key = try arguments.options("options")["key"].text
        let overlap = try AudienceOverlap(named, key: key)
        var notes = [
          "\(Figures.count(overlap.union)) members in all, told apart by \(overlap.key)"
        ]
        let without = overlap.rowsWithoutKey.reduce(0, +)
        if without > 0 {
          notes.append(
            "\(Figures.count(without)) rows have no \(overlap.key); they are not compared")
        }
        return [.object(TableObject(try overlap.table(), notes: notes))]
      })
  }

  private static var exclusive: HostFunction {
    HostFunction(
      "exclusive", "Audiences in order of priority, each person left in the first that has them",
      details: "Rows without a key stay: nothing says who they are.",
      [
        Parameter(
          "audiences", .list(.oneOf([table, .list(.any)])),
          "tables in order, the most important first: { { \"tier A\", a }, { \"tier B\", b } }"),
        Parameter("options", .options([key]), "the key", standard: "none"),
      ],
      returns: [
        Returned(.map(table), "the tables by name"),
        Returned(table, "a row an audience: rows kept, given away, without a key"),
      ],
      errors: ["tables by name only, which have no order", "two audiences of one name"],
      example: """
        local accounts = open().accounts
        local lists, counts = audience.exclusive{
          { "large", accounts:where "employees >= 1000" }, { "german", accounts:where "country == 'DE'" } }
        assert(#lists.german == #lists.german:where "employees < 1000 or employees == nil")
        print(counts)
        """,
      body: .swift { arguments in
        let named = try named(arguments, ordered: true)
        let key = try arguments.options("options")["key"].text
        let shares = try AudiencePriority.exclusive(named.map(\.audience), key: key)
        let counts = try Table(
          name: "audiences",
          [
            ("audience", Column(texts: shares.map(\.name))),
            ("kept", Column(integers: shares.map { Int64($0.table.rowCount) })),
            ("given", Column(integers: shares.map { Int64($0.given) })),
            ("without_key", Column(integers: shares.map { Int64($0.rowsWithoutKey) })),
          ])
        return [
          .fields(
            zip(named, shares).map { source, share in
              (share.name, .object(source.object.changed(share.table)))
            }),
          .object(TableObject(counts)),
        ]
      })
  }

  private static var split: HostFunction {
    HostFunction(
      "split", "An audience in random parts that stay the same: tests and holdouts",
      details: """
        Who is in which part follows from a hash of salt and key alone: not from the order of rows,
        from others in the list, or from the day. Another salt gives another, independent division.
        Shares are taken in the order of their names, or in the order of the list.
        """,
      [
        Parameter("table", table, "the people or companies"),
        Parameter(
          "shares", .oneOf([.list(.list(.any)), .map(.number)]),
          "{ treated = 0.9, holdout = 0.1 }, or in order { { \"treated\", 0.9 }, … }"),
        Parameter(
          "options",
          .options([
            Parameter("salt", .text, "any text, such as the name of the test", standard: "empty"),
            key,
          ]), "salt and key", standard: "none"),
      ],
      returns: [
        Returned(.map(table), "the parts by name"),
        Returned(table, "rows in no part: without a key, or beyond the shares"),
      ],
      errors: ["shares that are not above 0, or add up to more than 1"],
      example: """
        local people = open().contacts
        local parts, rest = audience.split(people, { treated = 0.9, holdout = 0.1 }, { salt = "spring" })
        assert(#parts.treated + #parts.holdout + #rest == #people)
        """,
      body: .swift { arguments in
        let object = try arguments.object("table", as: TableObject.self)
        let content = try arguments.options("shares")
        var shares: [(name: String, share: Double)] = []
        for (position, pair) in content.pairs.enumerated() {
          if let name = pair.key.text, let share = pair.value.double {
            shares.append((name, share))
          } else if let list = try pair.value.tableContent()?.list, list.count == 2,
            let name = list[0].text, let share = list[1].double
          {
            shares.append((name, share))
          } else {
            throw arguments.problem(
              "share \(position + 1) must be { name, share }", hints: ["{ \"holdout\", 0.1 }"])
          }
        }
        try refuseRepeats(shares.map(\.name), arguments)
        let options = try arguments.options("options")
        let split = try AudienceSplit(
          object.table, shares: shares, salt: options["salt"].text ?? "", key: options["key"].text)
        return [
          .fields(split.parts.map { ($0.name, .object(object.changed($0.table))) }),
          .object(object.changed(split.rest)),
        ]
      })
  }

  private static var byMessage: HostFunction {
    HostFunction(
      "by_message",
      "One list for each message: what is said to one persona is not said to the next",
      [
        Parameter("table", table, "the people, such as personas.map gives them"),
        Parameter(
          "by", .rowFunction, "what decides the message: a column, an expression or a function"),
        Parameter(
          "messages", .map(.text),
          "the message for each value of it, { [\"Engineering Eddy\"] = \"Ship faster\" }",
          standard: "each value is a message"),
      ],
      returns: [
        Returned(.map(table), "the lists by message, each row with the column message"),
        Returned(table, "rows for whom there is no message"),
      ],
      errors: ["more than 200 different messages"],
      example: """
        local lists, rest = audience.by_message(open().contacts, "seniority",
          { vp = "Prove the return", director = "Save your team time" })
        for message, people in pairs(lists) do print(message, #people) end
        """,
      body: .swift { arguments in
        let object = try arguments.object("table", as: TableObject.self)
        let made = try RowKeys.column(
          arguments["by"], of: object.table, what: arguments.function.qualifiedName, position: 1,
          engine: arguments.engine)
        var texts = try made.column.converted(to: .text)
        var context = object.context
        if !arguments["messages"].isNil {
          var messages: [String: String] = [:]
          for (value, message) in try arguments.options("messages").fields {
            messages[value] = message.text
          }
          let (mapped, unused) = try MessageLists.mapped(texts, messages)
          texts = mapped
          context.notes += unused.map { "no row is \"\($0)\", for which there is a message" }
        }
        let marked = try object.table.with([("message", texts)])
        let lists = try MessageLists.lists(marked, by: "message").lists
        let rest = marked.filter(Bitmap(count: texts.count) { texts.isMissing($0) })
        return [
          .fields(lists.map { ($0.name, .object(object.changed($0.table))) }),
          .object(TableObject(rest, whole: object.whole, context: context)),
        ]
      })
  }

  private static var writeEach: HostFunction {
    HostFunction(
      "write_each", "A file for each of several lists, named after it",
      [
        Parameter(
          "destination", .oneOf([.text, .object(DestinationObject.luaType)]),
          "a name such as \"google_customer_match\", or one made with audience.destination"),
        Parameter("lists", .map(table), "tables by name, as by_message, split or exclusive give"),
        Parameter("prefix", .text, "how the names of the files begin, such as \"spring-\""),
        Parameter(
          "options", AudienceModule.options, "suppression, consent and the like", standard: "none"),
      ],
      returns: [Returned(table, "a row a list: file, rows_in, rows_out, rows_dropped, matchable")],
      errors: [
        "no row of a list is left", "a limit of the platform is not met (force writes anyway)",
      ],
      example: """
        local lists = audience.by_message(open().contacts:where "seniority == 'vp' or seniority == 'director'", "seniority")
        print(audience.write_each("google_customer_match", lists, "by-level-", { force = true, consent = "granted" }))
        """,
      body: .swift { arguments in
        let destination = try AudienceModule.destination(arguments["destination"])
        let prefix = arguments.text("prefix")!
        var taken: Set<String> = []
        var rows: [(name: String, path: String, result: AudienceResult)] = []
        for (name, value) in try arguments.options("lists").fields {
          guard let object = value.object as? TableObject else { continue }
          let base = prefix + MessageLists.fileName(name)
          var path = base + ".csv"
          var number = 2
          while !taken.insert(path).inserted {
            path = "\(base)-\(number).csv"
            number += 1
          }
          do {
            rows.append(
              (name, path, try AudienceModule.write(object, to: destination, path, arguments)))
          } catch let problem as Problem {
            throw problem.at("list \"\(name)\"")
          }
        }
        let counts = rows.map(\.result)
        let result = try Table(
          name: "files",
          [
            ("list", Column(texts: rows.map(\.name))), ("file", Column(texts: rows.map(\.path))),
            ("rows_in", Column(integers: counts.map { Int64($0.rowsIn) })),
            ("rows_out", Column(integers: counts.map { Int64($0.rowsOut) })),
            ("rows_dropped", Column(integers: counts.map { Int64($0.rowsDropped) })),
            ("matchable", Column(integers: counts.map { Int64($0.matchable) })),
          ], rowCount: rows.count)
        return [.object(TableObject(result))]
      })
  }

  /// The audiences of a call, in the order of the list, or of their names.
  private static func named(
    _ arguments: Arguments, ordered: Bool
  ) throws -> [(audience: NamedAudience, object: TableObject)] {
    var result: [(audience: NamedAudience, object: TableObject)] = []
    for (position, pair) in try arguments.options("audiences").pairs.enumerated() {
      if let object = pair.value.object as? TableObject {
        let name = pair.key.text ?? object.table.name
        result.append((NamedAudience(name, object.table), object))
      } else if let list = try pair.value.tableContent()?.list, list.count == 2,
        let name = list[0].text, let object = list[1].object as? TableObject
      {
        result.append((NamedAudience(name, object.table), object))
      } else {
        throw arguments.problem(
          "audience \(position + 1) must be a table, or { name, table }",
          hints: ["{ \"tier A\", scored:where \"tier == 'A'\" }"])
      }
      if ordered, pair.key.text != nil {
        throw arguments.problem(
          "tables by name have no order of priority",
          hints: [
            "write a list, the most important first: { { \"tier A\", a }, { \"tier B\", b } }"
          ])
      }
    }
    guard !result.isEmpty else { throw arguments.problem("there are no audiences") }
    try refuseRepeats(result.map(\.audience.name), arguments)
    return result
  }

  private static func refuseRepeats(_ names: [String], _ arguments: Arguments) throws {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw arguments.problem(
        "two are named \"\(name)\"", hints: ["name them: { { \"tier A\", a }, { \"tier B\", b } }"])
    }
  }
}
