/// The columns that a row function names.
enum NamedColumns {
  /// Names under which the row is indexed, in order of first use.
  ///
  /// - Parameter isGlobal: Whether a name is a function or library, for expressions, whose
  ///   variables are columns or globals.
  /// - Returns: nil if the row goes somewhere else than into an index: what is read then cannot be
  ///   told from this function alone.
  static func find(
    in prototype: Prototype, isExpression: Bool, isGlobal: (String) -> Bool
  ) -> [String]? {
    // Without a parameter there is no row to name columns of.
    if !isExpression && prototype.parameterCount == 0 { return prototype.isVararg ? nil : [] }
    var names: [String] = []
    func add(_ constant: Int) -> Bool {
      guard constant < prototype.constants.count,
        case .text(let bytes) = prototype.constants[constant]
      else { return false }
      let name = String(decoding: bytes, as: UTF8.self)
      if !names.contains(name) { names.append(name) }
      return true
    }
    // The row is the first parameter, or what an expression's first instructions leave in register 0.
    let row = 0
    for instruction in prototype.code {
      switch instruction.opcode {
      case .getField where instruction.b == row:
        if !add(instruction.c) { return nil }
        if instruction.a == row { return nil }
      case .getTabUp where isExpression && instruction.b == 0:
        guard instruction.c < prototype.constants.count,
          case .text(let bytes) = prototype.constants[instruction.c]
        else { return nil }
        if !isGlobal(String(decoding: bytes, as: UTF8.self)), !add(instruction.c) { return nil }
      case .vararg where isExpression && instruction.a == row: continue
      default: if usesRow(instruction, row) { return nil }
      }
    }
    return names
  }

  /// Whether an instruction reads or writes the row's register in another way.
  private static func usesRow(_ i: Instruction, _ row: Int) -> Bool {
    switch i.opcode {
    case .move, .unm, .bnot, .not, .len, .getI, .getTable, .selfCall: i.b == row || i.a == row
    case .setTable, .setI, .setField, .setList, .testSet: i.a == row || i.b == row || i.c == row
    case .loadNil, .loadK, .loadI, .loadF, .loadTrue, .loadFalse, .lFalseSkip, .getUpvalue:
      i.a == row
    case .eq, .lt, .le: i.a == row || i.b == row
    case .call, .tailCall, .concat, .returnList, .return1, .test, .closure: i.a == row
    case .add, .sub, .mul, .mod, .pow, .div, .idiv, .band, .bor, .bxor, .shl, .shr:
      i.b == row || i.c == row
    default: false
    }
  }
}
