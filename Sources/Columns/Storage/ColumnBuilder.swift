/// Builds a column cell by cell, of a type that is known from the start.
///
/// For results and small tables. Readers of large files write to buffers themselves.
public final class ColumnBuilder {
  public let type: ColumnType
  private var valid: [Bool] = []
  private var anyMissing = false
  private var integers: [Int64] = []
  private var numbers: [Double] = []
  private var views: [TextView] = []
  private let arena = TextArena()

  public init(type: ColumnType, capacity: Int = 0) {
    self.type = type
    valid.reserveCapacity(capacity)
    switch type {
    case .number: numbers.reserveCapacity(capacity)
    case .text, .set: views.reserveCapacity(capacity)
    default: integers.reserveCapacity(capacity)
    }
  }

  public var count: Int { valid.count }

  public func appendMissing() {
    anyMissing = true
    valid.append(false)
    switch type {
    case .number: numbers.append(0)
    case .text, .set: views.append(TextView())
    default: integers.append(0)
    }
  }

  public func append(_ value: Bool) { appendInteger(value ? 1 : 0, .boolean) }
  public func append(_ value: Int64) {
    if type == .number { append(Double(value)) } else { appendInteger(value, .integer) }
  }
  public func append(days: Int32) {
    if type == .timestamp {
      append(micros: Int64(days) * Calendar.microsPerDay)
    } else {
      appendInteger(Int64(days), .date)
    }
  }
  public func append(micros: Int64) { appendInteger(micros, .timestamp) }

  public func append(_ value: Double) {
    precondition(type == .number)
    valid.append(true)
    numbers.append(value)
  }

  public func append(_ text: String) {
    precondition(type.isText)
    valid.append(true)
    views.append(arena.view(text))
  }

  public func append(bytes: UnsafeBufferPointer<UInt8>) {
    precondition(type.isText)
    valid.append(true)
    views.append(arena.view(bytes))
  }

  /// - Precondition: the value is missing, or of the builder's type (integers fit a number
  ///   column, dates a timestamp column).
  public func append(_ value: Value) {
    switch value {
    case .missing: appendMissing()
    case .boolean(let value): append(value)
    case .integer(let value): append(value)
    case .number(let value): append(value)
    case .date(let days): append(days: days)
    case .timestamp(let micros): append(micros: micros)
    case .text(let text): append(text)
    }
  }

  private func appendInteger(_ value: Int64, _ type: ColumnType) {
    precondition(self.type == type)
    valid.append(true)
    integers.append(value)
  }

  /// The finished column. Text becomes dictionary-coded when that is worth it.
  public func finish() -> Column {
    let validity = anyMissing ? Bitmap(valid) : nil
    let storage: Column.Storage =
      switch type {
      case .boolean: .boolean(Buffer(integers.map { UInt8(truncatingIfNeeded: $0) }))
      case .integer: .integer(Buffer(integers))
      case .number: .number(Buffer(numbers))
      case .date: .date(Buffer(integers.map { Int32(truncatingIfNeeded: $0) }))
      case .timestamp: .timestamp(Buffer(integers))
      case .text: TextCoding.storage(Buffer(views), arenas: [arena], validity: validity)
      case .set: TextCoding.setStorage(Buffer(views), validity: validity)
      }
    return Column(type: type, storage: storage, validity: validity)
  }
}

extension Column {
  /// A column of the given values; nil is missing.
  public convenience init(integers: [Int64?]) {
    let builder = ColumnBuilder(type: .integer, capacity: integers.count)
    for value in integers { builder.append(value.map { .integer($0) } ?? .missing) }
    self.init(builder.finish())
  }

  public convenience init(numbers: [Double?]) {
    let builder = ColumnBuilder(type: .number, capacity: numbers.count)
    for value in numbers { builder.append(value.map { .number($0) } ?? .missing) }
    self.init(builder.finish())
  }

  public convenience init(booleans: [Bool?]) {
    let builder = ColumnBuilder(type: .boolean, capacity: booleans.count)
    for value in booleans { builder.append(value.map { .boolean($0) } ?? .missing) }
    self.init(builder.finish())
  }

  public convenience init(texts: [String?]) {
    let builder = ColumnBuilder(type: .text, capacity: texts.count)
    for value in texts { builder.append(value.map { .text($0) } ?? .missing) }
    self.init(builder.finish())
  }

  public convenience init(days: [Int32?]) {
    let builder = ColumnBuilder(type: .date, capacity: days.count)
    for value in days { builder.append(value.map { .date($0) } ?? .missing) }
    self.init(builder.finish())
  }

  private convenience init(_ other: Column) {
    self.init(type: other.type, storage: other.storage, validity: other.validity)
  }
}
