import Basics
import Columns
import Testing

@testable import CRM

@Suite("Labels of CRM exports")
struct ExportLabelTests {
  @Test("whatever a header calls opting out, it is opt_out")
  func optOuts() throws {
    let cases: [(header: String, out: String, not: String)] = [
      ("Von allen E-Mails abgemeldet", "true", "false"), ("E-Mail-Abmeldung", "1", "0"),
      ("Newsletter abbestellt", "Ja", "Nein"), ("Désabonné de tous les e-mails", "Oui", "Non"),
      ("Marketing status", "unsubscribed", "subscribed"), ("donotbulkemail", "True", "False"),
      ("Do not allow Emails", "Do Not Allow", "Allow"), ("Werbesperre Post", "x", "Falsch"),
      ("Person - Marketing status", "no consent", "subscribed"),
      ("Désinscription newsletter", "2024-05-01", "faux"), ("Global Opt-Out", "whatever", "nee"),
    ]
    for (header, out, not) in cases {
      let rows = "a@x.com,A,B,\(out)\nb@x.com,C,D,\(not)\nc@x.com,E,F,\n"
      let contacts = try openCRM(["contacts.csv": "Email,First Name,Last Name,\(header)\n" + rows])
        .table("contacts")
      #expect(try contacts.written("opt_out") == ["true", "false", nil], "\(header)")
    }
  }

  @Test("of several columns for opting out each counts, and the report says so")
  func severalOptOuts() throws {
    let data = try openCRM([
      "contacts.csv": """
      Email,Full Name,Do not allow Emails,Do not allow Bulk Emails
      a@x.com,A B,Allow,Do Not Allow
      b@x.com,C D,Do Not Allow,Allow
      c@x.com,E F,Allow,Allow
      d@x.com,G H,,

      """
    ])
    #expect(try data.table("contacts").written("opt_out") == ["true", "true", "false", nil])
    #expect(data.report.says("contacts.opt_out", "\"Do not allow Bulk Emails\"", "either counts"))
  }

  @Test("links to opt out, fax machines and subscriptions are no opt-outs")
  func noOptOuts() {
    for header in [
      "Unsubscribe link", "Opt-out URL", "Opt-out reason", "Has Opted Out of Fax", "Subscribed",
      "adopt_outreach", "Newsletter", "Anmeldung",
    ] {
      #expect(!OptOutHeader.matches(header), "\(header)")
    }
  }

  @Test("prefixes go only where the record is the file's own")
  func prefixes() {
    func folded(_ header: String, _ entity: Entity?) -> [String] {
      HeaderVariant.all(of: header, entity).map(\.folded)
    }
    #expect(folded("Deal - Title", .deals) == ["dealtitle", "title"])
    #expect(folded("Deal - Title", .contacts) == ["dealtitle"])
    #expect(folded("Organization - Name", .deals) == ["organizationname"])
    #expect(folded("properties.numberofemployees", .accounts).contains("numberofemployees"))
    #expect(folded("Address 1: Country/Region", .accounts).contains("countryregion"))
    #expect(folded("address1_city", .contacts).contains("city"))
    #expect(folded("(Do Not Modify) Account", .accounts).last == "accountid")
    #expect(folded("(Do Not Modify) Modified On", .deals).last == "modifiedon")
    #expect(folded("Deal - Value (EUR)", .deals).contains("value"))
    #expect(!folded("statecode", .accounts).contains("statecode"))
    #expect(folded("state_code", .accounts).contains("statecode"))
  }

  @Test("German exports: every column is known")
  func german() throws {
    let data = try openCRM([
      "Firmen.csv":
        "Kundennummer;Firmenname;Branche;Mitarbeiterzahl;Rechnungsland;Rechnungsort;Erstellt am\n17;A AG;Handel;5;Deutschland;Bonn;31.12.2022\n",
      "Kontakte.csv":
        "Kontakt-ID;Vorname;Nachname;E-Mail;Jobtitel;Firma;Kundennummer;Erstellt am\n1;Jo;Bo;jo@a.de;Leiter;A AG;17;31.12.2022\n",
      "Verkaufschancen.csv":
        "Chancen-ID;Bezeichnung;Firmenname;Phase;Betrag;Währung;Erstellt am;Abgeschlossen am;Verlustgrund\nA-1;Anlage;A AG;Gewonnen;12.500,00;EUR;05.01.2023;30.06.2023;\nA-2;Netz;A AG;Nicht gewonnen;1,00;EUR;05.01.2023;30.06.2023;Preis\n",
    ])
    #expect(data.entities == [.accounts, .contacts, .deals])
    for entity in data.entities {
      #expect(data.report.table(entity)?.columns.filter { !$0.isCanonical }.map(\.name) == [])
    }
    let deals = try data.table("deals")
    #expect(try deals.written("account_id") == ["17", "17"])
    #expect(try deals.written("closed") == ["2023-06-30", "2023-06-30"])
    #expect(try deals.written("outcome") == ["won", "open"])
    #expect(data.report.says("stages no rule knows (\"Nicht gewonnen\")"))
    #expect(try data.table("contacts").written("account_id") == ["17"])
  }

