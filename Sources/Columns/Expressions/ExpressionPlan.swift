import Basics
import Synchronization

/// What is wanted of an expression.
public enum ExpressionOutput {
  /// One bit a row: where the condition holds.
  case bits(Condition)
  /// One byte a row: 1 where the condition holds, else 0.
  case flags(Condition)
  /// The first row where the condition holds.
  case firstRow(Condition)
  case integers(ValueID)
  case numbers(ValueID)
  /// Days since 1970-01-01.
  case days(ValueID)
  /// Texts; rows where `present` does not hold are missing.
  case texts(TextValue, present: Condition)
}

/// What came out, in the order of the outputs.
public enum ExpressionResult: Sendable {
  case bits(Bitmap)
  case flags(Buffer<UInt8>)
  case firstRow(Int?)
  case integers(Buffer<Int64>)
  case numbers(Buffer<Double>)
  case days(Buffer<Int32>)
  /// Storage of a text column.
  case texts(Column.Storage)
}

/// Expressions made ready to run over all rows of their table, as often as wanted.
///
/// Rows are worked through in batches that stay in the processor's cache, pieces of 65,536 rows
/// at a time on all cores. Results do not depend on the number of threads.
public final class ExpressionPlan: @unchecked Sendable {
  public let table: Table
  private let instructions: [Instruction]
  private let places: [Place]
  private let tables: [PlanTable]
  private let offsets: [Int]
  private let scratchSize: Int
  private let outputs: [Output]
  private let poolTexts: [TextView]
  private let poolArena: TextArena
  private let firstCount: Int
  private let makesTexts: Bool
  /// Scratch memory of past runs.
  private let spare = Mutex<[Buffer<UInt8>]>([])

  /// Rows a batch: a few hundred kilobytes of values at a time.
  static let batch = 4096

  private enum Output {
    case bits
    case flags
    case firstRow(Int)
    case integers
    case numbers
    case days
    case numberedTexts
    case texts
  }

  /// - Complexity: O(instructions), and O(entries) for each dictionary that is asked about.
  public init(_ pool: ExpressionPool, _ wanted: [ExpressionOutput]) {
    var builder = PlanBuilder(pool: pool)
    var outputs: [Output] = []
    var firstCount = 0
    for (index, output) in wanted.enumerated() {
      switch output {
      case .bits(let condition):
        let mask = builder.mask(condition)
        let place = builder.place(.outputBits(index))
        builder.emit(Instruction(opcode: .storeBits, d: place, a: mask))
        outputs.append(.bits)
      case .flags(let condition):
        let mask = builder.mask(condition)
        let place = builder.place(.output(index, stride: 1))
        builder.emit(Instruction(opcode: .maskAnd, d: place, a: mask, b: builder.ones()))
        outputs.append(.flags)
      case .firstRow(let condition):
        let mask = builder.mask(condition)
        builder.emit(Instruction(opcode: .storeFirst, a: mask, k: Int64(firstCount)))
        outputs.append(.firstRow(firstCount))
        firstCount += 1
      case .integers(let id):
        let place = builder.place(.output(index, stride: 8))
        builder.value(id, into: place)
        outputs.append(.integers)
      case .numbers(let id):
        let place = builder.place(.output(index, stride: 8))
        builder.value(id, into: place)
        outputs.append(.numbers)
      case .days(let id):
        let days = builder.value(id)
        let place = builder.place(.output(index, stride: 4))
        builder.emit(Instruction(opcode: .storeDays, d: place, a: days))
        outputs.append(.days)
      case .texts(.known(let id), let present) where pool.poolTexts.count < TextDictionary.limit:
        let numbers = builder.value(pool.choose(present, id, pool.integer(-1)))
        let place = builder.place(.output(index, stride: 2))
        builder.emit(Instruction(opcode: .storeTextNumbers, d: place, a: numbers))
        outputs.append(.numberedTexts)
      case .texts(let text, let present):
        let empty = pool.text(UnsafeBufferPointer(start: nil, count: 0))
        let views = pool.choose(present, text, pool.text(empty))
        let place = builder.place(.output(index, stride: 16))
        builder.value(pool.views(views), into: place)
        outputs.append(.texts)
      }
    }
    table = pool.table
    self.outputs = outputs
    self.firstCount = firstCount
    instructions = builder.instructions
    places = builder.places
    tables = builder.tables
    (offsets, scratchSize) = builder.layout(rows: Self.batch)
    poolTexts = pool.poolTexts
    poolArena = pool.poolArena
    makesTexts = builder.instructions.contains { $0.opcode.makesTexts }
  }

  /// How many instructions a batch takes: for tests and measurements.
  public var instructionCount: Int { instructions.count }

