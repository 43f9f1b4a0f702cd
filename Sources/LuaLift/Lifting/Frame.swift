import Columns

/// One function being walked: its registers along the paths through its code.
final class Frame {
  let lifter: Lifter
  let prototype: Prototype
  private let function: Int32
  private let isExpression: Bool
  private var varargs: [Lifted] = []
  /// Ways to instructions that come later, in the order they were found.
  var pending: [Int: [Edge]] = [:]
  private var returns: [(path: Condition, values: [Lifted])] = []
  /// A list of values that reaches to the end of what the last call gave: where it begins.
  private var open: (start: Int, values: [Lifted])?

  init(_ lifter: Lifter, _ function: Int32, isExpression: Bool) throws {
    self.lifter = lifter
    self.function = function
    self.isExpression = isExpression
    prototype = try lifter.environment.prototype(function)
  }

  var pool: ExpressionPool { lifter.pool }

  /// Walks the function for the rows on the lifter's current path.
  ///
  /// - Parameter resultCount: How many results are wanted; nil for as many as there are, which
  ///   must be the same on all paths then.
  func run(_ arguments: [Lifted], resultCount: Int? = 1) throws -> [Lifted] {
    let entry = lifter.path
    defer { lifter.path = entry }
    var registers = [Lifted](
      repeating: .unknown("a register before it is set"), count: prototype.registerCount)
    for index in 0..<prototype.parameterCount {
      registers[index] = index < arguments.count ? arguments[index] : .constant(.missing)
    }
    if prototype.isVararg { varargs = Array(arguments.dropFirst(prototype.parameterCount)) }
    let rest = try walk(from: 0, to: prototype.code.count, Edge(path: entry, registers: registers))
    guard rest == nil, pending.isEmpty else { throw Refusal(reason: "its code does not end") }
    return try results(resultCount)
  }

  /// The values of all returns, the last one first.
  private func results(_ wanted: Int?) throws -> [Lifted] {
    guard let last = returns.last else { return [] }
    let count = wanted ?? last.values.count
    if wanted == nil, returns.contains(where: { $0.values.count != count }) {
      throw Refusal(reason: "a function gives more results on some paths than on others")
    }
    func padded(_ values: [Lifted]) -> [Lifted] {
      (0..<count).map { $0 < values.count ? values[$0] : .constant(.missing) }
    }
    var (path, values) = (last.path, padded(last.values))
    for (older, others) in returns.dropLast().reversed() {
      let all = pool.or(older, path)
      let condition = pool.restricted(older, to: all)
      for (index, other) in padded(others).enumerated() {
        values[index] = lifter.choose(condition, other, values[index], older, path)
      }
      path = all
    }
    return values
  }

  /// Walks the code from one instruction up to another, which it does not execute.
  ///
  /// - Returns: The state there; nil if no row gets there.
  func walk(from start: Int, to end: Int, _ edge: Edge?) throws -> Edge? {
    var edge = edge
    var pc = start
    while true {
      edge = arrive(at: pc, edge)
      if pc >= end { return edge }
      guard var state = edge else {
        pc += 1
        continue
      }
      lifter.path = state.path
      lifter.steps -= 1
      if lifter.steps < 0 { throw Refusal(reason: "it is too long", line: prototype.line(at: pc)) }
      do {
        switch try execute(pc, &state) {
        case .next:
          edge = state
          pc += 1
        case .jump(let target):
          try jump(from: pc, to: target, state)
          edge = nil
          pc += 1
        case .stop:
          edge = nil
          pc += 1
        case .resume(let target, let after):
          edge = after
          pc = target
        }
      } catch var refusal as Refusal {
        if refusal.line == 0 { refusal.line = prototype.line(at: pc) }
        throw refusal
      }
      if pool.isFull {
        throw Refusal(reason: "it has too many conditions", line: prototype.line(at: pc))
      }
    }
  }

  /// What comes after an instruction.
  enum Flow {
    case next
    case jump(Int)
    case stop
    /// Goes on at an instruction further down, after a loop.
    case resume(Int, Edge?)
  }

