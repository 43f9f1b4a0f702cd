import Columns

/// A Lua value that is of one type in some rows and of another in others.
///
/// For each type there is the condition under which the value is of it, and a value that means
/// something only there. Under the path on which the value came to be, exactly one of the
/// conditions holds for each row; elsewhere they mean nothing.
package struct Alternatives: Equatable {
  package var missing = Condition.never
  package var boolean = Condition.never
  /// Where a boolean is true.
  package var truth = Condition.never
  package var integer = Condition.never
  package var integers: ValueID?
  package var number = Condition.never
  package var numbers: ValueID?
  package var text = Condition.never
  package var texts: TextValue?
  package var date = Condition.never
  /// Days since 1970-01-01.
  package var days: ValueID?
  package var timestamp = Condition.never
  /// Microseconds since 1970-01-01.
  package var micros: ValueID?
  /// A table, a function, an object: true in an `if`, and nothing else is known.
  package var other = Condition.never

  /// The conditions of all types, changed by `body`.
  func mapConditions(_ body: (Condition) -> Condition) -> Alternatives {
    var result = self
    result.missing = body(missing)
    result.boolean = body(boolean)
    result.truth = body(truth)
    result.integer = body(integer)
    result.number = body(number)
    result.text = body(text)
    result.date = body(date)
    result.timestamp = body(timestamp)
    result.other = body(other)
    return result
  }
}

/// What a register holds while a function is lifted.
enum Lifted {
  /// The same in every row.
  case constant(PlainValue)
  case coded(CodedValues)
  case mixed(Alternatives)
  /// The row itself: only good for reading columns.
  case row
  /// The variables of a string expression: columns first, then globals.
  case environment
  case globals
  case library(String)
  /// What indexing a text with the name of a string function gives; missing where it is missing.
  indirect case method(String, of: Lifted)
  /// Rows of another table that belong to the row: only good for figures of them.
  case related(RelatedTables.Relation)
  /// What `ipairs` gives.
  case listIterator
  /// A table that the function makes for itself.
  case constructed(ConstructedTable)
  /// Something that cannot be said; an error once it is read.
  case unknown(String)
}