  /// Works out all outputs.
  ///
  /// - Returns: nil if a text would have become too long to hold; nothing can be said then.
  /// - Throws: ``Problem`` when the user asked to stop.
  /// - Complexity: O(rows · instructions), on all cores.
  public func run() throws -> [ExpressionResult]? {
    let rowCount = table.rowCount
    let results = outputs.map { Storage($0, rowCount: rowCount) }
    let ranges = Parallel.ranges(rowCount)
    let summary = Mutex(Summary(pieces: ranges.count, texts: poolTexts.count))
    try instructions.withUnsafeBufferPointer { instructions in
      let tables = self.tables.map { (base: $0.base, count: $0.count) }
      try tables.withUnsafeBufferPointer { tables in
        try poolTexts.withUnsafeBufferPointer { texts in
          let shared = Shared(instructions: instructions, tables: tables, texts: texts)
          try Parallel.forEach(ranges.count) { piece in
            try Interruption.check()
            let part = self.run(ranges[piece], shared, results)
            summary.withLock { $0.add(part, piece) }
          }
        }
      }
    }
    let total = summary.withLock { $0 }
    guard total.isWhole else { return nil }
    return zip(outputs, results).map { output, storage -> ExpressionResult in
      switch output {
      case .firstRow(let index): .firstRow(total.first(index))
      case .numberedTexts: .texts(coded(storage.codes, total.seen))
      case .texts: .texts(.text(storage.views, total.arenas.flatMap { $0 } + [poolArena]))
      default: storage.result
      }
    }
  }

  // MARK: One piece

  private struct Shared: @unchecked Sendable {
    let instructions: UnsafeBufferPointer<Instruction>
    let tables: UnsafeBufferPointer<(base: UnsafeRawPointer, count: Int)>
    let texts: UnsafeBufferPointer<TextView>
  }

  private struct Part {
    var firstRows: [Int]
    var seen: [UInt8]
    var arenas: [TextArena]
    var isWhole: Bool
  }

  private func run(_ rows: Range<Int>, _ shared: Shared, _ results: [Storage]) -> Part {
    let scratch = spare.withLock { $0.popLast() } ?? newScratch()
    defer { spare.withLock { $0.append(scratch) } }
    let starts = zip(places, offsets).map { start($0, $1, scratch, results) }
    let keepsTexts = outputs.contains { if case .texts = $0 { true } else { false } }
    var arenas: [TextArena] = []
    return withUnsafeTemporaryAllocation(
      of: UnsafeMutableRawPointer.self, capacity: places.count
    ) { addresses in
      guard let base = addresses.baseAddress else {
        return Part(firstRows: [], seen: [], arenas: [], isWhole: true)
      }
      var machine = BatchMachine(
        instructions: shared.instructions, tables: shared.tables, poolTexts: shared.texts,
        addresses: base, firstCount: firstCount)
      if keepsTexts { arenas.append(machine.arena) }
      var start = rows.lowerBound
      while start < rows.upperBound {
        for index in 0..<starts.count { addresses[index] = starts[index].address(row: start) }
        machine.run(from: start, count: min(Self.batch, rows.upperBound - start))
        // Texts on the way to a result are not needed past their batch.
        if makesTexts && !keepsTexts { machine.arena = TextArena() }
        start += Self.batch
      }
      return Part(
        firstRows: machine.firstRows, seen: machine.seenTexts, arenas: arenas,
        isWhole: machine.isWhole)
    }
  }

  private func newScratch() -> Buffer<UInt8> {
    let scratch = Buffer<UInt8>(count: scratchSize)
    for (index, place) in places.enumerated() {
      guard case .constant(let bits) = place else { continue }
      let start = UnsafeMutableRawPointer(scratch.base + offsets[index])
      start.bindMemory(to: UInt64.self, capacity: Self.batch)
        .initialize(repeating: bits, count: Self.batch)
    }
    return scratch
  }

  /// Where the values of a place lie: asked for once a piece, because to reach a column from each
  /// of thousands of batches would count references on both cores at once.
  private struct PlaceStart {
    let base: UnsafeMutableRawPointer
    /// Bits from one row to the next. Batches begin at whole words of bits.
    let stride: Int

    @inline(__always)
    func address(row: Int) -> UnsafeMutableRawPointer { base + row * stride / 8 }
  }

  private func start(
    _ place: Place, _ offset: Int, _ scratch: Buffer<UInt8>, _ results: [Storage]
  ) -> PlaceStart {
    switch place {
    case .scratch, .constant:
      return PlaceStart(base: UnsafeMutableRawPointer(scratch.base + max(offset, 0)), stride: 0)
    case .column(let index):
      let (base, stride) = table.columns[index].cells
      return PlaceStart(base: base, stride: stride * 8)
    case .validity(let index):
      // Asked for only where there are missing cells.
      guard let validity = table.columns[index].validity else {
        return PlaceStart(base: UnsafeMutableRawPointer(scratch.base), stride: 0)
      }
      return PlaceStart(base: UnsafeMutableRawPointer(validity.words.base), stride: 1)
    case .output(let index, let stride):
      return PlaceStart(base: results[index].base, stride: stride * 8)
    case .outputBits(let index): return PlaceStart(base: results[index].base, stride: 1)
    }
  }

