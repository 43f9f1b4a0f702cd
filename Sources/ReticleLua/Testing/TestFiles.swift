import Basics

/// Which files `reticle test` runs.
enum TestFiles {
  private static let folders: Set<String> = ["tests", "expectations"]
  private static let depth = 12

  /// Scripts in the order of their names: the files given; of a folder those in it and below; of
  /// nothing those below the current folder in folders named `tests` or `expectations`, and those
  /// whose names end in `_test.lua` or `-test.lua`.
  ///
  /// - Throws: a ``Problem`` for a path that does not exist, and where nothing is found.
  static func find(_ paths: [String]) throws -> [String] {
    var found: [String] = []
    if paths.isEmpty {
      try walk(".", isTest: false, depth, &found)
      if found.isEmpty {
        throw Problem(
          .usage, "there are no test scripts here",
          hints: [
            "they are looked for in folders named tests or expectations, and by names that end in "
              + "_test.lua", "or name them: reticle test scripts/tests/ideal.lua",
          ])
      }
    }
    for path in paths {
      switch Files.entry(path) {
      case .file: found.append(path)
      case .folder:
        let before = found.count
        try walk(path, isTest: true, depth, &found)
        if found.count == before {
          throw Problem(.usage, "there are no Lua scripts in \(path)")
        }
      default: throw Problem(.file, "there is no file or folder \(path)")
      }
    }
    var seen: Set<String> = []
    return found.filter { seen.insert($0).inserted }
  }

  private static func walk(
    _ folder: String, isTest: Bool, _ depth: Int, _ found: inout [String]
  ) throws {
    guard depth > 0 else { return }
    // A folder that may not be listed holds no tests for us.
    for name in (try? Files.names(in: folder)) ?? [] where !name.hasPrefix(".") {
      let path = Files.join(folder, name)
      switch Files.entry(path) {
      case .folder:
        // A link may lead back up.
        if let real = Files.resolved(path), let top = Files.resolved(folder), real != top,
          real.hasPrefix(top == "/" ? top : top + "/")
        {
          try walk(path, isTest: isTest || folders.contains(name), depth - 1, &found)
        }
      case .file where name.hasSuffix(".lua"):
        if isTest || name.hasSuffix("_test.lua") || name.hasSuffix("-test.lua") {
          found.append(path)
        }
      default: break
      }
    }
  }
}
