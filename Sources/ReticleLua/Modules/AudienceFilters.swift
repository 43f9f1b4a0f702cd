import Audiences
import Basics
import Columns
import LuaHost
import LuaLift
import Profiles

/// A platform's filter in a script's hands.
final class FilterObject: HostObject {
  static var luaType: String { "platform filter" }
  let filter: PlatformFilter

  init(_ filter: PlatformFilter) { self.filter = filter }
}

/// `audience.filter`: an ICP in the words of a platform's own filters.
enum AudienceFilters {
  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        FilterObject.self, "A condition on companies in the words of a platform's filters",
        fields: [
          FieldDescription("platform", .text, "the platform, as people call it"),
          FieldDescription(
            "text", .text, "the filter: a query, a list's definition, or lines to set by hand"),
          FieldDescription(
            "wider", .list(.text), "what it admits beyond the condition, as the steps are coarser"),
          FieldDescription(
            "unsaid", .list(.text), "conditions that the platform cannot say, each with the reason"),
        ],
        index: { object, key, _ in
          switch key.text {
          case "platform": .text(object.filter.title)
          case "text": .text(object.filter.text)
          case "wider": .list(object.filter.coarser.map { .text($0) })
          case "unsaid": .list(object.filter.unsaid.map { .text($0) })
          default: nil
          }
        },
        describe: { object, _ in object.filter.description.joined(separator: "\n") },
        changeHint: "change the condition it is made of"),
      [save])
  }

  static var functions: [HostFunction] { [filter] }

  private static var filter: HostFunction {
    HostFunction(
      "filter", "An ICP or a condition as the filter of a platform, and what it cannot say there",
      details: """
        The filter never leaves out a company that meets the condition: what the platform cannot say
        is left out of the filter and named, to be checked on the list that comes back. Of an ICP it
        holds the gates, and what every account of the tier must meet: a criterion without which
        the tier is out of reach, or "one of these" where criteria cannot all be missed together.
        Conditions must be written as expressions; what a Lua function does is named as unsaid.
        """,
      [
        Parameter("platform", .choice(PlatformFilter.platforms), "where the filter is used"),
        Parameter(
          "what", .oneOf([.object(ICPObject.luaType), .rowFunction, .list(.rowFunction)]),
          "an ICP, a condition, or a list of conditions that must all hold"),
        Parameter(
          "options",
          .options([
            Parameter(
              "tier", .text, "of an ICP: the lowest tier to admit", standard: "the best tier"),
            Parameter(
              "fields", .map(.text),
              "the platform's names for columns of yours, as { tech_stack = \"Tech_Stack__c\" }",
              standard: "its own fields"),
          ]), "tier and fields", standard: "none"),
      ],
      returns: [
        Returned(.object(FilterObject.luaType), "print it; fields text, wider, unsaid; :save(path)")
      ],
      errors: [
        "a tier that the ICP does not have", "an ICP whose tier needs nothing in particular",
      ],
      example: """
        local ideal = icp.define{ name = "Makers",
          gates = { { "not tiny", "employees >= 20" } },
          criteria = { { "industry", 30, "firmographic", "industry == 'Machinery'" },
                       { "country", 5, "geographic", "country == 'Germany'" } } }
        local soql = audience.filter("salesforce", ideal)
        assert(text.contains(soql.text, "Industry = 'Machinery'"))
        print(audience.filter("linkedin_ads", "employees >= 100 and intent_score >= 70"))
        """,
      body: .swift { arguments in
        let options = try arguments.options("options")
        var fields: [String: String] = [:]
        for (name, value) in try options["fields"].tableContent()?.fields ?? [] {
          fields[name] = value.text
        }
        let what = arguments["what"]
        let platform = arguments.text("platform")!
        let made: PlatformFilter
        if let icp = (what.object as? ICPObject)?.icp {
          made = try filter(of: icp, platform, options["tier"].text, fields, arguments)
        } else {
          if !options["tier"].isNil {
            throw arguments.problem(
              "'tier' is for an ICP", hints: ["a condition has no tiers; leave it out"])
          }
          let list = try what.tableContent()?.list ?? [what]
          let conditions = try list.map { value in
            expression(
              try RowFunction(
                value, what: arguments.function.qualifiedName, in: arguments.engine))
          }
          made = try PlatformFilter.make(platform, conditions: conditions, fields: fields)
        }
        return [.object(FilterObject(made))]
      })
  }

  private static var save: HostFunction {
    HostFunction(
      "save", "Writes the filter's text to a file below the output folder",
      [Parameter("path", .text, "the file, such as \"list.json\" or \"accounts.soql\"")],
      returns: [Returned(.object(FilterObject.luaType), "the filter itself")],
      errors: ["a path that leads out of the output folder", "a disk that is full"],
      example: "audience.filter(\"hubspot\", \"employees >= 100\"):save \"list.json\"",
      body: .swift { arguments in
        let object = try arguments.this(FilterObject.self)
        let session = try Session.of(arguments.engine)
        let full = try session.writable(arguments.text("path")!)
        try AtomicFile.write((object.filter.text + "\n").utf8, to: full)
        session.noteOutput(full)
        return [.object(object)]
      })
  }

  private static func filter(
    of icp: ICP, _ platform: String, _ name: String?, _ fields: [String: String],
    _ arguments: Arguments
  ) throws -> PlatformFilter {
    guard let tier = name.map({ name in icp.tiers.first { $0.name == name } }) ?? icp.tiers.first
    else {
      throw Problem.unknown("tier", name ?? "", known: icp.tiers.map(\.name)).at(
        arguments.function.qualifiedName)
    }
    do {
      return try PlatformFilter.make(
        platform, gates: icp.gates.map { expression($0.test) },
        items: icp.criteria.map {
          TierConditions.Item($0.name, weight: $0.weight, condition: expression($0.test))
        },
        threshold: tier.threshold, fields: fields)
    } catch let problem as Problem {
      throw problem.at("tier \(tier.name) of \"\(icp.name)\"")
    }
  }

  /// What a row test says, as far as its text shows it.
  private static func expression(_ test: any RowTest) -> FilterExpression {
    guard let function = test as? RowFunction, !function.isExpression else {
      return FilterExpression.parse(test.text)
    }
    return .opaque("a Lua function (\(test.text)); write it as an expression")
  }
}
