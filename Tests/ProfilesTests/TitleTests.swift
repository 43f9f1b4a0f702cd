import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Job titles")
struct TitleTests {
  static func read(_ title: String) -> TitleReading {
    var reader = TitleReader(.standard)
    return reader.read(title)
  }

  static let english: [(String, Department?, Seniority?)] = [
    ("CEO", .executive, .chief), ("Chief Executive Officer", .executive, .chief),
    ("Co-Founder & CTO", .engineering, .chief), ("Founder/CEO", .executive, .chief),
    ("C.F.O.", .finance, .chief), ("Chief Human Resources Officer", .hr, .chief),
    ("CHIEF INFORMATION SECURITY OFFICER", .it, .chief), ("Owner", .executive, .chief),
    ("Managing Director", .executive, .chief), ("Board Member", .executive, .chief),
    ("VP Engineering", .engineering, .vp), ("V.P. of Sales", .sales, .vp),
    ("Senior Vice-President, Human Resources", .hr, .vp), ("SVP Product", .product, .vp),
    ("Assistant Vice President Marketing", .marketing, .vp),
    ("EVP & General Manager", .executive, .vp), ("Director of Marketing", .marketing, .director),
    ("Sr. Director, IT Security", .it, .director), ("Head of R&D", .research, .director),
    ("Head of Customer Success", .success, .director), ("General Counsel", .legal, .director),
    ("IT Sales Manager", .sales, .manager), ("Engineering Manager", .engineering, .manager),
    ("Product Manager", .product, .manager), ("Marketing Operations Manager", .marketing, .manager),
    ("HR Operations Manager", .hr, .manager), ("Team Lead Backend", .engineering, .manager),
    ("Project Manager", .projects, .manager),
    ("Engineering Program Manager", .engineering, .manager),
    ("Senior Software Engineer", .engineering, .senior), ("Lead Data Scientist", .data, .senior),
    ("Principal Product Designer", .design, .senior), ("Staff Engineer", .engineering, .senior),
    ("Software Engineer II", .engineering, .staff), ("Account Executive", .sales, .staff),
    ("Marketing Executive", .marketing, .staff), ("Key Account Manager", .sales, .staff),
    ("Customer Success Manager", .success, .staff), ("Product Owner", .product, .staff),
    ("Accountant", .finance, .staff), ("Tax Attorney", .legal, .staff),
    ("HR Business Partner", .hr, .staff), ("Nurse Recruiter", .hr, .staff),
    ("Purchasing Agent", .procurement, .staff), ("Data Analyst", .data, .staff),
    ("Lead Generation Specialist", nil, .staff), ("Sales Engineer", .sales, .staff),
    ("Marketing Consultant", .marketing, .staff), ("Management Consultant", .consulting, .staff),
    ("Sales Intern", .sales, .intern), ("Apprentice Electrician", .operations, .intern),
    ("International Sales Manager", .sales, .manager),
    ("Director, Internal Audit", .finance, .director),
    ("CTO at Marketing Cloud Inc.", .engineering, .chief),
    ("Director - CTO Office", .engineering, .director),
    ("Professor of Software Engineering", .education, .staff),
  ]

  static let others: [(String, Department?, Seniority?)] = [
    ("Geschäftsführer", .executive, .chief), ("Geschaeftsfuehrerin", .executive, .chief),
    ("Inhaber", .executive, .chief), ("Vorstand Finanzen", .finance, .chief),
    ("Vertriebsleiter", .sales, .director), ("Leiterin Marketing", .marketing, .director),
    ("Leiter (m/w/d) Einkauf", .procurement, .director), ("Personalleiterin", .hr, .director),
    ("Abteilungsleiter Rechnungswesen", .finance, .director), ("Prokurist", nil, .director),
    ("Teamleiter Kundenservice", .success, .manager), ("Projektleiter", .projects, .manager),
    ("Softwareentwickler*in", .engineering, .staff), ("Vertriebsmitarbeiter", .sales, .staff),
    ("Bürokauffrau", .administration, .staff), ("Werkstudent Marketing", .marketing, .intern),
    ("Praktikantin Vertrieb", .sales, .intern), ("IT-Leiter", .it, .director),
    ("PDG", .executive, .chief), ("Directrice générale", .executive, .chief),
    ("Directeur commercial", .sales, .director), ("Responsable marketing", .marketing, .manager),
    ("DSI", .it, .director), ("Directeur des Systèmes d'Information", .it, .director),
    ("Chef des Ventes", .sales, .manager), ("DRH", .hr, .director),
    ("Chef de projet", .projects, .manager),
    ("Chef de produit", .product, .manager), ("Développeur web", .engineering, .staff),
    ("Chargée de communication", .marketing, .staff), ("Stagiaire RH", .hr, .intern),
    ("Gérant", .executive, .chief), ("Fondatrice", .executive, .chief),
    ("Director General", .executive, .chief), ("Directora de Recursos Humanos", .hr, .director),
    ("Gerente de Ventas", .sales, .manager), ("Gerente General", .executive, .chief),
    ("Jefe de Compras", .procurement, .manager), ("Socio fundador", .executive, .chief),
    ("Ingeniero de Software", .engineering, .staff), ("Becaria de Marketing", .marketing, .intern),
    ("Vicepresidente Comercial", .sales, .vp), ("Consejero delegado", .executive, .chief),
    ("Responsabile vendite", .sales, .manager), ("Diretor de Operações", .operations, .director),
  ]

