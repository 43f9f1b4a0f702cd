/// What a written cell says in its narrowest type, by the rules of delimited text: an empty cell is
/// missing, `12` an integer, `1.5` and `1e6` numbers, `2025-03-01` a date. For readers of other
/// formats.
public enum WrittenCell: Sendable, Equatable {
  case missing
  case boolean(Bool)
  case integer(Int64)
  case number(Double)
  case date(Int32)
  case timestamp(Int64)
  case text

  public init(_ cell: UnsafeBufferPointer<UInt8>) {
    switch Cells.value(cell) {
    case .missing: self = .missing
    case .boolean(let value): self = .boolean(value)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .date(let days): self = .date(days)
    case .timestamp(let micros): self = .timestamp(micros)
    case .text: self = .text
    }
  }
}
