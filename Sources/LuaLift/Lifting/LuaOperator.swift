/// Lua's operators as functions: what is known while lifting is worked out by Lua itself.
enum LuaOperator: Int, CaseIterable {
  case add, subtract, multiply, modulo, power, divide, floorDivide
  case and, or, xor, shiftLeft, shiftRight
  case negate, complement, length, concatenate
  case index

  /// The operator as a Lua function.
  var source: String {
    switch self {
    case .add: "function(a, b) return a + b end"
    case .subtract: "function(a, b) return a - b end"
    case .multiply: "function(a, b) return a * b end"
    case .modulo: "function(a, b) return a % b end"
    case .power: "function(a, b) return a ^ b end"
    case .divide: "function(a, b) return a / b end"
    case .floorDivide: "function(a, b) return a // b end"
    case .and: "function(a, b) return a & b end"
    case .or: "function(a, b) return a | b end"
    case .xor: "function(a, b) return a ~ b end"
    case .shiftLeft: "function(a, b) return a << b end"
    case .shiftRight: "function(a, b) return a >> b end"
    case .negate: "function(a) return -a end"
    case .complement: "function(a) return ~a end"
    case .length: "function(a) return #a end"
    case .concatenate: "function(a, b) return a .. b end"
    case .index: "function(a, b) return a[b] end"
    }
  }

  var isBitwise: Bool {
    switch self {
    case .and, .or, .xor, .shiftLeft, .shiftRight: true
    default: false
    }
  }

  /// How it is written, for messages and explanations.
  var symbol: String {
    switch self {
    case .add: "+"
    case .subtract, .negate: "-"
    case .multiply: "*"
    case .modulo: "%"
    case .power: "^"
    case .divide: "/"
    case .floorDivide: "//"
    case .and: "&"
    case .or: "|"
    case .xor, .complement: "~"
    case .shiftLeft: "<<"
    case .shiftRight: ">>"
    case .length: "#"
    case .concatenate: ".."
    case .index: "[]"
    }
  }
}
