import CLuaBridge
import LuaHost
import Testing

@testable import LuaLift

@Suite("Reading Lua bytecode")
struct DumpTests {
  private func dump(_ source: String, in engine: LuaEngine) throws -> [UInt8] {
    let function = try engine.compile(source, chunk: "@a file.lua")
    var bytes: UnsafePointer<UInt8>?
    var count = 0
    #expect(rl_dump(engine.state, function.reference, &bytes, &count) == Int32(RL_OK))
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  @Test("a dump says what the compiler made")
  func content() throws {
    let engine = try LuaEngine(Registry())
    let source = """
      local limit = 100

      local function big(x, ...)
        return x >= limit and 1e-3 or "a text\\0 with a zero and more than forty characters in it"
      end
      return big, 1 << 40, 2.5, nil
      """
    let prototype = try Dump.read(try dump(source, in: engine))
    #expect(prototype.source == Array("@a file.lua".utf8))
    #expect(prototype.line == 0 && prototype.isVararg && prototype.parameterCount == 0)
    #expect(prototype.inner.count == 1)
    let inner = prototype.inner[0]
    #expect(inner.line == 3 && inner.isVararg && inner.parameterCount == 1)
    #expect(inner.upvalues.map { String(decoding: $0.name, as: UTF8.self) } == ["limit"])
    #expect(inner.source == prototype.source)
    #expect(inner.constants.contains(.number((0.001).bitPattern)))
    #expect(
      inner.constants.contains(
        .text(Array("a text\0 with a zero and more than forty characters in it".utf8))))
    #expect(prototype.constants.contains(.integer(1 << 40)))
    #expect(inner.lines.count == inner.code.count)
    #expect(Set(inner.lines).isSubset(of: [3, 4, 5]))
    #expect(inner.code.contains { $0.opcode == .lt || $0.opcode == .le })
    #expect(inner.code.last?.opcode == .return0 || inner.code.last?.opcode == .return_)
  }

  @Test("lines far apart are found through the absolute list")
  func distantLines() throws {
    let engine = try LuaEngine(Registry())
    let gap = String(repeating: "\n", count: 1000)
    let source = "local a = 1\(gap)local b = a + 1\(gap)return a + b"
    let prototype = try Dump.read(try dump(source, in: engine))
    #expect(Set(prototype.lines) == [1, 1001, 2001])
    #expect(prototype.lines == prototype.lines.sorted())
  }

  @Test("whatever is cut off or changed is refused or read, never a crash")
  func damaged() throws {
    let engine = try LuaEngine(Registry())
    let whole = try dump("return function(a) return a.x > 5 and 'y' or 2.5 end", in: engine)
    for end in 0..<whole.count {
      #expect(throws: Dump.Unreadable.self) { try Dump.read(Array(whole[..<end])) }
    }
    #expect(throws: Dump.Unreadable(reason: "bytes after the function")) {
      try Dump.read(whole + [0])
    }
    for index in 0..<31 {
      var changed = whole
      changed[index] ^= 0xff
      #expect(throws: Dump.Unreadable.self) { try Dump.read(changed) }
    }
    for index in 31..<whole.count {
      for bit in 0..<8 {
        var changed = whole
        changed[index] ^= 1 << UInt8(bit)
        _ = try? Dump.read(changed)
      }
    }
  }

  @Test("registers that are read later are known, through branches and loops")
  func liveness() throws {
    let engine = try LuaEngine(Registry())
    let source = """
      return function(a)
        local n = 0
        for i = 1, 3 do if a.x == i then n = n + i end end
        local unused = a.y
        return n
      end
      """
    let outer = try Dump.read(try dump(source, in: engine))
    let inner = outer.inner[0]
    let live = inner.liveRegisters
    // Register 0 is the row, 1 is n: n lives to the end, the row as long as it is read.
    #expect(live[0].contains(0))
    let returning = try #require(inner.code.firstIndex { $0.opcode == .return1 })
    #expect(live[returning].contains(1))
    #expect(!live[returning].contains(0))
    let loop = try #require(inner.code.firstIndex { $0.opcode == .forLoop })
    #expect(live[loop].contains(0) && live[loop].contains(1))
  }
}
