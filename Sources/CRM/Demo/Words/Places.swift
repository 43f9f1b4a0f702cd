/// A country with what its companies look like: cities, phone numbers, legal forms, domains.
///
/// Where a country keeps telephone numbers free for use in fiction (555-01xx, Ofcom's drama
/// ranges, …), those are the ones used; elsewhere numbers are made up around 555. A demo
/// therefore dials nobody on purpose, and several people share a number.
struct DemoCountry: BitwiseCopyable {
  /// ISO 3166-1 alpha-2.
  let code: WordList
  /// How people write it by hand; a few cells hold this instead of the code.
  let name: WordList
  let language: Language
  /// ISO 639-1 code that contacts carry.
  let languageCode: WordList
  /// Whether Google and others ask for consent there (European Economic Area, UK, Switzerland).
  let asksConsent: Bool
  let cities: WordList
  /// The state or region of each city; empty where none is usual.
  let states: WordList
  /// Phone numbers as dialled inside the country, `#` a digit.
  let national: WordList
  /// Phone numbers with the country's code.
  let international: WordList
  let legalForms: WordList
  /// Top-level domains, the usual one several times.
  let topDomains: WordList

  private init(
    _ code: String, _ name: String, _ language: Language, _ languageCode: String, _ consent: Bool,
    _ places: String, _ national: String, _ international: String, _ legal: String, _ tld: String
  ) {
    self.code = WordList(code)
    self.name = WordList(name)
    self.language = language
    self.languageCode = WordList(languageCode)
    asksConsent = consent
    let pairs = places.split(separator: "|").map { $0.split(separator: "/").map(String.init) }
    cities = WordList(pairs.map { $0[0] }.joined(separator: "|"))
    states = WordList(pairs.map { $0.count > 1 ? $0[1] : "" }.joined(separator: "|"))
    self.national = WordList(national)
    self.international = WordList(international)
    legalForms = WordList(legal)
    topDomains = WordList(tld)
  }

  static let weights = WeightedChoice([
    40, 12, 9, 7, 5, 4, 3, 3, 2.5, 2, 2, 1.5, 1, 1.5, 2, 1.5, 1, 1, 1, 0.5,
  ])

  static let all = FixedList(americas + centralEurope + restOfEurope + asiaPacific)