  // MARK: Results

  private struct Summary {
    var firstRows: [[Int]]
    var seen: [UInt8]
    var arenas: [[TextArena]]
    var isWhole = true

    init(pieces: Int, texts: Int) {
      firstRows = [[Int]](repeating: [], count: pieces)
      seen = [UInt8](repeating: 0, count: texts)
      arenas = [[TextArena]](repeating: [], count: pieces)
    }

    mutating func add(_ part: Part, _ piece: Int) {
      firstRows[piece] = part.firstRows
      arenas[piece] = part.arenas
      isWhole = isWhole && part.isWhole
      for index in seen.indices { seen[index] |= part.seen[index] }
    }

    func first(_ index: Int) -> Int? {
      for rows in firstRows where rows[index] >= 0 { return rows[index] }
      return nil
    }
  }

  /// Memory of one result.
  private struct Storage: @unchecked Sendable {
    let result: ExpressionResult
    let codes: Buffer<UInt16>
    let views: Buffer<TextView>
    let base: UnsafeMutableRawPointer

    init(_ output: Output, rowCount: Int) {
      var codes = Buffer<UInt16>(count: 0)
      var views = Buffer<TextView>(count: 0)
      switch output {
      case .bits:
        let bitmap = Bitmap(count: rowCount)
        (result, base) = (.bits(bitmap), UnsafeMutableRawPointer(bitmap.words.base))
      case .flags:
        let buffer = Buffer<UInt8>(count: rowCount)
        (result, base) = (.flags(buffer), UnsafeMutableRawPointer(buffer.base))
      case .firstRow: (result, base) = (.firstRow(nil), UnsafeMutableRawPointer(codes.base))
      case .integers:
        let buffer = Buffer<Int64>(count: rowCount)
        (result, base) = (.integers(buffer), UnsafeMutableRawPointer(buffer.base))
      case .numbers:
        let buffer = Buffer<Double>(count: rowCount)
        (result, base) = (.numbers(buffer), UnsafeMutableRawPointer(buffer.base))
      case .days:
        let buffer = Buffer<Int32>(count: rowCount)
        (result, base) = (.days(buffer), UnsafeMutableRawPointer(buffer.base))
      case .numberedTexts:
        codes = Buffer(count: rowCount)
        (result, base) = (.firstRow(nil), UnsafeMutableRawPointer(codes.base))
      case .texts:
        views = Buffer(count: rowCount)
        (result, base) = (.firstRow(nil), UnsafeMutableRawPointer(views.base))
      }
      self.codes = codes
      self.views = views
    }
  }

  /// Numbers of texts as codes of a dictionary that holds just the texts that occur.
  private func coded(_ numbers: Buffer<UInt16>, _ seen: [UInt8]) -> Column.Storage {
    let used = seen.indices.filter { seen[$0] != 0 }
      .sorted { poolTexts[$0].precedes(poolTexts[$1]) }
    let codes = Buffer<UInt16>(
      repeating: UInt16(truncatingIfNeeded: used.count), count: poolTexts.count + 1)
    for (code, number) in used.enumerated() { codes[number] = UInt16(truncatingIfNeeded: code) }
    let ranges = Parallel.ranges(numbers.count)
    Parallel.forEach(ranges.count) { piece in
      let (base, table) = (numbers.base, codes.base)
      for row in ranges[piece] { base[row] = table[Int(base[row])] }
    }
    let dictionary = TextDictionary(sorted: used.map { poolTexts[$0] }, arenas: [poolArena])
    return .coded(numbers, dictionary)
  }
}

extension Opcode {
  var makesTexts: Bool {
    switch self {
    case .textLower, .textUpper, .textReverse, .concatenate, .textPart, .integerText, .numberText:
      true
    default: false
    }
  }
}

extension Column {
  /// The first slot of the storage, and bytes from one to the next.
  fileprivate var cells: (base: UnsafeMutableRawPointer, stride: Int) {
    func start<T>(_ buffer: Buffer<T>) -> (UnsafeMutableRawPointer, Int) {
      (UnsafeMutableRawPointer(buffer.base), MemoryLayout<T>.stride)
    }
    return switch storage {
    case .boolean(let buffer): start(buffer)
    case .integer(let buffer), .timestamp(let buffer): start(buffer)
    case .number(let buffer): start(buffer)
    case .date(let buffer): start(buffer)
    case .coded(let buffer, _): start(buffer)
    case .text(let buffer, _): start(buffer)
    }
  }
}
