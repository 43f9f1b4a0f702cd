import Basics

extension NotLua {
  /// What to write for a name that Lua has under another; nil for all others.
  public static func advice(onName name: String) -> String? {
    switch name {
    case "null", "NULL", "Null", "None", "NONE", "undefined", "Nil", "NIL":
      "write nil for \(name)"
    case "True", "TRUE", "False", "FALSE": "write \(name.lowercased()) for \(name)"
    case "AND", "OR", "NOT", "And", "Or", "Not": "write \(name.lowercased()) in small letters"
    case "round", "Round", "ROUND": "write math.floor(x + 0.5) to round"
    case "len", "length", "LEN": "write #x for how many rows or letters x has"
    case "str": "write tostring(x) for str(x)"
    case "int": "write math.floor(x) for int(x)"
    case "float": "write tonumber(x) for float(x)"
    case "range": "write  for i = 1, 10 do … end  for range"
    case "abs", "ceil", "floor", "sqrt", "log", "exp": "write math.\(name)(x)"
    case "lower", "upper": "write string.\(name)(x)"
    default: nil
    }
  }

  /// What to write for a function that a library does not have.
  public static func advice(onMember name: String, of library: String) -> String? {
    switch (library, name) {
    case ("math", "round"): "write math.floor(x + 0.5) to round"
    case ("math", "pow"): "write x ^ y for math.pow(x, y)"
    case ("string", "contains"), ("string", "includes"): "write text.contains(x, \"…\")"
    case ("string", "startswith"), ("string", "starts_with"): "write text.starts_with(x, \"…\")"
    case ("string", "endswith"), ("string", "ends_with"): "write text.ends_with(x, \"…\")"
    case ("string", "split"): "write  for part in x:gmatch \"[^,]+\" do … end"
    case ("string", "trim"), ("string", "strip"): "write x:match \"^%s*(.-)%s*$\" to trim"
    case ("table", "length"), ("table", "getn"): "write #x for the length of a list"
    default: nil
    }
  }

  /// The method that does what others call otherwise.
  static func method(for name: String, of type: String) -> String? {
    guard type == "table" else { return nil }
    return switch name.lowercased() {
    case "filter", "query", "select_where": "where"
    case "order_by", "orderby", "order", "sort_by", "sort_values", "arrange": "sort"
    case "limit", "take", "top", "first": "head"
    case "aggregate", "agg", "summary", "count", "sum", "mean", "avg": "summarize"
    case "mutate", "assign", "add_column", "apply", "map": "with"
    case "merge", "lookup", "vlookup": "join"
    case "concat", "append", "union_all": "union"
    case "unique", "drop_duplicates", "dedupe": "distinct"
    case "export", "write", "to_csv", "write_csv": "save"
    case "iterrows", "iter", "each", "pairs", "ipairs": "rows"
    default: nil
    }
  }

  /// Adds to a column that does not exist in the text of a condition what may be meant.
  static func explain(column name: String, _ problem: inout Problem) {
    if let hint = advice(onName: name) {
      problem.hints.insert(hint, at: 0)
    } else if !problem.message.contains("did you mean"), problem.hasOnlyNames {
      problem.hints.insert("if a text is meant, put it in quotes:  '\(name)'", at: 0)
    }
  }
}

extension Problem {
  /// Whether no hint says more than which names there are.
  fileprivate var hasOnlyNames: Bool { hints.allSatisfy { $0.hasPrefix("columns: ") } }
}
