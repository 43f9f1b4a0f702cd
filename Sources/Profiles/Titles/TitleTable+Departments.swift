extension TitleTable {
  /// Departments. `!` after the name marks phrases that decide whatever else is said; `~` those
  /// that name a function but yield to a subject ("HR operations", "marketing consultant"); `?`
  /// words that hint where nothing better is there, `??` those that count least of all. `none`
  /// uses words up.
  static let departments = """
    none: business unit, sales force, marketing cloud
    none: service now, office 365, head office, front office, back office, state street
    none: salesforce, general electric, human rights, people team of, at large, real time, chef de, cheffe de, chef d, chef des, chef du

    executive: ceo, chief executive*, co ceo, deputy ceo, pdg, directeur general
    executive: directrice generale, director general, directora general, gerente general
    executive: consejero delegado, geschaftsfuhr*, geschaftsleit*, secretary general
    executive: amministratore delegato, direttore generale, diretor geral, chief of staff
    executive: directeur general adjoint, algemeen directeur
    executive?: general manager*, gm, managing director*, md, executive director, country manager
    executive?: standortleit*, niederlassungsleit*, regional manager, managing partner
    executive?: managing member, general management
    executive?: president, presidents
    executive?: prasident*, presidente, vorstand*, owner, owners, co owner, founder*, cofounder*
    executive?: co founder*, business owner, proprietor, entrepreneur, gerant*, inhaber*
    executive?: fondateur*, fondatrice*, fundador*, cofundador*, propietari*, duen*, grunder*
    executive?: mitgrunder*, gesellschafter*, unternehmer*, empresari*, dirigeant*
    executive??: chairman, chairwoman, chairperson, chair, board, board member, board of directors
    executive??: board of trustees, trustee, non executive director, founding partner, = partner
    executive??: general partner, advisory board, supervisory board, aufsichtsrat*, executive
    executive??: executives, chief, vice president, vp, leadership, management team, associe, socio
    executive??: board advisor, self employed, eigenaar, oprichter, principal, management, corporate strategy

    engineering: engineering, engineer*, software*, developer*, programmer*, development engineer
    engineering: web developer, full stack, fullstack, frontend, front end, back end, backend
    engineering: devops, sre, site reliability, mobile developer, ios, android, embedded, firmware
    engineering: hardware, platform engineer*, software architect*, cto, chief technology officer
    engineering: chief technical officer, chief engineer, chief architect, technical director
    engineering: technical lead, tech lead, quality assurance engineer, qa engineer, test engineer
    engineering: software test*, test automation, machine learning engineer, ml engineer
    engineering: data engineer*, ai engineer, r and d engineer, mechanical, electrical, electronics
    engineering: chemical engineer*, civil engineer*, structural, aerospace, robotics, mechatronic*
    engineering: scrum master, release manager, engineering operations, software operations
    engineering: drafter*, draftsman, cad, asic, fpga, vlsi, silicon, algorithm*, blockchain
    engineering: entwickler*, *entwickler, *entwicklerin, softwareentwickl*, ingenieur*, *ingenieur
    engineering: *ingenieurin, entwicklungsleit*, konstrukt*, technisch* leit*, maschinenbau
    engineering: leiter entwicklung, leiter technik, softwarearchitekt*, chefentwickler*
    engineering: developpeur*, developpeuse*, ingenieure, ingenierie, directeur technique, logiciel*
    engineering: desarrollador*, desarrollo de software, ingenier*, programador*, director tecnico
    engineering: application development, applications development, application developer*
    engineering: sviluppatore, ontwikkelaar, desenvolvedor*, game developer*, systems architect
    engineering: sales engineering tools, engineering manager, head of technology, tech leader
    engineering?: technical, technology, technologies, tech, technik, technique, tecnic*, qa
    engineering?: architect*, architecture, testing, test, tester*, machine learning, ai
    engineering?: artificial intelligence, innovation engineer, entwicklung, desarrollo
    engineering?: technician*, techniker*, technicien*, quality engineer*, process engineer*
    engineering?: computer vision, computer science, web, technologist*, scrum, agile

    it: it, information technology, information systems, information system, ict, cio
    it: chief information officer, ciso, chief information security officer, information security
    it: chief security officer, cyber security, cybersecurity, network security, it security
    it: security engineer*, security analyst*, security architect*, security researcher*
    it: system administrator*, systems administrator*, sysadmin*, network administrator*
    it: network engineer*, systems engineer*, system engineer, infrastructure, network*, it manager
    it: database*, dba, help desk, helpdesk, service desk, desktop support, it support
    it: cloud, data center, datacenter, enterprise architect*, solution architect*, solutions architect*
    it: enterprise applications, erp, sap, crm administrator, salesforce administrator
    it: salesforce developer, salesforce admin, business systems, systems analyst*, system analyst*
    it: computer systems*, computer support, computer network*, computer user support, webmaster*
    it: informatik*, *informatiker, *informatikerin, edv*, systemadministrator*, it leit*
    it: informatique, systemes d information, systeme d information, dsi, rssi, reseaux
    it: informatica, sistemas, tecnologia de la informacion, tecnologias de la informacion, ti
    it: tecnologia, seguridad informatica, datenschutz und it, digital workplace, digital technology
    it: technical support engineer it, telecom, telecommunications, it project, it business partner
    it?: systems, system, security, information, computer*, digital transformation, sistema

    data: data, data science, data scientist*, data analyst*, data analytics, analytics
    data: business intelligence, bi, big data, cdo, chief data officer, chief analytics officer
    data: statistician*, machine learning scientist, data warehouse, insights, business analytics
    data: datenanaly*, data manager, master data, chief data scientist, data governance, statistic*
    data: informatics, mathematic*, data architect*, reporting analyst, decision science, donnees, datos
    data?: analyst, analysts, reporting, knowledge

    product: product, products, product manager*, product management, product owner*
    product: product development, product lead, product director, cpo, chief product officer
    product: head of product, product strategy, product operations, product line, product planning
    product: produktmanag*, produktleit*, produktentwickl*, produkt*, chef de produit, produit*
    product: cheffe de produit, responsable produit, jefe de producto, producto, productos
    product: technical product manager*, offering manager*, offering management, prodotto, produto

    design: design, designer*, ux, ui, user experience, user interface, usability, creative
    design: creative director, art director*, graphic*, graphic design*, product design*
    design: product designer*, web design*, web designer*, interaction design*, industrial design*
    design: user research*, ux research*, ux and, illustrator*, animator*, gestalt*, grafik*
    design: conception graphique, graphiste*, disen*, diseno, graficx, interior design*, artist*
    design: visual design*, game designer*, fashion design*, art director, photograph*

    research~: research, researcher*, scientist*, science, sciences, scientific, scholar, fellow
    research: research and development, rd, rnd, research scientist, clinical research, laboratory
    research: chief scientist, chief scientific officer, chief science officer, chief research*
    research: r and d, forsch*, forschung*, recherche, recherche et developpement, investigacion
    research: investigador*, labor*leit*, chercheu*, biolog*, chemist*, physicist*, geolog*
    research: geoscien*, toxicolog*, microbiolog*, astronom*, economist*, sociolog*, historian*
    research: anthropolog*, postdoc*, lab, labs, epidemiolog*, ecologist*
    research?: innovation, innovations, ph d, phd, i d, discovery, experiment*

    marketing: marketing, marketer*, cmo, chief marketing officer, brand*, demand generation
    marketing: demand gen, growth marketing, growth, content marketing, content, product marketing
    marketing: product marketing manager*, field marketing, event marketing, events, event manager
    marketing: communications, communication, corporate communications, public relations, pr
    marketing: social media*, smm, seo, sem, search engine, digital marketing, advertising, media
    marketing: media buyer*, media planner*, campaign*, copywriter*, marketing operations
    marketing: marketing communications, marcom, marketing analyst*, marketing engineer*
    marketing: technical marketing*, partner marketing, market research*, marketing data*
    marketing: marketing technology, email marketing, publicity, publicist*, community manager*
    marketing: chief brand officer, chief communications officer, chief growth officer, crm manager
    marketing: customer marketing, lifecycle marketing, merchandising, merchandis*, communities
    marketing: marketingleit*, *marketing, werbung, werbe*, offentlichkeitsarbeit, presse*, unternehmenskommunikation
    marketing: kommunikation*, onlinemarketing, charge* de communication, publicite, chef de marque
    marketing: mercadeo, mercadotecnia, publicidad, comunicacion, comunicaciones, marca, redes sociales
    marketing: marketing and sales, marketing sales, comunicazione, sales marketing, marketing manager*
    marketing: promotion*
    marketing?: editor*, editorial, writer*, journalist*, creator, digital, e commerce, ecommerce
    marketing?: public affairs, external relations, external affairs, outreach, press, online, market

    sales: sales, account executive*, account manager*, account management, account director*
    sales: key account*, business development, biz dev, bizdev, bdr, bdm, sdr, cro
    sales: chief revenue officer, chief sales officer, chief commercial officer, chief business officer
    sales: chief revenue*, revenue, sales operations, revenue operations, revops, sales engineer*
    sales: solutions engineer*, solution engineer*, presales, pre sales, sales enablement, sales development, inside sales, field sales
    sales: sales manager*, sales representative*, territory, territory manager*, channel, channel sales
    sales: partnerships, partner manager*, partner management, alliances, strategic alliances
    sales: partner sales, channel partner*, commercial director, commercial manager, commercial
    sales: new business, enterprise accounts, national accounts, strategic accounts, corporate accounts
    sales: salesperson, salesman, saleswoman, salespeople, salesforce sales, retail sales*
    sales: it sales*, software sales*, technical sales*, solution sales*, sales support, deal desk
    sales: vertrieb*, *vertrieb, verkauf*, verkauf, aussendienst*, innendienst*, vertriebsleit*
    sales: gebietsleit*, kundenberat*, handelsvertret*, *verkauf, *verkaufer, *verkauferin
    sales: ventes, vente, vendeu*, commerciale, commerciaux, directeur commercial, technico commercial
    sales: ingenieur commercial, ingenieure commerciale, charge* d affaires, developpement commercial
    sales: ventas, venta, vendedor*, comercial, comerciales, desarrollo de negocio, ejecutiv* de cuenta*
    sales: desarrollo de negocios, vendite, vendas, verkoop, accountmanager, partnering, buyouts sales
    sales: telemarket*, realtor*, real estate agent*, real estate broker*, sales agent*, insurance agent*
    sales: insurance sales agent*, travel agent*, cashier*, retail, store manager, franchise*, trade
    sales?: account, accounts, partner, partners, ae, client relations, go to market, gtm, customer
    sales?: clients, kunden*, sponsorship, fundrais*, licensing, broker*, seller*, solutions consultant*

    customer success: customer success, client success, customer success manager*, csm, csms
    customer success: customer support, technical support, customer service*, customer care
    customer success: customer experience, cx, client services, client service, support engineer*
    customer success: support specialist*, product support, customer operations, onboarding, success
    customer success: chief customer officer, technical account manager*, tam, implementation
    customer success: implementation manager*, professional services, field service*, call center
    customer success: contact center, customer relations, customer engagement, customer advocacy
    customer success: client delivery, member services, player support, service delivery, client care
    customer success: kundenservice, kundendienst, kundenbetreu*, kundensupport, kundenerfolg
    customer success: service client, support client, relation client, relations clients, soporte
    customer success: atencion al cliente, servicio al cliente, exito del cliente, reussite client
    customer success: solution delivery, head of delivery, service desk manager
    customer success?: support, service, services, client, customers, delivery, helpline

    finance!: accountant*, accounting, bookkeep*, cpa, payroll, tax, taxation, treasurer, treasury
    finance!: accounts payable, accounts receivable, actuar*, auditor*, underwrit*, buchhalt*
    finance!: comptab*, expert comptable, contador*, contabil*, contable*, steuer*, ragioniere
    finance: finance, financial, cfo, chief financial officer, chief finance officer, controller*
    finance: controlling, comptroller, fp and a, fpa, audit, audits, internal audit, investor relations
    finance: financial analyst*, financial controller, financial planning, banking, investment*
    finance: investment banking, credit, loan*, mortgage*, insurance, wealth management, portfolio manager
    finance: private equity, venture capital, equity research, asset management, fund*, trader*, trading
    finance: apprais*, assessor*, collect*, biller*, fiscal, cost analyst*
    finance: mergers and acquisitions, mergers, m and a, corporate development, billing, collections
    finance: risk management, procurement finance, pricing, budget*, cost accountant, claims, revenue recognition
    finance: finanz*, *finanzen, finanzleit*, kaufmannisch* leit*, rechnungswesen, daf, financier
    finance: financiere, finances, administratif et financier, administrative et financiere, controleur de gestion
    finance: controle de gestion, tresor*, finanzas, financier*, administracion y finanzas, finanza
    finance: auditoria, tesorer*, chief investment officer, chief risk officer, bank*, capital markets
    finance?: risk, investor*, pricing analyst, equity, equities, capital, vc, economic*

    hr!: recruit*, talent acquisition, headhunter, head hunter, hr business partner, people partner
    hr: hr, human resources, human resource, human capital, people, people operations, people ops, chro
    hr: chief people officer, chief human resources officer, people and culture, talent, talent management
    hr: compensation, benefits, total rewards, learning and development, l and d, training and development
    hr: organizational development, organisational development, employee relations, employee experience
    hr: diversity, workforce, personnel, staffing, labor relations, sourcer*, chief talent officer
    hr: personal*leit*, personalreferent*, personalwesen, personalentwickl*, personalabteilung, personal leit*
    hr: personalsachbearb*, drh, ressources humaines, rh, recruteu*, recursos humanos, rrhh, seleccion de personal
    hr: risorse umane, talento, leiter personal, leiterin personal, chief diversity officer, culture
    hr?: training, trainer*, learning, membership, organizational, personal

    legal!: attorney*, lawyer*, paralegal*, solicitor*, barrister*, judge*, rechtsanw*, avocat*, abogad*
    legal!: notar*, legal counsel, general counsel, counsel, juriste*, jurist*, patent attorney*
    legal: law clerk*, judicial*, magistrate*, prosecutor*, court*
    legal: legal, law, clo, chief legal officer, compliance, chief compliance officer, contracts, contract manager
    legal: regulatory affairs, regulatory, privacy, data protection, data privacy, intellectual property, patent*
    legal: chief privacy officer, corporate secretary, company secretary, governance, ethics, ip, litigation
    legal: recht, rechtsabteilung, *recht, datenschutz*, juridique, cumplimiento, juridic*, asuntos legales
    legal?: policy, public policy, government affairs, contract, contracting

    procurement: procurement, purchasing, buyer*, sourcing, strategic sourcing, cpo procurement, category manager*
    procurement: vendor management, supplier*, chief procurement officer, category management, buying
    procurement: einkauf*, *einkauf, *einkaufer, *einkauferin, strategisch* einkauf*, achats, acheteu*, compras
    procurement: commodity manager*, comprador*, adquisiciones, inkoop, acquisti, purchaser*, category lead

    operations!: driver*, machinist*, welder*, assembler*, warehouse*, mechanic*, electrician*, carpenter*
    operations!: plumber*, machine operator*, forklift*, dispatcher*, millwright*, roofer*, painter*
    operations!: maintenance*, installer*, repairer*, laborer*, foreman, forewoman, fabricator*
    operations~: operations, operation, ops
    operations: business operations, coo, chief operating officer
    operations: chief operations officer, supply chain, logistics, logistic*, manufacturing, production
    operations: plant, plant manager, factory, facilities, facility, quality, quality assurance, quality control
    operations: inventory, distribution, shipping, transportation, fleet, process improvement, lean
    operations: operational excellence, continuous improvement, environmental health, health and safety
    operations~: project manager*, program manager*, project management, program management
    operations~: programme manager*, project director
    operations: health safety, hse, ehs, safety, construction, site manager, pmo, project controls, materials manager, materials director
    operations: business process, process manager, planning engineer, production planner, scheduling, dispatch
    operations: betriebsleit*, werkleit*, werksleit*, produktionsleit*, produktion, logistik*, fertigung*, qualitat*
    operations~: projektleit*, projektmanag*, chef de projet, cheffe de projet, jefe de proyecto*
    operations~: gerente de proyecto*, operation*, production*, operaciones
    operations: lager*, disponent*, supply chain management, meister, bauleit*
    operations: exploitation, logistique, qualite, hsqe, logistica, produccion, calidad
    operations: planta, almacen
    operations: cadena de suministro, operazioni, logistiek, produzione, qualita, operacoes, chief supply chain officer
    operations: real estate, property management, property manager*, store operations, branch manager, oil, mining
    operations?: strategy, strategic, business, project*, program*, planning, process*, transformation, branch
    operations?: store, site, coordination, coordinator*, operator*, superintendent, strategies, chief strategy officer
    operations?: general, corporate, regional, region, performance, change, proyecto*, projet*, projekt*, sustainability
    operations?: environmental, energy, power, restaurant, hotel, hospitality, food, guest

    consulting~: consultant*, consulting, advisory, management consult*, consultancy, consultor*, unternehmensberat*
    consulting~: berater*, *berater, *beraterin, conseil, consultante, solutions consult*, beratung
    consulting?: advisor*, adviser*, asesor*, conseiller*, mentor*, coach*, freelanc*, contractor*

    administration!: executive assistant*, administrative assistant*, personal assistant*, receptionist*, reception
    administration!: assistant to, assistante de direction, assistant de direction, assistent* der, secretary to
    administration!: office manager*, office administrator*, administrative coordinator*, clerical, office assistant*
    administration!: data entry, mail clerk, file clerk, office clerk, general office clerk, sekretar*, secretaria
    administration!: assistenz der geschaftsfuhrung, executive secretary, office coordinator, secretaire*
    administration~: administrative, administration, admin, administrator, secretary, clerk*, office, executive support
    administration~: verwaltung*, administrativ*, auxiliar administrativ*, burokauf*, records, librarian*, library

    education!: professor*, teacher*, lecturer*, instructor*, tutor*, faculty, dean, provost, teaching
    education!: superintendent of schools, school principal, lehrer*, enseignant*, professeur*, docente*
    education!: profesor*, dozent*, headmaster, kindergarten, preschool, teaching assistant, vice chancellor
    education: education, educator*, school, university, college, academic*, curriculum, students, student
    education: student affairs, campus, undergraduate*, graduate school, admissions, registrar, department chair

    health!: nurse*, nursing, physician*, surgeon*, doctor, medical director, pharmacist*, dentist*, therapist*
    health!: dental, veterinar*, psychologist*, psychiatr*, radiolog*, cardiolog*, paramedic*, midwife, caregiver*
    health!: arzt, arztin, chefarzt, medecin*, infirmier*, enfermer*, physiotherap*, optometr*, chiropract*, anesth*
    health!: registered nurse, counselor*, social worker*, dietitian*, nutritionist*, patholog*, surgical, neurolog*
    health!: sonograph*, hygienist*, phlebotom*, urolog*, oncolog*, dermatolog*, orthodont*, pediatr*, gynecolog*
    health: medical, clinical, health, healthcare, hospital, patient*, chief medical officer, pharmacy, pharmac*
    health: clinic, medicine, nursing services, medicaid, home health, care manager, physical therapy, rehabilitation

    other!: actor*, actress*, musician*, singer*, dancer*, athlete*, pilot*, police*, firefight*, sheriff*
    other!: chef, cook, cooks, waiter*, waitress*, bartender*, barista*, farmer*, soldier*, sergeant*, priest*, pastor*
    other!: housekeep*, janitor*, custodian*, guard*, hairdress*, barber*, fisher*, logger*, butcher*, baker*
    other!: flight attendant*, correctional*, detective*, clergy, rabbi*, umpire*, referee*, choreograph*
    other?: artist, author, producer*, filmmaker, captain, agricultur*, farm, military, army, volunteer*
    """
}