  @Test("English titles give their department and level")
  func englishTitles() {
    for (title, department, seniority) in Self.english {
      let reading = Self.read(title)
      #expect(reading.department == department, "\(title)")
      #expect(reading.seniority == seniority, "\(title)")
    }
  }

  @Test("German, French and Spanish titles give their department and level")
  func otherTitles() {
    for (title, department, seniority) in Self.others {
      let reading = Self.read(title)
      #expect(reading.department == department, "\(title)")
      #expect(reading.seniority == seniority, "\(title)")
    }
  }

  @Test(
    "who works for somebody does not get that somebody's rank",
    arguments: [
      "Assistant to the CEO", "Executive Assistant to the Chief Financial Officer",
      "PA to VP Sales",
      "Assistentin der Geschäftsführung", "Assistante de direction", "Asistente de dirección",
      "Executive Assistant",
    ])
  func assistants(title: String) {
    let reading = Self.read(title)
    #expect(reading.isAssistant && reading.seniority == .staff)
    #expect(reading.department == .administration)
  }

  @Test("a former position is none; a present one beside it counts; interim is marked")
  func formerAndInterim() {
    for title in ["Former VP of Sales", "ex-CEO", "Retired Director", "Ehemaliger Geschäftsführer"]
    {
      let reading = Self.read(title)
      #expect(reading.isFormer && reading.seniority == nil && reading.department == nil, "\(title)")
    }
    let both = Self.read("Advisor, former CTO")
    #expect(!both.isFormer && both.seniority == .staff && both.department != .engineering)
    let interim = Self.read("Interim CFO")
    #expect(interim.isInterim && interim.seniority == .chief && interim.department == .finance)
  }

  @Test(
    "nothing is read into what says nothing",
    arguments: ["", " ", "--", "???", "xyzzy", "李明", "\u{0}"])
  func nothing(title: String) {
    var reading = Self.read(title)
    reading.ownWords = TitleReading.nothing.ownWords
    reading.departmentGroup = nil
    reading.seniorityGroup = nil
    #expect(reading == .nothing)
  }

  @Test("a reading says which words of the title decided, and how sure it is")
  func words() {
    for (title, words, confidence) in [
      ("Senior Buyer, EMEA", ["Senior", "Buyer"], 1),
      ("Vertriebsleiter Süd", ["Vertriebsleiter"], 1),
      ("Directrice générale – R&D", ["Directrice générale"], 1),
      ("Interim CFO", ["CFO"], 0.9), ("Marketing", ["Marketing"], 0.6),
      ("Director", ["Director"], 0.5),
      ("xyzzy", [], 0),
    ] as [(String, [String], Double)] {
      let reading = Self.read(title)
      #expect(reading.words(of: title) == words, "\(title)")
      #expect(near(reading.confidence, confidence), "\(title)")
    }
  }

  @Test("groups ask what somebody does before what it is about")
  func groups() {
    for (title, group, step) in [
      ("IT Project Manager", .projects, .professional), ("SAP Berater", .consulting, .professional),
      ("Software Engineer", .it, .professional), ("Mechanical Engineer", .other, .professional),
      ("HR Consultant", .hr, .professional), ("Head of Sales", .sales, .lead),
      ("Senior Sales Manager", .sales, .senior), ("Sales Director", .sales, .director),
      ("VP Sales", .sales, .management), ("Werkstudent Einkauf", .purchasing, .junior),
      ("Wizard", .other, .professional),
    ] as [(String, DepartmentGroup, SeniorityGroup)] {
      let reading = Self.read(title)
      #expect(reading.departmentGroup == group, "\(title)")
      #expect(reading.seniorityGroup == step, "\(title)")
    }
    #expect(Self.read("Former CEO").departmentGroup == nil)
  }

