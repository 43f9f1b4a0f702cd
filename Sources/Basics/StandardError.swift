#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where messages for the person go, so that results can be piped.
public enum StandardError {
  public static func write(_ text: String) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer -> Int in
        let rest = buffer.baseAddress! + sent
        #if canImport(Glibc)
          return Glibc.write(2, rest, buffer.count - sent)
        #elseif canImport(Musl)
          return Musl.write(2, rest, buffer.count - sent)
        #else
          return Darwin.write(2, rest, buffer.count - sent)
        #endif
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return }
      sent += count
    }
  }

  /// Whether a person sees it.
  public static var isTerminal: Bool { isatty(2) == 1 }
}
