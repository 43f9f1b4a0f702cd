import Columns

/// What the columns of one file say together about how its values are written.
///
/// A column that cannot tell whether `03/04/2025` is in March or in April, or whether `1.200` is
/// large or small, follows the others of its file.
struct WritingStyle: Sendable {
  var pointCells = 0
  var commaCells = 0
  var dayFirstCells = 0
  var monthFirstCells = 0
  /// Semicolons separate cells where the comma separates decimals.
  var hasSemicolons = false

  mutating func add(_ other: WritingStyle) {
    pointCells += other.pointCells
    commaCells += other.commaCells
    dayFirstCells += other.dayFirstCells
    monthFirstCells += other.monthFirstCells
  }

  /// What one text column has to say.
  static func of(_ column: Column, _ kind: FieldKind) throws -> WritingStyle {
    var style = WritingStyle()
    guard let slots = TextSlots(column) else { return style }
    if kind.isNumeric {
      let (seen, valid) = try slots.map(UInt8(0)) { cell -> UInt8? in
        switch NumberText.evidence(cell) {
        case .point: 1
        case .comma: 2
        default: nil
        }
      }
      valid.forEachSet { seen.base[$0] == 1 ? (style.pointCells += 1) : (style.commaCells += 1) }
    } else if kind.isTemporal {
      let (seen, valid) = try slots.map(UInt8(0)) { cell -> UInt8? in
        switch DateText.read(cell)?.evidence {
        case .dayFirst: 1
        case .monthFirst: 2
        default: nil
        }
      }
      valid.forEachSet {
        seen.base[$0] == 1 ? (style.dayFirstCells += 1) : (style.monthFirstCells += 1)
      }
    }
    return style
  }
}

/// A way of writing that was chosen, and whether it had to be guessed.
struct Settled<Choice: Sendable>: Sendable {
  let choice: Choice
  /// Why, when the column itself could not tell.
  let guess: String?
}

extension WritingStyle {
  /// The decimal mark of a column: what the user says, what most of its cells say, what the file
  /// says.
  func decimalMark(file: WritingStyle, format: ValueFormat?) -> Settled<DecimalMark> {
    if let comma = format?.decimalComma {
      return Settled(choice: comma ? .comma : .point, guess: nil)
    }
    if pointCells != commaCells {
      return Settled(choice: commaCells > pointCells ? .comma : .point, guess: nil)
    }
    if file.pointCells != file.commaCells {
      let comma = file.commaCells > file.pointCells
      return Settled(
        choice: comma ? .comma : .point, guess: "as in the other columns of the file")
    }
    if file.hasSemicolons {
      return Settled(choice: .comma, guess: "because the file separates its cells by semicolons")
    }
    return Settled(choice: .point, guess: "because nothing in the file says otherwise")
  }

  /// Whether the day comes before the month, by the same order of witnesses.
  ///
  /// - Parameter separator: what stands between the parts in the first undecided cell.
  func dayFirst(file: WritingStyle, format: ValueFormat?, separator: UInt8) -> Settled<Bool> {
    if let dayFirst = format?.dayFirst { return Settled(choice: dayFirst, guess: nil) }
    if dayFirstCells != monthFirstCells {
      return Settled(choice: dayFirstCells > monthFirstCells, guess: nil)
    }
    if file.dayFirstCells != file.monthFirstCells {
      return Settled(
        choice: file.dayFirstCells > file.monthFirstCells,
        guess: "as in the other columns of the file")
    }
    if separator != UInt8(ascii: "/") {
      return Settled(choice: true, guess: "because dates with dots or hyphens mostly are")
    }
    if file.hasSemicolons {
      return Settled(choice: true, guess: "because the file separates its cells by semicolons")
    }
    return Settled(choice: false, guess: "because nothing in the file says otherwise")
  }
}
