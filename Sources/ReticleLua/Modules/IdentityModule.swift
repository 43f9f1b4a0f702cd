import Basics
import CRM
import Columns
import LuaHost
import Reports

/// `identity`: which records are the same company or person.
enum IdentityModule {
  static let module = ModuleDescription(
    "identity", "Records that are the same company or person: match, duplicates, merge, families")

  static var functions: [HostFunction] { [match, duplicates, merge, redirect, families, words] }

  private static let table = LuaType.object(TableObject.luaType)
  private static let fieldNames = IdentityField.allCases.map(\.rawValue)

  private static let columnsParameter = Parameter(
    "columns", .map(.text),
    "columns by field where they have other names, { name = \"Firm\" }; fields: "
      + fieldNames.joined(separator: ", "), standard: "by their canonical names")

  static let matching: [Parameter] = [
    Parameter(
      "threshold", .number, "the probability, 0 to 1, from which on two records are one",
      standard: "0.8"),
    Parameter(
      "block", .list(.text),
      "what two records must agree on to be compared: fields, name[4] (its first letters), word "
        + "(its rarest word), joined by +, as \"name[4] + city\"",
      standard: "domain, phone, email, linkedin; name; name[4], word with a place"),
    Parameter(
      "of", .choice(["companies", "people"]), "whose records they are", standard: "by the columns"),
    columnsParameter,
    Parameter(
      "block_limit", .integer, "blocks of more pairs are left out, and reported",
      standard: "4,000,000"),
  ]

  static func options(_ content: LuaTableContent) throws -> IdentityOptions {
    var options = IdentityOptions()
    options.threshold = content["threshold"].double ?? options.threshold
    options.subject = content["of"].text.flatMap(IdentitySubject.init(rawValue:))
    options.blocks = try (content["block"].tableContent()?.list ?? []).compactMap(\.text).map {
      try BlockRule($0)
    }
    options.blockLimit = max(1, content["block_limit"].int ?? options.blockLimit)
    options.leftColumns = try columns(content["columns"])
    options.rightColumns = try columns(
      content["other_columns"].isNil ? .nil : content["other_columns"])
    if let best = content["best"].bool { options.bestOnly = best }
    return options
  }

  private static func columns(_ value: LuaValue) throws -> [IdentityField: String] {
    var result: [IdentityField: String] = [:]
    for (name, column) in try value.tableContent()?.fields ?? [] {
      guard let field = IdentityField(rawValue: name) else {
        throw Problem.unknown("field", name, known: fieldNames)
      }
      result[field] = column.text
    }
    return result
  }

  /// A problem of matching, with the function that was called in front.
  static func placed<Result>(_ arguments: Arguments, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let problem as Problem where problem.kind == .script {
      throw problem.at(arguments.function.qualifiedName)
    }
  }

  private static let how = """
    Records are compared where they agree on a block, and weighed by what agrees and what differs:
    domain (registered name; free mail does not count), phone (however it is dialled), e-mail
    (mailbox), LinkedIn page, name (legal forms off, abbreviations and mistyped words understood),
    city, zip, state, country. What is rare says much, what many share says little; nothing is
    concluded from a missing value. Names of columns are the canonical ones.
    """

