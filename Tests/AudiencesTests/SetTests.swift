import Basics
import Columns
import Testing

@testable import Audiences

@Suite("Audiences as sets")
struct SetTests {
  static func audience(_ name: String, _ ids: [String?]) throws -> NamedAudience {
    NamedAudience(name, try Fixture.table([("contact_id", ids)], name: name))
  }

  @Test("overlap counts members, not rows")
  func overlap() throws {
    let overlap = try AudienceOverlap([
      Self.audience("A", ["1", "2", "2", "3", nil]), Self.audience("B", ["2", "3", "4"]),
      Self.audience("C", ["9"]),
    ])
    #expect(overlap.members == [3, 3, 1] && overlap.union == 5)
    #expect(overlap.shared == [[3, 2, 0], [2, 3, 0], [0, 0, 1]])
    #expect(overlap.exclusive == [1, 1, 1] && overlap.rowsWithoutKey == [1, 0, 0])
    #expect(overlap.key == "contact_id")
    let table = try overlap.table()
    #expect(table.names == ["audience", "members", "exclusive", "A", "B", "C"])
    #expect(table["B"]?[0] == .integer(2))
  }

  @Test("e-mails count as one where they reach one mailbox, domains where one company has them")
  func keys() throws {
    let a = NamedAudience("a", try Fixture.table([("email", ["Jane.Doe@gmail.com", "x@y.com"])]))
    let b = NamedAudience("b", try Fixture.table([("email", ["janedoe+z@googlemail.com", "n/a"])]))
    #expect(try AudienceOverlap([a, b]).shared[0][1] == 1)
    let c = NamedAudience("c", try Fixture.table([("domain", ["www.acme.co.uk"])]))
    let d = NamedAudience("d", try Fixture.table([("domain", ["https://shop.acme.co.uk/x"])]))
    #expect(try AudienceOverlap([c, d]).shared[0][1] == 1)
    #expect(throws: Problem.self) { try AudienceOverlap([a, c]) }
  }

  @Test("priority leaves everybody in the first audience that has them")
  func priority() throws {
    let shares = try AudiencePriority.exclusive([
      Self.audience("A", ["1", "2", "2", nil]), Self.audience("B", ["2", "3", "1", nil]),
      Self.audience("C", ["3", "4"]),
    ])
    func ids(_ index: Int) -> [String] {
      let table = shares[index].table
      return (0..<table.rowCount).map { table["contact_id"]?.text($0) ?? "-" }
    }
    #expect(ids(0) == ["1", "2", "2", "-"] && ids(1) == ["3", "-"] && ids(2) == ["4"])
    #expect(shares.map(\.given) == [0, 2, 1] && shares.map(\.rowsWithoutKey) == [1, 1, 0])
  }

  @Test("a split keeps to its shares, repeats, and follows the person, not the row")
  func split() throws {
    let ids = (0..<20_000).map { "c\($0)" }
    let table = try Fixture.table([("contact_id", ids)])
    let shares = [("treated", 0.8), ("holdout", 0.1)]
    let split = try AudienceSplit(table, shares: shares, salt: "spring")
    func members(_ table: Table) -> Set<String> {
      Set((0..<table.rowCount).compactMap { table["contact_id"]?.text($0) })
    }
    let parts = split.parts.map { members($0.table) } + [members(split.rest)]
    #expect(
      parts.reduce(0) { $0 + $1.count } == 20_000
        && parts.reduce(into: Set()) { $0.formUnion($1) }.count == 20_000)
    // Within five standard deviations.
    #expect(abs(parts[0].count - 16_000) < 283 && abs(parts[1].count - 2000) < 212)
    let turned = try Fixture.table([("contact_id", ids.reversed().dropLast(5000).map { $0 })])
    let again = try AudienceSplit(turned, shares: shares, salt: "spring")
    #expect(members(again.parts[1].table).isSubset(of: parts[1]))
    let other = try AudienceSplit(table, shares: shares, salt: "autumn")
    let both = members(other.parts[1].table).intersection(parts[1]).count
    #expect(abs(both - 200) < 71, "another salt is independent of the first")
  }

  @Test("the division is fixed for all time")
  func splitIsFixed() throws {
    let table = try Fixture.table([("contact_id", ["a", "b", "c", "d", "e", "f", "g", "h", nil])])
    let split = try AudienceSplit(table, shares: [("x", 0.5), ("y", 0.5)], salt: "s")
    // SHA-256 of "s", U+001F and the id: first bit 0 is x, 1 is y.
    let expected = ["a", "b", "c", "d", "e", "f", "g", "h"].filter { id in
      guard let first = Digest.sha256("s\u{1F}" + id).first?.hexDigitValue else { return false }
      return first < 8
    }
    let got = (0..<split.parts[0].table.rowCount).compactMap {
      split.parts[0].table["contact_id"]?.text($0)
    }
    #expect(got == expected)
    #expect(split.rowsWithoutKey == 1 && split.rest.rowCount == 1)
  }

  @Test("shares that are no shares are refused")
  func badShares() throws {
    let table = try Fixture.table([("contact_id", ["a"])])
    for shares in [[], [("x", 0.0)], [("x", -0.1)], [("x", 0.7), ("y", 0.4)], [("x", Double.nan)]] {
      #expect(throws: Problem.self) { try AudienceSplit(table, shares: shares, salt: "") }
    }
  }

  @Test("one list a message, in the order of their texts")
  func messages() throws {
    let table = try Fixture.table([
      ("contact_id", ["1", "2", "3", "4"]),
      ("message", ["Save time", "Cut cost!", nil, "Save time"]),
    ])
    let made = try MessageLists.lists(table, by: "message")
    #expect(made.lists.map(\.name) == ["Cut cost!", "Save time"] && made.rowsWithout == 1)
    #expect(made.lists[1].table.rowCount == 2)
    #expect(
      MessageLists.fileName("Cut cost!") == "cut-cost" && MessageLists.fileName("!!") == "list")
    #expect(throws: Problem.self) { try MessageLists.lists(table, by: "contact_id", limit: 3) }
    #expect(throws: Problem.self) { try MessageLists.lists(table, by: "mesage") }
  }
}
