extension String {
  /// The noun with `a` or `an` before it, as it is spoken.
  public var withArticle: String {
    guard let first else { return self }
    return "aeioAEIO".contains(first) ? "an \(self)" : "a \(self)"
  }
}