  private func arrive(at pc: Int, _ edge: Edge?) -> Edge? {
    guard var edges = pending.removeValue(forKey: pc) else { return edge }
    if let edge { edges.append(edge) }
    // The newest way first: an inner `if` is closed before the outer one.
    guard var merged = edges.popLast() else { return nil }
    guard !edges.isEmpty, pc < prototype.liveRegisters.count else { return merged }
    let live = prototype.liveRegisters[pc]
    while let older = edges.popLast() { merged = lifter.merge(older, merged, live: live) }
    return merged
  }

  private func jump(from pc: Int, to target: Int, _ state: Edge) throws {
    guard target > pc, target <= prototype.code.count else {
      throw Refusal(reason: "it has a loop without a fixed number of turns")
    }
    if !state.path.isNever { pending[target, default: []].append(state) }
  }

  /// Splits the path: the jump that follows a test is taken where the condition holds.
  private func branch(_ pc: Int, _ state: Edge, taken condition: Condition) throws -> Flow {
    guard pc + 1 < prototype.code.count, prototype.code[pc + 1].opcode == .jmp else {
      throw Refusal(reason: "its code is not as the compiler makes it")
    }
    let target = pc + 2 + prototype.code[pc + 1].sJ
    var (taken, fallen) = (state, state)
    taken.path = pool.and(state.path, condition)
    fallen.path = pool.subtract(state.path, condition)
    try jump(from: pc, to: target, taken)
    try jump(from: pc, to: pc + 2, fallen)
    return .stop
  }

  // MARK: Operands

  private func constant(_ index: Int) throws -> Lifted {
    guard index < prototype.constants.count else {
      throw Refusal(reason: "a constant is not there")
    }
    switch prototype.constants[index] {
    case .missing: return .constant(.missing)
    case .boolean(let value): return .constant(.boolean(value))
    case .integer(let value): return .constant(.integer(value))
    case .number(let bits): return .constant(.number(Double(bitPattern: bits)))
    case .text(let bytes): return .constant(.text(lifter.environment.text(bytes)))
    }
  }

  private func upvalue(_ index: Int) throws -> Lifted {
    if isExpression && index == 0 { return .environment }
    return lifter.lifted(try lifter.environment.upvalue(index, of: function))
  }

  /// A constant small enough to be part of an instruction; `isFloat` is its other form.
  private func immediate(_ value: Int, isFloat: Bool = false) -> Lifted {
    isFloat ? .constant(.number(Double(value))) : .constant(.integer(Int64(value)))
  }

  /// The value that is assigned: a constant or a register.
  private func operand(_ i: Instruction, _ state: Edge) throws -> Lifted {
    i.k ? try constant(i.c) : state.registers[i.c]
  }

  private func list(from start: Int, count: Int, _ state: Edge) throws -> [Lifted] {
    // `count` is one more than the number of values; 0 means up to the end of the open list.
    if count > 0 {
      return Array(state.registers[start..<min(start + count - 1, state.registers.count)])
    }
    guard let open, open.start >= start else { throw Refusal(reason: "a list has no known length") }
    return Array(state.registers[start..<open.start]) + open.values
  }

  /// Puts results where a call leaves them; `count` as above.
  private func put(_ values: [Lifted], at start: Int, count: Int, _ state: inout Edge) {
    if count == 0 {
      open = (start, values)
      return
    }
    for index in 0..<(count - 1) where start + index < state.registers.count {
      state.registers[start + index] = index < values.count ? values[index] : .constant(.missing)
    }
  }

  // MARK: Instructions

