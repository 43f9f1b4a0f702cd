import Basics

/// Which files make which table.
struct Assignment {
  /// One report for each candidate, in their order.
  var reports: [FileReport]
  /// Candidates by entity, in the order in which their rows are put together.
  var files: [Entity: [Int]] = [:]
  var versions: Set<Int> = []
  var findings: [Finding] = []

  /// - Throws: when a mapping without a file finds none.
  init(
    _ candidates: [Candidate], _ mapping: [Entity: CheckedMapping], _ vocabulary: Vocabulary,
    check: MappingCheck
  ) throws {
    reports = candidates.map { FileReport(name: $0.name) }
    let recogniser = Recogniser(vocabulary: vocabulary)
    var recognised = candidates.map { recogniser.recognise($0.name, $0.headers) }
    var explicit: Set<Int> = []
    for (entity, checked) in mapping.sorted(by: { $0.key < $1.key }) {
      for file in checked.files {
        guard explicit.insert(file).inserted else {
          throw Problem(.script, "open: \(candidates[file].name) is named for two tables")
        }
        recognised[file] = Recognition(
          entity: entity, certainty: 1, why: "you said so",
          hasVersions: recognised[file].hasVersions)
      }
    }
    var byEntity: [Entity: [Int]] = [:]
    for (index, result) in recognised.enumerated() {
      if let entity = result.entity { byEntity[entity, default: []].append(index) }
    }
    for (entity, checked) in mapping where !checked.files.isEmpty {
      // What the user names is all there is of that table.
      for index in byEntity[entity] ?? [] where !explicit.contains(index) {
        recognised[index].why = "looks like \(entity.name), but others were named for it"
        recognised[index].entity = nil
      }
      byEntity[entity] = checked.files
    }
    for entity in Entity.allCases {
      guard var indices = byEntity[entity] else { continue }
      if let checked = mapping[entity], checked.files.isEmpty {
        indices = try indices.filter {
          try Self.fits(checked, candidates[$0], indices, entity, check)
        }
      }
      files[entity] =
        indices.contains { explicit.contains($0) }
        ? indices : choose(entity, indices, candidates, &recognised, vocabulary)
    }
    for (entity, checked) in mapping.sorted(by: { $0.key < $1.key })
    where checked.files.isEmpty && (files[entity] ?? []).isEmpty {
      files[entity] = [try Self.onlyFit(checked, candidates, entity)]
      if let index = files[entity]?.first {
        recognised[index].entity = entity
        recognised[index].certainty = 1
        recognised[index].why = "it has the columns you named"
      }
    }
    for (index, result) in recognised.enumerated() {
      reports[index].entity = result.entity
      reports[index].certainty = result.entity == nil ? 0 : result.certainty
      reports[index].why = result.why
      reports[index].nearest = result.nearest
      if result.hasVersions { versions.insert(index) }
    }
  }

  /// A mapping without files holds for those that were recognised; at least one must have its
  /// headers.
  private static func fits(
    _ checked: CheckedMapping, _ candidate: Candidate, _ all: [Int], _ entity: Entity,
    _ check: MappingCheck
  ) throws -> Bool {
    let headers = checked.mapping.columns.values
    if headers.allSatisfy({ candidate.headers.contains($0) }) { return true }
    let others = all.map { check.candidates[$0] }
    if others.contains(where: { other in headers.allSatisfy { other.headers.contains($0) } }) {
      return false
    }
    try check.checkHeaders(entity, checked.mapping, candidate)
    return false
  }

  /// The one file that has all columns the user named.
  private static func onlyFit(
    _ checked: CheckedMapping, _ candidates: [Candidate], _ entity: Entity
  ) throws -> Int {
    let headers = checked.mapping.columns.values
    let fitting = candidates.indices.filter { index in
      !headers.isEmpty && headers.allSatisfy { candidates[index].headers.contains($0) }
    }
    if fitting.count == 1 { return fitting[0] }
    let names = candidates.map(\.name).joined(separator: ", ")
    throw Problem(
      .data,
      fitting.isEmpty
        ? "open: \(entity.name): no file looks like them, and none has the columns you named"
        : "open: \(entity.name): several files have the columns you named",
      hints: ["say which file it is: \(entity.name) = { file = \"…\" }", "files: \(names)"])
  }

  /// Of several files that look like the same table: those of one shape together.
  private mutating func choose(
    _ entity: Entity, _ indices: [Int], _ candidates: [Candidate],
    _ recognised: inout [Recognition], _ vocabulary: Vocabulary
  ) -> [Int] {
    if indices.count < 2 || entity == .links { return indices }
    if vocabulary.terms(entity)?.unionOfAnyShape == true { return indices }
    if entity == .stageHistory {
      // A history of stages goes before the changes of all properties, which hold the same ones.
      let own = indices.filter { recognised[$0].matches.contains { $0.field.name == "entered" } }
      if !own.isEmpty, own.count < indices.count {
        for index in indices where !own.contains(index) {
          recognised[index].why =
            "changes of all properties; another file is the stages' own history"
          recognised[index].entity = nil
        }
        return choose(entity, own, candidates, &recognised, vocabulary)
      }
    }
    // Current records go before a table of all their versions.
    let current = indices.filter { !recognised[$0].hasVersions }
    let eligible = current.isEmpty ? indices : current
    for index in indices where !eligible.contains(index) {
      recognised[index].why =
        "old versions of \(entity.name), which another file holds as they are now"
      recognised[index].entity = nil
    }
    let main =
      eligible.max { a, b in
        let (first, second) = (recognised[a], recognised[b])
        let byName = (Self.isNamed(candidates[a], entity), Self.isNamed(candidates[b], entity))
        if byName.0 != byName.1 { return byName.1 }
        // On equal points the first file wins; max takes the last of equals.
        return first.points != second.points ? first.points < second.points : a > b
      } ?? eligible[0]
    var chosen: [Int] = []
    for index in eligible {
      if index == main || Self.overlap(candidates[main].headers, candidates[index].headers) >= 0.5 {
        chosen.append(index)
        continue
      }
      let name = candidates[index].name
      recognised[index].why =
        "looks like \(entity.name) too, but has other columns than \(candidates[main].name)"
      recognised[index].entity = nil
      findings.append(
        Finding(
          .warning, entity,
          "\(name) looks like \(entity.name) too, but has other columns than "
            + "\(candidates[main].name), which was taken; to put both together say "
            + "\(entity.name) = { file = { \"\(candidates[main].name)\", \"\(name)\" } }"))
    }
    return chosen
  }

  private static func isNamed(_ candidate: Candidate, _ entity: Entity) -> Bool {
    FileWords(candidate.name).words == [FileWords.singular(entity.name)]
  }

  /// The share of headers that two files have in common.
  private static func overlap(_ a: [String], _ b: [String]) -> Double {
    let (first, second) = (Set(a.map { FoldedText.of($0) }), Set(b.map { FoldedText.of($0) }))
    let union = first.union(second).count
    return union == 0 ? 0 : Double(first.intersection(second).count) / Double(union)
  }
}
