import Columns
import Testing

@testable import CRM

@Suite("Dates as people write them")
struct DateTextTests {
  private func read(_ text: String) -> DateText? {
    var text = text
    return text.withUTF8 { DateText.read($0) }
  }

  private func day(_ text: String, dayFirst: Bool = false) -> String? {
    read(text)?.day(dayFirst: dayFirst).map { Calendar.text(days: $0) }
  }

  @Test(
    "whose parts are known",
    arguments: [
      ("2025-03-04", "2025-03-04"), ("2025/3/4", "2025-03-04"), ("2025.03.04", "2025-03-04"),
      ("20250304", "2025-03-04"), ("4 Mar 2025", "2025-03-04"), ("4-Mar-2025", "2025-03-04"),
      ("4-Mar-25", "2025-03-04"), ("March 4, 2025", "2025-03-04"), ("Mar 4th, 2025", "2025-03-04"),
      ("4th of March 2025", nil), ("4. März 2025", "2025-03-04"),
      ("4 de marzo de 2025", "2025-03-04"),
      ("4 mars 2025", "2025-03-04"), ("Tuesday, 4 March 2025", "2025-03-04"),
      ("2025-03", "2025-03-01"), ("March 2025", "2025-03-01"), ("2025-03-04 10:30", "2025-03-04"),
      ("2025-03-04T10:30:15.5Z", "2025-03-04"), ("Mar 4, 2025 9:05 PM", "2025-03-04"),
    ] as [(String, String?)])
  func settled(_ text: String, _ expected: String?) {
    #expect(day(text, dayFirst: false) == expected)
    #expect(day(text, dayFirst: true) == expected)
  }

  @Test(
    "whose order the column decides",
    arguments: [
      ("3/4/2025", "2025-03-04", "2025-04-03"), ("03-04-2025", "2025-03-04", "2025-04-03"),
      ("03.04.25", "2025-03-04", "2025-04-03"), ("31/12/1999", nil, "1999-12-31"),
      ("12/31/1999", "1999-12-31", nil), ("1/2/70", "1970-01-02", "1970-02-01"),
      ("1/2/68", "2068-01-02", "2068-02-01"), ("3/4/2025 14:00", "2025-03-04", "2025-04-03"),
    ] as [(String, String?, String?)])
  func open(_ text: String, _ monthFirst: String?, _ dayFirst: String?) {
    #expect(day(text, dayFirst: false) == monthFirst)
    #expect(day(text, dayFirst: true) == dayFirst)
  }

  @Test(
    "what is no date is none",
    arguments: [
      "", "5-Jan", "Jan-05", "20.maj", "2025", "13/13/2025", "31/02/2025", "0/1/2025", "1/2",
      "1/2/3",
      "1/2/345", "555-1234", "2025-13-01", "2025-02-30", "2025-03-04x", "2025-03-04 25:00",
      "2025-03-04 10:61", "Email Opened", "March", "1/2-2025", "12 34 56 78",
      "2025-03-04 10:30 XYZ",
      "99999999", "20251301", "0000-00-00", "10:30",
    ])
  func none(_ text: String) {
    let date = read(text)
    #expect(date?.day(dayFirst: true) == nil && date?.day(dayFirst: false) == nil)
  }

  @Test("a time and a zone move the moment")
  func moments() throws {
    let cases: [(String, String)] = [
      ("2025-03-04 10:30", "2025-03-04T10:30:00Z"),
      ("2025-03-04 10:30:15.25", "2025-03-04T10:30:15.25Z"),
      ("2025-03-04T23:30:00-02:00", "2025-03-05T01:30:00Z"),
      ("2025-03-04T00:30:00+0200", "2025-03-03T22:30:00Z"),
      ("Mar 4, 2025 12:00 AM", "2025-03-04T00:00:00Z"),
      ("Mar 4, 2025 12:00 PM", "2025-03-04T12:00:00Z"),
      ("2025-03-04 10:30 UTC", "2025-03-04T10:30:00Z"),
      ("2025-03-04 9:05", "2025-03-04T09:05:00Z"),
    ]
    for (text, expected) in cases {
      let micros = try #require(read(text)?.moment(dayFirst: true), "\(text)")
      #expect(Calendar.text(micros: micros) == expected, "\(text)")
    }
  }

  @Test("cells say which order their column has")
  func evidence() {
    #expect(read("31/12/2025")?.evidence == .dayFirst)
    #expect(read("12/31/2025")?.evidence == .monthFirst)
    #expect(read("3/4/2025")?.evidence == .either)
    // The same day either way says nothing.
    #expect(read("4/4/2025")?.evidence == DateText.Evidence.none)
    #expect(read("2025-03-04")?.evidence == DateText.Evidence.none)
  }

  @Test("what spreadsheets make of things is damage, not a date")
  func damage() {
    for text in ["5-Jan", "Jan-05", "20.maj", "1. Mai", "Mar 3"] {
      var cell = text
      #expect(cell.withUTF8 { DateWords.isSpreadsheetDamage($0) }, "\(text)")
    }
    for text in ["5-Jan-2025", "May", "40-Jan", "Jan", "5-10", "Market 3"] {
      var cell = text
      #expect(!cell.withUTF8 { DateWords.isSpreadsheetDamage($0) }, "\(text)")
    }
  }

  @Test("every day of a century reads back in every order")
  func roundTrip() {
    let names = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    var days = Int(Days.of("1970-01-01"))
    while days < Int(Days.of("2068-12-31")) {
      let parts = Calendar.parts(days: days)
      let (y, m, d) = (parts.year, parts.month, parts.day)
      let expected = Int32(days)
      #expect(read("\(d)/\(m)/\(y)")?.day(dayFirst: true) == expected)
      #expect(read("\(m)/\(d)/\(y)")?.day(dayFirst: false) == expected)
      #expect(read("\(d) \(names[m - 1]) \(y)")?.day(dayFirst: false) == expected)
      #expect(read("\(y)/\(m)/\(d)")?.day(dayFirst: true) == expected)
      days += 37
    }
  }
}
