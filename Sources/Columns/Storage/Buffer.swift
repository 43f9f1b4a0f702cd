import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A block of memory for one column: fixed size, 64-byte aligned, owned by whoever holds it.
///
/// There are 64 readable bytes past the end, so that kernels may load whole words. Large
/// blocks come from the system as reserved address space: pages that are never touched cost
/// nothing, so a reader may reserve for the largest row count a file could have.
///
/// Writing is for whoever builds the column, before it is shared; afterwards it is only read.
public final class Buffer<Element: BitwiseCopyable>: @unchecked Sendable {
  public let base: UnsafeMutablePointer<Element>
  /// Elements in use; at most what was reserved.
  public private(set) var count: Int
  private let allocation: Allocation

  /// A block for `count` elements. Without `zeroed`, small blocks hold whatever was there.
  public init(count: Int, zeroed: Bool = false) {
    precondition(count >= 0)
    allocation = Allocation(bytes: count * MemoryLayout<Element>.stride + 64)
    base = allocation.base.bindMemory(to: Element.self, capacity: count)
    self.count = count
    if zeroed && !allocation.isZero { memset(allocation.base, 0, allocation.bytes) }
  }

  public convenience init(_ elements: some Collection<Element>) {
    self.init(count: elements.count)
    var next = base
    for element in elements {
      next.initialize(to: element)
      next += 1
    }
  }

  public convenience init(repeating element: Element, count: Int) {
    self.init(count: count)
    base.initialize(repeating: element, count: count)
  }

  /// The same memory as elements of another type of the same size.
  private init(sharing base: UnsafeMutablePointer<Element>, count: Int, _ allocation: Allocation) {
    self.base = base
    self.count = count
    self.allocation = allocation
  }

  /// The same memory, not copied, read as elements of another type.
  ///
  /// - Precondition: the types have the same size.
  func reinterpreted<Other: BitwiseCopyable>(as type: Other.Type) -> Buffer<Other> {
    precondition(MemoryLayout<Other>.stride == MemoryLayout<Element>.stride)
    let base = UnsafeMutableRawPointer(base).bindMemory(to: type, capacity: count)
    return Buffer<Other>(sharing: base, count: count, allocation)
  }

  /// Gives up elements past `count`: a reader reserves more than it turns out to need.
  public func truncate(to count: Int) {
    precondition(count >= 0 && count <= self.count)
    self.count = count
  }

  public subscript(index: Int) -> Element {
    @inline(__always) get {
      precondition(index >= 0 && index < count)
      return base[index]
    }
    @inline(__always) set {
      precondition(index >= 0 && index < count)
      base[index] = newValue
    }
  }

  /// The elements, for as long as the buffer is held by a variable: `make().elements` may point
  /// into memory that is free already. ``array`` has no such trap.
  public var elements: UnsafeBufferPointer<Element> {
    UnsafeBufferPointer(start: base, count: count)
  }

  /// A copy of the elements.
  public var array: [Element] { withExtendedLifetime(self) { Array(elements) } }
}

/// Bytes that all columns of this process hold just now. The memory limit counts them.
public enum ColumnMemory {
  private static let total = Atomic<Int>(0)
  public static var bytes: Int { total.load(ordering: .relaxed) }
  static func add(_ bytes: Int) { total.wrappingAdd(bytes, ordering: .relaxed) }
}

private final class Allocation {
  let base: UnsafeMutableRawPointer
  let bytes: Int
  let isMapped: Bool
  var isZero: Bool { isMapped }

  init(bytes: Int) {
    self.bytes = bytes
    if bytes >= 1 << 20 {
      isMapped = true
      let mapped = mmap(
        nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
      guard let mapped, mapped != MAP_FAILED else { fatalError("out of memory: \(bytes) bytes") }
      base = mapped
      madvise(base, bytes, Int32(MADV_HUGEPAGE))
    } else {
      isMapped = false
      var pointer: UnsafeMutableRawPointer?
      guard posix_memalign(&pointer, 64, bytes) == 0, let pointer else {
        fatalError("out of memory: \(bytes) bytes")
      }
      base = pointer
    }
    ColumnMemory.add(bytes)
  }

  deinit {
    if isMapped { munmap(base, bytes) } else { free(base) }
    ColumnMemory.add(-bytes)
  }
}