  private static var match: HostFunction {
    HostFunction(
      "match", "The records of one table that are the same company or person as those of another",
      details: how,
      [
        Parameter("left", table, "accounts or people"),
        Parameter("right", table, "accounts or people of another source"),
        Parameter(
          "options",
          .options(
            matching + [
              Parameter(
                "other_columns", .map(.text), "columns by field of the right table",
                standard: "by their canonical names"),
              Parameter(
                "best", .boolean, "only the best match of each left record", standard: "true"),
            ]), "threshold, blocks, columns", standard: "none"),
      ],
      returns: [
        Returned(
          table,
          "a row a match: left_row, right_row, their ids and names, match (the probability), match_by"
        )
      ],
      errors: ["nothing that both tables tell records apart by", "a block of unknown fields"],
      example: """
        local accounts = open().accounts
        local list = accounts:select("name", "domain", "city", "country")
        local found = identity.match(list, accounts)
        assert(#found > 0.9 * #accounts)
        print(found:head(3))
        """,
      body: .swift { arguments in
        let left = try arguments.object("left", as: TableObject.self).table
        let right = try arguments.object("right", as: TableObject.self).table
        let content = try arguments.options("options")
        let matches = try placed(arguments) {
          try Identity.match(left, right, try options(content))
        }
        let result = try MatchTable.table(matches, left, right)
        let matched = Set(matches.pairs.map(\.left)).count
        let rate =
          "\(Figures.count(matched)) of \(Figures.count(left.rowCount)) rows matched ("
          + Figures.percent(Double(matched) / Double(max(1, left.rowCount))) + ")"
        return [.object(TableObject(result, notes: [rate] + matches.notes))]
      })
  }

  private static var duplicates: HostFunction {
    HostFunction(
      "duplicates", "The records of a table that are one company or person, in groups",
      details: how
        + "\nIf a is b and b is c, the three are one group: look at the groups before you merge them.",
      [
        Parameter("table", table, "accounts or people"),
        Parameter("options", .options(matching), "threshold, blocks, columns", standard: "none"),
      ],
      returns: [
        Returned(
          table,
          "the rows that are in groups, with group, group_rows, match (of the best pair), match_by")
      ],
      errors: ["nothing that tells records apart", "a block of unknown fields"],
      example: """
        local accounts = open().accounts
        local twice = accounts:union(accounts:head(5))
        local found = identity.duplicates(twice)
        assert(#found >= 10)
        """,
      body: .swift { arguments in
        let object = try arguments.object("table", as: TableObject.self)
        let content = try arguments.options("options")
        let matches = try placed(arguments) {
          try Identity.duplicates(object.table, try options(content))
        }
        let groups = DuplicateGroups(rowCount: object.table.rowCount, pairs: matches.pairs)
        let largest = groups.members.map(\.count).max() ?? 0
        var notes = [
          "\(Figures.count(groups.members.count)) groups"
            + (largest > 2 ? ", the largest of \(Figures.count(largest)) rows" : "")
        ]
        notes += matches.notes
        return [.object(TableObject(try groups.table(of: object.table), notes: notes))]
      })
  }

