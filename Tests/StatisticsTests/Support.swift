import Glibc
import Statistics
import Testing

/// The shared test data, where the environment says it is.
enum SharedData {
  static var folder: String? { getenv("RETICLE_DATA").map { String(cString: $0) } }
  static var isThere: Bool { folder != nil }
  static let message: Comment = "set RETICLE_DATA to the folder with the shared data"
}

/// Equal to within a relative and an absolute distance; nil only equals nil.
func near(
  _ a: Double?, _ b: Double?, relative: Double = 1e-10, absolute: Double = 1e-13
) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return a == b || (a - b).magnitude <= absolute + relative * b.magnitude
}

func near(
  _ a: [Double], _ b: [Double], relative: Double = 1e-10, absolute: Double = 1e-13
) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { near($0, $1, relative: relative, absolute: absolute) }
}

/// Sizes around the places where loops change their stride.
let edgeSizes = [0, 1, 2, 3, 7, 8, 9, 63, 64, 65, 130]

extension RandomStream {
  mutating func double(_ range: ClosedRange<Double>) -> Double {
    Double.random(in: range, using: &self)
  }

  mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// Numbers with ties when `steps` is small, some of them missing (NaN).
  mutating func column(_ count: Int, steps: Int = 1 << 30, missing: Double = 0) -> [Double] {
    (0..<count).map { _ in
      double(0...1) < missing ? .nan : Double(integer(0...steps)) / Double(max(1, steps)) * 10 - 3
    }
  }

  mutating func labels(_ count: Int, won: Double = 0.4, missing: Double = 0) -> [Int8] {
    (0..<count).map { _ in
      double(0...1) < missing ? -1 : (double(0...1) < won ? 1 : 0)
    }
  }
}

/// The error that a call gives, if any.
func refusal(_ body: () throws -> Void) -> StatError? {
  do {
    try body()
    return nil
  } catch let error as StatError {
    return error
  } catch {
    Issue.record("an error that is no StatError: \(error)")
    return nil
  }
}
