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
      let (comma, count) = try votes(slots) { cell in
        switch NumberText.evidence(cell) {
        case .point: false
        case .comma: true
        default: nil
        }
      }
      style.commaCells = comma
      style.pointCells = count - comma
    } else if kind.isTemporal {
      let (dayFirst, count) = try votes(slots) { cell in
        switch DateText.read(cell)?.evidence {
        case .dayFirst: true
        case .monthFirst: false
        default: nil
        }
      }
      style.dayFirstCells = dayFirst
      style.monthFirstCells = count - dayFirst
    }
    return style
  }

  /// How many slots say yes, and how many say anything.
  private static func votes(
    _ slots: TextSlots, _ vote: @Sendable (UnsafeBufferPointer<UInt8>) -> Bool?
  ) throws -> (yes: Int, count: Int) {
    let (votes, valid) = try slots.map(false, vote)
    var (yes, count) = (0, 0)
    valid.forEachSet { slot in
      count += 1
      if votes[slot] { yes += 1 }
    }
    return (yes, count)
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
