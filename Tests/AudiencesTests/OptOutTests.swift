import Columns
import Testing

@testable import Audiences

@Suite("Who opted out")
struct OptOutTests {
  private static let warning = "people has no column opt_out and none of consent"

  private static func warns(
    _ columns: [(String, [String?])], _ destination: String = "linkedin_contacts",
    lists: [String] = []
  ) throws -> Bool {
    var options = AudienceOptions()
    options.suppress = try lists.map {
      SuppressionList(name: $0, table: try Fixture.table([("email", ["z@x.com"])], name: $0))
    }
    let emails: [(String, [String?])] = [("email", ["a@x.com", "b@x.com"])]
    let table = try Fixture.table(emails + columns)
    return try Fixture.write(table, destination, options: options).result.warnings
      .contains { $0.hasPrefix(warning) }
  }

  @Test("an audience of people from a table that says nothing of opting out is warned about")
  func warning() throws {
    #expect(try Self.warns([]))
    #expect(try Self.warns([], lists: ["competitors"]))
    #expect(try !Self.warns([("opt_out", [nil, nil])]))
    #expect(try !Self.warns([("consent_ad_user_data", ["granted", nil])]))
    #expect(try !Self.warns([], lists: ["Unsubscribed"]))
    #expect(try !Self.warns([], lists: ["competitors", "opt-outs 2025"]))
    // No advertising.
    #expect(try !Self.warns([("contact_id", ["1", "2"])], "hubspot_contacts"))
  }

  @Test("clear words for no, in several languages, are no opt-outs; all others are")
  func words() throws {
    let stays = [
      "allow", "Allowed", "subscribed", "falsch", "Faux", "falso", "nee", "Marketing", "nein",
    ]
    let goes = ["Do Not Allow", "unsubscribed", "abgemeldet", "ja", "2024-05-01", "no consent"]
    let words = stays + goes
    let table = try Fixture.table([
      ("email", words.indices.map { "p\($0)@x.com" }), ("opt_out", words),
    ])
    let result = try Fixture.write(table, "linkedin_contacts").result
    #expect(result.rowsOut == stays.count)
    #expect(result.dropped == [DropCount(reason: .optedOut, rows: goes.count)])
  }
}
