import Basics
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
    allocation = Allocation(bytes: count * MemoryLayout<Element>.stride + 64, zeroed: zeroed)
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

  /// Zeros, as address space that costs nothing until it is touched, or nil if the system has no
  /// such. The reader of a file reserves for as many rows as the file could have.
  ///
  /// What is reserved counts as memory of columns only from `truncate` on.
  ///
  /// - Parameter isLarge: Whether much of it will be touched: then it comes in huge pages.
  public init?(reserving count: Int, isLarge: Bool = true) {
    precondition(count >= 0)
    let bytes = count * MemoryLayout<Element>.stride + 64
    guard let allocation = Allocation(reserving: bytes, isLarge: isLarge) else { return nil }
    self.allocation = allocation
    base = allocation.base.bindMemory(to: Element.self, capacity: count)
    self.count = count
  }

  /// Gives up elements past `count`, and the memory behind them.
  public func truncate(to count: Int) {
    precondition(count >= 0 && count <= self.count)
    self.count = count
    allocation.trim(to: count * MemoryLayout<Element>.stride + 64)
  }

  /// Touches the huge pages that begin within a range of elements that is about to be written, so
  /// that it is seen if they come slowly. Pages that hold something keep it.
  func touchHugePages(_ range: Range<Int>) {
    let stride = MemoryLayout<Element>.stride
    let start = UInt(bitPattern: base) + UInt(range.lowerBound * stride)
    let end = UInt(bitPattern: base) + UInt(range.upperBound * stride)
    let mask = UInt(HugePages.size) - 1
    var page = (start + mask) & ~mask
    while page < end {
      if let address = UnsafeMutableRawPointer(bitPattern: page) { HugePages.touch(address) }
      page += mask + 1
    }
  }

  /// What was not touched yet comes in small pages from now on.
  func useSmallPages() {
    HugePages.adviseAgainst(base, count * MemoryLayout<Element>.stride)
  }

  /// The same memory, seen as elements of another type of the same size.
  ///
  /// - Precondition: this buffer is used no more.
  func reinterpreted<Other: BitwiseCopyable>(as other: Other.Type) -> Buffer<Other> {
    precondition(MemoryLayout<Other>.stride == MemoryLayout<Element>.stride)
    return Buffer<Other>(allocation, count: count)
  }

  fileprivate init(_ allocation: Allocation, count: Int) {
    self.allocation = allocation
    self.count = count
    base = allocation.base.bindMemory(to: Element.self, capacity: count)
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
  private static let most = Atomic<Int>(.max)
  public static var bytes: Int { total.load(ordering: .relaxed) }

  /// Above this many bytes, work that asks whether it is interrupted ends with "the memory limit
  /// is reached". An allocation itself cannot fail half-way.
  public static func limit(to bytes: Int?) { most.store(bytes ?? .max, ordering: .relaxed) }

  static func add(_ bytes: Int) {
    let now = total.wrappingAdd(bytes, ordering: .relaxed).newValue
    if bytes > 0, now > most.load(ordering: .relaxed) { Interruption.request(.memory) }
  }
}

private final class Allocation {
  let base: UnsafeMutableRawPointer
  private(set) var bytes: Int
  let isMapped: Bool
  /// Whether it came as zeros.
  let isZero: Bool
  /// What `ColumnMemory` knows of.
  private var counted: Int

  init(bytes: Int, zeroed: Bool) {
    var bytes = bytes
    if bytes >= 1 << 20, !zeroed, let spare = SpareMemory.take(bytes) {
      (base, bytes) = spare
      isMapped = true
      isZero = false
    } else if bytes >= 1 << 20 {
      isMapped = true
      isZero = true
      guard let mapped = Self.map(bytes, isLarge: true) else {
        fatalError("out of memory: \(bytes) bytes")
      }
      base = mapped
    } else {
      isMapped = false
      isZero = false
      var pointer: UnsafeMutableRawPointer?
      guard posix_memalign(&pointer, 64, bytes) == 0, let pointer else {
        fatalError("out of memory: \(bytes) bytes")
      }
      base = pointer
    }
    self.bytes = bytes
    counted = bytes
    ColumnMemory.add(bytes)
  }

  init?(reserving bytes: Int, isLarge: Bool) {
    guard let mapped = Self.map(bytes, isLarge: isLarge) else { return nil }
    base = mapped
    self.bytes = bytes
    isMapped = true
    isZero = true
    counted = 0
  }

  private static func map(_ bytes: Int, isLarge: Bool) -> UnsafeMutableRawPointer? {
    // From a few huge pages on, memory begins at one: else the pages at both ends come in pieces
    // of 4 KiB, with a fault for each. What lies before and after goes back at once.
    let huge = HugePages.size
    let spare = isLarge && bytes >= 2 * huge ? huge : 0
    let mapped = mmap(
      nil, bytes + spare, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
      0)
    guard let mapped, mapped != MAP_FAILED else { return nil }
    var base = mapped
    if spare > 0 {
      let page = Int(sysconf(Int32(_SC_PAGESIZE)))
      let used = (bytes + page - 1) / page * page
      let before = (huge - Int(bitPattern: mapped) & (huge - 1)) & (huge - 1)
      base += before
      if before > 0 { munmap(mapped, before) }
      let after = bytes + spare - before - used
      if after > 0 { munmap(base + used, after) }
    }
    if isLarge { HugePages.advise(base, bytes) }
    return base
  }

  /// Gives back whole pages past `size`.
  func trim(to size: Int) {
    guard isMapped, size <= bytes else { return }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let kept = (max(size, 1) + page - 1) / page * page
    if kept < bytes {
      munmap(base + kept, bytes - kept)
      bytes = kept
    }
    ColumnMemory.add(bytes - counted)
    counted = bytes
  }

  deinit {
    ColumnMemory.add(-counted)
    if isMapped { SpareMemory.give(base, bytes) } else { free(base) }
  }
}
