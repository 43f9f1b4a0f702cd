/// A function as the Lua compiler left it: its code, without the values it captures.
final class Prototype {
  enum Constant: Equatable {
    case missing
    case boolean(Bool)
    case integer(Int64)
    /// The bits of a Double: NaN never is a constant, but -0.0 may be.
    case number(UInt64)
    case text([UInt8])
  }

  /// What a captured variable is called, and where the enclosing function finds it.
  struct Upvalue {
    var name: [UInt8]
    var isLocalOfParent: Bool
    var index: Int
  }

  /// The chunk's name, such as `@segments/warm.lua`.
  let source: [UInt8]
  /// Line of the `function` keyword; 0 for a whole chunk.
  let line: Int
  let parameterCount: Int
  let isVararg: Bool
  let registerCount: Int
  let code: [Instruction]
  let constants: [Constant]
  let upvalues: [Upvalue]
  let inner: [Prototype]
  /// The line of each instruction; empty if the bytecode was stripped.
  let lines: [Int]

  init(
    source: [UInt8], line: Int, parameterCount: Int, isVararg: Bool, registerCount: Int,
    code: [Instruction], constants: [Constant], upvalues: [Upvalue], inner: [Prototype],
    lines: [Int]
  ) {
    self.source = source
    self.line = line
    self.parameterCount = parameterCount
    self.isVararg = isVararg
    self.registerCount = registerCount
    self.code = code
    self.constants = constants
    self.upvalues = upvalues
    self.inner = inner
    self.lines = lines
  }

  /// The line of an instruction, or the function's own.
  func line(at pc: Int) -> Int { pc >= 0 && pc < lines.count ? lines[pc] : line }

  /// Which registers hold a value that is read later, at the start of each instruction.
  lazy var liveRegisters: [RegisterSet] = Liveness.registers(of: self)
}
