import Columns

/// Functions of texts of many different values.
extension Lifter {
  /// The results of a text function; nil if it is none that can be worked out by columns.
  func text(_ name: String, _ arguments: [Lifted], _ count: Int?) throws -> [Lifted]? {
    switch name {
    case "has": return [try match(.hasMember, name, arguments)]
    case "text.contains": return [try match(.contains, name, arguments)]
    case "text.starts_with": return [try match(.startsWith, name, arguments)]
    case "text.ends_with": return [try match(.endsWith, name, arguments)]
    case "string.lower": return [try changed(arguments) { pool.text(.lower, $0) }]
    case "string.upper": return [try changed(arguments) { pool.text(.upper, $0) }]
    case "string.reverse": return [try changed(arguments) { pool.text(.reverse, $0) }]
    case "string.len":
      guard let x = try subject(arguments) else { return nil }
      var result = AlternativesBuilder(self)
      result.missing(x.missing)
      if let text = x.texts { result.integer(x.text, pool.length(text)) }
      return [result.finish()]
    case "string.sub": return try part(arguments)
    case "string.find": return try find(arguments, count)
    default: return nil
    }
  }

  /// The first argument of a function of the string library, which passes missing values on.
  /// Numbers would be written as text first: such rows are left to Lua.
  private func subject(_ arguments: [Lifted]) throws -> Alternatives? {
    guard let first = arguments.first else { return nil }
    let value = try alternatives(first)
    leave(pool.not(pool.or(value.missing, value.text)))
    return value
  }

  private func changed(
    _ arguments: [Lifted], _ change: (TextValue) -> TextValue
  ) throws -> Lifted {
    guard let x = try subject(arguments) else { return leaveAll() }
    var result = AlternativesBuilder(self)
    result.missing(x.missing)
    if let text = x.texts { result.text(x.text, change(text)) }
    return result.finish()
  }

  /// The host's tests of a text against a pattern: false for a missing text.
  private func match(_ match: TextMatch, _ name: String, _ arguments: [Lifted]) throws -> Lifted {
    guard arguments.count >= 2 else { return leaveAll() }
    guard case .constant(.text(let pattern)) = arguments[1] else {
      throw Refusal(reason: "what \(name) looks for depends on the row")
    }
    let x = try alternatives(arguments[0])
    leave(pool.not(pool.or(x.missing, x.text)))
    guard let text = x.texts, isPossible(x.text) else { return boolean(.never) }
    let holds = pool.match(match, text, pattern: pool.text(pattern))
    return boolean(pool.restricted(pool.and(x.text, holds), to: path))
  }

  private func part(_ arguments: [Lifted]) throws -> [Lifted]? {
    guard arguments.count >= 2, let x = try subject(arguments) else { return nil }
    let first = try alternatives(arguments[1])
    // Where the text is missing the positions are not looked at.
    var allowed = pool.or(x.missing, first.integer)
    guard let start = first.integers else { return nil }
    var end = pool.integer(-1)
    if arguments.count > 2 {
      let last = try alternatives(arguments[2])
      allowed = pool.and(allowed, pool.or(x.missing, pool.or(last.missing, last.integer)))
      if let id = last.integers { end = pool.choose(last.integer, id, end) }
    }
    leave(pool.not(allowed))
    var result = AlternativesBuilder(self)
    result.missing(x.missing)
    if let text = x.texts {
      result.text(x.text, pool.part(text, first: start, last: end))
    }
    return [result.finish()]
  }

  private func find(_ arguments: [Lifted], _ count: Int?) throws -> [Lifted]? {
    guard arguments.count >= 2, case .constant(.text(let pattern)) = arguments[1] else {
      return nil
    }
    if arguments.count > 2 {
      switch arguments[2] {
      case .constant(.missing), .constant(.integer(1)): break
      default: return nil
      }
    }
    var isPlain = PureFunctions.isPlain(pattern)
    if arguments.count > 3, case .constant(let plain) = arguments[3], plain.isTrue {
      isPlain = true
    }
    guard isPlain else {
      throw Refusal(reason: "it matches a pattern against texts that are many different ones")
    }
    guard count != nil else {
      throw Refusal(reason: "it passes on all results of string.find")
    }
    guard let x = try subject(arguments) else { return nil }
    guard let text = x.texts else { return [.constant(.missing)] }
    let number = pool.text(pattern)
    let found = pool.and(x.text, pool.match(.contains, text, pattern: number))
    let absent = pool.or(x.missing, pool.subtract(x.text, found))
    let position = pool.position(text, pattern: number)
    var start = AlternativesBuilder(self)
    start.missing(absent)
    start.integer(found, position)
    var end = AlternativesBuilder(self)
    end.missing(absent)
    end.integer(found, pool.add(position, pool.integer(Int64(pattern.count) - 1)))
    return [start.finish(), end.finish()]
  }
}
