import Foundation
import Testing

@testable import Audiences
@testable import CRM

/// The shared test data, if the environment says where it is.
enum SharedData {
  static let folder = ProcessInfo.processInfo.environment["RETICLE_DATA"]
  static var isThere: Bool { folder != nil }
  static func path(_ name: String) -> String { (folder ?? "") + "/" + name }
}

@Suite("Published hashing vectors")
struct VectorTests {
  struct Vector: Decodable {
    struct Context: Decodable {
      var region: String?
      var rule: String?

      enum CodingKeys: String, CodingKey {
        case region = "default_region"
        case rule
      }
    }
    var id, platform, field, input, action: String
    var normalised, sha256: String?
    var context: Context?
    var ambiguous: Bool?
  }

  @Test(
    "every vector gives the published action, text and digest",
    .enabled(if: SharedData.isThere, "set RETICLE_DATA to the folder with the shared data"))
  func vectors() throws {
    let url = URL(fileURLWithPath: SharedData.path("reference/hashing-vectors.json"))
    let vectors = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: url))
    #expect(vectors.count >= 148)
    for vector in vectors where vector.ambiguous != true {
      let result = HashingVectors.run(
        platform: vector.platform, field: vector.field, input: vector.input,
        defaultRegion: vector.context?.region, rule: vector.context?.rule)
      #expect(result.action == vector.action, "\(vector.id)")
      #expect(
        result.normalised.map { Array($0.utf8) } == vector.normalised.map { Array($0.utf8) },
        "\(vector.id)")
      #expect(result.sha256 == vector.sha256, "\(vector.id)")
    }
  }

  static func run(_ platform: String, _ field: String, _ input: String, _ region: String? = nil)
    -> String
  {
    let result = HashingVectors.run(
      platform: platform, field: field, input: input, defaultRegion: region)
    return result.action + ":" + (result.normalised ?? "")
  }

  @Test(
    "more values of the same kinds",
    arguments: [
      ("google_ads", "email", "Jane.Doe+x@GoogleMail.com", "hash:janedoe@googlemail.com"),
      ("meta", "email", "jane.doe@gmail.com", "hash:jane.doe@gmail.com"),
      ("reddit", "email", "J.O'Neil+work@sub.example.com", "hash:joneil@sub.example.com"),
      ("reddit", "email", "+x@example.com", "drop:"),
      ("tiktok", "email", "ja ne@Example.com", "hash:jane@example.com"),
      ("pinterest", "email", "ja ne@example.com", "drop:"),
      ("google_ads", "first_name", "Prof. Dr. Hans", "hash:hans"),
      ("google_ads", "first_name", "Mrs.", "drop:"),
      ("google_ads", "first_name", "Drew", "hash:drew"),
      ("google_ads", "first_name", "Hon Wai", "hash:hon wai"),
      ("google_ads", "last_name", "King III", "hash:king"),
      ("google_ads", "last_name", "Jr.", "hash:jr."),
      ("google_ads", "last_name", "de la Cruz, Ph.D.", "hash:de la cruz"),
      ("google_ads", "country", "Deutschland", "plain:DE"),
      ("google_ads", "country", "Atlantis", "drop:"),
      (
        "google_ads", "country", "a683c5c5349f6f7fb903ba8a9e7e55d0ba1b8f03579f95be83f4954c33e81098",
        "drop:"
      ),
      ("meta", "country", "GBR", "hash:gb"),
      ("meta", "ct", "St. Louis", "hash:stlouis"), ("meta", "ct", "São Paulo", "hash:sãopaulo"),
      ("meta", "st", "New York", "hash:ny"), ("meta", "st", "Île-de-France", "hash:îledefrance"),
      ("meta", "zip", "SW1A 1AA", "hash:sw1a1aa"), ("meta", "zip", "1229-076", "hash:1229076"),
      ("meta", "ln", "Smith-Jones, Jr.", "hash:smithjones jr"), ("meta", "ln", "---", "drop:"),
      ("meta", "fn", "💼", "drop:"), ("meta", "gen", "Male", "hash:m"),
      ("meta", "gen", "other", "drop:"),
      ("meta", "dob", "1997-02-16", "hash:19970216"),
      ("meta", "dob", "31/12/1980", "hash:19801231"),
      ("meta", "dob", "2/30/1997", "drop:"), ("meta", "doby", "1997", "hash:1997"),
      ("meta", "dobm", "2", "hash:02"),
      ("x", "handle", "https://x.com/Jack/", "hash:jack"), ("x", "handle", "not a name", "drop:"),
      ("x", "user_id", "12a", "drop:"),
      ("tiktok", "maid", "00000000-0000-0000-0000-000000000000", "drop:"),
      ("linkedin", "first_name", "  Jane\n Anne ", "plain:Jane Anne"),
      ("linkedin", "country", "Vereinigte Staaten", "plain:US"),
      ("linkedin", "phone", "+14155552671", "drop:"), ("nowhere", "email", "a@b.com", "drop:"),
      ("x", "email", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "drop:"),
      ("meta", "ln", "9b2d5b4678781e53038e91ea5324530a03f27dc1d0e5f6c9bc9d493a23be9de0", "drop:"),
    ])
  func more(platform: String, field: String, input: String, expected: String) {
    #expect(Self.run(platform, field, input) == expected)
  }

  @Test("a gmail address is hashed one way for Google and another for the rest")
  func sameContactDiffers() {
    let input = " JANE.DOE+News@Gmail.com "
    let hashes = Dictionary(
      uniqueKeysWithValues: [
        "google_ads", "reddit", "meta", "linkedin", "microsoft_ads", "x", "tiktok", "pinterest",
      ]
      .map {
        (
          $0,
          HashingVectors.run(platform: $0, field: "email", input: input, defaultRegion: nil).sha256
            ?? ""
        )
      })
    #expect(Set([hashes["google_ads"], hashes["reddit"]]).count == 1)
    #expect(hashes["google_ads"]?.hasPrefix("d6117306") == true)
    for name in ["meta", "linkedin", "microsoft_ads", "x", "tiktok", "pinterest"] {
      #expect(hashes[name]?.hasPrefix("f41439c9") == true)
    }
  }

  @Test(
    "digests of texts that stand for nothing are refused",
    arguments: [
      "", " ", "null", "n/a", "none", "undefined", "nan", "-", "unknown",
    ])
  func refused(text: String) {
    #expect(RefusedDigests.contains(Digest.sha256(text)))
    #expect(
      Normaliser.normalise(platform: .meta, field: .fn, value: Digest.sha256(text))
        == .drop(.emptyDigest))
  }

  @Test("the short way of SHA-256 agrees with the library at every length and around one block")
  func shortDigest() {
    var generator = SystemRandomNumberGenerator()
    for count in 0...130 {
      for _ in 0..<20 {
        let text = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var digest = [UInt8](repeating: 0, count: 32)
        text.withUnsafeBytes { source in
          digest.withUnsafeMutableBytes { Digest.write(source, .sha256, to: $0.baseAddress!) }
        }
        #expect(Digest.hex(digest) == Digest.sha256(text))
      }
    }
  }

  @Test("SHA-256 and MD5 give the published digests") func selfTest() throws {
    try HashSelfTest.run()
  }
}
