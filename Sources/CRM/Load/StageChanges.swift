import Columns

/// Stage histories come on their own, or among the changes of all properties: HubSpot's property
/// histories, Salesforce's field histories.
enum StageChanges {
  private static let properties: Set<String> = [
    "dealstage", "stage", "stagename", "hspipelinestage", "pipelinestage", "opportunitystage",
  ]

  /// Whether a change is one of the stage.
  static func isStage(_ property: Value) -> Bool {
    guard case .text(let name) = property else { return false }
    return properties.contains(FoldedText.of(name))
  }

  /// The file with the day of a change as the day on which the stage was entered.
  static func settled(_ file: LoadedFile) throws -> LoadedFile {
    guard file.table["entered"] == nil, file.table["changed"] != nil else { return file }
    var result = file
    result.table = try file.table.rename([(from: "changed", to: "entered")])
    result.columns["entered"] = file.columns["changed"]
    result.columns["changed"] = nil
    return result
  }
}
