/// A place in a text: both count from 1, the column in bytes.
public struct Position: Hashable, Comparable, Sendable {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (a: Position, b: Position) -> Bool {
    a.line != b.line ? a.line < b.line : a.column < b.column
  }
}

/// Why a text is no Lua.
public struct SyntaxProblem: Error, Equatable {
  public var at: Position
  public var message: String
  /// Lua would take it, but it is too long or too deep to be looked into here.
  public var isOwnLimit = false
}

/// A local variable: one object for its declaration and all its uses.
public final class Variable {
  public enum Attribute { case none, constant, toBeClosed }

  public let name: String
  public let at: Position
  public let attribute: Attribute
  /// Whether anything is assigned to it after its declaration.
  public internal(set) var isAssigned = false
  /// A parameter, or the variable of a `for`.
  public let isParameter: Bool
  /// How many functions its declaration is inside of.
  let level: Int

  init(_ name: String, _ at: Position, _ attribute: Attribute, isParameter: Bool, level: Int) {
    self.name = name
    self.at = at
    self.attribute = attribute
    self.isParameter = isParameter
    self.level = level
  }
}

public enum UnaryOperator: String {
  case minus = "-"
  case not
  case length = "#"
  case complement = "~"
}

public enum BinaryOperator: String {
  case or, and
  case less = "<"
  case greater = ">"
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case notEqual = "~="
  case equal = "=="
  case bitOr = "|"
  case bitXor = "~"
  case bitAnd = "&"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case concat = ".."
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case floorDivide = "//"
  case modulo = "%"
  case power = "^"

  /// Left and right binding strengths, from the precedences of the Lua 5.4 manual, §3.4.8.
  var strength: (left: Int, right: Int) {
    switch self {
    case .or: (1, 1)
    case .and: (2, 2)
    case .less, .greater, .lessOrEqual, .greaterOrEqual, .notEqual, .equal: (3, 3)
    case .bitOr: (4, 4)
    case .bitXor: (5, 5)
    case .bitAnd: (6, 6)
    case .shiftLeft, .shiftRight: (7, 7)
    case .concat: (9, 8)
    case .add, .subtract: (10, 10)
    case .multiply, .divide, .floorDivide, .modulo: (11, 11)
    case .power: (14, 13)
    }
  }

  public var isOrdering: Bool {
    switch self {
    case .less, .greater, .lessOrEqual, .greaterOrEqual: true
    default: false
    }
  }
}

public indirect enum Expression {
  case `nil`(Position)
  case boolean(Bool, Position)
  case integer(Int64, Position)
  case number(Double, Position)
  case text(TextLiteral)
  case rest(Position)
  case local(Variable, Position)
  case global(String, Position)
  /// `table.name` or `table[key]`; the position is that of the key.
  case index(Expression, key: Expression, Position)
  /// The position is that of the opening bracket, or of the single argument.
  case call(Expression, [Expression], Position)
  case method(Expression, name: String, at: Position, [Expression])
  case function(FunctionBody)
  case unary(UnaryOperator, Expression, Position)
  /// The position is that of the operator.
  case binary(BinaryOperator, Expression, Expression, Position)
  case table([TableField], Position)
  case parenthesised(Expression, Position)

  /// Where the expression begins.
  public var start: Position {
    switch self {
    case .nil(let at), .boolean(_, let at), .integer(_, let at), .number(_, let at), .rest(let at),
      .local(_, let at), .global(_, let at), .unary(_, _, let at), .table(_, let at),
      .parenthesised(_, let at):
      at
    case .text(let literal): literal.at
    case .index(let base, _, _), .call(let base, _, _), .method(let base, _, _, _),
      .binary(_, let base, _, _):
      base.start
    case .function(let body): body.at
    }
  }

  /// Whether it may give any number of values.
  public var isMultiple: Bool {
    switch self {
    case .call, .method, .rest: true
    default: false
    }
  }
}

/// A text as it stands in the script.
public struct TextLiteral {
  public let bytes: [UInt8]
  public let at: Position
  /// Where its first byte is; each further byte is one column on, if nothing is escaped and it
  /// is one line.
  public let content: Position
  public let isPlain: Bool

  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

public enum TableField {
  case positional(Expression)
  case named(String, Position, Expression)
  case keyed(Expression, Expression)
}

public final class FunctionBody {
  public let at: Position
  public let parameters: [Variable]
  public let takesRest: Bool
  public internal(set) var block: [Statement] = []
  /// Variables of functions around it that it uses, in the order they come.
  public internal(set) var captured: [Variable] = []
  /// Where its text begins and ends in the script's bytes.
  public internal(set) var bytes: Range<Int> = 0..<0

  init(at: Position, parameters: [Variable], takesRest: Bool) {
    self.at = at
    self.parameters = parameters
    self.takesRest = takesRest
  }
}

public indirect enum Statement {
  case expression(Expression)
  case local([Variable], [Expression])
  case localFunction(Variable, FunctionBody)
  case assign([Expression], [Expression], Position)
  /// A function with a name that is not local: `function a.b:c()`.
  case function(target: Expression, FunctionBody)
  case block([Statement])
  case whileLoop(Expression, [Statement])
  case repeatLoop([Statement], until: Expression)
  case branch([(condition: Expression, block: [Statement])], otherwise: [Statement]?)
  case numericFor(Variable, [Expression], [Statement])
  case genericFor([Variable], [Expression], [Statement])
  case giveBack([Expression])
  case jump
}
