import Testing

@testable import Columns

@Suite("Numbered texts")
struct NumberedTextsTests {
  static func views(_ texts: [String?]) -> Column {
    let arena = TextArena()
    let views = Buffer(texts.map { arena.view($0 ?? "") })
    return Column(
      type: .text, storage: .text(views, [arena]), validity: Bitmap(texts.map { $0 != nil }))
  }

  static func read(_ texts: [String?]) -> [Value]? {
    let column = views(texts)
    guard case .text(let views, _) = column.storage else { return nil }
    return NumberedTexts.of(views, present: column.validity)?
      .numbers(of: views, present: column.validity).values
  }

  /// What is read, by the plainest means.
  static func reference(_ texts: [String?]) -> [Value]? {
    let present = texts.compactMap(\.self)
    guard let first = present.first else { return nil }
    let prefix = String(first.reversed().drop { $0 >= "0" && $0 <= "9" }.reversed())
    var digits: [String] = []
    for text in present {
      guard text.hasPrefix(prefix) else { return nil }
      let rest = String(text.dropFirst(prefix.count))
      guard !rest.isEmpty, rest.count <= 18, rest.allSatisfy({ $0 >= "0" && $0 <= "9" }) else {
        return nil
      }
      digits.append(rest)
    }
    // No number may be written in two ways.
    let fewest = digits.map(\.count).min() ?? 0
    guard digits.allSatisfy({ $0.count == fewest || $0.first != "0" }) else { return nil }
    return texts.map { text in
      text.flatMap { Int64($0.dropFirst(prefix.count)) }.map { .integer($0) } ?? .missing
    }
  }

  @Test(
    "a form is found exactly when every text has it",
    arguments: [
      ["A1", "A20", "A3"], ["A1", "A20", nil, "A0"], ["1", "22", "12345678", "123456789"],
      ["ACC-001", "ACC-017", "ACC-200"], ["ACC-001", "ACC-1017", "ACC-200"],
      ["ACC-001", "ACC-0017"], ["A01", "A1"], ["A1", "A01"], ["A1", "B1"], ["A1", "A"], ["A"], [""],
      ["A1", "A1x"], ["A1", "A 1"], ["A1", "A-1"], ["A1", "A+1"], ["7", "0"], ["00", "01", "10"],
      ["x1-5", "x1-6"], ["x1-5", "x1-"], ["Zürich 12", "Zürich 9"], ["A123456789012345678", "A1"],
      ["A1234567890123456789", "A1"], ["a-long-prefix-7", "a-long-prefix-12"],
      ["a-long-prefix-7", "a-long-prefiy-7"], ["prefix-12345", "prefix-1234567"],
      ["123456789012", "999999999999", "100000000000"], ["A/1", "A:1"], ["A1", "A/"], ["A1", "A:"],
      [nil, nil], ["twelve-bytes", "twelve-bytes1"], ["abcdefghijk1", "abcdefghijk9"],
    ] as [[String?]])
  func forms(texts: [String?]) {
    #expect(Self.read(texts) == Self.reference(texts))
  }

  @Test("random texts of nearly one form are read as the plainest means do")
  func random() {
    var found = 0
    for seed in 0..<3000 {
      var dice = Draws(seed)
      let prefix = ["", "A", "id-", "eightlet", "elevenlette", "a longer prefix "][dice.below(6)]
      let width = dice.below(6)
      let odd = dice.isBelow(0.3)
      let texts = (0..<1 + dice.below(90)).map { _ -> String? in
        if dice.isBelow(0.1) { return nil }
        var digits = String(
          dice.next() % [10, 1000, 100_000_000, 1_000_000_000_000][dice.below(4)])
        digits = String(repeating: "0", count: max(0, width - digits.count)) + digits
        if odd, dice.isBelow(0.05) {
          digits = ["", "0" + digits, digits + "a", "-1"][dice.below(4)]
        }
        return (odd && dice.isBelow(0.02) ? "?" : prefix) + digits
      }
      let expected = Self.reference(texts)
      found += expected == nil ? 0 : 1
      #expect(Self.read(texts) == expected, "seed \(seed)")
    }
    #expect(found > 300 && found < 2700)
  }

  @Test("joins on numbered texts agree with comparing every pair")
  func joins() throws {
    for seed in 0..<60 {
      var dice = Draws(seed)
      let prefix = ["", "A", "account ", "a much longer prefix-"][seed % 4]
      let padding = [1, 4][seed / 4 % 2]
      let spread = [40, 5_000_000][seed / 8 % 2]
      func id(_ number: Int) -> String {
        let digits = String(number)
        return prefix + String(repeating: "0", count: max(0, padding - digits.count)) + digits
      }
      let right = Self.views(
        (0..<50).map { _ in dice.isBelow(0.1) ? nil : id(dice.below(40) * (spread / 40)) })
      let others = ["A", "", "A01", "00", "a1", prefix, prefix + "x", prefix + "00000", "1"]
      let left = Self.views(
        (0..<70).map { _ in
          dice.isBelow(0.1)
            ? nil
            : dice.isBelow(0.2)
              ? others[dice.below(others.count)]
              : id(dice.below(50) * (spread / 40))
        })
      try JoinTests.check([left], [right])
      // The same texts as codes, and together with a second key.
      let coded = Column(texts: (0..<left.count).map { left.text($0) })
      try JoinTests.check([coded], [right])
      try JoinTests.check([right], [coded])
      let second = Column(integers: (0..<70).map { Int64($0 % 3) })
      try JoinTests.check([left, second], [right, second.slice(0..<50)])
      try GroupingTests.check([left], left.count)
      try GroupingTests.check([left, second], left.count)
    }
  }
}
