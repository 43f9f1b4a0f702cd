import Basics

/// The types that the caller demands, by the position of the column; nil: found out.
struct ForcedTypes {
  let types: [ColumnType?]

  /// - Throws: ``Problem`` for a type of a column that the file does not have.
  init(_ options: CSVOptions, names: [String], file: String) throws {
    types = names.map { options.types[$0] ?? (options.allText ? .text : nil) }
    // A file without columns has nothing that a type could be forced on.
    if names.isEmpty { return }
    let known = Set(names)
    if let unknown = options.types.keys.filter({ !known.contains($0) }).min() {
      throw Problem.unknown("column", unknown, known: names).at(file)
    }
  }
}
