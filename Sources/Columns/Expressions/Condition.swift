/// A set of rows, written as a decision diagram over ``ConditionAtom``s.
///
/// Two conditions that hold for the same outcomes of their tests are the same condition, however
/// they were put together: that is what makes the path through a function `always` again after
/// each `if`, and a part that several criteria share one part.
public struct Condition: Hashable, Sendable {
  public let id: Int32

  init(_ id: Int32) { self.id = id }

  public static let never = Condition(0)
  public static let always = Condition(1)

  public var isNever: Bool { id == 0 }
  public var isAlways: Bool { id == 1 }
}

/// The conditions of one expression pool: a reduced ordered binary decision diagram.
///
/// Source: Bryant, "Graph-Based Algorithms for Boolean Function Manipulation" (1986); `restricted`
/// is the sibling substitution of Coudert and Madre (1990). Variables are ordered by first use.
///
/// A diagram can grow without bounds. Past ``limit`` nodes, or ``testLimit`` tests, `isFull` turns
/// true and results mean nothing: whoever builds conditions asks for it before using them.
struct ConditionStore {
  struct Node {
    /// The test that is asked; nodes 0 and 1 have one that comes after all others.
    var test: Int32
    var high: Int32
    var low: Int32
  }

  /// Nodes beyond which building stops.
  let limit: Int
  /// Tests beyond which building stops: it bounds the depth of recursion too.
  static let testLimit = 2000

  private(set) var nodes: [Node] = [
    Node(test: .max, high: 0, low: 0), Node(test: .max, high: 1, low: 1),
  ]
  private(set) var isFull = false
  private var slots: [Int32]
  private var cache: [CacheLine]

  private struct CacheLine {
    var f: Int32 = -1
    var g: Int32 = -1
    var h: Int32 = -1
    var result: Int32 = 0
  }

  init(limit: Int = 20_000) {
    self.limit = limit
    slots = [Int32](repeating: -1, count: 512)
    cache = [CacheLine](repeating: CacheLine(), count: 1024)
  }

  /// Holds where test number `test` does.
  mutating func test(_ test: Int) -> Condition {
    guard test < Self.testLimit else {
      isFull = true
      return .never
    }
    return Condition(node(Int32(test), 1, 0))
  }

  mutating func not(_ a: Condition) -> Condition { Condition(choose(a.id, 0, 1)) }
  mutating func and(_ a: Condition, _ b: Condition) -> Condition {
    Condition(choose(a.id, b.id, 0))
  }
  mutating func or(_ a: Condition, _ b: Condition) -> Condition { Condition(choose(a.id, 1, b.id)) }

  /// `a` without `b`.
  mutating func subtract(_ a: Condition, _ b: Condition) -> Condition {
    Condition(choose(b.id, 0, a.id))
  }

  /// `a` where `condition` holds, `b` elsewhere.
  mutating func choose(_ condition: Condition, _ a: Condition, _ b: Condition) -> Condition {
    Condition(choose(condition.id, a.id, b.id))
  }

  /// A condition equal to `a` wherever `care` holds, and as simple as that allows.
  mutating func restricted(_ a: Condition, to care: Condition) -> Condition {
    care.isNever ? a : Condition(restrict(a.id, care.id))
  }

  /// The value of a condition when the outcome of each test is known. For tests and for tables.
  func evaluate(_ condition: Condition, _ outcome: (Int) -> Bool) -> Bool {
    var id = condition.id
    while id > 1 {
      let node = nodes[Int(id)]
      id = outcome(Int(node.test)) ? node.high : node.low
    }
    return id == 1
  }

  /// The tests that a condition depends on, in the order of the diagram.
  func support(_ condition: Condition) -> [Int] {
    var seen = Set<Int32>()
    var found = Set<Int32>()
    var open = [condition.id]
    while let id = open.popLast() {
      guard id > 1, seen.insert(id).inserted else { continue }
      let node = nodes[Int(id)]
      found.insert(node.test)
      open.append(node.high)
      open.append(node.low)
    }
    return found.sorted().map(Int.init)
  }

  /// The condition that is left when some tests have a known outcome.
  mutating func assuming(_ condition: Condition, _ outcome: (Int) -> Bool?) -> Condition {
    var known: [Int32: Int32] = [:]
    return Condition(assume(condition.id, &known, outcome))
  }

