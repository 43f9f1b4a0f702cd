import Basics
import ReaderFuzzing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

#if RETICLE_LIBFUZZER
  /// The reader that is being fuzzed: RETICLE_READER names it.
  private let reader: ReaderCheck = {
    guard let name = getenv("RETICLE_READER"),
      let check = ReaderCheck(rawValue: String(cString: name))
    else {
      StandardError.write("RETICLE_READER must name a reader\n")
      exit(64)
    }
    return check
  }()

  /// Called by libFuzzer, which has the main function.
  @_cdecl("LLVMFuzzerTestOneInput")
  public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if let failure = reader.failure(bytes) {
      StandardError.write("\(failure)\n")
      abort()
    }
    return 0
  }
#else
  /// Gives files to a reader as they are: to repeat what libFuzzer found.
  ///
  /// usage: reticle-fuzz-readers READER FILE…
  @main
  struct FuzzReaders {
    static func main() throws {
      let arguments = CommandLine.arguments.dropFirst()
      guard let name = arguments.first, let reader = ReaderCheck(rawValue: name) else {
        let known = ReaderCheck.allCases.map(\.rawValue).joined(separator: "|")
        StandardError.write("usage: reticle-fuzz-readers \(known) FILE…\n")
        exit(64)
      }
      var failed = false
      for path in arguments.dropFirst() {
        let failure = reader.failure(try Files.bytes(of: path))
        print("\(path): \(failure ?? "fine")")
        failed = failed || failure != nil
      }
      exit(failed ? 1 : 0)
    }
  }
#endif
