/// What the words of job titles mean. To extend it, add a phrase to its line.
///
/// A line is `what: phrase, phrase, …`. Phrases are lower case, accents are optional. `word*`
/// is any word that begins so, `*word` one that ends so, `*word*` one that has it inside, `*`
/// one word of any kind, `...` one to four of them. `= phrase` holds only where the phrase is
/// all there is between two commas, dashes or slashes. At any place in a title the longest
/// phrase wins, and its words are used up.
enum TitleTable {
  /// Levels, and words that change what follows:
  /// `none` is no level although a word in it would be one; `former` and `interim` mark the part
  /// of the title they stand in; `assistant` is the staff of somebody, who is named after it;
  /// `cut` begins what is not about this person's position any more.
  static let levels = """
    none: product owner, process owner, data owner, service owner, system owner, risk owner
    none: home owner, lead generation, lead gen, lead qualification, lead management
    none: go to market, order to cash, procure to pay, source to pay, quote to cash, p2p, o2c
    none: record to report, hire to retire, business to business, direct to consumer
    none: executive search, executive recruiter, executive education, executive coach
    none: executive communications, partner management, partner marketing, partner sales
    none: partner success, partner development, channel partner, technology partner
    none: business partner, hr business partner, people partner, finance business partner
    none: partner relations, founder relations, investor relations, owner relations
    none: cto office, ceo office, cio office, cfo office, coo office, cto group, cio group
    none: office of the ceo, office of the cto, office of the cio, office of the cfo
    none: office of the coo, office of the president, office of the chairman, board support
    none: school board, board certified, board operator, master data, scrum master
    none: webmaster, headmaster, postmaster, station master, general ledger, general counsel office
    none: head hunter, headhunter, head count, principal investigator, principal component
    none: head start, lead free, lead time, lead to cash, senior living, senior care
    none: senior citizen, internal audit, supervisory control, managing editor, managing clerk
    none: honorary president, honorary chairman, honorary chair, honorary *
    none: director relations, member relations, intern coordinator, internship coordinator
    none: student affairs, student services, student success, student support, student life
    none: vice chancellor, chief complaint, presidential, director of photography
    former: former, formerly, ex, past, retired, previous, previously, emeritus, emerita, late
    former: ehemalig*, ancien, ancienne, exdirector, retraite, jubilado, jubilada, pensioniert*
    interim: interim, acting, temporary, fractional, kommissarisch*, interimistisch*, interino
    interim: interina, par interim, a i
    assistant: assistant to, assistants to, assistant of, assistant for, executive assistant
    assistant: personal assistant, management assistant, secretary to, secretary of the ceo
    assistant: administrative assistant, admin assistant, pa to, ea to, aide to, executive secretary
    assistant: assistent* der, assistent* des, assistenz der, assistenz des, chefsekretar*
    assistant: vorstandsassisten*, assistant de direction, assistante de direction
    assistant: assistant du, assistante du, secretaire de direction, secretaire du
    assistant: asistente de, asistente del, asistente a, secretaria de direccion, secretaria de
    assistant: secretario de direccion, referent* der geschaftsfuhrung, adjoint au, adjointe au
    assistant: adviser to, advisor to, support to, deputy to
    cut: at, bei, chez, reporting to, reports to, working for, on behalf of, assigned to

    c-level: chief, chief ... officer, chief executive, chief officer, ceo, cfo, coo, cto, cio, cmo
    c-level: cro, cpo, cso, chro, ciso, cdo, cco, clo, cao, cko, cxo, cbo, cgo, cvo, cino, c level
    c-level: co ceo, ceos, ctos, gm ceo, chairman, chairwoman, chairperson, vice chairman
    c-level: vice chair, co chairman, executive chair, board chair, = chair, chair of the board
    c-level: chair of the supervisory board, president, presidents, co president
    c-level: = managing director, = managing directors, = group managing director, = md
    c-level: = founding managing director, managing director and ceo, joint managing director
    c-level: founder*, co founder*, cofounder*, founding partner, founding member, founding team
    c-level: owner, owners, co owner, business owner, proprietor, sole proprietor, entrepreneur, self employed
    c-level: = partner, = senior partner, = equity partner, = limited partner, managing partner
    c-level: general partner, partner and, and partner, = partner emea, managing member
    c-level: board member, board members, member of the board, member of board, board of directors
    c-level: board of trustees, board of management, board director, board advisor, trustee
    c-level: advisory board, member of the advisory board, supervisory board, executive board
    c-level: non executive director, nonexecutive director, independent director, ned
    c-level: executive committee, secretary general, general secretary, executive officer
    c-level: = executive, = general management, managing principal
    c-level: geschaftsfuhr*, geschaftsinhab*, geschaftsleit*, mitglied der geschaftsleitung
    c-level: vorstand*, aufsichtsrat*, inhaber*, gesellschafter*, mitinhaber*, grunder*
    c-level: mitgrunder*, unternehmer*, generalbevollmachtigt*, prasident*, firmeninhaber*
    c-level: pdg, dg, directeur general, directrice generale, directeur general adjoint
    c-level: directrice generale adjointe, president directeur general, gerant, gerante
    c-level: fondateur*, fondatrice*, cofondateur*, cofondatrice*, co fondateur, co fondatrice
    c-level: presidente, dirigeant, dirigeante, chef d entreprise
    c-level: proprietaire, associe gerant, = associe, = associee, membre du directoire
    c-level: director general, directora general, director gerente, directora gerente
    c-level: gerente general, consejero delegado, consejera delegada, fundador*, cofundador*
    c-level: propietari*, duen*, empresari*, socio fundador, = socio, = socia, socio director
    c-level: administrador unico, amministratore delegato, amministratore unico, titolare
    c-level: direttore generale, fondatore, diretor geral, diretor presidente, socio gerente
    c-level: algemeen directeur, eigenaar, oprichter, bestuurder, dga, vd, prezes

    vp: vp, vps, svp, evp, avp, gvp, rvp, vpe, v p, sr vp, senior vp, executive vp, group vp
    vp: vice president*, vice pres, vicepresident*, vizeprasident*, vice presidente
    vp: vice presidenta, vice presidence

    director: director, directors, dir, head, heads, co head, co director, codirector, md
    director: managing director, managing directors, executive director, general manager, gm
    director: general managers, chief architect, chief engineer, chief scientist, chief economist
    director: chief data scientist, chief designer, chief accountant, chief information architect
    director: chief software architect, chief research scientist, chief investigator
    director: chief development engineer, chief of staff, chief editor, editor in chief
    director: chief counsel, chief legal counsel, chief nurse, chief pharmacist, chief surveyor
    director: chief technologist, chief evangelist, chief operator, chief auditor, general counsel
    director: country manager, regional director, dean, superintendent of schools, plant manager
    director: leiter*, leitung*, leitend*, abteilungsleit*, bereichsleit*
    director: vertriebsleit*, verkaufsleit*, marketingleit*, personalleit*, it leit*, werkleit*
    director: werksleit*, finanzleit*, entwicklungsleit*, produktionsleit*, einkaufsleit*
    director: standortleit*, niederlassungsleit*, betriebsleit*, hauptabteilungsleit*
    director: ressortleit*, landesleit*, regionalleit*, gesamtleit*, logistikleit*, kaufmannisch* leit*
    director: technisch* leit*, *leiter, *leiterin, prokurist*, chefarzt, chefarztin, direktor*
    director: chefredakteur*, chefentwickler*, betriebswirtschaftlich* leit*
    director: directeur*, directrice*, dsi, drh, daf, dircom, responsable national*
    director: directora, directores, subdirector*, direccion, direttore, direttrice, diretor*
    director: directie, dyrektor, direktorin, bereichsvorstand

    manager: manager*, mgr, mgrs, managers, supervisor*, team lead*, team leader*, teamlead*
    manager: leader, group leader, group lead, squad lead, shift lead, foreman, forewoman
    manager: superintendent, administrator in charge, office manager, store manager
    manager: assistant director of nursing, head teacher, head chef, head coach, head waiter
    manager: financial controller, group controller, team principal, section head, shift leader
    manager: teamleit*, gruppenleit*, projektleit*, filialleit*, marktleit*, schichtleit*
    manager: produktmanager*, projektmanager*, meister, werkmeister, bauleit*, referatsleit*
    manager: fachbereichsleit*, sachgebietsleit*, teilprojektleit*, studienleit*, laborleit*
    manager: responsable*, chef de, cheffe de, chef d, chef des, chef du, encadrant*, superviseur*
    manager: gerente*, jefe, jefa, encargad*, supervisora, lider de equipo, capo, responsabile
    manager: coordinador general, teamchef, kierownik, hoofd, leidinggevende

    senior: senior, sr, snr, lead, leads, principal, staff engineer, staff software
    senior: distinguished, expert*, experienced, specialist lead, technical lead, tech lead
    senior: leading, advanced, tl, leitender ingenieur, referent fellow, sous directeur
    senior: coordinateur general, senior consultant, confirme, confirmee, semi senior
    senior: chief of party, solution architect, solutions architect, enterprise architect

    staff: account executive*, sales executive*, marketing executive*, hr executive*
    staff: executive*, business development executive*, customer service executive*
    staff: account manager*, key account manager*, client manager*, relationship manager*
    staff: customer success manager*, case manager*, community manager*, csm, csms, case supervisor
    staff: social media manager*, smm manager, area sales manager assistant, am, bdm
    staff: territory manager*, client success manager*, account director assistant
    staff: controller*, art director, music director, funeral director, casting director
    staff: junior, jr, jnr, assistant, associate, entry level, administrator, clerk, officer
    staff: key account*, verkaufer*, sachbearbeit*, referent*, mitarbeit*, werbetext*
    staff: specialist*, analyst*, engineer*, developer*, consultant*, designer*, advisor*
    staff: architect*, representative*, rep, reps, coordinator*, technician*, programmer*
    staff: scientist*, researcher*, accountant*, recruiter*, agent, agents, operator*
    staff: buyer*, planner*, strategist*, trainer*, teacher*, professor*, lecturer*, nurse*
    staff: attorney*, lawyer*, counsel, paralegal*, editor*, writer*, producer*, auditor*
    staff: secretary, receptionist*, bookkeeper*, cashier*, driver*, worker*, member
    staff: physician*, surgeon*, therapist*, pharmacist*, dentist*, inspector*, tester*
    staff: contractor*, freelanc*, consultancy, adviser*, evangelist*, advocate*, associate*
    staff: salesperson, salesman, saleswoman, sdr, bdr, ae, se, seller*, broker*, trader*
    staff: mechanic*, electrician*, machinist*, assembler*, installer*, cook, cooks, clerk*
    staff: entwickler*, *entwickler, *entwicklerin, ingenieur*, *ingenieur, *ingenieurin
    staff: berater*, *berater, *beraterin, kauffrau, kaufmann, *kauffrau, *kaufmann
    staff: vertriebsmitarbeiter*, aussendienst*, innendienst*, disponent*, buchhalter*
    staff: techniker*, *techniker, assisten*, fachkraft, *referent, *referentin, angestellt*
    staff: charge, chargee, charge d, commercial, commerciale, developpeur*, developpeuse*
    staff: consultante, ingenieure, technicien*, comptable*, acheteu*, vendeu*, conseiller*
    staff: technico commercial, redacteur*, redactrice*, juriste*, assistante, gestionnaire*
    staff: desarrollador*, ingenier*, analista*, consultor*, asesor*, ejecutiv*, vendedor*
    staff: tecnic*, comprador*, contador*, contable*, asistente*, auxiliar*, coordinador*
    staff: especialista*, comercial, administrativ*, abogad*, disenador*, programador*

    intern: intern, interns, internship*, trainee*, apprentice*, student, students
    intern: working student, undergraduate, placement student, co op, graduate trainee
    intern: student worker, student assistant, phd student, phd candidate, doctoral candidate
    intern: praktikant*, *praktikant, *praktikantin, werkstudent*, azubi*, auszubildend*
    intern: duale* student*, dual* studium, volontar*, studentisch*, hiwi, doktorand*
    intern: stagiaire*, alternant*, alternance, apprenti, apprentie, stage, etudiant*
    intern: becari*, practicante*, aprendiz*, pasante*, cadete, estudiante*, tirocinante
    intern: estagiari*, stagist*, stagista
    """
}
