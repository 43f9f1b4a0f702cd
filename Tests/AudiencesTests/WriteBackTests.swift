import Basics
import Columns
import Foundation
import Testing

@testable import Audiences

@Suite("Scores for the CRM")
struct WriteBackTests {
  @Test("Salesforce ids are checked by length, letters, checksum and object")
  func salesforce() {
    func read(_ text: String, _ prefix: String? = "001") -> Normalised {
      RecordID.salesforce(text, prefix: prefix)
    }
    // D is the fourth of 001D0 (bit 3: I); none of 00000 (A); I, S and L of IqhSL (1 + 8 + 16: Z).
    #expect(read("001D000000IqhSL") == .plain("001D000000IqhSLIAZ"))
    #expect(read("001D000000IqhSLIAZ") == .plain("001D000000IqhSLIAZ"))
    #expect(read("001D000000IqhSLiaz") == .plain("001D000000IqhSLIAZ"))
    #expect(read("001d000000iqhsliaz") == .drop(.malformed), "the case was lost")
    #expect(read("001D000000IqhSLIAY") == .drop(.malformed))
    #expect(read("003D000000IqhSL") == .drop(.notUsed))
    #expect(read("003D000000IqhSL", "003") == .plain("003D000000IqhSLIAZ"))
    for text in ["001D000000IqhS", "001D000000IqhSLI", "001D000000Iqh-L", "1", "001D 00000IqhSL"] {
      #expect(read(text) == .drop(.malformed), "\(text)")
    }
  }

  @Test("HubSpot ids are digits, and digits that a spreadsheet lost are seen")
  func hubspot() {
    #expect(RecordID.hubspot("9007199254") == .plain("9007199254"))
    #expect(RecordID.hubspot("9007199254.0") == .plain("9007199254"))
    #expect(RecordID.hubspot("9.00719E+09") == .drop(.rounded))
    for text in ["", "0", "012", "A1", "1.5", "-1", "12345678901234567890"] {
      #expect(RecordID.hubspot(text) == .drop(.malformed), "\(text)")
    }
  }

  static func scored(_ ids: [String?]) throws -> Table {
    try Table(
      name: "accounts",
      [
        ("account_id", Column(texts: ids)),
        ("fit", Column(integers: ids.indices.map { Int64($0) * 10 })),
        ("tier", Column(texts: ids.map { _ in "A" })),
        ("reasons", Column(texts: ids.map { _ in "right industry +38, mid-market +28" })),
      ])
  }

  @Test("the file has the platform's headers; rows in are rows out and rows dropped")
  func writes() throws {
    let folder = NSTemporaryDirectory() + "reticle-writeback-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/scores.csv"
    let table = try Self.scored([
      "001D000000IqhSL", nil, "12", "001D000000IqhSLIAZ", "003D000000IqhSL", "001D000000IqhSM",
    ])
    var options = WriteBack.Options(day: 20_454)
    options.icp = "Ideal"
    options.headers = [("tier", "Segment__c")]
    let (result, ids) = try WriteBack.write(table, to: .salesforce, path: path, options: options)
    #expect(ids == WriteBack.IDs(missing: 1, malformed: 1, foreign: 1))
    #expect(result.rowsIn == 6 && result.rowsOut == 2 && result.rowsDropped == 4)
    #expect(
      try String(contentsOfFile: path, encoding: .utf8)
        == "Id,ICP_Fit__c,Segment__c,ICP_Reasons__c,ICP_Name__c,ICP_Scored_On__c\r\n"
        + "001D000000IqhSLIAZ,0,A,\"right industry +38, mid-market +28\",Ideal,2026-01-01\r\n"
        + "001D000000IqhSMIAZ,50,A,\"right industry +38, mid-market +28\",Ideal,2026-01-01\r\n")
    let ledger = try String(contentsOfFile: path + ".dropped.csv", encoding: .utf8)
    #expect(ledger.contains("4,001D000000IqhSLIAZ,duplicate"))
    #expect(result.warnings.contains { $0.contains("1 row has no id") })
    #expect(throws: Problem.self) {
      try WriteBack.write(
        Self.scored([nil]), to: .hubspot, path: path, options: WriteBack.Options(day: 0))
    }
    #expect(throws: Problem.self) {
      var twice = options
      twice.columns = [("fit", "Id")]
      _ = try WriteBack.write(table, to: .salesforce, path: path, options: twice)
    }
  }
}
