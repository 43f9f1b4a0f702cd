extension FitRule {
  /// Why an account has the fit it has, in one line:
  /// `right industry +38, mid-market +28; unknown: in market; gate unknown: not government`.
  ///
  /// Most points first. The points add up exactly to the fit. Where a gate fails only the gates
  /// are named: `out: not government`.
  func writeReasons(_ answer: (Int) -> Answer, into text: inout [UInt8]) {
    let failed = gates.indices.filter { answer($0) == .no }
    if !failed.isEmpty {
      text += "out: ".utf8
      write(failed.map { gates[$0] }, into: &text)
      return
    }
    let (earned, lift) = points(answer)
    let ranked = earned.sorted { a, b in
      a.points.magnitude != b.points.magnitude
        ? a.points.magnitude > b.points.magnitude : a.criterion < b.criterion
    }
    for (position, part) in ranked.enumerated() {
      if position > 0 { text += ", ".utf8 }
      text += criteria[part.criterion].utf8
      text += (part.points < 0 ? " " : " +").utf8
      text += String(part.points).utf8
    }
    if ranked.isEmpty { text += "no criterion met".utf8 }
    if lift > 0 { text += ", not below 0 +\(lift)".utf8 }
    let unknown = criteria.indices.filter { answer(gates.count + $0) == .unknown }
    if !unknown.isEmpty {
      text += "; unknown: ".utf8
      write(unknown.map { criteria[$0] }, into: &text)
    }
    let unknownGates = gates.indices.filter { answer($0) == .unknown }
    if !unknownGates.isEmpty {
      text += "; gate unknown: ".utf8
      write(unknownGates.map { gates[$0] }, into: &text)
    }
  }

  private func write(_ names: [String], into text: inout [UInt8]) {
    for (position, name) in names.enumerated() {
      if position > 0 { text += ", ".utf8 }
      text += name.utf8
    }
  }
}
