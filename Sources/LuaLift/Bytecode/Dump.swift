/// Reads what `lua_dump` writes.
///
/// Source: `ldump.c` and `lundump.c` of Lua 5.4. The header names the version, 5.4, but not the
/// patch release; 5.4.0 to 5.4.8 share format and instructions. Anything else is refused, and so
/// is anything that points outside of itself: dumps come from the Lua library in this process,
/// but a check is cheaper than a crash.
struct Dump {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// Why a dump cannot be read.
  struct Unreadable: Error, Equatable { var reason: String }

  static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Prototype {
    var dump = Dump(bytes: bytes)
    try dump.readHeader()
    _ = try dump.byte()  // how many upvalues the closure has
    let prototype = try dump.readFunction(parent: [], depth: 0)
    guard dump.position == bytes.count else { throw Unreadable(reason: "bytes after the function") }
    return prototype
  }

  static func read(_ bytes: [UInt8]) throws -> Prototype {
    try bytes.withUnsafeBufferPointer { try read($0) }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private mutating func readHeader() throws {
    let signature: [UInt8] = [0x1b, 0x4c, 0x75, 0x61]
    let format: [UInt8] = [0x54, 0x00]
    let probe: [UInt8] = [0x19, 0x93, 0x0d, 0x0a, 0x1a, 0x0a]
    let sizes: [UInt8] = [4, 8, 8]
    for (expected, what) in [
      (signature, "no Lua bytecode"), (format, "not the bytecode of Lua 5.4"),
      (probe, "damaged bytecode"), (sizes, "bytecode for another kind of processor"),
    ] {
      for byte in expected where try self.byte() != byte { throw Unreadable(reason: what) }
    }
    guard try word() == 0x5678, Double(bitPattern: try word()) == 370.5 else {
      throw Unreadable(reason: "bytecode for another kind of processor")
    }
  }

  private mutating func readFunction(parent: [UInt8], depth: Int) throws -> Prototype {
    guard depth < 200 else { throw Unreadable(reason: "functions nested too deeply") }
    let source = try text() ?? parent
    let line = try integer()
    _ = try integer()  // the last line
    let parameterCount = Int(try byte())
    let isVararg = try byte() != 0
    let registerCount = Int(try byte())
    let code = try list { Instruction(word: try $0.instruction()) }
    let constants = try list { try $0.constant() }
    var upvalues = try list { dump in
      let isLocal = try dump.byte() != 0
      let index = Int(try dump.byte())
      _ = try dump.byte()  // kind
      return Prototype.Upvalue(name: [], isLocalOfParent: isLocal, index: index)
    }
    let inner = try list { try $0.readFunction(parent: source, depth: depth + 1) }
    let deltas = try list { Int(Int8(bitPattern: try $0.byte())) }
    let absolute = try list { (pc: try $0.integer(), line: try $0.integer()) }
    _ = try list { dump in
      _ = try dump.text()
      _ = try dump.integer()
      _ = try dump.integer()
    }
    let names = try list { try $0.text() ?? [] }
    for (index, name) in names.enumerated() where index < upvalues.count {
      upvalues[index].name = name
    }
    return Prototype(
      source: source, line: line, parameterCount: parameterCount, isVararg: isVararg,
      registerCount: registerCount, code: code, constants: constants, upvalues: upvalues,
      inner: inner, lines: Self.lines(from: line, deltas, absolute))
  }

  /// Lines are differences to the instruction before; -128 means "see the absolute list".
  private static func lines(
    from start: Int, _ deltas: [Int], _ absolute: [(pc: Int, line: Int)]
  ) -> [Int] {
    var lines: [Int] = []
    lines.reserveCapacity(deltas.count)
    var (line, next) = (start, 0)
    for (pc, delta) in deltas.enumerated() {
      if delta == -128 {
        while next < absolute.count && absolute[next].pc < pc { next += 1 }
        if next < absolute.count, absolute[next].pc == pc { line = absolute[next].line }
      } else {
        line += delta
      }
      lines.append(line)
    }
    return lines
  }

  // MARK: Pieces

  private mutating func byte() throws -> UInt8 {
    guard position < bytes.count else { throw Unreadable(reason: "bytecode ends too early") }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else {
      throw Unreadable(reason: "bytecode ends too early")
    }
    defer { position += count }
    return ArraySlice(bytes[position..<(position + count)])
  }

  private mutating func word() throws -> UInt64 {
    var value: UInt64 = 0
    for (index, byte) in try take(8).enumerated() { value |= UInt64(byte) << UInt64(index * 8) }
    return value
  }

  private mutating func instruction() throws -> UInt32 {
    var value: UInt32 = 0
    for (index, byte) in try take(4).enumerated() { value |= UInt32(byte) << UInt32(index * 8) }
    return value
  }

  /// Seven bits a byte, the most significant first; the last byte has its high bit set.
  private mutating func integer() throws -> Int {
    var value = 0
    while true {
      let byte = try byte()
      guard value < 1 << 40 else { throw Unreadable(reason: "a number is too large") }
      value = value << 7 | Int(byte & 0x7f)
      if byte & 0x80 != 0 { return value }
    }
  }

  /// The length plus one, then the bytes; 0 means none.
  private mutating func text() throws -> [UInt8]? {
    let size = try integer()
    return size == 0 ? nil : Array(try take(size - 1))
  }

  private mutating func list<Element>(_ element: (inout Dump) throws -> Element) throws -> [Element]
  {
    let count = try integer()
    // Each element takes at least a byte, so that a wrong count cannot ask for much memory.
    guard count <= bytes.count - position else {
      throw Unreadable(reason: "bytecode ends too early")
    }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try element(&self)) }
    return elements
  }

  private mutating func constant() throws -> Prototype.Constant {
    switch try byte() {
    case 0x00: return .missing
    case 0x01: return .boolean(false)
    case 0x11: return .boolean(true)
    case 0x03: return .integer(Int64(bitPattern: try word()))
    case 0x13: return .number(try word())
    case 0x04, 0x14: return .text(try text() ?? [])
    default: throw Unreadable(reason: "a constant of a kind that Lua 5.4 does not have")
    }
  }
}
