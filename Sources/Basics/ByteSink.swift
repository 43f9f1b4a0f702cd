/// Where bytes go, one block after the other: a file, or something that changes them on the way.
public protocol ByteSink: AnyObject {
  func write(_ bytes: UnsafeRawBufferPointer) throws
}

extension ByteSink {
  public func writeAll(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }
}

extension AtomicFile: ByteSink {}
