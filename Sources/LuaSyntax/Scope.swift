/// What a parser knows of a function while it is inside of it: its variables, its labels, and the
/// jumps whose labels are still to come (manual, §3.3.4 and §3.5).
final class FunctionScope {
  struct Label {
    let name: String
    let line: Int
    /// Variables that were visible there.
    let variables: Int
  }

  struct Jump {
    let name: String
    let at: Position
    var variables: Int
  }

  struct Block {
    let isLoop: Bool
    let variables: Int
    let firstLabel: Int
    let firstJump: Int
  }

  let outer: FunctionScope?
  let level: Int
  let takesRest: Bool
  var variables: [Variable] = []
  var labels: [Label] = []
  var jumps: [Jump] = []
  var blocks: [Block] = []
  var captured: [Variable] = []

  static let mostVariables = 200
  static let mostCaptured = 255

  init(outer: FunctionScope?, takesRest: Bool) {
    self.outer = outer
    self.takesRest = takesRest
    level = outer.map { $0.level + 1 } ?? 0
  }

  // MARK: variables

  func declare(_ variable: Variable) throws {
    variables.append(variable)
    if variables.count > Self.mostVariables {
      throw SyntaxProblem(
        at: variable.at, message: "too many local variables (limit is \(Self.mostVariables))")
    }
  }

  /// The variable of that name, here or in a function around this one.
  func find(_ name: String, at position: Position) throws -> Variable? {
    if let own = variables.last(where: { $0.name == name }) { return own }
    guard let found = try outer?.find(name, at: position) else { return nil }
    if !captured.contains(where: { $0 === found }) {
      captured.append(found)
      if captured.count > Self.mostCaptured {
        throw SyntaxProblem(
          at: position, message: "too many upvalues (limit is \(Self.mostCaptured))")
      }
    }
    return found
  }

  // MARK: blocks, labels and jumps

  func open(isLoop: Bool) {
    blocks.append(
      Block(
        isLoop: isLoop, variables: variables.count, firstLabel: labels.count,
        firstJump: jumps.count))
  }

  func close() throws {
    guard let block = blocks.popLast() else { return }
    variables.removeLast(variables.count - block.variables)
    if block.isLoop {
      try land("break", line: 0, variables: block.variables, from: block.firstJump)
    }
    labels.removeLast(labels.count - block.firstLabel)
    if blocks.isEmpty {
      if let jump = jumps.first {
        throw SyntaxProblem(
          at: jump.at,
          message: jump.name == "break"
            ? "break outside a loop" : "no visible label '\(jump.name)' for goto")
      }
    } else {
      for index in jumps.indices.dropFirst(block.firstJump) {
        jumps[index].variables = min(jumps[index].variables, block.variables)
      }
    }
  }

  func jump(to name: String, at position: Position) {
    // Backwards to a label that is there already; forwards is found when the label comes.
    if labels.contains(where: { $0.name == name }) { return }
    jumps.append(Jump(name: name, at: position, variables: variables.count))
  }

  /// - Parameter isLast: Nothing follows in the block but other labels: its variables are over.
  func label(_ name: String, at position: Position, isLast: Bool) throws {
    if let other = labels.first(where: { $0.name == name }) {
      throw SyntaxProblem(
        at: position, message: "label '\(name)' already defined on line \(other.line)")
    }
    guard let block = blocks.last else { return }
    let visible = isLast ? block.variables : variables.count
    labels.append(Label(name: name, line: position.line, variables: visible))
    try land(name, line: position.line, variables: visible, from: block.firstJump)
  }

  private func land(_ name: String, line: Int, variables visible: Int, from first: Int) throws {
    for jump in jumps.dropFirst(first) where jump.name == name && jump.variables < visible {
      throw SyntaxProblem(
        at: jump.at,
        message:
          "<goto \(name)> jumps into the scope of local '\(variables[jump.variables].name)'")
    }
    var kept = Array(jumps.prefix(first))
    kept += jumps.dropFirst(first).filter { $0.name != name }
    jumps = kept
  }
}