  // The order of `weights` is that of these four lists together.
  private static let americas = [
    DemoCountry(
      "US", "USA|United States|United States of America", .english, "en", false,
      "Chicago/IL|Detroit/MI|Cleveland/OH|Milwaukee/WI|Minneapolis/MN|Indianapolis/IN|"
        + "Columbus/OH|Cincinnati/OH|New York/NY|Boston/MA|Philadelphia/PA|Pittsburgh/PA|"
        + "Atlanta/GA|Charlotte/NC|Miami/FL|Nashville/TN|Houston/TX|Dallas/TX|Austin/TX|"
        + "Denver/CO|Phoenix/AZ|Los Angeles/CA|San Francisco/CA|San José/CA|Seattle/WA|"
        + "Portland/OR|St. Louis/MO|Kansas City/MO|Salt Lake City/UT|Hartford/CT",
      "(312) 555-01##|(212) 555-01##|415-555-01##|(404) 555-01##|206.555.01##|713-555-01##",
      "+1 312-555-01##|+1 212 555 01##|+1 (415) 555-01##|1-617-555-01##|+1 303-555-01##",
      " Inc.| Inc|, Inc.| LLC| Corp.| Corporation| Co.|", "com|com|com|com|com|com|io|net|co|us"),
    DemoCountry(
      "DE", "Germany|Deutschland", .german, "de", true,
      "Berlin/Berlin|Hamburg/Hamburg|München/Bayern|Nürnberg/Bayern|Augsburg/Bayern|"
        + "Köln/Nordrhein-Westfalen|Düsseldorf/Nordrhein-Westfalen|Dortmund/Nordrhein-Westfalen|"
        + "Bielefeld/Nordrhein-Westfalen|Stuttgart/Baden-Württemberg|Mannheim/Baden-Württemberg|"
        + "Karlsruhe/Baden-Württemberg|Frankfurt am Main/Hessen|Kassel/Hessen|"
        + "Hannover/Niedersachsen|Wolfsburg/Niedersachsen|Leipzig/Sachsen|Dresden/Sachsen",
      "030 23125###|089 99998###|040 66969###|0221 4710###|(030) 23125-###",
      "+49 30 23125###|+49 89 99998-###|0049 40 66969###|+49 (0)221 4710###",
      " GmbH| GmbH| GmbH & Co. KG| AG| KG| SE", "de|de|de|de|com|eu"),
    DemoCountry(
      "GB", "United Kingdom|UK|England", .english, "en", true,
      "London/England|Birmingham/England|Manchester/England|Leeds/England|Sheffield/England|"
        + "Bristol/England|Coventry/England|Glasgow/Scotland|Edinburgh/Scotland|Cardiff/Wales|"
        + "Belfast/Northern Ireland",
      "020 7946 0###|0161 496 0###|0121 496 0###|(0117) 496 0###",
      "+44 20 7946 0###|+44 161 496 0###|0044 121 496 0###|+44 (0)20 7946 0###",
      " Ltd| Ltd.| Limited| PLC| LLP", "co.uk|co.uk|co.uk|com|uk"),
    DemoCountry(
      "FR", "France", .french, "fr", true,
      "Paris/Île-de-France|Lyon/Auvergne-Rhône-Alpes|Grenoble/Auvergne-Rhône-Alpes|"
        + "Marseille/Provence-Alpes-Côte d'Azur|Toulouse/Occitanie|Nantes/Pays de la Loire|"
        + "Lille/Hauts-de-France|Strasbourg/Grand Est|Bordeaux/Nouvelle-Aquitaine|Rennes/Bretagne",
      "01 99 00 ## ##|02 61 91 ## ##|05 36 49 ## ##|01.99.00.##.##",
      "+33 1 99 00 ## ##|+33 2 61 91 ## ##|0033 5 36 49 ## ##|+33 (0)1 99 00 ## ##",
      " SA| SAS| SARL| S.A.S.", "fr|fr|fr|com"),
    DemoCountry(
      "CA", "Canada", .english, "en", false,
      "Toronto/ON|Mississauga/ON|Ottawa/ON|Hamilton/ON|Montréal/QC|Québec/QC|Vancouver/BC|"
        + "Calgary/AB|Edmonton/AB|Winnipeg/MB",
      "(416) 555-01##|604-555-01##|(514) 555-01##", "+1 416-555-01##|+1 604 555 01##",
      " Inc.| Ltd.| Corp.| Limited", "ca|ca|ca|com"),
  ]

  private static let centralEurope = [
    DemoCountry(
      "NL", "Netherlands|The Netherlands", .other, "nl", true,
      "Amsterdam/Noord-Holland|Rotterdam/Zuid-Holland|Den Haag/Zuid-Holland|Utrecht/Utrecht|"
        + "Eindhoven/Noord-Brabant|Groningen/Groningen",
      "020 555 ####|010 555 ####", "+31 20 555 ####|+31 10 555 ####", " B.V.| BV| N.V.",
      "nl|nl|nl|com"),
    DemoCountry(
      "ES", "Spain|España", .spanish, "es", true,
      "Madrid/Madrid|Barcelona/Cataluña|Valencia/Comunitat Valenciana|Sevilla/Andalucía|"
        + "Zaragoza/Aragón|Bilbao/País Vasco",
      "91 555 ## ##|93 555 ## ##", "+34 91 555 ## ##|0034 93 555 ## ##", " S.L.| S.A.| SL",
      "es|es|es|com"),
    DemoCountry(
      "IT", "Italy|Italia", .other, "it", true,
      "Milano/Lombardia|Torino/Piemonte|Bologna/Emilia-Romagna|Modena/Emilia-Romagna|"
        + "Roma/Lazio|Padova/Veneto",
      "02 5550 ####|06 5550 ####", "+39 02 5550 ####|+39 06 5550 ####", " S.p.A.| S.r.l.| Srl",
      "it|it|it|com"),
    DemoCountry(
      "CH", "Switzerland|Schweiz", .german, "de", true,
      "Zürich/ZH|Winterthur/ZH|Basel/BS|Bern/BE|Luzern/LU|Genève/GE|St. Gallen/SG",
      "044 555 ## ##|061 555 ## ##", "+41 44 555 ## ##|+41 61 555 ## ##", " AG| GmbH| SA",
      "ch|ch|ch|com"),
    DemoCountry(
      "AT", "Austria|Österreich", .german, "de", true,
      "Wien/Wien|Graz/Steiermark|Linz/Oberösterreich|Wels/Oberösterreich|Salzburg/Salzburg|"
        + "Innsbruck/Tirol",
      "01 555 ####|(01) 555 ####", "+43 1 555 ####|0043 1 555 ####", " GmbH| AG| KG",
      "at|at|at|com"),
    DemoCountry(
      "SE", "Sweden|Sverige", .other, "sv", true,
      "Stockholm/Stockholm|Göteborg/Västra Götaland|Malmö/Skåne|Västerås/Västmanland|"
        + "Linköping/Östergötland",
      "08-465 004 ##|031-390 06 ##", "+46 8 465 004 ##|+46 31 390 06 ##", " AB| AB (publ)",
      "se|se|se|com"),
  ]

