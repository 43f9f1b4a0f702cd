#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Rates of a year as rates of a month.
enum PowerRoot {
  /// The monthly rate that compounds to the yearly one: (1 + r)^(1/12) - 1.
  static func monthly(_ yearly: Double) -> Double { expm1(log1p(yearly) / 12) }
}
