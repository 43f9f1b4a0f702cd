/// Turning texts into dictionary codes, where that pays.
public enum TextCoding {
  /// Coded storage if there are few distinct texts, else the views as they are.
  ///
  /// Few means: at most 16,384, or at most half as many as there are rows, and never more than
  /// a 16-bit code can count.
  ///
  /// - Complexity: O(*n*) expected.
  public static func storage(
    _ views: Buffer<TextView>, arenas: [TextArena], validity: Bitmap?
  ) -> Column.Storage {
    guard let coded = code(views, arenas: arenas, validity: validity, cap: cap(rows: views.count))
    else { return .text(views, arenas) }
    return coded
  }

  /// How many distinct texts are few, in a column of `rows` rows.
  static func cap(rows: Int) -> Int { min(TextDictionary.limit - 1, max(16_384, rows / 2)) }

  /// Whether there are certainly too many distinct texts for a dictionary.
  ///
  /// Counts hashes, of which there are at most as many as texts: as a rule it is over after as
  /// many rows as a dictionary could have entries.
  static func hasManyDistinct(_ views: Buffer<TextView>, validity: Bitmap?) -> Bool {
    let cap = cap(rows: views.count)
    let size = 1 << (Int.bitWidth - (cap * 2).leadingZeroBitCount)
    let slots = Buffer<UInt64>(count: size, zeroed: true)
    var distinct = 0
    for row in 0..<views.count {
      if let validity, !validity[row] { continue }
      // 0 marks a free slot.
      let hash = views.base[row].hash | 1
      var slot = Int(truncatingIfNeeded: hash >> 32) & (size - 1)
      while slots.base[slot] != 0, slots.base[slot] != hash { slot = (slot + 1) & (size - 1) }
      if slots.base[slot] == hash { continue }
      slots.base[slot] = hash
      distinct += 1
      if distinct > cap { return true }
    }
    return false
  }

  /// Sets are always coded: members trimmed, sorted, without repetition, joined with `;`.
  /// A column of more than 65,534 distinct sets keeps text views instead.
  public static func setStorage(_ views: Buffer<TextView>, validity: Bitmap?) -> Column.Storage {
    let arena = TextArena()
    let canonical = Buffer<TextView>(count: views.count)
    // Each distinct text is taken apart once.
    var table = TextTable()
    var forms: [TextView] = []
    for row in 0..<views.count {
      let number = table.insert(views.base[row])
      if number == forms.count {
        let joined = SetText.canonical(views.base[row].withBytes { Array($0) })
        forms.append(joined.withUnsafeBufferPointer { arena.view($0) })
      }
      canonical.base[row] = forms[number]
    }
    return code(canonical, arenas: [arena], validity: validity, cap: TextDictionary.limit - 1)
      ?? .text(canonical, [arena])
  }

  /// Codes for the texts, or nil if there are more than `cap` distinct ones.
  public static func code(
    _ views: Buffer<TextView>, arenas: [TextArena], validity: Bitmap?, cap: Int
  ) -> Column.Storage? {
    var table = TextTable()
    let codes = Buffer<UInt16>(count: views.count)
    for row in 0..<views.count {
      if let validity, !validity[row] { continue }
      let code = table.insert(views.base[row])
      if table.count > cap { return nil }
      codes.base[row] = UInt16(code)
    }
    // Codes in the order of the texts, whatever order they came in.
    let order = table.entries.indices.sorted { table.entries[$0].precedes(table.entries[$1]) }
    var rank = [UInt16](repeating: 0, count: order.count)
    for (position, index) in order.enumerated() { rank[index] = UInt16(position) }
    let missing = UInt16(order.count)
    for row in 0..<views.count {
      if let validity, !validity[row] {
        codes.base[row] = missing
      } else {
        codes.base[row] = rank[Int(codes.base[row])]
      }
    }
    let dictionary = TextDictionary(sorted: order.map { table.entries[$0] }, arenas: arenas)
    return .coded(codes, dictionary)
  }
}

/// Texts numbered in the order of first appearance: an open-addressing hash table.
public struct TextTable {
  public private(set) var entries: [TextView] = []
  private var slots: [Int32]
  private var mask: Int

  public init(capacity: Int = 16) {
    var size = 32
    while size < capacity * 2 { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    mask = size - 1
  }

  public var count: Int { entries.count }

  /// The number of `view`, which is added if it is new. Its bytes must outlive the table.
  @inline(__always)
  public mutating func insert(_ view: TextView) -> Int {
    var slot = Int(truncatingIfNeeded: view.hash) & mask
    while true {
      let entry = Int(slots[slot])
      if entry < 0 { break }
      if entries[entry].equals(view) { return entry }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(entries.count)
    entries.append(view)
    if entries.count * 2 > slots.count { grow() }
    return entries.count - 1
  }

  /// The number of `view`, or nil.
  public func find(_ view: TextView) -> Int? {
    var slot = Int(truncatingIfNeeded: view.hash) & mask
    while true {
      let entry = Int(slots[slot])
      if entry < 0 { return nil }
      if entries[entry].equals(view) { return entry }
      slot = (slot + 1) & mask
    }
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    mask = slots.count - 1
    for (number, view) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: view.hash) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(number)
    }
  }
}

/// The written form of a set: members joined with `;`.
public enum SetText {
  /// Members trimmed, empty ones left out, sorted by bytes, each once.
  public static func canonical(_ bytes: [UInt8]) -> [UInt8] {
    var members = members(bytes)
    members.sort { $0.lexicographicallyPrecedes($1) }
    var joined: [UInt8] = []
    var last: ArraySlice<UInt8>?
    for member in members where member != last {
      if last != nil { joined.append(UInt8(ascii: ";")) }
      joined += member
      last = member
    }
    return joined
  }

  /// The members in the order they are written.
  public static func members(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: UInt8(ascii: ";")).compactMap { part in
      var part = part
      while let first = part.first, first == 0x20 || first == 0x09 { part.removeFirst() }
      while let last = part.last, last == 0x20 || last == 0x09 { part.removeLast() }
      return part.isEmpty ? nil : part
    }
  }

  /// Whether `member` is one of the members; ASCII case does not count.
  public static func has(_ set: UnsafeBufferPointer<UInt8>, _ member: [UInt8]) -> Bool {
    members(Array(set)).contains { part in
      part.count == member.count && zip(part, member).allSatisfy { lower($0) == lower($1) }
    }
  }

  @inline(__always)
  private static func lower(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
  }
}
