import Basics
import Columns
import Formats

/// How far the opening of a CRM is: what is being done, and the share that is done (0 to 1).
public typealias CRMProgress = @Sendable (_ step: String, _ done: Double) -> Void

/// Opens folders of CRM exports, and single files as they are.
public enum CRMLoader {
  /// Recognises the files of a CRM, brings their columns to canonical names and types, works out
  /// how deals ended and links the tables. Whatever was changed, left out or looks odd is in the
  /// report of the result.
  ///
  /// - Parameters:
  ///   - asOf: The day the data is looked at, in days since 1970-01-01: later dates are odd.
  ///   - progress: Called from the thread that opens.
  /// - Throws: ``Problem`` when there is nothing to read, nothing is recognised, or the mapping
  ///   names something that does not exist.
  /// - Complexity: O(bytes), each file read once besides its header.
  public static func open(
    _ source: CRMSource, asOf: Int32, progress: CRMProgress? = nil
  ) throws -> CRMData {
    let vocabulary = try Vocabulary.builtIn()
    progress?("reading headers", 0)
    let listing = try InputFiles.list(source.input)
    if listing.candidates.isEmpty { throw nothingToRead(listing) }
    let check = MappingCheck(vocabulary: vocabulary, candidates: listing.candidates)
    let mapping = try check.check(source.mapping)
    let assignment = try Assignment(listing.candidates, mapping, vocabulary, check: check)
    if !assignment.files.keys.contains(where: \.isTable) {
      throw nothingRecognised(listing, assignment.reports)
    }
    var assembly = Assembly(
      vocabulary: vocabulary, asOf: asOf, reports: assignment.reports,
      findings: assignment.findings)
    try load(assignment, listing, mapping, &assembly, progress)
    progress?("linking", 0.85)
    try assembly.deriveColumns()
    try assembly.addMasters()
    try assembly.settleIDs()
    try assembly.applyMerges()
    try assembly.applyAssociations()
    try assembly.linkAccounts()
    try assembly.checkReferences()
    progress?("outcomes", 0.92)
    try assembly.deriveOutcomes(mapping[.deals]?.mapping)
    progress?("checking values", 0.95)
    let data = try ReportMaker(assembly, others: listing.others).data()
    progress?("done", 1)
    return data
  }

  /// One file as a plain table: columns and cells as in the file.
  ///
  /// - Parameter name: What to call the table: the file's name without its extension, if not given.
  public static func openFile(
    _ path: String, options: CSVOptions = .init(), name: String? = nil
  ) throws -> LoadedTable {
    try TableFile.read(path, options: ReadOptions(csv: options), name: name)
  }

  private static func load(
    _ assignment: Assignment, _ listing: InputFiles.Listing, _ mapping: [Entity: CheckedMapping],
    _ assembly: inout Assembly, _ progress: CRMProgress?
  ) throws {
    let total = assignment.files.values.reduce(0) { $0 + $1.count }
    var done = 0
    for entity in Entity.allCases {
      guard let indices = assignment.files[entity], !indices.isEmpty else { continue }
      let loader = FileLoader(
        vocabulary: assembly.vocabulary, entity: entity, mapping: mapping[entity]?.mapping)
      var files: [LoadedFile] = []
      for index in indices {
        try Interruption.check()
        let candidate = listing.candidates[index]
        progress?("reading \(candidate.name)", 0.8 * Double(done) / Double(max(1, total)))
        var file = try loader.load(candidate, hasVersions: assignment.versions.contains(index))
        assembly.report(file, at: index)
        if entity == .stageHistory { file = try StageChanges.settled(file) }
        if entity == .touches {
          file = try TouchKinds.filled(
            file, field: assembly.vocabulary.terms(.touches)?.field("kind"))
        }
        files.append(file)
        done += 1
      }
      try assembly.add(entity, files)
    }
  }

  private static func nothingToRead(_ listing: InputFiles.Listing) -> Problem {
    let folder = listing.folder ?? "the input"
    guard !listing.others.isEmpty else {
      return Problem(
        .file, "the folder \(folder) is empty", hints: ["reticle demo DIR makes an example"])
    }
    let names = listing.others.prefix(8).map(\.name).joined(separator: ", ")
    return Problem(
      .file, "there are no CSV files or other tables in \(folder)",
      hints: ["it holds: \(names)\(listing.others.count > 8 ? ", …" : "")"])
  }

  private static func nothingRecognised(
    _ listing: InputFiles.Listing, _ reports: [FileReport]
  ) -> Problem {
    let place = listing.folder.map { " in \($0)" } ?? ""
    var hints = reports.prefix(8).map { "\($0.name): \($0.why)" }
    if reports.count > 8 { hints.append("… and \(reports.count - 8) more files") }
    let example = listing.candidates.first.map(\.name) ?? "…"
    hints.append("say what a file is: open(…, { deals = { file = \"\(example)\" } })")
    if case .file? = listing.candidates.first?.content {
      hints.append("or open one file as a plain table: open(\"\(example)\")")
    } else {
      hints.append("or open one of them as a plain table, with { sheet = … } or { table = … }")
    }
    return Problem(.data, "no file\(place) looks like a table of a CRM", hints: hints)
  }
}

extension Assembly {
  /// Writes down what became of a file's columns.
  mutating func report(_ file: LoadedFile, at index: Int) {
    reports[index].load = file.load
    reports[index].rows = file.table.rowCount
    reports[index].columns = zip(file.load.columns.map(\.name), file.table.names).map {
      HeaderReport(
        header: $0, column: file.entity == .links ? nil : $1,
        isCanonical: file.columns[$1]?.isCanonical ?? false)
    }
  }
}
