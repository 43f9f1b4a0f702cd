/// The words of a file's name that say what is in it.
struct FileWords: Sendable {
  /// Singular, in order, without what says nothing.
  let words: [String]

  /// Words that files of every kind have in their names.
  private static let noise: Set<String> = [
    "data", "export", "exported", "all", "csv", "dump", "table", "hubspot", "salesforce", "sf",
    "sfdc", "crm", "fivetran", "databricks", "postgre", "postgres", "snowflake", "bigquery",
    "redshift", "final", "new", "copy", "backup", "report", "my", "our",
  ]

  /// What spreadsheets call a sheet that nobody named.
  private static let sheetNoise: Set<String> = [
    "sheet", "tabelle", "blatt", "feuil", "feuille", "hoja", "foglio", "planilha", "blad", "main",
    "public", "dbo",
  ]

  init(_ file: String) {
    let (place, table) = Self.parts(file)
    if let table {
      let own = Self.words(table)
      if own.contains(where: { !Self.sheetNoise.contains($0) }) {
        words = own
        return
      }
    }
    var name = place
    if let slash = name.lastIndex(of: "/") { name = name[name.index(after: slash)...] }
    if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = name[..<dot] }
    words = Self.words(name)
  }

  /// `crm.db: accounts` is the table `accounts` of `crm.db`; a file's name may hold a colon too.
  private static func parts(_ file: String) -> (place: Substring, table: Substring?) {
    var index = file.startIndex
    while let colon = file[index...].firstIndex(of: ":") {
      let next = file.index(after: colon)
      let place = file[..<colon]
      if file[next...].first == " ", place.contains(".") || place.contains("://") {
        return (place, file[next...].dropFirst())
      }
      index = next
    }
    return (file[...], nil)
  }

  private static func words(_ name: Substring) -> [String] {
    FoldedText.words(spaced(name)).flatMap { withoutDigits($0) }.map(singular)
      .filter { !noise.contains($0) }
  }

  /// How strongly the name speaks for words: the last word counts most.
  func weight(_ wanted: [String]) -> Double {
    let wanted = Set(wanted.map(Self.singular))
    guard let last = words.last else { return 0 }
    if wanted.contains(last) { return 5 }
    return words.contains { wanted.contains($0) } ? 4 : 0
  }

  /// The name says that old versions of records are in the file.
  var saysHistory: Bool { words.contains { $0 == "history" || $0 == "audit" || $0 == "version" } }

  /// `SalesPipeline` reads `Sales Pipeline`.
  private static func spaced(_ name: Substring) -> String {
    var text = ""
    var wasLower = false
    for character in name {
      if character.isUppercase, wasLower { text.append(" ") }
      wasLower = character.isLowercase
      text.append(character == "_" ? " " : character)
    }
    return text
  }

  private static func withoutDigits(_ word: String) -> [String] {
    word.split(whereSeparator: \.isNumber).map(String.init)
  }

  static func singular(_ word: String) -> String {
    if word.count <= 3 { return word }
    if word.hasSuffix("ies") { return word.dropLast(3) + "y" }
    for ending in ["ches", "shes", "sses", "xes"] where word.hasSuffix(ending) {
      return String(word.dropLast(2))
    }
    if word.hasSuffix("s"), !word.hasSuffix("ss") { return String(word.dropLast()) }
    return word
  }
}
