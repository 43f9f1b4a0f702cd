import Basics

/// The open files of a demo: takes blocks in the order of their accounts.
struct DemoOutput {
  private let folder: String
  private let files: [AtomicFile]
  private var rows: [Int]
  private var tally = DemoTally()

  init(folder: String) throws {
    self.folder = folder
    rows = DemoFile.allCases.map { _ in 0 }
    files = try DemoFile.allCases.map { file in
      let output = try AtomicFile(Files.join(folder, file.name))
      var header = CellWriter(capacity: 1024)
      header.text(file.header)
      header.endHeader()
      try header.withBytes { try output.write($0) }
      return output
    }
  }

  mutating func append(_ block: inout DemoBlock) throws {
    for file in DemoFile.allCases {
      try block.withRows(of: file) { bytes, count in
        try files[file.rawValue].write(bytes)
        rows[file.rawValue] += count
      }
    }
    tally.add(block.tally)
  }

  /// Writes what does not belong to single accounts and puts all files at their names.
  mutating func finish(_ demo: DemoCRM, _ world: DemoWorld) throws -> DemoSummary {
    let spend = try AtomicFile(Files.join(folder, "spend.csv"))
    var cells = CellWriter()
    cells.text(SpendRows.header)
    cells.endHeader()
    SpendRows.write(accounts: demo.accounts, world, to: &cells)
    try cells.withBytes { try spend.write($0) }

    var summary = DemoSummary(
      folder: folder, shuffledOutcomes: demo.shuffledOutcomes,
      segments: PlantedProfile.allCases.map {
        DemoSummary.Segment($0, tally.kinds[Int($0.rawValue)])
      },
      files: DemoFile.allCases.map { file in
        let output = files[file.rawValue]
        return DemoSummary.File(
          name: file.name, rows: rows[file.rawValue], bytes: output.count)
      } + [DemoSummary.File(name: "spend.csv", rows: cells.rows, bytes: spend.count)])

    let document = try AtomicFile(Files.join(folder, PlantedDocument.name))
    try document.write(PlantedDocument.text(demo, summary))
    summary.files.append(
      DemoSummary.File(name: PlantedDocument.name, rows: nil, bytes: document.count))
    // The document first: it marks the folder as a demo's, should the rest be cut off.
    try document.commit()
    for file in files { try file.commit() }
    try spend.commit()
    return summary
  }
}
