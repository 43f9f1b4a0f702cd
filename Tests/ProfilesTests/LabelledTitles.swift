/// Job titles with what they say, written for these tests: departments, levels, groups of
/// departments and steps of seniority by the definitions of the enums, before any was read.
///
/// Every second title was held out while the rules were worked on.
enum LabelledTitles {
  struct Entry {
    var title, department, seniority, group, step: String
  }

  static let all: [Entry] = text.split(separator: "\n").map { line in
    let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    return Entry(
      title: parts[0], department: parts[1], seniority: parts[2], group: parts[3], step: parts[4])
  }
  /// Looked at while working on the rules, and not.
  static let tuned = all.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
  static let heldOut = all.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)

  // title | department | level | group | step; a dash where the title does not tell.
  private static let text = """
    Chief Executive Officer|executive|c-level|other|management
    Founder & Managing Partner|executive|c-level|other|management
    Chief Marketing Officer EMEA|marketing|c-level|marketing|management
    Group CFO|finance|c-level|other|management
    Chief People Officer|hr|c-level|human resources|management
    Chief Procurement Officer|procurement|c-level|purchasing|management
    CTO & Co-Founder|engineering|c-level|information technology|management
    Chief Information Officer|it|c-level|information technology|management
    Chief Customer Officer|customer success|c-level|customer support|management
    Chief Revenue Officer|sales|c-level|sales|management
    Owner|executive|c-level|other|management
    Chairman of the Board|executive|c-level|other|management
    VP of Business Development|business development|vp|business development|management
    Vice President, Global Sales|sales|vp|sales|management
    SVP Human Resources|hr|vp|human resources|management
    VP Customer Support|customer success|vp|customer support|management
    Executive Vice President Operations|operations|vp|other|management
    VP Finance|finance|vp|other|management
    Vice President of Information Technology|it|vp|information technology|management
    VP Product Marketing|marketing|vp|marketing|management
    Director of Purchasing|procurement|director|purchasing|director
    IT Director|it|director|information technology|director
    Director, Business Development|business development|director|business development|director
    Sales Director DACH|sales|director|sales|director
    HR Director|hr|director|human resources|director
    Director of Customer Service|customer success|director|customer support|director
    Director Project Management Office|project management|director|project management|director
    Marketing Director|marketing|director|marketing|director
    Finance Director|finance|director|other|director
    Director of Engineering|engineering|director|other|director
    Director Consulting Services|consulting|director|consulting|director
    Creative Director|design|director|other|director
    Head of Sales|sales|director|sales|lead
    Head of Procurement|procurement|director|purchasing|lead
    Head of IT Infrastructure|it|director|information technology|lead
    Head of Talent Acquisition|hr|director|human resources|lead
    Head of Digital Marketing|marketing|director|marketing|lead
    Head of Software Development|engineering|director|information technology|lead
    Head of Customer Support|customer success|director|customer support|lead
    Global Head of Business Development|business development|director|business development|lead
    Head of Consulting|consulting|director|consulting|lead
    Head of Product|product|director|other|lead
    Head of Legal|legal|director|other|lead
    Head of Administration|administration|director|administrative|lead
    Team Lead Customer Support|customer success|manager|customer support|lead
    Sales Team Leader|sales|manager|sales|lead
    Team Leader Procurement|procurement|manager|purchasing|lead
    IT Team Lead|it|manager|information technology|lead
    Recruiting Team Lead|hr|manager|human resources|lead
    Warehouse Supervisor|operations|manager|other|lead
    Customer Service Supervisor|customer success|manager|customer support|lead
    Office Supervisor|administration|manager|administrative|lead
    Lead Developer|engineering|senior|information technology|lead
    Lead Consultant|consulting|senior|consulting|lead
    Tech Lead|engineering|senior|information technology|lead
    Lead Recruiter|hr|senior|human resources|lead
    Senior Account Executive|sales|senior|sales|senior
    Senior Buyer|procurement|senior|purchasing|senior
    Senior Software Engineer|engineering|senior|information technology|senior
    Senior Consultant|consulting|senior|consulting|senior
    Senior Marketing Manager|marketing|manager|marketing|senior
    Senior Project Manager|project management|manager|project management|senior
    Senior HR Business Partner|hr|senior|human resources|senior
    Sr. Systems Administrator|it|senior|information technology|senior
    Senior Customer Success Manager|customer success|senior|customer support|senior
    Senior Business Development Manager|business development|senior|business development|senior
    Senior Financial Analyst|finance|senior|other|senior
    Senior Data Scientist|data|senior|information technology|senior
    Senior Executive Assistant|administration|staff|administrative|senior
    Senior Purchasing Manager|procurement|manager|purchasing|senior
    Principal Consultant|consulting|senior|consulting|senior
    Senior Key Account Manager|sales|senior|sales|senior
    Account Manager|sales|staff|sales|professional
    Sales Representative|sales|staff|sales|professional
    Inside Sales Representative|sales|staff|sales|professional
    Sales Manager|sales|manager|sales|professional
    Area Sales Manager|sales|manager|sales|professional
    Business Development Manager|business development|staff|business development|professional
    Business Development Executive|business development|staff|business development|professional
    Partnerships Manager|business development|manager|business development|professional
    Strategic Alliances Manager|business development|manager|business development|professional
    Project Manager|project management|manager|project management|professional
    IT Project Manager|it|manager|project management|professional
    Technical Project Manager|project management|manager|project management|professional
    Program Manager|project management|manager|project management|professional
    Project Coordinator|project management|staff|project management|professional
    Project Management Officer|project management|staff|project management|professional
    Management Consultant|consulting|staff|consulting|professional
    SAP Consultant|it|staff|consulting|professional
    IT Consultant|it|staff|consulting|professional
    Strategy Consultant|consulting|staff|consulting|professional
    Business Consultant|consulting|staff|consulting|professional
    Customer Support Specialist|customer success|staff|customer support|professional
    Customer Service Representative|customer success|staff|customer support|professional
    Technical Support Engineer|customer success|staff|customer support|professional
    Customer Success Manager|customer success|staff|customer support|professional
    Call Center Agent|customer success|staff|customer support|professional
    HR Manager|hr|manager|human resources|professional
    HR Generalist|hr|staff|human resources|professional
    Technical Recruiter|hr|staff|human resources|professional
    Talent Acquisition Specialist|hr|staff|human resources|professional
    People Operations Manager|hr|manager|human resources|professional
    Learning & Development Specialist|hr|staff|human resources|professional
    Software Developer|engineering|staff|information technology|professional
    Full Stack Developer|engineering|staff|information technology|professional
    DevOps Engineer|engineering|staff|information technology|professional
    System Administrator|it|staff|information technology|professional
    Network Engineer|it|staff|information technology|professional
    Database Administrator|it|staff|information technology|professional
    Data Analyst|data|staff|information technology|professional
    IT Support Specialist|it|staff|information technology|professional
    Cyber Security Analyst|it|staff|information technology|professional
    Marketing Manager|marketing|manager|marketing|professional
    Content Marketing Specialist|marketing|staff|marketing|professional
    Social Media Manager|marketing|staff|marketing|professional
    SEO Specialist|marketing|staff|marketing|professional
    PR Manager|marketing|manager|marketing|professional
    Brand Manager|marketing|manager|marketing|professional
    Event Manager|marketing|manager|marketing|professional
    Buyer|procurement|staff|purchasing|professional
    Purchasing Manager|procurement|manager|purchasing|professional
    Strategic Sourcing Manager|procurement|manager|purchasing|professional
    Procurement Specialist|procurement|staff|purchasing|professional
    Category Manager|procurement|manager|purchasing|professional
    Supplier Quality Buyer|procurement|staff|purchasing|professional
    Executive Assistant|administration|staff|administrative|professional
    Office Manager|administration|manager|administrative|professional
    Receptionist|administration|staff|administrative|professional
    Administrative Coordinator|administration|staff|administrative|professional
    Personal Assistant to the CEO|administration|staff|administrative|professional
    Accountant|finance|staff|other|professional
    Controller|finance|staff|other|professional
    Product Manager|product|manager|other|professional
    Product Owner|product|staff|other|professional
    Mechanical Engineer|engineering|staff|other|professional
    UX Designer|design|staff|other|professional
    Lawyer|legal|staff|other|professional
    Quality Manager|operations|manager|other|professional
    Supply Chain Planner|operations|staff|other|professional
    Research Associate|research|staff|other|professional
    Nurse|health|staff|other|professional
    Teacher|education|staff|other|professional
    Junior Buyer|procurement|staff|purchasing|junior
    Junior Software Developer|engineering|staff|information technology|junior
    Junior Consultant|consulting|staff|consulting|junior
    Junior Project Manager|project management|manager|project management|junior
    Junior Marketing Manager|marketing|manager|marketing|junior
    Marketing Assistant|marketing|staff|marketing|junior
    HR Assistant|hr|staff|human resources|junior
    Sales Trainee|sales|intern|sales|junior
    Software Engineering Intern|engineering|intern|information technology|junior
    Marketing Intern|marketing|intern|marketing|junior
    Graduate Trainee|-|intern|other|junior
    Apprentice|-|intern|other|junior
    Working Student Business Development|business development|intern|business development|junior
    IT Trainee|it|intern|information technology|junior
    Interim CFO|finance|c-level|other|management
    Acting Head of HR|hr|director|human resources|lead
    VP Sales & Marketing|sales|vp|sales|management
    CEO / Founder|executive|c-level|other|management
    Director Sales and Business Development|sales|director|sales|director
    Consultant, former VP Sales|consulting|staff|consulting|professional
    Geschäftsführer|executive|c-level|other|management
    Geschäftsführender Gesellschafter|executive|c-level|other|management
    Geschäftsführerin Vertrieb|sales|c-level|sales|management
    Geschäftsleitung|executive|c-level|other|management
    Mitglied der Geschäftsleitung|executive|c-level|other|management
    Inhaberin|executive|c-level|other|management
    Vorstand|executive|c-level|other|management
    Vorstandsvorsitzender|executive|c-level|other|management
    Prokurist|-|director|other|management
    Prokurist, Leiter Einkauf|procurement|director|purchasing|management
    Kaufmännischer Leiter|finance|director|other|lead
    Technischer Leiter|engineering|director|other|lead
    Leiter Vertrieb|sales|director|sales|lead
    Vertriebsleiter Nord|sales|director|sales|lead
    Leiterin Personal|hr|director|human resources|lead
    Personalleiter|hr|director|human resources|lead
    Leiter Einkauf und Logistik|procurement|director|purchasing|lead
    Einkaufsleiterin|procurement|director|purchasing|lead
    Leiter IT|it|director|information technology|lead
    IT-Leiter|it|director|information technology|lead
    EDV-Leiter|it|director|information technology|lead
    Marketingleiterin|marketing|director|marketing|lead
    Leiter Kundenservice|customer success|director|customer support|lead
    Leiter Projektmanagement|project management|director|project management|lead
    Bereichsleiter Beratung|consulting|director|consulting|lead
    Abteilungsleiter Verwaltung|administration|director|administrative|lead
    Niederlassungsleiter|executive|director|other|lead
    Werksleiter|operations|director|other|lead
    Leitung Unternehmensentwicklung|-|director|other|lead
    Leiter Softwareentwicklung|engineering|director|information technology|lead
    Direktor Vertrieb|sales|director|sales|director
    Direktorin Marketing & Kommunikation|marketing|director|marketing|director
    Teamleiter Vertriebsinnendienst|sales|manager|sales|lead
    Teamleiterin Personalentwicklung|hr|manager|human resources|lead
    Teamleitung Einkauf|procurement|manager|purchasing|lead
    Gruppenleiter Konstruktion|engineering|manager|other|lead
    Teamleiter IT-Support|it|manager|information technology|lead
    Teamleiter Kundenbetreuung|customer success|manager|customer support|lead
    Projektleiter|project management|manager|project management|lead
    IT-Projektleiter|it|manager|project management|lead
    Projektmanagerin|project management|manager|project management|professional
    Projektmitarbeiter|project management|staff|project management|professional
    Filialleiter|sales|manager|sales|lead
    Schichtleiter Produktion|operations|manager|other|lead
    Stellvertretender Leiter Rechnungswesen|finance|director|other|lead
    Stv. Vertriebsleiter|sales|director|sales|lead
    Sachbearbeiter Einkauf|procurement|staff|purchasing|professional
    Sachbearbeiterin Personal|hr|staff|human resources|professional
    Sachbearbeiter Vertrieb|sales|staff|sales|professional
    Kaufmännische Sachbearbeiterin|administration|staff|administrative|professional
    Sachbearbeiter|administration|staff|administrative|professional
    Verwaltungsangestellte|administration|staff|administrative|professional
    Bürokauffrau|administration|staff|administrative|professional
    Sekretärin|administration|staff|administrative|professional
    Assistentin der Geschäftsführung|administration|staff|administrative|professional
    Assistenz der Geschäftsleitung|administration|staff|administrative|professional
    Office-Managerin|administration|manager|administrative|professional
    Empfangsmitarbeiterin|administration|staff|administrative|professional
    Referent Marketing|marketing|staff|marketing|professional
    Personalreferentin|hr|staff|human resources|professional
    Referent Öffentlichkeitsarbeit|marketing|staff|marketing|professional
    Referent der Geschäftsführung|administration|staff|administrative|professional
    Einkäufer|procurement|staff|purchasing|professional
    Strategische Einkäuferin|procurement|staff|purchasing|professional
    Technischer Einkäufer|procurement|staff|purchasing|professional
    Beschaffung|procurement|-|purchasing|professional
    Disponent|operations|staff|other|professional
    Vertriebsmitarbeiter im Außendienst|sales|staff|sales|professional
    Außendienstmitarbeiter|sales|staff|sales|professional
    Gebietsverkaufsleiter|sales|director|sales|lead
    Verkäuferin|sales|staff|sales|professional
    Vertriebsassistentin|sales|staff|sales|junior
    Verkaufsberater|sales|staff|sales|professional
    Vertriebsingenieur|sales|staff|sales|professional
    Kundenberater|sales|staff|sales|professional
    Kundenbetreuerin|customer success|staff|customer support|professional
    Mitarbeiter Kundenservice|customer success|staff|customer support|professional
    Servicetechniker|customer success|staff|customer support|professional
    Softwareentwickler|engineering|staff|information technology|professional
    Anwendungsentwickler|engineering|staff|information technology|professional
    Fachinformatiker Systemintegration|it|staff|information technology|professional
    Systemadministratorin|it|staff|information technology|professional
    Wirtschaftsinformatiker|it|staff|information technology|professional
    Datenbankadministrator|it|staff|information technology|professional
    IT-Berater|it|staff|consulting|professional
    Unternehmensberater|consulting|staff|consulting|professional
    Berater|consulting|staff|consulting|professional
    Steuerberaterin|finance|staff|other|professional
    Buchhalter|finance|staff|other|professional
    Rechtsanwalt|legal|staff|other|professional
    Konstrukteur|engineering|staff|other|professional
    Entwicklungsingenieur|engineering|staff|other|professional
    Produktmanager|product|manager|other|professional
    Online-Marketing-Manager|marketing|manager|marketing|professional
    Mediengestalterin|design|staff|other|professional
    Pressesprecher|marketing|staff|marketing|professional
    Recruiterin|hr|staff|human resources|professional
    Lohnbuchhalterin|finance|staff|other|professional
    Werkstudent Softwareentwicklung|engineering|intern|information technology|junior
    Werkstudentin Human Resources|hr|intern|human resources|junior
    Praktikant Unternehmensberatung|consulting|intern|consulting|junior
    Praktikantin|-|intern|other|junior
    Auszubildender Industriekaufmann|administration|intern|administrative|junior
    Azubi Fachinformatiker|it|intern|information technology|junior
    Duale Studentin BWL|-|intern|other|junior
    Trainee Einkauf|procurement|intern|purchasing|junior
    Volontärin PR|marketing|intern|marketing|junior
    Ehemaliger Geschäftsführer|-|-|-|-
    Rentner|other|staff|other|professional
    Directeur général|executive|c-level|other|management
    Président directeur général|executive|c-level|other|management
    Directeur des ressources humaines|hr|director|human resources|director
    Directrice marketing|marketing|director|marketing|director
    Directeur des achats|procurement|director|purchasing|director
    Directeur informatique|it|director|information technology|director
    Responsable achats|procurement|manager|purchasing|lead
    Responsable des ventes|sales|manager|sales|lead
    Responsable service client|customer success|manager|customer support|lead
    Chef de projet informatique|it|manager|project management|lead
    Chargé de recrutement|hr|staff|human resources|professional
    Chargée de marketing|marketing|staff|marketing|professional
    Acheteur|procurement|staff|purchasing|professional
    Développeuse logiciel|engineering|staff|information technology|professional
    Ingénieur commercial|sales|staff|sales|professional
    Assistante administrative|administration|staff|administrative|junior
    Assistante de direction|administration|staff|administrative|professional
    Comptable|finance|staff|other|professional
    Consultante en organisation|consulting|staff|consulting|professional
    Technicien support|customer success|staff|customer support|professional
    Stagiaire marketing|marketing|intern|marketing|junior
    Alternant achats|procurement|intern|purchasing|junior
    Gérante|executive|c-level|other|management
    Juriste|legal|staff|other|professional
    Chef d'équipe logistique|operations|manager|other|lead
    Director general|executive|c-level|other|management
    Director comercial|sales|director|sales|director
    Directora de marketing|marketing|director|marketing|director
    Director de sistemas|it|director|information technology|director
    Jefe de ventas|sales|manager|sales|lead
    Jefa de recursos humanos|hr|manager|human resources|lead
    Jefe de proyecto|project management|manager|project management|lead
    Responsable de compras|procurement|manager|purchasing|lead
    Gerente de marketing|marketing|manager|marketing|lead
    Técnico de soporte|customer success|staff|customer support|professional
    Ejecutivo de cuentas|sales|staff|sales|professional
    Desarrollador web|engineering|staff|information technology|professional
    Analista de datos|data|staff|information technology|professional
    Comprador|procurement|staff|purchasing|professional
    Asistente administrativo|administration|staff|administrative|junior
    Secretaria de dirección|administration|staff|administrative|professional
    Becario de informática|it|intern|information technology|junior
    Consultor senior|consulting|senior|consulting|senior
    Contable|finance|staff|other|professional
    Atención al cliente|customer success|-|customer support|professional
    Socia directora|executive|c-level|other|management
    Abogada|legal|staff|other|professional
    """
}
