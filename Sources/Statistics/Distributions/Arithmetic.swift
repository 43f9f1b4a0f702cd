// The C library's elementary functions under names that cannot be confused with ours.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@inline(__always) func exponential(_ x: Double) -> Double { exp(x) }
@inline(__always) func exponentialLessOne(_ x: Double) -> Double { expm1(x) }
/// The natural logarithm.
@inline(__always) func logarithm(_ x: Double) -> Double { log(x) }
/// ln(1 + x), exact for small x.
@inline(__always) func logarithmOfOnePlus(_ x: Double) -> Double { log1p(x) }
@inline(__always) func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
@inline(__always) func powerOfTwo(_ exponent: Double) -> Double { exp2(exponent) }
@inline(__always) func arcSine(_ x: Double) -> Double { asin(x) }