  private static let restOfEurope = [
    DemoCountry(
      "BE", "Belgium|België", .other, "nl", true,
      "Bruxelles/Bruxelles|Antwerpen/Vlaanderen|Gent/Vlaanderen|Liège/Wallonie",
      "02 555 ## ##|03 555 ## ##", "+32 2 555 ## ##|+32 3 555 ## ##", " NV| SA| BV", "be|be|com"),
    DemoCountry(
      "DK", "Denmark|Danmark", .other, "da", true,
      "København|Aarhus|Odense|Aalborg|Esbjerg", "32 55 5# ##|32555###", "+45 32 55 5# ##",
      " A/S| ApS", "dk|dk|com"),
    DemoCountry(
      "PL", "Poland|Polska", .other, "pl", true,
      "Warszawa/Mazowieckie|Kraków/Małopolskie|Wrocław/Dolnośląskie|Poznań/Wielkopolskie|"
        + "Łódź/Łódzkie|Katowice/Śląskie",
      "22 555 ## ##|12 555 ## ##", "+48 22 555 ## ##|+48 12 555 ## ##", " Sp. z o.o.| S.A.",
      "pl|pl|com.pl|com"),
  ]

  private static let asiaPacific = [
    DemoCountry(
      "AU", "Australia", .english, "en", false,
      "Sydney/NSW|Newcastle/NSW|Melbourne/VIC|Geelong/VIC|Brisbane/QLD|Perth/WA|Adelaide/SA",
      "(02) 5550 ####|02 7010 ####", "+61 2 5550 ####|+61 2 7010 ####", " Pty Ltd| Ltd| Limited",
      "com.au|com.au|au|com"),
    DemoCountry(
      "IN", "India", .english, "en", false,
      "Mumbai/Maharashtra|Pune/Maharashtra|Bengaluru/Karnataka|Chennai/Tamil Nadu|"
        + "Hyderabad/Telangana|Ahmedabad/Gujarat|New Delhi/Delhi",
      "022 5555 ####|080 5555 ####", "+91 22 5555 ####|+91 80 5555 ####", " Pvt. Ltd.| Ltd.| LLP",
      "in|co.in|com"),
    DemoCountry(
      "BR", "Brazil|Brasil", .other, "pt", false,
      "São Paulo/SP|Campinas/SP|Rio de Janeiro/RJ|Belo Horizonte/MG|Curitiba/PR|Joinville/SC",
      "(11) 3555-####|(21) 3555-####", "+55 11 3555-####|+55 21 3555 ####", " Ltda.| S.A.",
      "com.br|com.br|com"),
    DemoCountry(
      "MX", "Mexico|México", .spanish, "es", false,
      "Ciudad de México/CDMX|Monterrey/Nuevo León|Guadalajara/Jalisco|Querétaro/Querétaro|"
        + "Puebla/Puebla",
      "55 5555 ####|81 5555 ####", "+52 55 5555 ####|+52 81 5555 ####",
      " S.A. de C.V.| S. de R.L. de C.V.", "com.mx|mx|com"),
    DemoCountry(
      "JP", "Japan", .other, "ja", false,
      "Tokyo/Tokyo|Osaka/Osaka|Nagoya/Aichi|Yokohama/Kanagawa|Fukuoka/Fukuoka",
      "03-5555-####|06-5555-####", "+81 3-5555-####|+81 6 5555 ####", " K.K.| Co., Ltd.",
      "co.jp|jp|com"),
    DemoCountry(
      "IE", "Ireland|Éire", .english, "en", true,
      "Dublin/Leinster|Cork/Munster|Galway/Connacht|Limerick/Munster", "(01) 555 ####|021 555 ####",
      "+353 1 555 ####", " Ltd| Limited| DAC", "ie|ie|com"),
  ]
}
