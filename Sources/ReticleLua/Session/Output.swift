import Basics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where `print` goes, and what is known about the place.
public final class Output {
  private let descriptor: Int32?
  private var buffer: [UInt8] = []
  /// Columns that fit on a line; nil if it is no terminal.
  public let width: Int?
  /// Whether colour may be used: a terminal, and `NO_COLOR` not set.
  public let hasColour: Bool

  /// A file descriptor, such as 1.
  public init(descriptor: Int32) {
    self.descriptor = descriptor
    let isTerminal = isatty(descriptor) == 1
    var size = winsize()
    if isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      width = Int(size.ws_col)
    } else {
      width = isTerminal ? 80 : nil
    }
    hasColour = isTerminal && getenv("NO_COLOR") == nil
  }

  /// Keeps what is written, for tests and examples.
  public init() {
    descriptor = nil
    width = nil
    hasColour = false
  }

  /// Why something could not be written, the first time; a full disk must not cut a report unseen.
  private var failure: String?

  /// - Throws: where something that was written did not arrive.
  public func check() throws {
    flush()
    if let failure {
      throw Problem(
        .output, "cannot write to the standard output: \(failure)",
        hints: ["what was printed is not whole"])
    }
  }

  /// What was written to an output that keeps it.
  public var kept: String { String(decoding: buffer, as: UTF8.self) }

  public func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    guard descriptor != nil else { return }
    if width != nil || buffer.count > 1 << 16 { flush() }
  }

  public func flush() {
    guard let descriptor else { return }
    var sent = 0
    while sent < buffer.count {
      let count = buffer.withUnsafeBytes {
        send(descriptor, $0.baseAddress! + sent, $0.count - sent)
      }
      if count < 0 {
        if errno == EINTR { continue }
        // A reader that went away (| head) is no error of ours.
        if errno != EPIPE { failure = failure ?? Files.reason() }
        break
      }
      sent += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private func send(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, bytes, count)
    #else
      Darwin.write(descriptor, bytes, count)
    #endif
  }
}
