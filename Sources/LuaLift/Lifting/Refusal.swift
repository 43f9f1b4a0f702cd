/// Why a function is not lifted. It runs row by row then, with the same result.
struct Refusal: Error, Equatable {
  var reason: String
  /// The line of the function's file where that was decided; 0 if there is none.
  var line = 0
}
