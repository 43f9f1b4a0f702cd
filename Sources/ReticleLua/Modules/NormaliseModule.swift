import Basics
import CRM
import Columns
import LuaHost

/// `normalise`: values in one form, whatever a CRM writes.
enum NormaliseModule {
  static let module = ModuleDescription(
    "normalise", "Values in one form: industries, places, sizes, domains, phones, names")

  static var functions: [HostFunction] {
    [add, company, domain, email, phone, country, region, inRegion, industry, size]
  }

  private static let value = Parameter(
    "text", .text, "the value", standard: "a missing one gives nil")

  private static var add: HostFunction {
    let parts = NormalisedColumns.Part.allCases
    return HostFunction(
      "add", "A table with its values in one form, in further columns",
      details: parts.map { "\($0.rawValue): \($0.gives.joined(separator: ", "))" }.joined(
        separator: "; ") + ".",
      [
        Parameter("table", .object(TableObject.luaType), "accounts, people, or a market list"),
        Parameter(
          "parts", .list(.choice(parts.map(\.rawValue))), "what to normalise",
          standard: "all that the table has columns for"),
        Parameter(
          "country", .text, "the country of phones whose row names none, as \"US\"",
          standard: "unknown"),
      ],
      returns: [Returned(.object(TableObject.luaType), "the table with the columns")],
      errors: ["a part that the table has no column for"],
      example: """
        local accounts = normalise.add(open().accounts)
        print(accounts:group_by("sector", "size_band"):summarize{ n = count() })
        assert(#accounts:where "world == 'NA'" > 0)
        """,
      body: .swift { arguments in
        let object = try arguments.object("table", as: TableObject.self)
        let chosen = try arguments["parts"].tableContent()?.list.compactMap {
          $0.text.flatMap(NormalisedColumns.Part.init(rawValue:))
        }
        return [
          .object(
            object.changed(
              try NormalisedColumns.add(
                object.table, chosen, country: try country(arguments, "country"))))
        ]
      })
  }

  private static func country(_ arguments: Arguments, _ name: String) throws -> Country? {
    guard let code = arguments.text(name) else { return nil }
    guard let country = Country(code) else {
      throw arguments.problem(
        "'\(name)' is no country", hints: ["write its two letters, as \"US\""])
    }
    return country
  }

  private static func text(
    _ name: String, _ summary: String, _ about: String, _ example: String,
    _ body: @escaping (String) -> String?
  ) -> HostFunction {
    HostFunction(
      name, summary, [value], returns: [Returned(.text, about)], example: example,
      body: .swift { arguments in [LuaValue(arguments.text("text").flatMap(body))] })
  }

  private static var company: HostFunction {
    text(
      "company", "A company's name without its legal form", "the name; nil for no name",
      "assert(normalise.company \"Müller & Söhne GmbH & Co. KG\" == \"Müller & Söhne\")"
    ) { PlainCompanyName.withoutLegalForm($0) }
  }

  private static var domain: HostFunction {
    HostFunction(
      "domain", "The registered domain in a domain, a web address or an e-mail address", [value],
      returns: [
        Returned(.text, "the domain; nil if there is none"),
        Returned(.boolean, "whether it is a mail service where anybody may have an address"),
      ],
      example: """
        assert(normalise.domain "https://Shop.Acme.co.uk/eu?x=1" == "acme.co.uk")
        local domain, free = normalise.domain "jane@gmail.com"
        assert(domain == "gmail.com" and free)
        """,
      body: .swift { arguments in
        guard let text = arguments.text("text"), case .success(let host) = HostName.read(text)
        else {
          return [.nil, .boolean(false)]
        }
        return [LuaValue(host.registrable), .boolean(host.isFreeMail)]
      })
  }

  private static var email: HostFunction {
    text(
      "email", "An e-mail address taken out of what a cell holds", "the address; nil if it is none",
      "assert(normalise.email \"Jane Doe <Jane@Acme.com>\" == \"jane@acme.com\")"
    ) { try? EmailAddress.read($0).get().text }
  }

  private static var phone: HostFunction {
    HostFunction(
      "phone", "A phone number as E.164 writes it",
      [
        value,
        Parameter(
          "country", .text, "the country of a number without country code, as \"DE\"",
          standard: "unknown"),
      ],
      returns: [Returned(.text, "the number; nil if it is none")],
      example: "assert(normalise.phone(\"(030) 901820\", \"DE\") == \"+4930901820\")",
      body: .swift { arguments in
        let country = try country(arguments, "country")
        return [
          LuaValue(
            arguments.text("text").flatMap {
              try? PhoneNumber.read($0, country: country).get().e164
            })
        ]
      })
  }

