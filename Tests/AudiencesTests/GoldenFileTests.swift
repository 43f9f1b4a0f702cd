import Basics
import Columns
import Testing

@testable import Audiences

@Suite("Files of audiences, byte for byte")
struct GoldenFileTests {
  @Test("LinkedIn company list")
  func linkedinCompanies() throws {
    let table = try Fixture.table(
      [
        ("account_id", ["a1", "a2", "a3", "a4", "a5", "a6"]),
        ("name", ["Acme, Inc.", "The \"Big\" One", "Zoë\nWorks", nil, "Acme again", "n/a"]),
        ("domain", ["https://www.Acme.com/x", "bücher.de", nil, nil, "shop.acme.com", "unknown"]),
        ("website", [nil, nil, "http://zoe.works/about", nil, nil, nil]),
        (
          "linkedin_url",
          ["linkedin.com/company/Acme/", "https://linkedin.com/in/person", nil, nil, nil, nil]
        ),
        ("industry", ["Software", "=cmd()", nil, nil, nil, nil]),
        ("country", ["United States", "de", "Atlantis", nil, nil, nil]),
      ], name: "accounts")
    let written = try Fixture.write(table, "linkedin_companies")
    #expect(
      written.text
        == "companyname,companywebsite,companyemaildomain,linkedincompanypageurl,stocksymbol,industry,city,state,companycountry,zipcode\r\n"
        + "\"Acme, Inc.\",acme.com,acme.com,https://www.linkedin.com/company/acme,,Software,,,US,\r\n"
        + "\"The \"\"Big\"\" One\",xn--bcher-kva.de,xn--bcher-kva.de,,,=cmd(),,,DE,\r\n"
        + "Zoë Works,zoe.works,zoe.works,,,,,,,\r\n")
    #expect(
      written.ledger
        == "row,id,reason,detail\r\n4,a4,no_identifier,\r\n5,a5,duplicate,\r\n6,a6,no_identifier,\r\n"
    )
    #expect(written.result.rowsIn == 6 && written.result.rowsOut == 3)
    #expect(written.result.files[0].sha256 == Fixture.sha(written.text))
    #expect(written.result.files[0].bytes == written.text.utf8.count)
  }

  @Test("LinkedIn contact list: one line an address, hashed; all else plain and cut to length")
  func linkedinContacts() throws {
    let table = try Fixture.table([
      ("contact_id", ["c1", "c2", "c3", "c4"]),
      ("email", [" Jane.Doe@Example.com", "not an address", "x@example.com; Y@example.com", nil]),
      ("email_2", [nil, nil, "z@example.com", nil]),
      ("first_name", ["Jane", "Wolfeschlegelsteinhausenbergerdorffer", nil, "Only"]),
      ("last_name", ["Doe", "Smith", nil, nil]), ("title", ["VP, Sales", nil, nil, nil]),
      ("company", ["Acme", nil, nil, nil]), ("country", ["UK", nil, nil, nil]),
    ])
    let written = try Fixture.write(table, "linkedin_contacts")
    let sha = Fixture.sha
    #expect(
      written.text == "email,firstname,lastname,jobtitle,employeecompany,country,googleaid\r\n"
        + "\(sha("jane.doe@example.com")),Jane,Doe,\"VP, Sales\",Acme,GB,\r\n"
        + ",Wolfeschlegelsteinhausenbergerdorff,Smith,,,,\r\n"
        + "\(sha("x@example.com")),,,,,,\r\n\(sha("y@example.com")),,,,,,\r\n\(sha("z@example.com")),,,,,,\r\n"
    )
    #expect(written.ledger == "row,id,reason,detail\r\n4,c4,no_identifier,\r\n")
    #expect(written.result.files[0].rows == 3 && written.result.files[0].lines == 5)
  }

  @Test("Google Customer Match: repeated headers, four fields hashed, country and ZIP never")
  func googleCustomerMatch() throws {
    let table = try Fixture.table([
      ("contact_id", ["c1", "c2", "c3"]),
      ("email", [" JANE.DOE+News@Gmail.com ", nil, "n/a"]),
      ("email_2", ["jane@acme.com", nil, nil]),
      ("phone", ["(800) 555-0100", "+44 (0)20 7946 0958", "020 7946 0958"]),
      ("first_name", ["Mrs. Jane", "Zoe\u{308}", "A"]), ("last_name", ["Doe, Jr.", "PÉREZ", "B"]),
      ("country", ["us", "GB", nil]), ("zip", ["94016-1234", " WC2H 8LG ", nil]),
    ])
    let written = try Fixture.write(table, "google_customer_match")
    let sha = Fixture.sha
    #expect(
      written.text == "Email,Email,Phone,First Name,Last Name,Country,Zip\r\n"
        + "\(sha("janedoe@gmail.com")),\(sha("jane@acme.com")),\(sha("+18005550100")),\(sha("jane")),\(sha("doe")),US,94016-1234\r\n"
        + ",,\(sha("+442079460958")),\(sha("zo\u{EB}")),\(sha("p\u{E9}rez")),GB,WC2H 8LG\r\n")
    #expect(written.ledger == "row,id,reason,detail\r\n3,c3,no_identifier,\r\n")
  }
}
