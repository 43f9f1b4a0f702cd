import Basics
import CLuaBridge
import Columns
import LuaHost

/// Runs a Lua function once a row, in order: the meaning of every row function.
///
/// Whatever evaluates row functions faster must give the same answer, bit for bit.
public struct RowInterpreter {
  public let function: LuaFunction
  /// The function is the chunk of an expression: its variables are the row's columns.
  public let isExpression: Bool
  let engine: LuaEngine

  public init(_ function: LuaFunction, isExpression: Bool, in engine: LuaEngine) {
    self.function = function
    self.isExpression = isExpression
    self.engine = engine
  }

  /// What the function gave for a range of rows.
  public final class Block {
    public let start: Int
    public let count: Int
    public fileprivate(set) var tags: [UInt8]
    public fileprivate(set) var payloads: [Int64]
    public fileprivate(set) var lengths: [UInt32]
    public fileprivate(set) var missing: [UInt8]
    fileprivate(set) var bytes: UnsafeMutablePointer<CChar>?

    init(start: Int, count: Int) {
      self.start = start
      self.count = count
      tags = .init(repeating: 0, count: count)
      payloads = .init(repeating: 0, count: count)
      lengths = .init(repeating: 0, count: count)
      missing = .init(repeating: 0, count: count)
    }

    deinit {
      if let bytes { free(bytes) }
    }

    /// The bytes of a text result.
    public func text(_ index: Int) -> UnsafeBufferPointer<UInt8> {
      guard let bytes else { return UnsafeBufferPointer(start: nil, count: 0) }
      let start = UnsafeRawPointer(bytes + Int(payloads[index])).assumingMemoryBound(to: UInt8.self)
      return UnsafeBufferPointer(start: start, count: Int(lengths[index]))
    }
  }

  /// Rows are handed to Lua in blocks: one protected call each.
  public static let blockSize = 4096

  /// Calls `body` with the results of each block of rows, in order.
  ///
  /// - Throws: ``ScriptError`` of the first row that raised an error, with that row's number.
  public func run(over table: Table, _ body: (Block) throws -> Void) throws {
    try run(over: table, rows: 0..<table.rowCount, body)
  }

  /// The same for some of the rows.
  package func run(over table: Table, rows: Range<Int>, _ body: (Block) throws -> Void) throws {
    let view = try TableView.of(table, in: engine)
    var start = rows.lowerBound
    while start < rows.upperBound {
      try Interruption.check()
      let block = Block(start: start, count: min(Self.blockSize, rows.upperBound - start))
      try fill(block, view)
      try body(block)
      start += block.count
    }
  }

  private func fill(_ block: Block, _ view: TableView) throws {
    var raw = rl_block()
    let status = block.tags.withUnsafeMutableBufferPointer { tags in
      block.payloads.withUnsafeMutableBufferPointer { payloads in
        block.lengths.withUnsafeMutableBufferPointer { lengths in
          block.missing.withUnsafeMutableBufferPointer { missing in
            raw.tags = tags.baseAddress
            raw.payloads = payloads.baseAddress
            raw.lengths = lengths.baseAddress
            raw.missing = missing.baseAddress
            return rl_evaluate(
              engine.state, view.owner.view, function.reference, isExpression,
              Int64(block.start), Int64(block.start + block.count), &raw)
          }
        }
      }
    }
    block.bytes = raw.bytes
    guard status == Int32(RL_OK) else {
      var error = engine.takeError()
      if error.problem.kind != .interrupted {
        error.problem.hints.append("in row \(raw.failed_row + 1) of \(view.table.name)")
      }
      throw error
    }
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
