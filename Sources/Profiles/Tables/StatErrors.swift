import Basics
import Statistics

/// Runs statistics for a figure; what they refuse becomes a problem with the place in front.
func statistics<Result>(for place: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as StatError {
    let what = error.parameter.map { "\($0) \(error.message)" } ?? error.message
    throw Problem(.script, "\(place): \(what)", hints: error.hint.map { [$0] } ?? [])
  }
}
