import Basics
import Columns

/// A dataset as the reference models saw it: the same rows, columns, outcome and folds.
struct ModelDataset {
  let name: String
  /// One row for each row that takes part, in the order of the folds file. Categorical traits are
  /// text, numeric ones are numbers.
  let traits: Table
  /// 1 for the event.
  let outcomes: [Int8]
  /// The fold that each row is tested in, from 0.
  let folds: [Int]
  let foldCount: Int
  /// Out-of-fold probabilities of the reference models, by name; empty without NAME.oof.csv.
  let anchors: [(model: String, probabilities: [Double])]

  var events: Int { outcomes.reduce(0) { $0 + Int($1) } }
  var baseRate: Double { Double(events) / Double(max(1, outcomes.count)) }

  func anchor(_ model: String) -> [Double]? { anchors.first { $0.model == model }?.probabilities }

  /// Rows of the other folds, and of this one.
  func split(_ fold: Int) -> (train: [Int], test: [Int]) {
    (folds.indices.filter { folds[$0] != fold }, folds.indices.filter { folds[$0] == fold })
  }

  /// - Parameters:
  ///   - files: Where sources are.
  ///   - foldFiles: Where NAME.folds.csv is.
  init(_ description: DatasetDescription, files: SourceFiles, foldFiles: SourceFiles) throws {
    name = description.name
    let foldTable = try foldFiles.table("\(name).folds.csv")
    let rows = try Self.integers(foldTable, "row")
    folds = try Self.integers(foldTable, "fold")
    foldCount = (folds.max() ?? -1) + 1
    let source = try files.table(description.file)
    if let wrong = rows.first(where: { $0 < 0 || $0 >= source.rowCount }) {
      throw Problem(
        .data, "\(name): folds name row \(wrong), \(source.name) has \(source.rowCount)")
    }
    let event = description.outcome
    let cells = try source.texts(event.column)
    let outcomes = rows.map { Int8(cells[$0] == event.value ? 1 : 0) }
    self.outcomes = outcomes
    traits = try TraitColumns(description, source: source, files: files).table(rows)
    guard foldFiles.path("\(name).oof.csv") != nil else {
      anchors = []
      return
    }
    let scored = try foldFiles.table("\(name).oof.csv")
    guard try Self.integers(scored, "row") == rows, try Self.integers(scored, "fold") == folds
    else {
      throw Problem(.data, "\(name): folds.csv and oof.csv have other rows or folds")
    }
    guard try Self.integers(scored, "y") == outcomes.map({ Int($0) }) else {
      throw Problem(.data, "\(name): the outcome is not the one that the anchors were fitted to")
    }
    anchors = try scored.names.filter { !["row", "fold", "y"].contains($0) }.map { model in
      (model, try scored.texts(model).map { $0.flatMap(Double.init) ?? .nan })
    }
  }

  private static func integers(_ table: SourceTable, _ column: String) throws -> [Int] {
    try table.texts(column).enumerated().map { row, text in
      guard let value = text.flatMap({ Int($0) }) else {
        throw Problem(.data, "\(table.name), row \(row + 1): \(column) is no whole number")
      }
      return value
    }
  }
}