  private static var merge: HostFunction {
    HostFunction(
      "merge", "One record for each group of duplicates, and where each of its values came from",
      details: """
        The record that stays is the one with the greatest value of prefer ("-column": the least),
        else the one with most cells filled, else the first. Rules by column: lead (its value, else
        the next record's), common (what most have), newest (by the column changed), longest,
        largest, smallest, sum.
        """,
      [
        Parameter("table", table, "accounts or people"),
        Parameter(
          "options",
          .options(
            matching + [
              Parameter(
                "groups", table, "duplicates as looked through: with group and the id",
                standard: "identity.duplicates of the table"),
              Parameter("id", .text, "the column that names a record", standard: "its id"),
              Parameter(
                "prefer", .text, "the column whose greatest value stays; \"-column\": the least",
                standard: "the record with most cells filled"),
              Parameter(
                "changed", .text, "the column that says when a record was changed",
                standard: "last_modified, if there is one"),
              Parameter(
                "rules", .map(.choice(MergeRule.allCases.map(\.rawValue))), "the rule of a column",
                standard: "lead"),
            ]), "rules and matching", standard: "none"),
      ],
      returns: [
        Returned(table, "all records, merged ones once"),
        Returned(table, "the log: kept, field, from, why, values (different ones), conflict"),
        Returned(table, "the ids that went: merged_id, kept_id"),
      ],
      errors: ["a rule that does not fit its column", "groups without the id of the table"],
      example: """
        local accounts = open().accounts
        local twice = accounts:union(accounts:head(5):with{ account_id = function(a) return a.account_id .. "-copy" end })
        local merged, log, map = identity.merge(twice, { rules = { employees = "largest" } })
        assert(#map >= 5 and #merged == #twice - #map)
        print(log:where "field == 'employees'":head(3))
        """,
      body: .swift { arguments in
        let object = try arguments.object("table", as: TableObject.self)
        let content = try arguments.options("options")
        let source = object.table
        var merging = MergeOptions()
        merging.id = content["id"].text ?? Self.id(of: source)
        if let prefer = content["prefer"].text {
          merging.prefersLeast = prefer.hasPrefix("-")
          merging.prefer = merging.prefersLeast ? String(prefer.dropFirst()) : prefer
        }
        merging.changed =
          content["changed"].text
          ?? (source.position(of: "last_modified") == nil ? nil : "last_modified")
        for (name, rule) in try content["rules"].tableContent()?.fields ?? [] {
          merging.rules[name] = rule.text.flatMap(MergeRule.init(rawValue:))
        }
        let made = try placed(arguments) { () throws -> (RecordMerge, [String]) in
          let groups: DuplicateGroups
          var notes: [String] = []
          if let given = content["groups"].object as? TableObject {
            groups = try MatchTable.groups(given.table, of: source, id: merging.id)
          } else {
            let matches = try Identity.duplicates(source, try options(content))
            groups = DuplicateGroups(rowCount: source.rowCount, pairs: matches.pairs)
            notes = matches.notes
          }
          return (try RecordMerge(source, groups, merging), notes)
        }
        let gone = made.0.map.rowCount
        let notes =
          ["\(Figures.count(gone)) record\(gone == 1 ? "" : "s") merged into others"] + made.1
        var context = object.context
        context.notes += notes
        return [
          .object(
            TableObject(
              made.0.table, whole: (source.name, made.0.table.rowCount), context: context)),
          .object(TableObject(made.0.log)), .object(TableObject(made.0.map)),
        ]
      })
  }

  private static var redirect: HostFunction {
    HostFunction(
      "redirect", "A table that named merged records, naming those that stayed",
      [
        Parameter("table", table, "deals, contacts, or any table with ids"),
        Parameter("map", table, "the ids that went, as merge gives them"),
        Parameter("column", .text, "the column of ids", standard: "\"account_id\""),
      ],
      returns: [
        Returned(table, "the table with ids replaced"), Returned(.integer, "cells changed"),
      ],
      errors: ["a column that does not exist"],
      example: """
        local crm = open()
        local _, _, map = identity.merge(crm.accounts)
        local deals, changed = identity.redirect(crm.deals, map)
        assert(#deals == #crm.deals and changed >= 0)
        """,
      body: .swift { arguments in
        let object = try arguments.object("table", as: TableObject.self)
        let map = try arguments.object("map", as: TableObject.self)
        let made = try placed(arguments) {
          try RecordMerge.redirect(
            object.table, arguments.text("column") ?? "account_id", by: map.table)
        }
        return [.object(object.changed(made.table)), LuaValue(made.changed)]
      })
  }

