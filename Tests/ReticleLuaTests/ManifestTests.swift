import Audiences
import Foundation
import Testing

@testable import ReticleLua

@Suite("Manifests of audiences")
struct ManifestTests {
  private func manifest(_ script: String) throws -> String {
    let out = Workbench.temporary("manifest")
    defer { try? FileManager.default.removeItem(atPath: out) }
    _ = try? Workbench.run(script, out: out)
    return try String(contentsOfFile: out + "/list.csv.manifest.json", encoding: .utf8)
  }

  @Test("name the digests of the files that were read, also when the script fails later")
  func inputs() throws {
    let write =
      "audience.plain(open \"accounts.csv\":head(20), \"list.csv\", { force = true })\n"
    let digest = try FileDigest.sha256(of: Workbench.demo + "/accounts.csv")
    for script in [write, write + "error \"later\"", write + write] {
      let text = try manifest(script)
      #expect(text.contains("\"sha256\": \"\(digest)\""))
      #expect(!text.contains("\"sha256\": null"))
    }
  }
}
