import Basics
import Columns
import Glibc

/// Leaves with an exit code.
func exit(_ code: Int32) -> Never { Glibc.exit(code) }

/// The command line.
struct Command {
  /// What can be compared; each has a file of its own.
  enum Section: String, CaseIterable { case models }

  /// The folder that holds `data` and `reference/folds`, or the files themselves.
  var root: String?
  var folds: String?
  var descriptions: [String] = []
  var sections: [Section] = []
  var only: [String] = []
  var verbose = false
  var wantsHelp = false

  /// Nil for a mistake.
  init?(_ arguments: [String]) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--folds":
        guard let value = rest.popFirst() else { return nil }
        folds = value
      case "--dataset":
        guard let value = rest.popFirst() else { return nil }
        descriptions.append(value)
      case "--only":
        guard let value = rest.popFirst() else { return nil }
        only.append(value)
      case "--verbose": verbose = true
      case "--help", "-h": wantsHelp = true
      default:
        if argument.hasPrefix("-") { return nil }
        if let section = Section(rawValue: argument) {
          sections.append(section)
        } else if root == nil {
          root = argument
        } else {
          return nil
        }
      }
    }
    if sections.isEmpty { sections = Section.allCases }
  }

  /// The datasets asked for.
  func datasets() throws -> [DatasetDescription] {
    var found: [DatasetDescription] = []
    for path in descriptions {
      found += try DatasetDescription.parse(try Files.text(of: path), file: path)
    }
    if descriptions.isEmpty {
      let text = String(decoding: PackageResources.datasets_txt, as: UTF8.self)
      found = try DatasetDescription.parse(text, file: "datasets.txt")
    }
    for name in only where !found.contains(where: { $0.name == name }) {
      throw Problem.unknown("dataset", name, known: found.map(\.name), kind: .usage)
    }
    return only.isEmpty ? found : found.filter { only.contains($0.name) }
  }

  /// Where sources and folds are.
  func files() throws -> (sources: SourceFiles, folds: SourceFiles) {
    guard let root = root ?? getenv("RETICLE_DATA").map({ String(cString: $0) }) else {
      throw Problem(
        .usage, "where are the datasets?", hints: ["give a folder, or set RETICLE_DATA"])
    }
    guard Files.entry(root) == .folder else { throw Problem(.file, "there is no folder \(root)") }
    let folds =
      folds.map { [$0] } ?? [Files.join(root, "reference/folds"), Files.join(root, "folds"), root]
    return (SourceFiles([Files.join(root, "data"), root]), SourceFiles(folds))
  }

  func run() throws -> Report {
    var report = Report()
    let (sources, folds) = try files()
    for description in try datasets() {
      let dataset = try ModelDataset(description, files: sources, foldFiles: folds)
      report.heading(
        "\(dataset.name): \(dataset.outcomes.count) rows, \(dataset.events) events "
          + "(\((100 * dataset.baseRate).digits(2)) %), \(dataset.traits.names.count) traits")
      for section in sections {
        switch section {
        case .models: try ModelSection(dataset, verbose: verbose).run(into: &report)
        }
      }
    }
    return report
  }
}
