import Basics
import Columns

extension FieldReader {
  /// Numbers with currency signs, grouped digits, decimal commas, per cent and k, M, bn.
  func readNumber(_ reading: inout FieldReading, _ field: Field, _ format: ValueFormat?) throws {
    let column = reading.column
    switch column.type {
    case .integer, .number: break
    case .text:
      guard let slots = TextSlots(column) else { return }
      try readNumberTexts(&reading, slots, field, format)
    default:
      if column.missingCount < column.count {
        refuse(&reading, "numbers")
      }
      return
    }
    if let scale = format?.scale, reading.column.type.isNumeric {
      reading.column = Self.scaled(reading.column, by: scale)
      reading.notes.append("multiplied by \(Wording.number(scale))")
    }
  }

  private func readNumberTexts(
    _ reading: inout FieldReading, _ slots: TextSlots, _ field: Field, _ format: ValueFormat?
  ) throws {
    if slots.rowCount == reading.column.missingCount {
      let type: ColumnType = field.kind == .count ? .integer : .number
      reading.column = .missing(type: type, count: slots.rowCount)
      return
    }
    let own = try WritingStyle.of(reading.column, field.kind)
    let settled = own.decimalMark(file: style, format: format)
    let multipliers = field.kind == .amount || field.kind == .count
    let none = NumberText(value: 0, isWhole: true, traits: [], currency: 0)
    let (values, valid) = try slots.map(none) {
      NumberText.read($0, decimal: settled.choice, multipliers: multipliers)
    }
    var traits: NumberText.Traits = []
    var currencies: [UInt8] = []
    var isWhole = true
    var (withSign, withoutSign) = (0, 0)
    valid.forEachSet { slot in
      traits.formUnion(values.base[slot].traits)
      if values.base[slot].traits.contains(.percent) { withSign += 1 } else { withoutSign += 1 }
      let currency = values.base[slot].currency
      if currency != 0, !currencies.contains(currency) { currencies.append(currency) }
      if !values.base[slot].isWhole || values.base[slot].value != values.base[slot].value.rounded()
        || values.base[slot].value.magnitude > 9e15
      {
        isWhole = false
      }
    }
    try finish(&reading, slots, valid, what: "numbers") {
      if isWhole {
        let whole = Buffer<Int64>(count: values.count)
        for slot in 0..<values.count {
          whole.base[slot] = Int64(exactly: values.base[slot].value) ?? 0
        }
        let (cells, validity) = slots.spread(whole, valid, none: 0)
        return Column(type: .integer, storage: .integer(cells), validity: validity.orNil)
      }
      let numbers = Buffer<Double>(count: values.count)
      for slot in 0..<values.count { numbers.base[slot] = values.base[slot].value }
      let (cells, validity) = slots.spread(numbers, valid, none: 0)
      return Column(type: .number, storage: .number(cells), validity: validity.orNil)
    }
    if reading.isRefused { return }
    explain(&reading, settled, own, traits, currencies, try ambiguous(slots))
    if withSign > 0, withoutSign > 0 {
      reading.warnings.append(
        "some numbers have a per cent sign and some have none: 0.5 and 50 % may mean the same")
    }
  }

  /// Whether some cell could be read with either decimal mark.
  private func ambiguous(_ slots: TextSlots) throws -> Bool {
    let (_, either) = try slots.map(UInt8(0)) { cell -> UInt8? in
      switch NumberText.evidence(cell) {
      case .eitherComma, .eitherPoint: 1
      default: nil
      }
    }
    return either.countOfSet > 0
  }

  private func explain(
    _ reading: inout FieldReading, _ settled: Settled<DecimalMark>, _ own: WritingStyle,
    _ traits: NumberText.Traits, _ currencies: [UInt8], _ ambiguous: Bool
  ) {
    let name = settled.choice == .point ? "point" : "comma"
    let group = settled.choice == .point ? "comma" : "point"
    if traits.contains(.decimals), settled.choice == .comma {
      reading.notes.append("the comma was read as decimal mark")
    }
    if traits.contains(.grouped) { reading.notes.append("separators of thousands were left out") }
    if traits.contains(.multiplier) {
      reading.notes.append("k, M and bn were read as thousands, millions and billions")
    }
    if traits.contains(.percent) { reading.notes.append("per cent signs were left out") }
    if traits.contains(.parentheses) {
      reading.notes.append("numbers in parentheses were read as negative")
    }
    let names = currencies.sorted().map { Currencies.all[Int($0) - 1] }
    if names.count == 1 { reading.notes.append("the currency sign \(names[0]) was left out") }
    if names.count > 1 {
      reading.warnings.append(
        "amounts in several currencies (\(names.joined(separator: ", "))): nothing was converted")
    }
    if own.pointCells > 0, own.commaCells > 0 {
      reading.warnings.append(
        "some numbers have a decimal point and some a decimal comma; the \(name) was taken")
    }
    if ambiguous, let guess = settled.guess {
      reading.warnings.append(
        "a \(group) before three digits was read as a separator of thousands, \(guess)")
    }
  }

  private static func scaled(_ column: Column, by scale: Double) -> Column {
    let cells = Buffer<Double>(count: column.count, zeroed: true)
    for row in 0..<column.count { cells.base[row] = (column.double(row) ?? 0) * scale }
    return Column(type: .number, storage: .number(cells), validity: column.validity)
  }
}