  private mutating func assume(
    _ f: Int32, _ known: inout [Int32: Int32], _ outcome: (Int) -> Bool?
  ) -> Int32 {
    if f <= 1 { return f }
    if let result = known[f] { return result }
    let node = nodes[Int(f)]
    let result: Int32
    if let holds = outcome(Int(node.test)) {
      result = assume(holds ? node.high : node.low, &known, outcome)
    } else {
      let high = assume(node.high, &known, outcome)
      let low = assume(node.low, &known, outcome)
      result = self.node(node.test, high, low)
    }
    known[f] = result
    return result
  }

  private mutating func choose(_ f: Int32, _ g: Int32, _ h: Int32) -> Int32 {
    if f == 1 || g == h { return g }
    if f == 0 { return h }
    if g == 1 && h == 0 { return f }
    // f ? f : h is f ? 1 : h, and so on: fewer shapes to remember.
    let g = g == f ? 1 : g
    let h = h == f ? 0 : h
    if g == h { return g }
    if g == 1 && h == 0 { return f }
    if isFull { return 0 }
    let place = slot(f, g, h) & (cache.count - 1)
    let line = cache[place]
    if line.f == f && line.g == g && line.h == h { return line.result }
    let (a, b, c) = (nodes[Int(f)], nodes[Int(g)], nodes[Int(h)])
    let top = min(a.test, b.test, c.test)
    let high = choose(
      a.test == top ? a.high : f, b.test == top ? b.high : g, c.test == top ? c.high : h)
    let low = choose(
      a.test == top ? a.low : f, b.test == top ? b.low : g, c.test == top ? c.low : h)
    let result = node(top, high, low)
    cache[place] = CacheLine(f: f, g: g, h: h, result: result)
    return result
  }

  private mutating func restrict(_ f: Int32, _ care: Int32) -> Int32 {
    if f <= 1 || care == 1 || isFull { return f }
    // The third place marks the operation: -2 is no condition.
    let place = slot(f, care, -2) & (cache.count - 1)
    let line = cache[place]
    if line.f == f && line.g == care && line.h == -2 { return line.result }
    let (a, c) = (nodes[Int(f)], nodes[Int(care)])
    let result: Int32
    if c.test < a.test {
      result = restrict(f, choose(c.high, 1, c.low))
    } else if c.test > a.test {
      result = node(a.test, restrict(a.high, care), restrict(a.low, care))
    } else if c.high == 0 {
      result = restrict(a.low, c.low)
    } else if c.low == 0 {
      result = restrict(a.high, c.high)
    } else {
      result = node(a.test, restrict(a.high, c.high), restrict(a.low, c.low))
    }
    cache[place] = CacheLine(f: f, g: care, h: -2, result: result)
    return result
  }

  private mutating func node(_ test: Int32, _ high: Int32, _ low: Int32) -> Int32 {
    if high == low { return high }
    if isFull { return 0 }
    var place = slot(test, high, low) & (slots.count - 1)
    while slots[place] >= 0 {
      let found = nodes[Int(slots[place])]
      if found.test == test && found.high == high && found.low == low { return slots[place] }
      place = (place + 1) & (slots.count - 1)
    }
    if nodes.count >= limit {
      isFull = true
      return 0
    }
    slots[place] = Int32(nodes.count)
    nodes.append(Node(test: test, high: high, low: low))
    if nodes.count * 2 > slots.count { grow() }
    return Int32(nodes.count - 1)
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for index in 2..<nodes.count {
      let node = nodes[index]
      var place = slot(node.test, node.high, node.low) & (slots.count - 1)
      while slots[place] >= 0 { place = (place + 1) & (slots.count - 1) }
      slots[place] = Int32(index)
    }
    if cache.count < slots.count { cache = [CacheLine](repeating: CacheLine(), count: slots.count) }
  }

  @inline(__always)
  private func slot(_ a: Int32, _ b: Int32, _ c: Int32) -> Int {
    let key = UInt64(UInt32(bitPattern: a)) | UInt64(UInt32(bitPattern: b)) << 32
    return Int(truncatingIfNeeded: mixed(key, UInt64(UInt32(bitPattern: c))))
  }
}
