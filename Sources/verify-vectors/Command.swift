import Audiences
import Basics
import Glibc
import Statistics

/// Leaves with an exit code.
func exit(_ code: Int32) -> Never { Glibc.exit(code) }

/// Writes a line to the standard error output; nobody is told when that fails.
func standardError(_ text: String) {
  let bytes = Array((text + "\n").utf8)
  _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// The command line.
struct Command {
  var files: [String] = []
  var data: String?
  var only: String?
  var verbose = false
  var wantsHelp = false

  /// Nil for a mistake.
  init?(_ arguments: [String]) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--data":
        guard let value = rest.popFirst() else { return nil }
        data = value
      case "--only":
        guard let value = rest.popFirst() else { return nil }
        only = value
      case "--verbose": verbose = true
      case "--help", "-h": wantsHelp = true
      default:
        if argument.hasPrefix("-") { return nil }
        files.append(argument)
      }
    }
    if files.isEmpty, !wantsHelp { return nil }
  }

  func run() -> Int32 {
    var tally = Tally()
    for file in files {
      do {
        try VectorFile(file, data: data).run(into: &tally, only: only, verbose: verbose)
      } catch {
        standardError("\(file): \(error)")
        return 3
      }
    }
    for line in tally.lines + tally.summary { print(line) }
    return tally.failed > 0 ? 1 : 0
  }
}

/// One file of vectors, of either format.
struct VectorFile {
  let vectors: [StatValue]
  let statistics: StatisticsVectors
  let hashing: HashingVectorFile

  /// - Parameter data: The folder with the data sets, if it was given.
  init(_ path: String, data: String?) throws {
    let content = try JSONReader.read(try Files.bytes(of: path))
    guard let vectors = content.elements ?? content["vectors"]?.elements else {
      throw JSONReader.Failure(description: "it holds no list of vectors")
    }
    self.vectors = vectors
    statistics = StatisticsVectors(data: DataFolder.find(given: data, beside: path))
    hashing = HashingVectorFile(implementation: hashingImplementation)
  }

  func run(into tally: inout Tally, only: String?, verbose: Bool) throws {
    for vector in vectors {
      let name = vector["name"]?.text ?? vector["id"]?.text ?? "without a name"
      let kind = vector["function"]?.text ?? vector["platform"]?.text ?? "?"
      let label = "\(name) (\(kind))"
      if let only, !Array(label).containsRun(Array(only)) { continue }
      let isHashing = vector["platform"] != nil && vector["input"] != nil
      tally.add(
        label, isHashing ? hashing.run(vector) : statistics.run(vector), verbose: verbose)
    }
  }
}

/// The implementation of hashing that is tested.
let hashingImplementation: HashingVectorFile.Implementation? = {
  platform, field, input, region, rule in
  let result = HashingVectors.run(
    platform: platform, field: field, input: input, defaultRegion: region, rule: rule)
  return HashingResult(
    action: result.action, normalised: result.normalised, sha256: result.sha256)
}

extension [Character] {
  func containsRun(_ part: [Character]) -> Bool {
    guard part.count <= count else { return false }
    return (0...(count - part.count)).contains { self[$0..<($0 + part.count)].elementsEqual(part) }
  }
}