  @Test("French exports: flags, names and countries")
  func french() throws {
    let data = try openCRM([
      "comptes.csv":
        "ID du compte;Nom du compte;Secteur;Effectif;Pays de facturation;Site Web\nA1;Acme;Tech;5;France;www.acme.fr\n",
      "opportunites.csv":
        "ID de l'opportunité;Nom de l'opportunité;Nom du compte;Étape;Montant;Date de clôture;Gagné;Fermé\nO1;X;Acme;Signé;10;30/06/2023;1;1\nO2;Y;Acme;Signé;10;30/06/2023;0;1\n",
    ])
    #expect(try data.table("accounts").written("country") == ["France"])
    let deals = try data.table("deals")
    #expect(try deals.written("outcome") == ["won", "lost"])
    #expect(try deals.written("account_id") == ["A1", "A1"])
  }

  @Test("Dynamics: statecode is the state of the record, and columns for one thing are one")
  func dynamics() throws {
    let data = try openCRM([
      "account.csv":
        "accountid,name,numberofemployees,revenue,address1_country,createdon,statecode\na-1,Contoso,5,10,USA,2023-01-01,0\n",
      "opportunity.csv": """
      opportunityid,name,parentaccountid,estimatedvalue,actualvalue,estimatedclosedate,actualclosedate,statecode,createdon
      o-1,A,a-1,100,90.5,2023-05-01,2023-05-02,1,2023-01-01
      o-2,B,a-1,100,,2023-05-01,2023-05-03,2,2023-01-01
      o-3,C,a-1,70,,2026-05-01,,0,2023-01-01

      """,
    ])
    let accounts = try data.table("accounts")
    #expect(accounts["state_code"] == nil && accounts["statecode"] != nil)
    #expect(try accounts.written("country") == ["USA"])
    let deals = try data.table("deals")
    #expect(try deals.written("outcome") == ["won", "lost", "open"])
    #expect(try deals.written("closed") == ["2023-05-02", "2023-05-03", "2026-05-01"])
    #expect((0..<3).map { deals["amount"]?.double($0) } == [90.5, 100, 70])
    #expect(try deals.written("account_id") == ["a-1", "a-1", "a-1"])
    #expect(data.report.says("deals.closed", "1 cell", "\"estimatedclosedate\""))
  }

  @Test("Pipedrive: won and lost times are closing dates, and deleted deals are not open")
  func pipedrive() throws {
    let data = try openCRM([
      "people.csv":
        "Person - ID,Person - Name,Person - Organization,Person - Email - Work,Person - Job title\n11,Al Bo,Acme,al@acme.com,CEO\n",
      "deals.csv": """
      ID,Title,Value,Organization,Stage,Status,Deal created,Expected close date,Won time,Lost time
      1,A,10,Acme,Talks,Won,2023-01-05,2023-03-05,2023-03-01 10:00:00,
      2,B,10,Acme,Talks,Lost,2023-01-05,,,2023-04-01 10:00:00
      3,C,10,Acme,Talks,Deleted,2023-01-05,,,
      4,D,10,Acme,Talks,Open,2023-01-05,2026-03-05,,

      """,
    ])
    #expect(data.entities == [.contacts, .deals])
    #expect(try data.table("contacts").written("email") == ["al@acme.com"])
    let deals = try data.table("deals")
    #expect(try deals.written("outcome") == ["won", "lost", nil, "open"])
    #expect(try deals.written("closed") == ["2023-03-01", "2023-04-01", nil, "2026-03-05"])
    #expect(data.report.says("1 deal was deleted or archived"))
  }

  @Test("tables of databases and sheets of workbooks count by their own names")
  func tableNames() {
    #expect(FileWords("c.db: accounts").words == ["account"])
    #expect(FileWords("a/export.xlsx: Sales Deals").words == ["sale", "deal"])
    #expect(FileWords("crm.db: public.contacts").words == ["public", "contact"])
    #expect(FileWords("contacts.xlsx: Sheet1").words == ["contact"])
    #expect(FileWords("postgres://localhost/crm: deals").words == ["deal"])
    #expect(FileWords("accounts: all.csv").words == ["account"])
  }

  @Test(
    "a stage that denies or only expects its end says nothing of it",
    arguments: [
      "Not won", "Nicht gewonnen", "Never won", "Almost won", "To be won", "Pending Won",
      "Closed Won - Pending", "Non gagné", "Pas gagné", "No ganado", "Not lost", "Nicht verloren",
      "Noch kein gewonnener Deal gewonnen", "Expected: won", "Likely won", "Soll gewonnen werden",
    ])
  func negated(_ stage: String) throws {
    #expect(try OutcomeRules(Vocabulary.builtIn()).read(stage) == nil)
  }

  @Test("a reason after the word does not take it back")
  func reasons() throws {
    let rules = OutcomeRules(try Vocabulary.builtIn())
    #expect(rules.read("Closed Lost - No Budget")?.outcome == .lost)
    #expect(rules.read("Lost: not a fit")?.outcome == .lost)
    #expect(rules.read("Won - Renewal")?.outcome == .won)
  }
}
