/// What can be a member of a set, which is kept as texts with `;` between.
enum SetMember {
  static func fits(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = text.first, let last = text.last, !isBlank(first), !isBlank(last) else {
      return false
    }
    return !text.contains(UInt8(ascii: ";"))
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  static func note(_ count: Int) -> String {
    count == 1
      ? "1 list became a set: order and repetitions do not count"
      : "\(count) lists became sets: order and repetitions do not count"
  }
}
