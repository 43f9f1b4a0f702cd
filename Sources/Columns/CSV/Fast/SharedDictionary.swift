import CScan
import Synchronization

/// The distinct texts of one column, numbered in the order in which threads come upon them.
final class SharedDictionary: Sendable {
  private struct State {
    var table = TextTable(capacity: 64)
    let arena = TextArena()
  }

  private let state = Mutex(State())

  /// As many texts as a dictionary of codes may have.
  static let limit = TextDictionary.limit - 1

  /// The number of a text, and its bytes if they are not in the view itself; nil if the
  /// dictionary is full.
  func code(_ bytes: UnsafeBufferPointer<UInt8>) -> (code: UInt16, view: TextView)? {
    guard let base = bytes.baseAddress else { return nil }
    let view = TextView(base, count: bytes.count)
    return state.withLock { state in
      if let number = state.table.find(view) {
        return (UInt16(number), state.table.entries[number])
      }
      guard state.table.count < Self.limit else { return nil }
      let kept = state.arena.view(bytes)
      return (UInt16(state.table.insert(kept)), kept)
    }
  }

  /// All texts, by number.
  var entries: [TextView] { state.withLock { $0.table.entries } }
  var count: Int { state.withLock { $0.table.count } }
  var arena: TextArena { state.withLock { $0.arena } }
}

/// What one thread knows of a column's dictionary, so that it seldom has to ask for the lock.
///
/// Texts that mean missing are in it, too, with the code of missing cells.
final class LocalDictionary {
  var table = cscan_dictionary()
  /// Cells looked up, and those of them that were new here.
  var cells = 0
  private(set) var distinct = 0

  deinit { cscan_dictionary_free(&table) }

  /// - Returns: false if there is no memory, or no room for more.
  func insert(
    _ text: UnsafeBufferPointer<UInt8>, code: UInt16, loops: UnsafePointer<cscan_loops>
  ) -> Bool {
    distinct += 1
    if let base = text.baseAddress {
      return loops.pointee.insert(&table, base, text.count, code) != 0
    }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) {
      $0.baseAddress.map { loops.pointee.insert(&table, $0, 0, code) != 0 } ?? false
    }
  }

  /// Whether codes do not look worth their while: nearly every cell is a new text, or many are
  /// and there are many texts. Only a guess: at the end the rule of `TextCoding` decides.
  var isHopeless: Bool {
    (distinct > 2048 && distinct * 16 > cells * 15) || (distinct > 16_384 && distinct * 2 > cells)
  }
}