  private func execute(_ pc: Int, _ state: inout Edge) throws -> Flow {
    let i = prototype.code[pc]
    guard let opcode = i.opcode else { throw Refusal(reason: "its bytecode is not understood") }
    let (a, b, c) = (i.a, i.b, i.c)
    func set(_ value: Lifted) { state.registers[a] = value }
    func register(_ index: Int) -> Lifted { state.registers[index] }

    switch opcode {
    case .move: set(register(b))
    case .loadI: set(immediate(i.sBx))
    case .loadF: set(immediate(i.sBx, isFloat: true))
    case .loadK: set(try constant(i.bx))
    case .loadKX: set(try constant(prototype.code[pc + 1].ax))
    case .extraArg: break
    case .loadFalse: set(.constant(.boolean(false)))
    case .lFalseSkip:
      set(.constant(.boolean(false)))
      return .jump(pc + 2)
    case .loadTrue: set(.constant(.boolean(true)))
    case .loadNil: for index in a...(a + b) { state.registers[index] = .constant(.missing) }

    case .getUpvalue: set(try upvalue(b))
    case .getTabUp: set(try lifter.index(try upvalue(b), try constant(c)))
    case .getTable: set(try lifter.index(register(b), register(c)))
    case .getI: set(try lifter.index(register(b), immediate(c)))
    case .getField: set(try lifter.index(register(b), try constant(c)))
    case .selfCall:
      let receiver = register(b)
      let name = i.k ? try constant(c) : register(c)
      state.registers[a + 1] = receiver
      set(try method(name, of: receiver))

    case .addI:
      // The instruction that follows says what was written, for values that are no numbers.
      set(try lifter.arithmetic(.add, register(b), immediate(i.sC), otherwise: written(pc)))
    case .addK, .subK, .mulK, .modK, .powK, .divK, .idivK, .bandK, .borK, .bxorK:
      set(try lifter.arithmetic(operation(opcode), register(b), try constant(c)))
    case .shrI: set(try lifter.arithmetic(.shiftRight, register(b), immediate(i.sC)))
    case .shlI: set(try lifter.arithmetic(.shiftLeft, immediate(i.sC), register(b)))
    case .add, .sub, .mul, .mod, .pow, .div, .idiv, .band, .bor, .bxor, .shl, .shr:
      set(try lifter.arithmetic(operation(opcode), register(b), register(c)))
    // The metamethod call after an operator: the operator has done all there is to do.
    case .mmbin, .mmbinI, .mmbinK: break
    case .unm: set(try lifter.negate(register(b)))
    case .bnot: set(try lifter.complement(register(b)))
    case .not: set(lifter.boolean(pool.not(try lifter.truth(register(b)))))
    case .len: set(try lifter.length(register(b)))
    case .concat:
      // Right-associative: the last two first.
      var value = register(a + b - 1)
      for index in (a..<(a + b - 1)).reversed() {
        value = try lifter.concatenate(register(index), value)
      }
      set(value)

    // Closes captured variables: no closure is made here, so there are none.
    case .close: break
    case .jmp: return .jump(pc + 1 + i.sJ)
    case .eq: return try test(pc, i, state, try lifter.equals(register(a), register(b)))
    case .lt: return try test(pc, i, state, try lifter.compare(.less, register(a), register(b)))
    case .le: return try test(pc, i, state, try lifter.compare(.atMost, register(a), register(b)))
    case .eqK: return try test(pc, i, state, try lifter.equals(register(a), try constant(b)))
    case .eqI: return try test(pc, i, state, try lifter.equals(register(a), immediate(i.sB)))
    case .ltI, .leI:
      let right = immediate(i.sB, isFloat: c != 0)
      let holds = try lifter.compare(opcode == .ltI ? .less : .atMost, register(a), right)
      return try test(pc, i, state, holds)
    case .gtI, .geI:
      let left = immediate(i.sB, isFloat: c != 0)
      let holds = try lifter.compare(opcode == .gtI ? .less : .atMost, left, register(a))
      return try test(pc, i, state, holds)
    case .test: return try test(pc, i, state, try lifter.truth(register(a)))
    case .testSet: return try testSet(pc, i, state)

    case .call:
      let arguments = try list(from: a + 1, count: b, state)
      let results = try lifter.call(register(a), arguments, count: c == 0 ? nil : c - 1)
      lifter.path = state.path
      put(results, at: a, count: c, &state)
    case .tailCall:
      let arguments = try list(from: a + 1, count: b, state)
      let results = try lifter.call(register(a), arguments, count: 1)
      returns.append((state.path, results))
      return .stop
    case .returnList:
      returns.append((state.path, try list(from: a, count: b, state)))
      return .stop
    case .return0:
      returns.append((state.path, []))
      return .stop
    case .return1:
      returns.append((state.path, [register(a)]))
      return .stop

    case .vararg: put(varargs, at: a, count: c, &state)
    case .varargPrep: break
    case .forPrep: return try numericLoop(pc, i, state)
    case .tforPrep: return try listLoop(pc, i, state)
    case .forLoop, .tforCall, .tforLoop:
      throw Refusal(reason: "it has a loop without a fixed number of turns")
    case .closure: throw Refusal(reason: "it makes a function")
    case .newTable: set(.constructed(ConstructedTable(path: state.path)))
    case .setList:
      let first = c + (i.k ? prototype.code[pc + 1].ax * 256 : 0)
      for (index, value) in try list(from: a + 1, count: b == 0 ? 0 : b + 1, state).enumerated() {
        try assign(register(a), immediate(first + index + 1), value, state)
      }
    case .setTable: try assign(register(a), register(b), try operand(i, state), state)
    case .setI: try assign(register(a), immediate(b), try operand(i, state), state)
    case .setField: try assign(register(a), try constant(b), try operand(i, state), state)
    case .tbc: throw Refusal(reason: "it has a variable that is closed at its end")
    case .setUpvalue: throw Refusal(reason: "it changes a variable outside of itself")
    case .setTabUp: throw Refusal(reason: "it changes a variable outside of itself")
    }
    return .next
  }

