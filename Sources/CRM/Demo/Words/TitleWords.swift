/// Job titles with the department and seniority they stand for.
enum TitleWords {
  struct Title: BitwiseCopyable {
    /// Index into ``departments``.
    let department: Int
    /// Index into ``seniorities``.
    let seniority: Int
    /// Spellings in English, German, French and Spanish: the order of ``Language``.
    let english: WordList
    let german: WordList
    let french: WordList
    let spanish: WordList

    /// The spellings in `language`; English where a language has no titles of its own.
    func spellings(_ language: Language) -> WordList {
      switch language {
      case .english, .other: english
      case .german: german
      case .french: french
      case .spanish: spanish
      }
    }
  }

  static let departments = WordList(
    "management|engineering|operations|it|finance|procurement|sales|marketing|hr|quality")
  static let seniorities = WordList("c_level|vp|director|manager|individual")

  static let titles = FixedList(
    [
      "management c_level: Chief Executive Officer|CEO|President|Managing Director: "
        + "Geschäftsführer|Geschäftsführerin|Vorstandsvorsitzender: "
        + "Directeur général|Directrice générale|PDG: Director general|Directora general",
      "management c_level: Founder|Co-Founder|Owner: Gründer|Inhaberin: "
        + "Fondateur|Gérant: Fundador|Propietaria",
      "engineering c_level: Chief Technology Officer|CTO: Technischer Geschäftsführer|CTO: "
        + "Directeur technique|CTO: Director de Tecnología|CTO",
      "engineering vp: VP Engineering|VP of Engineering|Vice President, Engineering: "
        + "Bereichsleiter Entwicklung|Bereichsleiterin Konstruktion: "
        + "Vice-président ingénierie: Vicepresidente de Ingeniería",
      "engineering director: Director of Engineering|Director, Product Engineering|"
        + "Engineering Director: Leiter Konstruktion|Entwicklungsleiterin: "
        + "Directrice de l'ingénierie|Directeur R&D: Director de Ingeniería|Directora de I+D",
      "engineering manager: Engineering Manager|Manager, Process Engineering|Sr. Engineering Manager: "
        + "Teamleiter Entwicklung|Gruppenleiterin Konstruktion: "
        + "Responsable ingénierie|Chef de projet technique: Jefe de Ingeniería",
      "engineering individual: Mechanical Engineer|Process Engineer|Controls Engineer|"
        + "Design Engineer|Automation Engineer: Konstrukteur|Entwicklungsingenieurin|Prozessingenieur: "
        + "Ingénieur mécanique|Ingénieure méthodes: Ingeniero de procesos|Ingeniera mecánica",
      "operations c_level: Chief Operating Officer|COO: Kaufmännischer Leiter|COO: "
        + "Directeur des opérations|COO: Director de Operaciones|COO",
      "operations vp: VP Operations|VP of Manufacturing|Vice President, Supply Chain: "
        + "Bereichsleiter Produktion: Vice-présidente opérations: Vicepresidenta de Operaciones",
      "operations director: Director of Operations|Plant Director|Director, Supply Chain: "
        + "Werkleiter|Produktionsleiterin: Directeur d'usine|Directrice supply chain: "
        + "Director de Planta|Directora de Logística",
      "operations manager: Operations Manager|Plant Manager|Production Manager|Warehouse Manager: "
        + "Betriebsleiter|Produktionsleiter|Lagerleiterin: Responsable de production|"
        + "Responsable logistique: Jefe de Producción|Jefa de Almacén",
      "operations individual: Operations Analyst|Production Planner|Supply Chain Specialist: "
        + "Produktionsplaner|Disponentin: Planificateur de production: Planificadora de producción",
      "it c_level: Chief Information Officer|CIO|CISO: IT-Vorstand|CIO: DSI|CIO: "
        + "Director de Sistemas|CIO",
      "it director: Director of IT|IT Director|Director, Enterprise Applications: "
        + "Leiter IT|Leiterin IT: Directeur informatique: Directora de TI",
      "it manager: IT Manager|SAP Manager|Manager, Business Systems: "
        + "IT-Leiter|Teamleiterin SAP: Responsable informatique: Responsable de TI",
      "it individual: Systems Administrator|Business Analyst|SAP Consultant|Software Engineer: "
        + "Systemadministrator|SAP-Beraterin|Softwareentwickler: "
        + "Administrateur systèmes|Développeuse: Administrador de sistemas|Analista",
      "finance c_level: Chief Financial Officer|CFO: Finanzvorstand|CFO: "
        + "Directeur financier|DAF: Director financiero|CFO",
      "finance director: Finance Director|Director of Finance: Leiterin Finanzen|"
        + "Kaufmännische Leiterin: Directrice financière: Directora de Finanzas",
      "finance manager: Finance Manager|Controller|Accounting Manager: Controllerin|"
        + "Leiter Buchhaltung: Contrôleur de gestion: Jefe de Contabilidad",
      "finance individual: Accountant|Financial Analyst: Buchhalter|Finanzanalystin: "
        + "Comptable: Contable",
      "procurement director: Director of Procurement|Purchasing Director: Einkaufsleiter|"
        + "Leiterin Einkauf: Directeur des achats: Director de Compras",
      "procurement manager: Procurement Manager|Purchasing Manager|Category Manager: "
        + "Strategischer Einkäufer|Teamleiterin Einkauf: Responsable achats: Jefa de Compras",
      "procurement individual: Buyer|Senior Buyer|Purchasing Agent: Einkäufer|Einkäuferin: "
        + "Acheteuse|Acheteur: Compradora|Comprador",
      "sales vp: VP Sales|Vice President of Sales|SVP Sales: Vertriebsvorstand: "
        + "Vice-président ventes: Vicepresidente de Ventas",
      "sales director: Sales Director|Director of Sales: Vertriebsleiter|Leiterin Vertrieb: "
        + "Directeur commercial|Directrice commerciale: Director Comercial",
      "sales manager: Sales Manager|Regional Sales Manager|Key Account Manager: "
        + "Gebietsverkaufsleiter|Key-Account-Managerin: Responsable commercial: Jefe de Ventas",
      "sales individual: Account Executive|Sales Representative|Inside Sales: "
        + "Vertriebsmitarbeiterin|Außendienst: Commerciale|Attaché commercial: Comercial",
      "marketing c_level: Chief Marketing Officer|CMO: Marketingvorstand|CMO: "
        + "Directrice marketing groupe|CMO: Directora de Marketing|CMO",
      "marketing director: Marketing Director|Director of Demand Generation: "
        + "Marketingleiterin|Leiter Marketing: Directeur marketing: Director de Marketing",
      "marketing manager: Marketing Manager|Product Marketing Manager|Brand Manager: "
        + "Marketingmanager|Produktmanagerin: Responsable marketing|Chef de produit: "
        + "Jefa de Marketing|Jefe de Producto",
      "marketing individual: Marketing Specialist|Content Writer|Social Media Coordinator: "
        + "Marketingreferentin: Chargée de communication: Especialista en marketing",
      "hr director: HR Director|Director of People: Personalleiter|Leiterin Personal: "
        + "Directrice des ressources humaines|DRH: Directora de Recursos Humanos",
      "hr manager: HR Manager|People Operations Manager: Personalreferentin: "
        + "Responsable RH: Responsable de RR. HH.",
      "hr individual: Recruiter|HR Generalist: Recruiterin: Chargé de recrutement: Reclutadora",
      "quality director: Director of Quality|Quality Director: Leiter Qualität|"
        + "Qualitätsleiterin: Directeur qualité: Directora de Calidad",
      "quality manager: Quality Manager|QA Manager|HSE Manager: Qualitätsmanager|"
        + "Qualitätsmanagementbeauftragte: Responsable qualité|Responsable HSE: Jefe de Calidad",
      "quality individual: Quality Engineer|Inspector: Qualitätsingenieurin|Prüfer: "
        + "Ingénieur qualité: Ingeniero de calidad",
    ].map(parse))

  /// More people in the middle than at the top, in the order of ``seniorities``.
  static let weights = WeightedChoice(
    (0..<titles.count).map { [0.7, 0.7, 1.1, 1.6, 1.5][titles[$0].seniority] })

  private static func parse(_ line: String) -> Title {
    let parts = line.split(separator: ": ").map(String.init)
    let kind = parts[0].split(separator: " ").map(String.init)
    func index(_ word: String, in list: WordList) -> Int {
      list.strings.firstIndex(of: word) ?? 0
    }
    func spellings(_ place: Int) -> WordList {
      WordList(place < parts.count ? parts[place] : parts[1])
    }
    return Title(
      department: index(kind[0], in: departments), seniority: index(kind[1], in: seniorities),
      english: spellings(1), german: spellings(2), french: spellings(3), spanish: spellings(4))
  }
}