  @Test("rules of one's own come from lists and from text, in any spelling")
  func ownLists() throws {
    let own = try TitleRules.own(
      in: "# ours\n seniority director: Tribe Lead\r\ndepartment it!: Großrechner*\n", of: "own.txt"
    )
    let reading = try TitleRules(own: own).reading(of: "tribe lead grossrechnerbetrieb")
    #expect(reading.department == .it && reading.seniority == .director)
    #expect(throws: Problem.self) { try TitleRules.own(in: "director: x", of: "own.txt") }
    #expect(throws: Problem.self) {
      try TitleRules(own: [TitleRules.Own(.seniority, "director", ["--"])])
    }
    #expect(throws: Problem.self) {
      try TitleRules(own: [TitleRules.Own(.department, "wizardry", ["wizard"])])
    }
  }

  @Test("a table of people is read as each title alone")
  func table() throws {
    let titles: [String?] =
      (Self.english + Self.others).map { $0.0 } + [nil, "", "Former CEO"]
    let people = try Table(name: "contacts", [("title", Column(texts: titles))])
    let table = try Titles.classify(people)
    for (row, title) in titles.enumerated() {
      let reading = title.map { Self.read($0) } ?? .nothing
      #expect(table["title_department"]!.text(row) == reading.department?.rawValue)
      #expect(table["title_seniority"]!.text(row) == reading.seniority?.rawValue)
      #expect(table["title_department_group"]!.text(row) == reading.departmentGroup?.rawValue)
      #expect(table["title_seniority_group"]!.text(row) == reading.seniorityGroup?.rawValue)
      #expect(table["title_confidence"]!.double(row) == (title == nil ? nil : reading.confidence))
    }
    #expect(throws: Problem.self) { try Titles.classify(try Table([("x", Column(texts: ["a"]))])) }
  }

  @Test("a persona of sales or operations takes in business development and projects")
  func parts() {
    #expect(
      Department.businessDevelopment.isAmong([.sales]) && Department.projects.isAmong([.operations])
    )
    #expect(!Department.sales.isAmong([.businessDevelopment]))
  }

  @Test("one's own rules come before the standard ones")
  func ownRules() throws {
    let rules = try TitleRules(
      levels: "director: tribe lead, chapter lead", departments: "it!: mainframe*\nhr: sales people"
    )
    var reader = TitleReader(rules)
    #expect(reader.read("Tribe Lead Mainframes").seniority == .director)
    #expect(reader.read("Sales Manager Mainframes").department == .it)
    #expect(throws: (any Error).self) { try TitleRules(levels: "no colon here", departments: "") }
    #expect(throws: (any Error).self) { try TitleRules(levels: "bos: big cheese", departments: "") }
    #expect(throws: (any Error).self) {
      try TitleRules(levels: "vp: rocket\nstaff: rocket", departments: "")
    }
  }

  @Test("names of levels and departments have the aliases people use")
  func aliases() throws {
    #expect(try Seniority(named: "C-Level") == .chief)
    #expect(try Seniority(named: "Head") == .director)
    #expect(try Department(named: "Human Resources") == .hr)
    #expect(try Department(named: "support") == .success)
    #expect(throws: (any Error).self) { try Seniority(named: "directr") }
  }

  @Test("words are cut at blanks and marks, abbreviations are not")
  func tokens() {
    func words(_ text: String) -> [String] {
      TitleTokens(text).tokens.map { String(decoding: $0.bytes, as: UTF8.self) }
    }
    #expect(words("V.P. of Sales") == ["vp", "of", "sales"])
    #expect(words("Sr.Engineer") == ["sr", "engineer"])
    #expect(words("Head of R&D") == ["head", "of", "rd"])
    #expect(words("Founder&CEO") == ["founder", "and", "ceo"])
    #expect(words("Führer/in, Straße") == ["fuhrer", "strasse"])
    #expect(words("Leiter*in") == ["leiter"])
    #expect(words("Chef d'équipe") == ["chef", "d", "equipe"])
    let segments = TitleTokens("VP Sales - EMEA, Co-Founder").tokens.map(\.segment)
    #expect(segments[0] == segments[1] && segments[1] < segments[2] && segments[3] == segments[4])
  }
}
