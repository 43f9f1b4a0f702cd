/// A Lua value for each entry of a column's dictionary, and one for missing.
///
/// Whatever a function does to a text of few distinct values, it does it once for each of them.
final class CodedValues {
  let column: Int
  /// One for each entry, the missing one last. Entries that no row holds may be anything.
  let values: [PlainValue]
  /// The same values as conditions and tables, once somebody needs them.
  var alternatives: Alternatives?

  init(column: Int, values: [PlainValue]) {
    self.column = column
    self.values = values
  }
}
