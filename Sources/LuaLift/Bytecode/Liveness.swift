/// Registers of one function: at most 256.
struct RegisterSet: Equatable {
  private var words = SIMD4<UInt64>()

  func contains(_ register: Int) -> Bool {
    words[register >> 6 & 3] >> UInt64(register & 63) & 1 != 0
  }

  mutating func insert(_ register: Int) {
    words[register >> 6 & 3] |= 1 << UInt64(register & 63)
  }

  mutating func insert(_ registers: Range<Int>) { for register in registers { insert(register) } }

  mutating func remove(_ register: Int) {
    words[register >> 6 & 3] &= ~(1 << UInt64(register & 63))
  }

  mutating func remove(_ registers: Range<Int>) { for register in registers { remove(register) } }

  mutating func formUnion(_ other: RegisterSet) { words |= other.words }
}

/// Which registers hold values that are still read.
///
/// Where branches meet, most registers differ only because they hold leftovers of expressions.
/// Knowing which ones matter keeps merging short, and lets functions be lifted whose leftovers
/// could not be merged.
enum Liveness {
  /// The live registers at the start of each instruction: too many rather than too few.
  static func registers(of prototype: Prototype) -> [RegisterSet] {
    let code = prototype.code
    var live = [RegisterSet](repeating: RegisterSet(), count: code.count + 1)
    // Loops jump back, so that one pass may not be enough; each can only add registers.
    for _ in 0..<(code.count + 2) {
      var changed = false
      for pc in code.indices.reversed() {
        var set = RegisterSet()
        for next in successors(code, pc) where next <= code.count { set.formUnion(live[next]) }
        apply(code[pc], registers: prototype.registerCount, to: &set)
        if set != live[pc] {
          live[pc] = set
          changed = true
        }
      }
      if !changed { break }
    }
    live.removeLast()
    return live
  }

  private static func successors(_ code: [Instruction], _ pc: Int) -> [Int] {
    let i = code[pc]
    switch i.opcode {
    case .jmp: return [max(0, pc + 1 + i.sJ)]
    case .returnList, .return0, .return1: return []
    case .lFalseSkip: return [pc + 2]
    case .eq, .lt, .le, .eqK, .eqI, .ltI, .leI, .gtI, .geI, .test, .testSet:
      return [pc + 1, pc + 2]
    case .forPrep: return [pc + 1, pc + 2 + i.bx]
    case .forLoop, .tforLoop: return [pc + 1, max(0, pc + 1 - i.bx)]
    case .tforPrep: return [pc + 1 + i.bx]
    case nil: return []
    default: return [pc + 1]
    }
  }

  /// From the registers live after an instruction to those live before it.
  private static func apply(_ i: Instruction, registers count: Int, to set: inout RegisterSet) {
    let a = i.a
    switch i.opcode {
    case .move, .unm, .bnot, .not, .len, .getField, .getI:
      set.remove(a)
      set.insert(i.b)
    case .loadI, .loadF, .loadK, .loadKX, .loadFalse, .lFalseSkip, .loadTrue, .getUpvalue,
      .getTabUp,
      .newTable, .closure:
      set.remove(a)
    case .loadNil: set.remove(a..<(a + i.b + 1))
    case .getTable:
      set.remove(a)
      set.insert(i.b)
      set.insert(i.c)
    case .selfCall:
      set.remove(a..<(a + 2))
      set.insert(i.b)
      if !i.k { set.insert(i.c) }
    case .addI, .addK, .subK, .mulK, .modK, .powK, .divK, .idivK, .bandK, .borK, .bxorK, .shrI,
      .shlI:
      set.remove(a)
      set.insert(i.b)
    case .add, .sub, .mul, .mod, .pow, .div, .idiv, .band, .bor, .bxor, .shl, .shr:
      set.remove(a)
      set.insert(i.b)
      set.insert(i.c)
    case .concat:
      set.remove(a)
      set.insert(a..<(a + i.b))
    case .eq, .lt, .le:
      set.insert(a)
      set.insert(i.b)
    case .eqK, .eqI, .ltI, .leI, .gtI, .geI, .test: set.insert(a)
    // Assigns only where the jump is taken: what was there stays live.
    case .testSet: set.insert(i.b)
    case .call, .tailCall:
      // What a call leaves is above `a`, and its arguments are; open lists reach to the end.
      set.remove(a..<max(a, i.c == 0 ? count : a + i.c - 1))
      set.insert(a..<(i.b == 0 ? count : a + i.b))
    case .returnList: set.insert(a..<(i.b == 0 ? count : a + i.b - 1))
    case .return1: set.insert(a)
    case .vararg: set.remove(a..<max(a, i.c == 0 ? count : a + i.c - 1))
    case .forPrep, .forLoop:
      set.remove(a + 3)
      set.insert(a..<(a + 3))
    case .tforPrep: set.insert(a..<(a + 4))
    case .tforCall:
      set.remove((a + 4)..<(a + 4 + i.c))
      set.insert(a..<(a + 3))
    case .tforLoop:
      set.insert(a + 4)
      set.insert(a..<(a + 4))
    case .setTable:
      set.insert(a)
      set.insert(i.b)
      if !i.k { set.insert(i.c) }
    case .setI, .setField:
      set.insert(a)
      if !i.k { set.insert(i.c) }
    case .setList: set.insert(a..<(i.b == 0 ? count : a + i.b + 1))
    // Not lifted; keep everything they could read.
    case .setTabUp, .setUpvalue: set.insert(0..<count)
    default: break
    }
  }
}