  private func test(_ pc: Int, _ i: Instruction, _ state: Edge, _ holds: Condition) throws -> Flow {
    try branch(pc, state, taken: i.k ? holds : pool.not(holds))
  }

  /// `and` and `or` as values: assigns only where the jump is taken.
  private func testSet(_ pc: Int, _ i: Instruction, _ state: Edge) throws -> Flow {
    let value = state.registers[i.b]
    let holds = try lifter.truth(value)
    let condition = i.k ? holds : pool.not(holds)
    guard pc + 1 < prototype.code.count, prototype.code[pc + 1].opcode == .jmp else {
      throw Refusal(reason: "its code is not as the compiler makes it")
    }
    var (taken, fallen) = (state, state)
    taken.path = pool.and(state.path, condition)
    taken.registers[i.a] = value
    fallen.path = pool.subtract(state.path, condition)
    try jump(from: pc, to: pc + 2 + prototype.code[pc + 1].sJ, taken)
    try jump(from: pc, to: pc + 2, fallen)
    return .stop
  }

  private func method(_ name: Lifted, of receiver: Lifted) throws -> Lifted {
    guard case .constant(.text(let text)) = name else {
      throw Refusal(reason: "the name of a method is worked out while it runs")
    }
    switch receiver {
    case .coded, .mixed: return .method(text.string, of: receiver)
    default: return try lifter.index(receiver, name)
    }
  }

  private func written(_ pc: Int) -> (LuaOperator, PlainValue)? {
    guard pc + 1 < prototype.code.count else { return nil }
    let next = prototype.code[pc + 1]
    // 7 is the event of subtraction in `ltm.h`.
    guard next.opcode == .mmbinI, next.c == 7 else { return nil }
    return (.subtract, .integer(Int64(next.sB)))
  }

  private func operation(_ opcode: Opcode) -> LuaOperator {
    switch opcode {
    case .addK, .add: .add
    case .subK, .sub: .subtract
    case .mulK, .mul: .multiply
    case .modK, .mod: .modulo
    case .powK, .pow: .power
    case .divK, .div: .divide
    case .idivK, .idiv: .floorDivide
    case .bandK, .band: .and
    case .borK, .bor: .or
    case .bxorK, .bxor: .xor
    case .shl: .shiftLeft
    default: .shiftRight
    }
  }
}