  private static var country: HostFunction {
    HostFunction(
      "country", "A country's two letters, from its name in twenty languages or a code", [value],
      returns: [
        Returned(.text, "the code; nil if it is not known"), Returned(.text, "its English name"),
      ],
      example: "assert(normalise.country \"Deutschland\" == \"DE\")",
      body: .swift { arguments in
        let country = arguments.text("text").flatMap { Country($0) }
        return [LuaValue(country?.code), LuaValue(country?.name)]
      })
  }

  private static let places = [
    Parameter("country", .text, "the country, by name or code", standard: "unknown"),
    Parameter("state", .text, "the US state, by name or code", standard: "unknown"),
  ]

  private static var region: HostFunction {
    HostFunction(
      "region", "The region of a place, such as Midwest or DACH, and the part of the world",
      places,
      returns: [
        Returned(.text, "the region; nil if it is not known"),
        Returned(.text, "NA, LATAM, EMEA or APAC"),
      ],
      example: """
        assert(normalise.region("US", "Ohio") == "Midwest")
        local region, world = normalise.region("Germany")
        assert(region == "DACH" and world == "EMEA")
        """,
      body: .swift { arguments in
        let (country, state) = (arguments.text("country"), arguments.text("state"))
        return [
          LuaValue(Regions.standard.region(country: country, state: state)),
          LuaValue(Regions.standard.world(country: country, state: state)),
        ]
      })
  }

  private static var inRegion: HostFunction {
    HostFunction(
      "in_region",
      "Whether a place is in a region, such as \"Midwest\", \"DACH\", \"EU\", \"EMEA\"",
      [Parameter("region", .text, "the region")] + places,
      returns: [Returned(.boolean, "true or false; nil where it is not known")],
      errors: ["a region that does not exist"],
      example: """
        assert(normalise.in_region("Midwest", "US", "IL") and not normalise.in_region("DACH", "FR"))
        """,
      body: .swift { arguments in
        let found = try IdentityModule.placed(arguments) {
          try Regions.standard.contains(
            arguments.text("region")!, country: arguments.text("country"),
            state: arguments.text("state"))
        }
        return [found.map { .boolean($0) } ?? .nil]
      })
  }

  private static var industry: HostFunction {
    HostFunction(
      "industry", "An industry in the tree: from a name, or a NAICS or SIC code",
      details: """
        Names are those of LinkedIn, HubSpot, Salesforce and common others; codes of two to six
        digits. Nothing is guessed from part of a name.
        """,
      [
        Parameter("text", .text, "the name or code", standard: "a missing one gives nil"),
        Parameter(
          "system", .choice(["naics", "sic"]), "what a number is", standard: "\"naics\""),
      ],
      returns: [
        Returned(.map(.text), "sector, industry, naics, sic (the nearest codes); nil if unknown")
      ],
      example: """
        assert(normalise.industry "COMPUTER_SOFTWARE".sector == "Technology")
        assert(normalise.industry "541511".industry == "Computer Software")
        assert(normalise.industry("7372", "sic").industry == "Computer Software")
        """,
      body: .swift { arguments in
        guard
          let found = arguments.text("text").flatMap({
            IndustryTree.standard.industry($0, sic: arguments.text("system") == "sic")
          })
        else { return [.nil] }
        return [
          .fields([
            ("sector", .text(found.sector)), ("industry", LuaValue(found.industry)),
            ("naics", LuaValue(found.naics)), ("sic", LuaValue(found.sic)),
          ])
        ]
      })
  }

  private static var size: HostFunction {
    HostFunction(
      "size", "A company's size: small, mid-market or enterprise (Gartner's division)",
      details: """
        small is below 100 employees or 50 million a year, mid-market below 1,000 or 1 billion. For
        bounds of your own: bands("employees", 50, 250, 1000).
        """,
      [
        Parameter("employees", .number, "how many employees", standard: "unknown"),
        Parameter("revenue", .number, "a year's revenue", standard: "unknown"),
      ],
      returns: [
        Returned(.text, "by employees; nil if unknown"),
        Returned(.text, "by revenue; nil if unknown"),
      ],
      example: "assert(normalise.size(250) == \"mid-market\")",
      body: .swift { arguments in
        [
          LuaValue(arguments.double("employees").map { SizeBand.employees($0) }),
          LuaValue(arguments.double("revenue").map { SizeBand.revenue($0) }),
        ]
      })
  }
}
