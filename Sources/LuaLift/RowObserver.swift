import Basics
import Columns
import LuaHost

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Told of every evaluation of a row function, for `reticle run --profile` and `reticle explain`.
///
/// Attached to an engine under its own type; without one nothing is measured.
public final class RowObserver {
  /// One evaluation: the functions that were evaluated together, over which table, in how many
  /// seconds of wall time.
  public typealias Note = (_ functions: [RowFunction], _ table: Table, _ seconds: Double) -> Void
  let note: Note

  public init(_ note: @escaping Note) { self.note = note }

  public func attach(to engine: LuaEngine) {
    engine.attachments[ObjectIdentifier(Self.self)] = self
  }
}

extension RowFunction {
  func observed<Result>(
    _ functions: [RowFunction], _ table: Table, _ body: () throws -> Result
  ) throws -> Result {
    let engine = try function.engine()
    return try RelatedColumns.during(engine) {
      guard let observer = engine.attachments[ObjectIdentifier(RowObserver.self)] as? RowObserver
      else { return try body() }
      let start = WallClock.seconds
      let result = try body()
      observer.note(functions, table, WallClock.seconds - start)
      return result
    }
  }
}

/// Seconds since some moment, for differences.
public enum WallClock {
  public static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
