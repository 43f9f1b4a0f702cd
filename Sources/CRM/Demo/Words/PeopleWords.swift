/// First and last names by language; a contact's are those of the account's country.
struct PeopleWords: BitwiseCopyable {
  let first: WordList
  let last: WordList
  let firstSlugs: WordList
  let lastSlugs: WordList

  private init(_ first: String, _ last: String) {
    self.first = WordList(first)
    self.last = WordList(last)
    firstSlugs = self.first.slugs()
    lastSlugs = self.last.slugs()
  }

  /// In the order of ``Language``.
  static let all = FixedList([
    PeopleWords(
      """
      James|Mary|Robert|Patricia|John|Jennifer|Michael|Linda|David|Elizabeth|William|Susan|
      Richard|Jessica|Joseph|Sarah|Thomas|Karen|Daniel|Emily|Matthew|Laura|Anthony|Megan|
      Mark|Rachel|Steven|Hannah|Andrew|Olivia|Kevin|Grace|Brian|Amy|George|Priya|
      Wei|Aisha|Omar|Mei|Raj|Fatima|Zoë|Siobhán|Chloé|Renée|Ethan|Naomi
      """,
      """
      Smith|Johnson|Williams|Brown|Jones|Miller|Davis|Wilson|Anderson|Taylor|Moore|Jackson|
      Martin|Lee|Thompson|White|Harris|Clark|Lewis|Robinson|Walker|Young|King|Wright|
      Scott|Green|Baker|Adams|Nelson|Hill|Campbell|Mitchell|Roberts|Carter|Phillips|Evans|
      O'Brien|O'Neill|Smith-Jones|Patel|Nguyen|Chen|Kim|Singh|Khan|Brontë|MacDonald|van Dyke
      """),
    PeopleWords(
      """
      Lukas|Anna|Jonas|Lena|Felix|Marie|Maximilian|Sophie|Paul|Katharina|Jürgen|Ursula|
      Klaus|Sabine|Stefan|Claudia|Andreas|Petra|Björn|Bärbel|Jörg|Käthe|Günter|Monika|
      Tobias|Julia|Matthias|Nicole|Uwe|Heike|Sebastian|Birgit|Florian|Anja|Martin|Silke
      """,
      """
      Müller|Schmidt|Schneider|Fischer|Weber|Meyer|Wagner|Becker|Schulz|Hoffmann|Schäfer|Koch|
      Bauer|Richter|Klein|Wolf|Schröder|Neumann|Schwarz|Zimmermann|Braun|Krüger|Hofmann|Hartmann|
      Lange|Weiß|Köhler|Maier|Lehmann|Huber|Kaiser|Fuchs|Jäger|Groß|von Stein|Möller
      """),
    PeopleWords(
      """
      Jean|Marie|Pierre|Camille|Michel|Léa|Philippe|Chloé|François|Céline|Nicolas|Élodie|
      Antoine|Sophie|Julien|Aurélie|Laurent|Isabelle|Thomas|Manon|Hélène|Benoît|Jérôme|Zoé
      """,
      """
      Martin|Bernard|Dubois|Durand|Leroy|Moreau|Simon|Laurent|Lefèvre|Michel|Garcia|Roux|
      Fournier|Girard|Bonnet|Dupont|Lambert|Rousseau|Faure|Mercier|Lefebvre|Gauthier|Béranger|d'Arc
      """),
    PeopleWords(
      """
      José|María|Antonio|Carmen|Manuel|Ana|Francisco|Laura|Javier|Lucía|Miguel|Elena|
      Carlos|Sofía|Alejandro|Paula|Raúl|Inés|Jesús|Begoña|Íñigo|Pilar|Diego|Marta
      """,
      """
      García|Fernández|González|Rodríguez|López|Martínez|Sánchez|Pérez|Gómez|Díaz|Muñoz|Álvarez|
      Romero|Torres|Núñez|Ibáñez|Ortega|Castro|Vega|Ramos|Peña|Navarro|Serrano|de la Cruz
      """),
    PeopleWords(
      """
      Lars|Ingrid|Sven|Åsa|Erik|Freja|Mikkel|Astrid|Jan|Anneke|Pieter|Femke|
      Giulia|Marco|Chiara|Luca|Łukasz|Małgorzata|Piotr|Agnieszka|João|Beatriz|Yuki|Haruto|
      Søren|Bjørn|Óscar|Niamh|Arjun|Ananya|Matteo|Francesca
      """,
      """
      Andersson|Johansson|Nielsen|Sørensen|de Vries|van den Berg|Jansen|Bakker|Rossi|Bianchi|Ricci|Conti|
      Kowalski|Nowak|Wiśniewski|Żak|Silva|Santos|Costa|Sato|Tanaka|Suzuki|Sharma|Gupta|
      Åberg|Lindström|Østergård|Iyer|Peeters|Claes|Esposito|Gallo
      """),
  ])

  /// The sales people who own accounts and deals.
  static let owners = WordList(
    """
    Dana Whitfield|Marcus Oyelaran|Priya Raman|Tom Becker|Lucía Ferrer|Hanna Lindqvist|
    Owen Gallagher|Mei Tan|Jonas Albrecht|Claire Fontaine|Ravi Menon|Sofia Marino|
    Ben Archer|Nadia Haddad|Kurt Eberle|Grace Mbeki|Pavel Novák|Ellen Brandt|
    Diego Salas|Amara Diallo|Rob Sinclair|Yuna Park|Isabel Costa|Nils Aaberg
    """)
}

/// Which names and titles people have.
enum Language: UInt8 {
  case english = 0
  case german = 1
  case french = 2
  case spanish = 3
  case other = 4
}