  private static var families: HostFunction {
    HostFunction(
      "families", "Parents and children: the top of each account's family, and how far below it is",
      details: """
        Parents come from parent_id. With suggest, accounts without one get one: "domain" takes the
        accounts of one registered domain together below the largest, "name" those whose name begins
        with the whole name of another. A circle of parents is broken, and counted.
        """,
      [
        Parameter("accounts", table, "the accounts"),
        Parameter(
          "options",
          .options([
            Parameter(
              "suggest", .list(.choice(["domain", "name"])),
              "ways to find parents that nobody gave",
              standard: "none"),
            Parameter("id", .text, "the column that names an account", standard: "\"account_id\""),
            Parameter("parent", .text, "the column of parents", standard: "\"parent_id\""),
            columnsParameter,
          ]), "suggestions and columns", standard: "none"),
      ],
      returns: [Returned(table, "all accounts, with parent_by, top_id, level and family_rows")],
      errors: ["accounts without an id"],
      example: """
        local all = identity.families(open().accounts, { suggest = { "domain", "name" } })
        print(all:where "level > 0":select("name", "parent_id", "parent_by", "top_id"))
        """,
      body: .swift { arguments in
        let object = try arguments.object("accounts", as: TableObject.self)
        let content = try arguments.options("options")
        let id = content["id"].text ?? "account_id"
        let parent = content["parent"].text ?? "parent_id"
        let ways = try content["suggest"].tableContent()?.list.compactMap {
          $0.text.flatMap(AccountFamilies.Way.init(rawValue:))
        }
        let families = try AccountFamilies(
          object.table, id: id, parentColumn: parent, suggestions: Set(ways ?? []),
          columns: try columns(content["columns"]))
        var context = object.context
        if families.cycles > 0 {
          context.notes.append(
            "\(Figures.count(families.cycles)) circles of parents were broken: no account is above itself"
          )
        }
        let table = try families.table(of: object.table, id: id, parentColumn: parent)
        return [.object(TableObject(table, whole: object.whole, context: context))]
      })
  }

  private static var words: HostFunction {
    HostFunction(
      "words",
      "The words of a company's name that matching goes by: no legal form, no abbreviations",
      [Parameter("name", .text, "the name")],
      returns: [Returned(.list(.text), "the words")],
      example: """
        assert(table.concat(identity.words "The Acme Mfg. Co., Inc.", " ") == "acme manufacturing")
        """,
      body: .swift { arguments in
        [.list(NameWords.company(arguments.text("name")!).map { .text($0) })]
      })
  }

  /// The column that names a record.
  static func id(of table: Table) -> String? {
    let subject = IdentitySubject(table)
    let names = subject == .people ? ["contact_id", "lead_id", "id"] : ["account_id", "id"]
    return names.first { table.position(of: $0) != nil }
  }
}

/// Matches and groups as tables.
enum MatchTable {
  static func table(_ matches: IdentityMatches, _ left: Table, _ right: Table) throws -> Table {
    let lefts = Buffer(matches.pairs.map(\.left))
    let rights = Buffer(matches.pairs.map(\.right))
    var columns: [(name: String, column: Column)] = [
      ("left_row", Column(integers: lefts.elements.map { Int64($0) + 1 })),
      ("right_row", Column(integers: rights.elements.map { Int64($0) + 1 })),
    ]
    for (side, table, rows) in [("left", left, lefts), ("right", right, rights)] {
      if let id = IdentityModule.id(of: table) {
        columns.append(("\(side)_id", try table.column(id).take(rows)))
      }
      if let name = ["name", "company", "full_name", "last_name"].first(where: {
        table.position(of: $0) != nil
      }) {
        columns.append(("\(side)_name", try table.column(name).take(rows)))
      }
    }
    columns.append(
      (
        "match",
        Column(numbers: matches.pairs.map { (Double($0.probability) * 1000).rounded() / 1000 })
      ))
    columns.append(("match_by", Column(texts: matches.pairs.map(\.reasons.text))))
    return try Table(name: "matches", columns, rowCount: matches.pairs.count)
  }

  /// The groups of a table of duplicates that a person has looked through.
  static func groups(_ given: Table, of table: Table, id: String?) throws -> DuplicateGroups {
    guard let id else {
      throw Problem(
        .script, "\(table.name) has no column that names a record", hints: ["say which: id = \"…\""]
      )
    }
    let (ids, numbers) = (try given.column(id), try given.column("group"))
    let own = try table.column(id)
    guard numbers.type == .integer, ids.type == own.type else {
      throw Problem(
        .script,
        "the groups do not fit: \"group\" must be whole numbers, and \(id) as in \(table.name)"
      )
    }
    let found = try KeyIndex([ids]).firstRows(of: [own])
    return DuplicateGroups(
      (0..<table.rowCount).map { row in
        guard found[row] >= 0, case .integer(let number) = numbers[Int(found[row])] else {
          return -1
        }
        return Int(clamping: number)
      })
  }
}
