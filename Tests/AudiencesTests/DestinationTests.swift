import Basics
import Testing

@testable import Audiences

@Suite("Destinations")
struct DestinationTests {
  @Test("every file that comes with the program is read", arguments: DestinationCatalogue.names)
  func catalogue(name: String) throws {
    let destination = try DestinationCatalogue.destination(name)
    #expect(destination.name == name)
    #expect(destination.checked == "2026-11-21")
    #expect(!destination.title.isEmpty)
    #expect(destination.takesAllColumns || !destination.needs.isEmpty)
    #expect(!destination.sources.isEmpty || !destination.unconfirmed.isEmpty || name == "plain")
  }

  @Test("headings say what the whole file says")
  func headings() throws {
    let headings = DestinationCatalogue.headings
    #expect(headings.map(\.name) == DestinationCatalogue.names)
    for (heading, whole) in zip(headings, try DestinationCatalogue.all()) {
      #expect(heading.title == whole.title)
      #expect(heading.subject == whole.subject)
      #expect(heading.checked == whole.checked)
    }
  }

  @Test(
    "headers are those of the platforms, in their order",
    arguments: [
      (
        "linkedin_companies",
        "companyname,companywebsite,companyemaildomain,linkedincompanypageurl,stocksymbol,industry,city,state,companycountry,zipcode"
      ),
      ("linkedin_contacts", "email,firstname,lastname,jobtitle,employeecompany,country,googleaid"),
      (
        "meta_customer_list",
        "email,email,email,phone,phone,phone,madid,fn,ln,zip,ct,st,country,dob,doby,gen,age,uid,value"
      ),
      (
        "microsoft_bulk",
        "Type,Status,Id,Parent Id,Client Id,Modified Time,Name,Description,Scope,Audience,Action Type,Sub Type,Text"
      ),
      ("sixsense_accounts", "Account Name,Country,Domain"),
    ])
  func headers(name: String, header: String) throws {
    #expect(try DestinationCatalogue.destination(name).headers.joined(separator: ",") == header)
  }

  @Test("limits and minimums are those of the platforms")
  func limits() throws {
    let contacts = try DestinationCatalogue.destination("linkedin_contacts")
    #expect(contacts.rowLimit == 300_000 && contacts.byteLimit == 20_000_000)
    #expect(contacts.leastRows == 300 && contacts.leastMatched == 300)
    #expect(try DestinationCatalogue.destination("google_customer_match").leastMatched == 100)
    #expect(try DestinationCatalogue.destination("tiktok_customer_file").leastRows == 1000)
    #expect(try DestinationCatalogue.destination("sixsense_accounts").rowLimit == 25_000)
  }

  @Test("country and ZIP are hashed for Meta and never for Google")
  func hashing() throws {
    func isHashed(_ name: String, _ header: String) throws -> Bool? {
      try DestinationCatalogue.destination(name).columns.first { $0.header == header }?.isHashed
    }
    #expect(try isHashed("google_customer_match", "Country") == false)
    #expect(try isHashed("google_customer_match", "Zip") == false)
    #expect(try isHashed("meta_customer_list", "country") == true)
    #expect(try isHashed("meta_customer_list", "zip") == true)
    #expect(try isHashed("meta_customer_list", "madid") == false)
    #expect(try isHashed("linkedin_contacts", "firstname") == false)
  }

  static let own = """
    # A destination of one's own
    name: my_platform
    title: My platform
    rows: people
    platform: meta
    checked: 2026-01-31
    source: its page
    limit rows: 3
    needs: mail or a + b
    column: mail | from email* | as email | hash
    column: a | from first_name | max 5
    column: b | from last_name | as google_ads.last_name | hash | optional
    column: kind | constant contact
    """

  @Test("a user's own destination is read, wherever the lines stand")
  func ownDestination() throws {
    let destination = try Destination.parse(Self.own)
    #expect(destination.columns.map(\.header) == ["mail", "a", "b", "kind"])
    #expect(destination.columns[0].platform == .meta && destination.columns[0].isHashed)
    #expect(destination.columns[1].platform == .plain && destination.columns[1].limit == 5)
    #expect(destination.columns[2].platform == .googleAds && destination.columns[2].isOptional)
    #expect(destination.columns[3].constant == "contact")
    #expect(destination.needs == [["mail"], ["a", "b"]] && destination.match == destination.needs)
    #expect(destination.rowLimit == 3)
  }

  @Test(
    "mistakes are named with their line and what was meant",
    arguments: [
      ("limit rows: 3", "limit rows: three", "own:8: not a whole number above 0"),
      (
        "limit rows: 3", "limit row: 3",
        "own:8: no key \"limit row\" (did you mean \"limit rows\"?)"
      ),
      ("platform: meta", "platform: mata", "own:5: no choice \"mata\" (did you mean \"meta\"?)"),
      (
        "checked: 2026-01-31", "checked: 2026-02-30",
        "own:6: \"checked\" is no day such as 2026-11-21"
      ),
      (
        "needs: mail or a + b", "needs: mial",
        "own: needs: no column \"mial\" (did you mean \"mail\"?)"
      ),
      ("source: its page", "just words", "own:7: no \"key: value\""),
      ("source: its page", "title: again", "own:7: \"title\" is given twice"),
      ("| max 5", "| maxx 5", "own:11: column \"a\": cannot read \"maxx 5\""),
      (
        "as google_ads.last_name | hash", "as google_ads.country | hash",
        "own:12: column \"b\": google_ads does not hash this field"
      ),
      (
        "as google_ads.last_name", "as microsoft_ads.phone",
        "own:12: column \"b\": microsoft_ads has no rule for \"phone\""
      ),
      (
        "name: my_platform", "name: My Platform",
        "own:2: a name has small letters, digits and _ only"
      ),
      ("title: My platform\n", "\n", "own: no \"title\""),
    ])
  func mistakes(old: String, new: String, message: String) {
    let text = Self.own.replacing(old, with: new)
    #expect(text != Self.own)
    do {
      _ = try Destination.parse(text, place: "own")
      Issue.record("it was read")
    } catch let problem as Problem {
      #expect(problem.message == message)
    } catch {
      Issue.record("another error")
    }
  }

  @Test("an unknown destination is answered with the nearest")
  func unknown() {
    #expect(throws: Problem.self) { try DestinationCatalogue.destination("linkedin_company") }
    do {
      _ = try DestinationCatalogue.destination("linkedin_contact")
    } catch let problem as Problem {
      #expect(problem.message.contains("linkedin_contacts"))
    } catch { Issue.record("another error") }
  }
}
