import Basics
import Columns

/// Which records are compared at all: those that agree on all parts of one of the rules.
///
/// A rule is written as `domain`, `phone`, `name`, `name[4] + city`, `word + country`: fields, the
/// first letters of the name, or the rarest word of the name, joined by `+`.
public struct BlockRule: Sendable, Hashable, CustomStringConvertible {
  enum Part: Sendable, Hashable {
    case field(IdentityField)
    /// The first so many bytes of the name; nil: all of it.
    case name(Int?)
    /// The word of the name that fewest records have.
    case rarestWord
  }

  let parts: [Part]
  public let description: String

  /// - Throws: ``Problem`` with the nearest field for what is none.
  public init(_ text: String) throws {
    let known =
      IdentityField.allCases.filter { $0 != .name }.map(\.rawValue) + ["name", "name[4]", "word"]
    var parts: [Part] = []
    for piece in text.split(separator: "+") {
      let word = TextForm.trimmed(String(piece))
      if word == "name" {
        parts.append(.name(nil))
      } else if word == "word" {
        parts.append(.rarestWord)
      } else if word.hasPrefix("name["), word.hasSuffix("]"),
        let count = Int(word.dropFirst(5).dropLast()), count >= 1, count <= 8
      {
        parts.append(.name(count))
      } else if let field = IdentityField(rawValue: word) {
        parts.append(.field(field))
      } else {
        throw Problem.unknown("part of a block", word, known: known)
      }
    }
    guard !parts.isEmpty else {
      throw Problem(.script, "a block is empty", hints: ["for example: \"name[4] + city\""])
    }
    self.parts = parts
    description = text
  }

  private init(known text: String, _ parts: [Part]) {
    self.parts = parts
    description = text
  }

  /// The rules that are used when none are given, as far as both tables have the fields.
  static func standard(_ subject: IdentitySubject) -> [BlockRule] {
    let keys = IdentityField.keys.map { BlockRule(known: $0.rawValue, [.field($0)]) }
    let named =
      switch subject {
      case .companies:
        [
          BlockRule(known: "name", [.name(nil)]),
          BlockRule(known: "name[4] + city", [.name(4), .field(.city)]),
          BlockRule(known: "name[4] + zip", [.name(4), .field(.zip)]),
          BlockRule(known: "word + city", [.rarestWord, .field(.city)]),
          BlockRule(known: "word + country", [.rarestWord, .field(.country)]),
        ]
      case .people:
        [
          BlockRule(known: "name + company", [.name(nil), .field(.company)]),
          BlockRule(known: "name + city", [.name(nil), .field(.city)]),
          BlockRule(known: "word + company", [.rarestWord, .field(.company)]),
        ]
      }
    return keys + named
  }

  /// Whether the records have what the rule needs.
  func applies(to columns: IdentityColumns) -> Bool {
    parts.allSatisfy { part in
      if case .field(let field) = part, field != .name { return columns.columns[field] != nil }
      return columns.hasName
    }
  }

  /// One key a record; 0 where a part is missing.
  func keys(_ records: IdentityRecords, rarestWords: Buffer<UInt64>) -> Buffer<UInt64> {
    let keys = Buffer<UInt64>(count: records.count)
    let ranges = Parallel.ranges(records.count)
    let sources = parts.map { part -> (hashes: Buffer<UInt64>?, mask: UInt64) in
      switch part {
      case .field(.name), .name(nil): (records.names, .max)
      case .field(let field): (records.hashes[field], .max)
      case .name(.some(let count)):
        (records.prefixes, count >= 8 ? .max : 1 << UInt64(count * 8) - 1)
      case .rarestWord: (rarestWords, .max)
      }
    }
    Parallel.forEach(ranges.count) { piece in
      let target = keys.base
      for row in ranges[piece] {
        var key: UInt64 = 0
        for (index, source) in sources.enumerated() {
          let value = (source.hashes?.base[row] ?? 0) & source.mask
          if value == 0 {
            key = 0
            break
          }
          // Hashes are keys already; letters of a name are not spread.
          key = index == 0 && source.mask == .max ? value : mixed(key, value) | 1
        }
        target[row] = key
      }
    }
    return keys
  }
}
