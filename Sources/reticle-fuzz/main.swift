import LiftFuzzing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// usage: reticle-fuzz [PROGRAMS] [SEED] [ROWS OF THE LARGE TABLE]
let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let count = arguments.first ?? 100_000
let seed = arguments.count > 1 ? arguments[1] : 1
let large = arguments.count > 2 ? arguments[2] : 70_000

let fuzzer = try Fuzzer(seed: UInt64(truncatingIfNeeded: seed), rows: large)
var next = 0
while next < count {
  let end = min(next + 5000, count)
  try fuzzer.run(next..<end)
  next = end
  let report = fuzzer.report
  print(
    "\(next) programs, \(report.lifted) lifted, \(report.raising) of them raise,",
    "\(report.failures.count) differences")
  if !report.failures.isEmpty { break }
}
let report = fuzzer.report
print("rows compared: \(report.rows), left to Lua: \(report.leftRows)")
for (reason, times) in report.refusals.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(25) {
  print("  \(times) × \(reason)")
}
for failure in report.failures.prefix(5) { print("\n\(failure)") }
exit(report.failures.isEmpty ? 0 : 1)
