/// Why a function is not lifted. It runs row by row then, with the same result.
package struct Refusal: Error, Equatable {
  package var reason: String
  /// The line of the function's file where that was decided; 0 if there is none.
  package var line: Int

  package init(reason: String, line: Int = 0) {
    self.reason = reason
    self.line = line
  }
}
