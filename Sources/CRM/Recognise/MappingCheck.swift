import Basics

/// What the user says must be about things that exist: every name that is not one is an error
/// that names the nearest.
struct MappingCheck {
  let vocabulary: Vocabulary
  let candidates: [Candidate]

  /// - Returns: the mapping by entity, with files as positions among the candidates.
  func check(_ mapping: [String: EntityMapping]) throws -> [Entity: CheckedMapping] {
    var checked: [Entity: CheckedMapping] = [:]
    for (name, entry) in mapping.sorted(by: { $0.key < $1.key }) {
      guard let entity = Entity(rawValue: name), Entity.mappable.contains(entity) else {
        throw Problem.unknown("table", name, known: Entity.mappable.map(\.name)).at("open")
      }
      try checkFields(entity, entry)
      try checkStages(entity, entry)
      let files = try entry.files.map { try file($0, entity) }
      for file in files { try checkHeaders(entity, entry, candidates[file]) }
      checked[entity] = CheckedMapping(mapping: entry, files: files)
    }
    return checked
  }

  private func checkFields(_ entity: Entity, _ entry: EntityMapping) throws {
    let known = vocabulary.terms(entity)?.fields.map(\.name) ?? []
    for name in (Array(entry.columns.keys) + Array(entry.formats.keys)).sorted()
    where !known.contains(name) {
      throw Problem.unknown("column", name, known: known).at("open: \(entity.name)")
    }
  }

  private func checkStages(_ entity: Entity, _ entry: EntityMapping) throws {
    if entry.stages.isEmpty { return }
    if entity != .deals {
      throw Problem(
        .script, "open: \(entity.name): stages belong to deals",
        hints: ["{ deals = { stages = { [\"Signed\"] = \"won\" } } }"])
    }
    let outcomes = ["won", "lost", "open"]
    for (_, outcome) in entry.stages.sorted(by: { $0.key < $1.key })
    where !outcomes.contains(outcome) {
      throw Problem.unknown("outcome", outcome, known: outcomes).at("open: deals: stages")
    }
  }

  private func file(_ name: String, _ entity: Entity) throws -> Int {
    if let index = candidates.firstIndex(where: { $0.name == name || Self.path($0) == name }) {
      return index
    }
    // A file that was given with its folder may be named without.
    let byName = candidates.indices.filter { Files.name(of: candidates[$0].name) == name }
    if byName.count == 1 { return byName[0] }
    throw Problem.unknown("file", name, known: candidates.map(\.name), kind: .file)
      .at("open: \(entity.name)")
  }

  private static func path(_ candidate: Candidate) -> String? {
    if case .file(let path) = candidate.content { return path }
    return nil
  }

  func checkHeaders(_ entity: Entity, _ entry: EntityMapping, _ candidate: Candidate) throws {
    for (_, header) in entry.columns.sorted(by: { $0.key < $1.key })
    where !candidate.headers.contains(header) {
      throw Problem.unknown("column", header, known: candidate.headers, kind: .data)
        .at("open: \(entity.name): \(candidate.name)")
    }
    var seen: [String: String] = [:]
    for (name, header) in entry.columns.sorted(by: { $0.key < $1.key }) {
      if let other = seen.updateValue(name, forKey: header) {
        throw Problem(
          .script, "open: \(entity.name): \"\(header)\" cannot be both \(other) and \(name)")
      }
    }
  }
}

/// A mapping whose names all exist.
struct CheckedMapping: Sendable {
  let mapping: EntityMapping
  /// Positions among the candidates; empty: found by headers.
  let files: [Int]
}
