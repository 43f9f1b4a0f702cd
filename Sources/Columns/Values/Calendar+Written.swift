extension Calendar {
  /// The day that a text such as `2025-01-31` names, or nil.
  public static func day(written text: String) -> Int32? {
    var text = text
    return text.withUTF8 { Cells.day($0) }
  }

  /// The moment that a text such as `2025-01-31 09:30` names, in microseconds, or nil.
  public static func moment(written text: String) -> Int64? {
    var text = text
    return text.withUTF8 { Cells.moment($0) }
  }
}
