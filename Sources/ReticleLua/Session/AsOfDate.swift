import Basics
import Columns

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The day that counts as today when none is given.
///
/// A file `AS_OF` in the data folder (`reticle demo` writes one) is taken at its word; else it
/// is the day of the clock. `today()` shows it; `--as-of` makes a run that can be repeated.
enum AsOfDate {
  static let fileName = "AS_OF"

  /// The day a user gave, else that of the data folder.
  static func day(_ text: String?, folder: String) throws -> Int32 {
    guard let text else { return try ofFolder(folder) }
    guard let day = Calendar.day(written: text) else {
      throw Problem(.usage, "--as-of \(text) is no day", hints: ["write it as 2026-01-31"])
    }
    return day
  }

  static func ofFolder(_ folder: String) throws -> Int32 {
    let path = Files.join(folder, fileName)
    if Files.entry(path) == .file {
      let text = try Files.text(of: path).split { $0.isWhitespace }.first.map(String.init) ?? ""
      guard let day = Calendar.day(written: text) else {
        throw Problem(
          .data, "\(path): the first line is no day", hints: ["write a day as 2026-01-31"])
      }
      return day
    }
    var seconds = time(nil)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    return Int32(
      Calendar.days(
        year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday)))
  }
}
