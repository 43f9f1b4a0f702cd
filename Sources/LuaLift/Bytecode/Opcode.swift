/// The instructions of Lua 5.4, in the order of `lopcodes.h`: 5.4.0 to 5.4.8 share them.
enum Opcode: UInt8 {
  case move, loadI, loadF, loadK, loadKX, loadFalse, lFalseSkip, loadTrue, loadNil
  case getUpvalue, setUpvalue
  case getTabUp, getTable, getI, getField
  case setTabUp, setTable, setI, setField
  case newTable, selfCall
  case addI
  case addK, subK, mulK, modK, powK, divK, idivK, bandK, borK, bxorK
  case shrI, shlI
  case add, sub, mul, mod, pow, div, idiv, band, bor, bxor, shl, shr
  case mmbin, mmbinI, mmbinK
  case unm, bnot, not, len, concat
  case close, tbc, jmp
  case eq, lt, le, eqK, eqI, ltI, leI, gtI, geI
  case test, testSet
  case call, tailCall, returnList, return0, return1
  case forLoop, forPrep, tforPrep, tforCall, tforLoop
  case setList, closure, vararg, varargPrep, extraArg
}

/// One instruction word.
struct Instruction {
  let word: UInt32

  /// nil for a number that Lua 5.4 does not have.
  var opcode: Opcode? { Opcode(rawValue: UInt8(word & 0x7f)) }
  var a: Int { Int(word >> 7 & 0xff) }
  var k: Bool { word >> 15 & 1 != 0 }
  var b: Int { Int(word >> 16 & 0xff) }
  var c: Int { Int(word >> 24 & 0xff) }
  /// Signed forms count from 127, the middle of a byte.
  var sB: Int { b - 127 }
  var sC: Int { c - 127 }
  var bx: Int { Int(word >> 15) }
  var sBx: Int { bx - 65_535 }
  var ax: Int { Int(word >> 7) }
  var sJ: Int { ax - 16_777_215 }
}
